//! What the desk takes in itself, what a question's page shows of its sender's doings, and the sealed drawer.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Html, Pager, Refusals, Stamp};

/// The form for a letter or a spoken question.
///
/// Ids of its fields: `loai`, `kenh`, `ngay-nhan`, `tieu-de`, `noi-dung`, `noi-them`, `ho-ten`, `thu-dien-tu`,
/// `dien-thoai`, `dia-chi`, `tep`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/intake_take.html")]
pub struct TakePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it is posted.
    pub post: Post,
    /// What makes this form one, sent as `mau`.
    pub form: String,
    /// The classes.
    pub classes: Vec<Choice>,
    /// The ways it came in.
    pub channels: Vec<Choice>,
    /// The day it came.
    pub received: String,
    /// What was typed, by the fields' names.
    pub typed: TakeValues,
    /// The files that are there already: id and name.
    pub files: Vec<(String, String)>,
    /// Endings for the file chooser.
    pub accept: &'static str,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// What was typed into the desk's form.
#[derive(Clone, Debug, Default)]
pub struct TakeValues {
    /// `tieu-de`
    pub subject: String,
    /// `noi-dung`
    pub text: String,
    /// `noi-them`
    pub more: String,
    /// `ho-ten`
    pub name: String,
    /// `thu-dien-tu`
    pub email: String,
    /// `dien-thoai`
    pub phone: String,
    /// `dia-chi`
    pub address: String,
}

/// The receipt that is printed and handed over; its code is shown this once.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/intake_receipt.html")]
pub struct ReceiptPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The body that receives.
    pub body: String,
    /// Its address and telephone.
    pub address: String,
    /// Number in the register.
    pub number: String,
    /// Its class.
    pub class: String,
    /// How it came in.
    pub channel: String,
    /// When it came.
    pub received: Stamp,
    /// By when it is answered.
    pub due: String,
    /// The code.
    pub code: String,
    /// Where it is followed.
    pub track: String,
    /// What happens next.
    pub next: String,
    /// Where a complaint lawfully goes.
    pub advice: Option<Html>,
    /// The question's page, where this person may see it.
    pub question: Option<String>,
    /// Takes in another.
    pub again: String,
}

/// A file that the sender attached.
#[derive(Clone, Debug, Default)]
pub struct FileRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: String,
    /// Whether the unit sees it.
    pub released: bool,
    /// Opens it; the look is logged.
    pub open: Post,
    /// Lets the unit see it, or no longer.
    pub release: Option<Post>,
}

/// What a question's page shows of its sender's doings.
#[derive(Clone, Debug, Default)]
pub struct IntakePart {
    /// What the sender added: when and what.
    pub added: Vec<(When, Html)>,
    /// The files.
    pub files: Vec<FileRow>,
    /// The rating in words.
    pub rating: Option<String>,
    /// An earlier question with the same words.
    pub same: Option<String>,
    /// Gives it another class.
    pub classify: Option<Post>,
    /// The version that was seen.
    pub version: String,
    /// The other classes.
    pub classes: Vec<Choice>,
    /// Shows or erases the sender's data.
    pub privacy: Option<Post>,
    /// What was asked about the data before, in sentences.
    pub requests: Vec<String>,
    /// Why an act was refused.
    pub refusals: Refusals,
}

/// A row of the drawer: no word of what it says.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// Its id.
    pub id: String,
    /// `Tố cáo số 3`.
    pub title: String,
    /// Its state.
    pub state: Badge,
    /// How and when it came, whether it has a name.
    pub about: String,
    /// By when the first step is due.
    pub due: String,
}

/// A case that was opened.
#[derive(Clone, Debug)]
pub struct OpenCase {
    /// Its id.
    pub id: String,
    /// The version that was seen.
    pub version: String,
    /// `Tố cáo số 3`.
    pub title: String,
    /// Its state.
    pub state: Badge,
    /// What it is about.
    pub subject: String,
    /// Its words.
    pub text: Html,
    /// Name and value of the sender's contact.
    pub contact: Vec<(String, String)>,
    /// The files.
    pub files: Vec<FileRow>,
    /// What happened.
    pub events: Vec<(When, String, String)>,
    /// Where it lawfully goes.
    pub channel: Html,
    /// Does something with it, while there is something to do.
    pub handle: Option<Post>,
    /// What can be done.
    pub steps: Vec<Choice>,
    /// The classes of the ordinary desk.
    pub classes: Vec<Choice>,
    /// What was typed.
    pub text_typed: String,
}

