//! The pages of review: remarks, assignment, checks, history, comparison, set times, emergencies.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// What stands at the head of every page about an edition.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The edition and its page.
    pub item: Link,
    /// Where it stands.
    pub state: Badge,
}

/// One line of the panel beside an item.
#[derive(Clone, Debug, Default)]
pub struct PanelRow {
    /// What it is about.
    pub name: String,
    /// How it stands, where that is worth a word.
    pub state: Option<Badge>,
    /// More of it.
    pub text: String,
    /// Where it is done.
    pub link: Option<Link>,
}

/// Who works on it, what was said, what the checks found, when it goes live.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// The lines.
    pub rows: Vec<PanelRow>,
}

/// A remark or a reply.
#[derive(Clone, Debug, Default)]
pub struct CommentView {
    /// Who.
    pub who: String,
    /// When.
    pub at: When,
    /// What, as it was typed.
    pub body: String,
}

/// A remark with its replies.
#[derive(Clone, Debug, Default)]
pub struct ThreadView {
    /// Its id, sent as `tra-loi-cho` with a reply.
    pub id: String,
    /// The revision it was written about.
    pub revision: String,
    /// Whether it is settled, and by whom.
    pub state: Badge,
    /// Whether something is still to be done.
    pub open: bool,
    /// The remark.
    pub first: CommentView,
    /// The replies, oldest first.
    pub replies: Vec<CommentView>,
    /// Settles it or opens it again; none for who may only read.
    pub settle: Option<Post>,
    /// A reply that was refused.
    pub typed: String,
}

/// The remarks on an edition.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_talk.html")]
pub struct TalkPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which edition.
    pub head: Head,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Where a remark or a reply is posted; none for who may only read.
    pub post: Option<Post>,
    /// Version that the person saw, for a return.
    pub version: String,
    /// Whether it can be sent back with the remark.
    pub may_return: bool,
    /// A remark that was refused.
    pub typed: String,
    /// The remarks, newest first.
    pub threads: Vec<ThreadView>,
}

/// Giving an edition to somebody.
///
/// Ids of the form's fields: `nguoi`, `so-ngay`, `loi-nhan`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_assign.html")]
pub struct AssignPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which edition.
    pub head: Head,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Where it is posted.
    pub post: Post,
    /// Who works on it now, in a sentence.
    pub current: Option<String>,
    /// Who may be chosen.
    pub people: Vec<Choice>,
    /// In how many working days.
    pub days: String,
    /// What they are asked to do.
    pub note: String,
}

/// Setting the time of publication.
///
/// Ids of the form's fields: `ngay`, `gio`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_schedule.html")]
pub struct SchedulePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which edition.
    pub head: Head,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw.
    pub version: String,
    /// The time that is set, in a sentence.
    pub current: Option<String>,
    /// The day, `28/12/2016`.
    pub day: String,
    /// The hour, `14:30`.
    pub hour: String,
    /// Takes the time back.
    pub unset: Option<Post>,
}

/// The form of an emergency publication.
#[derive(Clone, Debug, Default)]
pub struct Urging {
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw.
    pub version: String,
    /// Why it cannot wait.
    pub reason: String,
    /// Whether it was declared to hold no secret.
    pub declared: bool,
    /// The declaration.
    pub declaration: String,
    /// What follows from it.
    pub text: String,
}

/// An emergency publication that waits to be confirmed.
#[derive(Clone, Debug, Default)]
pub struct Confirming {
    /// Who did it, when and why, and until when it waits.
    pub text: String,
    /// Why this person may not confirm it.
    pub against: Option<String>,
    /// Where the confirmation is posted.
    pub post: Option<Post>,
    /// The declaration.
    pub declaration: String,
}

/// Publication in an emergency, or its confirmation.
///
/// Ids of the forms' fields: `ly-do`, `cam-ket`, `cam-ket-xac-nhan`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_emergency.html")]
pub struct EmergencyPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which edition.
    pub head: Head,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The form, for who may.
    pub urging: Option<Urging>,
    /// What waits to be confirmed.
    pub confirming: Option<Confirming>,
}

