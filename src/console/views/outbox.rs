//! Mail that leaves: the list, one letter with its attempts, the templates, the signature.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// What is to be known before the list: a queue that stands still, letters that wait too long.
#[derive(Clone, Debug)]
pub struct Alert {
    /// What is the matter and since when.
    pub text: String,
    /// Sets it right, with the button's words, where the person may.
    pub act: Option<(Post, String)>,
    /// Fields that go along with it.
    pub fields: Vec<(String, String)>,
}

/// A letter in the list.
#[derive(Clone, Debug, Default)]
pub struct LetterRow {
    /// What it is, and its page where the person may open it.
    pub what: String,
    /// Its page.
    pub url: Option<String>,
    /// To whom, never the address.
    pub to: String,
    /// Where it is.
    pub state: Badge,
    /// How it fares, in a sentence.
    pub told: String,
    /// What it is about.
    pub about: Option<Link>,
    /// When it was written.
    pub at: When,
    /// Whose letter, where several sites are listed.
    pub place: Option<String>,
}

/// The letters of a site, or of the sites below it.
///
/// Ids of the filter's fields: `trang-thai`, `loai`, `cham`, `pham-vi`. Of the form that holds the queue: `ly-do`, `tat-ca`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/outbox.html")]
pub struct OutboxPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What is the matter.
    pub alerts: Vec<Alert>,
    /// Letters by state in words.
    pub counts: Vec<(Badge, i64)>,
    /// Address of the filter.
    pub action: String,
    /// States, the first being all.
    pub states: Vec<Choice>,
    /// Recipients, the first being all.
    pub classes: Vec<Choice>,
    /// Only what is late.
    pub late: bool,
    /// Sites, where the person sees several; empty otherwise.
    pub places: Vec<Choice>,
    /// The letters.
    pub rows: Vec<LetterRow>,
    /// The rest of them.
    pub more_url: Option<String>,
    /// The first page, when this is not it.
    pub newest_url: Option<String>,
    /// Holds the queue, where the person may and it is not held.
    pub hold: Option<Post>,
    /// Whether everybody's can be held too.
    pub may_hold_all: bool,
    /// The reason typed so far.
    pub reason: String,
    /// Whether everybody's was ticked.
    pub all: bool,
    /// Why holding was refused.
    pub refusals: Refusals,
    /// The templates and the signature.
    pub ways: Vec<Link>,
}

/// One attempt of a letter.
#[derive(Clone, Debug, Default)]
pub struct AttemptRow {
    /// Counting from 1.
    pub number: i64,
    /// When it began.
    pub at: When,
    /// How long it took, in words.
    pub took: String,
    /// What it came to.
    pub state: Badge,
    /// How far it came, in words.
    pub phase: String,
    /// The server's words.
    pub reply: String,
}

/// One letter.
///
/// Id of the stopping form's field: `ly-do`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/outbox_letter.html")]
pub struct LetterPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The list.
    pub back: Link,
    /// The letter.
    pub row: LetterRow,
    /// Names with their values.
    pub facts: Vec<(String, String)>,
    /// The letter that it repeats, and the one that repeats it.
    pub kin: Vec<Link>,
    /// Its attempts, latest first.
    pub attempts: Vec<AttemptRow>,
    /// Sends it again.
    pub again: Option<Post>,
    /// Stops it.
    pub stop: Option<Post>,
    /// The reason typed so far.
    pub reason: String,
    /// Why the last act was refused.
    pub refusals: Refusals,
}

/// The templates, or one of them filled with a sample.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/outbox_templates.html")]
pub struct TemplatesPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The list of letters.
    pub back: Link,
    /// Every template: its page, when it goes.
    pub kinds: Vec<(Link, String)>,
    /// The one that is shown.
    pub shown: Option<TemplateShown>,
}

/// A template filled with a sample.
#[derive(Clone, Debug)]
pub struct TemplateShown {
    /// What it is.
    pub title: String,
    /// When it goes to whom.
    pub when: String,
    /// Its subject.
    pub subject: String,
    /// The part for programs that show text.
    pub text: String,
    /// The part for those that show HTML.
    pub html: Html,
}

