//! Contributors: the list, one of them, one's own profile, and the page that accepts an invitation.

use askama::Template;

use super::board::InvitationRow;
use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Link, Refusals};

/// A contributor in the list.
#[derive(Clone, Debug, Default)]
pub struct ContributorRow {
    /// Name and page.
    pub link: Link,
    /// The name their texts are signed with.
    pub pen_name: String,
    /// Unit.
    pub unit: String,
    /// Active or stopped.
    pub state: Badge,
    /// Sent, published, returned this month.
    pub month: String,
    /// Sent, published, returned this year.
    pub year: String,
}

/// The contributors of a site.
///
/// Ids of its fields: `tu-ngay`, `den-ngay`, `co-bai`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/contributors.html")]
pub struct ContributorsPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where one is invited, for who may.
    pub invite: Option<Link>,
    /// How many in words.
    pub count_text: String,
    /// Where the form that narrows the list is sent.
    pub action: String,
    /// What of its days could not be read.
    pub refusals: Refusals,
    /// The first day on which they were appointed, as typed.
    pub from: String,
    /// The last day, as typed.
    pub until: String,
    /// Whether only those are listed of whom something came before readers.
    pub published: bool,
    /// The contributors.
    pub rows: Vec<ContributorRow>,
    /// Invitations that wait.
    pub invitations: Vec<InvitationRow>,
}

/// What was looked at, once asked for.
#[derive(Clone, Debug, Default)]
pub struct Revealed {
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// That the look is in the trail.
    pub logged: String,
}

/// One contributor as the board sees them.
///
/// Id of the field with which they are stopped: `ly-do`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/contributor.html")]
pub struct ContributorPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Their name.
    pub name: String,
    /// Active or stopped.
    pub state: Badge,
    /// Since when, by whom and why they are stopped.
    pub stopped_text: Option<String>,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// The figures: span, sent, published, returned.
    pub figures: Vec<(String, i64, i64, i64)>,
    /// How to reach them.
    pub contact: Option<Revealed>,
    /// How to pay them.
    pub payment: Option<Revealed>,
    /// Asks for how to reach them, for who may.
    pub ask_contact: Option<Post>,
    /// Asks for how to pay them, for who may.
    pub ask_payment: Option<Post>,
    /// Stops them, for who may.
    pub stop: Option<Post>,
    /// Lets them write again, for who may.
    pub resume: Option<Post>,
    /// Why stopping was refused.
    pub refusals: Refusals,
}

/// One's own profile as a contributor.
///
/// Ids of its fields: `but-danh`, `dien-thoai`, `dia-chi`, `ngan-hang`, `so-tai-khoan`, `chu-tai-khoan`, `ma-so-thue`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/own_profile.html")]
pub struct OwnProfilePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Their name.
    pub name: String,
    /// Active or stopped.
    pub state: Badge,
    /// Since when and why they are stopped.
    pub stopped_text: Option<String>,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// The figures: span, sent, published, returned.
    pub figures: Vec<(String, i64, i64, i64)>,
    /// Where it is posted.
    pub post: Post,
    /// Version that the person saw.
    pub version: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The name their texts are signed with.
    pub pen_name: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Bank.
    pub bank: String,
    /// Number of the account.
    pub account_number: String,
    /// In whose name.
    pub holder: String,
    /// Tax code.
    pub tax_code: String,
}

