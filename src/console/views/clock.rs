//! The clock on the desk: a question's own, the book of questions, its figures, and what is late.

use askama::Template;

use super::item::Action;
use super::layout::{ConsoleLayout, When};
use crate::public::views::{Badge, Choice, Link};

/// The clock of one question, beside it.
#[derive(Clone, Debug, Default)]
pub struct QuestionClock {
    /// Lines of facts: name and value.
    pub lines: Vec<(String, String)>,
    /// Days off on the way are not announced yet.
    pub provisional: bool,
    /// What the reader is asked, while the clock stands: text and term.
    pub waits: Option<(String, String)>,
    /// What they were asked before and said.
    pub replies: Vec<(String, String)>,
    /// The unit's request for more time, in words.
    pub request: Option<String>,
    /// What can be done with the clock.
    pub actions: Vec<Action>,
}

/// A line of the book.
#[derive(Clone, Debug, Default)]
pub struct EntryRow {
    /// Its number.
    pub number: String,
    /// What it is about; "" for who may not read questions here.
    pub subject: String,
    /// Its page, for who may open it.
    pub url: Option<String>,
    /// Class, way, field.
    pub kind: String,
    /// Its state.
    pub state: Badge,
    /// Who has it.
    pub unit: String,
    /// When it came.
    pub received: String,
    /// The last day.
    pub due: String,
    /// When it was over.
    pub settled: String,
    /// How it stands to the last day.
    pub standing: Badge,
}

/// The book. Ids of the filter's fields: `tinh-trang`, `trang-thai`, `don-vi`, `loai`, `linh-vuc`, `cach-gui`, `tu-ngay`,
/// `den-ngay`, `tinh-den`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/register.html")]
pub struct RegisterPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Address of the form.
    pub action: String,
    /// The filter's choices: id, label, choices.
    pub picks: Vec<(String, String, Vec<Choice>)>,
    /// First day of receipt, as typed.
    pub from: String,
    /// Last day of receipt, as typed.
    pub until: String,
    /// The day whose end the states are of, as typed.
    pub as_of: String,
    /// First day on which it was over, as typed.
    pub settled_from: String,
    /// What of the filter could not be read.
    pub wrong: Option<String>,
    /// Received is open and closed together, in words.
    pub sum: String,
    /// The lines.
    pub rows: Vec<EntryRow>,
    /// The way to the lower numbers.
    pub next: Option<String>,
    /// The way back to the highest.
    pub first: Option<String>,
    /// For a spreadsheet.
    pub csv_url: String,
    /// For paper: the whole book under the filter.
    pub print_url: String,
    /// The figures.
    pub figures_url: String,
    /// Whether this is the page for paper.
    pub for_paper: bool,
}

/// A line of figures.
#[derive(Clone, Debug, Default)]
pub struct FigureRow {
    /// Which one.
    pub name: String,
    /// Where its cases are listed.
    pub url: Option<String>,
    /// Received, open, waiting, overdue, closed, late.
    pub counts: [i64; 6],
    /// Open by age.
    pub ages: [i64; 4],
    /// In time, in words.
    pub rate: String,
}

/// A table of figures.
#[derive(Clone, Debug, Default)]
pub struct FigureTable {
    /// Id of its heading.
    pub id: String,
    /// By what it counts.
    pub title: String,
    /// The lines, the sum last.
    pub rows: Vec<FigureRow>,
}

/// The figures.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/register_figures.html")]
pub struct FiguresPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Received is open and closed together, in words.
    pub sum: String,
    /// First day of receipt, as typed.
    pub from: String,
    /// Last day of receipt, as typed.
    pub until: String,
    /// Address of the form.
    pub action: String,
    /// What of the filter could not be read.
    pub wrong: Option<String>,
    /// The tables.
    pub tables: Vec<FigureTable>,
    /// Back to the book.
    pub register_url: String,
}

/// Somebody who was told.
#[derive(Clone, Debug, Default)]
pub struct ToldRow {
    /// Who.
    pub label: String,
    /// When.
    pub at: When,
    /// Where the letter is.
    pub mail: Badge,
}

/// A late case.
#[derive(Clone, Debug, Default)]
pub struct LateRow {
    /// Number and subject, with its page for who may open it.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// With whom.
    pub with: String,
    /// Its state.
    pub state: Badge,
    /// The last day.
    pub due: String,
    /// By how much.
    pub late: Badge,
    /// Who was told.
    pub told: Vec<ToldRow>,
}

