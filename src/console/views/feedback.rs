//! What offices find hard: the form with what became of one's own, the board's register, one of it with its steps.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// A step that was taken.
#[derive(Clone, Debug, Default)]
pub struct StepLine {
    /// Where it stands since, when, and by whom.
    pub what: String,
    /// Why, or what was done; may be "".
    pub reason: String,
}

/// One of the person's own.
#[derive(Clone, Debug, Default)]
pub struct OwnFeedback {
    /// `Số 12: …`
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// What it is about and when it was filed.
    pub about: String,
    /// What the board did.
    pub steps: Vec<StepLine>,
}

/// The form for a new one, and one's own.
///
/// Ids of its fields: `ve`, `dieu`, `tieu-de`, `noi-dung`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/feedback.html")]
pub struct FeedbackPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Whose board takes it.
    pub board: String,
    /// What was just filed.
    pub sent: Option<String>,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The portal or the regulation.
    pub about: Vec<Choice>,
    /// The article.
    pub article: String,
    /// In a line.
    pub title: String,
    /// In full.
    pub body: String,
    /// What the person filed.
    pub own: Vec<OwnFeedback>,
}

/// A row of the register.
#[derive(Clone, Debug, Default)]
pub struct FeedbackRow {
    /// Number and heading, and its page.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// What it is about, who filed it and when.
    pub about: String,
}

/// The board's register of a year.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/feedback_register.html")]
pub struct FeedbackRegisterPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which year.
    pub year: String,
    /// The years before and after.
    pub years: Vec<Link>,
    /// How many stand how.
    pub counts: Vec<(String, String)>,
    /// The rows, the last filed first.
    pub rows: Vec<FeedbackRow>,
    /// What was filed in earlier years and still waits.
    pub earlier: Vec<FeedbackRow>,
}

/// The next step, for who may.
///
/// Ids of its fields: `buoc`, `ly-do`.
#[derive(Clone, Debug, Default)]
pub struct DecideForm {
    /// Where it is posted.
    pub post: Post,
    /// Which.
    pub id: String,
    /// The version that was seen.
    pub version: String,
    /// Where it may stand next.
    pub steps: Vec<Choice>,
    /// Why.
    pub reason: String,
}

/// One of the register.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/feedback_one.html")]
pub struct FeedbackOnePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to the register.
    pub back: Link,
    /// `Số 12: …`
    pub heading: String,
    /// Where it stands.
    pub state: Badge,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// In full.
    pub body: Html,
    /// What was done.
    pub steps: Vec<StepLine>,
    /// The next step, for who may and where there is one.
    pub decide: Option<DecideForm>,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    fn steps() -> Vec<StepLine> {
        vec![StepLine {
            what: "Đã tiếp thu, 08:00, 30/12/2016".into(),
            reason: "Sẽ ghi rõ trong lần sửa quy chế tới (mẫu).".into(),
        }]
    }

    impl FeedbackPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nêu vướng mắc, đề xuất"),
                board: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
                sent: Some("Đã gửi Ban Biên tập, số 12.".into()),
                post: post("/hh/vuong-mac"),
                refusals: Refusals(vec![Refusal {
                    field: "noi-dung".into(),
                    message: "Hãy nêu rõ vướng mắc, đề xuất (10 đến 5.000 ký tự).".into(),
                    clause: Some("Quy chế Điều 14".into()),
                }]),
                about: vec![Choice::new("portal", "Vận hành trang thông tin").chosen()],
                article: "9".into(),
                title: "Chưa rõ thời hạn gửi tin, bài (mẫu)".into(),
                body: String::new(),
                own: vec![OwnFeedback {
                    title: "Số 12: Chưa rõ thời hạn gửi tin, bài (mẫu)".into(),
                    state: Badge::new("Đã tiếp thu", Tone::Good),
                    about: "Quy chế hoạt động, Điều 9 · 28/12/2016".into(),
                    steps: steps(),
                }],
            }
        }
    }

    impl FeedbackRegisterPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sổ vướng mắc, đề xuất"),
                year: "2016".into(),
                years: vec![Link::new("Năm 2015", "/hh/vuong-mac/so?nam=2015")],
                counts: vec![("Mới gửi".into(), "1".into()), ("Đã tiếp thu".into(), "2".into())],
                rows: vec![FeedbackRow {
                    link: Link::new("Số 12: Chưa rõ thời hạn gửi tin, bài (mẫu)", "/hh/vuong-mac/1"),
                    state: Badge::new("Mới gửi", Tone::Warn),
                    about: "Quy chế hoạt động, Điều 9 · Xã Đức Thắng · 28/12/2016".into(),
                }],
                earlier: vec![FeedbackRow {
                    link: Link::new("Số 3: Thiếu máy quét (mẫu)", "/hh/vuong-mac/2"),
                    state: Badge::new("Đang xem xét", Tone::Warn),
                    about: "Trang thông tin · Xã Đông Lỗ · 20/12/2015".into(),
                }],
            }
        }
    }

    impl FeedbackOnePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Vướng mắc, đề xuất số 12"),
                back: Link::new("Sổ vướng mắc, đề xuất", "/hh/vuong-mac/so"),
                heading: "Số 12: Chưa rõ thời hạn gửi tin, bài (mẫu)".into(),
                state: Badge::new("Đang xem xét", Tone::Warn),
                facts: vec![("Nơi gửi".into(), "Xã Đức Thắng".into())],
                body: Html::sanitised("<p>Quy chế chưa ghi thời hạn gửi tin, bài.</p>"),
                steps: steps(),
                decide: Some(DecideForm {
                    post: post("/hh/vuong-mac/xu-ly"),
                    id: "1".into(),
                    version: "2".into(),
                    steps: vec![Choice::new("accepted", "Đã tiếp thu").chosen()],
                    reason: String::new(),
                }),
                notice: None,
                refusals: Refusals::default(),
            }
        }
    }
}
