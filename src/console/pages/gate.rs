//! The doors: signing in and out, the first password, the choice of a tenant.

use poem::Response;
use poem::http::{StatusCode, header};
use serde_json::json;

use crate::app::{App, cookie_name};
use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::config::{Config, PublicScheme};
use crate::console::desk::{self, Door, SignedIn, see_other};
use crate::console::views::gate::{PasswordPage, SignInPage, TenantsPage};
use crate::console::views::layout::{Post, TenantLink};
use crate::people::sessions::{self, Denied};
use crate::people::{Staff, passwords};
use crate::public::views::{Link, Refusal, Refusals};

use super::elsewhere;

/// `GET /dang-nhap`
///
/// # Errors
/// When the template fails.
pub async fn sign_in_form(door: Door) -> Result<Response> {
    let notice = match door.asked.query("vi-sao") {
        "het-phien" => Some("Phiên làm việc đã kết thúc. Hãy đăng nhập lại.".to_owned()),
        "da-ra" => Some("Đã đăng xuất.".to_owned()),
        _ => None,
    };
    desk::page(&sign_in_page(Refusals::default(), "", notice, door.asked.query("toi")))
}

fn sign_in_page(refusals: Refusals, name: &str, notice: Option<String>, goal: &str) -> SignInPage {
    SignInPage {
        post: Post { action: "/dang-nhap".into(), csrf: String::new() },
        refusals,
        name: name.to_owned(),
        asks_code: false,
        notice,
        goal: goal.to_owned(),
    }
}

/// `POST /dang-nhap`
///
/// # Errors
/// [`Error::TooMany`] above the limit of tries from one address.
pub async fn sign_in(door: Door) -> Result<Response> {
    let form = &door.asked.form;
    let (login, goal) = (form.get("ten-dang-nhap").to_owned(), form.get("toi").to_owned());
    match try_sign_in(&door.app, &door, &login, form.raw("mat-khau")).await? {
        Ok(token) => Ok(with_cookie(see_other(local(&goal)), &door.app.config, &token)),
        Err(denied) => {
            let refusal = Refusal { field: "ten-dang-nhap".into(), message: sentence(denied), clause: None };
            desk::html(
                StatusCode::UNPROCESSABLE_ENTITY,
                &sign_in_page(Refusals(vec![refusal]), &login, None, &goal),
            )
        }
    }
}

/// Tries to sign in, within the limit of tries from one address.
///
/// # Errors
/// [`Error::TooMany`] above it.
pub async fn try_sign_in(
    app: &App,
    door: &Door,
    login: &str,
    password: &str,
) -> Result<Result<String, Denied>> {
    app.limits.sign_in.check(door.asked.client.addr).map_err(|often| Error::TooMany(often.seconds()))?;
    let address = door.asked.address();
    let opened = match sessions::sign_in(&app.db, login, password, Some(&address)).await? {
        Ok(opened) => opened,
        Err(denied) => return Ok(Err(denied)),
    };
    // Who is let in is not kept out because a letter about it cannot be written.
    if let Err(cause) = elsewhere::tell(app, &opened, &address).await {
        tracing::error!(%cause, "the owner is not told of a second sign-in");
    }
    Ok(Ok(opened.token))
}

/// Why somebody was not let in, in words.
pub fn sentence(denied: Denied) -> String {
    match denied {
        Denied::Wrong => "Tên đăng nhập hoặc mật khẩu không đúng.".into(),
        Denied::Locked(until) => {
            format!("Nhập sai quá nhiều lần. Tài khoản tạm khóa đến {}.", clock::time_vi(until))
        }
        Denied::Disabled => "Tài khoản đã ngừng sử dụng. Hãy liên hệ Văn phòng.".into(),
    }
}

/// Only a path of the console itself: never another host.
fn local(goal: &str) -> &str {
    if goal.starts_with('/') && !goal.starts_with("//") && !goal.contains('\\') { goal } else { "/" }
}

