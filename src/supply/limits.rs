//! How soon what is to be told must stand on the site: the dated limits of `rules/update-limits.toml` as one pure rule.

use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use serde::Deserialize;

use crate::base::clock::{DAY, date_vi, instant, local, plus_days};
use crate::base::text::folded;
use crate::base::working_days::Calendar;
use crate::items::kinds::record::STATISTICS;
use crate::items::{Content, Document};
use crate::tenants::{Profile, SectionKey};

/// What a limit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// News and events.
    News,
    /// Introduction, steering, contacts, transactions.
    Introduction,
    /// Law, benefits and policies explained.
    LegalEducation,
    /// A document of the body that runs the site, or of one of its units.
    OwnDocument,
    /// A document of another body.
    OtherDocument,
    /// A legal document of the body itself.
    OwnLegislation,
    /// Strategies, plans, projects, tenders.
    Plan,
    /// A reader's question.
    Question,
    /// A subject of research.
    Research,
    /// Statistics.
    Statistics,
    /// An online service.
    Service,
    /// Something posted on the board.
    Posting,
    /// What has no rule of its own.
    Other,
    /// Whatever it is.
    Everything,
}

/// How long there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// So many working days.
    WorkingDays,
    /// So many days; a last day off moves to the next working day.
    Days,
    /// At once, which is taken as one working day.
    AtOnce,
    /// No haste, but it stays for at least so many days.
    Stays,
}

/// The day of the content it is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Since {
    /// When what it tells happened; where that is not known, when it was begun.
    Change,
    /// When the text was issued.
    Issue,
    /// When it was approved or accepted.
    Approval,
    /// When it was begun.
    Creation,
    /// When it came in.
    Receipt,
    /// When it was signed.
    Signing,
}

impl Since {
    /// In words.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Change => "ngày sự việc",
            Self::Issue => "ngày ban hành",
            Self::Approval => "ngày phê duyệt",
            Self::Creation => "ngày tạo",
            Self::Receipt => "ngày tiếp nhận",
            Self::Signing => "ngày ký",
        }
    }
}

/// One row of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// `U-3`
    pub id: String,
    /// What it is about, in words.
    pub name: String,
    /// What it is about.
    pub classes: Vec<Class>,
    /// In what it is counted.
    pub limit: Unit,
    /// How many.
    #[serde(default)]
    pub count: u32,
    /// From which day of the content.
    pub from_day: Since,
    /// The first day it holds for.
    #[serde(deserialize_with = "crate::base::civil::date")]
    pub from: Date,
    /// The first day it no longer holds for.
    #[serde(default, deserialize_with = "crate::base::civil::optional")]
    pub until: Option<Date>,
    /// The law.
    pub clause: String,
}

impl Limit {
    /// Whether it holds for what is counted from a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// How long there is, in words.
    pub fn span(&self) -> String {
        match self.limit {
            Unit::WorkingDays => format!("{} ngày làm việc", self.count),
            Unit::Days => format!("{} ngày", self.count),
            Unit::AtOnce => "ngay, không quá 1 ngày làm việc".into(),
            Unit::Stays => format!("niêm yết ít nhất {} ngày", self.count),
        }
    }

    /// The last day.
    fn due(&self, calendar: &Calendar, start: Date) -> Date {
        match self.limit {
            Unit::WorkingDays => calendar.due(morning(start), self.count).on,
            Unit::AtOnce => calendar.due(morning(start), 1).on,
            Unit::Days => {
                let last = plus_days(start, i64::from(self.count));
                calendar.due(morning(last), 0).on
            }
            Unit::Stays => plus_days(start, i64::from(self.count)),
        }
    }
}

/// A day's office hours have begun.
fn morning(day: Date) -> i64 {
    instant(day.to_datetime(Time::constant(8, 0, 0, 0)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    limits: Vec<Limit>,
    words: Words,
}

/// Words of a heading that make a class.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    statistics: Vec<String>,
    posting: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/update-limits.toml"))
        .unwrap_or_else(|cause| panic!("rules/update-limits.toml: {cause}"))
});

/// Every row, in the order of the file.
pub fn all() -> &'static [Limit] {
    &TABLE.limits
}

/// The days of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// Of the event, the issue or the approval, where it is known.
    pub event_on: Option<Date>,
    /// When it was begun, or received.
    pub created_on: Date,
    /// When readers first saw it.
    pub shown_on: Option<Date>,
    /// When it was taken down.
    pub shown_until: Option<Date>,
}

impl Dates {
    fn start(&self, since: Since) -> Option<Date> {
        match since {
            Since::Change => Some(self.event_on.unwrap_or(self.created_on)),
            Since::Issue | Since::Approval | Since::Signing => self.event_on,
            Since::Creation | Since::Receipt => Some(self.created_on),
        }
    }
}

