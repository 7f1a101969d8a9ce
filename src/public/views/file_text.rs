//! The text of one page of a file, for those who cannot open the file or do not want to.

use askama::Template;

use super::document::Found;
use super::{
    layout::Layout,
    parts::{Html, Link, Pager},
};

/// A part of a page, in the order people read it.
#[derive(Clone, Debug)]
pub enum Part {
    /// A paragraph.
    Text(Html),
    /// A heading.
    Heading(Html),
    /// Rows of a table, each of its cells.
    Table(Vec<Vec<Html>>),
}

impl Part {
    /// The paragraph, if it is one.
    pub fn text(&self) -> Option<&Html> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The heading, if it is one.
    pub fn heading(&self) -> Option<&Html> {
        if let Self::Heading(text) = self { Some(text) } else { None }
    }

    /// The rows, if it is a table.
    pub fn table(&self) -> Option<&[Vec<Html>]> {
        if let Self::Table(rows) = self { Some(rows) } else { None }
    }
}

/// What stands on one page of a file.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/file_text.html")]
pub struct FileTextPage {
    /// Everything around it.
    pub layout: Layout,
    /// The file's name.
    pub name: String,
    /// Which page of how many: `Trang 2 trong 23`, the name of a sheet.
    pub place: String,
    /// Whether a machine recognised the letters on a picture.
    pub recognised: bool,
    /// The file itself, at this page where that can be.
    pub file_url: String,
    /// Whether it opens at this page.
    pub opens_at_page: bool,
    /// What carries the file.
    pub carriers: Vec<Link>,
    /// The words with which the reader came from a search.
    pub found: Option<Found>,
    /// What stands on the page.
    pub parts: Vec<Part>,
    /// What is said where nothing does.
    pub nothing: Option<String>,
    /// The other pages.
    pub pager: Pager,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::layout::samples as around;

    impl FileTextPage {
        pub(crate) fn sample() -> Self {
            let cell = |text: &str| Html::sanitised(text);
            Self {
                layout: around::layout("Chữ trong tệp quyet-dinh-mau.pdf, trang 2", ""),
                name: "quyet-dinh-mau.pdf".into(),
                place: "Trang 2 trong 3".into(),
                recognised: true,
                file_url: "/tep/f1/quyet-dinh-mau.pdf#page=2".into(),
                opens_at_page: true,
                carriers: vec![Link::new("Quyết định số 10/2016/QĐ-UBND (mẫu)", "/van-ban/10-2016-qd-ubnd")],
                found: Some(Found {
                    words: "nhuận bút".into(),
                    places: 1,
                    plain_url: "/chu-trong-tep/f1/2".into(),
                }),
                parts: vec![
                    Part::Heading(cell("Điều 2. Mức chi (mẫu)")),
                    Part::Text(cell("Mức chi <mark>nhuận bút</mark> theo bảng sau.")),
                    Part::Table(vec![
                        vec![cell("Tin"), cell("50.000 đồng")],
                        vec![cell("Bài"), cell("150.000 đồng")],
                    ]),
                ],
                nothing: None,
                pager: Pager::over(3, 2, |n| format!("/chu-trong-tep/f1/{n}")),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                recognised: false,
                found: None,
                parts: Vec::new(),
                nothing: Some("Trang này là ảnh chụp, chưa có lớp chữ. Xin mở tệp gốc để xem.".into()),
                ..Self::sample()
            }
        }
    }
}
