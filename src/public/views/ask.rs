//! The form to ask a question, the receipt, the form to follow it and its state.

use askama::Template;

use super::{
    layout::Layout,
    parts::{Choice, Html, Refusals, Stamp},
};

/// What was typed into the form, given back when it is refused.
#[derive(Clone, Debug, Default)]
pub struct AskValues {
    /// `tieu-de`: subject.
    pub subject: String,
    /// `noi-dung`: the question.
    pub text: String,
    /// `ho-ten`: name of the person who asks.
    pub name: String,
    /// `thu-dien-tu`: mail address.
    pub email: String,
    /// `dien-thoai`: telephone.
    pub phone: String,
    /// `dia-chi`: address, not required.
    pub address: String,
    /// `dong-y-xu-ly`: consent to handle the data in order to answer.
    pub consent_handle: bool,
    /// `dong-y-cong-khai`: consent to publish the question with the name.
    pub consent_publish: bool,
}

/// The form to ask.
///
/// Ids of its fields, which refusals name: `tieu-de`, `noi-dung`, `ho-ten`, `thu-dien-tu`, `dien-thoai`,
/// `don-vi-hanh-chinh`, `dia-chi`, `dong-y-xu-ly`, `dong-y-cong-khai`; the decoy is `trang-rieng`.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/ask.html")]
pub struct AskPage {
    /// Everything around it.
    pub layout: Layout,
    /// Address the form is posted to.
    pub action: String,
    /// Token against forged posts.
    pub csrf: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What was typed.
    pub values: AskValues,
    /// `don-vi-hanh-chinh`: the places to choose from, the first being none; empty where there is no choice.
    pub places: Vec<Choice>,
    /// What is promised, with the law's limit: `trong 15 ngày làm việc`.
    pub promise: String,
    /// Text of the consent to handle the data, as kept with its version.
    pub consent_handle_text: String,
    /// Text of the consent to publish, as kept with its version.
    pub consent_publish_text: String,
}

/// The receipt after a question was taken in.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/asked.html")]
pub struct AskedPage {
    /// Everything around it.
    pub layout: Layout,
    /// Tracking code, in groups that can be read aloud.
    pub code: String,
    /// When it was received.
    pub received: Stamp,
    /// Day by which it is answered.
    pub due: Stamp,
    /// Where the receipt was mailed, if it was.
    pub mailed_to: Option<String>,
}

/// The form to follow a question.
///
/// Its field is `ma-theo-doi`; it is posted, so that the code stays out of addresses and logs.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/track_form.html")]
pub struct TrackFormPage {
    /// Everything around it.
    pub layout: Layout,
    /// Address the form is posted to.
    pub action: String,
    /// Token against forged posts.
    pub csrf: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The code that was typed.
    pub code: String,
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Where the question is now.
    Current,
    /// Still to come.
    Ahead,
}

impl StepState {
    /// Class of the step.
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Current => "current",
            Self::Ahead => "ahead",
        }
    }

    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "Đã xong",
            Self::Current => "Đang ở bước này",
            Self::Ahead => "Chưa đến",
        }
    }
}

/// One step in a question's life.
#[derive(Clone, Debug)]
pub struct Step {
    /// `Đã tiếp nhận`, `Đã chuyển cơ quan trả lời`.
    pub title: String,
    /// What it means, with the unit's name.
    pub text: String,
    /// When it was reached.
    pub at: Option<Stamp>,
    /// How far it has come.
    pub state: StepState,
}

/// Where a question is; never stored by caches, never indexed.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/track.html")]
pub struct TrackPage {
    /// Everything around it.
    pub layout: Layout,
    /// The code, its middle hidden.
    pub code: String,
    /// Subject of the question.
    pub subject: String,
    /// The state in one sentence.
    pub headline: String,
    /// Day by which it is answered, while it is not.
    pub due: Option<Stamp>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The answer, once it is approved.
    pub answer: Option<Html>,
    /// The office that gave the answer.
    pub answer_unit: String,
    /// Where the answer was published, if it was.
    pub published_url: Option<String>,
    /// What stopped or moved its last day.
    pub clock: super::clock::TrackClock,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::{
        layout::samples as around,
        parts::{Link, Refusal},
    };

    fn layout(title: &str) -> Layout {
        let mut layout = around::layout(title, "hoi-dap");
        layout.breadcrumbs.push(Link::new("Hỏi đáp", "/hoi-dap/"));
        layout.noindex = true;
        layout
    }

