//! The trail: of a tenant, of oneself, whether its chain holds; and the sites below that may be looked at.

use askama::Template;

use super::layout::{ConsoleLayout, When};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// An event of the trail.
#[derive(Clone, Debug, Default)]
pub struct TrailRow {
    /// Number in the tenant's chain.
    pub number: i64,
    /// In which tenant, where several stand in one list.
    pub place: String,
    /// When.
    pub at: When,
    /// Who: name and login.
    pub who: String,
    /// From where.
    pub address: String,
    /// What, as a sentence: `đã duyệt`.
    pub what: String,
    /// Why, and which fields changed.
    pub more: String,
    /// On what.
    pub about: Option<Link>,
}

/// A tenant's trail, narrowed by a GET form.
///
/// Ids of the form's fields: `nguoi`, `viec`, `tu`, `den`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/audit.html")]
pub struct TrailPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Address of the form.
    pub action: String,
    /// What of the form could not be read.
    pub refusals: Refusals,
    /// Login or name searched for.
    pub who: String,
    /// Kinds of events, the first being all.
    pub kinds: Vec<Choice>,
    /// First day, `01/12/2016`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The one thing whose history is shown, kept by the form: `item:…`.
    pub subject: String,
    /// Whether the chain holds.
    pub chain: Badge,
    /// The page that checks the whole chain.
    pub check_url: String,
    /// The last signed head, in words.
    pub sealed: String,
    /// The key that heads and exports are signed with.
    pub public_key: String,
    /// The same events as a table.
    pub csv_url: String,
    /// The same events as signed JSON.
    pub json_url: String,
    /// What is shown, in words.
    pub count_text: String,
    /// The events, newest first.
    pub rows: Vec<TrailRow>,
    /// The newest events.
    pub newest: Option<String>,
    /// Older events.
    pub older: Option<String>,
    /// Where one person of this tenant is looked at: their latest sign-ins and keys.
    pub sign_ins: Vec<TrailRow>,
}

/// What one did oneself, anywhere.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/own_trail.html")]
pub struct OwnTrailPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The events, newest first.
    pub rows: Vec<TrailRow>,
    /// The same as a table.
    pub csv_url: String,
    /// The newest events.
    pub newest: Option<String>,
    /// Older events.
    pub older: Option<String>,
}

/// A whole chain, checked just now.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/chain.html")]
pub struct ChainPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to the trail.
    pub back: Link,
    /// The verdict.
    pub chain: Badge,
    /// How much was checked, in words.
    pub count_text: String,
    /// What does not hold, a sentence each.
    pub findings: Vec<String>,
    /// The signed heads: day, number and link, verdict.
    pub heads: Vec<(String, String, Badge)>,
}

/// A site below.
#[derive(Clone, Debug, Default)]
pub struct BelowRow {
    /// Its name and its items.
    pub link: Link,
    /// Its trail, people, …, as far as the person may look.
    pub ways: Vec<Link>,
}

/// The sites below that a person of this tenant may look at.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/below.html")]
pub struct BelowPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The sites.
    pub rows: Vec<BelowRow>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, when};
    use crate::public::views::Tone;

    fn row() -> TrailRow {
        TrailRow {
            number: 1204,
            place: "Huyện Hiệp Hòa".into(),
            at: when("5 phút trước"),
            who: "Ủy viên Ban Biên tập (mẫu) (uyvien.mau)".into(),
            address: "10.0.0.7".into(),
            what: "đã sửa tin bài".into(),
            more: "thay đổi: tiêu đề, nội dung".into(),
            about: Some(Link::new("Mở tin bài", "/hh/tin-bai/42")),
        }
    }

    impl TrailPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nhật ký"),
                action: "/hh/nhat-ky".into(),
                refusals: Refusals::default(),
                who: String::new(),
                kinds: vec![Choice::new("", "Mọi việc"), Choice::new("item.approve", "đã duyệt")],
                from: "01/12/2016".into(),
                to: String::new(),
                subject: String::new(),
                chain: Badge::new("Chuỗi nhật ký toàn vẹn", Tone::Good),
                check_url: "/hh/nhat-ky/kiem-tra".into(),
                sealed: "Niêm phong gần nhất: 28/12/2016, đến dòng số 1204.".into(),
                public_key: "ab".repeat(32),
                csv_url: "/hh/nhat-ky.csv".into(),
                json_url: "/hh/nhat-ky.json".into(),
                count_text: "50 sự kiện mới nhất".into(),
                rows: vec![row()],
                newest: None,
                older: Some("/hh/nhat-ky?truoc=1204".into()),
                sign_ins: vec![row()],
            }
        }
    }

    impl OwnTrailPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Việc ông/bà đã làm"),
                rows: vec![row()],
                csv_url: "/hh/nhat-ky-cua-toi.csv".into(),
                newest: Some("/hh/nhat-ky-cua-toi".into()),
                older: None,
            }
        }
    }

    impl ChainPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Kiểm tra nhật ký"),
                back: Link::new("Nhật ký", "/hh/nhat-ky"),
                chain: Badge::new("Chuỗi bị sửa: 1 chỗ", Tone::Bad),
                count_text: "Đã kiểm tra 1.204 sự kiện.".into(),
                findings: vec!["Dòng số 3: đã bị xóa.".into()],
                heads: vec![(
                    "28/12/2016".into(),
                    format!("1204 {}", "ab".repeat(32)),
                    Badge::new("Toàn vẹn", Tone::Good),
                )],
            }
        }
    }

    impl BelowPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Các trang cấp dưới"),
                rows: vec![BelowRow {
                    link: Link::new("Xã Đức Thắng", "/ducthang/tin-bai"),
                    ways: vec![Link::new("Nhật ký", "/ducthang/nhat-ky")],
                }],
            }
        }
    }
}
