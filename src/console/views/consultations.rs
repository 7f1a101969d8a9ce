//! Consultations in the console: the list, the form of a draft, and one with its comments and its account.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// One of the list.
#[derive(Clone, Debug, Default)]
pub struct ConsultationRow {
    /// Its title and page.
    pub link: Link,
    /// Where it stands.
    pub state: Badge,
    /// That its account is late.
    pub late: Option<Badge>,
    /// The unit in charge.
    pub unit: String,
    /// From when to when.
    pub days: String,
    /// How many comments came and wait.
    pub count_text: String,
}

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/consultations.html")]
pub struct ConsultationsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where a new one is begun.
    pub new_url: Option<String>,
    /// Where words are looked for in their texts.
    pub action: String,
    /// The words looked for.
    pub q: String,
    /// Last changed first, or the best first.
    pub rows: Vec<ConsultationRow>,
    /// The page before.
    pub newer: Option<String>,
    /// The page after.
    pub older: Option<String>,
}

/// The form of a draft.
///
/// Ids of its fields: `loai`, `tieu-de`, `don-vi`, `lien-he`, `tu-ngay`, `den-ngay`, `can-cu`, `thuyet-minh`, `toan-van`,
/// `tep`, `tep-` with a file's id.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/consultation_edit.html")]
pub struct ConsultationEditPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What the form is about.
    pub heading: String,
    /// Back to the list or to the draft.
    pub back: Link,
    /// Where it is posted.
    pub post: Post,
    /// The version seen; empty for a new one.
    pub version: String,
    /// What happened meanwhile, where that kept it from being saved.
    pub notice: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Kinds of text with their least time.
    pub kinds: Vec<Choice>,
    /// Title.
    pub title: String,
    /// The units.
    pub units: Vec<Choice>,
    /// How to reach the unit.
    pub contact: String,
    /// First day.
    pub begins: String,
    /// Last day.
    pub ends: String,
    /// Why shorter than the rule.
    pub ground: String,
    /// Explanatory note.
    pub note: String,
    /// The draft.
    pub text: String,
    /// Files of the library.
    pub files: Vec<Choice>,
    /// The library, to bring more.
    pub library_url: String,
}

/// A form with one button, or with a reason.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Where it is posted.
    pub post: Post,
    /// Words of the button.
    pub button: String,
}

/// A comment on the desk.
#[derive(Clone, Debug, Default)]
pub struct CommentRow {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub about: String,
    /// When it came.
    pub at: When,
    /// Waiting, shown, withheld.
    pub state: Badge,
    /// As the person may read it.
    pub body: Html,
    /// The name that readers would see under it.
    pub name: Option<String>,
    /// As readers would see it, where that differs.
    pub masked: Option<Html>,
    /// The reason given.
    pub note: String,
    /// What became of it.
    pub verdict: Option<Badge>,
    /// Who sent it, once asked for: lines.
    pub contact: Vec<String>,
    /// Asks who sent it.
    pub reveal: Option<Post>,
    /// Decides; sends `phien-ban`, `quyet-dinh`, `ly-do`.
    pub moderate: Option<Post>,
    /// What can be decided.
    pub decisions: Vec<Choice>,
    /// The reason typed into a form that came back.
    pub reason: String,
    /// Why that was refused.
    pub refused: Option<String>,
    /// Whether the form stands open.
    pub open: bool,
    /// The version seen.
    pub version: String,
    /// Takes the sender out.
    pub erase: Option<Post>,
    /// Whether it can be ticked for an answer.
    pub answerable: bool,
    /// Whether it was ticked in a form that came back.
    pub ticked: bool,
}

/// Gives more time; sends `phien-ban`, `ngay-cuoi-moi`, `ly-do-keo-dai`.
#[derive(Clone, Debug, Default)]
pub struct Extension {
    /// Where it is posted.
    pub post: Post,
    /// The last day typed.
    pub ends: String,
    /// The reason typed.
    pub reason: String,
    /// Whether the form stands open.
    pub open: bool,
}

