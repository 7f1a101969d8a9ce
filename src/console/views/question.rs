//! The question desk: the register and one question with everything that belongs to it.

use askama::Template;

use super::{
    answering::AnsweringPart,
    item::{Action, Ask, TrailEvent},
    layout::{ConsoleLayout, Post, When},
    routing::TriagePart,
};
use crate::public::views::{Badge, Choice, Html, Link, Pager, Refusals};

/// A row of the register.
#[derive(Clone, Debug, Default)]
pub struct QuestionRow {
    /// Number in the register.
    pub number: String,
    /// Subject and its page.
    pub link: Link,
    /// Class: `Hỏi đáp`, `Phản ánh, kiến nghị`.
    pub class: String,
    /// Its state.
    pub state: Badge,
    /// The unit that has it.
    pub unit: Option<String>,
    /// When it is due, overdue shown by the tone.
    pub due: Badge,
    /// When it was received.
    pub received: When,
}

/// The register, narrowed by a GET form.
///
/// Ids of the form's fields: `q`, `trang-thai`, `loai`, `don-vi`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/questions.html")]
pub struct QuestionsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Name of the tray.
    pub title: String,
    /// Address of the form.
    pub action: String,
    /// Words or number searched for.
    pub q: String,
    /// States, the first being all.
    pub states: Vec<Choice>,
    /// Classes, the first being all.
    pub classes: Vec<Choice>,
    /// Units, the first being all.
    pub units: Vec<Choice>,
    /// Takes in a letter or a spoken question at the desk.
    pub take_in: Option<Link>,
    /// How many in words.
    pub count_text: String,
    /// The rows.
    pub rows: Vec<QuestionRow>,
    /// What an empty list says.
    pub empty_text: String,
    /// The other pages.
    pub pager: Pager,
}

/// The contacts of the one who asked; every look at them is logged.
#[derive(Clone, Debug)]
pub enum Contacts {
    /// Hidden behind a button; seeing them writes to the log.
    Hidden {
        /// Asks for them.
        reveal: Post,
    },
    /// Shown after that: name and value.
    Shown {
        /// `Thư điện tử`, `Điện thoại`, …
        lines: Vec<(String, String)>,
        /// `Đã ghi nhật ký lúc 14:30`.
        logged_text: String,
    },
    /// The person may not see them.
    Withheld,
    /// Erased, their time being over.
    Erased,
    /// The sender left none.
    Absent,
}

/// A unit that the question may belong to.
#[derive(Clone, Debug, Default)]
pub struct Suggestion {
    /// Key of the unit, the value of `don-vi`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The words in the question that point to it.
    pub words: Vec<String>,
    /// How sure, in words: `rất có thể`, `có thể`.
    pub weight: String,
    /// What it answered before that is near.
    pub because: Vec<Link>,
    /// What the site's rules and the unit itself say.
    pub reasons: Vec<String>,
    /// Whether it was chosen in a form that comes back.
    pub chosen: bool,
}

