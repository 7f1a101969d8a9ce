//! The questionnaires of the yearly evaluation: sent with who answered, received, and one to be answered.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// One that was asked, or a questionnaire that was received.
#[derive(Clone, Debug, Default)]
pub struct SurveyRow {
    /// Who, or which; with the form where there is one.
    pub link: Link,
    /// Whether it was answered.
    pub state: Badge,
    /// When, how, by whom.
    pub about: String,
}

/// A receiver that can be chosen.
#[derive(Clone, Debug, Default)]
pub struct ReceiverChoice {
    /// Its id in the form.
    pub id: String,
    /// As it is sent.
    pub value: String,
    /// Its name.
    pub label: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// Where the year's questionnaire is sent from.
#[derive(Clone, Debug, Default)]
pub struct SendForm {
    /// Where it is posted.
    pub post: Post,
    /// The last day of answers.
    pub due: String,
    /// A word that goes with it.
    pub words: String,
    /// Who has not got it yet.
    pub receivers: Vec<ReceiverChoice>,
}

/// How a question was judged, counted.
#[derive(Clone, Debug, Default)]
pub struct JudgedRow {
    /// The question.
    pub question: String,
    /// How many judged it so, in the order of the heads.
    pub counts: Vec<String>,
}

/// The questionnaires of a site.
///
/// Ids of its fields: `han`, `loi-nhan`, `noi-nhan`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/surveys.html")]
pub struct SurveysPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The year that is looked at.
    pub year: String,
    /// Other years.
    pub years: Vec<Link>,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// What must be put right.
    pub refusals: Refusals,
    /// What the person is asked.
    pub received: Vec<SurveyRow>,
    /// Whether the person sees what the site sent.
    pub sees_sent: bool,
    /// What was sent, in a sentence.
    pub sent_text: String,
    /// Who was asked.
    pub asked: Vec<SurveyRow>,
    /// The heads of the counts.
    pub heads: Vec<String>,
    /// The counts.
    pub judged: Vec<JudgedRow>,
    /// Reminds who has not answered.
    pub remind: Option<Post>,
    /// Sends it, for who may.
    pub send: Option<SendForm>,
}

/// A question to be judged.
#[derive(Clone, Debug, Default)]
pub struct QuestionField {
    /// Id and name of the choice.
    pub id: String,
    /// What is judged.
    pub name: String,
    /// How.
    pub levels: Vec<Choice>,
}

/// One questionnaire for one receiver.
///
/// Ids of its fields: `muc-` with a question's key, `vuong-mac`, `thu`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/survey.html")]
pub struct SurveyPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// All questionnaires.
    pub back: Link,
    /// Who asks whom, by when.
    pub facts: Vec<(String, String)>,
    /// What happened meanwhile.
    pub notice: Option<String>,
    /// What must be put right.
    pub refusals: Refusals,
    /// Where it is posted, for who may.
    pub post: Option<Post>,
    /// The sender's slug.
    pub giver: String,
    /// The year.
    pub year: String,
    /// The receiver's key.
    pub receiver: String,
    /// The version that was seen.
    pub version: String,
    /// The questions.
    pub questions: Vec<QuestionField>,
    /// What they find hard and propose.
    pub remark: String,
    /// Where the reply lies; only where one is written down.
    pub note: Option<String>,
}

#[cfg(test)]
mod samples {
    use super::super::layout::samples::{layout, post};
    use super::*;
    use crate::public::views::{Refusal, Tone};

    impl SurveysPage {
        pub(crate) fn sample() -> Self {
            let row = |title: &str, url: &str, badge: Badge| SurveyRow {
                link: Link::new(title, url),
                state: badge,
                about: "gửi 28/12/2016, hạn 15/01/2017".into(),
            };
            Self {
                layout: layout("Phiếu đánh giá hằng năm"),
                year: "2016".into(),
                years: vec![Link::new("Năm 2015", "/hh/phieu-danh-gia?nam=2015")],
                notice: None,
                refusals: Refusals(vec![Refusal {
                    field: "noi-nhan".into(),
                    message: "Hãy chọn ít nhất một nơi nhận phiếu.".into(),
                    clause: None,
                }]),
                received: vec![row(
                    "Phiếu năm 2016 của Huyện (mẫu)",
                    "/hh/phieu-danh-gia/tra-loi",
                    Badge::new("Chưa trả lời", Tone::Warn),
                )],
                sees_sent: true,
                sent_text: "Gửi 2 nơi, 1 nơi đã trả lời; hạn 15/01/2017.".into(),
                asked: vec![
                    row("Phòng chuyên môn (mẫu)", "", Badge::new("Đã trả lời", Tone::Good)),
                    row(
                        "Ban Biên tập Xã (mẫu)",
                        "/hh/phieu-danh-gia/tra-loi",
                        Badge::new("Chưa trả lời", Tone::Warn),
                    ),
                ],
                heads: vec!["Tốt".into(), "Khá".into()],
                judged: vec![JudgedRow {
                    question: "Thông tin đầy đủ (mẫu)".into(),
                    counts: vec!["1".into(), "0".into()],
                }],
                remind: Some(post("/hh/phieu-danh-gia/nhac")),
                send: Some(SendForm {
                    post: post("/hh/phieu-danh-gia"),
                    due: "15/01/2017".into(),
                    words: String::new(),
                    receivers: vec![ReceiverChoice {
                        id: "noi-1".into(),
                        value: "unit:tuphap".into(),
                        label: "Phòng Tư pháp (mẫu)".into(),
                        ticked: true,
                    }],
                }),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                layout: layout("Phiếu đánh giá hằng năm"),
                year: "2016".into(),
                years: Vec::new(),
                notice: None,
                refusals: Refusals::default(),
                received: Vec::new(),
                sees_sent: false,
                sent_text: String::new(),
                asked: Vec::new(),
                heads: Vec::new(),
                judged: Vec::new(),
                remind: None,
                send: None,
            }
        }
    }

    impl SurveyPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Phiếu đánh giá năm 2016"),
                back: Link::new("Phiếu đánh giá hằng năm", "/hh/phieu-danh-gia"),
                facts: vec![("Hạn trả lời".into(), "15/01/2017".into())],
                notice: None,
                refusals: Refusals(vec![Refusal {
                    field: "muc-day-du".into(),
                    message: "Chưa đánh giá: Thông tin đầy đủ.".into(),
                    clause: None,
                }]),
                post: Some(post("/hh/phieu-danh-gia/tra-loi")),
                giver: "hiephoa".into(),
                year: "2016".into(),
                receiver: "unit:tuphap".into(),
                version: "1".into(),
                questions: vec![QuestionField {
                    id: "muc-day-du".into(),
                    name: "Thông tin đầy đủ (mẫu)".into(),
                    levels: vec![Choice::new("", "Chưa đánh giá").chosen(), Choice::new("tot", "Tốt")],
                }],
                remark: String::new(),
                note: Some("Thư ngày 05/01/2017 (mẫu)".into()),
            }
        }
    }
}