/// Takes it from readers; sends `phien-ban`, `vi-sao-go`, `ly-do-go`.
#[derive(Clone, Debug, Default)]
pub struct Removal {
    /// Where it is posted.
    pub post: Post,
    /// Why, as a rule.
    pub causes: Vec<Choice>,
    /// The reason typed.
    pub reason: String,
    /// Whether the form stands open.
    pub open: bool,
}

/// The form that corrects what readers have seen.
///
/// Ids of its fields: `thuyet-minh`, `toan-van`, `ly-do-sua`, `cam-ket`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/consultation_correct.html")]
pub struct ConsultationCorrectPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Title of the draft.
    pub title: String,
    /// Back to the consultation.
    pub back: Link,
    /// Where it is posted.
    pub post: Post,
    /// The version seen.
    pub version: String,
    /// What happened meanwhile, where that kept it from being saved.
    pub notice: Option<String>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Explanatory note.
    pub note: String,
    /// The draft.
    pub text: String,
    /// What was corrected and why.
    pub reason: String,
    /// Whether it is declared that nothing is secret.
    pub declared: bool,
}

/// One consultation.
///
/// Ids of its fields: `cam-ket`, `ly-do-tra`, `bao-cao`, `so-van-ban`, `ket-luan`, `giai-trinh`, `ngay-cuoi-moi`,
/// `ly-do-keo-dai`, `vi-sao-go`, `ly-do-go`; `y-kien`, `quyet-dinh` and `ly-do` with a number.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/consultation.html")]
pub struct ConsultationDeskPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// That its account is late, and since when.
    pub late: Option<String>,
    /// That it was taken from readers, and why.
    pub removed: Option<String>,
    /// Why it was sent back last.
    pub returned: Option<String>,
    /// Name and value of what is known.
    pub facts: Vec<(String, String)>,
    /// What readers were told of changes: a sentence each.
    pub changes: Vec<String>,
    /// The public page.
    pub public_url: Option<String>,
    /// The form of the draft.
    pub edit_url: Option<String>,
    /// The version seen, sent as `phien-ban`.
    pub version: String,
    /// What happened meanwhile, where that kept the last step from being done.
    pub notice: Option<String>,
    /// Why the last step was refused.
    pub refusals: Refusals,
    /// Everything that stands against the next step.
    pub missing: Vec<String>,
    /// Sends it to another.
    pub submit: Option<Step>,
    /// Approves it.
    pub approve: Option<Step>,
    /// Whether who approves had declared that nothing is secret.
    pub declared: bool,
    /// That the person wrote at it.
    pub own: bool,
    /// Sends it back.
    pub send_back: Option<Post>,
    /// The reason typed.
    pub reason: String,
    /// Corrects the text that readers see.
    pub correct_url: Option<String>,
    /// Gives more time.
    pub extension: Option<Extension>,
    /// Takes it from readers.
    pub removal: Option<Removal>,
    /// The explanatory note.
    pub note: Html,
    /// The whole draft.
    pub text: Html,
    /// How many came and where they stand.
    pub count_text: String,
    /// The comments.
    pub comments: Vec<CommentRow>,
    /// The comments after these.
    pub more: Option<Link>,
    /// Answers ticked comments.
    pub respond: Option<Post>,
    /// Taken in or not.
    pub verdicts: Vec<Choice>,
    /// The answer typed.
    pub answer: String,
    /// Writes the account.
    pub account_post: Option<Post>,
    /// The account.
    pub account: String,
    /// Names the document that came of it.
    pub issued_post: Option<Post>,
    /// Its number.
    pub issued: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    impl ConsultationsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Lấy ý kiến góp ý"),
                new_url: Some("/hh/lay-y-kien/moi".into()),
                action: "/hh/lay-y-kien".into(),
                q: String::new(),
                newer: None,
                older: Some("/hh/lay-y-kien?trang=2".into()),
                rows: vec![ConsultationRow {
                    link: Link::new("Dự thảo Quy chế quản lý chợ (mẫu)", "/hh/lay-y-kien/1"),
                    state: Badge::new("Đã kết thúc", Tone::Plain),
                    late: Some(Badge::new("Trễ công bố kết quả", Tone::Bad)),
                    unit: "Phòng Kinh tế và Hạ tầng".into(),
                    days: "từ 01/12/2016 đến 10/12/2016".into(),
                    count_text: "5 ý kiến, 1 chờ xem xét".into(),
                }],
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { rows: Vec::new(), older: None, ..Self::sample() }
        }
    }

    impl ConsultationEditPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Lập việc lấy ý kiến"),
                heading: "Lập việc lấy ý kiến".into(),
                back: Link::new("Về danh sách", "/hh/lay-y-kien"),
                post: post("/hh/lay-y-kien/moi"),
                version: String::new(),
                notice: Some("Nội dung vừa được người khác thay đổi.".into()),
                refusals: refusal("den-ngay", "Loại này cần ít nhất 7 ngày."),
                kinds: vec![Choice::new("khac", "Dự thảo khác (ít nhất 7 ngày)").chosen()],
                title: "Dự thảo Quy chế (mẫu)".into(),
                units: vec![Choice::new("tuphap", "Phòng Tư pháp").chosen()],
                contact: "Điện thoại (mẫu)".into(),
                begins: "02/01/2017".into(),
                ends: "04/01/2017".into(),
                ground: String::new(),
                note: "Vì sao".into(),
                text: "## Điều 1. Phạm vi".into(),
                files: vec![Choice::new("1", "to-trinh.pdf").chosen()],
                library_url: "/hh/thu-vien/them".into(),
            }
        }
    }

    impl ConsultationDeskPage {
        pub(crate) fn sample() -> Self {
            let row = |number: &str, state, moderate: bool| CommentRow {
                number: number.into(),
                about: "Điều 1. Phạm vi".into(),
                at: when("1 giờ trước"),
                state,
                body: Html::sanitised("<p>Nên ghi rõ thời hạn.</p>"),
                name: moderate.then(|| "Hội Nông dân (mẫu)".to_owned()),
                masked: moderate.then(|| Html::sanitised("<p>Nên ghi rõ thời hạn.</p>")),
                note: String::new(),
                verdict: None,
                contact: if moderate { vec!["Họ tên: (mẫu)".into()] } else { Vec::new() },
                reveal: Some(post("/hh/lay-y-kien/1/y-kien/1/lien-he")),
                moderate: moderate.then(|| post("/hh/lay-y-kien/1/y-kien/1")),
                decisions: vec![
                    Choice::new("show", "Đăng (đã che thông tin riêng)"),
                    Choice::new("personal", "Không đăng: có thông tin riêng của người khác").chosen(),
                ],
                reason: String::new(),
                refused: moderate.then(|| "Hãy ghi rõ lý do, ít nhất 5 ký tự.".to_owned()),
                open: moderate,
                version: "1".into(),
                erase: Some(post("/hh/lay-y-kien/1/y-kien/1/xoa-nguoi-gui")),
                answerable: !moderate,
                ticked: !moderate,
            };
            Self {
                layout: layout("Dự thảo Quy chế quản lý chợ (mẫu)"),
                title: "Dự thảo Quy chế quản lý chợ (mẫu)".into(),
                state: Badge::new("Đã kết thúc", Tone::Plain),
                late: Some("Quá hạn công bố kết quả tiếp thu từ 25/12/2016.".into()),
                removed: None,
                returned: Some("Thiếu giải trình Điều 2.".into()),
                changes: vec![
                    "Ngày 30/12/2016: Sửa nội dung dự thảo. Điều đã sửa và lý do: lỗi số (mẫu)".into(),
                ],
                facts: vec![("Đơn vị chủ trì".into(), "Phòng Kinh tế và Hạ tầng".into())],
                public_url: Some("/lay-y-kien/quy-che".into()),
                edit_url: None,
                version: "4".into(),
                notice: Some("Việc lấy ý kiến đã sang bước khác.".into()),
                refusals: refusal("bao-cao", "Hãy ghi báo cáo tổng hợp."),
                missing: vec!["Còn 1 ý kiến chưa quyết định đăng hay không đăng.".into()],
                submit: Some(Step {
                    post: post("/hh/lay-y-kien/1/gui-duyet"),
                    button: "Gửi duyệt kết quả tiếp thu".into(),
                }),
                approve: None,
                declared: false,
                own: false,
                send_back: None,
                reason: String::new(),
                correct_url: Some("/hh/lay-y-kien/1/dinh-chinh".into()),
                extension: Some(Extension {
                    post: post("/hh/lay-y-kien/1/keo-dai"),
                    ends: "15/01/2017".into(),
                    reason: String::new(),
                    open: true,
                }),
                removal: Some(Removal {
                    post: post("/hh/lay-y-kien/1/go"),
                    causes: vec![Choice::new("", "Chọn vì sao gỡ"), Choice::new("mistake", "Có sai sót")],
                    reason: String::new(),
                    open: false,
                }),
                note: Html::sanitised("<p>Vì sao.</p>"),
                text: Html::sanitised("<p>Toàn văn.</p>"),
                count_text: "Đã nhận 2 ý kiến: 1 đã đăng, 0 không đăng, 1 chờ xem xét.".into(),
                comments: vec![
                    row("1", Badge::new("Chờ xem xét", Tone::Warn), true),
                    row("2", Badge::new("Đã đăng", Tone::Good), false),
                ],
                more: Some(Link::new("Các ý kiến tiếp theo", "/hh/lay-y-kien/1?trang=2")),
                respond: Some(post("/hh/lay-y-kien/1/tiep-thu")),
                verdicts: vec![Choice::new("taken", "Tiếp thu")],
                answer: String::new(),
                account_post: Some(post("/hh/lay-y-kien/1/tong-hop")),
                account: String::new(),
                issued_post: Some(post("/hh/lay-y-kien/1/ban-hanh")),
                issued: String::new(),
            }
        }

        pub(crate) fn approval_sample() -> Self {
            Self {
                state: Badge::new("Chờ duyệt", Tone::Warn),
                late: None,
                returned: None,
                refusals: refusal("cam-ket", "Người duyệt cần cam kết."),
                submit: None,
                approve: Some(Step {
                    post: post("/hh/lay-y-kien/1/duyet"),
                    button: "Duyệt, mở lấy ý kiến".into(),
                }),
                own: true,
                send_back: Some(post("/hh/lay-y-kien/1/tra-lai")),
                notice: None,
                changes: Vec::new(),
                correct_url: None,
                extension: None,
                removal: None,
                comments: Vec::new(),
                more: None,
                respond: None,
                account_post: None,
                issued_post: None,
                ..Self::sample()
            }
        }
    }

    impl ConsultationCorrectPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sửa dự thảo đang lấy ý kiến"),
                title: "Dự thảo Quy chế quản lý chợ (mẫu)".into(),
                back: Link::new("Về việc lấy ý kiến", "/hh/lay-y-kien/1"),
                post: post("/hh/lay-y-kien/1/dinh-chinh"),
                version: "3".into(),
                notice: Some("Việc lấy ý kiến đã sang bước khác.".into()),
                refusals: refusal("ly-do-sua", "Hãy ghi lý do, từ 5 đến 500 ký tự."),
                note: "Vì sao".into(),
                text: "## Điều 1. Phạm vi".into(),
                reason: String::new(),
                declared: true,
            }
        }
    }
}