/// The form that gives the question to a unit.
///
/// Ids of its fields: `don-vi-1`, … for the suggestions and `don-vi-khac` for another, all sent as `don-vi` and
/// `don-vi-khac`; `loi-nhan` for a remark to the unit; `han` for the day.
#[derive(Clone, Debug, Default)]
pub struct AssignForm {
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw, sent as `phien-ban`.
    pub version: String,
    /// At most three.
    pub suggestions: Vec<Suggestion>,
    /// All units, the first being none.
    pub units: Vec<Choice>,
    /// Day by which the unit answers, `10/01/2017`.
    pub due: String,
    /// The law's limit, in words.
    pub due_hint: String,
    /// Remark typed so far.
    pub remark: String,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// An answer that came in.
#[derive(Clone, Debug)]
pub struct AnswerCard {
    /// The unit.
    pub unit: String,
    /// How it came: `qua liên kết`, `qua thư`, `người gửi chưa xác minh`.
    pub way: Badge,
    /// Its state: `Chờ duyệt`, `Đã gửi`.
    pub state: Badge,
    /// When.
    pub at: When,
    /// Name and post of the officer.
    pub signed: String,
    /// The text.
    pub body: Html,
    /// What can be done with it: approve, return, publish.
    pub actions: Vec<Action>,
}

/// A mail that was sent because of the question.
#[derive(Clone, Debug, Default)]
pub struct MailRow {
    /// What it is: `Giấy biên nhận`, `Giao việc cho đơn vị`.
    pub what: String,
    /// Its page with every attempt, where the person may see it.
    pub url: Option<String>,
    /// To whom; a reader's address is masked.
    pub to: String,
    /// Where the delivery stands.
    pub state: Badge,
    /// Last reply of the receiving server, or the next try.
    pub about: String,
    /// When that was.
    pub at: When,
    /// Sends it once more, where a person decides that.
    pub again: Option<Post>,
}

/// A question's page.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/question.html")]
pub struct QuestionDeskPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Number in the register.
    pub number: String,
    /// Subject.
    pub subject: String,
    /// Class.
    pub class: String,
    /// Its state.
    pub state: Badge,
    /// When it is due.
    pub due: Badge,
    /// When it was received and how: `qua trang web`.
    pub received_text: String,
    /// The text as it was asked.
    pub text: Html,
    /// Whether the asker agreed to publication with the name.
    pub consent_text: String,
    /// The contacts.
    pub contacts: Contacts,
    /// The form that gives it to a unit, while it has none.
    pub assign: Option<AssignForm>,
    /// The unit that has it, in a sentence.
    pub assigned_text: Option<String>,
    /// The answers.
    pub answers: Vec<AnswerCard>,
    /// The one next action, in the bar.
    pub next: Option<Action>,
    /// The other actions: transfer, out of scope, duplicate, close, …
    pub actions: Vec<Action>,
    /// From the first draft to the correction.
    pub answering: AnsweringPart,
    /// What happened, newest first.
    pub trail: Vec<TrailEvent>,
    /// Mails and where they stand.
    pub mails: Vec<MailRow>,
    /// Its last days, and what moves them.
    pub clock: super::clock::QuestionClock,
    /// What its sender added, attached, thought; its class and data.
    pub intake: super::intake::IntakePart,
    /// What came about it by mail.
    pub letters: super::letters::QuestionLetters,
    /// What happened while the form was open.
    pub notice: Option<String>,
    /// Triage: field, class, opinions, repetitions, transfers.
    pub triage: TriagePart,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::{
            item::samples::{action, trail},
            layout::samples::{layout, post, when},
        },
        public::views::{Refusal, Tone},
    };

    impl QuestionsPage {
        pub(crate) fn sample() -> Self {
            let row = |number: &str, subject: &str, state, unit: Option<&str>, due| QuestionRow {
                number: number.into(),
                link: Link::new(subject, "/hh/hoi-dap/42"),
                class: "Hỏi đáp".into(),
                state,
                unit: unit.map(Into::into),
                due,
                received: when("2 ngày trước"),
            };
            Self {
                layout: layout("Hỏi đáp"),
                title: "Sổ hỏi đáp".into(),
                action: "/hh/hoi-dap".into(),
                q: String::new(),
                states: vec![Choice::new("", "Mọi trạng thái"), Choice::new("cho", "Chờ phân loại")],
                classes: vec![Choice::new("", "Mọi loại")],
                units: vec![Choice::new("", "Mọi đơn vị")],
                take_in: Some(Link::new("Ghi đơn thư nhận trực tiếp", "/hh/hoi-dap/ghi")),
                count_text: "3 câu hỏi".into(),
                rows: vec![
                    row(
                        "HĐ-2016-0042",
                        "Đăng ký khai sinh quá hạn cho cháu (mẫu)",
                        Badge::new("Chờ phân loại", Tone::Warn),
                        None,
                        Badge::new("còn 14 ngày làm việc", Tone::Plain),
                    ),
                    row(
                        "HĐ-2016-0039",
                        "Khói bụi từ cụm công nghiệp về đêm (mẫu)",
                        Badge::new("Đơn vị đang trả lời", Tone::Plain),
                        Some("Phòng Tài nguyên và Môi trường"),
                        Badge::new("quá hạn 1 ngày", Tone::Bad),
                    ),
                    row(
                        "HĐ-2016-0035",
                        "Hỗ trợ mua thẻ bảo hiểm y tế (mẫu)",
                        Badge::new("Đã đăng", Tone::Good),
                        Some("Bảo hiểm xã hội huyện"),
                        Badge::new("đúng hạn", Tone::Good),
                    ),
                ],
                empty_text: "Không có câu hỏi nào ở đây.".into(),
                pager: Pager::default(),
            }
        }
    }

    impl QuestionDeskPage {
        pub(crate) fn sample() -> Self {
            let suggestion = |key: &str, name: &str, words: &[&str], weight: &str| Suggestion {
                key: key.into(),
                name: name.into(),
                words: words.iter().map(ToString::to_string).collect(),
                weight: weight.into(),
                ..Suggestion::default()
            };
            Self {
                notice: None,
                triage: TriagePart::sample(),
                layout: layout("HĐ-2016-0042"),
                number: "HĐ-2016-0042".into(),
                subject: "Đăng ký khai sinh quá hạn cho cháu (mẫu)".into(),
                class: "Hỏi đáp".into(),
                state: Badge::new("Chờ phân loại", Tone::Warn),
                due: Badge::new("còn 14 ngày làm việc", Tone::Plain),
                received_text: "Nhận qua trang web, thứ Tư, 28/12/2016, 09:00".into(),
                text: Html::sanitised(
                    "<p>Cháu tôi sinh tháng 3 nhưng chưa làm khai sinh. Xin hỏi nộp hồ sơ ở đâu?</p>",
                ),
                consent_text: "Không đồng ý đăng kèm họ tên.".into(),
                contacts: Contacts::Hidden { reveal: post("/hh/hoi-dap/42/lien-he") },
                assign: Some(AssignForm {
                    post: post("/hh/hoi-dap/42/giao"),
                    version: "1".into(),
                    suggestions: vec![
                        suggestion("tuphap", "Phòng Tư pháp", &["khai sinh", "quá hạn"], "rất có thể"),
                        suggestion(
                            "vanphong",
                            "Văn phòng HĐND và UBND huyện",
                            &["nộp hồ sơ ở đâu"],
                            "có thể",
                        ),
                        suggestion("conganhuyen", "Công an huyện", &["sinh"], "ít có thể"),
                    ],
                    units: vec![Choice::new("", "Chọn đơn vị khác"), Choice::new("noivu", "Phòng Nội vụ")],
                    due: "10/01/2017".into(),
                    due_hint: "Chậm nhất 19/01/2017 theo hạn 15 ngày làm việc.".into(),
                    remark: String::new(),
                    refusals: Refusals(vec![Refusal {
                        field: "don-vi".into(),
                        message: "Chưa chọn đơn vị trả lời.".into(),
                        clause: None,
                    }]),
                }),
                assigned_text: None,
                answers: Vec::new(),
                next: None,
                actions: vec![
                    action(
                        "chuyen",
                        "Chuyển cơ quan khác",
                        "Ngoài thẩm quyền: người hỏi được báo ngay nơi giải quyết.",
                        Ask::Reason { label: "Chuyển đến đâu, vì sao".into() },
                    ),
                    action(
                        "trung",
                        "Đánh dấu trùng",
                        "Người hỏi được gửi câu trả lời đã có.",
                        Ask::Reason { label: "Số của câu hỏi đã có".into() },
                    ),
                ],
                clock: super::super::clock::QuestionClock {
                    lines: vec![("Trả lời chậm nhất".into(), "thứ Năm, 19/01/2017, 17:00".into())],
                    provisional: true,
                    ..Default::default()
                },
                answering: AnsweringPart::default(),
                trail: trail(),
                intake: crate::console::views::intake::IntakePart::sample(),
                letters: super::super::letters::QuestionLetters {
                    rows: vec![super::super::letters::LetterRow {
                        link: Link::new("Đã ghi nhận là câu trả lời của đơn vị.", "/hh/thu-den/1"),
                        state: Badge::new("trả lời của đơn vị", Tone::Good),
                        at: when("2 giờ trước"),
                    }],
                },
                mails: vec![
                    MailRow {
                        what: "Giấy biên nhận".into(),
                        url: Some("/hh/thu-di/1".into()),
                        to: "m···@thu.example".into(),
                        state: Badge::new("Đã chuyển tới", Tone::Good),
                        about: "250 OK".into(),
                        at: when("2 ngày trước"),
                        again: None,
                    },
                    MailRow {
                        what: "Giao việc cho đơn vị".into(),
                        url: Some("/hh/thu-di/1".into()),
                        to: "tuphap@hiephoa.example".into(),
                        state: Badge::new("Không tới được", Tone::Bad),
                        about: "550 hộp thư không tồn tại. Xin gọi điện cho đơn vị.".into(),
                        at: when("1 giờ trước"),
                        again: Some(post("/hh/thu/7/gui-lai")),
                    },
                ],
            }
        }

        /// With an answer that waits for approval.
        pub(crate) fn answered_sample() -> Self {
            Self {
                state: Badge::new("Chờ duyệt trả lời", Tone::Warn),
                contacts: Contacts::Shown {
                    lines: vec![
                        ("Họ và tên".into(), "(mẫu)".into()),
                        ("Thư điện tử".into(), "mau@thu.example".into()),
                    ],
                    logged_text: "Lần xem này đã được ghi nhật ký lúc 14:30.".into(),
                },
                assign: None,
                assigned_text: Some("Đã giao Phòng Tư pháp 29/12/2016, hạn 10/01/2017.".into()),
                answers: vec![AnswerCard {
                    unit: "Phòng Tư pháp".into(),
                    way: Badge::new("qua liên kết", Tone::Good),
                    state: Badge::new("Chờ duyệt", Tone::Warn),
                    at: when("1 giờ trước"),
                    signed: "(mẫu), Trưởng phòng".into(),
                    body: Html::sanitised(
                        "<p>Việc đăng ký khai sinh thực hiện tại Ủy ban nhân dân cấp xã.</p>",
                    ),
                    actions: vec![action(
                        "tra-lai-don-vi",
                        "Trả lại đơn vị",
                        "Đơn vị nhận được lý do và một liên kết mới.",
                        Ask::Reason { label: "Cần sửa gì".into() },
                    )],
                }],
                answering: AnsweringPart::sample(),
                ..Self::sample()
            }
        }
    }
}