/// What stands under letters, now, before and from a day on.
///
/// Ids of the fields: `ten`, `dia-chi`, `dien-thoai`, `thu-dien-tu`, `trang`, `tu-ngay`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/outbox_signature.html")]
pub struct SignaturePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The list of letters.
    pub back: Link,
    /// As it stands under a letter today.
    pub today: String,
    /// Sets it, where the person may.
    pub post: Option<Post>,
    /// The body's name.
    pub body: String,
    /// Its address.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Its mail.
    pub email: String,
    /// Its site.
    pub site: String,
    /// The first day.
    pub from: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What was set: first day, the lines, by whom, when.
    pub history: Vec<(String, String, String, When)>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    fn row() -> LetterRow {
        LetterRow {
            what: "Chuyển câu hỏi cho đơn vị".into(),
            url: Some("/hh/thu-di/1".into()),
            to: "Phòng Tư pháp (mẫu)".into(),
            state: Badge::new("không gửi được", Tone::Bad),
            told: "Bị từ chối vì: 550 5.1.1 […]".into(),
            about: Some(Link::new("Mở câu hỏi", "/hh/hoi-dap/1")),
            at: when("2 giờ trước"),
            place: None,
        }
    }

    fn refused() -> Refusals {
        Refusals(vec![Refusal {
            field: "ly-do".into(),
            message: "Hãy nêu lý do; lý do được ghi vào nhật ký.".into(),
            clause: None,
        }])
    }

    impl OutboxPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sổ thư đi"),
                alerts: vec![
                    Alert {
                        text: "Gửi thư đang tạm dừng từ 30/12/2016 10:00 theo Trưởng ban (mẫu): đổi máy chủ thư.".into(),
                        act: Some((post("/hh/thu-di/tiep-tuc"), "Cho gửi tiếp".into())),
                        fields: vec![("tat-ca".into(), "co".into())],
                    },
                    Alert { text: "2 thư chờ quá một giờ.".into(), act: None, fields: vec![] },
                ],
                counts: vec![(Badge::new("không gửi được", Tone::Bad), 1), (Badge::new("chờ gửi", Tone::Warn), 2)],
                action: "/hh/thu-di".into(),
                states: vec![Choice::new("", "Mọi trạng thái").chosen(), Choice::new("dead", "không gửi được")],
                classes: vec![Choice::new("", "Mọi người nhận").chosen(), Choice::new("unit", "Đơn vị")],
                late: true,
                places: vec![Choice::new("", "Trang này").chosen(), Choice::new("duoi", "Cả các trang cấp dưới")],
                rows: vec![row(), LetterRow { url: None, place: Some("Xã Đức Thắng".into()), ..row() }],
                more_url: Some("/hh/thu-di?sau=1.a".into()),
                newest_url: Some("/hh/thu-di".into()),
                hold: Some(post("/hh/thu-di/tam-dung")),
                may_hold_all: true,
                reason: "Đổi máy chủ thư".into(),
                all: true,
                refusals: refused(),
                ways: vec![Link::new("Mẫu thư", "/hh/thu-di/mau"), Link::new("Chữ ký dưới thư", "/hh/thu-di/chu-ky")],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                alerts: vec![],
                counts: vec![],
                rows: vec![],
                places: vec![],
                more_url: None,
                newest_url: None,
                hold: None,
                refusals: Refusals::default(),
                ..Self::sample()
            }
        }
    }

    impl LetterPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Thư đi"),
                back: Link::new("Sổ thư đi", "/hh/thu-di"),
                row: row(),
                facts: vec![("Mã thư".into(), "0193f2".into())],
                kin: vec![Link::new("Gửi lại thư trước", "/hh/thu-di/0")],
                attempts: vec![AttemptRow {
                    number: 1,
                    at: when("2 giờ trước"),
                    took: "1 giây".into(),
                    state: Badge::new("bị từ chối", Tone::Bad),
                    phase: "địa chỉ người nhận".into(),
                    reply: "550 5.1.1".into(),
                }],
                again: Some(post("/hh/thu-di/1/gui-lai")),
                stop: Some(post("/hh/thu-di/1/thoi-gui")),
                reason: String::new(),
                refusals: refused(),
            }
        }
    }

    impl TemplatesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Mẫu thư"),
                back: Link::new("Sổ thư đi", "/hh/thu-di"),
                kinds: vec![(
                    Link::new("Trả lời người hỏi", "/hh/thu-di/mau/tra-loi"),
                    "Khi đã duyệt.".into(),
                )],
                shown: Some(TemplateShown {
                    title: "Trả lời người hỏi".into(),
                    when: "Khi đã duyệt.".into(),
                    subject: "Trả lời câu hỏi số 12".into(),
                    text: "Kính gửi ông/bà,".into(),
                    html: Html::sanitised("<p>Kính gửi ông/bà,</p>".to_owned()),
                }),
            }
        }
    }

    impl SignaturePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Chữ ký dưới thư"),
                back: Link::new("Sổ thư đi", "/hh/thu-di"),
                today: "-- \nỦy ban nhân dân (mẫu)".into(),
                post: Some(post("/hh/thu-di/chu-ky")),
                body: "Ủy ban nhân dân (mẫu)".into(),
                address: "Thị trấn (mẫu)".into(),
                phone: String::new(),
                email: String::new(),
                site: "https://trang-mau.example/".into(),
                from: "02/01/2017".into(),
                refusals: Refusals(vec![Refusal {
                    field: "dien-thoai".into(),
                    message: "Hãy ghi điện thoại hoặc thư điện tử.".into(),
                    clause: None,
                }]),
                history: vec![(
                    "30/12/2016".into(),
                    "-- \nỦy ban nhân dân (mẫu)".into(),
                    "Văn phòng (mẫu)".into(),
                    when("2 giờ trước"),
                )],
            }
        }
    }
}
