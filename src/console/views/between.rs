//! What sites propose to and issue to each other, as their boards see it.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// One row of a list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is, and its page.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// From whom, or to how many.
    pub about: String,
    /// When.
    pub at: When,
}

/// Rows under one heading.
#[derive(Clone, Debug, Default)]
pub struct LineGroup {
    /// Its heading.
    pub title: String,
    /// What it says when it is empty.
    pub empty_text: String,
    /// The rows, newest first.
    pub rows: Vec<Line>,
    /// The rest of them.
    pub more_url: Option<String>,
}

/// Proposals received and sent.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/proposals.html")]
pub struct ProposalsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The groups.
    pub groups: Vec<LineGroup>,
}

/// One proposal.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/proposal.html")]
pub struct ProposalPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What is proposed.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// The facts: name and value.
    pub facts: Vec<(String, String)>,
    /// What the text says in short.
    pub summary: String,
    /// Its page on the proposing site, while it is live.
    pub source: Option<Link>,
    /// What the receiver made of it.
    pub taken: Option<Link>,
    /// Takes it over.
    pub take: Option<Post>,
    /// The receiver's units, one of which answers for it.
    pub units: Vec<Choice>,
    /// Declines it.
    pub decline: Option<Post>,
    /// The reason typed.
    pub reason: String,
    /// Takes it back.
    pub take_back: Option<Post>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// What was received from above and issued below.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/issues.html")]
pub struct IssuesPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The groups.
    pub groups: Vec<LineGroup>,
}

/// One delivery in the issuer's list.
#[derive(Clone, Debug, Default)]
pub struct DeliveryRow {
    /// To whom.
    pub site: Link,
    /// Where it stands there.
    pub state: Badge,
    /// Who has seen it; none while nobody has.
    pub seen_by: Option<String>,
    /// When.
    pub seen_at: Option<When>,
}

/// An issue as its issuer sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/issue.html")]
pub struct IssuePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What was issued.
    pub title: String,
    /// Whether it stands.
    pub state: Badge,
    /// The facts: name and value.
    pub facts: Vec<(String, String)>,
    /// How many have it and how many have not seen it, in words.
    pub count_text: String,
    /// The sites that have not seen it.
    pub unseen: Vec<DeliveryRow>,
    /// Those that have.
    pub seen: Vec<DeliveryRow>,
    /// Takes it back.
    pub recall: Option<Post>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// A delivery as its receiver sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/delivery.html")]
pub struct DeliveryPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What was delivered.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// The facts: name and value.
    pub facts: Vec<(String, String)>,
    /// What the text says in short.
    pub summary: String,
    /// The text.
    pub body: Html,
    /// The original, while it is live.
    pub source: Option<Link>,
    /// Shows it on the own site.
    pub show: Option<Post>,
    /// Does not.
    pub hide: Option<Post>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post, when},
        public::views::Tone,
    };

    fn group(title: &str, rows: usize) -> LineGroup {
        let line = Line {
            link: Link::new("Mở lớp dạy nghề may (mẫu)", "/hh/de-xuat/1"),
            state: Badge::new("Chờ xử lý", Tone::Warn),
            about: "Ủy ban nhân dân xã Đức Thắng".into(),
            at: when("2 giờ trước"),
        };
        LineGroup {
            title: title.into(),
            empty_text: "Chưa có gì.".into(),
            rows: vec![line; rows],
            more_url: (rows > 0).then(|| "/hh/de-xuat?sau=1".into()),
        }
    }

    fn facts() -> Vec<(String, String)> {
        vec![("Nơi đề xuất".into(), "Ủy ban nhân dân xã Đức Thắng".into())]
    }

    impl ProposalsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Đề xuất giữa các trang"),
                groups: vec![group("Chờ xử lý", 2), group("Đã gửi lên cấp trên", 0)],
            }
        }
    }

    impl ProposalPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Đề xuất"),
                title: "Mở lớp dạy nghề may (mẫu)".into(),
                state: Badge::new("Chờ xử lý", Tone::Warn),
                facts: facts(),
                summary: "Xã mở lớp dạy nghề may cho 30 người.".into(),
                source: Some(Link::new("Xem bản đang đăng", "/xa/ducthang/tin-tuc/1")),
                taken: None,
                take: Some(post("/hh/de-xuat/1/nhan")),
                units: vec![Choice::new("vanphong", "Văn phòng HĐND và UBND")],
                decline: Some(post("/hh/de-xuat/1/tu-choi")),
                reason: String::new(),
                take_back: Some(post("/hh/de-xuat/1/rut")),
                refusals: Refusals::default(),
            }
        }
    }

    impl IssuesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nội dung phát hành"),
                groups: vec![group("Nhận từ cấp trên", 1), group("Đã phát hành xuống cấp dưới", 0)],
            }
        }
    }

    impl IssuePage {
        pub(crate) fn sample() -> Self {
            let row = |name: &str, seen: bool| DeliveryRow {
                site: Link::new(name, "/xa/ducthang"),
                state: Badge::new("Đang hiển thị", Tone::Good),
                seen_by: seen.then(|| "(mẫu)".into()),
                seen_at: seen.then(|| when("1 giờ trước")),
            };
            Self {
                layout: layout("Phát hành"),
                title: "Kế hoạch phòng, chống rét (mẫu)".into(),
                state: Badge::new("Đang phát hành", Tone::Good),
                facts: facts(),
                count_text: "26 nơi nhận, 25 nơi chưa xem".into(),
                unseen: vec![row("Xã Đông Lỗ", false)],
                seen: vec![row("Xã Đức Thắng", true)],
                recall: Some(post("/hh/phat-hanh/1/thu-hoi")),
                refusals: Refusals::default(),
            }
        }
    }

    impl DeliveryPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Nội dung phát hành"),
                title: "Kế hoạch phòng, chống rét (mẫu)".into(),
                state: Badge::new("Chờ quyết định", Tone::Warn),
                facts: facts(),
                summary: "Các xã triển khai trước 15/01/2017.".into(),
                body: Html::sanitised("<p>Nội dung.</p>"),
                source: Some(Link::new("Xem bản gốc", "/tin-tuc/1")),
                show: Some(post("/hh/phat-hanh/1/hien")),
                hide: Some(post("/hh/phat-hanh/1/an")),
            }
        }
    }
}
