//! Documents sent to groups: the list with its form, one with its receipts, groups, what a site received, archive copies.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A sending in the list.
#[derive(Clone, Debug, Default)]
pub struct SendingRow {
    /// What was sent, and its page.
    pub link: Link,
    /// How many have opened it.
    pub state: Badge,
    /// To whom and when.
    pub about: String,
}

/// The form that sends one.
///
/// Ids of its fields: `van-ban`, `nhom`, `loi-nhan`, `nhac-ngay`.
#[derive(Clone, Debug, Default)]
pub struct SendForm {
    /// Where it is posted.
    pub post: Post,
    /// The document's number.
    pub document: String,
    /// The groups with how many are in them.
    pub groups: Vec<Choice>,
    /// What the office adds.
    pub note: String,
    /// When to remind.
    pub remind_on: String,
    /// Whether it goes once more; asked where it went to these before.
    pub again: Option<bool>,
}

/// What was sent.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/distributions.html")]
pub struct DistributionsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Groups and archive copies.
    pub ways: Vec<Link>,
    /// The form, for who may.
    pub form: Option<SendForm>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The sendings.
    pub rows: Vec<SendingRow>,
    /// Where they go on.
    pub older: Option<String>,
}

/// A recipient.
#[derive(Clone, Debug, Default)]
pub struct ReceiptRow {
    /// What it is called.
    pub name: String,
    /// How its letter fares.
    pub carried: Badge,
    /// Who opened it; none for nobody.
    pub by: Option<String>,
    /// When.
    pub at: Option<When>,
    /// How often it was reminded.
    pub reminders: i64,
}

/// One sending.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/distribution.html")]
pub struct DistributionPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to the list.
    pub back: Link,
    /// What was sent.
    pub title: String,
    /// `26 nơi nhận, 3 nơi đã nhận`
    pub count_text: String,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// The archive copy.
    pub archive: Link,
    /// Who has not opened it.
    pub unopened: Vec<ReceiptRow>,
    /// Who has.
    pub opened: Vec<ReceiptRow>,
    /// Reminds them, for who may: where, and which.
    pub remind: Option<(Post, String)>,
    /// Why that was refused.
    pub refusals: Refusals,
}

/// A group.
#[derive(Clone, Debug, Default)]
pub struct GroupRow {
    /// What it is called.
    pub name: String,
    /// How many are in it.
    pub count_text: String,
    /// Who is in it, by name.
    pub members: Vec<String>,
    /// Ends it: where, and which; none for what follows by itself.
    pub end: Option<(Post, String)>,
}

/// The groups, and the form for a new one.
///
/// Ids of its fields: `ten`, `thanh-vien`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/recipient_groups.html")]
pub struct GroupsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to what was sent.
    pub back: Link,
    /// The groups.
    pub groups: Vec<GroupRow>,
    /// Where a new one is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What it is called.
    pub name: String,
    /// Everybody who can be in one.
    pub members: Vec<Choice>,
    /// Where bodies outside are added.
    pub contacts_url: String,
}

/// What other offices sent to this site.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/received.html")]
pub struct ReceivedPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The documents.
    pub rows: Vec<SendingRow>,
    /// Where they go on.
    pub older: Option<String>,
}

/// One that was received.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/received_one.html")]
pub struct ReceivedOnePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to the list.
    pub back: Link,
    /// What it is.
    pub title: String,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// Its page on the sender's site.
    pub page: Option<Link>,
}

/// An archive copy.
#[derive(Clone, Debug, Default)]
pub struct CopyRow {
    /// What it is of, and where it is fetched; none once it was purged.
    pub title: String,
    /// Fetches it.
    pub url: Option<String>,
    /// Whether it was found whole.
    pub state: Badge,
    /// When it was made and how large it is.
    pub about: String,
    /// Its digest.
    pub sha256: String,
}

