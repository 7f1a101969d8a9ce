//! The form to ask a question, the receipt, the form to follow it and its state.

use askama::Template;

use super::{
    layout::Layout,
    parts::{Choice, Html, Link, Refusals, Stamp},
};

/// What was typed into the form, given back when it is refused.
#[derive(Clone, Debug, Default)]
pub struct AskValues {
    /// `loai`: what kind of matter it is.
    pub class: String,
    /// `noi-them`: where it happened, which article, what for.
    pub more: String,
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

/// A file that is there already, from an earlier try of the form.
#[derive(Clone, Debug)]
pub struct StagedFile {
    /// Its id, sent as `bo-tep` to take it out.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `1,2 MB`.
    pub size: String,
}

/// What the reader should see before it is sent; then they send anyway, or not.
#[derive(Clone, Debug, Default)]
pub struct Advice {
    /// Words of a complaint or denunciation that stand in what is no complaint.
    pub words: String,
    /// Questions already answered.
    pub similar: Vec<Link>,
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
    /// `loai`: the classes in plain words.
    pub classes: Vec<Choice>,
    /// `tep`: the files that are there already.
    pub files: Vec<StagedFile>,
    /// Endings for the file chooser.
    pub accept: &'static str,
    /// When the form was opened, signed, sent as `luc`.
    pub opened: String,
    /// What to look at before it is sent.
    pub advice: Option<Advice>,
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
    /// `Đã nhận câu hỏi`.
    pub heading: String,
    /// Number in the register.
    pub number: String,
    /// Its class.
    pub class: String,
    /// Where it is followed.
    pub track: String,
    /// What happens next.
    pub next: String,
    /// Where a complaint lawfully goes.
    pub advice: Option<Html>,
    /// When the same words had come before.
    pub same_before: Option<Stamp>,
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
    /// What the reader can do with it.
    pub reader: ReaderPart,
}

/// Asks that what is kept of who asked be corrected; ids `ho-ten-moi`, `thu-dien-tu-moi`, `dien-thoai-moi`,
/// `dia-chi-moi`, `ly-do-sua`.
#[derive(Clone, Debug, Default)]
pub struct CorrectOwn {
    /// What became of those before: when, and in a sentence.
    pub told: Vec<(Stamp, String)>,
    /// Where it is posted.
    pub action: String,
    /// Whether it was refused and stands open.
    pub open: bool,
    /// Name typed.
    pub name: String,
    /// Box typed.
    pub email: String,
    /// Telephone typed.
    pub phone: String,
    /// Address typed.
    pub place: String,
    /// Why.
    pub note: String,
}

/// What who asked can do: add, take back, rate, have their data.
#[derive(Clone, Debug, Default)]
pub struct ReaderPart {
    /// The code as it was typed, sent along with each form.
    pub code: String,
    /// Makes each form one.
    pub csrf: String,
    /// What was just done.
    pub done: Option<String>,
    /// Why it was not.
    pub refusals: Refusals,
    /// What was typed.
    pub text: String,
    /// What was added: when and what.
    pub added: Vec<(Stamp, String)>,
    /// The names of the files that came along.
    pub files: Vec<String>,
    /// Where an addition is posted, while there may be one.
    pub add: Option<String>,
    /// Endings for the file chooser.
    pub accept: &'static str,
    /// Where it is taken back, while it may be.
    pub take_back: Option<String>,
    /// Where it is rated, once there is an answer.
    pub rate: Option<String>,
    /// The scale, the stars given so far chosen.
    pub stars: Vec<Choice>,
    /// The word given so far.
    pub words: String,
    /// Where the data are asked for.
    pub data: String,
    /// Asks for a correction; none once nothing is kept.
    pub correct: Option<CorrectOwn>,
    /// Where erasure is asked for; none once it was done.
    pub erase: Option<String>,
    /// What erasure does, in a sentence.
    pub erase_text: String,
}

/// Where a complaint or denunciation is; its words are not shown.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/track_sealed.html")]
pub struct TrackSealedPage {
    /// Everything around it.
    pub layout: Layout,
    /// The code, its middle hidden.
    pub code: String,
    /// `Đơn số 3`.
    pub title: String,
    /// The state in one sentence.
    pub headline: String,
    /// Where it lawfully goes.
    pub channel: Html,
    /// What happened, as its sender may read it.
    pub events: Vec<(Stamp, String)>,
    /// The forms.
    pub reader: ReaderPart,
}

/// What is kept of who asked, to be read and printed.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/own_data.html")]
pub struct OwnDataPage {
    /// Everything around it.
    pub layout: Layout,
    /// Name and value.
    pub lines: Vec<(String, String)>,
    /// Where the same is fetched as JSON.
    pub json: String,
    /// The code, sent along.
    pub code: String,
    /// Against forged posts.
    pub csrf: String,
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
                classes: vec![Choice::new("hoi-dap", "Tôi muốn hỏi về thủ tục, chính sách").chosen()],
                files: vec![StagedFile { id: "1".into(), name: "don.pdf".into(), size: "120 KB".into() }],
                accept: ".pdf",
                opened: "0.mau".into(),
                advice: None,
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