/// Whether a limit was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The day it is counted from is not known.
    Undated,
    /// In time.
    OnTime,
    /// Not yet there, and in time until this day.
    DueBy(Date),
    /// Stays until the end of this day at least.
    StaysUntil(Date),
    /// Taken down so many days too early.
    TooShort(i64),
    /// Not yet there, and so many working days behind.
    Overdue(i64),
    /// Came so many working days late.
    Late(i64),
}

impl Standing {
    /// In words.
    pub fn vietnamese(self) -> String {
        match self {
            Self::Undated => "chưa tính được vì chưa ghi ngày sự việc, ban hành hoặc phê duyệt".into(),
            Self::OnTime => "đúng hạn".into(),
            Self::DueBy(day) => format!("hạn đăng {}", date_vi(day)),
            Self::StaysUntil(day) => format!("niêm yết đến hết {}", date_vi(day)),
            Self::TooShort(days) => format!("gỡ sớm {days} ngày"),
            Self::Overdue(days) => format!("chưa đăng, đã trễ {days} ngày làm việc"),
            Self::Late(days) => format!("trễ {days} ngày làm việc"),
        }
    }

    /// Whether something was missed.
    pub fn is_missed(self) -> bool {
        matches!(self, Self::TooShort(_) | Self::Overdue(_) | Self::Late(_))
    }
}

/// One limit that holds for an item, and whether it was kept.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The row.
    pub limit: &'static Limit,
    /// The day it is counted from.
    pub start: Option<Date>,
    /// The last day.
    pub due: Option<Date>,
    /// Whether it was kept.
    pub standing: Standing,
}

/// The classes of a content of this site.
pub fn classes(content: &Content, profile: &Profile) -> Vec<Class> {
    let mut classes = vec![Class::Everything];
    let title = folded(&content.title());
    let named = |words: &[String]| words.iter().any(|word| title.contains(&folded(word)));
    if named(&TABLE.words.posting) {
        classes.push(Class::Posting);
    }
    if named(&TABLE.words.statistics) && matches!(content, Content::News(_)) {
        classes.push(Class::Statistics);
        return classes;
    }
    match content {
        Content::Document(document) => classes.extend(of_document(document, profile)),
        Content::News(news) => classes.push(of_section(news.common.section)),
        Content::Record(record) if record.register.key == STATISTICS.key => classes.push(Class::Statistics),
        Content::Record(record) => classes.push(of_section(record.common.section)),
    }
    classes
}

fn of_document(document: &Document, profile: &Profile) -> Vec<Class> {
    let issuer = folded(&document.issuer);
    let bodies = profile.identities.iter().map(|identity| &identity.body);
    let units = profile.units.iter().map(|unit| &unit.name);
    if !bodies.chain(units).any(|body| folded(body) == issuer) {
        return vec![Class::OtherDocument];
    }
    let legislation = document.common.section == SectionKey::Legislation;
    std::iter::once(Class::OwnDocument).chain(legislation.then_some(Class::OwnLegislation)).collect()
}

fn of_section(section: SectionKey) -> Class {
    match section {
        SectionKey::News => Class::News,
        SectionKey::About | SectionKey::Organisation | SectionKey::Steering | SectionKey::Calendar => {
            Class::Introduction
        }
        SectionKey::LegalEducation => Class::LegalEducation,
        SectionKey::Strategy | SectionKey::Projects => Class::Plan,
        SectionKey::Services => Class::Service,
        SectionKey::Research => Class::Research,
        SectionKey::Questions => Class::Question,
        SectionKey::Legislation => Class::OwnDocument,
        SectionKey::Television | SectionKey::Radio | SectionKey::Specials | SectionKey::Links => Class::Other,
    }
}

/// Every limit that holds for classes of content with these days, judged on a day.
pub fn judge(classes: &[Class], dates: &Dates, day: Date) -> Vec<Verdict> {
    judge_by(Calendar::official(), classes, dates, day)
}

fn judge_by(calendar: &Calendar, classes: &[Class], dates: &Dates, day: Date) -> Vec<Verdict> {
    let fitting = all().iter().filter(|limit| limit.classes.iter().any(|class| classes.contains(class)));
    let held =
        fitting.filter(|limit| limit.holds_on(dates.start(limit.from_day).unwrap_or(dates.created_on)));
    held.map(|limit| verdict(calendar, limit, dates, day)).collect()
}

