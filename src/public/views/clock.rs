//! How time is counted, the clock of a reader's question, and what a unit can ask for by the link of its mail.

use askama::Template;

use super::layout::Layout;
use super::parts::{Refusals, Stamp};

/// The limits of one class.
#[derive(Clone, Debug, Default)]
pub struct LimitRow {
    /// The class's name.
    pub name: String,
    /// The first step, in words.
    pub first: String,
    /// The last step, in words.
    pub last: String,
    /// How much more time may be given, in words.
    pub extension: String,
    /// The law.
    pub clause: String,
}

/// A year of the calendar.
#[derive(Clone, Debug, Default)]
pub struct YearView {
    /// Which.
    pub year: String,
    /// Weekdays off.
    pub off: Vec<Stamp>,
    /// Weekend days on which offices work.
    pub worked: Vec<Stamp>,
    /// Its days off are only computed yet.
    pub provisional: bool,
    /// Whether it is shown open.
    pub open: bool,
}

/// How time is counted.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/deadlines.html")]
pub struct DeadlinesPage {
    /// Everything around it.
    pub layout: Layout,
    /// The day whose law is shown.
    pub on: Stamp,
    /// The limits.
    pub limits: Vec<LimitRow>,
    /// How long a reader has to add something.
    pub clarification: String,
    /// When what arrives now would have to be answered: day 0 and the last day.
    pub example: (Stamp, Stamp),
    /// Whether that day is provisional.
    pub provisional: bool,
    /// The years of the calendar.
    pub years: Vec<YearView>,
}

/// The clock on the reader's own page.
#[derive(Clone, Debug, Default)]
pub struct TrackClock {
    /// What they are asked, and until when.
    pub waits: Option<(String, Stamp)>,
    /// The last day is provisional.
    pub provisional: bool,
    /// How it moved: words and when.
    pub changes: Vec<(String, Stamp)>,
    /// Where the counting is explained.
    pub rule_url: String,
}

/// The clock on the page behind a unit's link.
#[derive(Clone, Debug, Default)]
pub struct UnitClock {
    /// What the reader is asked, and until when.
    pub waits: Option<(String, Stamp)>,
    /// What they were asked before and said.
    pub replies: Vec<(String, String)>,
    /// The request for more time that waits: until when.
    pub asked: Option<Stamp>,
    /// Asks the reader for more.
    pub clarify_url: Option<String>,
    /// Asks for more time.
    pub time_url: Option<String>,
}

/// A unit asks for something by its link. Ids of its fields: `noi-dung` or `den-ngay` and `ly-do`; `ho-ten`, `chuc-vu`.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/unit_clock.html")]
pub struct UnitClockPage {
    /// Everything around it.
    pub layout: Layout,
    /// The unit.
    pub unit: String,
    /// The question's number.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// The last day.
    pub due: Stamp,
    /// Where it is posted.
    pub action: String,
    /// Back to the answer.
    pub back: String,
    /// Token against forged posts.
    pub csrf: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Whether more time is asked for; else the reader is asked.
    pub for_time: bool,
    /// What follows from it.
    pub explanation: String,
    /// What the reader is asked, typed so far.
    pub request: String,
    /// The day, typed so far.
    pub until: String,
    /// Which days are allowed.
    pub until_hint: String,
    /// Why, typed so far.
    pub reason: String,
    /// Name of the officer.
    pub name: String,
    /// Post of the officer.
    pub post: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::layout::samples as around;
    use crate::public::views::parts::Refusal;

    impl DeadlinesPage {
        pub(crate) fn sample() -> Self {
            let year = |year: &str, provisional| YearView {
                year: year.into(),
                off: vec![Stamp::new("thứ Hai, 02/01/2017", "2017-01-02")],
                worked: vec![Stamp::new("thứ Bảy, 05/01/2019", "2019-01-05")],
                provisional,
                open: !provisional,
            };
            Self {
                layout: around::layout("Cách tính thời hạn", ""),
                on: Stamp::new("30/12/2016", "2016-12-30"),
                limits: vec![LimitRow {
                    name: "Hỏi đáp".into(),
                    first: String::new(),
                    last: "15 ngày làm việc".into(),
                    extension: "15 ngày làm việc".into(),
                    clause: "Nghị định số 43/2011/NĐ-CP, Điều 17.1.đ".into(),
                }],
                clarification: "10 ngày làm việc".into(),
                example: (Stamp::new("30/12/2016", "2016-12-30"), Stamp::new("23/01/2017", "2017-01-23")),
                provisional: true,
                years: vec![year("2017", false), year("2027", true)],
            }
        }
    }

    impl UnitClockPage {
        pub(crate) fn sample(for_time: bool) -> Self {
            let mut layout = around::layout("Đề nghị", "");
            layout.noindex = true;
            layout.breadcrumbs.clear();
            Self {
                layout,
                unit: "Phòng Tư pháp".into(),
                number: "42".into(),
                subject: "Đăng ký khai sinh quá hạn (mẫu)".into(),
                due: Stamp::new("19/01/2017", "2017-01-19"),
                action: "/tra-loi/abc/hoi-lai".into(),
                back: "/tra-loi/abc".into(),
                csrf: "mau".into(),
                refusals: Refusals(vec![Refusal {
                    field: "ho-ten".into(),
                    message: "Hãy ghi họ tên người đề nghị.".into(),
                    clause: None,
                }]),
                for_time,
                explanation: "Ban Biên tập quyết định.".into(),
                request: String::new(),
                until: "25/01/2017".into(),
                until_hint: "Chậm nhất 09/02/2017.".into(),
                reason: String::new(),
                name: String::new(),
                post: String::new(),
            }
        }
    }
}