        pub(crate) fn advised_sample() -> Self {
            let similar = vec![Link::new("Đăng ký khai sinh quá hạn (mẫu)", "/hoi-dap/dang-ky-khai-sinh-1")];
            Self { advice: Some(Advice { words: "khiếu nại".into(), similar }), ..Self::sample() }
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
                heading: "Đã nhận câu hỏi".into(),
                number: "42".into(),
                class: "Hỏi đáp".into(),
                track: "/hoi-dap/theo-doi".into(),
                next: "Câu hỏi được chuyển đơn vị có trách nhiệm.".into(),
                advice: Some(Html::sanitised("<p>Nơi nhận: nơi tiếp công dân.</p>")),
                same_before: None,
                code: "HH7K2-M9QX4".into(),
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
                code: "HH7K2-M9QX4".into(),
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
                code: "HH7K2-·····".into(),
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
                reader: ReaderPart::sample(),
            }
        }
    }

    impl ReaderPart {
        fn sample() -> Self {
            Self {
                code: "HH7K2-M9QX4".into(),
                csrf: "mau".into(),
                done: Some("Đã nhận phần bổ sung.".into()),
                added: vec![(
                    Stamp::new("29/12/2016 10:00", "2016-12-29T10:00:00+07:00"),
                    "Bổ sung (mẫu)".into(),
                )],
                files: vec!["anh.jpg".into()],
                add: Some("/hoi-dap/theo-doi/bo-sung".into()),
                accept: ".pdf",
                take_back: Some("/hoi-dap/theo-doi/rut".into()),
                rate: Some("/hoi-dap/theo-doi/danh-gia".into()),
                stars: vec![Choice::new("5", "Rất tốt").chosen()],
                data: "/hoi-dap/theo-doi/du-lieu".into(),
                correct: Some(CorrectOwn {
                    told: vec![(
                        Stamp::new("30/12/2016", "2016-12-30"),
                        "Đề nghị sửa dữ liệu đang chờ xử lý, chậm nhất 03/01/2017.".into(),
                    )],
                    action: "/hoi-dap/theo-doi/sua".into(),
                    ..CorrectOwn::default()
                }),
                erase: Some("/hoi-dap/theo-doi/xoa".into()),
                erase_text: "Thông tin liên hệ và nội dung bị xóa; số trong sổ vẫn còn.".into(),
                ..Self::default()
            }
        }
    }

    impl TrackSealedPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Tình trạng đơn"),
                code: "HH…".into(),
                title: "Đơn số 3".into(),
                headline: "Đã tiếp nhận, giữ kín.".into(),
                channel: Html::sanitised("<p>Nơi nhận: nơi tiếp công dân.</p>"),
                events: vec![(Stamp::new("28/12/2016", "2016-12-28"), "Đã tiếp nhận".into())],
                reader: ReaderPart { add: None, rate: None, erase: None, ..ReaderPart::sample() },
            }
        }
    }

    impl OwnDataPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Dữ liệu của ông/bà"),
                lines: vec![("Họ tên".into(), "(mẫu)".into())],
                json: "/hoi-dap/theo-doi/du-lieu".into(),
                code: "HH7K".into(),
                csrf: "mau".into(),
            }
        }
    }
}
