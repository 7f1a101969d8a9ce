//! The board: who holds what, appointing, ending, lending, and how many must approve.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A person's appointment.
#[derive(Clone, Debug, Default)]
pub struct PersonRow {
    /// Name.
    pub name: String,
    /// Name to sign in with.
    pub account: String,
    /// `Phó ban Biên tập`, with who lends them.
    pub post: String,
    /// Unit.
    pub unit: String,
    /// From when to when: `từ 28/12/2016`.
    pub term: String,
    /// The decision's number, and the one by which it ended.
    pub decision: String,
    /// Whether it holds, and whether the account is open.
    pub state: Badge,
    /// Last sign-in.
    pub seen: Option<When>,
    /// Where it is ended, for who may.
    pub end: Option<Link>,
}

/// People of one kind of post.
#[derive(Clone, Debug, Default)]
pub struct PeopleGroup {
    /// `Ban Biên tập`, `Đơn vị`, …
    pub title: String,
    /// What is said where there is nobody.
    pub empty_text: String,
    /// The appointments.
    pub rows: Vec<PersonRow>,
}

/// An invitation that waits for its answer.
#[derive(Clone, Debug, Default)]
pub struct InvitationRow {
    /// Who.
    pub name: String,
    /// Where the letter went.
    pub email: String,
    /// To what.
    pub post: String,
    /// Until when it is good.
    pub until: String,
    /// How the letter fares.
    pub mail: String,
    /// Takes it back, for who may.
    pub revoke: Option<Post>,
}

/// People and their appointments.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/people.html")]
pub struct PeoplePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What can be begun.
    pub begin: Vec<Link>,
    /// Who serves, by kind of post.
    pub groups: Vec<PeopleGroup>,
    /// Whom this tenant lends to others: who, where, how long.
    pub lent: Vec<PersonRow>,
    /// Invitations that wait.
    pub invitations: Vec<InvitationRow>,
    /// What is over or has not begun.
    pub past: Vec<PersonRow>,
}

/// The form of an appointment.
///
/// Ids of its fields: `ten-dang-nhap`, `ho-ten`, `thu-dien-tu`, `chuc-danh`, `don-vi`, `tu-ngay`, `den-ngay`,
/// `quyet-dinh`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/appoint.html")]
pub struct AppointPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Its heading.
    pub title: String,
    /// What it is for, in a sentence or two.
    pub lead: String,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Whether somebody with an account can be named.
    pub asks_login: bool,
    /// The login typed.
    pub login: String,
    /// The name typed.
    pub name: String,
    /// The address typed.
    pub email: String,
    /// Posts; none where there is only one.
    pub roles: Vec<Choice>,
    /// Units.
    pub units: Vec<Choice>,
    /// First day.
    pub from: String,
    /// First day without the right.
    pub until: String,
    /// The decision's number.
    pub decision: String,
    /// The words on the button.
    pub button: String,
}

/// The form that ends an appointment.
///
/// Ids of its fields: `den-ngay`, `quyet-dinh`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/appointment_end.html")]
pub struct EndPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Whose appointment.
    pub person: PersonRow,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// First day without the right.
    pub until: String,
    /// The decision's number.
    pub decision: String,
}

/// The form that lends a reviewer.
///
/// Ids of its fields: `ten-dang-nhap`, `noi-nhan`, `tu-ngay`, `den-ngay`, `quyet-dinh`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/lend.html")]
pub struct LendPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Members of the own board.
    pub people: Vec<Choice>,
    /// Sites below.
    pub sites: Vec<Choice>,
    /// First day.
    pub from: String,
    /// First day without the right.
    pub until: String,
    /// The decision's number.
    pub decision: String,
}

/// A rule as it stands.
#[derive(Clone, Debug, Default)]
pub struct RuleRow {
    /// For which sections.
    pub section: String,
    /// How many approvals.
    pub approvals: String,
    /// From which posts.
    pub posts: String,
    /// From when to when.
    pub term: String,
    /// The decision, and who set it.
    pub decision: String,
    /// Whether it holds.
    pub state: Badge,
    /// Ends it, for who may.
    pub end: Option<Post>,
}

