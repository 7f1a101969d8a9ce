//! The registers: tasks for a person, the audit log, planned stops.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Pager, Refusals};

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

/// An event of the audit log.
#[derive(Clone, Debug, Default)]
pub struct AuditRow {
    /// Number in the tenant's chain.
    pub number: u64,
    /// When.
    pub at: When,
    /// Who, with the post.
    pub who: String,
    /// From where.
    pub address: String,
    /// What.
    pub what: String,
    /// On what.
    pub about: Option<Link>,
}

/// The audit log, narrowed by a GET form.
///
/// Ids of the form's fields: `nguoi`, `viec`, `tu`, `den`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/audit.html")]
pub struct AuditPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Address of the form.
    pub action: String,
    /// Name searched for.
    pub who: String,
    /// Kinds of events, the first being all.
    pub kinds: Vec<Choice>,
    /// First day, `01/12/2016`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Whether the chain was verified, and when.
    pub chain: Badge,
    /// How many in words.
    pub count_text: String,
    /// The events, newest first.
    pub rows: Vec<AuditRow>,
    /// The other pages.
    pub pager: Pager,
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
    /// The stops announced so far: state, text.
    pub announced: Vec<(Badge, String)>,
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

    impl AuditPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nhật ký"),
                action: "/hh/nhat-ky".into(),
                who: String::new(),
                kinds: vec![Choice::new("", "Mọi việc"), Choice::new("xem-lien-he", "Xem thông tin liên hệ")],
                from: "01/12/2016".into(),
                to: String::new(),
                chain: Badge::new("Chuỗi nguyên vẹn, kiểm tra hôm nay 06:00", Tone::Good),
                count_text: "1.204 việc, mới nhất trước".into(),
                rows: vec![AuditRow {
                    number: 1204,
                    at: when("5 phút trước"),
                    who: "Ủy viên Ban Biên tập (mẫu)".into(),
                    address: "10.0.0.7".into(),
                    what: "Xem thông tin liên hệ".into(),
                    about: Some(Link::new("HĐ-2016-0042", "/hh/hoi-dap/42")),
                }],
                pager: Pager::over(60, 1, |page| format!("/hh/nhat-ky?trang={page}")),
            }
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
                announced: vec![(
                    Badge::new("Đang báo", Tone::Warn),
                    "22:00 ngày 20/01/2017 đến 02:00 ngày 21/01/2017: thay thiết bị mạng.".into(),
                )],
            }
        }
    }
}