/// How long a confirmation is waited for.
///
/// Id of the form's field: `so-gio`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_emergency_settings.html")]
pub struct EmergencySettingsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Where it is posted.
    pub post: Post,
    /// The hours.
    pub hours: String,
    /// What is usual and what is allowed.
    pub hint: String,
}

/// What was answered to a doubt.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// Why it stays.
    pub text: String,
    /// Who, about which revision.
    pub about: String,
    /// When.
    pub at: When,
}

/// One finding.
#[derive(Clone, Debug, Default)]
pub struct CheckRow {
    /// What is wrong and what to do.
    pub message: String,
    /// The clause behind it, or "".
    pub clause: String,
    /// Where it is put right, for who may.
    pub edit_url: Option<String>,
    /// The answer, if there is one.
    pub answered: Option<Answered>,
    /// Where an answer is posted, for who may.
    pub post: Option<Post>,
    /// Which check, sent as `muc`.
    pub check: String,
    /// What it found, sent as `dau-vet`.
    pub digest: String,
    /// An answer that was refused.
    pub typed: String,
    /// Why it was.
    pub refusals: Refusals,
}

/// What stands against an edition.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_checks.html")]
pub struct ChecksPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which edition.
    pub head: Head,
    /// What must be put right.
    pub refused: Vec<CheckRow>,
    /// What must be put right or answered.
    pub doubted: Vec<CheckRow>,
}

/// One revision.
#[derive(Clone, Debug, Default)]
pub struct HistoryRow {
    /// `Bản 2.3`.
    pub name: String,
    /// Who saved it.
    pub who: String,
    /// When.
    pub at: When,
    /// Whether it is what the edition says now.
    pub current: bool,
    /// What changed against the one before.
    pub difference: Link,
}

/// One edition with its revisions.
#[derive(Clone, Debug, Default)]
pub struct EditionRow {
    /// `Lần 2`, and its page.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// Who did what when.
    pub about: String,
    /// Its revisions, newest first.
    pub revisions: Vec<HistoryRow>,
}

/// Every edition of an item with its revisions.
///
/// Ids of the form's fields: `tu`, `den`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_history.html")]
pub struct HistoryPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which edition one came from.
    pub head: Head,
    /// Address of the form that compares two.
    pub action: String,
    /// The earlier one.
    pub from: Vec<Choice>,
    /// The later one.
    pub to: Vec<Choice>,
    /// The editions, newest first.
    pub editions: Vec<EditionRow>,
}

/// A fact that differs.
#[derive(Clone, Debug, Default)]
pub struct FactRow {
    /// What it is.
    pub name: String,
    /// What it was.
    pub before: String,
    /// What it is now.
    pub after: String,
}

/// A part of the compared text.
#[derive(Clone, Debug, Default)]
pub struct TextPart {
    /// How much unchanged text is folded in it, in words.
    pub folded: Option<String>,
    /// The text, made of escaped words and our own marks.
    pub html: Html,
}

/// Brings an earlier revision back.
#[derive(Clone, Debug, Default)]
pub struct RestoreForm {
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw.
    pub version: String,
    /// Which revision, sent as `ban`.
    pub revision: String,
    /// The words on its button.
    pub label: String,
}

