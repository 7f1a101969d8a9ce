//! The limits of `rules/deadlines.toml`: by class and by the day of receipt, in working or in calendar days.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::clock::Millis;
use crate::base::working_days::{Calendar, Due};

/// The classes with their names, in the order in which pages show them.
pub const CLASSES: [(&str, &str); 8] = [
    ("hoi-dap", "Hỏi đáp"),
    ("gop-y", "Góp ý"),
    ("phan-anh", "Phản ánh, kiến nghị"),
    ("khieu-nai", "Khiếu nại"),
    ("to-cao", "Tố cáo"),
    ("yeu-cau-thong-tin", "Yêu cầu cung cấp thông tin"),
    ("phan-hoi-bai-viet", "Phản hồi về nội dung đã đăng"),
    ("ngoai-pham-vi", "Ngoài phạm vi giải quyết"),
];

/// What holds for a class that no row names.
const USUAL: &str = "hoi-dap";

/// The name of a class; its key where it is none of ours.
pub fn class_name(key: &str) -> &str {
    CLASSES.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Days on which offices work.
    WorkingDays(u32),
    /// Days of the calendar; the end moves off a day off.
    Days(u32),
}

impl Span {
    /// Its end for what was received at an instant.
    pub fn due(self, received: Millis) -> Due {
        match self {
            Self::WorkingDays(count) => Calendar::official().due(received, count),
            Self::Days(count) => Calendar::official().due_in_days(received, count),
        }
    }

    /// Its last day after a day.
    pub fn after(self, day: Date) -> Date {
        match self {
            Self::WorkingDays(count) => Calendar::official().plus_working(day, count),
            Self::Days(count) => Calendar::official().plus_calendar(day, count),
        }
    }

    /// What is left of it after days that were moved already.
    #[must_use]
    pub fn less(self, moved: &[(Date, Date)]) -> Self {
        let calendar = Calendar::official();
        let gone =
            |count: u32, days: i64| count.saturating_sub(u32::try_from(days.max(0)).unwrap_or(u32::MAX));
        match self {
            Self::WorkingDays(count) => Self::WorkingDays(gone(
                count,
                moved.iter().map(|(from, to)| calendar.between(*from, *to)).sum(),
            )),
            Self::Days(count) => {
                let days =
                    |(from, to): &(Date, Date)| from.until(*to).map_or(0, |span| i64::from(span.get_days()));
                Self::Days(gone(count, moved.iter().map(days).sum()))
            }
        }
    }

    /// As people read it.
    pub fn vietnamese(self) -> String {
        match self {
            Self::WorkingDays(count) => format!("{count} ngày làm việc"),
            Self::Days(count) => format!("{count} ngày"),
        }
    }
}

/// Which step is this desk's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ours {
    First,
    #[default]
    Last,
}

/// The limits of one class from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The class's key.
    pub class: String,
    /// The first day on which it holds.
    #[serde(deserialize_with = "crate::base::civil::date")]
    pub from: Date,
    /// Accept, refuse, pass on, or say when.
    pub first: Option<Span>,
    /// Answer, settle, give.
    pub last: Span,
    #[serde(default)]
    ours: Ours,
    /// How much more may be given in all.
    pub extension: Option<Span>,
    /// The law behind it.
    pub clause: String,
}

impl Deadline {
    /// The step that ends the case on this desk.
    pub fn own_span(&self) -> Span {
        match self.ours {
            Ours::First => self.first.unwrap_or(self.last),
            Ours::Last => self.last,
        }
    }

    /// Whether this desk only makes the first step, and others the last.
    pub fn ends_with_first(&self) -> bool {
        self.ours == Ours::First
    }

    /// When this desk must be done with what was received at an instant.
    pub fn ours(&self, received: Millis) -> Due {
        self.own_span().due(received)
    }

    /// When the first step must be made, where it is another than the last of this desk.
    pub fn first_due(&self, received: Millis) -> Option<Due> {
        self.first.filter(|_| !self.ends_with_first()).map(|span| span.due(received))
    }
}

/// How long the reader has to add what they are asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clarification {
    working_days: u32,
    /// Where that comes from.
    pub clause: String,
}

impl Clarification {
    /// The term.
    pub fn span(&self) -> Span {
        Span::WorkingDays(self.working_days)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    deadlines: Vec<Deadline>,
    clarification: Clarification,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/deadlines.toml"))
        .unwrap_or_else(|cause| panic!("rules/deadlines.toml: {cause}"))
});

/// What holds for a class received on a day: its latest row by then, its first where the day is older than all; an
/// unknown class is treated like a question.
pub fn of(class: &str, day: Date) -> &'static Deadline {
    let of_class = |key: &str| RULES.deadlines.iter().filter(move |row| row.class == key).collect::<Vec<_>>();
    let mut rows = of_class(class);
    if rows.is_empty() {
        rows = of_class(USUAL);
    }
    let held = rows.iter().filter(|row| row.from <= day).max_by_key(|row| row.from);
    held.or_else(|| rows.iter().min_by_key(|row| row.from))
        .unwrap_or_else(|| panic!("rules/deadlines.toml names no {USUAL}"))
}

/// How long a reader has to add what they are asked for.
pub fn clarification() -> &'static Clarification {
    &RULES.clarification
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::{HOUR, start_of};
    use jiff::civil::date;

    #[test]
    fn every_class_has_a_row_and_every_row_a_class() {
        for (key, _) in CLASSES {
            assert_eq!(of(key, date(2026, 11, 2)).class, key);
            assert_eq!(of(key, date(1999, 1, 4)).class, key, "older than every row");
        }
        for row in &RULES.deadlines {
            assert!(CLASSES.iter().any(|(key, _)| *key == row.class), "{}", row.class);
            assert!(
                row.clause.contains("Điều")
                    || row.clause.contains("Quy chế")
                    || row.clause.contains("Nghị định")
            );
        }
        assert_eq!(of("khong-co", date(2026, 11, 2)).class, "hoi-dap");
    }

    #[test]
    fn the_law_of_the_day_of_receipt_holds() {
        assert_eq!(of("to-cao", date(2018, 12, 28)).own_span(), Span::Days(10));
        assert_eq!(of("to-cao", date(2019, 1, 2)).own_span(), Span::WorkingDays(7));
        assert_eq!(of("yeu-cau-thong-tin", date(2018, 6, 29)).first, None);
        let ninth = start_of(date(2018, 7, 2)) + 9 * HOUR;
        let row = of("yeu-cau-thong-tin", date(2018, 7, 2));
        assert_eq!(row.first_due(ninth).map(|due| due.on), Some(date(2018, 7, 5)));
        assert_eq!(row.ours(ninth).on, date(2018, 7, 23));
    }

    #[test]
    fn calendar_days_end_on_a_working_day() {
        // Ten days after Tuesday 20/12/2016 is Friday 30/12; after Wednesday the Saturday, and so 3/1/2017.
        let row = of("khieu-nai", date(2016, 12, 20));
        assert_eq!(row.ours(start_of(date(2016, 12, 20)) + 9 * HOUR).on, date(2016, 12, 30));
        assert_eq!(row.ours(start_of(date(2016, 12, 21)) + 9 * HOUR).on, date(2017, 1, 3));
        assert_eq!(row.first_due(0), None, "it is this desk's own step already");
    }

    #[test]
    fn what_was_given_is_not_given_again() {
        let moved = [(date(2017, 1, 23), date(2017, 1, 25))];
        assert_eq!(Span::WorkingDays(15).less(&moved), Span::WorkingDays(13));
        assert_eq!(Span::Days(1).less(&moved), Span::Days(0));
    }
}
