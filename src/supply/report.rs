//! A month by unit: owed, sent, published, returned, in time; the ranking, and the units with nothing (Điều 6.3, 13.1).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::error::Result;
use crate::base::id::EditionId;
use crate::base::scope::Scope;
use crate::base::working_days::Calendar;
use crate::people::State;
use crate::tenants::Profile;

use super::limits::{self, Dates, Standing, day_of};
use super::month::Month;
use super::quotas;
use super::store::{self, Sent};

/// One unit's month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its key.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its place: the same for the same figures.
    pub place: usize,
    /// How many items it owes; none where nothing is asked.
    pub quota: Option<i64>,
    /// How many it sent that were not taken back or returned.
    pub sent: i64,
    /// How many first came before readers in the month.
    pub published: i64,
    /// How often something was returned.
    pub returned: i64,
    /// Published in time.
    pub on_time: i64,
    /// Published late.
    pub late: i64,
    /// Median of the working days from the event to the sending, where the day of the event is known.
    pub median_delay: Option<i64>,
}

impl Row {
    /// Whether it sent less than it owes.
    pub fn is_behind(&self) -> bool {
        self.quota.is_some_and(|quota| self.sent < quota)
    }
}

/// An item that missed its limit, or is about to.
#[derive(Clone, Debug)]
pub struct Clocked {
    /// Its first edition.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// Its unit's name.
    pub unit: String,
    /// Which limit.
    pub limit: String,
    /// Whether it was kept.
    pub standing: Standing,
}

/// A month.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Units in the order of the ranking; those with nothing come last.
    pub rows: Vec<Row>,
    /// What missed its limit, the longest delay first.
    pub missed: Vec<Clocked>,
    /// How many items have no day to count from.
    pub undated: i64,
}

impl Report {
    /// Reads a month as it stands today.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope, profile: &Profile, month: Month) -> Result<Self> {
        let today = scope.db().clock.today();
        Self::as_of(scope, profile, month, today).await
    }

    /// Reads a month by what readers saw until a day: what came before them later was not there yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn as_of(scope: &mut Scope, profile: &Profile, month: Month, day: Date) -> Result<Self> {
        let (from, until) = month.span();
        let sent = store::sent(scope, from, until).await?;
        let returned = store::returned(scope, from, until).await?.into_iter().collect();
        let quotas = quotas::read(scope, month).await?;
        Ok(Self::of(profile, month, day, &sent, &returned, &quotas))
    }

    fn of(
        profile: &Profile,
        month: Month,
        today: Date,
        sent: &[Sent],
        returned: &BTreeMap<String, i64>,
        quotas: &BTreeMap<String, i64>,
    ) -> Self {
        let (from, until) = month.span();
        let within = |at: Option<i64>| at.is_some_and(|at| (from..until).contains(&at));
        let mut rows: BTreeMap<&str, Row> = units(profile, month).map(|unit| (unit.0, named(unit))).collect();
        let mut delays: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        let mut report = Self::default();
        for item in sent {
            let name = profile.unit(&item.unit).map_or(item.unit.as_str(), |unit| unit.name.as_str());
            let row = rows.entry(&item.unit).or_insert_with(|| named((&item.unit, name)));
            if within(item.submitted_at) && item.state != State::Draft {
                row.sent += 1;
                let event = item.content.event_on();
                if let (Some(event), Some(at)) = (event, item.submitted_at) {
                    let days = Calendar::official().between(event, day_of(at)).max(0);
                    delays.entry(&item.unit).or_default().push(days);
                }
            }
            let standing = clock(profile, item, today);
            if within(item.live_from) {
                row.published += 1;
                match standing.as_ref().map(|(_, standing)| *standing) {
                    Some(Standing::Late(_)) => row.late += 1,
                    Some(Standing::OnTime | Standing::StaysUntil(_)) => row.on_time += 1,
                    Some(Standing::Undated) => report.undated += 1,
                    _ => {}
                }
            }
            if let Some((limit, standing)) = standing.filter(|(_, standing)| standing.is_missed())
                && item.state != State::Draft
            {
                report.missed.push(Clocked {
                    edition: item.edition.clone(),
                    title: item.title.clone(),
                    unit: name.to_owned(),
                    limit,
                    standing,
                });
            }
        }
        for (unit, row) in &mut rows {
            row.quota = quotas.get(*unit).copied().filter(|quota| *quota > 0);
            row.returned = returned.get(*unit).copied().unwrap_or(0);
            row.median_delay = median(delays.remove(unit).unwrap_or_default());
        }
        report.missed.sort_by_key(|missed| std::cmp::Reverse(missed.standing));
        report.rows = ranked(rows.into_values().collect());
        report
    }

    /// Several months as one: what was owed and sent is added up, what missed its limit stands there once.
    pub fn together<'a>(months: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
        let mut whole = Self::default();
        for month in months {
            for row in &month.rows {
                let sum = rows.entry(&row.unit).or_insert_with(|| named((&row.unit, &row.name)));
                sum.quota = match (sum.quota, row.quota) {
                    (None, None) => None,
                    (so_far, more) => Some(so_far.unwrap_or(0) + more.unwrap_or(0)),
                };
                sum.sent += row.sent;
                sum.published += row.published;
                sum.returned += row.returned;
                sum.on_time += row.on_time;
                sum.late += row.late;
            }
            for missed in &month.missed {
                if whole.missed.iter().all(|known| known.edition != missed.edition) {
                    whole.missed.push(missed.clone());
                }
            }
            whole.undated += month.undated;
        }
        whole.missed.sort_by_key(|missed| std::cmp::Reverse(missed.standing));
        whole.rows = ranked(rows.into_values().collect());
        whole
    }

    /// The units that sent nothing and had nothing published.
    pub fn silent(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.sent == 0 && row.published == 0)
    }
}

