//! What is to be looked after on a site: stale sections, days that have come, broken links.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link};

/// How one section stands.
#[derive(Clone, Debug, Default)]
pub struct SectionRow {
    /// Its key, as the form sends it.
    pub key: String,
    /// Its name.
    pub title: String,
    /// The day of its latest text, in words.
    pub last: String,
    /// Fresh or stale.
    pub state: Badge,
    /// How often it must have something new, in words.
    pub pace: String,
    /// The paces to choose from.
    pub paces: Vec<Choice>,
}

/// A text one of whose days has come or is near.
#[derive(Clone, Debug, Default)]
pub struct DayRow {
    /// The text.
    pub link: Link,
    /// The day in words.
    pub day: String,
    /// Overdue or near.
    pub state: Badge,
}

/// How a topic of the introduction stands.
#[derive(Clone, Debug, Default)]
pub struct TopicRow {
    /// What it is called.
    pub title: String,
    /// How many pages tell it, in words.
    pub pages: String,
    /// Told, missing or overdue.
    pub state: Badge,
    /// Its overdue pages.
    pub overdue: Vec<Link>,
}

/// What is to be looked after.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/care.html")]
pub struct CarePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The sections.
    pub sections: Vec<SectionRow>,
    /// Sets the paces, where the person may.
    pub set: Option<Post>,
    /// The topics of the introduction.
    pub introduction: Vec<TopicRow>,
    /// What is to be looked at again.
    pub reviews: Vec<DayRow>,
    /// What ceases to be current.
    pub expiring: Vec<DayRow>,
    /// The list of broken links.
    pub broken: Link,
}

/// A link that fails.
#[derive(Clone, Debug, Default)]
pub struct LinkLine {
    /// The address.
    pub url: String,
    /// What the last look brought.
    pub said: String,
    /// Since when it fails, in words.
    pub since: String,
    /// When it was last looked at.
    pub checked: Option<When>,
    /// A text in which it stands.
    pub text: Link,
    /// In how many more texts it stands.
    pub more: i64,
    /// Has it looked at again.
    pub recheck: Option<Post>,
    /// Has it left alone.
    pub ignore: Option<Post>,
}

/// Links of one state.
#[derive(Clone, Debug, Default)]
pub struct LinkGroup {
    /// `Hỏng`, `Nghi hỏng`, `Bỏ qua`.
    pub title: String,
    /// What the group means.
    pub about: String,
    /// Its links.
    pub rows: Vec<LinkLine>,
    /// The rest of them.
    pub more_url: Option<String>,
}

/// The links that fail.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/links.html")]
pub struct LinksPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The groups.
    pub groups: Vec<LinkGroup>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post, when},
        public::views::Tone,
    };

    impl CarePage {
        pub(crate) fn sample() -> Self {
            let section = |key: &str, title: &str, state| SectionRow {
                key: key.into(),
                title: title.into(),
                last: "23/12/2016".into(),
                state,
                pace: "Hằng tuần".into(),
                paces: vec![Choice::new("week", "Hằng tuần").chosen(), Choice::new("none", "Không đặt")],
            };
            let day = |title: &str| DayRow {
                link: Link::new(title, "/hh/tin-bai/1"),
                day: "30/12/2016".into(),
                state: Badge::new("Đến hạn", Tone::Warn),
            };
            Self {
                layout: layout("Chăm sóc nội dung"),
                sections: vec![
                    section("tin-tuc", "Tin tức, sự kiện", Badge::new("Quá hạn cập nhật", Tone::Bad)),
                    section("gioi-thieu", "Giới thiệu", Badge::new("Đúng hạn", Tone::Good)),
                ],
                set: Some(post("/hh/cham-soc")),
                introduction: vec![TopicRow {
                    title: "Lịch sử".into(),
                    pages: "1 trang".into(),
                    state: Badge::new("Quá hạn rà soát", Tone::Bad),
                    overdue: vec![Link::new("Làng nghề (mẫu)", "/hh/tin-bai/2")],
                }],
                reviews: vec![day("Cơ cấu tổ chức (mẫu)")],
                expiring: vec![day("Lịch tiếp dân tháng 12 (mẫu)")],
                broken: Link::new("2 liên kết hỏng", "/hh/lien-ket-hong"),
            }
        }
    }

    impl LinksPage {
        pub(crate) fn sample() -> Self {
            let line = LinkLine {
                url: "https://ngoai.example/khong-con".into(),
                said: "mã 404".into(),
                since: "từ 27/12/2016".into(),
                checked: Some(when("2 giờ trước")),
                text: Link::new("Hướng dẫn nộp hồ sơ (mẫu)", "/hh/tin-bai/1"),
                more: 2,
                recheck: Some(post("/hh/lien-ket-hong/1/kiem-tra")),
                ignore: Some(post("/hh/lien-ket-hong/1/bo-qua")),
            };
            let group = |title: &str, rows| LinkGroup {
                title: title.into(),
                about: "Không mở được nhiều ngày liền.".into(),
                rows,
                more_url: Some("/hh/lien-ket-hong?sau=1".into()),
            };
            Self {
                layout: layout("Liên kết hỏng"),
                groups: vec![group("Hỏng", vec![line.clone()]), group("Bỏ qua", Vec::new())],
            }
        }
    }
}
