//! The public history of a document.

use askama::Template;

use super::{layout::Layout, parts::Stamp};

/// One fact before and after.
#[derive(Clone, Debug, Default)]
pub struct FactRow {
    /// Which.
    pub name: String,
    /// What it was; empty for nothing.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// One step.
#[derive(Clone, Debug, Default)]
pub struct StepView {
    /// `Đăng lần đầu`, `Bản 2`.
    pub title: String,
    /// When.
    pub at: Stamp,
    /// What was corrected.
    pub note: Option<String>,
    /// The facts that changed.
    pub facts: Vec<FactRow>,
    /// The articles whose text changed.
    pub articles: Vec<String>,
}

/// A document's history.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/history.html")]
pub struct HistoryPage {
    /// Everything around it.
    pub layout: Layout,
    /// Its heading.
    pub title: String,
    /// The document's abstract.
    pub summary: String,
    /// The document itself.
    pub document_url: String,
    /// The steps, newest first.
    pub steps: Vec<StepView>,
}

#[cfg(test)]
impl HistoryPage {
    pub(crate) fn sample() -> Self {
        Self {
            layout: super::layout::samples::layout("Lịch sử thay đổi (mẫu)", "van-ban"),
            title: "Lịch sử thay đổi: Quyết định số 10/2016/QĐ-UBND".into(),
            summary: "Ban hành Quy chế (mẫu)".into(),
            document_url: "/van-ban/10-2016".into(),
            steps: vec![
                StepView {
                    title: "Bản 2".into(),
                    at: Stamp::new("30/12/2016", "2016-12-30"),
                    note: Some("Sửa ngày ban hành (mẫu).".into()),
                    facts: vec![FactRow {
                        name: "Ngày ban hành".into(),
                        before: "27/12/2016".into(),
                        after: "28/12/2016".into(),
                    }],
                    articles: vec!["Điều 2".into()],
                },
                StepView {
                    title: "Đăng lần đầu".into(),
                    at: Stamp::new("29/12/2016", "2016-12-29"),
                    ..StepView::default()
                },
            ],
        }
    }
}
