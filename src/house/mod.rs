//! The regulation's own house-keeping: what it says and how it changes, what offices find hard, who is told of documents,
//! what is planned, learned, rewarded and put right (Điều 6, 7, 13, 14).

pub mod awards;
pub mod distribution;
pub mod feedback;
pub mod outages;
pub mod plan;
pub mod regulation;
pub mod struck;
pub mod training;
pub mod violations;

use jiff::civil::Date;

use crate::base::clock::{Millis, start_of};
use crate::base::text::normalise;

/// The years that registers are asked for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// A line or a text as it is kept.
pub(crate) fn tidy(text: &str) -> String {
    normalise(text).trim().to_owned()
}

/// Whether a text has so many characters.
pub(crate) fn measures(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count())
}

/// A year as it is asked for; none for what is no year of ours.
pub fn year(text: &str) -> Option<i16> {
    text.trim().parse().ok().filter(|year| YEARS.contains(year))
}

/// The first and the last day of a year.
pub fn days_of(year: i16) -> (Date, Date) {
    let day = |month, day| Date::new(year, month, day).unwrap_or(Date::MIN);
    (day(1, 1), day(12, 31))
}

/// The instant at which a year begins, and that at which the next does.
pub fn span_of(year: i16) -> (Millis, Millis) {
    (start_of(days_of(year).0), start_of(days_of(year.saturating_add(1)).0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::DAY;

    #[test]
    fn a_year_is_its_days() {
        let (from, until) = span_of(2016);
        assert_eq!((until - from) / DAY, 366);
        assert_eq!((year("2016"), year("16"), year("")), (Some(2016), None, None));
    }
}
