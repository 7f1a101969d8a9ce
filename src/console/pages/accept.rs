//! The page at the door that accepts an invitation: one's own login and password, the profile, the rules.

use std::sync::Arc;

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Door, see_other};
use crate::console::views::contributors::AcceptPage;
use crate::console::views::layout::Post;
use crate::contributors::invitations::{self, Acceptance, Invitation};
use crate::people::{Role, passwords, sessions};
use crate::public::views::Refusals;
use crate::tenants::directory::Tenant;

use super::board::term;
use super::frame::shown;
use super::gate::with_cookie;

fn field(name: &str) -> String {
    match name {
        "password" => "mat-khau".into(),
        "repeated" => "nhac-lai".into(),
        "rules" => "cam-ket".into(),
        "pen_name" => "but-danh".into(),
        "phone" => "dien-thoai".into(),
        "address" => "dia-chi".into(),
        other => super::board::field(other),
    }
}

/// The invitation of the address, once the caller has not tried too many.
async fn invited(door: &Door) -> Result<(Invitation, Arc<Tenant>)> {
    door.app.limits.sign_in.check(door.asked.client.addr).map_err(|often| Error::TooMany(often.seconds()))?;
    let invitation = invitations::by_token(&door.app.db, door.asked.param("token")).await?;
    let tenant = door.app.directory.get(&invitation.tenant).ok_or(Error::NotFound)?;
    Ok((invitation, tenant))
}

/// `GET /loi-moi/:token`
///
/// # Errors
/// [`Error::NotFound`] for a link that is no longer good.
pub async fn form(door: Door) -> Result<Response> {
    let (invitation, tenant) = invited(&door).await?;
    let login = invitation.email.split('@').next().unwrap_or_default().to_owned();
    let typed = Acceptance { name: &invitation.name, login: &login, ..Acceptance::default() };
    desk::page(&page(&door, &invitation, &tenant, &typed, Refusals::default()))
}

fn page(
    door: &Door,
    invitation: &Invitation,
    tenant: &Tenant,
    typed: &Acceptance<'_>,
    refusals: Refusals,
) -> AcceptPage {
    let unit = invitation.unit.as_deref().and_then(|key| tenant.profile.unit(key));
    let facts = [
        ("Trang", tenant.identity().full_name.clone()),
        ("Nhiệm vụ", invitation.role.vietnamese().to_owned()),
        ("Đơn vị", unit.map_or_else(String::new, |unit| unit.name.clone())),
        ("Thời hạn", term(invitation.from, invitation.until)),
        ("Căn cứ", invitation.decision.clone()),
        ("Lời mời có giá trị đến", time_vi(invitation.expires_at)),
    ];
    AcceptPage {
        post: Post { action: door.asked.path.clone(), csrf: String::new() },
        refusals,
        facts: facts
            .into_iter()
            .filter(|fact| !fact.1.is_empty())
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        asks_profile: invitation.role == Role::Contributor,
        login: typed.login.to_owned(),
        name: typed.name.to_owned(),
        pen_name: typed.pen_name.to_owned(),
        phone: typed.phone.to_owned(),
        address: typed.address.to_owned(),
        rules: vec![
            format!("Mật khẩu có ít nhất {} ký tự.", passwords::SHORTEST),
            "Không chứa tên đăng nhập, không lặp lại vài ký tự, không dùng chuỗi quen thuộc.".into(),
            "Chỉ một người dùng một tài khoản.".into(),
        ],
        rules_url: tenant.url("/quy-che"),
        declaration: "Tôi xác nhận thông tin trên là của mình; cam kết thực hiện Quy chế, không đưa thông tin bí mật, giữ kín \
                      mật khẩu và chịu trách nhiệm về tài khoản của mình (Quy chế Điều 4, Điều 12.4)."
            .into(),
    }
}

/// `POST /loi-moi/:token`
///
/// # Errors
/// [`Error::NotFound`] for a link that is no longer good.
pub async fn accept(door: Door) -> Result<Response> {
    let (invitation, tenant) = invited(&door).await?;
    let form = &door.asked.form;
    let typed = Acceptance {
        login: form.get("ten-dang-nhap"),
        name: form.get("ho-ten"),
        pen_name: form.get("but-danh"),
        phone: form.get("dien-thoai"),
        address: form.get("dia-chi"),
        password: form.raw("mat-khau"),
        repeated: form.raw("nhac-lai"),
        accepts_rules: form.ticked("cam-ket"),
    };
    let (app, address) = (&door.app, door.asked.address());
    let token = door.asked.param("token");
    match invitations::accept(&app.db, token, &typed, &address).await {
        Ok(_) => {
            let opened = sessions::sign_in(&app.db, typed.login, typed.password, Some(&address)).await?;
            let token = opened.map(|opened| opened.token).unwrap_or_default();
            Ok(with_cookie(see_other("/"), &app.config, &token))
        }
        Err(Error::Refused(refusals)) => {
            let refusals = shown(refusals, field);
            desk::html(StatusCode::UNPROCESSABLE_ENTITY, &page(&door, &invitation, &tenant, &typed, refusals))
        }
        Err(other) => Err(other),
    }
}