/// Two revisions compared.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/review_difference.html")]
pub struct DifferencePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Which edition one came from.
    pub head: Head,
    /// Why bringing back was refused.
    pub refusals: Refusals,
    /// The earlier one, in words.
    pub before: String,
    /// The later one, in words.
    pub after: String,
    /// Whether nothing differs.
    pub same: bool,
    /// The facts that differ.
    pub facts: Vec<FactRow>,
    /// The text.
    pub parts: Vec<TextPart>,
    /// Brings the earlier one back, for who may.
    pub restore: Option<RestoreForm>,
    /// All revisions.
    pub history_url: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    fn head() -> Head {
        Head {
            item: Link::new("Huyện Hiệp Hòa ban hành Quy chế (mẫu)", "/hh/bai/1"),
            state: Badge::new("Chờ duyệt", Tone::Warn),
        }
    }

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    impl Panel {
        pub(crate) fn sample() -> Self {
            let row = |name: &str, state: Option<Badge>, text: &str, link: &str| PanelRow {
                name: name.into(),
                state,
                text: text.into(),
                link: Some(Link::new(link, "/hh/bai/1/viec")),
            };
            Self {
                rows: vec![
                    row(
                        "Đăng khẩn",
                        Some(Badge::new("Đăng khẩn, chờ xác nhận", Tone::Warn)),
                        "trước 14:30, 29/12/2016",
                        "Xem và xác nhận bản đăng khẩn",
                    ),
                    row("Người xử lý", None, "Ủy viên (mẫu), hạn 30/12/2016", "Phân công"),
                    row(
                        "Kiểm tra",
                        Some(Badge::new("2 mục phải sửa", Tone::Bad)),
                        "",
                        "Xem kết quả kiểm tra",
                    ),
                    row("Lịch sử", None, "", "Các bản, so sánh, khôi phục"),
                ],
            }
        }
    }

    impl TalkPage {
        pub(crate) fn sample() -> Self {
            let comment = |body: &str| CommentView {
                who: "Ủy viên Ban Biên tập (mẫu)".into(),
                at: when("2 giờ trước"),
                body: body.into(),
            };
            let thread = |id: &str, open: bool| ThreadView {
                id: id.into(),
                revision: "Bản 3".into(),
                state: if open {
                    Badge::new("Chưa xong", Tone::Warn)
                } else {
                    Badge::new("Đã xong", Tone::Good)
                },
                open,
                first: comment("Đoạn hai cần nêu nguồn số liệu.\nXem lại cả ảnh."),
                replies: vec![comment("Đã thêm nguồn.")],
                settle: Some(post("/hh/bai/1/gop-y/1/xong")),
                typed: String::new(),
            };
            Self {
                layout: layout("Góp ý"),
                head: head(),
                refusals: refusal("gop-y", "Hãy viết nội dung góp ý."),
                post: Some(post("/hh/bai/1/gop-y")),
                version: "3".into(),
                may_return: true,
                typed: String::new(),
                threads: vec![thread("a", true), thread("b", false)],
            }
        }
    }

    impl AssignPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Phân công"),
                head: head(),
                refusals: refusal("so-ngay", "Hạn là số ngày làm việc, từ 1 đến 60."),
                post: post("/hh/bai/1/phan-cong"),
                current: Some("Trưởng ban (mẫu) giao cho Ủy viên (mẫu), hạn 30/12/2016.".into()),
                people: vec![Choice::new("", "Chọn người xử lý"), Choice::new("1", "Ủy viên (mẫu)").chosen()],
                days: "0".into(),
                note: "Kiểm tra lại số liệu.".into(),
            }
        }
    }

    impl SchedulePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Hẹn giờ đăng"),
                head: head(),
                refusals: refusal("gio", "“25” không phải là giờ."),
                post: post("/hh/bai/1/hen-gio"),
                version: "4".into(),
                current: Some("Bài tự đăng lúc 08:00, 02/01/2017.".into()),
                day: "02/01/2017".into(),
                hour: "25".into(),
                unset: Some(post("/hh/bai/1/bo-hen-gio")),
            }
        }
    }

    impl EmergencyPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Đăng khẩn"),
                head: head(),
                refusals: refusal("ly-do", "Hãy nêu lý do phải đăng ngay."),
                urging: Some(Urging {
                    post: post("/hh/bai/1/dang-khan"),
                    version: "2".into(),
                    reason: "bão".into(),
                    declared: false,
                    declaration: "Nội dung không chứa bí mật nhà nước.".into(),
                    text: "Một người khác phải xác nhận trong 24 giờ.".into(),
                }),
                confirming: Some(Confirming {
                    text: "Trưởng ban (mẫu) đăng khẩn lúc 14:30, 28/12/2016.".into(),
                    against: None,
                    post: Some(post("/hh/bai/1/xac-nhan-khan")),
                    declaration: "Nội dung không chứa bí mật nhà nước.".into(),
                }),
            }
        }
    }

    impl EmergencySettingsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Thời hạn xác nhận bản đăng khẩn"),
                refusals: Refusals::default(),
                post: post("/hh/dang-khan"),
                hours: "24".into(),
                hint: "Từ 1 đến 72 giờ.".into(),
            }
        }
    }

    impl ChecksPage {
        pub(crate) fn sample() -> Self {
            let row = |message: &str| CheckRow {
                message: message.into(),
                clause: "Quy chế Điều 8.1".into(),
                edit_url: Some("/hh/bai/1/sua#noi-dung".into()),
                ..CheckRow::default()
            };
            let doubt = |answered| CheckRow {
                answered,
                post: Some(post("/hh/bai/1/kiem-tra")),
                check: "spelling".into(),
                digest: "a".into(),
                ..row("Có thể sai chính tả: “nghiệpp”.")
            };
            let answer = Answered {
                text: "Tên riêng của doanh nghiệp.".into(),
                about: "Ủy viên (mẫu) trả lời cho bản 3".into(),
                at: when("2 giờ trước"),
            };
            Self {
                layout: layout("Kiểm tra trước khi duyệt"),
                head: head(),
                refused: vec![row("Ảnh chưa ghi tác giả và nguồn: “ảnh thứ 1”.")],
                doubted: vec![doubt(Some(answer)), doubt(None)],
            }
        }
    }

    impl HistoryPage {
        pub(crate) fn sample() -> Self {
            let revision = |name: &str, current| HistoryRow {
                name: name.into(),
                who: "Cộng tác viên (mẫu)".into(),
                at: when("2 giờ trước"),
                current,
                difference: Link::new(format!("So {name} với bản trước"), "/hh/bai/1/so-sanh?den=3"),
            };
            Self {
                layout: layout("Lịch sử các bản"),
                head: head(),
                action: "/hh/bai/1/so-sanh".into(),
                from: vec![Choice::new("1", "Bản 1.1"), Choice::new("2", "Bản 1.2")],
                to: vec![Choice::new("1", "Bản 1.1"), Choice::new("2", "Bản 1.2").chosen()],
                editions: vec![EditionRow {
                    link: Link::new("Lần 1", "/hh/bai/1"),
                    state: Badge::new("Chờ duyệt", Tone::Warn),
                    about: "Cộng tác viên (mẫu) tạo lúc 14:30, 28/12/2016".into(),
                    revisions: vec![revision("Bản 1.2", true), revision("Bản 1.1", false)],
                }],
            }
        }
    }

    impl DifferencePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("So sánh hai bản"),
                head: head(),
                refusals: Refusals::default(),
                before: "Bản 1.1, Cộng tác viên (mẫu), 14:30, 28/12/2016".into(),
                after: "Bản 1.2, Ủy viên (mẫu), 15:00, 28/12/2016".into(),
                same: false,
                facts: vec![FactRow {
                    name: "Tiêu đề".into(),
                    before: "Quy chế".into(),
                    after: "Ban hành Quy chế".into(),
                }],
                parts: vec![
                    TextPart {
                        folded: Some("12 đoạn không đổi".into()),
                        html: Html::sanitised("<p class=\"as-text\">Một</p>"),
                    },
                    TextPart {
                        folded: None,
                        html: Html::sanitised(
                            "<p class=\"as-text\">Một <del><span class=\"mark\">[bỏ]</span> hai</del> <ins><span class=\"mark\">[thêm]</span> ba</ins></p>",
                        ),
                    },
                ],
                restore: Some(RestoreForm {
                    post: post("/hh/bai/1/khoi-phuc"),
                    version: "3".into(),
                    revision: "1".into(),
                    label: "Khôi phục bản 1.1".into(),
                }),
                history_url: "/hh/bai/1/lich-su".into(),
            }
        }
    }
}
