//! Answering on the desk: the page for writing, and what the question's page offers from the answer to its correction.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Choice, FileView, Html, Link, Refusals};

/// A file of an answer that readers may be given too.
#[derive(Clone, Debug, Default)]
pub struct FileChoice {
    /// The value of `tep-dang`.
    pub id: String,
    /// The file.
    pub file: FileView,
    /// Whether readers get it.
    pub chosen: bool,
}

/// The original with what the rules masked, beside the words for everybody.
///
/// Ids of its fields: `tieu-de-dang`, `cau-hoi-dang`, `tra-loi-dang`, `linh-vuc`, `tep-dang-1` …, `khong-khieu-nai`,
/// `duyet-cam-ket`.
#[derive(Clone, Debug, Default)]
pub struct ApproveForm {
    /// Where approving is posted; empty where the person only prepares the words.
    pub approve: Option<Post>,
    /// Where the words are kept for another's approval.
    pub save: Post,
    /// Version that the person saw.
    pub version: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The question's subject, masked places marked.
    pub original_subject: Html,
    /// The question, masked places marked.
    pub original_body: Html,
    /// The answer, masked places marked.
    pub original_answer: Html,
    /// How many places were masked, in words.
    pub masked_text: String,
    /// The words for everybody: subject.
    pub subject: String,
    /// The question.
    pub body: String,
    /// The answer.
    pub answer: String,
    /// The fields, the first being none.
    pub fields: Vec<Choice>,
    /// Files of the answer.
    pub files: Vec<FileChoice>,
    /// Whether the text sounds like a complaint, which a person must clear.
    pub doubtful: bool,
    /// What the approver declares.
    pub declaration: String,
    /// Who prepared the words before, and when.
    pub prepared: Option<(String, When)>,
}

/// Takes the unit's word.
#[derive(Clone, Debug, Default)]
pub struct ConfirmForm {
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw.
    pub version: String,
    /// In what capacity: `thủ trưởng`, `người được ủy quyền đến hết 31/12/2016`.
    pub capacity: String,
}

/// Proposes a correction.
///
/// Ids of its fields: `tieu-de-moi`, `cau-hoi-moi`, `tra-loi-moi`, `ly-do-dinh-chinh`.
#[derive(Clone, Debug, Default)]
pub struct CorrectForm {
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw.
    pub version: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The words as they stand, or as typed.
    pub subject: String,
    /// The question.
    pub body: String,
    /// The answer.
    pub answer: String,
    /// Why.
    pub reason: String,
}

/// One text before and after.
#[derive(Clone, Debug, Default)]
pub struct BeforeAfter {
    /// What it is.
    pub label: &'static str,
    /// On the site now.
    pub before: Html,
    /// As proposed.
    pub after: Html,
}

