//! Triage and routing: the part of the question's page, what waits to be given, rules and bodies outside.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Html, Link, Refusals};

/// A form of the triage with its token, the version that was seen, and why it was refused.
#[derive(Clone, Debug, Default)]
pub struct Act {
    /// Where it is posted.
    pub post: Post,
    /// Sent as `phien-ban`.
    pub version: String,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// Puts the question into a field; id `linh-vuc`.
#[derive(Clone, Debug, Default)]
pub struct FieldForm {
    /// The form.
    pub act: Act,
    /// The fields, the first being none.
    pub choices: Vec<Choice>,
    /// What the words point to.
    pub hint: String,
}

/// An opinion asked for.
#[derive(Clone, Debug, Default)]
pub struct OpinionRow {
    /// Whose.
    pub unit: String,
    /// What the desk wants to know.
    pub note: String,
    /// Asked, given, no longer wanted.
    pub state: Badge,
    /// What was said.
    pub body: Option<Html>,
    /// Who said it.
    pub signed: String,
}

/// Asks units beside the one that answers; ids `phoi-hop-…`, `can-y-kien`.
#[derive(Clone, Debug, Default)]
pub struct OpinionForm {
    /// The form.
    pub act: Act,
    /// Units to tick.
    pub units: Vec<Choice>,
    /// What to give an opinion on.
    pub note: String,
}

/// Links it to the question that asks the same; ids `so-chinh`, `tra-loi-chung`.
#[derive(Clone, Debug, Default)]
pub struct LinkForm {
    /// The form.
    pub act: Act,
    /// What may ask the same: number, subject, page.
    pub candidates: Vec<Link>,
    /// The number typed.
    pub number: String,
    /// Whether it is answered together.
    pub together: bool,
}

/// Gives it to another site; ids `trang`, `ly-do-chuyen`.
#[derive(Clone, Debug, Default)]
pub struct SiteForm {
    /// The form.
    pub act: Act,
    /// The sites, the first being none.
    pub sites: Vec<Choice>,
    /// Why.
    pub reason: String,
}

/// Passes it on to a body outside; ids `co-quan`, `loi-nhan-co-quan`, `kem-lien-he`.
#[derive(Clone, Debug, Default)]
pub struct BodyForm {
    /// The form.
    pub act: Act,
    /// The bodies, the first being none.
    pub bodies: Vec<Choice>,
    /// Word to it.
    pub note: String,
    /// Whether the person may send the contact along.
    pub may_contact: bool,
    /// Whether it was ticked.
    pub with_contact: bool,
}

/// The triage part of the question's page.
#[derive(Clone, Debug, Default)]
pub struct TriagePart {
    /// Which class its words hint at.
    pub class_text: Option<String>,
    /// Units that said that it is not theirs: a sentence each.
    pub declines: Vec<(String, When)>,
    /// The field it was put into.
    pub field: Option<String>,
    /// Puts it into a field.
    pub field_form: Option<FieldForm>,
    /// Opinions asked for.
    pub opinions: Vec<OpinionRow>,
    /// Asks for more.
    pub opinion_form: Option<OpinionForm>,
    /// The question that this one repeats, in a sentence.
    pub main: Option<(String, Link)>,
    /// Those that repeat it.
    pub repeats: Vec<Link>,
    /// Links it to another.
    pub link_form: Option<LinkForm>,
    /// Gives it to another site.
    pub site_form: Option<SiteForm>,
    /// Passes it on to a body outside.
    pub body_form: Option<BodyForm>,
}

/// A question that waits to be given to a unit.
#[derive(Clone, Debug, Default)]
pub struct WaitingRow {
    /// Number in the register.
    pub number: String,
    /// Subject and page.
    pub link: Link,
    /// When it is due.
    pub due: Badge,
    /// When it came.
    pub received: When,
    /// The unit suggested first.
    pub unit: Option<String>,
    /// The words or the rule that cause it.
    pub because: String,
    /// What makes it stand out: a class, a unit's refusal.
    pub remarks: Vec<Badge>,
}

/// What waits to be given to a unit.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/routing_waiting.html")]
pub struct WaitingPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// How many in words.
    pub count_text: String,
    /// The rows, the one due first before others.
    pub rows: Vec<WaitingRow>,
}

