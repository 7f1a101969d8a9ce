//! The organisation chart, as a list within a list.

use askama::Template;

use super::{
    layout::Layout,
    news_list::FilterLink,
    parts::{Html, Link},
};

/// Who holds a post.
#[derive(Clone, Debug, Default)]
pub struct Holder {
    /// The post.
    pub post: String,
    /// Name and page.
    pub link: Link,
}

/// The body or one of its units.
#[derive(Clone, Debug, Default)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// The post that heads it, where nobody is told to hold one.
    pub post: Option<String>,
    /// Those who hold its posts.
    pub holders: Vec<Holder>,
    /// Its box.
    pub mail: Option<String>,
}

/// Units of one kind.
#[derive(Clone, Debug, Default)]
pub struct Kin {
    /// What they are called together.
    pub title: String,
    /// The units.
    pub units: Vec<Branch>,
}

/// The chart of a body on a day.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/chart.html")]
pub struct ChartPage {
    /// Everything around it.
    pub layout: Layout,
    /// Its heading.
    pub title: String,
    /// The registers of the section, and this chart.
    pub registers: Vec<FilterLink>,
    /// Where the form goes.
    pub action: String,
    /// The day as typed.
    pub typed_day: String,
    /// The day shown.
    pub day: String,
    /// The chart as a drawing.
    pub drawing: Html,
    /// The same page for printing.
    pub print_url: Option<String>,
    /// The body itself.
    pub head: Branch,
    /// What stands under it.
    pub kin: Vec<Kin>,
}

#[cfg(test)]
impl ChartPage {
    pub(crate) fn sample() -> Self {
        use super::layout::samples as around;
        let holder = |post: &str| Holder {
            post: post.into(),
            link: Link::new("Người giữ chức vụ (mẫu)", "/bo-may/nguoi-giu-chuc-vu"),
        };
        Self {
            layout: around::layout("Sơ đồ tổ chức", "bo-may"),
            title: "Sơ đồ tổ chức Ủy ban nhân dân huyện Hiệp Hòa".into(),
            registers: Vec::new(),
            action: "/bo-may".into(),
            typed_day: String::new(),
            day: "30/12/2016".into(),
            drawing: super::chart_drawing::drawing(
                "Sơ đồ tổ chức Ủy ban nhân dân huyện Hiệp Hòa",
                &Branch { name: "Ủy ban nhân dân huyện Hiệp Hòa".into(), ..Branch::default() },
                &[],
            ),
            print_url: Some("/bo-may?so=so-do&in=1".into()),
            head: Branch {
                name: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
                holders: vec![holder("Chủ tịch"), holder("Phó Chủ tịch")],
                ..Branch::default()
            },
            kin: vec![Kin {
                title: "Cơ quan chuyên môn".into(),
                units: vec![
                    Branch {
                        name: "Phòng Tư pháp".into(),
                        post: Some("Trưởng phòng".into()),
                        mail: Some("tuphap@hiephoa.example".into()),
                        ..Branch::default()
                    },
                    Branch { name: "Thanh tra huyện".into(), ..Branch::default() },
                ],
            }],
        }
    }
}
