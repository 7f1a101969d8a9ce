//! What was read in files.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::document::Found;
use crate::public::views::file_text::Part;
use crate::public::views::{Badge, Link, Pager};

/// The text of one page of a file.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/file_text.html")]
pub struct FileTextPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The file's name.
    pub name: String,
    /// Which page of how many, or the name of a sheet.
    pub place: String,
    /// Whether a machine recognised the letters on a picture.
    pub recognised: bool,
    /// The file itself.
    pub file: Link,
    /// What the library says of it.
    pub about: Link,
    /// The words with which the person came from a search.
    pub found: Option<Found>,
    /// What stands on the page.
    pub parts: Vec<Part>,
    /// What is said where nothing does.
    pub nothing: Option<String>,
    /// The other pages.
    pub pager: Pager,
}

/// A file without text.
#[derive(Clone, Debug)]
pub struct TextlessRow {
    /// The file.
    pub link: Link,
    /// How far it could be read.
    pub state: Badge,
    /// Why, and what to do; may be empty.
    pub note: String,
    /// Whether readers see it.
    pub public: bool,
    /// When it was last tried.
    pub changed: When,
    /// Reads it again; absent while it is being read, and for those who may not.
    pub again: Option<Post>,
}

/// The files that are used and have no text, or not all of it.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/textless.html")]
pub struct TextlessPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Whether this machine recognises letters on pictures.
    pub recognises: bool,
    /// The files.
    pub rows: Vec<TextlessRow>,
    /// The other pages.
    pub pager: Pager,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Html, Tone};

    impl FileTextPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("quyet-dinh-mau.pdf: Trang 2 trong 3"),
                name: "quyet-dinh-mau.pdf".into(),
                place: "Trang 2 trong 3".into(),
                recognised: true,
                file: Link::new("Mở tệp gốc", "/tep/f1/quyet-dinh-mau.pdf#page=2"),
                about: Link::new("Về tệp này", "/hh/thu-vien/f1"),
                found: None,
                parts: vec![Part::Text(Html::sanitised("Mức chi nhuận bút theo bảng sau (mẫu)."))],
                nothing: None,
                pager: Pager::over(3, 2, |n| format!("/hh/chu-trong-tep/f1/{n}")),
            }
        }
    }

    impl TextlessPage {
        pub(crate) fn sample() -> Self {
            let row = |name: &str, state: Badge, note: &str| TextlessRow {
                link: Link::new(name, "/hh/thu-vien/f1"),
                state,
                note: note.into(),
                public: true,
                changed: when("2 giờ trước"),
                again: Some(post("/hh/thu-vien/f1/doc-lai")),
            };
            Self {
                layout: layout("Tệp chưa có chữ"),
                recognises: false,
                rows: vec![
                    row("cong-van-quet-mau.pdf", Badge::new("Chưa có lớp chữ", Tone::Warn), ""),
                    row("bang-luong-mau.xls", Badge::new("Có mật khẩu", Tone::Bad), "Tệp có đặt mật khẩu."),
                ],
                pager: Pager::over(1, 1, |n| format!("/hh/tep-chua-co-chu?trang={n}")),
            }
        }
    }
}