/// Accepting an invitation.
///
/// Ids of its fields: `ten-dang-nhap`, `ho-ten`, `but-danh`, `dien-thoai`, `dia-chi`, `mat-khau`, `nhac-lai`, `cam-ket`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/accept.html")]
pub struct AcceptPage {
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What they are invited to: site, post, term, decision.
    pub facts: Vec<(String, String)>,
    /// Whether a contributor's profile is asked for.
    pub asks_profile: bool,
    /// The login typed.
    pub login: String,
    /// The name.
    pub name: String,
    /// The pen name.
    pub pen_name: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// What a password must be.
    pub rules: Vec<String>,
    /// The rules of the site, to be read.
    pub rules_url: String,
    /// What they declare.
    pub declaration: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post},
        public::views::{Refusal, Tone},
    };

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    fn facts() -> Vec<(String, String)> {
        vec![("Bút danh".into(), "(mẫu)".into()), ("Đơn vị".into(), "Đài Truyền thanh huyện".into())]
    }

    fn figures() -> Vec<(String, i64, i64, i64)> {
        vec![("Tháng 12/2016".into(), 3, 2, 1), ("Năm 2016".into(), 30, 28, 4)]
    }

    impl ContributorsPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Cộng tác viên"),
                invite: Some(Link::new("Mời cộng tác viên", "/hh/cong-tac-vien/moi")),
                count_text: "1 cộng tác viên".into(),
                action: "/hh/cong-tac-vien".into(),
                refusals: Refusals::default(),
                from: "01/01/2016".into(),
                until: "30/06/2016".into(),
                published: true,
                rows: vec![ContributorRow {
                    link: Link::new("(mẫu)", "/hh/cong-tac-vien/1"),
                    pen_name: "Sông Cầu (mẫu)".into(),
                    unit: "Đài Truyền thanh huyện".into(),
                    state: Badge::new("Đang cộng tác", Tone::Good),
                    month: "gửi 3, đăng 2, trả lại 1".into(),
                    year: "gửi 30, đăng 28, trả lại 4".into(),
                }],
                invitations: Vec::new(),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                rows: vec![],
                invite: None,
                invitations: vec![InvitationRow {
                    name: "(mẫu)".into(),
                    email: "mau@thu.example".into(),
                    post: "Cộng tác viên".into(),
                    until: "đến 11/01/2017".into(),
                    mail: "chờ gửi".into(),
                    revoke: Some(post("/hh/loi-moi/1/huy")),
                }],
                ..Self::sample()
            }
        }
    }

    impl ContributorPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("(mẫu)"),
                name: "(mẫu)".into(),
                state: Badge::new("Đang cộng tác", Tone::Good),
                stopped_text: None,
                facts: facts(),
                figures: figures(),
                contact: None,
                payment: Some(Revealed {
                    facts: vec![("Số tài khoản".into(), "1234567890 (mẫu)".into())],
                    logged: "Đã ghi nhật ký lần xem này.".into(),
                }),
                ask_contact: Some(post("/hh/cong-tac-vien/1/lien-he")),
                ask_payment: None,
                stop: Some(post("/hh/cong-tac-vien/1/ngung")),
                resume: None,
                refusals: refusal("ly-do", "Hãy nêu lý do ngừng."),
            }
        }

        pub(crate) fn stopped_sample() -> Self {
            Self {
                state: Badge::new("Ngừng cộng tác", Tone::Bad),
                stopped_text: Some("Ngừng từ 28/12/2016: chuyển công tác.".into()),
                stop: None,
                resume: Some(post("/hh/cong-tac-vien/1/cho-lai")),
                payment: None,
                ask_payment: Some(post("/hh/cong-tac-vien/1/chi-tra")),
                refusals: Refusals::default(),
                ..Self::sample()
            }
        }
    }

    impl OwnProfilePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Hồ sơ cộng tác viên"),
                name: "(mẫu)".into(),
                state: Badge::new("Đang cộng tác", Tone::Good),
                stopped_text: None,
                facts: facts(),
                figures: figures(),
                post: post("/hh/ho-so"),
                version: "2".into(),
                refusals: refusal("so-tai-khoan", "Số tài khoản gồm 6 đến 24 chữ số."),
                pen_name: "Sông Cầu (mẫu)".into(),
                phone: "0204 000 0001".into(),
                address: "Thị trấn Thắng".into(),
                bank: "Ngân hàng (mẫu)".into(),
                account_number: "12AB".into(),
                holder: "(mẫu)".into(),
                tax_code: String::new(),
            }
        }
    }

    impl AcceptPage {
        pub(crate) fn sample() -> Self {
            Self {
                post: Post { action: "/loi-moi/abc".into(), csrf: String::new() },
                refusals: refusal("mat-khau", "Mật khẩu phải có ít nhất 12 ký tự."),
                facts: vec![("Trang".into(), "Huyện Hiệp Hòa".into())],
                asks_profile: true,
                login: "mau".into(),
                name: "(mẫu)".into(),
                pen_name: String::new(),
                phone: String::new(),
                address: String::new(),
                rules: vec!["Ít nhất 12 ký tự.".into()],
                rules_url: "/quy-che".into(),
                declaration: "Tôi đã đọc và cam kết thực hiện Quy chế.".into(),
            }
        }
    }
}
