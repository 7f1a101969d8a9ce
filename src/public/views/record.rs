//! The list of a register and the page of one of its entries.

use askama::Template;

use super::{
    layout::Layout,
    news::Correction,
    news_list::FilterLink,
    parts::{Choice, FileView, Html, Link, Pager, Picture, Stamp},
    sitemap::Tree,
};

/// One fact as a page shows it.
#[derive(Clone, Debug, Default)]
pub struct FactView {
    /// What it is called.
    pub label: String,
    /// What is told.
    pub value: String,
    /// Where it leads.
    pub url: Option<String>,
}

/// A longer fact, under a heading of its own.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Its place on the page.
    pub anchor: String,
    /// What it is called.
    pub title: String,
    /// What is told.
    pub body: Html,
}

/// One entry in the list.
#[derive(Clone, Debug, Default)]
pub struct RecordRow {
    /// Its name and page.
    pub link: Link,
    /// One or two sentences.
    pub summary: String,
    /// What the list tells of it.
    pub facts: Vec<FactView>,
}

/// Entries under one heading.
#[derive(Clone, Debug, Default)]
pub struct RecordGroup {
    /// The heading, where the list has any.
    pub title: Option<String>,
    /// The entries.
    pub rows: Vec<RecordRow>,
}

/// The way out of the site to where the thing is done.
#[derive(Clone, Debug, Default)]
pub struct Door {
    /// Its words and its address.
    pub link: Link,
    /// Where the browser tells that it was opened.
    pub ping: String,
}

/// The day that a list asks for.
#[derive(Clone, Debug, Default)]
pub struct AskedDay {
    /// How it is asked.
    pub label: String,
    /// As it was typed.
    pub typed: String,
    /// The list of all days.
    pub all_url: String,
}

/// One way to narrow the list.
#[derive(Clone, Debug, Default)]
pub struct Select {
    /// The field.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Its values, each with how many it leaves.
    pub choices: Vec<Choice>,
}

/// Links that stand beside the entries and are never typed.
#[derive(Clone, Debug, Default)]
pub struct StandingLinks {
    /// What they are together.
    pub title: String,
    /// The links.
    pub links: Vec<Link>,
}

/// Something that belongs to a special-topic site.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    /// Its words and its page.
    pub link: Link,
    /// One or two sentences.
    pub summary: String,
    /// The day it is listed under.
    pub at: Option<Stamp>,
}

/// What belongs to a special-topic site under one heading.
#[derive(Clone, Debug, Default)]
pub struct MemberGroup {
    /// The heading.
    pub title: String,
    /// The items.
    pub items: Vec<Belonging>,
    /// The whole list that they are the beginning of.
    pub all: Option<Link>,
}

/// A section's register.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/record_list.html")]
pub struct RecordListPage {
    /// Everything around it.
    pub layout: Layout,
    /// Name of the section.
    pub title: String,
    /// The registers of the section and its articles.
    pub registers: Vec<FilterLink>,
    /// Where the form goes.
    pub action: String,
    /// The register, sent as `so`.
    pub register: String,
    /// The lists that it falls into.
    pub lists: Vec<FilterLink>,
    /// Which of them is shown, kept by the form: its field and its value.
    pub kept: Option<(String, String)>,
    /// What it can be narrowed by.
    pub selects: Vec<Select>,
    /// The day on which entries hold; absent where they do not pass.
    pub day: Option<AskedDay>,
    /// What it is narrowed by now.
    pub active: Vec<Link>,
    /// How many there are.
    pub count_text: String,
    /// What an empty list says.
    pub empty_text: String,
    /// The entries of this page.
    pub groups: Vec<RecordGroup>,
    /// What stands beside them by itself.
    pub standing: Vec<StandingLinks>,
    /// The other pages.
    pub pager: Pager,
    /// Feed of the section.
    pub feed_url: Option<String>,
    /// The same list as a table and for programs.
    pub data: Vec<Link>,
}

/// One entry's page.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/record.html")]
pub struct RecordPage {
    /// Everything around it.
    pub layout: Layout,
    /// What it is, and the list it stands in.
    pub kind: Link,
    /// Its name.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The picture above everything.
    pub picture: Option<Picture>,
    /// Its own menu.
    pub menu: Vec<Link>,
    /// What belongs to it, if it is a special-topic site.
    pub belonging: Vec<MemberGroup>,
    /// The pages of the introduction, if it is one of them.
    pub tree: Tree,
    /// Where it is done.
    pub door: Option<Door>,
    /// Its short facts.
    pub facts: Vec<FactView>,
    /// Its longer facts.
    pub parts: Vec<Part>,
    /// When it was published.
    pub published: Stamp,
    /// When it was last changed, if it was.
    pub changed: Option<Stamp>,
    /// Who wrote it down (QC Đ8.1).
    pub author: String,
    /// Where it comes from (QC Đ8.1).
    pub source: String,
    /// Unit that supplied it (QC Đ12.3).
    pub unit: String,
    /// Corrections, newest first.
    pub corrections: Vec<Correction>,
    /// More about it.
    pub body: Html,
    /// Players of the sound and film that it attaches.
    pub players: Vec<Html>,
    /// Attached files.
    pub files: Vec<FileView>,
    /// A `mailto:` address with title and address filled in.
    pub mail_url: Option<String>,
    /// The same page for printing.
    pub print_url: Option<String>,
}

