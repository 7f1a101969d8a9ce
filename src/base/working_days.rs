//! Working days of state offices: which days count, and when so many of them are over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time, Weekday, time};
use serde::Deserialize;

use super::clock::{Millis, instant, local, plus_days};

/// The end of the office day: what comes later comes on the next working day.
const CLOSING: Time = time(17, 0, 0, 0);

/// Which days offices work, from the yearly table.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    off: BTreeSet<Date>,
    worked: BTreeSet<Date>,
    /// Whether a year's days are only computed; a year that is absent is.
    provisional: BTreeMap<i16, bool>,
}

/// When a limit is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day, until 17:00.
    pub on: Date,
    /// It touches a year whose days off are not yet announced: shown as "tạm tính".
    pub provisional: bool,
}

impl Due {
    /// The instant at which the limit is over.
    pub fn at(self) -> Millis {
        instant(DateTime::from_parts(self.on, CLOSING))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    years: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i16,
    #[serde(rename = "rank")]
    _rank: String,
    provisional: bool,
    weekdays_off: Vec<toml::value::Datetime>,
    weekend_worked: Vec<toml::value::Datetime>,
}

static OFFICIAL: LazyLock<Calendar> = LazyLock::new(|| {
    Calendar::parse(include_str!("../../rules/holidays.toml"))
        .unwrap_or_else(|error| panic!("rules/holidays.toml: {error}"))
});

impl Calendar {
    /// The table that comes with this version.
    pub fn official() -> &'static Self {
        &OFFICIAL
    }

