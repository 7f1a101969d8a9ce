//! The phrases that drafts of answers may be given: the list, and the form for a new one or for one that is changed.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// A phrase.
#[derive(Clone, Debug, Default)]
pub struct PhraseRow {
    /// What it is chosen by.
    pub name: String,
    /// Its words.
    pub text: Html,
    /// For which questions, in words.
    pub of: String,
    /// Whether it is offered.
    pub state: Badge,
    /// Who set it and when.
    pub by: String,
    /// Changes it, for who may.
    pub edit: Option<Link>,
    /// Ends it, with the version that was seen.
    pub end: Option<(Post, String)>,
}

/// The form for a phrase; ids `ten`, `noi-dung`, `loai`, `linh-vuc`.
#[derive(Clone, Debug, Default)]
pub struct PhraseForm {
    /// Where it is posted.
    pub post: Post,
    /// The version that was seen, where one is changed.
    pub version: Option<String>,
    /// What it is chosen by.
    pub name: String,
    /// Its words.
    pub body: String,
    /// The classes, the first being all.
    pub classes: Vec<Choice>,
    /// The fields, the first being all.
    pub fields: Vec<Choice>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// The phrases of a site.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/phrases.html")]
pub struct PhrasesPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// The phrases, those offered first.
    pub rows: Vec<PhraseRow>,
    /// Adds or changes one, for who may.
    pub form: Option<PhraseForm>,
    /// Back to the list, where one is changed.
    pub back: Option<Link>,
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    impl PhrasesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Mẫu câu trả lời"),
                notice: Some("Mẫu câu vừa được người khác sửa.".into()),
                rows: vec![PhraseRow {
                    name: "Nơi nộp hồ sơ (mẫu)".into(),
                    text: Html::sanitised("<p>Gia đình nộp hồ sơ tại bộ phận một cửa.</p>"),
                    of: "Hỏi đáp; lĩnh vực hộ tịch".into(),
                    state: Badge::new("đang dùng", Tone::Good),
                    by: "(mẫu), 30/12/2016".into(),
                    edit: Some(Link::new("Sửa", "/hh/mau-cau/1")),
                    end: Some((post("/hh/mau-cau/1/thoi"), "1".into())),
                }],
                form: Some(PhraseForm {
                    post: post("/hh/mau-cau/1"),
                    version: Some("1".into()),
                    name: "Nơi nộp hồ sơ (mẫu)".into(),
                    classes: vec![Choice::new("", "Mọi loại").chosen()],
                    fields: vec![Choice::new("", "Mọi lĩnh vực").chosen()],
                    refusals: Refusals(vec![Refusal {
                        field: "noi-dung".into(),
                        message: "Hãy ghi nội dung mẫu câu, 5 đến 2.000 ký tự.".into(),
                        clause: None,
                    }]),
                    ..PhraseForm::default()
                }),
                back: Some(Link::new("Tất cả mẫu câu", "/hh/mau-cau")),
            }
        }
    }
}
