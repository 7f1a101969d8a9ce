//! Which reports are due when and how late they are; the server drafts them on their day and reminds before and after.

use jiff::civil::{Date, date};

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::plus_days;
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::house::regulation;
use crate::tenants::Level;
use crate::tenants::directory::Tenant;

use super::rules::{self, Rule};
use super::{Report, begin_by_itself, remind, store};

/// A draft is begun by the server within so many days; what is longer past was before its time.
const DRAFTED_WITHIN: i64 = 60;

/// How a report stands to its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Signed in time.
    InTime,
    /// Signed so many days late.
    Late(i64),
    /// So many days are left.
    Left(i64),
    /// So many days late, and not signed.
    Overdue(i64),
    /// Its days were over before the site came into being: it may be written and is not owed.
    Before,
    /// Sites of this level do not owe it: whoever begins it writes it for themselves.
    Voluntary,
}

impl Standing {
    /// Of a report due on a day, seen from another.
    pub fn of(due: Date, signed: Option<Date>, today: Date) -> Self {
        let days = |from: Date, to: Date| i64::from(from.until(to).map_or(0, |span| span.get_days()));
        match signed {
            Some(signed) if signed > due => Self::Late(days(due, signed)),
            Some(_) => Self::InTime,
            None if today > due => Self::Overdue(days(due, today)),
            None => Self::Left(days(today, due)),
        }
    }

    /// In words.
    pub fn vietnamese(self) -> String {
        match self {
            Self::InTime => "đúng hạn".into(),
            Self::Late(days) => format!("chậm {days} ngày"),
            Self::Left(0) => "đến hạn hôm nay".into(),
            Self::Left(days) => format!("còn {days} ngày"),
            Self::Overdue(days) => format!("quá hạn {days} ngày"),
            Self::Before => "kỳ trước khi có trang, không bắt buộc".into(),
            Self::Voluntary => "không bắt buộc".into(),
        }
    }

    /// Whether the last day was missed.
    pub fn is_late(self) -> bool {
        matches!(self, Self::Late(_) | Self::Overdue(_))
    }
}

/// A report that a site owes, begun or not.
#[derive(Clone, Debug)]
pub struct Due {
    /// Its rule.
    pub rule: &'static Rule,
    /// The year it is named after.
    pub year: i16,
    /// The report, if it was begun.
    pub report: Option<Report>,
    /// The last day on which it is in time.
    pub on: Date,
    /// How it stands to it.
    pub standing: Standing,
}

impl Due {
    /// What it is called, with its year.
    pub fn title(&self) -> String {
        format!("{} {}", self.rule.name, self.year)
    }
}

/// What a site owes, begun or not: of each kind whatever is past its last day and not signed, the latest that should be
/// drafted and the one whose days run now; and whatever else was begun. By their last days, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Due>> {
    let (today, level) = (scope.db().clock.today(), tenant.profile.level);
    let began = Began::of(scope).await?;
    let mut begun = store::all(scope).await?;
    let mut dues = Vec::new();
    for owed in rules::owed(level, today) {
        let latest = owed.latest(today);
        for year in began.site.year()..=latest + 1 {
            // Each year as it was asked for then.
            let Some(rule) = rules::of_year(&owed.key, year) else { continue };
            if !rule.is_owed_by(level) {
                continue;
            }
            let at = begun.iter().position(|report| report.kind == rule.key && report.year == year);
            let report = at.map(|at| begun.remove(at));
            let due = due((rule, year), report, (today, level), began);
            if year >= latest || matches!(due.standing, Standing::Overdue(_)) || due.report.is_some() {
                dues.push(due);
            }
        }
    }
    for report in begun {
        dues.push(due((report.rule()?, report.year), Some(report.clone()), (today, level), began));
    }
    dues.sort_by_key(|due| std::cmp::Reverse((due.on, due.rule.key.clone())));
    Ok(dues)
}

