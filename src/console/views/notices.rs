//! The choice of how one is told.

use askama::Template;

use super::layout::Post;
use crate::public::views::Choice;

/// One kind of event.
#[derive(Clone, Debug, Default)]
pub struct NoticeRow {
    /// Name and id of its field.
    pub name: String,
    /// What it is.
    pub label: String,
    /// How one may be told.
    pub choices: Vec<Choice>,
}

/// How a person wants to hear of each kind of event.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/notices.html")]
pub struct NoticesPage {
    /// Where it is posted.
    pub post: Post,
    /// Where mail reaches the person.
    pub address: String,
    /// Whether it was just saved.
    pub saved: bool,
    /// The kinds.
    pub rows: Vec<NoticeRow>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::post;

    impl NoticesPage {
        pub(crate) fn sample() -> Self {
            let row = |name: &str, label: &str| NoticeRow {
                name: name.into(),
                label: label.into(),
                choices: vec![
                    Choice::new("ngay", "Gửi thư ngay").chosen(),
                    Choice::new("khong", "Không gửi thư"),
                ],
            };
            Self {
                post: post("/thong-bao"),
                address: "mau@hiephoa.example".into(),
                saved: true,
                rows: vec![row("giao-viec", "Việc được giao cho ông/bà"), row("gop-y", "Góp ý mới")],
            }
        }
    }
}
