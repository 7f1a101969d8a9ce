//! The page behind a recipient's link to a document that was sent to it.

use askama::Template;

use super::layout::Layout;
use super::parts::{Link, Refusals};

/// Who confirms.
///
/// Ids of its fields: `ho-ten`, `chuc-vu`.
#[derive(Clone, Debug, Default)]
pub struct ReceiptForm {
    /// Address it is posted to.
    pub action: String,
    /// Token against forged posts.
    pub csrf: String,
    /// Name of who confirms.
    pub name: String,
    /// Their post.
    pub post: String,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// The page; never indexed, never stored by caches.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/received.html")]
pub struct ReceiptPage {
    /// Everything around it.
    pub layout: Layout,
    /// Who sent what to whom, or that it was confirmed.
    pub intro: String,
    /// The document; its heading alone where it was taken down.
    pub document: Result<Link, String>,
    /// What the sender adds, or "".
    pub note: String,
    /// The form, until it is confirmed.
    pub form: Option<ReceiptForm>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::Refusal;
    use crate::public::views::unit_answer::UnitAnswerPage;

    impl ReceiptPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: UnitAnswerPage::sample().layout,
                intro: "Ủy ban nhân dân huyện Hiệp Hòa gửi Sở Tư pháp văn bản sau.".into(),
                document: Ok(Link::new("10/2016/QĐ-UBND Ban hành Quy chế (mẫu)", "/van-ban/quy-che")),
                note: "Đề nghị phổ biến. (mẫu)".into(),
                form: Some(ReceiptForm {
                    action: "/nhan-van-ban/abc?khoa=mau".into(),
                    csrf: "mau".into(),
                    refusals: Refusals(vec![Refusal {
                        field: "ho-ten".into(),
                        message: "Hãy ghi họ và tên người nhận.".into(),
                        clause: None,
                    }]),
                    ..ReceiptForm::default()
                }),
            }
        }
    }
}