/// The reports that are owed, are past their last day and were not signed, begun or not; the longest first.
///
/// # Errors
/// When the database does not answer.
pub async fn overdue(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Due>> {
    let mut late = of(scope, tenant).await?;
    late.retain(|due| matches!(due.standing, Standing::Overdue(_)));
    late.reverse();
    Ok(late)
}

/// Since when a site can owe reports.
#[derive(Clone, Copy, Debug)]
pub struct Began {
    /// The day on which the site came into being.
    pub site: Date,
    /// The day from which its first regulation holds, where it has one.
    pub regulation: Option<Date>,
}

impl Began {
    /// Of the site that is read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(scope: &mut Scope) -> Result<Self> {
        let tenant = scope.tenant().clone();
        let site = store::came_into_being(&mut scope.db().platform().await?, &tenant).await?;
        let first = regulation::store::published(scope).await?.into_iter().find_map(|one| one.from);
        Ok(Self { site: site.unwrap_or(date(2000, 1, 1)), regulation: first })
    }

    /// The day from which a report of this rule can be owed: what the regulation asks for, only since there is one.
    pub fn since(self, rule: &Rule) -> Date {
        let regulation = self.regulation.filter(|_| rule.is_of_regulation());
        regulation.map_or(self.site, |day| day.max(self.site))
    }

    /// Whether a report is owed by itself: its days end when there was somebody to write it.
    pub fn owes(self, rule: &Rule, year: i16) -> bool {
        rule.span(year).1 >= self.since(rule)
    }
}

fn due(
    (rule, year): (&'static Rule, i16),
    report: Option<Report>,
    (today, level): (Date, Level),
    began: Began,
) -> Due {
    let on = rule.due(year);
    let signed = report.as_ref().and_then(|report| report.signed);
    // Who began one that nobody asked for owes it from then on.
    let standing = match report {
        _ if !rule.is_owed_by(level) => Standing::Voluntary,
        None if !began.owes(rule, year) => Standing::Before,
        _ => Standing::of(on, signed, today),
    };
    Due { rule, year, report, on, standing }
}

/// Drafts what has come to its day, and reminds of what is due; both once, however often it is done.
///
/// # Errors
/// When the database does not answer; the other sites were looked at all the same.
pub async fn work(app: App) -> Result<()> {
    let mut failure = None;
    for tenant in app.directory.all() {
        if let Err(cause) = of_tenant(&app, &tenant).await {
            tracing::error!(tenant = tenant.slug(), %cause, "the reports of a site were not looked at");
            failure = Some(cause);
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Whether a report that was begun is one that the site owes.
fn owes(tenant: &Tenant, report: &Report) -> bool {
    report.rule().is_ok_and(|rule| rule.is_owed_by(tenant.profile.level))
}

async fn of_tenant(app: &App, tenant: &Tenant) -> Result<()> {
    let today = app.db.clock.today();
    let began = Began::of(&mut app.db.read(tenant.id()).await?).await?;
    for rule in rules::owed(tenant.profile.level, today) {
        let year = rule.latest(today);
        if !began.owes(rule, year) {
            continue;
        }
        let drafted = rule.drafted(year);
        if !(drafted..=plus_days(drafted, DRAFTED_WITHIN)).contains(&today) {
            continue;
        }
        if store::of(&mut app.db.read(tenant.id()).await?, &rule.key, year).await?.is_some() {
            continue;
        }
        let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
        if begin_by_itself(&mut scope, tenant, rule, year).await?.is_some() {
            scope.commit().await?;
        }
    }
    let open = store::unsigned(&mut app.db.read(tenant.id()).await?).await?;
    for report in open.iter().filter(|report| owes(tenant, report)) {
        remind::remind(app, tenant, report, today).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_report_is_late_from_the_day_after_its_last() {
        let due = date(2016, 7, 10);
        let of = |signed, today| Standing::of(due, signed, today);
        assert_eq!(of(None, date(2016, 7, 10)), Standing::Left(0));
        assert_eq!(of(None, date(2016, 7, 12)), Standing::Overdue(2));
        assert_eq!(of(Some(due), date(2016, 12, 1)), Standing::InTime);
        assert_eq!(of(Some(date(2016, 8, 10)), date(2016, 12, 1)), Standing::Late(31));
        assert!(of(None, date(2017, 1, 1)).is_late());
    }
}
