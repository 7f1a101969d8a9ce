//! One item as staff see it: where it stands, what can be done, how it came here; and two texts in conflict.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, FileView, Html, Link, Refusals};

/// What an action asks of the person before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Nothing: it can be undone.
    Nothing,
    /// A reason, sent as `ly-do`.
    Reason {
        /// What to write: `Vì sao trả lại, cần sửa gì`.
        label: String,
    },
    /// A declaration that is ticked, sent as `cam-ket` (QC Đ4.1).
    Declaration {
        /// Its text.
        text: String,
    },
    /// Some fields.
    Fields {
        /// In order.
        fields: Vec<AskField>,
    },
    /// The item's name typed again, sent as `ten`, with a reason as `ly-do`: it cannot be undone.
    TypeName {
        /// The name.
        name: String,
    },
}

/// One field that an action asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskField {
    /// As it is sent, and as refusals name it.
    pub name: &'static str,
    /// What to write.
    pub label: String,
    /// How, in a few words; may be empty.
    pub hint: String,
    /// What was written already.
    pub value: String,
    /// How it is asked.
    pub kind: AskKind,
}

/// How a field is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AskKind {
    /// One line.
    #[default]
    Line,
    /// Several lines.
    Text,
    /// One of these.
    Choice {
        /// In order.
        choices: Vec<Choice>,
    },
    /// Any of these.
    Ticks {
        /// In order.
        choices: Vec<Choice>,
    },
}

