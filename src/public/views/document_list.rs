//! The documents of a section, with a form that narrows them.

use askama::Template;

use super::{
    home::DocumentCard,
    layout::Layout,
    news_list::FilterLink,
    parts::{Choice, Link, Pager},
};

/// The form beside the list; every choice is part of the page's address (GET).
#[derive(Clone, Debug, Default)]
pub struct DocumentFilter {
    /// Address the form is sent to.
    pub action: String,
    /// Words or number searched for.
    pub q: String,
    /// `loai`: types, the first entry being all of them.
    pub kinds: Vec<Choice>,
    /// `nam`: years of issue.
    pub years: Vec<Choice>,
    /// `co-quan`: issuing bodies.
    pub issuers: Vec<Choice>,
    /// `hieu-luc`: in force or not.
    pub states: Vec<Choice>,
    /// What is narrowed now; each link takes one restriction off.
    pub active: Vec<Link>,
}

/// A section's list of documents.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/document_list.html")]
pub struct DocumentListPage {
    /// Everything around it.
    pub layout: Layout,
    /// Name of the section.
    pub title: String,
    /// One sentence on what is found here.
    pub intro: Option<String>,
    /// The parts of the section.
    pub parts: Vec<FilterLink>,
    /// Which of them is shown, kept by the form.
    pub part: String,
    /// The form.
    pub filter: DocumentFilter,
    /// How many there are in words: `248 văn bản, mới nhất trước`.
    pub count_text: String,
    /// The documents on this page.
    pub documents: Vec<DocumentCard>,
    /// The other pages.
    pub pager: Pager,
    /// Feed of the section.
    pub feed_url: Option<String>,
    /// The same list as a table and for programs.
    pub data: Vec<Link>,
}

#[cfg(test)]
impl DocumentListPage {
    pub(crate) fn sample() -> Self {
        use super::{home::samples as home, layout::samples as around};
        let choices = |entries: &[&str]| {
            let mut choices: Vec<_> = entries.iter().map(|label| Choice::new(*label, *label)).collect();
            choices[0].chosen = true;
            choices
        };
        let mut documents = home::documents();
        documents.extend(home::documents());
        Self {
            layout: around::layout("Văn bản", "van-ban"),
            title: "Văn bản".into(),
            intro: Some(
                "Văn bản quy phạm pháp luật và văn bản hành chính do huyện ban hành hoặc nhận từ cấp trên."
                    .into(),
            ),
            parts: vec![FilterLink {
                link: Link::new("Khen thưởng, xử phạt", "/chi-dao?muc=khen-thuong-xu-phat"),
                count: None,
                current: true,
            }],
            part: "khen-thuong-xu-phat".into(),
            filter: DocumentFilter {
                action: "/van-ban/".into(),
                q: String::new(),
                kinds: choices(&["Mọi loại văn bản", "Quyết định", "Kế hoạch", "Thông báo"]),
                years: vec![Choice::new("", "Mọi năm"), Choice::new("2016", "2016").chosen()],
                issuers: choices(&["Mọi cơ quan", "Ủy ban nhân dân huyện Hiệp Hòa"]),
                states: choices(&["Mọi tình trạng", "Còn hiệu lực", "Hết hiệu lực"]),
                active: vec![Link::new("Năm 2016", "/van-ban/")],
            },
            count_text: "248 văn bản, mới nhất trước".into(),
            documents,
            pager: Pager::over(31, 1, |page| format!("/van-ban/?trang={page}")),
            feed_url: Some("/van-ban/rss.xml".into()),
            data: vec![Link::new("CSV", "/van-ban/du-lieu.csv")],
        }
    }

    pub(crate) fn empty_sample() -> Self {
        Self {
            documents: Vec::new(),
            pager: Pager::default(),
            count_text: "Không có văn bản nào".into(),
            ..Self::sample()
        }
    }
}
