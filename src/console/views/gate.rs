//! The doors: signing in, the first password, the choice of a tenant; and what is said when a page fails.

use askama::Template;

use super::layout::{ConsoleLayout, Post, TenantLink};
use crate::public::views::Refusals;

/// Signing in.
///
/// Ids of its fields: `ten-dang-nhap`, `mat-khau`, and `ma` for the second factor.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/sign_in.html")]
pub struct SignInPage {
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused; never says whether the name or the password was wrong.
    pub refusals: Refusals,
    /// The name typed.
    pub name: String,
    /// Asks for the second factor only, after name and password were right.
    pub asks_code: bool,
    /// A sentence above the form: signed out for idleness, locked for some minutes.
    pub notice: Option<String>,
    /// Where the person wanted to go, sent along as `toi`.
    pub goal: String,
}

/// A new password; forced at the first sign-in (QC Đ12.4).
///
/// Ids of its fields: `mat-khau-cu`, `mat-khau-moi`, `nhac-lai`, `cam-ket`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/password.html")]
pub struct PasswordPage {
    /// Where it is posted.
    pub post: Post,
    /// Why it was refused.
    pub refusals: Refusals,
    /// Whether it is the first sign-in.
    pub first: bool,
    /// Name to sign in with, for the browser's password store.
    pub name: String,
    /// What a password must be, one rule a line.
    pub rules: Vec<String>,
    /// What the person declares at the first sign-in.
    pub declaration: String,
}

/// The choice of a tenant.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/tenants.html")]
pub struct TenantsPage {
    /// Name of the person.
    pub person: String,
    /// Their tenants.
    pub tenants: Vec<TenantLink>,
    /// Ends the session.
    pub sign_out: Post,
}

/// An error inside the console.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/error.html")]
pub struct ConsoleErrorPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What happened, in a few words.
    pub title: String,
    /// What happened, in a sentence.
    pub explanation: String,
    /// What to do.
    pub advice: String,
    /// Reference for the technicians.
    pub reference: Option<String>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post},
        public::views::Refusal,
    };

    fn refusal(field: &str, message: &str) -> Refusals {
        Refusals(vec![Refusal { field: field.into(), message: message.into(), clause: None }])
    }

    impl SignInPage {
        pub(crate) fn sample() -> Self {
            Self {
                post: post("/vao"),
                refusals: refusal("mat-khau", "Tên đăng nhập hoặc mật khẩu không đúng. Còn 3 lần thử."),
                name: "mau".into(),
                asks_code: false,
                notice: Some("Phiên làm việc đã kết thúc sau 15 phút không thao tác.".into()),
                goal: "/hh/".into(),
            }
        }

        pub(crate) fn code_sample() -> Self {
            Self { asks_code: true, notice: None, refusals: Refusals::default(), ..Self::sample() }
        }
    }

    impl PasswordPage {
        pub(crate) fn sample() -> Self {
            Self {
                post: post("/mat-khau"),
                refusals: refusal("nhac-lai", "Hai lần gõ mật khẩu mới chưa giống nhau. Hãy gõ lại."),
                first: true,
                name: "mau".into(),
                rules: vec!["Ít nhất 12 ký tự.".into(), "Không trùng 10 mật khẩu gần nhất.".into()],
                declaration: "Tôi chịu trách nhiệm bảo quản tên đăng nhập, mật khẩu và không cho người khác dùng chung."
                    .into(),
            }
        }
    }

    impl TenantsPage {
        pub(crate) fn sample() -> Self {
            Self { person: "(mẫu)".into(), tenants: layout("").tenants, sign_out: post("/ra") }
        }
    }

    impl ConsoleErrorPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Không được phép"),
                title: "Không được phép làm việc này".into(),
                explanation: "Người soạn không tự duyệt bài của mình.".into(),
                advice: "Hãy để một ủy viên khác của Ban Biên tập duyệt.".into(),
                reference: Some("7K2M-9QX4".into()),
            }
        }
    }
}
