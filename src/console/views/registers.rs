//! The registers: tasks for a person, planned stops.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// Something only a person can settle.
#[derive(Clone, Debug, Default)]
pub struct TaskRow {
    /// What it is: `Thư không tới được Phòng Tư pháp`.
    pub title: String,
    /// What happened and what to do.
    pub text: String,
    /// How pressing it is.
    pub state: Badge,
    /// Since when.
    pub since: When,
    /// What it is about.
    pub about: Option<Link>,
    /// Marks it as settled; asks for how, sent as `ket-qua`.
    pub settle: Option<Post>,
}

/// Tasks that wait for a person.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/tasks.html")]
pub struct TasksPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The tasks, the most pressing first.
    pub tasks: Vec<TaskRow>,
}

/// The form that announces a planned stop.
///
/// Ids of its fields: `bat-dau`, `ket-thuc`, `noi-dung`, `bat-kha-khang`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/outage.html")]
pub struct OutagePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The law's notice in words: `Báo trước ít nhất 7 ngày làm việc (Nghị định 224/2026, Điều 13.1).`
    pub limit_text: String,
    /// Begin, `30/12/2016 22:00`.
    pub begins: String,
    /// Expected return.
    pub ends: String,
    /// What readers are told.
    pub text: String,
    /// Whether it is force majeure, which lifts the notice.
    pub force_majeure: bool,
    /// Why it could not be announced in time.
    pub force_reason: String,
    /// The stops announced so far: state, text.
    pub announced: Vec<(Badge, String)>,
    /// Whether there are sites below.
    pub below: bool,
    /// Whether it is announced on them too.
    pub everywhere: bool,
    /// Where what really happened is posted.
    pub record: Post,
    /// The stops of which that is not known yet.
    pub unrecorded: Vec<Choice>,
    /// Where it is posted that one is called off.
    pub cancel: Post,
    /// The stops that may be.
    pub cancellable: Vec<Choice>,
    /// Why it is.
    pub why_cancelled: String,
    /// When it really began.
    pub began: String,
    /// When it really ended.
    pub ended: String,
    /// What is said of it.
    pub report: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post, when},
        public::views::{Refusal, Tone},
    };

    impl TasksPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Việc cần người xử lý"),
                tasks: vec![TaskRow {
                    title: "Thư giao việc không tới được Phòng Tư pháp".into(),
                    text: "Máy chủ nhận báo hộp thư không tồn tại. Xin gọi điện cho đơn vị và sửa địa chỉ."
                        .into(),
                    state: Badge::new("Cần làm ngay", Tone::Bad),
                    since: when("1 giờ trước"),
                    about: Some(Link::new("Câu hỏi HĐ-2016-0042", "/hh/hoi-dap/42")),
                    settle: Some(post("/hh/viec/3/xong")),
                }],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { tasks: Vec::new(), ..Self::sample() }
        }
    }

    impl OutagePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Báo tạm ngừng"),
                post: post("/hh/tam-ngung"),
                refusals: Refusals(vec![Refusal {
                    field: "bat-dau".into(),
                    message: "Thời điểm này chỉ còn 6 ngày làm việc. Hãy chọn từ 11/01/2017.".into(),
                    clause: Some("Nghị định 224/2026, Điều 13.1".into()),
                }]),
                limit_text: "Báo trước ít nhất 7 ngày làm việc (Nghị định 224/2026, Điều 13.1).".into(),
                begins: "10/01/2017 22:00".into(),
                ends: "11/01/2017 02:00".into(),
                text: "Trang tạm ngừng để nâng cấp hệ thống.".into(),
                force_majeure: false,
                force_reason: String::new(),
                announced: vec![(
                    Badge::new("Đang báo", Tone::Warn),
                    "22:00 ngày 20/01/2017 đến 02:00 ngày 21/01/2017: thay thiết bị mạng.".into(),
                )],
                below: true,
                everywhere: false,
                record: post("/hh/tam-ngung/ket-qua"),
                unrecorded: vec![Choice::new("1", "Trang tạm ngừng từ 22:00, 28/12/2016.")],
                cancel: post("/hh/tam-ngung/huy"),
                cancellable: vec![Choice::new("2", "Trang tạm ngừng từ 22:00, 20/01/2017.")],
                why_cancelled: String::new(),
                began: "28/12/2016 22:05".into(),
                ended: String::new(),
                report: String::new(),
            }
        }
    }
}