/// A rule.
#[derive(Clone, Debug, Default)]
pub struct RuleRow {
    /// What it looks at.
    pub kind: String,
    /// The field, the words, the unit that is away.
    pub subject: String,
    /// The unit it leads to.
    pub unit: String,
    /// From when until when.
    pub days: String,
    /// Whether it holds today.
    pub state: Badge,
    /// Why, and who set it.
    pub note: String,
    /// Ends it.
    pub end: Option<Post>,
}

/// Writes a rule; ids `loai`, `linh-vuc`, `tu-khoa`, `don-vi-vang`, `don-vi`, `tu-ngay`, `den-ngay`, `ghi-chu`.
#[derive(Clone, Debug, Default)]
pub struct RuleForm {
    /// Where it is posted.
    pub post: Post,
    /// The kinds.
    pub kinds: Vec<Choice>,
    /// The fields, the first being none.
    pub fields: Vec<Choice>,
    /// Words typed.
    pub words: String,
    /// The unit that is away.
    pub away: Vec<Choice>,
    /// The unit that takes it.
    pub units: Vec<Choice>,
    /// First day typed.
    pub from: String,
    /// Last day typed.
    pub last: String,
    /// Note typed.
    pub note: String,
}

/// The rules of routing.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/routing_rules.html")]
pub struct RulesPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Leads to the bodies outside.
    pub contacts: Link,
    /// The rules, the last set first.
    pub rows: Vec<RuleRow>,
    /// Writes one, for who may.
    pub form: Option<RuleForm>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// A body outside.
#[derive(Clone, Debug, Default)]
pub struct BodyRow {
    /// What it is called.
    pub name: String,
    /// What is theirs.
    pub matters: String,
    /// How to reach it, a line each.
    pub lines: Vec<String>,
    /// The law.
    pub basis: String,
    /// From when until when.
    pub days: String,
    /// Whether it holds today.
    pub state: Badge,
    /// Ends it.
    pub end: Option<Post>,
}

/// Writes a body; ids `ten`, `viec`, `thu-dien-tu`, `dien-thoai`, `dia-chi`, `can-cu`, `tu-ngay`.
#[derive(Clone, Debug, Default)]
pub struct BodyEntry {
    /// Where it is posted.
    pub post: Post,
    /// Name typed.
    pub name: String,
    /// Matters typed.
    pub matters: String,
    /// Box typed.
    pub email: String,
    /// Telephone typed.
    pub phone: String,
    /// Address typed.
    pub address: String,
    /// Law typed.
    pub basis: String,
    /// First day typed.
    pub from: String,
}