/// The archive copies.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/archive.html")]
pub struct ArchivePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to what was sent.
    pub back: Link,
    /// The copies, the last made first.
    pub rows: Vec<CopyRow>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    const TITLE: &str = "10/2016/QĐ-UBND Ban hành Quy chế (mẫu)";

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    fn sending() -> SendingRow {
        SendingRow {
            link: Link::new(TITLE, "/hh/gui-van-ban/1"),
            state: Badge::new("3/26 nơi đã nhận", Tone::Warn),
            about: "UBND các xã, thị trấn · 08:00, 30/12/2016".into(),
        }
    }

    fn receipt(name: &str) -> ReceiptRow {
        ReceiptRow {
            name: name.into(),
            carried: Badge::new("đã gửi", Tone::Good),
            by: None,
            at: None,
            reminders: 1,
        }
    }

    impl DistributionsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Gửi văn bản điện tử"),
                older: Some("/hh/gui-van-ban?truoc=1".into()),
                ways: vec![Link::new("Nhóm nơi nhận", "/hh/nhom-noi-nhan")],
                form: Some(SendForm {
                    post: post("/hh/gui-van-ban"),
                    document: "10/2016/QĐ-UBND".into(),
                    groups: vec![Choice::new("cap-duoi", "UBND các xã, thị trấn (26 nơi nhận)").chosen()],
                    note: String::new(),
                    remind_on: "05/01/2017".into(),
                    again: None,
                }),
                refusals: refusal("van-ban", "Hãy ghi đúng số, ký hiệu của một văn bản đang đăng."),
                rows: vec![sending()],
            }
        }
    }

    impl DistributionPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Gửi văn bản điện tử"),
                back: Link::new("Gửi văn bản điện tử", "/hh/gui-van-ban"),
                title: TITLE.into(),
                count_text: "26 nơi nhận, 1 nơi đã nhận".into(),
                facts: vec![("Nhóm".into(), "UBND các xã, thị trấn".into())],
                archive: Link::new("Bản lưu có mã kiểm tra", "/hh/ban-luu"),
                unopened: vec![receipt("Ủy ban nhân dân xã Đức Thắng")],
                opened: vec![ReceiptRow {
                    by: Some("(mẫu), Văn thư".into()),
                    at: Some(when("2 giờ trước")),
                    ..receipt("Sở Tư pháp")
                }],
                remind: Some((post("/hh/gui-van-ban/nhac"), "1".into())),
                refusals: Refusals::default(),
            }
        }
    }

    impl GroupsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nhóm nơi nhận"),
                back: Link::new("Gửi văn bản điện tử", "/hh/gui-van-ban"),
                groups: vec![GroupRow {
                    name: "Các sở (mẫu)".into(),
                    count_text: "1 nơi nhận".into(),
                    members: vec!["Sở Tư pháp".into()],
                    end: Some((post("/hh/nhom-noi-nhan/thoi"), "1".into())),
                }],
                post: post("/hh/nhom-noi-nhan"),
                refusals: refusal("thanh-vien", "Hãy chọn ít nhất một nơi nhận."),
                name: "Các sở (mẫu)".into(),
                members: vec![Choice::new("contact:1", "Sở Tư pháp")],
                contacts_url: "/hh/co-quan-ngoai".into(),
            }
        }
    }

    impl ReceivedPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Văn bản nhận"),
                rows: vec![sending()],
                older: Some("/hh/van-ban-den?truoc=1".into()),
            }
        }
    }

    impl ReceivedOnePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Văn bản nhận"),
                back: Link::new("Văn bản nhận", "/hh/van-ban-den"),
                title: TITLE.into(),
                facts: vec![("Người nhận".into(), "(mẫu)".into())],
                page: Some(Link::new("Đọc toàn văn", "/van-ban/quy-che")),
            }
        }
    }

    impl ArchivePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Bản lưu văn bản"),
                back: Link::new("Gửi văn bản điện tử", "/hh/gui-van-ban"),
                rows: vec![CopyRow {
                    title: TITLE.into(),
                    url: Some("/hh/ban-luu/1".into()),
                    state: Badge::new("Nguyên vẹn", Tone::Good),
                    about: "08:00, 30/12/2016 · 2 tệp".into(),
                    sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".into(),
                }],
            }
        }
    }
}