/// A correction that waits for another.
///
/// Ids of its fields: `xem-dinh-chinh`, `ly-do-tra`.
#[derive(Clone, Debug, Default)]
pub struct PendingCorrection {
    /// Who proposed it.
    pub by: String,
    /// When.
    pub at: When,
    /// Why.
    pub reason: String,
    /// What changes.
    pub changes: Vec<BeforeAfter>,
    /// Approves it, where the person may.
    pub approve: Option<Post>,
    /// Sends it back.
    pub decline: Option<Post>,
    /// Version that the person saw.
    pub version: String,
    /// Whether the text sounds like a complaint.
    pub doubtful: bool,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// Takes an answer off the site.
///
/// Ids of its fields: `ly-do-go`, `bao-nguoi-hoi`.
#[derive(Clone, Debug, Default)]
pub struct WithdrawForm {
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw.
    pub version: String,
    /// The reason typed so far.
    pub reason: String,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// What the question's page offers from the first draft to the correction.
#[derive(Clone, Debug, Default)]
pub struct AnsweringPart {
    /// Leads to the page for writing, with when a draft was saved there.
    pub write: Option<(Link, Option<When>)>,
    /// Takes the unit's word.
    pub confirm: Option<ConfirmForm>,
    /// Says that the unit's word is still waited for, or who gave it.
    pub confirmed_text: Option<String>,
    /// Files that came with answers.
    pub files: Vec<FileView>,
    /// Prepares and approves the words for everybody.
    pub approve: Option<ApproveForm>,
    /// A correction that waits.
    pub pending: Option<PendingCorrection>,
    /// Proposes a correction.
    pub correct: Option<CorrectForm>,
    /// Takes it off the site.
    pub withdraw: Option<WithdrawForm>,
    /// Corrections made, newest first: when, why, and the answer before it.
    pub corrections: Vec<(When, String, Html)>,
}

impl AnsweringPart {
    /// Whether it holds what is done next, so that the bar need not.
    pub fn leads(&self) -> bool {
        self.write.is_some() || self.approve.is_some() || self.correct.is_some() || self.pending.is_some()
    }
}

/// Something found beside the question.
#[derive(Clone, Debug, Default)]
pub struct FoundRow {
    /// The value of `chen`, which inserts it.
    pub value: String,
    /// What it is, and where it stands on the site.
    pub link: Link,
    /// The article or the unit.
    pub place: String,
    /// The words that were found.
    pub snippet: Html,
}

/// The page for writing an answer beside the question.
///
/// Ids of its fields: `tra-loi`, `tep`, `tim`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/answering.html")]
pub struct WritingPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Number in the register.
    pub number: String,
    /// Subject.
    pub subject: String,
    /// The question.
    pub text: Html,
    /// When it is due.
    pub due_text: String,
    /// Why the last answer was sent back.
    pub returned: Option<String>,
    /// Back to the question.
    pub back: Link,
    /// Where it is posted.
    pub post: Post,
    /// Version of the question that the person saw.
    pub version: String,
    /// The draft that the form was filled from.
    pub draft: String,
    /// When it was saved.
    pub saved: Option<When>,
    /// What another window has saved meanwhile.
    pub overtaken: Option<Html>,
    /// What was done: `Đã chèn trích dẫn`.
    pub done: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The answer so far.
    pub answer: String,
    /// As readers would see it.
    pub preview: Option<Html>,
    /// Files with it: name, size and the value that takes it out.
    pub files: Vec<(FileView, String)>,
    /// What files are taken.
    pub files_hint: &'static str,
    /// Words looked for.
    pub sought: String,
    /// Documents.
    pub documents: Vec<FoundRow>,
    /// Answers given before.
    pub answers: Vec<FoundRow>,
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::Refusal;

    impl WritingPage {
        pub(crate) fn sample() -> Self {
            let row = |value: &str, title: &str, place: &str| FoundRow {
                value: value.into(),
                link: Link::new(title, "/van-ban/mau"),
                place: place.into(),
                snippet: Html::sanitised("Đăng ký <mark>khai sinh</mark> quá hạn"),
            };
            Self {
                layout: layout("Soạn câu trả lời"),
                number: "42".into(),
                subject: "Đăng ký khai sinh quá hạn cho cháu (mẫu)".into(),
                text: Html::sanitised("<p>Cháu tôi chưa làm khai sinh. Xin hỏi nộp hồ sơ ở đâu?</p>"),
                due_text: "10/01/2017, còn 6 ngày làm việc".into(),
                returned: Some("Chưa nêu căn cứ.".into()),
                back: Link::new("Câu hỏi số 42", "/hh/hoi-dap/42"),
                post: post("/hh/hoi-dap/42/soan"),
                version: "3".into(),
                draft: "2".into(),
                saved: Some(when("5 phút trước")),
                overtaken: Some(Html::sanitised("<p>Bản ở cửa sổ kia.</p>")),
                done: Some("Đã chèn trích dẫn vào cuối câu trả lời.".into()),
                refusals: Refusals(vec![Refusal {
                    field: "tep".into(),
                    message: "Tệp a.pdf lớn hơn 10 MB.".into(),
                    clause: None,
                }]),
                answer: "Gia đình nộp hồ sơ tại Ủy ban nhân dân cấp xã.".into(),
                preview: Some(Html::sanitised("<p>Gia đình nộp hồ sơ tại Ủy ban nhân dân cấp xã.</p>")),
                files: vec![(
                    FileView { title: "mau-don.pdf".into(), ..FileView::default() },
                    "bo-tep:1".into(),
                )],
                files_hint: "Ảnh, PDF, Word.",
                sought: "khai sinh quá hạn".into(),
                documents: vec![row("a", "Quyết định số 10/2016/QĐ-UBND (mẫu)", "Điều 12")],
                answers: vec![row("b", "Khai sinh muộn cần giấy tờ gì (mẫu)", "Phòng Tư pháp")],
            }
        }
    }

