//! How old the open cases are and how many were answered in time: by unit, site, field and way of coming.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::{Platform, Scope};
use crate::base::working_days::Calendar;

use super::register::{Filter, Sum};
use super::store;

/// The upper ends of the ages, in working days since receipt; the last age has none.
pub const AGES: [i64; 3] = [5, 10, 15];

/// By what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Who has it.
    Unit,
    /// What it is about.
    Field,
    /// The way it came.
    Channel,
    /// What it is.
    Class,
}

impl By {
    /// All, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Unit, Self::Field, Self::Channel, Self::Class];

    /// The heading.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Unit => "Đơn vị",
            Self::Field => "Lĩnh vực",
            Self::Channel => "Cách gửi",
            Self::Class => "Loại",
        }
    }

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Field => "field",
            Self::Channel => "channel",
            Self::Class => "class",
        }
    }
}

/// The figures of one unit, site, field or way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Which one; "" where there is none.
    pub key: String,
    /// All that came.
    pub received: i64,
    /// Those that wait for somebody.
    pub open: i64,
    /// Of these, those whose clock stands.
    pub waiting: i64,
    /// Of these, those past the last day.
    pub overdue: i64,
    /// Those that are over.
    pub closed: i64,
    /// Of these, those after the last day.
    pub late: i64,
    /// The open ones by age, as [`AGES`] parts them.
    pub ages: [i64; 4],
}

impl Figures {
    /// In time, of those whose time has shown itself: over, or past the last day. In hundredths; none without any.
    pub fn on_time(&self) -> Option<i64> {
        let judged = self.closed + self.overdue;
        (judged > 0).then(|| (self.closed - self.late) * 100 / judged)
    }

    /// Received, open, closed.
    pub fn sum(&self) -> Sum {
        Sum { received: self.received, open: self.open, closed: self.closed }
    }

    /// All of them together.
    pub fn total<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |mut sum, one| {
            sum.received += one.received;
            sum.open += one.open;
            sum.waiting += one.waiting;
            sum.overdue += one.overdue;
            sum.closed += one.closed;
            sum.late += one.late;
            for (all, one) in sum.ages.iter_mut().zip(one.ages) {
                *all += one;
            }
            sum
        })
    }
}

/// What a count needs to know of the day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) today: Date,
    /// The instants from which an open case is at most so many working days old.
    pub(super) since: [Millis; 3],
}

impl Day {
    pub(super) fn of(now: Millis) -> Self {
        let today = Calendar::counts_for(now);
        Self { today, since: AGES.map(|days| start_of(days_before(today, days))) }
    }
}

/// The first day from which at most so many working days have passed.
fn days_before(today: Date, days: i64) -> Date {
    let calendar = Calendar::official();
    let mut day = today;
    while calendar.between(plus_days(day, -1), today) <= days {
        day = plus_days(day, -1);
    }
    day
}

/// The figures of a tenant under a filter, the most received first.
///
/// # Errors
/// When the database does not answer.
pub async fn by(scope: &mut Scope, filter: &Filter, by: By) -> Result<Vec<Figures>> {
    let day = Day::of(filter.seen_at(scope.db().clock.now()));
    let mut parts: BTreeMap<String, Vec<Figures>> = BTreeMap::new();
    for part in store::figures(scope, filter, by, day).await? {
        parts.entry(part.key.clone()).or_default().push(part);
    }
    let whole = |(key, parts): (String, Vec<Figures>)| Figures { key, ..Figures::total(&parts) };
    let mut figures: Vec<Figures> = parts.into_iter().map(whole).collect();
    figures.sort_by_key(|one| std::cmp::Reverse(one.received));
    Ok(figures)
}

/// The figures of every tenant, for who looks after the sites below.
///
/// # Errors
/// When the database does not answer.
pub async fn by_site(platform: &mut Platform, now: Millis) -> Result<Vec<(TenantId, Figures)>> {
    let rows = store::figures_by_site(platform, Day::of(now)).await?;
    Ok(rows.into_iter().map(|row| (TenantId::from(row.key.as_str()), row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_age_begins_on_its_working_day() {
        // Wednesday 11/1/2017: Wednesday 4/1 is five working days before; what came on Tuesday is older.
        assert_eq!(days_before(date(2017, 1, 11), 5), date(2017, 1, 4));
        assert_eq!(days_before(date(2017, 1, 4), 1), date(2017, 1, 3));
    }

    #[test]
    fn the_rate_counts_what_has_shown_itself() {
        let none = Figures { received: 3, open: 3, ..Figures::default() };
        assert_eq!(none.on_time(), None);
        let some = Figures { received: 10, open: 6, overdue: 1, closed: 4, late: 1, ..Figures::default() };
        assert_eq!(some.on_time(), Some(60));
        assert_eq!(Figures::total([&none, &some]).received, 13);
    }
}