#[cfg(test)]
mod samples {
    use super::super::layout::samples as around;
    use super::*;

    fn facts() -> Vec<FactView> {
        vec![
            FactView {
                label: "Tình trạng dự án".into(), value: "Đang triển khai".into(), url: None
            },
            FactView { label: "Kinh phí dự án".into(), value: "1.500.000.000 đồng".into(), url: None },
            FactView {
                label: "Địa chỉ".into(),
                value: "https://chinhphu.example".into(),
                url: Some("https://chinhphu.example".into()),
            },
        ]
    }

    impl RecordListPage {
        pub(crate) fn sample() -> Self {
            let way = |title: &str, current| FilterLink {
                link: Link::new(title, "/du-an?so=du-an"),
                count: None,
                current,
            };
            let row = |title: &str| RecordRow {
                link: Link::new(title, "/du-an/duong-lien-xa"),
                summary: "Nâng cấp 3,2 km đường liên xã.".into(),
                facts: facts(),
            };
            Self {
                layout: around::layout("Dự án đầu tư, mua sắm công", "du-an"),
                title: "Dự án đầu tư, mua sắm công".into(),
                registers: vec![way("Dự án", true), way("Tin, bài", false)],
                action: "/du-an".into(),
                register: "du-an".into(),
                selects: vec![Select {
                    id: "tinh-trang".into(),
                    label: "Tình trạng dự án".into(),
                    choices: vec![
                        Choice::new("", "Tất cả"),
                        Choice::new("trien-khai", "Đang triển khai (2)").chosen(),
                    ],
                }],
                day: Some(AskedDay {
                    label: "Giữ chức vụ vào ngày".into(),
                    typed: String::new(),
                    all_url: "/du-an?so=du-an&ngay=tat-ca".into(),
                }),
                lists: vec![way("Đang chuẩn bị", false), way("Đang triển khai", true)],
                kept: Some(("tinh-trang".into(), "trien-khai".into())),
                active: vec![Link::new("Tình trạng dự án: Đang triển khai", "/du-an?so=du-an")],
                count_text: "2 dự án".into(),
                empty_text: "Chưa có dự án nào.".into(),
                standing: vec![StandingLinks {
                    title: "Các trang cùng hệ thống".into(),
                    links: vec![Link::new("Xã Đức Thắng", "/xa/ducthang")],
                }],
                groups: vec![
                    RecordGroup { title: None, rows: vec![row("Đường liên xã (mẫu)")] },
                    RecordGroup {
                        title: Some("Trường học".into()), rows: vec![row("Trường mầm non (mẫu)")]
                    },
                ],
                pager: Pager::over(3, 2, |page| format!("/du-an?trang={page}")),
                feed_url: Some("/du-an/rss.xml".into()),
                data: vec![Link::new("CSV", "/du-an/du-lieu.csv?so=du-an")],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                groups: Vec::new(),
                standing: Vec::new(),
                lists: Vec::new(),
                kept: None,
                registers: Vec::new(),
                selects: Vec::new(),
                active: Vec::new(),
                day: None,
                pager: Pager::default(),
                ..Self::sample()
            }
        }
    }

    impl RecordPage {
        pub(crate) fn sample() -> Self {
            let mut layout = around::layout("Đường liên xã (mẫu)", "du-an");
            layout.breadcrumbs.push(Link::new("Dự án đầu tư, mua sắm công", "/du-an"));
            Self {
                layout,
                kind: Link::new("Dự án", "/du-an?so=du-an"),
                title: "Đường liên xã (mẫu)".into(),
                summary: "Nâng cấp 3,2 km đường liên xã.".into(),
                picture: None,
                menu: vec![Link::new("Tiến độ", "/du-an/tien-do")],
                belonging: vec![MemberGroup {
                    title: "Tin tức, sự kiện: Kinh tế".into(),
                    items: vec![Belonging {
                        link: Link::new("Khởi công đường liên xã (mẫu)", "/tin-tuc/khoi-cong"),
                        summary: "Dài 3,2 km.".into(),
                        at: Some(Stamp::new("28/12/2016", "2016-12-28")),
                    }],
                    all: Some(Link::new("Tất cả: Tin tức, sự kiện", "/tin-tuc")),
                }],
                tree: Tree(vec![crate::public::views::sitemap::Branch {
                    link: Link::new("Lịch sử (mẫu)", "/gioi-thieu/lich-su"),
                    below: Tree::default(),
                }]),
                door: Some(Door {
                    link: Link::new("Nộp hồ sơ trực tuyến", "https://dichvucong.example/x"),
                    ping: "/du-an/duong-lien-xa/mo".into(),
                }),
                facts: facts(),
                parts: vec![Part {
                    anchor: "muc-tieu".into(),
                    title: "Mục tiêu chính".into(),
                    body: Html::sanitised("<p>Rút ngắn đường tới trạm y tế.</p>"),
                }],
                published: Stamp::new("28/12/2016", "2016-12-28"),
                changed: None,
                author: "Phòng Kinh tế và Hạ tầng".into(),
                source: "Trang thông tin điện tử huyện".into(),
                unit: "Phòng Kinh tế và Hạ tầng".into(),
                corrections: Vec::new(),
                body: Html::sanitised("<p>Khởi công quý I năm 2017.</p>"),
                players: Vec::new(),
                files: Vec::new(),
                mail_url: None,
                print_url: Some("/du-an/duong-lien-xa?in=1".into()),
            }
        }
    }
}