fn verdict(calendar: &Calendar, limit: &'static Limit, dates: &Dates, day: Date) -> Verdict {
    if limit.limit == Unit::Stays {
        return stay(limit, dates, day);
    }
    let start = dates.start(limit.from_day);
    let due = start.map(|start| limit.due(calendar, start));
    // A day off after the last day is late all the same.
    let behind = |due: Date, until: Date| calendar.between(due, until).max(1);
    let standing = match (due, dates.shown_on) {
        (None, _) => Standing::Undated,
        (Some(due), Some(shown)) if shown <= due => Standing::OnTime,
        (Some(due), Some(shown)) => Standing::Late(behind(due, shown)),
        (Some(due), None) if day <= due => Standing::DueBy(due),
        (Some(due), None) => Standing::Overdue(behind(due, day)),
    };
    Verdict { limit, start, due, standing }
}

fn stay(limit: &'static Limit, dates: &Dates, day: Date) -> Verdict {
    let due = dates.shown_on.map(|shown| plus_days(shown, i64::from(limit.count)));
    let days = |from: Date, to: Date| (morning(to) - morning(from)) / DAY;
    let standing = match (due, dates.shown_until) {
        (None, _) => Standing::Undated,
        (Some(due), Some(gone)) if gone < due => Standing::TooShort(days(gone, due)),
        (Some(due), None) if day < due => Standing::StaysUntil(due),
        (Some(_), _) => Standing::OnTime,
    };
    Verdict { limit, start: dates.shown_on, due, standing }
}

/// The verdict that weighs most: the longest delay, else the next due day, else in time.
pub fn weightiest(verdicts: &[Verdict]) -> Option<&Verdict> {
    let weight = |standing: Standing| match standing {
        Standing::Late(days) => (6, days),
        Standing::Overdue(days) => (5, days),
        Standing::TooShort(days) => (4, days),
        Standing::DueBy(day) => (3, -morning(day)),
        Standing::OnTime => (2, 0),
        Standing::StaysUntil(_) => (1, 0),
        Standing::Undated => (0, 0),
    };
    verdicts.iter().max_by_key(|verdict| weight(verdict.standing))
}

