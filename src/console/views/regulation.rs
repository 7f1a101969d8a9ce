//! The regulation at the desk: versions, drafts and proposals with the form of a paste, one of them, a proposal to amend.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::regulation::PairView;
use crate::public::views::{Badge, Html, Link, Refusals};

/// A row: a version, a draft, a proposal.
#[derive(Clone, Debug, Default)]
pub struct RegulationRow {
    /// What it is called, and its page.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// Its decision and days, or who made it.
    pub about: String,
}

/// An article as it was cut or kept.
#[derive(Clone, Debug, Default)]
pub struct ArticleLine {
    /// The chapter that begins with it, or "".
    pub chapter: String,
    /// `Điều 7. Cơ cấu tổ chức`
    pub heading: String,
    /// What it says.
    pub text: Html,
}

/// The form of a new draft.
///
/// Ids of its fields: `ten`, `quyet-dinh`, `ngay-quyet-dinh`, `tu-ngay`, `toan-van`.
#[derive(Clone, Debug, Default)]
pub struct PasteForm {
    /// Where it is kept.
    pub post: Post,
    /// Where it is looked at first.
    pub preview_url: String,
    /// What it is called.
    pub title: String,
    /// The decision's number.
    pub decision: String,
    /// Its day.
    pub decided_on: String,
    /// The first day in force.
    pub from: String,
    /// The whole text.
    pub text: String,
}

/// The regulation's versions.
///
/// Id of the proposal's field: `ten-kien-nghi`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/regulation.html")]
pub struct RegulationPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Published versions, the last first.
    pub versions: Vec<RegulationRow>,
    /// Compares the last two, where there are two.
    pub compare: Option<Link>,
    /// Drafts.
    pub drafts: Vec<RegulationRow>,
    /// Proposals to amend.
    pub proposals: Vec<RegulationRow>,
    /// The form, for who may.
    pub form: Option<PasteForm>,
    /// Makes a proposal from what was accepted, for who may: where, and the name typed.
    pub propose: Option<(Post, String)>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What was cut, after a look.
    pub cut: Vec<ArticleLine>,
    /// What is odd in it.
    pub doubts: Vec<String>,
}

/// The form that publishes a draft.
///
/// Ids of its fields: `ma`, `quyet-dinh`, `ngay-quyet-dinh`, `tu-ngay`.
#[derive(Clone, Debug, Default)]
pub struct PublishForm {
    /// Where it is posted.
    pub post: Post,
    /// Which.
    pub id: String,
    /// The version that was seen.
    pub version: String,
    /// The decision's number.
    pub decision: String,
    /// Its day.
    pub decided_on: String,
    /// The first day in force.
    pub from: String,
}

/// The form that edits a draft.
///
/// Ids of its fields: `ten`, `toan-van`.
#[derive(Clone, Debug, Default)]
pub struct EditForm {
    /// Where it is posted.
    pub post: Post,
    /// Which.
    pub id: String,
    /// The version that was seen.
    pub version: String,
    /// What it is called.
    pub title: String,
    /// The whole text.
    pub text: String,
}

/// One version or draft.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/regulation_one.html")]
pub struct RegulationOnePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to all.
    pub back: Link,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// What is odd about a draft's articles.
    pub doubts: Vec<String>,
    /// Its articles.
    pub articles: Vec<ArticleLine>,
    /// What a draft changes of the version in force; none where there is nothing to compare.
    pub changes: Option<Vec<PairView>>,
    /// Edits it, for who may.
    pub edit: Option<EditForm>,
    /// Publishes it, for who may.
    pub publish: Option<PublishForm>,
    /// Gives it up, for who may: where, and which.
    pub discard: Option<(Post, String)>,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// An article to be amended; ids of its fields: `moi-` and `ly-do-` with its place.
#[derive(Clone, Debug, Default)]
pub struct AmendmentRow {
    /// Its place.
    pub place: i64,
    /// `Điều 9`
    pub article: String,
    /// What it says.
    pub old_words: Html,
    /// What it is to say.
    pub new_words: String,
    /// Why.
    pub reason: String,
}

