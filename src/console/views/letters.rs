//! Letters that came in: the tray, one letter, and what came about one question.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Pager, Refusals};

/// A letter in a list.
#[derive(Clone, Debug, Default)]
pub struct LetterRow {
    /// What it is, and its page.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// When it came.
    pub at: When,
}

/// The tray, or what was settled.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/letters.html")]
pub struct LettersPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The two lists; the one shown is chosen.
    pub lists: Vec<(Link, bool)>,
    /// How many in words.
    pub count_text: String,
    /// The rows.
    pub rows: Vec<LetterRow>,
    /// What an empty list says.
    pub empty_text: String,
    /// The other pages.
    pub pager: Pager,
}

/// An attachment.
#[derive(Clone, Debug, Default)]
pub struct LetterFile {
    /// Its name.
    pub name: String,
    /// Where it is downloaded, if it was kept.
    pub url: Option<String>,
    /// Why it was not.
    pub refusal: String,
}

/// What of a letter is shown once it was opened.
#[derive(Clone, Debug, Default)]
pub struct LetterText {
    /// Names and values: sender, recipient, subject.
    pub lines: Vec<(String, String)>,
    /// What it says, as text.
    pub text: String,
    /// The message as it came, as text.
    pub raw: String,
    /// Whether there is more of it than is shown.
    pub cut: bool,
    /// That the look was written down, with the time.
    pub logged_text: String,
}

/// The form of the decision, filled in.
///
/// Ids of its fields: `viec`, `so`, `tieu-de`, `noi-dung`, `ly-do`.
#[derive(Clone, Debug, Default)]
pub struct SettleForm {
    /// Where it is posted.
    pub post: Post,
    /// What can be decided.
    pub choices: Vec<Choice>,
    /// The question's number.
    pub number: String,
    /// What a new question is about.
    pub subject: String,
    /// The answer's or the question's text.
    pub body: String,
    /// Why nothing is done.
    pub reason: String,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// One letter.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/letter.html")]
pub struct LetterPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it stands.
    pub state: Badge,
    /// What became of it, or why it waits.
    pub note: String,
    /// When it came.
    pub at: When,
    /// By whom and when it was settled.
    pub settled_text: Option<String>,
    /// The question it belongs to.
    pub question: Option<Link>,
    /// What came with it.
    pub files: Vec<LetterFile>,
    /// Opens it, while it is closed.
    pub open: Option<Post>,
    /// What it says, once it was opened.
    pub text: Option<LetterText>,
    /// Downloads it as it came.
    pub original_url: Option<String>,
    /// Whether its text is gone, its time being over.
    pub emptied: bool,
    /// The decision, while it waits.
    pub settle: Option<SettleForm>,
}

/// What came about one question, on its page.
#[derive(Clone, Debug, Default)]
pub struct QuestionLetters {
    /// The letters, oldest first.
    pub rows: Vec<LetterRow>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post, when},
        public::views::{Refusal, Tone},
    };

    impl LettersPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Thư đến"),
                lists: vec![
                    (Link::new("Chờ người xử lý", "/hh/thu-den"), true),
                    (Link::new("Đã xong", "/hh/thu-den?xong=co"), false),
                ],
                count_text: "1 thư".into(),
                rows: vec![LetterRow {
                    link: Link::new("Không rõ thư thuộc việc nào.", "/hh/thu-den/1"),
                    state: Badge::new("chờ người xử lý", Tone::Warn),
                    at: when("2 giờ trước"),
                }],
                empty_text: "Không có thư nào chờ.".into(),
                pager: Pager::default(),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { rows: Vec::new(), ..Self::sample() }
        }
    }

    impl LetterPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Thư đến"),
                state: Badge::new("chờ người xử lý", Tone::Warn),
                note: "Thư trả lời từ người gửi chưa xác minh được là đơn vị.".into(),
                at: when("2 giờ trước"),
                settled_text: None,
                question: Some(Link::new("Câu hỏi số 12", "/hh/hoi-dap/12")),
                files: vec![
                    LetterFile {
                        name: "tra-loi.pdf".into(),
                        url: Some("/hh/thu-den/1/tep/0".into()),
                        refusal: String::new(),
                    },
                    LetterFile {
                        name: "so-lieu.xlsx".into(),
                        url: None,
                        refusal: "Chỉ nhận ảnh, PDF và DOCX.".into(),
                    },
                ],
                open: Some(post("/hh/thu-den/1/mo")),
                text: None,
                original_url: Some("/hh/thu-den/1/thu.eml".into()),
                emptied: false,
                settle: Some(SettleForm {
                    post: post("/hh/thu-den/1/xu-ly"),
                    choices: vec![
                        Choice::new("tra-loi", "Gắn làm câu trả lời của đơn vị").chosen(),
                        Choice::new("khong", "Không xử lý"),
                    ],
                    number: "99".into(),
                    refusals: Refusals(vec![Refusal {
                        field: "so".into(),
                        message: "Không có câu hỏi mang số này trong sổ.".into(),
                        clause: Some("Quy chế Điều 10.1".into()),
                    }]),
                    ..SettleForm::default()
                }),
            }
        }

        pub(crate) fn opened_sample() -> Self {
            Self {
                open: None,
                text: Some(LetterText {
                    lines: vec![("Người gửi".into(), "mau@thu.example".into())],
                    text: "Kính gửi Ban Biên tập,\n<b>Hồ sơ</b> gồm đơn.".into(),
                    raw: "From: mau@thu.example\n\n<script>1</script>".into(),
                    cut: true,
                    logged_text: "Đã ghi nhật ký lúc 08:00, 30/12/2016".into(),
                }),
                ..Self::sample()
            }
        }
    }
}