/// The civil day of an instant.
pub fn day_of(at: i64) -> Date {
    local(at).date()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn dates(event_on: Date) -> Dates {
        Dates { event_on: Some(event_on), created_on: event_on, shown_on: None, shown_until: None }
    }

    fn shown(start: Date, on: Date) -> Dates {
        Dates { shown_on: Some(on), ..dates(start) }
    }

    fn of(id: &str, classes: &[Class], dates: &Dates, day: Date) -> Standing {
        let found = judge(classes, dates, day);
        found.iter().find(|verdict| verdict.limit.id == id).unwrap_or_else(|| panic!("no {id}")).standing
    }

    fn next_working(day: Date) -> Date {
        let calendar = Calendar::official();
        (1..).map(|n| plus_days(day, n)).find(|day| calendar.is_working(*day)).unwrap()
    }

    /// Each row, with a start, the last day by hand, and what makes that start hard.
    const ROWS: [(&str, Class, Date, Date); 17] = [
        // Friday 30/12/2016: Monday 2/1/2017 is off for the New Year.
        ("U-1", Class::News, date(2016, 12, 30), date(2017, 1, 3)),
        ("U-1", Class::Introduction, date(2016, 12, 23), date(2016, 12, 30)),
        ("U-2", Class::LegalEducation, date(2016, 12, 30), date(2017, 1, 23)),
        // Over a weekend.
        ("U-3", Class::OwnDocument, date(2016, 12, 29), date(2017, 1, 3)),
        ("U-3", Class::OwnDocument, date(2016, 12, 27), date(2016, 12, 29)),
        // Over Tết 2017: 26/1 to 1/2 are off.
        ("U-3", Class::OwnDocument, date(2017, 1, 25), date(2017, 2, 3)),
        // Saturday 4/5/2024 is worked in exchange for 29/4.
        ("U-3", Class::OwnDocument, date(2024, 5, 3), date(2024, 5, 6)),
        ("U-4", Class::OtherDocument, date(2016, 12, 12), date(2016, 12, 26)),
        ("U-5", Class::Plan, date(2017, 1, 16), date(2017, 2, 6)),
        ("U-6", Class::Question, date(2016, 12, 30), date(2017, 1, 23)),
        ("U-7", Class::Research, date(2016, 12, 1), date(2016, 12, 29)),
        ("U-8", Class::Statistics, date(2016, 12, 12), date(2016, 12, 26)),
        ("U-9", Class::Service, date(2016, 12, 30), date(2017, 1, 3)),
        ("U-10", Class::Other, date(2018, 7, 2), date(2018, 7, 9)),
        // Three days that end on a Saturday move to Monday; three that do not, stay.
        ("U-12", Class::OwnLegislation, date(2016, 12, 14), date(2016, 12, 19)),
        ("U-12", Class::OwnLegislation, date(2016, 12, 12), date(2016, 12, 15)),
        ("U-13", Class::Everything, date(2026, 11, 20), date(2026, 11, 23)),
    ];

    #[test]
    fn on_the_last_day_is_in_time_and_one_working_day_later_is_late() {
        for (id, class, start, due) in ROWS {
            let late = next_working(due);
            assert_eq!(of(id, &[class], &shown(start, due), due), Standing::OnTime, "{id} {start}");
            assert_eq!(of(id, &[class], &shown(start, late), late), Standing::Late(1), "{id} {start}");
            assert_eq!(of(id, &[class], &dates(start), start), Standing::DueBy(due), "{id} {start}");
            assert_eq!(of(id, &[class], &dates(start), due), Standing::DueBy(due), "{id} {start}");
            assert_eq!(of(id, &[class], &dates(start), late), Standing::Overdue(1), "{id} {start}");
        }
    }

    #[test]
    fn a_posting_stays_for_thirty_days() {
        let up = date(2018, 7, 2);
        let taken_down = |day| Dates { shown_until: Some(day), ..shown(up, up) };
        let standing = |dates: &Dates, day| of("U-11", &[Class::Posting], dates, day);
        assert_eq!(standing(&shown(up, up), date(2018, 7, 31)), Standing::StaysUntil(date(2018, 8, 1)));
        assert_eq!(standing(&taken_down(date(2018, 8, 1)), date(2018, 8, 9)), Standing::OnTime);
        assert_eq!(standing(&taken_down(date(2018, 7, 31)), date(2018, 8, 9)), Standing::TooShort(1));
        assert_eq!(standing(&shown(up, up), date(2018, 8, 1)), Standing::OnTime);
    }

    #[test]
    fn all_thirteen_are_there_and_each_was_tried() {
        let ids: std::collections::BTreeSet<String> = all().iter().map(|limit| limit.id.clone()).collect();
        let expected: std::collections::BTreeSet<String> = (1..=13).map(|n| format!("U-{n}")).collect();
        assert_eq!(ids, expected);
        let tried: std::collections::BTreeSet<String> =
            ROWS.iter().map(|row| row.0.to_owned()).chain(["U-11".to_owned()]).collect();
        assert_eq!(tried, expected);
    }

    #[test]
    fn a_day_off_after_the_last_day_is_late_and_a_missing_day_is_said() {
        let saturday = date(2016, 12, 31);
        let late = shown(date(2016, 12, 28), saturday);
        assert_eq!(of("U-3", &[Class::OwnDocument], &late, saturday), Standing::Late(1));
        let undated = Dates { event_on: None, ..shown(date(2016, 12, 28), saturday) };
        assert_eq!(of("U-2", &[Class::LegalEducation], &undated, saturday), Standing::Undated);
        // What happened is not known: counted from when it was begun.
        assert_eq!(of("U-1", &[Class::News], &undated, saturday), Standing::Late(1));
    }

    #[test]
    fn the_law_follows_the_day_it_is_counted_from() {
        let ids = |class, day| {
            judge(&[Class::Everything, class], &dates(day), day)
                .iter()
                .map(|verdict| verdict.limit.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(Class::OwnDocument, date(2016, 12, 28)), ["U-3"]);
        assert_eq!(ids(Class::OwnDocument, date(2026, 6, 30)), ["U-3"]);
        assert_eq!(ids(Class::OwnDocument, date(2026, 7, 1)), ["U-13"]);
        assert_eq!(ids(Class::Other, date(2016, 12, 28)), Vec::<String>::new());
        assert_eq!(ids(Class::Other, date(2026, 11, 26)), ["U-10", "U-13"]);
    }

    #[test]
    fn the_longest_delay_weighs_most() {
        let both = [Class::OwnDocument, Class::OwnLegislation];
        let verdicts = judge(&both, &shown(date(2016, 12, 12), date(2016, 12, 16)), date(2016, 12, 30));
        let standings: Vec<_> = verdicts.iter().map(|verdict| verdict.standing).collect();
        assert_eq!(standings, [Standing::Late(2), Standing::Late(1)]);
        assert_eq!(weightiest(&verdicts).unwrap().limit.id, "U-3");
        assert_eq!(Standing::Late(2).vietnamese(), "trễ 2 ngày làm việc");
        assert_eq!(Standing::OnTime.vietnamese(), "đúng hạn");
    }

    #[test]
    fn questions_are_counted_as_at_their_desk() {
        for day in [date(2016, 12, 30), date(2022, 9, 1), date(2026, 11, 24)] {
            let desk = crate::questions::rules::due("hoi-dap", morning(day)).on;
            assert_eq!(of("U-6", &[Class::Question], &dates(day), day), Standing::DueBy(desk));
        }
    }
}
