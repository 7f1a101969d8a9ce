//! What leaders instruct: what was given and received, one of them with its steps.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// One in a list.
#[derive(Clone, Debug, Default)]
pub struct InstructionRow {
    /// What is to be done, and its page.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// From or to whom, by when.
    pub about: String,
}

/// The form of a new one.
#[derive(Clone, Debug, Default)]
pub struct GiveForm {
    /// Where it goes.
    pub post: Post,
    /// The sites.
    pub sites: Vec<Choice>,
    /// The chosen one's slug.
    pub site: String,
    /// Its name.
    pub site_name: String,
    /// Its board and units.
    pub units: Vec<Choice>,
    /// As typed.
    pub title: String,
    /// As typed.
    pub body: String,
    /// As typed.
    pub due: String,
}

/// What was received and given.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/instructions.html")]
pub struct InstructionsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What the board and the units of this site are to do.
    pub received: Vec<InstructionRow>,
    /// What the leaders of this site gave; none for who sees only their own unit's.
    pub given: Option<Vec<InstructionRow>>,
    /// The form, for who may.
    pub form: Option<GiveForm>,
    /// What stands against it.
    pub refusals: Refusals,
}

/// A step.
#[derive(Clone, Debug, Default)]
pub struct StepRow {
    /// What happened.
    pub what: String,
    /// Who did it.
    pub who: String,
    /// When.
    pub at: When,
    /// The words.
    pub note: String,
}

/// One of them.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/instruction.html")]
pub struct InstructionPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// In full.
    pub body: String,
    /// Its facts.
    pub facts: Vec<(String, String)>,
    /// Its steps, oldest first.
    pub steps: Vec<StepRow>,
    /// Its id, as the forms send it.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Where it is reported on, for who is to do it.
    pub report: Option<Post>,
    /// Where it is settled, for who may.
    pub settle: Option<Post>,
    /// What may be done: to report, or to settle.
    pub moves: Vec<Choice>,
    /// The words typed.
    pub note: String,
    /// Another last day, as it was typed.
    pub due: String,
    /// Whether it can get another last day.
    pub may_extend: bool,
    /// What stands against the form.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// The list.
    pub back: Link,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    impl InstructionsPage {
        pub(crate) fn sample() -> Self {
            let row = |title: &str, state: Badge| InstructionRow {
                link: Link::new(title, "/hh/chi-dao/1"),
                state,
                about: "Lãnh đạo (mẫu) giao Tư pháp - Hộ tịch, hạn 30/12/2016".into(),
            };
            Self {
                layout: layout("Chỉ đạo"),
                received: vec![row("Rà soát thủ tục (mẫu)", Badge::new("Quá hạn", Tone::Bad))],
                given: Some(vec![row("Cập nhật giới thiệu (mẫu)", Badge::new("Đang thực hiện", Tone::Warn))]),
                form: Some(GiveForm {
                    post: post("/hh/chi-dao"),
                    sites: vec![Choice::new("ducthang", "Xã Đức Thắng").chosen()],
                    site: "ducthang".into(),
                    site_name: "Xã Đức Thắng".into(),
                    units: vec![Choice::new("", "Ban Biên tập").chosen(), Choice::new("tuphap", "Tư pháp")],
                    title: "Rà soát thủ tục (mẫu)".into(),
                    body: String::new(),
                    due: "mai".into(),
                }),
                refusals: Refusals(vec![Refusal {
                    field: "han".into(),
                    message: "Hãy ghi hạn hoàn thành.".into(),
                    clause: Some("Quy chế Điều 5.1".into()),
                }]),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                received: Vec::new(),
                given: None,
                form: None,
                refusals: Refusals::default(),
                ..Self::sample()
            }
        }
    }

    impl InstructionPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Rà soát thủ tục (mẫu)"),
                title: "Rà soát thủ tục (mẫu)".into(),
                state: Badge::new("Đang thực hiện", Tone::Warn),
                body: "Rà soát từng thủ tục và báo cáo kết quả. (mẫu)".into(),
                facts: vec![("Hạn".into(), "30/12/2016".into())],
                steps: vec![StepRow {
                    what: "Giao việc".into(),
                    who: "Lãnh đạo (mẫu)".into(),
                    at: when("2 giờ trước"),
                    note: String::new(),
                }],
                id: "1".into(),
                version: "1".into(),
                report: Some(post("/hh/chi-dao/bao-cao")),
                settle: None,
                moves: vec![Choice::new("progress", "Báo cáo tiến độ").chosen()],
                note: String::new(),
                due: String::new(),
                may_extend: true,
                refusals: Refusals::default(),
                notice: Some("Chỉ đạo vừa có bước mới.".into()),
                back: Link::new("Chỉ đạo", "/hh/chi-dao"),
            }
        }

        pub(crate) fn settle_sample() -> Self {
            Self { report: None, settle: Some(post("/hh/chi-dao/ket-luan")), notice: None, ..Self::sample() }
        }
    }
}
