//! The pages behind a unit's links beside the answer: "not ours", and an opinion for the unit that answers.

use askama::Template;

use super::layout::Layout;
use super::parts::{Html, Refusals};

/// The form.
///
/// Ids of its fields: `noi-dung`, `ho-ten`, `chuc-vu`.
#[derive(Clone, Debug, Default)]
pub struct UnitWordForm {
    /// Address it is posted to.
    pub action: String,
    /// Token against forged posts.
    pub csrf: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What is asked for, in words.
    pub label: String,
    /// How, in a few words.
    pub hint: String,
    /// What was typed.
    pub text: String,
    /// Name of the officer.
    pub name: String,
    /// Post of the officer.
    pub post: String,
    /// Words of the button.
    pub button: String,
}

/// The page; never indexed, never stored by caches.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/unit_word.html")]
pub struct UnitWordPage {
    /// Everything around it.
    pub layout: Layout,
    /// What it is for.
    pub heading: String,
    /// In a sentence or two.
    pub intro: String,
    /// The question, while the link is good: subject and text.
    pub question: Option<(String, Html)>,
    /// The form, while the link is good.
    pub form: Option<UnitWordForm>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::Refusal;
    use crate::public::views::unit_answer::UnitAnswerPage;

    impl UnitWordPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: UnitAnswerPage::sample().layout,
                heading: "Không thuộc trách nhiệm của đơn vị".into(),
                intro: "Câu hỏi số 42 được giao cho Phòng Tư pháp.".into(),
                question: Some((
                    "Đăng ký khai sinh quá hạn (mẫu)".into(),
                    Html::sanitised("<p>Xin hỏi nộp hồ sơ ở đâu?</p>"),
                )),
                form: Some(UnitWordForm {
                    action: "/tra-loi/abc/khong-thuoc".into(),
                    csrf: "mau".into(),
                    refusals: Refusals(vec![Refusal {
                        field: "noi-dung".into(),
                        message: "Hãy nêu lý do.".into(),
                        clause: None,
                    }]),
                    label: "Lý do".into(),
                    hint: "Nêu căn cứ.".into(),
                    button: "Gửi Ban Biên tập".into(),
                    ..UnitWordForm::default()
                }),
            }
        }
    }
}