/// Something that can be done with an item or a question now.
#[derive(Clone, Debug)]
pub struct Action {
    /// Id of the form on the page, unique.
    pub id: String,
    /// The words on its button: `Duyệt`, `Trả lại người soạn`.
    pub label: String,
    /// What follows from it, in a sentence.
    pub explanation: String,
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw, sent as `phien-ban`.
    pub version: String,
    /// What it asks.
    pub ask: Ask,
    /// Whether it takes something from readers.
    pub danger: bool,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// One thing that happened.
#[derive(Clone, Debug, Default)]
pub struct TrailEvent {
    /// `Gửi duyệt`, `Trả lại`.
    pub what: String,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Name and post of the person.
    pub who: String,
    /// When.
    pub at: When,
}

/// One saved text.
#[derive(Clone, Debug, Default)]
pub struct RevisionRow {
    /// `Bản 3`, and its page.
    pub link: Link,
    /// Who saved it.
    pub who: String,
    /// When.
    pub at: When,
    /// `Đang đăng`, `Chờ duyệt`, where it is one of those.
    pub state: Option<Badge>,
    /// Comparison with the one before.
    pub difference_url: Option<String>,
}

/// An item's page.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/item.html")]
pub struct ItemPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Title, or number and abstract.
    pub title: String,
    /// `Tin`, `Văn bản`.
    pub kind: String,
    /// Its state.
    pub state: Badge,
    /// The state in a sentence: `Chờ ủy viên khác duyệt từ 14:30`.
    pub state_text: String,
    /// Its public page, while it is live.
    pub public_url: Option<String>,
    /// How it will look, by a signed address that expires.
    pub preview_url: Option<String>,
    /// The editor, where the person may edit.
    pub edit_url: Option<String>,
    /// The facts: name and value.
    pub facts: Vec<(String, String)>,
    /// Summary or abstract.
    pub summary: String,
    /// The text.
    pub body: Html,
    /// Files.
    pub files: Vec<FileView>,
    /// Who works on it, what was said, what the checks found, when it goes live.
    pub panel: super::review::Panel,
    /// What is missing before it may be published; links lead to the editor.
    pub missing: Refusals,
    /// The one next action, in the bar.
    pub next: Option<Action>,
    /// The other actions.
    pub actions: Vec<Action>,
    /// The saved texts, newest first.
    pub revisions: Vec<RevisionRow>,
    /// What happened, newest first.
    pub trail: Vec<TrailEvent>,
    /// All of it, for who may read the trail.
    pub trail_url: Option<String>,
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, pane, post, when},
        public::views::{Refusal, Tone},
    };

    pub(crate) fn action(id: &str, label: &str, explanation: &str, ask: Ask) -> Action {
        Action {
            id: id.into(),
            label: label.into(),
            explanation: explanation.into(),
            post: post("/hh/bai/1/viec"),
            version: "7".into(),
            ask,
            danger: false,
            refusals: Refusals::default(),
        }
    }

    pub(crate) fn trail() -> Vec<TrailEvent> {
        let event = |what: &str, reason: Option<&str>, who: &str| TrailEvent {
            what: what.into(),
            reason: reason.map(Into::into),
            who: who.into(),
            at: when("2 giờ trước"),
        };
        vec![
            event("Gửi duyệt", None, "Cộng tác viên (mẫu)"),
            event("Trả lại", Some("chưa ghi nguồn tin"), "Ủy viên Ban Biên tập (mẫu)"),
            event("Tạo bản nháp", None, "Cộng tác viên (mẫu)"),
        ]
    }

    impl ItemPage {
        /// Waiting for somebody else to approve it.
        pub(crate) fn sample() -> Self {
            let mut layout = layout("Huyện Hiệp Hòa ban hành Quy chế (mẫu)");
            layout.list = Some(pane());
            layout.flash = Some(super::super::Flash {
                tone: Tone::Good,
                text: "Đã trả lại bài “Mở lớp dạy nghề may (mẫu)” cho người soạn.".into(),
                undo: Some(post("/hh/bai/9/hoan-tac")),
            });
            let revision = |title: &str, state: Option<Badge>| RevisionRow {
                link: Link::new(title, "/hh/bai/1/ban/3"),
                who: "Cộng tác viên (mẫu)".into(),
                at: when("2 giờ trước"),
                state,
                difference_url: Some("/hh/bai/1/so-sanh/3".into()),
            };
            Self {
                layout,
                title: "Huyện Hiệp Hòa ban hành Quy chế Trang thông tin điện tử (mẫu)".into(),
                kind: "Tin".into(),
                state: Badge::new("Chờ duyệt", Tone::Warn),
                state_text: "Chờ một ủy viên khác duyệt, gửi 2 giờ trước.".into(),
                public_url: None,
                preview_url: Some("/xem-truoc/abc".into()),
                edit_url: Some("/hh/bai/1/sua".into()),
                facts: vec![
                    ("Chuyên mục".into(), "Tin tức, sự kiện / Trong huyện".into()),
                    ("Tác giả".into(), "Đài Truyền thanh huyện".into()),
                    ("Nguồn".into(), "Trang thông tin điện tử huyện".into()),
                    ("Đơn vị cung cấp".into(), "Đài Truyền thanh huyện".into()),
                ],
                summary: "Quy chế gồm 3 chương, 14 điều.".into(),
                body: Html::sanitised("<p>Ngày 28/12/2016, Ủy ban nhân dân huyện ban hành Quyết định.</p>"),
                files: vec![FileView {
                    title: "Toàn văn Quy chế".into(),
                    url: "/hh/tep/1".into(),
                    format: "PDF".into(),
                    size: "312 KB".into(),
                    pages: Some(9),
                    text_url: Some("/chu-trong-tep/f1/1".into()),
                    recognised: true,
                    fingerprint: None,
                }],
                panel: super::super::review::Panel::sample(),
                missing: Refusals::default(),
                next: Some(action(
                    "duyet",
                    "Duyệt và đăng",
                    "Bài hiện trên trang công khai ngay.",
                    Ask::Declaration {
                        text: "Nội dung không chứa bí mật nhà nước (Điều 4 Quy chế).".into()
                    },
                )),
                actions: vec![
                    action(
                        "thoi-han",
                        "Đặt thời hạn",
                        "Hết hạn thì chuyển lưu trữ.",
                        Ask::Fields {
                            fields: vec![
                                AskField {
                                    name: "het-han",
                                    label: "Ngày hết thời hạn".into(),
                                    hint: "Ngày/tháng/năm.".into(),
                                    ..AskField::default()
                                },
                                AskField {
                                    name: "ghi-chu",
                                    label: "Ghi chú".into(),
                                    kind: AskKind::Text,
                                    ..AskField::default()
                                },
                                AskField {
                                    name: "kieu",
                                    label: "Kiểu".into(),
                                    kind: AskKind::Choice {
                                        choices: vec![Choice::new("a", "Một").chosen()]
                                    },
                                    ..AskField::default()
                                },
                                AskField {
                                    name: "noi-nhan",
                                    label: "Nơi nhận".into(),
                                    kind: AskKind::Ticks {
                                        choices: vec![
                                            Choice::new("x", "Xã X (mẫu)"),
                                            Choice::new("y", "Xã Y (mẫu)"),
                                        ],
                                    },
                                    ..AskField::default()
                                },
                            ],
                        },
                    ),
                    action(
                        "tra-lai",
                        "Trả lại người soạn",
                        "Người soạn nhận được lý do và sửa tiếp.",
                        Ask::Reason { label: "Vì sao trả lại, cần sửa gì".into() },
                    ),
                    Action {
                        danger: true,
                        ..action(
                            "huy",
                            "Hủy hẳn bài này",
                            "Bài bị xóa khỏi bàn làm việc, không lấy lại được.",
                            Ask::TypeName { name: "Huyện Hiệp Hòa ban hành".into() },
                        )
                    },
                ],
                revisions: vec![
                    revision("Bản 3", Some(Badge::new("Chờ duyệt", Tone::Warn))),
                    revision("Bản 2", None),
                ],
                trail: trail(),
                trail_url: Some("/hh/nhat-ky?muc=item:1".into()),
            }
        }

        /// A draft of which parts are missing.
        pub(crate) fn draft_sample() -> Self {
            Self {
                state: Badge::new("Bản nháp", Tone::Plain),
                missing: Refusals(vec![Refusal {
                    field: "nguon".into(),
                    message: "Chưa có nguồn tin.".into(),
                    clause: Some("Điều 8.1 Quy chế".into()),
                }]),
                next: Some(action("gui", "Gửi duyệt", "Ban Biên tập nhận được bài.", Ask::Nothing)),
                actions: Vec::new(),
                ..Self::sample()
            }
        }
    }
}
