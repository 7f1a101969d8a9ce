//! Bringing in what an older site held: the batches, and the report of one before it is approved.

use askama::Template;

use super::{
    item::{Action, Ask},
    layout::{ConsoleLayout, Post, When},
};
use crate::public::views::{Badge, Link, Refusals};

/// One batch.
#[derive(Clone, Debug, Default)]
pub struct BatchRow {
    /// Its name and its report.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// `248 văn bản, 612 tin, 31 tệp lỗi`.
    pub about: String,
    /// Who began it.
    pub who: String,
    /// When.
    pub at: When,
}

/// The batches, and the form that begins one.
///
/// Ids of the form's fields: `tep`, `ten`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/imports.html")]
pub struct ImportsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The batches, newest first.
    pub batches: Vec<BatchRow>,
    /// Begins one, as `multipart/form-data`; absent where the person may not.
    pub post: Option<Post>,
    /// What may be brought, with the server's own limit.
    pub limit_text: String,
    /// Why the last one was refused.
    pub refusals: Refusals,
}

/// How far a batch has come (TT 32/2017, Đ11.2.đ: what takes more than ten seconds shows its progress).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records done.
    pub done: u64,
    /// Records in all.
    pub total: u64,
}

impl Progress {
    /// Whole per cent, 100 for a batch of nothing.
    pub fn percent(self) -> u64 {
        (self.done * 100).checked_div(self.total).unwrap_or(100)
    }
}

/// Findings of one kind.
#[derive(Clone, Debug, Default)]
pub struct FindingGroup {
    /// What was found and what becomes of it: `Thiếu ngày ban hành: giữ làm bản nháp`.
    pub title: String,
    /// How grave it is.
    pub state: Badge,
    /// The first records, each with what is wrong.
    pub rows: Vec<Finding>,
    /// All of them, as a table to fetch.
    pub all_url: Option<String>,
}

/// One record with something to say about it.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// The record, by its old address or line.
    pub record: String,
    /// Where what was made of it stands.
    pub url: Option<String>,
    /// What is wrong.
    pub text: String,
}

/// The report of a batch.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/import.html")]
pub struct ImportPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Name of the batch.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// How far it has come, while it runs.
    pub progress: Option<Progress>,
    /// The sums: name and number.
    pub sums: Vec<(String, String)>,
    /// What was found.
    pub findings: Vec<FindingGroup>,
    /// The drafts it brought, where they are looked at one by one.
    pub drafts: Option<Link>,
    /// The one next action: approve, with the declaration.
    pub next: Option<Action>,
    /// The other actions: drop the batch, take it back.
    pub actions: Vec<Action>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::{
            item::samples::action,
            layout::samples::{layout, post, when},
        },
        public::views::Tone,
    };

    impl ImportsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nhập dữ liệu"),
                batches: vec![BatchRow {
                    link: Link::new("Trang cũ, văn bản 2011-2016", "/hh/nhap/1"),
                    state: Badge::new("Chờ duyệt", Tone::Warn),
                    about: "248 văn bản, 31 tệp lỗi".into(),
                    who: "Người quản trị (mẫu)".into(),
                    at: when("hôm qua"),
                }],
                post: Some(post("/hh/nhap")),
                limit_text: "Tệp .zip theo mẫu, tối đa 500 MB.".into(),
                refusals: Refusals::default(),
            }
        }
    }

    impl ImportPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Trang cũ, văn bản 2011-2016"),
                title: "Trang cũ, văn bản 2011-2016".into(),
                state: Badge::new("Chờ duyệt", Tone::Warn),
                progress: Some(Progress { done: 180, total: 248 }),
                sums: vec![
                    ("Bản ghi đọc được".into(), "248".into()),
                    ("Đủ điều kiện đăng".into(), "209".into()),
                    ("Giữ làm bản nháp".into(), "8".into()),
                    ("Tệp không nhận".into(), "31".into()),
                ],
                findings: vec![FindingGroup {
                    title: "Tệp là trang báo lỗi, không phải văn bản: không nhận".into(),
                    state: Badge::new("31", Tone::Bad),
                    rows: vec![Finding {
                        record: "/uploads/qd-1542.pdf".into(),
                        url: None,
                        text: "Tệp này là trang HTML báo lỗi, không phải PDF. Hãy tải lại tệp gốc từ nơi phát hành."
                            .into(),
                    }],
                    all_url: Some("/hh/nhap/1/loi.csv".into()),
                }],
                drafts: None,
                next: Some(action(
                    "duyet-nhap",
                    "Duyệt và đưa vào",
                    "209 văn bản được đăng.",
                    Ask::Declaration { text: "Đã xem báo cáo; nội dung không chứa bí mật nhà nước.".into() },
                )),
                actions: vec![action("bo", "Bỏ cả đợt", "Chưa có gì được đăng nên không mất gì.", Ask::Nothing)],
            }
        }
    }

    #[test]
    fn per_cent_are_whole_and_never_divide_by_nothing() {
        assert_eq!(Progress { done: 180, total: 248 }.percent(), 72);
        assert_eq!(Progress { done: 0, total: 0 }.percent(), 100);
    }
}