/// What is late, with whom, who was told.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/late.html")]
pub struct LatePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// How many, in words.
    pub count: String,
    /// With whom how many: a link that narrows to them, and whether it is narrowed so.
    pub with: Vec<(Link, i64, bool)>,
    /// Back to all, while it is narrowed.
    pub all_url: Option<String>,
    /// The cases.
    pub rows: Vec<LateRow>,
    /// The next page.
    pub next: Option<String>,
    /// The sites below: the way to their page, and how many.
    pub below: Vec<(Link, i64)>,
    /// What else is late here: the list of each, and how many.
    pub others: Vec<(Link, i64)>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, when};
    use crate::public::views::Tone;

    impl RegisterPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sổ theo dõi câu hỏi"),
                action: "/hh/so-theo-doi".into(),
                picks: vec![("tinh-trang".into(), "Tình trạng".into(), vec![Choice::new("", "Tất cả")])],
                from: "01/12/2016".into(),
                until: String::new(),
                as_of: "31/12/2016".into(),
                settled_from: String::new(),
                wrong: None,
                sum: "Đã nhận 3 = đang xử lý 2 + đã xong 1".into(),
                rows: vec![EntryRow {
                    number: "42".into(),
                    subject: "Đăng ký khai sinh quá hạn (mẫu)".into(),
                    url: Some("/hh/hoi-dap/42".into()),
                    kind: "Hỏi đáp".into(),
                    state: Badge::new("Đã chuyển đơn vị trả lời", Tone::Warn),
                    unit: "Phòng Tư pháp".into(),
                    received: "28/12/2016".into(),
                    due: "19/01/2017".into(),
                    settled: String::new(),
                    standing: Badge::new("quá hạn 1 ngày làm việc", Tone::Bad),
                }],
                next: Some("/hh/so-theo-doi?duoi=42".into()),
                first: None,
                csv_url: "/hh/so-theo-doi.csv".into(),
                print_url: "/hh/so-theo-doi?in=co".into(),
                figures_url: "/hh/so-theo-doi/so-lieu".into(),
                for_paper: false,
            }
        }
    }

    impl FiguresPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Số liệu hỏi đáp"),
                sum: "Đã nhận 3 = đang xử lý 2 + đã xong 1".into(),
                from: String::new(),
                until: String::new(),
                action: "/hh/so-theo-doi/so-lieu".into(),
                wrong: Some("Từ ngày không đúng.".into()),
                tables: vec![FigureTable {
                    id: "theo-don-vi".into(),
                    title: "Đơn vị".into(),
                    rows: vec![FigureRow {
                        name: "Phòng Tư pháp".into(),
                        url: Some("/hh/so-theo-doi?don-vi=tuphap".into()),
                        counts: [3, 2, 1, 1, 1, 0],
                        ages: [1, 0, 0, 1],
                        rate: "50%".into(),
                    }],
                }],
                register_url: "/hh/so-theo-doi".into(),
            }
        }
    }

    impl LatePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Việc trễ hạn"),
                count: "1 câu hỏi quá hạn".into(),
                with: vec![(Link::new("Phòng Tư pháp", "/hh/viec-tre-han?don-vi=tuphap"), 1, false)],
                all_url: None,
                rows: vec![LateRow {
                    title: "Câu hỏi số 42: Đăng ký khai sinh quá hạn (mẫu)".into(),
                    url: Some("/hh/hoi-dap/42".into()),
                    with: "Phòng Tư pháp".into(),
                    state: Badge::new("Đã chuyển đơn vị trả lời", Tone::Warn),
                    due: "19/01/2017".into(),
                    late: Badge::new("quá hạn 1 ngày làm việc", Tone::Bad),
                    told: vec![ToldRow {
                        label: "Thủ trưởng đơn vị".into(),
                        at: when("1 giờ trước"),
                        mail: Badge::new("máy chủ thư đã nhận", Tone::Good),
                    }],
                }],
                next: Some("/hh/viec-tre-han?sau=2017-01-19_42".into()),
                below: vec![(Link::new("Trang xã (mẫu)", "/xa/viec-tre-han"), 2)],
                others: vec![(Link::new("Liên kết hỏng", "/hh/can-xu-ly?loai=lien-ket"), 3)],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { rows: Vec::new(), with: Vec::new(), next: None, below: Vec::new(), ..Self::sample() }
        }
    }
}