/// The sealed drawer.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/sealed.html")]
pub struct SealedPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Opens a case; the look is logged.
    pub open: Post,
    /// The cases.
    pub rows: Vec<CaseRow>,
    /// What a person must do because a machine could not.
    pub tasks: Vec<String>,
    /// The other pages.
    pub pager: Pager,
    /// The case that was opened.
    pub case: Option<Box<OpenCase>>,
    /// Why an act was refused.
    pub refusals: Refusals,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    fn file() -> FileRow {
        FileRow {
            id: "1".into(),
            name: "don.pdf".into(),
            size: "120 KB".into(),
            released: false,
            open: post("/hh/hoi-dap/42/tep"),
            release: Some(post("/hh/hoi-dap/42/cho-xem")),
        }
    }

    impl IntakePart {
        pub(crate) fn sample() -> Self {
            Self {
                added: vec![(when("1 giờ trước"), Html::sanitised("<p>Bổ sung (mẫu)</p>"))],
                files: vec![file()],
                rating: Some("4/5: rõ ràng".into()),
                same: Some("Nội dung trùng với câu hỏi đã nhận trước đó.".into()),
                classify: Some(post("/hh/hoi-dap/42/doi-loai")),
                version: "1".into(),
                classes: vec![Choice::new("gop-y", "Góp ý")],
                privacy: Some(post("/hh/hoi-dap/42/du-lieu")),
                requests: vec!["28/12/2016: xem dữ liệu".into()],
                refusals: Refusals::default(),
            }
        }
    }

    impl TakePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Ghi đơn thư"),
                post: post("/hh/ghi-don-thu"),
                form: "mau".into(),
                classes: vec![Choice::new("hoi-dap", "Hỏi đáp")],
                channels: vec![Choice::new("letter", "Thư giấy")],
                received: "28/12/2016".into(),
                typed: TakeValues::default(),
                files: vec![("1".into(), "thu.pdf".into())],
                accept: ".pdf",
                refusals: Refusals(vec![Refusal {
                    field: "tieu-de".into(),
                    message: "Hãy ghi tiêu đề, ít nhất 5 ký tự.".into(),
                    clause: None,
                }]),
            }
        }
    }

    impl ReceiptPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Giấy biên nhận"),
                body: "Văn phòng HĐND và UBND huyện".into(),
                address: "Thị trấn Thắng".into(),
                number: "42".into(),
                class: "Hỏi đáp".into(),
                channel: "thư giấy".into(),
                received: Stamp::new("28/12/2016", "2016-12-28"),
                due: "19/01/2017".into(),
                code: "HH7K2-M9QX4".into(),
                track: "https://hiephoa.example/hoi-dap/theo-doi".into(),
                next: "Câu hỏi được chuyển đơn vị có trách nhiệm.".into(),
                advice: None,
                question: Some("/hh/hoi-dap/42".into()),
                again: "/hh/ghi-don-thu".into(),
            }
        }
    }

    impl SealedPage {
        pub(crate) fn sample() -> Self {
            let state = || Badge::new("Đã tiếp nhận, giữ kín", Tone::Warn);
            Self {
                layout: layout("Ngăn hồ sơ riêng"),
                open: post("/hh/ngan-rieng/mo"),
                rows: vec![CaseRow {
                    id: "1".into(),
                    title: "Tố cáo số 3".into(),
                    state: state(),
                    about: "trang thông tin điện tử, 28/12/2016".into(),
                    due: "11/01/2017".into(),
                }],
                tasks: vec!["Thư gửi người gửi không đến được.".into()],
                pager: Pager::default(),
                case: Some(Box::new(OpenCase {
                    id: "1".into(),
                    version: "1".into(),
                    title: "Tố cáo số 3".into(),
                    state: state(),
                    subject: "Nội dung (mẫu)".into(),
                    text: Html::sanitised("<p>Nội dung (mẫu)</p>"),
                    contact: vec![("Họ tên".into(), "(mẫu)".into())],
                    files: vec![FileRow { release: None, ..file() }],
                    events: vec![(when("1 giờ trước"), "bạn đọc".into(), "Đã tiếp nhận".into())],
                    channel: Html::sanitised("<p>Nơi nhận: nơi tiếp công dân.</p>"),
                    handle: Some(post("/hh/ngan-rieng/xu-ly")),
                    steps: vec![Choice::new("tra-loi", "Hướng dẫn, trả lời người gửi")],
                    classes: vec![Choice::new("hoi-dap", "Hỏi đáp")],
                    text_typed: String::new(),
                })),
                refusals: Refusals::default(),
            }
        }
    }
}
