//! Days as documents write them: "ngày 05 tháng 02 năm 2016", "12/3/1990", left blank, misread.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

/// A day found in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// Where it stands, "ngay" included.
    pub range: Range<usize>,
    /// The day; none where it, its month or its year was left blank.
    pub date: Option<Date>,
    /// Whether digits were put right.
    pub repaired: bool,
}

static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bn[g9]ay\s*(?P<d>[\doil|.…_\s]{0,12}?)\s*t?hang\s*(?P<m>[\doil|.…_\s]{0,12}?)",
        r"\s*nam(?P<y>\s*[\doil|.…_](?:[\doil|.…_\s]{0,8}[\doil|.…_])?)?",
    ))
});
static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:ngay\s*)?(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>[12]\d{3})\b")
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

/// The first day in plain text, in words or else in figures.
pub(super) fn first(plain: &str) -> Option<Day> {
    in_words(plain).or_else(|| in_figures(plain))
}

/// The first day written "ngay … thang … nam …".
pub(super) fn in_words(plain: &str) -> Option<Day> {
    WORDS.captures(plain).map(|found| day(&found))
}

/// The first day written "12/3/2016".
pub(super) fn in_figures(plain: &str) -> Option<Day> {
    FIGURES.captures(plain).map(|found| day(&found))
}

fn day(found: &Captures<'_>) -> Day {
    let range = found.get(0).map_or(0..0, |whole| whole.range());
    let part = |name: &str| found.name(name).map_or((None, false), |part| number(part.as_str()));
    let ((day, a), (month, b), (year, c)) = (part("d"), part("m"), part("y"));
    let date = match (day, month, year) {
        (Some(day), Some(month), Some(year)) if (1945..=2100).contains(&year) => {
            let small = |number: i16| i8::try_from(number).ok();
            small(month).zip(small(day)).and_then(|(month, day)| Date::new(year, month, day).ok())
        }
        _ => None,
    };
    Day { range, date, repaired: a || b || c }
}

/// Digits that may be misread or parted by blanks; none where there are none.
fn number(text: &str) -> (Option<i16>, bool) {
    let mut repaired = false;
    let digits: String = text
        .chars()
        .filter_map(|c| match c {
            'o' | 'i' | 'l' | '|' => {
                repaired = true;
                Some(if c == 'o' { '0' } else { '1' })
            }
            _ => c.is_ascii_digit().then_some(c),
        })
        .collect();
    (digits.parse().ok(), repaired && !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_in_words_and_figures() {
        for (text, day) in [
            ("hiep hoa, ngay 05 thang 02 nam 2016", date(2016, 2, 5)),
            ("ha noi, ngay 27 thang01 nam 2026", date(2026, 1, 27)),
            ("ngay  15  thang  5  nam 2000", date(2000, 5, 15)),
            ("ngay 7 thang 6 nam 20 16.", date(2016, 6, 7)),
            ("ngay o5 thang l2 nam 2oi6", date(2016, 12, 5)),
            ("ngay 10/10/2003", date(2003, 10, 10)),
            ("ngay 2-3-1993", date(1993, 3, 2)),
        ] {
            assert_eq!(first(text).and_then(|found| found.date), Some(day), "{text}");
        }
    }

    #[test]
    fn days_left_blank_are_seen_and_are_none() {
        for text in [
            "ha noi, ngay   thang   nam 2016",
            "ngay … thang 5 nam 2016",
            "ngay ... thang ... nam ...",
            "ngay thang nam",
        ] {
            assert_eq!(first(text).map(|found| found.date), Some(None), "{text}");
        }
        assert_eq!(first("trong 15 ngay lam viec"), None);
        assert_eq!(first("ngay 31 thang 2 nam 2016").and_then(|found| found.date), None);
    }
}
