//! A week of the calendar, Monday to Sunday, as ISO 8601 numbers it: `2016-W52`.

use std::fmt;

use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::base::clock::{date_vi, plus_days};

/// A week, known by its Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week(Date);

impl Week {
    /// The week in which a day lies.
    pub fn of(day: Date) -> Self {
        Self(plus_days(day, -i64::from(day.weekday().to_monday_zero_offset())))
    }

    /// The week of `2016-W52`, or the one in which `2016-12-28` lies.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((year, week)) = text.split_once("-W") else { return text.parse().ok().map(Self::of) };
        let (year, week) = (year.parse().ok()?, week.parse().ok()?);
        ISOWeekDate::new(year, week, Weekday::Monday).ok().map(|first| Self(first.date()))
    }

    /// Its Monday.
    pub fn first(self) -> Date {
        self.0
    }

    /// Its Sunday.
    pub fn last(self) -> Date {
        plus_days(self.0, 6)
    }

    /// Its seven days.
    pub fn days(self) -> impl Iterator<Item = Date> {
        (0..7).map(move |day| plus_days(self.0, day))
    }

    /// So many weeks later, or earlier.
    #[must_use]
    pub fn plus(self, weeks: i64) -> Self {
        Self(plus_days(self.0, 7 * weeks))
    }

    /// `Tuần 52 (từ 26/12/2016 đến 01/01/2017)`
    pub fn vietnamese(self) -> String {
        let number = self.0.iso_week_date().week();
        format!("Tuần {number} (từ {} đến {})", date_vi(self.first()), date_vi(self.last()))
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.0.iso_week_date();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_are_read_as_iso_numbers_them_and_by_any_of_their_days() {
        let last = Week::parse("2016-W52").unwrap();
        assert_eq!((last.first(), last.last()), (date(2016, 12, 26), date(2017, 1, 1)));
        assert_eq!(Week::of(date(2017, 1, 1)), last, "New Year's Day 2017 lies in the last week of 2016");
        assert_eq!(Week::parse("2017-01-01"), Some(last));
        assert_eq!(last.plus(1).to_string(), "2017-W01");
        assert_eq!(Week::parse("2020-W53").unwrap().last(), date(2021, 1, 3));
        assert_eq!(last.vietnamese(), "Tuần 52 (từ 26/12/2016 đến 01/01/2017)");
        assert_eq!(last.days().count(), 7);
        for bad in ["", "2016-W53", "2016-W00", "tuần này", "2016-13-01", "-W1"] {
            assert_eq!(Week::parse(bad), None, "{bad}");
        }
    }
}