/// The units that were there in any part of the month, by key and name.
fn units(profile: &Profile, month: Month) -> impl Iterator<Item = (&str, &str)> {
    let there = move |unit: &&crate::tenants::Unit| {
        unit.from.is_none_or(|from| from <= month.last())
            && unit.until.is_none_or(|until| month.first() < until)
    };
    profile.units.iter().filter(there).map(|unit| (unit.key.as_str(), unit.name.as_str()))
}

/// Whether a unit was there in any part of the month: one that was not owes nothing in it.
pub fn was_there(profile: &Profile, unit: &str, month: Month) -> bool {
    units(profile, month).any(|(key, _)| key == unit)
}

fn named((key, name): (&str, &str)) -> Row {
    Row { unit: key.to_owned(), name: name.to_owned(), ..Row::default() }
}

fn clock(profile: &Profile, item: &Sent, today: Date) -> Option<(String, Standing)> {
    let dates = Dates {
        event_on: item.content.event_on(),
        created_on: day_of(item.created_at),
        shown_on: item.live_from.map(day_of).filter(|on| *on <= today),
        shown_until: item.gone_at.map(day_of).filter(|on| *on <= today),
    };
    let verdicts = limits::judge(&limits::classes(&item.content, profile), &dates, today);
    limits::weightiest(&verdicts).map(|verdict| (verdict.limit.id.clone(), verdict.standing))
}

/// The middle one; of two, the smaller.
pub fn median(mut days: Vec<i64>) -> Option<i64> {
    days.sort_unstable();
    days.get(days.len().saturating_sub(1) / 2).copied()
}

/// By what was published, then by what was sent; the same figures share a place.
fn ranked(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|a, b| (b.published, b.sent, &a.name).cmp(&(a.published, a.sent, &b.name)));
    let figures: Vec<(i64, i64)> = rows.iter().map(|row| (row.published, row.sent)).collect();
    for (index, row) in rows.iter_mut().enumerate() {
        row.place = figures.iter().position(|figure| *figure == figures[index]).unwrap_or(index) + 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_taken() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![5]), Some(5));
        assert_eq!(median(vec![9, 1, 4]), Some(4));
        assert_eq!(median(vec![9, 1, 4, 2]), Some(2));
    }

    #[test]
    fn the_same_figures_share_a_place_and_nothing_comes_last() {
        let row = |name: &str, published, sent| Row { name: name.into(), published, sent, ..Row::default() };
        let rows = ranked(vec![row("d", 0, 0), row("b", 2, 2), row("a", 2, 2), row("c", 2, 3)]);
        let shown: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.place)).collect();
        assert_eq!(shown, [("c", 1), ("a", 2), ("b", 2), ("d", 4)]);
    }

    #[test]
    fn months_together_are_added_up() {
        let month = |quota, sent, published| Report {
            rows: vec![Row { unit: "a".into(), name: "A".into(), quota, sent, published, ..Row::default() }],
            undated: 1,
            ..Report::default()
        };
        let whole = Report::together(&[month(Some(2), 3, 1), month(None, 1, 1), month(Some(2), 0, 0)]);
        let row = &whole.rows[0];
        assert_eq!((row.quota, row.sent, row.published, whole.undated), (Some(4), 4, 2, 3));
        assert_eq!(Report::together(&[month(None, 0, 0)]).rows[0].quota, None);
    }

    #[test]
    fn a_unit_without_a_quota_is_never_behind() {
        assert!(!Row::default().is_behind());
        assert!(Row { quota: Some(1), ..Row::default() }.is_behind());
        assert!(!Row { quota: Some(1), sent: 1, ..Row::default() }.is_behind());
    }
}
