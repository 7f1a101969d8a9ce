//! A month of the calendar: what quotas and reports are counted by.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::base::clock::{Millis, start_of};

/// A month, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month a day lies in.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// `2016-12`; none for what is no month.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let fine = year.len() == 4 && month.len() == 2;
        let day = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        fine.then_some(Self(day))
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.0.last_of_month()
    }

    /// The one after it.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1.month()))
    }

    /// The one before it.
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1.month()))
    }

    /// From its first instant to the first after it.
    pub fn span(self) -> (Millis, Millis) {
        (start_of(self.0), start_of(self.next().0))
    }

    /// As people read it: `tháng 12/2016`.
    pub fn vietnamese(self) -> String {
        format!("tháng {:02}/{}", self.0.month(), self.0.year())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_parse_back_and_know_their_neighbours() {
        let december = Month::of(date(2016, 12, 30));
        assert_eq!(december.to_string(), "2016-12");
        assert_eq!(Month::parse("2016-12"), Some(december));
        assert_eq!(december.next(), Month::of(date(2017, 1, 5)));
        assert_eq!(december.previous().last(), date(2016, 11, 30));
        assert_eq!(december.span(), (start_of(date(2016, 12, 1)), start_of(date(2017, 1, 1))));
        for bad in ["", "2016", "2016-13", "16-12", "2016-1", "2016-00"] {
            assert_eq!(Month::parse(bad), None, "{bad}");
        }
    }
}