/// A proposal to amend.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/regulation_proposal.html")]
pub struct ProposalToAmendPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Back to all.
    pub back: Link,
    /// What it is called.
    pub title: String,
    /// Who made it and when.
    pub about: String,
    /// The table to fetch.
    pub table_url: String,
    /// The articles.
    pub rows: Vec<AmendmentRow>,
    /// Where it is saved, for who may, with the version that was seen.
    pub save: Option<(Post, String)>,
    /// Begins a draft from it, for who may.
    pub draft: Option<Post>,
    /// Its id, as forms send it.
    pub id: String,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::regulation::Stretch;
    use crate::public::views::{Refusal, Tone};

    fn row(title: &str) -> RegulationRow {
        RegulationRow {
            link: Link::new(title, "/hh/quy-che/1"),
            state: Badge::new("Đang áp dụng", Tone::Good),
            about: "10/2016/QĐ-UBND, có hiệu lực từ 28/12/2016".into(),
        }
    }

    fn article() -> ArticleLine {
        ArticleLine {
            chapter: "Chương I NHỮNG QUY ĐỊNH CHUNG".into(),
            heading: "Điều 1. Phạm vi điều chỉnh".into(),
            text: Html::sanitised("<p>Quy định về trang (mẫu).</p>"),
        }
    }

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    impl RegulationPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Quy chế hoạt động"),
                versions: vec![row("Bản 1: Quy chế (mẫu)")],
                compare: Some(Link::new("So sánh hai bản gần nhất", "/quy-che/so-sanh?cu=1&moi=2")),
                drafts: vec![row("Bản nháp (mẫu)")],
                proposals: vec![row("Kiến nghị sửa đổi (mẫu)")],
                form: Some(PasteForm {
                    post: post("/hh/quy-che"),
                    preview_url: "/hh/quy-che/xem-truoc".into(),
                    title: "Quy chế (mẫu)".into(),
                    text: "Điều 1. Phạm vi\nQuy định về trang.".into(),
                    ..PasteForm::default()
                }),
                propose: Some((post("/hh/quy-che/kien-nghi"), String::new())),
                refusals: refusal("toan-van", "Không cắt được điều nào."),
                cut: vec![article()],
                doubts: vec!["Sau Điều 1 là Điều 3.".into()],
            }
        }
    }

    impl RegulationOnePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Quy chế hoạt động"),
                back: Link::new("Quy chế hoạt động", "/hh/quy-che"),
                title: "Quy chế (mẫu)".into(),
                state: Badge::new("Bản nháp", Tone::Warn),
                facts: vec![("Người soạn".into(), "(mẫu)".into())],
                doubts: vec!["Sau Điều 1 là Điều 3.".into()],
                articles: vec![article()],
                changes: Some(vec![PairView {
                    heading: "Điều 9".into(),
                    state: "có sửa đổi",
                    runs: vec![Stretch { mark: "del", text: "hàng tuần".into() }],
                    ..PairView::default()
                }]),
                edit: Some(EditForm {
                    post: post("/hh/quy-che/sua"),
                    id: "1".into(),
                    version: "1".into(),
                    title: "Quy chế (mẫu)".into(),
                    text: "Điều 1. Phạm vi\nQuy định về trang.".into(),
                }),
                publish: Some(PublishForm {
                    post: post("/hh/quy-che/cong-bo"),
                    id: "1".into(),
                    version: "1".into(),
                    decision: "10/2016/QĐ-UBND".into(),
                    ..PublishForm::default()
                }),
                discard: Some((post("/hh/quy-che/bo"), "1".into())),
                notice: None,
                refusals: refusal("tu-ngay", "Hãy ghi ngày có hiệu lực, ví dụ 28/12/2016."),
            }
        }
    }

    impl ProposalToAmendPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Kiến nghị sửa đổi"),
                back: Link::new("Quy chế hoạt động", "/hh/quy-che"),
                title: "Kiến nghị sửa đổi (mẫu)".into(),
                about: "(mẫu), 08:00, 30/12/2016".into(),
                table_url: "/hh/quy-che/kien-nghi/1/bang.xlsx".into(),
                rows: vec![AmendmentRow {
                    place: 0,
                    article: "Điều 9".into(),
                    old_words: Html::sanitised("<p>Cập nhật hàng ngày, hàng tuần.</p>"),
                    new_words: "Cập nhật hàng ngày.".into(),
                    reason: "Ý kiến số 1 (mẫu)".into(),
                }],
                save: Some((post("/hh/quy-che/kien-nghi/luu"), "1".into())),
                draft: Some(post("/hh/quy-che/kien-nghi/thanh-nhap")),
                id: "1".into(),
                notice: None,
                refusals: Refusals::default(),
            }
        }
    }
}