    impl AskPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Gửi câu hỏi"),
                action: "/hoi-dap/gui-cau-hoi".into(),
                csrf: "mau".into(),
                refusals: Refusals::default(),
                values: AskValues::default(),
                places: vec![
                    Choice::new("", "Không nêu"),
                    Choice::new("ttthang", "Thị trấn Thắng"),
                    Choice::new("ducthang", "Xã Đức Thắng"),
                ],
                promise: "trong 15 ngày làm việc kể từ ngày nhận".into(),
                consent_handle_text:
                    "Tôi đồng ý để Văn phòng HĐND và UBND huyện dùng các thông tin trên để tiếp \
                                      nhận, chuyển cơ quan có trách nhiệm và trả lời câu hỏi này."
                        .into(),
                consent_publish_text:
                    "Tôi đồng ý đăng công khai câu hỏi kèm họ tên. Nếu không chọn, câu hỏi có thể \
                                       được đăng nhưng không có họ tên và thông tin liên hệ."
                        .into(),
            }
        }

        pub(crate) fn refused_sample() -> Self {
            let refusal = |field: &str, message: &str, clause: Option<&str>| Refusal {
                field: field.into(),
                message: message.into(),
                clause: clause.map(Into::into),
            };
            Self {
                refusals: Refusals(vec![
                    refusal("noi-dung", "Chưa có nội dung câu hỏi. Hãy viết điều ông/bà cần hỏi.", None),
                    refusal(
                        "thu-dien-tu",
                        "Cần thư điện tử hoặc số điện thoại để gửi câu trả lời. Hãy điền một trong hai mục.",
                        None,
                    ),
                    refusal(
                        "dong-y-xu-ly",
                        "Cần đồng ý cho xử lý thông tin thì cơ quan mới trả lời được. Hãy đánh dấu vào ô.",
                        Some("Điều 10 Quy chế"),
                    ),
                ]),
                values: AskValues {
                    subject: "Đính chính diện tích trên giấy chứng nhận".into(),
                    name: "(mẫu)".into(),
                    ..Default::default()
                },
                ..Self::sample()
            }
        }
    }

    impl AskedPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Đã nhận câu hỏi"),
                code: "HH7K-2M9Q-X4TD".into(),
                received: Stamp::new("hôm nay 14:30", "2016-12-30T14:30:00+07:00"),
                due: Stamp::new("thứ Sáu, 20/01/2017", "2017-01-20"),
                mailed_to: Some("mau@thu.example".into()),
            }
        }
    }

    impl TrackFormPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Theo dõi câu hỏi đã gửi"),
                action: "/hoi-dap/theo-doi".into(),
                csrf: "mau".into(),
                refusals: Refusals(vec![Refusal {
                    field: "ma-theo-doi".into(),
                    message: "Không có câu hỏi nào mang mã này. Hãy kiểm tra lại từng nhóm chữ và số.".into(),
                    clause: None,
                }]),
                code: "HH7K-2M9Q".into(),
            }
        }
    }

    impl TrackPage {
        pub(crate) fn sample() -> Self {
            let step = |title: &str, text: &str, at: Option<&str>, state| Step {
                title: title.into(),
                text: text.into(),
                at: at.map(|text| Stamp::new(text, "2016-12-28T09:00:00+07:00")),
                state,
            };
            Self {
                layout: layout("Tình trạng câu hỏi"),
                code: "HH7K-····-X4TD".into(),
                subject: "Đính chính diện tích trên giấy chứng nhận (mẫu)".into(),
                headline: "Cơ quan trả lời đang chuẩn bị câu trả lời.".into(),
                due: Some(Stamp::new("thứ Sáu, 20/01/2017", "2017-01-20")),
                steps: vec![
                    step(
                        "Đã tiếp nhận",
                        "Câu hỏi đã được ghi vào sổ.",
                        Some("thứ Tư, 28/12/2016, 09:00"),
                        StepState::Done,
                    ),
                    step(
                        "Đã phân loại",
                        "Ban Biên tập xác định đây là câu hỏi về đất đai.",
                        Some("thứ Tư, 28/12/2016, 15:20"),
                        StepState::Done,
                    ),
                    step(
                        "Đã chuyển cơ quan trả lời",
                        "Chi nhánh Văn phòng Đăng ký đất đai huyện đang soạn câu trả lời.",
                        Some("thứ Năm, 29/12/2016, 08:05"),
                        StepState::Current,
                    ),
                    step(
                        "Ban Biên tập duyệt",
                        "Câu trả lời được kiểm tra trước khi gửi.",
                        None,
                        StepState::Ahead,
                    ),
                    step("Gửi câu trả lời", "Câu trả lời được gửi cho ông/bà.", None, StepState::Ahead),
                ],
                answer: None,
                answer_unit: "Chi nhánh Văn phòng Đăng ký đất đai huyện".into(),
                published_url: None,
                clock: super::super::clock::TrackClock {
                    waits: Some((
                        "Thửa đất ở thôn nào? (mẫu)".into(),
                        Stamp::new("11/01/2017", "2017-01-11"),
                    )),
                    provisional: true,
                    changes: vec![(
                        "Thời hạn tính tiếp. (mẫu)".into(),
                        Stamp::new("30/12/2016", "2016-12-30T09:00:00+07:00"),
                    )],
                    rule_url: "/cach-tinh-thoi-han".into(),
                },
            }
        }
    }
}
