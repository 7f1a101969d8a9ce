//! One site's figures, counted in one snapshot from what its registers hold.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::clock::{DAY, Millis, local, plus_days, start_of};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::board::confirming::Settings;
use crate::care::{freshness, store as care};
use crate::extract;
use crate::questions::clock::ageing::{self, By};
use crate::questions::clock::register::Filter;
use crate::reports::dues;
use crate::royalties::unpaid;
use crate::supply::month::Month;
use crate::supply::quotas;
use crate::supply::report::was_there;
use crate::tenants::directory::Tenant;

use super::score::rules;
use super::store;

/// Files without text are counted no further.
pub const MOST_FILES: i64 = 10_000;

/// What a site has, at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// Sections that must have something new.
    pub paced: i64,
    /// Keys of those that are past their pace.
    pub stale: Vec<String>,
    /// Drafts, and those of them that nobody touched for long.
    pub drafts: i64,
    /// See [`Figures::drafts`].
    pub drafts_old: i64,
    /// Since when the longest untouched draft lies there.
    pub oldest_draft: Option<Millis>,
    /// Texts that wait for the board, and those of them that do for long.
    pub waiting: i64,
    /// See [`Figures::waiting`].
    pub waiting_old: i64,
    /// What is before readers.
    pub live: i64,
    /// What first came before readers this week.
    pub week: i64,
    /// Questions that wait for somebody.
    pub open: i64,
    /// Of these, those past their last day.
    pub overdue: i64,
    /// Questions that were over within the months of the rate.
    pub closed: i64,
    /// Of these, those after their last day.
    pub late: i64,
    /// Letters to units that did not arrive.
    pub mail: i64,
    /// Broken links.
    pub links: i64,
    /// Files without text.
    pub textless: i64,
    /// Live texts in which a check of access finds something.
    pub access: i64,
    /// Emergency publications that wait for a confirmation.
    pub emergencies: i64,
    /// The first day of the month whose quotas are judged.
    pub judged: Option<Date>,
    /// Items that the units owe in that month, and what they sent of it.
    pub owed: i64,
    /// See [`Figures::owed`]; what a unit sent above its quota does not count for another.
    pub sent: i64,
    /// Units behind their quota.
    pub behind: i64,
    /// Procedures, and those that nobody confirmed for long.
    pub procedures: i64,
    /// See [`Figures::procedures`].
    pub unconfirmed: i64,
    /// The day on which the longest unconfirmed procedure was last confirmed.
    pub confirmed_on: Option<Date>,
    /// Items whose royalties should have been paid.
    pub unpaid: i64,
    /// Reports past their last day.
    pub reports: i64,
}

impl Figures {
    /// In time, of the questions whose time has shown itself, in hundredths; none without any.
    pub fn on_time(&self) -> Option<i64> {
        let judged = self.closed + self.overdue;
        (judged > 0).then(|| (self.closed - self.late) * 100 / judged)
    }

    /// The month whose quotas are judged; none until it was counted.
    pub fn quota_month(&self) -> Option<Month> {
        self.judged.map(Month::of)
    }

    /// The sections within their pace, in hundredths; none where no section has one.
    pub fn fresh(&self) -> Option<i64> {
        let stale = i64::try_from(self.stale.len()).unwrap_or(i64::MAX);
        (self.paced > 0).then(|| (self.paced - stale).max(0) * 100 / self.paced)
    }

    /// What the units sent of what they owe, in hundredths; none where nothing is asked.
    pub fn supplied(&self) -> Option<i64> {
        (self.owed > 0).then(|| self.sent.min(self.owed) * 100 / self.owed)
    }

    /// The sum of two sites; days and keys are the first's.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        for (mine, theirs) in [
            (&mut self.paced, other.paced),
            (&mut self.drafts, other.drafts),
            (&mut self.drafts_old, other.drafts_old),
            (&mut self.waiting, other.waiting),
            (&mut self.waiting_old, other.waiting_old),
            (&mut self.live, other.live),
            (&mut self.week, other.week),
            (&mut self.open, other.open),
            (&mut self.overdue, other.overdue),
            (&mut self.closed, other.closed),
            (&mut self.late, other.late),
            (&mut self.mail, other.mail),
            (&mut self.links, other.links),
            (&mut self.textless, other.textless),
            (&mut self.access, other.access),
            (&mut self.emergencies, other.emergencies),
            (&mut self.owed, other.owed),
            (&mut self.sent, other.sent),
            (&mut self.behind, other.behind),
            (&mut self.procedures, other.procedures),
            (&mut self.unconfirmed, other.unconfirmed),
            (&mut self.unpaid, other.unpaid),
            (&mut self.reports, other.reports),
        ] {
            *mine += theirs;
        }
        self.stale.extend(other.stale.iter().cloned());
        self
    }
}

/// The first instant of the week of a day.
pub fn week_of(today: Date) -> Millis {
    start_of(plus_days(today, -i64::from(today.weekday().to_monday_zero_offset())))
}