    impl AnsweringPart {
        /// Everything at once, as no page shows it.
        pub(crate) fn sample() -> Self {
            Self {
                write: Some((
                    Link::new("Soạn câu trả lời", "/hh/hoi-dap/42/soan"),
                    Some(when("1 giờ trước")),
                )),
                confirm: Some(ConfirmForm {
                    post: post("/hh/hoi-dap/42/xac-nhan"),
                    version: "3".into(),
                    capacity: "thủ trưởng đơn vị".into(),
                }),
                confirmed_text: Some("Đơn vị chưa xác nhận.".into()),
                files: vec![FileView {
                    title: "mau-don.pdf".into(),
                    url: "/hh/tep-tra-loi/1".into(),
                    format: "PDF".into(),
                    size: "12 KB".into(),
                    ..FileView::default()
                }],
                approve: Some(ApproveForm {
                    approve: Some(post("/hh/hoi-dap/42/duyet")),
                    save: post("/hh/hoi-dap/42/ban-cong-bo"),
                    version: "3".into(),
                    original_subject: Html::sanitised("Khai sinh"),
                    original_body: Html::sanitised("<p>Gọi <mark>0912 345 678</mark></p>"),
                    original_answer: Html::sanitised("<p>Nộp tại xã.</p>"),
                    masked_text: "Máy đã che 1 chỗ".into(),
                    subject: "Khai sinh".into(),
                    body: "Gọi [số điện thoại]".into(),
                    answer: "Nộp tại xã.".into(),
                    fields: vec![Choice::new("", "Chưa xếp"), Choice::new("Hộ tịch", "Hộ tịch")],
                    files: vec![FileChoice { id: "1".into(), ..FileChoice::default() }],
                    doubtful: true,
                    declaration: "Tôi đã đọc cả hai bản.".into(),
                    prepared: Some(("(mẫu)".into(), when("1 giờ trước"))),
                    ..ApproveForm::default()
                }),
                pending: Some(PendingCorrection {
                    by: "(mẫu)".into(),
                    at: when("1 giờ trước"),
                    reason: "Nêu sai lệ phí.".into(),
                    changes: vec![BeforeAfter {
                        label: "Câu trả lời",
                        before: Html::sanitised("<p>8.000 đồng</p>"),
                        after: Html::sanitised("<p>5.000 đồng</p>"),
                    }],
                    approve: Some(post("/hh/hoi-dap/42/dinh-chinh/duyet")),
                    decline: Some(post("/hh/hoi-dap/42/dinh-chinh/tra-lai")),
                    version: "5".into(),
                    ..PendingCorrection::default()
                }),
                correct: Some(CorrectForm {
                    post: post("/hh/hoi-dap/42/dinh-chinh"),
                    version: "5".into(),
                    ..CorrectForm::default()
                }),
                withdraw: Some(WithdrawForm {
                    post: post("/hh/hoi-dap/42/go"),
                    version: "5".into(),
                    ..WithdrawForm::default()
                }),
                corrections: vec![(
                    when("2 ngày trước"),
                    "Nêu sai nơi nộp.".into(),
                    Html::sanitised("<p>Nộp tại huyện.</p>"),
                )],
            }
        }
    }
}
