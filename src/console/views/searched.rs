//! What people look for on a site, for the board: words and counts, never persons.

use askama::Template;

use super::layout::ConsoleLayout;
use crate::public::views::Link;

/// Words that many share.
#[derive(Clone, Debug, Default)]
pub struct SearchedRow {
    /// The words, leading to the same search on the site.
    pub words: Link,
    /// How often they were looked for.
    pub searches: String,
    /// What came of it: `không thấy 5 lần`, `32 kết quả`.
    pub outcome: String,
    /// How often a result was opened and at which place it stood.
    pub opened: String,
    /// What may help.
    pub advice: String,
    /// Where it is done.
    pub ways: Vec<Link>,
}

/// One list with what to do about it.
#[derive(Clone, Debug, Default)]
pub struct SearchedList {
    /// Id of the heading.
    pub id: &'static str,
    /// `Tìm mà không thấy`
    pub title: &'static str,
    /// What it means and what to do.
    pub lead: &'static str,
    /// What is said where there is none.
    pub empty: &'static str,
    /// The words.
    pub rows: Vec<SearchedRow>,
}

/// The page, with a choice of period.
///
/// Id of the form's field: `ky`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/searched.html")]
pub struct SearchedPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The periods; the current one is marked.
    pub periods: Vec<(Link, bool)>,
    /// From which day to which, in words.
    pub span_text: String,
    /// The sums: name and number.
    pub sums: Vec<(&'static str, String)>,
    /// Missed, unopened, most looked for.
    pub lists: Vec<SearchedList>,
    /// What is not shown, and why.
    pub hidden_text: String,
    /// The same as a table to fetch.
    pub csv_url: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::layout;

    impl SearchedPage {
        pub(crate) fn sample() -> Self {
            let row = |words: &str| SearchedRow {
                words: Link::new(words, "/tim-kiem?q=mau"),
                searches: "12 lần tìm".into(),
                outcome: "không thấy 5 lần".into(),
                opened: "chưa ai mở".into(),
                advice: "Chưa có nội dung nào: viết bài hoặc hỏi đơn vị phụ trách.".into(),
                ways: vec![Link::new("Viết bài", "/hh/tin-bai/moi/tin")],
            };
            Self {
                layout: layout("Người dân tìm gì"),
                periods: vec![
                    (Link::new("7 ngày qua", "/hh/tim-kiem?ky=7"), false),
                    (Link::new("30 ngày qua", "/hh/tim-kiem?ky=30"), true),
                ],
                span_text: "Từ 01/12/2016 đến 30/12/2016.".into(),
                sums: vec![("Lượt tìm", "1.204".into()), ("Không thấy gì", "96 (8 %)".into())],
                lists: vec![
                    SearchedList {
                        id: "khong-thay",
                        title: "Tìm mà không thấy",
                        lead: "Mỗi dòng là một việc người dân cần mà trang chưa có.",
                        empty: "Không có.",
                        rows: vec![row("lịch tiêm chủng (mẫu)")],
                    },
                    SearchedList {
                        id: "khong-mo",
                        title: "Thấy mà không mở",
                        lead: "Kết quả có, nhưng không ai chọn.",
                        empty: "Không có từ nào như vậy trong kỳ này.",
                        rows: Vec::new(),
                    },
                ],
                hidden_text: "14 lượt tìm không hiện chữ.".into(),
                csv_url: "/hh/tim-kiem.csv?ky=30".into(),
            }
        }
    }
}