/// The instant before which what lies there counts as left lying.
pub fn since(today: Date, days: i64) -> Millis {
    start_of(today) - days * DAY
}

/// Counts a site.
///
/// # Errors
/// When the database does not answer.
pub async fn count(scope: &mut Scope, tenant: &Tenant) -> Result<Figures> {
    let (today, rules) = (scope.db().clock.today(), rules());
    let sections = freshness::of_tenant(scope, tenant).await?;
    let questions = async |scope: &mut Scope, filter: Filter| -> Result<ageing::Figures> {
        Ok(ageing::Figures::total(&ageing::by(scope, &filter, By::Channel).await?))
    };
    let open = questions(scope, Filter { open: Some(true), ..Filter::default() }).await?;
    let over = Filter { settled_from: Some(rules.rate_from(today)), ..Filter::default() };
    let over = questions(scope, over).await?;
    let drafts = store::pending(scope, "draft", since(today, rules.draft_days)).await?;
    let waiting = store::pending(scope, "submitted", since(today, rules.waiting_days)).await?;
    let (month, units) = units(scope, tenant).await?;
    let procedures = store::procedures(scope, since(today, rules.confirm_days)).await?;
    Ok(Figures {
        paced: many(sections.iter().filter(|one| one.pace != freshness::Pace::None).count()),
        stale: sections.iter().filter(|one| one.stale).map(|one| one.section.as_str().to_owned()).collect(),
        drafts: drafts.all,
        drafts_old: drafts.old,
        oldest_draft: drafts.oldest,
        waiting: waiting.all,
        waiting_old: waiting.old,
        live: store::count_live(scope).await?,
        week: store::count_first_seen(scope, week_of(today)).await?,
        open: open.open,
        overdue: open.overdue,
        closed: over.closed,
        late: over.late,
        mail: store::count_undelivered(scope, since(today, rules.mail_days)).await?,
        links: care::count_broken(scope).await?,
        textless: extract::store::count_textless(scope, MOST_FILES).await?,
        access: store::count_inaccessible(scope).await?,
        emergencies: store::count_unconfirmed(scope).await?,
        judged: Some(month.first()),
        owed: units.iter().map(|unit| unit.owed).sum(),
        sent: units.iter().map(|unit| unit.sent.min(unit.owed)).sum(),
        behind: many(units.iter().filter(|unit| unit.is_behind()).count()),
        procedures: procedures.all,
        unconfirmed: procedures.old,
        confirmed_on: procedures.oldest.map(|at| local(at).date()),
        unpaid: unpaid::count_late(scope).await?,
        reports: many(dues::overdue(scope, tenant).await?.len()),
    })
}

fn many(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What a unit owes in a month and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    /// Its key.
    pub unit: String,
    /// Its quota.
    pub owed: i64,
    /// What it sent that was not returned.
    pub sent: i64,
}

impl Owing {
    /// Whether it sent less than it owes.
    pub fn is_behind(&self) -> bool {
        self.sent < self.owed
    }
}

/// The month whose quotas are judged today, and the units that owe something in it.
///
/// # Errors
/// When the database does not answer.
pub async fn units(scope: &mut Scope, tenant: &Tenant) -> Result<(Month, Vec<Owing>)> {
    let settings = Settings::read(scope, &tenant.profile).await?;
    let month = quotas::judged(&settings, scope.db().clock.today());
    let (from, until) = month.span();
    let owed = quotas::read(scope, month).await?;
    let sent = store::sent_by_unit(scope, from, until).await?;
    let of = |unit: &str| sent.iter().find(|(key, _)| key == unit).map_or(0, |row| row.1);
    let owing = owed.into_iter().filter(|(unit, owed)| *owed > 0 && was_there(&tenant.profile, unit, month));
    Ok((month, owing.map(|(unit, owed)| Owing { sent: of(&unit), unit, owed }).collect()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn rates_are_of_what_there_is() {
        let none = Figures::default();
        assert_eq!((none.on_time(), none.fresh(), none.supplied()), (None, None, None));
        let some = Figures {
            paced: 4,
            stale: vec!["tin-tuc".into()],
            overdue: 1,
            closed: 4,
            late: 1,
            owed: 4,
            sent: 9,
            ..none
        };
        assert_eq!((some.on_time(), some.fresh(), some.supplied()), (Some(60), Some(75), Some(100)));
        let both = some.clone().plus(&some);
        assert_eq!((both.closed, both.stale.len(), both.fresh()), (8, 2, Some(75)));
    }

    #[test]
    fn a_week_begins_on_monday() {
        for day in [26, 28] {
            assert_eq!(week_of(date(2016, 12, day)), start_of(date(2016, 12, 26)));
        }
        assert_eq!(week_of(date(2017, 1, 1)), start_of(date(2016, 12, 26)));
    }
}
