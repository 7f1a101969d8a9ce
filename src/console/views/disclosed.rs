//! The list of what must be public, for the office: what nobody has told about stands out, and is told about at once.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Link, Pager, Refusals};

/// Something published.
#[derive(Clone, Debug, Default)]
pub struct DisclosedRow {
    /// Its id, as the form sends it.
    pub id: String,
    /// Its name and what is live of it.
    pub link: Link,
    /// Number, and days in words.
    pub about: String,
    /// Whether everything is told.
    pub state: Badge,
    /// How, from when and for how long it is public.
    pub told: Option<String>,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// The form that tells of the ticked ones; ids `hinh-thuc`, `thoi-diem`, `thoi-han`, the ticks are `muc`.
#[derive(Clone, Debug, Default)]
pub struct TellForm {
    /// Where it is posted.
    pub post: Post,
    /// How.
    pub form: String,
    /// From when.
    pub moment: String,
    /// For how long.
    pub term: String,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/disclosed.html")]
pub struct DisclosedPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// All, and those nobody has told about; the current one is marked.
    pub lists: Vec<(Link, bool)>,
    /// Those of this page.
    pub rows: Vec<DisclosedRow>,
    /// Tells of them, for who may.
    pub form: Option<TellForm>,
    /// The other pages.
    pub pager: Pager,
    /// The same list as readers see it.
    pub public_url: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    impl DisclosedPage {
        pub(crate) fn sample() -> Self {
            let row = |title: &str| DisclosedRow {
                id: title.len().to_string(),
                link: Link::new(title, "/hh/tin-bai/1"),
                about: "45/KH-UBND · ngày 20/12/2016 · đăng 21/12/2016".into(),
                state: Badge::new("Thiếu 3 mục công khai", Tone::Bad),
                told: None,
                ticked: true,
            };
            Self {
                layout: layout("Danh mục công khai"),
                lists: vec![
                    (Link::new("Còn thiếu (1)", "/hh/cong-khai"), true),
                    (Link::new("Tất cả (2)", "/hh/cong-khai?tat-ca=1"), false),
                ],
                rows: vec![
                    row("Kế hoạch chống rét (mẫu)"),
                    DisclosedRow {
                        state: Badge::new("Đủ", Tone::Good),
                        told: Some("Đăng trên trang này; ngay khi ban hành; thường xuyên".into()),
                        ..row("Quyết định kiện toàn Hội đồng (mẫu)")
                    },
                ],
                form: Some(TellForm {
                    post: post("/hh/cong-khai"),
                    form: "Đăng trên trang này".into(),
                    refusals: Refusals(vec![Refusal {
                        field: "thoi-han".into(),
                        message: "Phải ghi thời hạn công khai.".into(),
                        clause: Some("Nghị định 13/2018/NĐ-CP Điều 6.3".into()),
                    }]),
                    ..TellForm::default()
                }),
                pager: Pager::over(3, 1, |page| format!("/hh/cong-khai?trang={page}")),
                public_url: "/tiep-can-thong-tin/danh-muc".into(),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { rows: Vec::new(), form: None, pager: Pager::default(), ..Self::sample() }
        }
    }
}