/// An answer that carries the session's cookie; an empty token ends it.
pub fn with_cookie(mut response: Response, config: &Config, token: &str) -> Response {
    let secure = if config.scheme == PublicScheme::Https { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", cookie_name(config));
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// `POST /api/v1/session`
///
/// # Errors
/// [`Error::SignInNeeded`] when login or password is wrong.
pub async fn api_session(door: Door) -> Result<Response> {
    let text = |name: &str| {
        door.asked.json.as_ref().and_then(|json| json[name].as_str()).unwrap_or_default().to_owned()
    };
    match try_sign_in(&door.app, &door, &text("login"), &text("password")).await? {
        Ok(token) => {
            let session = sessions::find(&door.app.db, &token).await?.ok_or(Error::SignInNeeded)?;
            let answer = json!({ "csrf": session.csrf, "must_change": session.account.must_change });
            Ok(with_cookie(desk::json(StatusCode::OK, &answer)?, &door.app.config, &token))
        }
        Err(Denied::Locked(until)) => {
            let wait = u64::try_from((until - door.app.db.clock.now()) / 1000).unwrap_or(0);
            Err(Error::TooMany(wait))
        }
        Err(Denied::Wrong | Denied::Disabled) => Err(Error::SignInNeeded),
    }
}

/// `POST /dang-xuat`
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(signed_in: SignedIn) -> Result<Response> {
    sessions::sign_out(&signed_in.app.db, &signed_in.session, Some(&signed_in.asked.address())).await?;
    Ok(with_cookie(see_other("/dang-nhap?vi-sao=da-ra"), &signed_in.app.config, ""))
}

/// `GET /mat-khau`
///
/// # Errors
/// When the template fails.
pub async fn password_form(signed_in: SignedIn) -> Result<Response> {
    desk::page(&password_page(&signed_in, Refusals::default()))
}

fn password_page(signed_in: &SignedIn, refusals: Refusals) -> PasswordPage {
    PasswordPage {
        post: Post { action: "/mat-khau".into(), csrf: signed_in.session.csrf.clone() },
        refusals,
        first: signed_in.session.account.must_change,
        name: signed_in.session.account.login.clone(),
        rules: vec![
            format!("Ít nhất {} ký tự.", passwords::SHORTEST),
            "Không chứa tên đăng nhập, không lặp lại vài ký tự, không dùng chuỗi quen thuộc.".into(),
            "Chỉ một người dùng một tài khoản; người có tài khoản chịu trách nhiệm về mọi việc làm bằng tài khoản đó.".into(),
        ],
        declaration: "Tôi giữ kín mật khẩu và chịu trách nhiệm về việc sử dụng tài khoản của mình (Quy chế Điều 12.4).".into(),
    }
}

/// `POST /mat-khau`
///
/// # Errors
/// When the database does not answer.
pub async fn password(signed_in: SignedIn) -> Result<Response> {
    let form = &signed_in.asked.form;
    let mut refusals = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        refusals.push(Refusal { field: field.into(), message: message.into(), clause: None })
    };
    if form.raw("mat-khau-moi") != form.raw("nhac-lai") {
        refuse("nhac-lai", "Hai lần nhập mật khẩu mới không giống nhau.");
    }
    if signed_in.session.account.must_change && !form.ticked("cam-ket") {
        refuse("cam-ket", "Hãy đánh dấu cam kết giữ kín mật khẩu.");
    }
    let address = signed_in.asked.address();
    if refusals.is_empty() {
        let changed = sessions::change_password(
            &signed_in.app.db,
            &signed_in.session,
            form.raw("mat-khau-cu"),
            form.raw("mat-khau-moi"),
            Some(&address),
        );
        match changed.await {
            Ok(()) => {
                let login = &signed_in.session.account.login;
                let app = &signed_in.app;
                let opened =
                    sessions::sign_in(&app.db, login, form.raw("mat-khau-moi"), Some(&address)).await?;
                let token = opened.map(|opened| opened.token).unwrap_or_default();
                return Ok(with_cookie(see_other("/"), &app.config, &token));
            }
            Err(Error::Refused(reasons)) => refusals = reasons.into_iter().map(field_of_form).collect(),
            Err(other) => return Err(other),
        }
    }
    desk::html(StatusCode::UNPROCESSABLE_ENTITY, &password_page(&signed_in, Refusals(refusals)))
}

fn field_of_form(reason: crate::base::error::Refusal) -> Refusal {
    let field = if reason.field == "old" { "mat-khau-cu" } else { "mat-khau-moi" };
    Refusal {
        field: field.into(),
        message: reason.message,
        clause: Some(reason.clause.to_owned()).filter(|clause| !clause.is_empty()),
    }
}

/// `GET /`: straight to the only tenant, else the choice.
///
/// # Errors
/// When the template fails.
pub async fn choose(signed_in: SignedIn) -> Result<Response> {
    if signed_in.session.account.must_change {
        return Ok(see_other("/mat-khau"));
    }
    let places = signed_in.places();
    if let [(tenant, _)] = places.as_slice() {
        return Ok(see_other(&format!("/{}", tenant.slug())));
    }
    let tenants = places
        .iter()
        .map(|(tenant, staff)| link(&tenant.identity().full_name, tenant.slug(), staff))
        .collect();
    desk::page(&TenantsPage {
        person: signed_in.session.account.name.clone(),
        tenants,
        sign_out: Post { action: "/dang-xuat".into(), csrf: signed_in.session.csrf.clone() },
    })
}

/// A tenant in which a person works.
pub fn link(name: &str, slug: &str, staff: &Staff) -> TenantLink {
    TenantLink { link: Link::new(name, format!("/{slug}")), post: posts(staff), waiting: 0, current: false }
}

/// What a person holds in a tenant, in words.
pub fn posts(staff: &Staff) -> String {
    let held = if staff.only_looks_on() { &staff.above } else { &staff.appointments };
    let mut posts: Vec<&str> = held.iter().map(|appointment| appointment.role.vietnamese()).collect();
    posts.dedup();
    let posts = posts.join(", ");
    if staff.only_looks_on() { format!("{posts} của cấp trên, chỉ đọc") } else { posts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_never_leads_to_another_host() {
        assert_eq!(local("/ducthang/tin-bai"), "/ducthang/tin-bai");
        for goal in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
            assert_eq!(local(goal), "/");
        }
    }
}