/// How many must approve.
///
/// Ids of the form's fields: `chuyen-muc`, `so-nguoi`, `chuc-danh` (several), `tu-ngay`, `den-ngay`, `quyet-dinh`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/board_rules.html")]
pub struct BoardRulesPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What holds where no rule stands.
    pub lead: String,
    /// What is wrong with the present rules: too few people.
    pub warning: Option<String>,
    /// The rules, latest first.
    pub rules: Vec<RuleRow>,
    /// Where a new one is posted, for who may.
    pub post: Option<Post>,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Sections, the first being all.
    pub sections: Vec<Choice>,
    /// How many.
    pub counts: Vec<Choice>,
    /// Posts, each ticked or not.
    pub roles: Vec<Choice>,
    /// First day.
    pub from: String,
    /// First day on which it no longer holds.
    pub until: String,
    /// The decision's number.
    pub decision: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post, when},
        public::views::{Refusal, Tone},
    };

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal {
            field: field.into(),
            message: message.into(),
            clause: Some("Quy chế Điều 7.1".into()),
        }])
    }

    fn person(account: &str, name: &str) -> PersonRow {
        PersonRow {
            name: "(mẫu)".into(),
            account: account.into(),
            post: name.into(),
            unit: "Văn phòng HĐND và UBND huyện".into(),
            term: "từ 28/12/2016".into(),
            decision: "Quyết định 1234/QĐ-UBND".into(),
            state: Badge::new("Đang giữ", Tone::Good),
            seen: Some(when("hôm qua")),
            end: Some(Link::new("Chấm dứt", "/hh/nhan-su/1/cham-dut")),
        }
    }

    impl PeoplePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Ban Biên tập và nhân sự"),
                begin: vec![
                    Link::new("Cử người", "/hh/nhan-su/cu"),
                    Link::new("Cho mượn người duyệt", "/hh/nhan-su/cho-muon"),
                ],
                groups: vec![
                    PeopleGroup {
                        title: "Ban Biên tập".into(),
                        empty_text: String::new(),
                        rows: vec![
                            person("mau.1", "Trưởng ban Biên tập"),
                            person("mau.2", "Phó ban Biên tập, do Huyện Hiệp Hòa cho mượn"),
                        ],
                    },
                    PeopleGroup {
                        title: "Đơn vị cung cấp".into(),
                        empty_text: "Chưa có ai.".into(),
                        rows: Vec::new(),
                    },
                ],
                lent: vec![person("mau.3", "Phó ban Biên tập tại Xã Đức Thắng")],
                invitations: vec![InvitationRow {
                    name: "(mẫu)".into(),
                    email: "mau@thu.example".into(),
                    post: "Cộng tác viên".into(),
                    until: "đến 11/01/2017".into(),
                    mail: "máy chủ thư đã nhận".into(),
                    revoke: Some(post("/hh/loi-moi/1/huy")),
                }],
                past: vec![PersonRow {
                    end: None, seen: None, ..person("mau.4", "Thành viên Ban Biên tập")
                }],
            }
        }
    }

    impl AppointPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Cử người"),
                title: "Cử người".into(),
                lead: "Người đã có tài khoản thì ghi tên đăng nhập.".into(),
                post: post("/hh/nhan-su/cu"),
                refusals: refusal("quyet-dinh", "Hãy ghi số quyết định hoặc văn bản cử."),
                asks_login: true,
                login: "mau.1".into(),
                name: String::new(),
                email: String::new(),
                roles: vec![Choice::new("", "Chọn chức danh"), Choice::new("deputy", "Phó ban").chosen()],
                units: vec![Choice::new("", "Không gắn với đơn vị")],
                from: "28/12/2016".into(),
                until: String::new(),
                decision: String::new(),
                button: "Cử, hoặc gửi lời mời".into(),
            }
        }

        /// For a contributor.
        pub(crate) fn contributor_sample() -> Self {
            Self { asks_login: false, roles: Vec::new(), refusals: Refusals::default(), ..Self::sample() }
        }
    }

    impl EndPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Chấm dứt chức danh"),
                person: person("mau.1", "Phó ban Biên tập"),
                post: post("/hh/nhan-su/1/cham-dut"),
                refusals: refusal("den-ngay", "Hãy ghi ngày thôi giữ chức danh."),
                until: String::new(),
                decision: "Quyết định 5/QĐ-UBND".into(),
            }
        }
    }

    impl LendPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Cho mượn người duyệt"),
                post: post("/hh/nhan-su/cho-muon"),
                refusals: refusal("den-ngay", "Cho mượn phải có thời hạn."),
                people: vec![Choice::new("mau.1", "(mẫu), Phó ban Biên tập").chosen()],
                sites: vec![Choice::new("ducthang", "Xã Đức Thắng").chosen()],
                from: "30/12/2016".into(),
                until: String::new(),
                decision: "Quyết định 6/QĐ-UBND".into(),
            }
        }
    }

    impl BoardRulesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Quy tắc duyệt"),
                lead: "Nơi chưa có quy tắc: 1 người duyệt.".into(),
                warning: Some("Hiện chỉ có 1 người giữ chức danh được duyệt.".into()),
                rules: vec![RuleRow {
                    section: "Tin tức, sự kiện".into(),
                    approvals: "2 người".into(),
                    posts: "Trưởng ban Biên tập, Phó ban Biên tập".into(),
                    term: "từ 28/12/2016".into(),
                    decision: "Quyết định 7/QĐ-BBT".into(),
                    state: Badge::new("Đang áp dụng", Tone::Good),
                    end: Some(post("/hh/quy-tac-duyet/1/thoi")),
                }],
                post: Some(post("/hh/quy-tac-duyet")),
                refusals: refusal("so-nguoi", "Phải có từ 1 đến 3 người duyệt."),
                sections: vec![Choice::new("", "Mọi chuyên mục").chosen()],
                counts: vec![Choice::new("1", "1 người"), Choice::new("2", "2 người").chosen()],
                roles: vec![
                    Choice::new("board-head", "Trưởng ban Biên tập").chosen(),
                    Choice::new("deputy", "Phó ban Biên tập"),
                ],
                from: "30/12/2016".into(),
                until: String::new(),
                decision: String::new(),
            }
        }

        /// For who may only look.
        pub(crate) fn looked_at_sample() -> Self {
            Self { post: None, refusals: Refusals::default(), warning: None, rules: vec![], ..Self::sample() }
        }
    }
}