/// The bodies outside.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/routing_contacts.html")]
pub struct ContactsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The bodies by name.
    pub rows: Vec<BodyRow>,
    /// Writes one, for who may.
    pub form: Option<BodyEntry>,
    /// Why it was refused.
    pub refusals: Refusals,
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    fn act(path: &str) -> Act {
        Act {
            post: post(&format!("/hh/hoi-dap/42/{path}")),
            version: "1".into(),
            refusals: Refusals::default(),
        }
    }

    impl TriagePart {
        pub(in crate::console::views) fn sample() -> Self {
            Self {
                class_text: Some("Có thể là phản ánh, kiến nghị, vì có “phản ánh”.".into()),
                declines: vec![(
                    "Phòng Y tế báo không thuộc trách nhiệm (qua liên kết): thuộc Phòng Tư pháp".into(),
                    when("2 giờ trước"),
                )],
                field: Some("hộ tịch".into()),
                field_form: Some(FieldForm {
                    act: act("linh-vuc"),
                    choices: vec![Choice::new("ho-tich", "hộ tịch").chosen()],
                    hint: String::new(),
                }),
                opinions: vec![OpinionRow {
                    unit: "Phòng Y tế".into(),
                    note: "Giấy chứng sinh (mẫu)".into(),
                    state: Badge::new("Đã cho ý kiến", Tone::Good),
                    body: Some(Html::sanitised("<p>Trạm y tế cấp lại giấy chứng sinh (mẫu).</p>")),
                    signed: "Cán bộ (mẫu)".into(),
                }],
                opinion_form: Some(OpinionForm {
                    act: Act {
                        refusals: refusal("phoi-hop", "Hãy chọn từ 1 đến 8 đơn vị phối hợp."),
                        ..act("phoi-hop")
                    },
                    units: vec![Choice::new("noivu", "Phòng Nội vụ")],
                    note: String::new(),
                }),
                main: None,
                repeats: vec![Link::new("số 41: Khai sinh muộn (mẫu)", "/hh/hoi-dap/41")],
                link_form: Some(LinkForm {
                    act: act("trung"),
                    candidates: vec![Link::new("số 40: Khai sinh quá hạn (mẫu)", "/hh/hoi-dap/40")],
                    number: "40".into(),
                    together: true,
                }),
                site_form: Some(SiteForm {
                    act: Act {
                        refusals: refusal("ly-do-chuyen", "Hãy nêu lý do chuyển."),
                        ..act("chuyen-trang")
                    },
                    sites: vec![Choice::new("ducthang", "Xã Đức Thắng").chosen()],
                    reason: String::new(),
                }),
                body_form: Some(BodyForm {
                    act: act("chuyen-ngoai"),
                    bodies: vec![Choice::new("", "Chọn cơ quan").chosen()],
                    note: String::new(),
                    may_contact: true,
                    with_contact: false,
                }),
            }
        }
    }

    impl WaitingPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Chờ phân loại"),
                count_text: "1 câu hỏi, hạn sớm trước".into(),
                rows: vec![WaitingRow {
                    number: "42".into(),
                    link: Link::new("Đăng ký khai sinh quá hạn (mẫu)", "/hh/hoi-dap/42"),
                    due: Badge::new("còn 14 ngày làm việc", Tone::Plain),
                    received: when("2 giờ trước"),
                    unit: Some("Phòng Tư pháp".into()),
                    because: "vì có: khai sinh".into(),
                    remarks: vec![Badge::new("đơn vị báo không thuộc trách nhiệm", Tone::Warn)],
                }],
            }
        }
    }

    impl RulesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Quy tắc chuyển câu hỏi"),
                contacts: Link::new("Cơ quan ngoài hệ thống", "/hh/co-quan-ngoai"),
                rows: vec![RuleRow {
                    kind: "Câu hỏi có từ".into(),
                    subject: "“đèn đường”".into(),
                    unit: "Phòng Kinh tế và Hạ tầng".into(),
                    days: "từ 28/12/2016".into(),
                    state: Badge::new("đang áp dụng", Tone::Good),
                    note: "(mẫu)".into(),
                    end: Some(post("/hh/chuyen-cau-hoi/1/thoi")),
                }],
                form: Some(RuleForm {
                    post: post("/hh/chuyen-cau-hoi"),
                    kinds: vec![Choice::new("keyword", "Câu hỏi có từ").chosen()],
                    fields: vec![Choice::new("", "Chọn lĩnh vực").chosen()],
                    words: "đèn đường".into(),
                    away: vec![Choice::new("", "Chọn đơn vị").chosen()],
                    units: vec![Choice::new("", "Chọn đơn vị").chosen()],
                    from: "28/12/2016".into(),
                    ..RuleForm::default()
                }),
                refusals: refusal("don-vi", "Hãy chọn đơn vị nhận."),
            }
        }
    }

    impl ContactsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Cơ quan ngoài hệ thống"),
                rows: vec![BodyRow {
                    name: "Bảo hiểm xã hội huyện (mẫu)".into(),
                    matters: "bảo hiểm y tế".into(),
                    lines: vec!["bhxh@example.vn".into()],
                    basis: "Luật Bảo hiểm xã hội 2014".into(),
                    days: "từ 01/01/2016".into(),
                    state: Badge::new("đang áp dụng", Tone::Good),
                    end: Some(post("/hh/co-quan-ngoai/1/thoi")),
                }],
                form: Some(BodyEntry {
                    post: post("/hh/co-quan-ngoai"),
                    name: "Chi cục Thuế (mẫu)".into(),
                    from: "28/12/2016".into(),
                    ..BodyEntry::default()
                }),
                refusals: refusal("can-cu", "Hãy ghi căn cứ."),
            }
        }
    }
}
