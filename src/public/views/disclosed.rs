//! The list of what must be public, with how, from when and for how long.

use askama::Template;

use super::{Layout, Link, Pager};

/// One entry.
#[derive(Clone, Debug, Default)]
pub struct DisclosedRow {
    /// Its name and where it is seen.
    pub link: Link,
    /// Number and symbol.
    pub number: Option<String>,
    /// The day it was made.
    pub made: Option<String>,
    /// The day it was put here.
    pub published: Option<String>,
    /// How it is public.
    pub form: String,
    /// From when.
    pub moment: String,
    /// For how long.
    pub term: String,
}

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/disclosed.html")]
pub struct DisclosedPage {
    /// Everything around it.
    pub layout: Layout,
    /// Its name.
    pub title: String,
    /// What offices declare, on the first page.
    pub declared: Vec<DisclosedRow>,
    /// How many are made from what is published.
    pub count_text: String,
    /// Those of this page.
    pub rows: Vec<DisclosedRow>,
    /// The other pages.
    pub pager: Pager,
    /// The same list as a table and for programs.
    pub data: Vec<Link>,
}

#[cfg(test)]
mod samples {
    use super::super::layout::samples as around;
    use super::*;

    impl DisclosedPage {
        pub(crate) fn sample() -> Self {
            let row = |title: &str| DisclosedRow {
                link: Link::new(title, "/chi-dao/ke-hoach"),
                number: Some("45/KH-UBND".into()),
                made: Some("20/12/2016".into()),
                published: Some("21/12/2016".into()),
                form: "Đăng trên trang này".into(),
                moment: "Ngay khi ban hành".into(),
                term: "chưa ghi".into(),
            };
            Self {
                layout: around::layout("Danh mục thông tin phải được công khai", "gioi-thieu"),
                title: "Danh mục thông tin phải được công khai".into(),
                declared: vec![row("Quyết toán ngân sách (mẫu)")],
                count_text: "1 văn bản và nội dung đã đăng, mới nhất trước".into(),
                rows: vec![row("Kế hoạch chống rét (mẫu)")],
                pager: Pager::over(3, 2, |page| format!("/tiep-can-thong-tin/danh-muc?trang={page}")),
                data: vec![Link::new("CSV", "/tiep-can-thong-tin/du-lieu.csv")],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { declared: Vec::new(), rows: Vec::new(), pager: Pager::default(), ..Self::sample() }
        }
    }
}