    /// Reads a table of years.
    ///
    /// # Errors
    /// When it does not parse, or a day lies in another year or on the wrong side of the weekend.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let table: Table = toml::from_str(text)?;
        let mut calendar = Self::default();
        for year in table.years {
            for (days, weekend, set) in [
                (&year.weekdays_off, false, &mut calendar.off),
                (&year.weekend_worked, true, &mut calendar.worked),
            ] {
                for day in days {
                    let day: Date = day.to_string().parse()?;
                    anyhow::ensure!(day.year() == year.year, "{day} is not in {}", year.year);
                    anyhow::ensure!(is_weekend(day) == weekend, "{day} is a {:?}", day.weekday());
                    set.insert(day);
                }
            }
            calendar.provisional.insert(year.year, year.provisional);
        }
        Ok(calendar)
    }

    /// Whether offices work on a day.
    pub fn is_working(&self, day: Date) -> bool {
        if is_weekend(day) { self.worked.contains(&day) } else { !self.off.contains(&day) }
    }

    /// Day 0 of what was received at an instant: the same day, or the next working day when it came after 17:00
    /// or on a day off.
    pub fn day_zero(&self, received: Millis) -> Date {
        let civil = local(received);
        let late = civil.time() > CLOSING;
        if self.is_working(civil.date()) && !late { civil.date() } else { self.next_working(civil.date()) }
    }

    /// The end of the `count`-th working day after day 0.
    pub fn due(&self, received: Millis, count: u32) -> Due {
        let on = self.plus_working(self.day_zero(received), count);
        Due { on, provisional: self.touches_provisional(local(received).date(), on) }
    }

    /// The end of the `count`-th calendar day after day 0; of the next working day where that is a day off.
    pub fn due_in_days(&self, received: Millis, count: u32) -> Due {
        let on = self.plus_calendar(self.day_zero(received), count);
        Due { on, provisional: self.touches_provisional(local(received).date(), on) }
    }

    /// The `count`-th working day after a day.
    pub fn plus_working(&self, day: Date, count: u32) -> Date {
        (0..count).fold(day, |day, _| self.next_working(day))
    }

    /// The `count`-th calendar day after a day, or the next working day after that where it is a day off.
    pub fn plus_calendar(&self, day: Date, count: u32) -> Date {
        let last = plus_days(day, i64::from(count));
        if self.is_working(last) { last } else { self.next_working(last) }
    }

    /// Whether days off between two days are only computed yet.
    pub fn touches_provisional(&self, from: Date, until: Date) -> bool {
        (from.year()..=until.year()).any(|year| self.is_provisional(year))
    }

    /// Whether a year's days off are only computed yet; a year that is absent is.
    pub fn is_provisional(&self, year: i16) -> bool {
        *self.provisional.get(&year).unwrap_or(&true)
    }

    /// The years the table holds.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.provisional.keys().copied()
    }

    /// The weekdays of a year on which offices are closed.
    pub fn days_off(&self, year: i16) -> impl Iterator<Item = Date> {
        self.off.iter().copied().filter(move |day| day.year() == year)
    }

    /// The weekend days of a year on which offices work.
    pub fn days_worked(&self, year: i16) -> impl Iterator<Item = Date> {
        self.worked.iter().copied().filter(move |day| day.year() == year)
    }

    /// The day an act of an instant counts for: the next one where the office had closed.
    pub fn counts_for(at: Millis) -> Date {
        let civil = local(at);
        if civil.time() > CLOSING { plus_days(civil.date(), 1) } else { civil.date() }
    }

    /// Working days after `from` up to and including `until`; negative when `until` lies behind.
    pub fn between(&self, from: Date, until: Date) -> i64 {
        if until < from {
            return -self.between(until, from);
        }
        let mut day = from;
        let mut count = 0;
        while day < until {
            day = plus_days(day, 1);
            count += i64::from(self.is_working(day));
        }
        count
    }

    fn next_working(&self, day: Date) -> Date {
        let mut next = plus_days(day, 1);
        while !self.is_working(next) && next < Date::MAX {
            next = plus_days(next, 1);
        }
        next
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::base::clock::{DAY, HOUR, MINUTE, start_of};

    fn due(civil: &str, count: u32) -> Due {
        Calendar::official().due(instant(civil.parse().unwrap()), count)
    }

    #[test]
    fn fifteen_working_days_skip_weekends_and_the_new_year() {
        // 2/1/2017 is off for the Sunday before it.
        assert_eq!(due("2016-12-30T08:00", 15), Due { on: date(2017, 1, 23), provisional: false });
        assert_eq!(due("2016-12-30T08:00", 1).on, date(2017, 1, 3));
    }

    #[test]
    fn what_comes_after_five_or_on_a_day_off_comes_on_the_next_working_day() {
        assert_eq!(due("2016-12-29T17:00:00", 1).on, date(2016, 12, 30));
        assert_eq!(due("2016-12-29T17:00:01", 1).on, date(2017, 1, 3));
        assert_eq!(due("2016-12-31T10:00", 0).on, date(2017, 1, 3));
    }

    #[test]
    fn a_saturday_worked_counts() {
        assert_eq!(due("2024-05-03T09:00", 1).on, date(2024, 5, 4));
        assert_eq!(due("2024-05-04T09:00", 0).on, date(2024, 5, 4));
    }

    #[test]
    fn a_limit_across_tet_2027_is_provisional() {
        assert!(due("2027-02-01T09:00", 15).provisional);
        assert!(due("2026-12-20T09:00", 15).provisional);
        assert!(!due("2026-11-02T09:00", 15).provisional);
        assert!(due("2040-01-05T09:00", 1).provisional);
    }

    #[test]
    fn the_end_is_five_in_the_afternoon() {
        assert_eq!(due("2016-12-30T08:00", 1).at(), start_of(date(2017, 1, 3)) + 17 * HOUR);
    }

    #[test]
    fn working_days_between_two_days_have_a_sign() {
        let calendar = Calendar::official();
        assert_eq!(calendar.between(date(2016, 12, 30), date(2017, 1, 23)), 15);
        assert_eq!(calendar.between(date(2017, 1, 23), date(2016, 12, 30)), -15);
    }

    #[test]
    fn a_table_with_a_day_on_the_wrong_side_is_refused() {
        let year = |off: &str, worked: &str| {
            let text = format!(
                "[[years]]\nyear = 2016\nrank = \"notice\"\nprovisional = false\nweekdays_off = [{off}]\nweekend_worked = [{worked}]"
            );
            Calendar::parse(&text)
        };
        assert!(year("2016-12-30", "2016-12-31").is_ok());
        assert!(year("2016-12-31", "").is_err());
        assert!(year("", "2016-12-30").is_err());
        assert!(year("2017-01-02", "").is_err());
    }

    /// Walks minute by minute, knowing nothing of the shortcuts above.
    fn slow(calendar: &Calendar, received: Millis, count: u32) -> Date {
        let open = |at: Millis| {
            let civil = local(at);
            let weekend = matches!(civil.weekday(), Weekday::Saturday | Weekday::Sunday);
            let listed = |set: &BTreeSet<Date>| set.iter().any(|day| *day == civil.date());
            let works = if weekend { listed(&calendar.worked) } else { !listed(&calendar.off) };
            works
                && (civil.hour(), civil.minute(), civil.second(), civil.subsec_nanosecond()) <= (17, 0, 0, 0)
        };
        let mut at = received;
        while !open(at) {
            at += MINUTE;
        }
        let mut passed = 0;
        let mut day = local(at).date();
        while passed < count {
            at += HOUR;
            if local(at).date() != day && open(start_of(local(at).date())) {
                passed += 1;
                day = local(at).date();
            }
        }
        day
    }

    fn minute() -> impl Strategy<Value = Millis> {
        let start = start_of(date(2016, 1, 4));
        (0..14 * 365 * 24 * 60i64).prop_map(move |minute| start + minute * MINUTE)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn agrees_with_a_slow_walk(received in minute(), count in 0u32..20) {
            let calendar = Calendar::official();
            prop_assert_eq!(calendar.due(received, count).on, slow(calendar, received, count));
        }

        #[test]
        fn later_is_never_due_earlier(received in minute(), after in 0i64..40 * DAY, count in 0u32..20) {
            let calendar = Calendar::official();
            prop_assert!(calendar.due(received, count).on <= calendar.due(received + after, count).on);
            prop_assert!(calendar.due(received, count).on <= calendar.due(received, count + 1).on);
        }

        #[test]
        fn one_more_day_off_never_makes_it_earlier(received in minute(), count in 0u32..20, ahead in 0i64..40) {
            let calendar = Calendar::official();
            let mut longer = calendar.clone();
            let day = plus_days(local(received).date(), ahead);
            longer.worked.remove(&day);
            longer.off.insert(day);
            prop_assert!(calendar.due(received, count).on <= longer.due(received, count).on);
        }
    }
}
