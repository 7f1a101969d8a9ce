//! Nothing typed is lost when a session ends: the form comes back with all of it and a place to sign in.
//!
//! Nothing is stored for whoever is not signed in; the text travels to the person and back. Only requests of our own
//! pages come this far: the surface has looked at their origin before.

use poem::Response;
use poem::http::{Method, StatusCode};

use crate::app::{admit, routes};
use crate::base::error::{Error, Result};
use crate::base::web::asked::Asked;
use crate::base::web::form::Form;
use crate::console::desk::{self, Door};
use crate::console::pages::gate;
use crate::console::views::again::AgainPage;
use crate::people::sessions::{self, Session};
use crate::public::views::{Refusal, Refusals};
use crate::routes::RouteSpec;

/// Forms that hold what a person wrote.
const KEPT: [&str; 15] = [
    "/:tenant/tin-bai/moi/:kind",
    "/:tenant/tin-bai/:edition/sua",
    "/:tenant/tin-bai/:edition/tron",
    "/:tenant/hoi-dap/:question/tra-loi",
    "/:tenant/lay-y-kien/moi",
    "/:tenant/lay-y-kien/:consultation/sua",
    "/:tenant/lay-y-kien/:consultation/tra-lai",
    "/:tenant/lay-y-kien/:consultation/keo-dai",
    "/:tenant/lay-y-kien/:consultation/dinh-chinh",
    "/:tenant/lay-y-kien/:consultation/tong-hop",
    "/:tenant/lay-y-kien/:consultation/tiep-thu",
    "/:tenant/lay-y-kien/:consultation/y-kien/:comment",
    "/:tenant/lich-cong-tac/moi",
    "/:tenant/lich-cong-tac/:entry",
    "/:tenant/lich-cong-tac/:entry/hoan",
];

/// What is put before a field's name while it waits for its person.
const MARK: &str = "gui.";

/// Gives back what was typed: to sign in again, or, with a session of another token, to send it once more.
///
/// # Errors
/// [`Error::SignInNeeded`] or [`Error::CsrfMismatch`] where nothing was written that could be lost.
pub fn kept(spec: &RouteSpec, asked: Asked, session: Option<&Session>) -> Result<Response> {
    let typed: Vec<_> = asked.form.fields().iter().filter(|(name, _)| name != "csrf").cloned().collect();
    let keeps = spec.method == Method::POST && KEPT.contains(&spec.path) && !typed.is_empty();
    match session {
        None if keeps => show(StatusCode::UNAUTHORIZED, &asked.path, typed, "", Refusals::default()),
        None => Err(Error::SignInNeeded),
        Some(session) if keeps => {
            let page = AgainPage {
                action: asked.path.clone(),
                csrf: Some(session.csrf.clone()),
                shown: readable(&typed),
                typed,
                ..AgainPage::default()
            };
            desk::html(StatusCode::FORBIDDEN, &page)
        }
        Some(_) => Err(Error::CsrfMismatch),
    }
}

fn show(
    status: StatusCode,
    goal: &str,
    typed: Vec<(String, String)>,
    login: &str,
    refusals: Refusals,
) -> Result<Response> {
    let page = AgainPage {
        action: "/dang-nhap/gui-tiep".into(),
        csrf: None,
        goal: goal.to_owned(),
        name: login.to_owned(),
        refusals,
        shown: readable(&typed),
        typed: typed.into_iter().map(|(name, value)| (format!("{MARK}{name}"), value)).collect(),
    };
    desk::html(status, &page)
}

/// The longest of what was typed, for the person to see that it is there.
fn readable(typed: &[(String, String)]) -> String {
    let text = typed.iter().max_by_key(|(_, value)| value.len()).map(|(_, value)| value.clone());
    text.unwrap_or_default()
}

/// `POST /dang-nhap/gui-tiep`: signs in and sends on what was typed, in one step.
///
/// # Errors
/// [`Error::TooMany`] above the limit of tries from one address.
pub async fn sign_in_and_send(door: Door) -> Result<Response> {
    let form = &door.asked.form;
    let (login, goal) = (form.get("ten-dang-nhap").to_owned(), form.get("toi").to_owned());
    let typed: Vec<(String, String)> = form
        .fields()
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(MARK)?.to_owned(), value.clone())))
        .collect();
    let Some((spec, params)) = kept_route(&goal) else { return Err(Error::NotFound) };
    let again = |message: String| {
        let refusal = Refusal { field: "ten-dang-nhap".into(), message, clause: None };
        show(StatusCode::UNPROCESSABLE_ENTITY, &goal, typed.clone(), &login, Refusals(vec![refusal]))
    };
    let token = match gate::try_sign_in(&door.app, &door, &login, form.raw("mat-khau")).await {
        Ok(Ok(token)) => token,
        Ok(Err(denied)) => return again(gate::sentence(denied)),
        // Even then the text must come back.
        Err(Error::TooMany(seconds)) => {
            return again(format!("Thử quá nhiều lần. Hãy chờ {seconds} giây rồi thử lại."));
        }
        Err(other) => return Err(other),
    };
    let session = sessions::find(&door.app.db, &token).await?.ok_or(Error::SignInNeeded)?;
    if session.account.must_change {
        return again("Hãy đổi mật khẩu lần đầu ở một thẻ khác của trình duyệt rồi gửi lại ở đây.".into());
    }
    let mut fields = typed.clone();
    fields.push(("csrf".into(), session.csrf.clone()));
    let app = door.app.clone();
    let asked = Asked { path: goal.clone(), params, form: Form::of(fields), ..door.asked };
    let response = match admit(&app, &spec, asked, session, None).await {
        Ok(response) => response,
        Err(Error::NotFound | Error::Forbidden) => {
            again("Tài khoản này không sửa được nội dung đó. Hãy đăng nhập bằng tài khoản đã soạn.".into())?
        }
        Err(Error::Conflict(message) | Error::BadRequest(message)) => again(message)?,
        Err(other) => return Err(other),
    };
    Ok(gate::with_cookie(response, &app.config, &token))
}

/// The route of a path among those that keep what was typed, with its parameters.
fn kept_route(path: &str) -> Option<(RouteSpec, Vec<(String, String)>)> {
    let posts = routes().into_iter().filter(|spec| spec.method == Method::POST);
    let matching = posts.filter_map(|spec| Some((spec.clone(), params(spec.path, path)?)));
    // A path that is spelled out goes before one with a parameter in its place, as in the table itself.
    let found = matching.min_by_key(|(_, params)| params.len());
    found.filter(|(spec, _)| KEPT.contains(&spec.path))
}

fn params(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (wanted, came): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    if wanted.len() != came.len() {
        return None;
    }
    let mut params = Vec::new();
    for (wanted, came) in wanted.into_iter().zip(came) {
        match wanted.strip_prefix(':') {
            Some(name) if !came.is_empty() => params.push((name.to_owned(), came.to_owned())),
            None if wanted == came => {}
            _ => return None,
        }
    }
    Some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forms_that_hold_text_are_sent_on() {
        assert_eq!(kept_route("/hh/tin-bai/moi/tin").unwrap().0.path, "/:tenant/tin-bai/moi/:kind");
        let (spec, params) = kept_route("/hh/tin-bai/0190-ab/sua").unwrap();
        assert_eq!(spec.path, "/:tenant/tin-bai/:edition/sua");
        assert_eq!(params, [("tenant".into(), "hh".into()), ("edition".into(), "0190-ab".into())]);
        assert_eq!(kept_route("/hh/lay-y-kien/moi").unwrap().0.path, "/:tenant/lay-y-kien/moi");
        assert_eq!(kept_route("/hh/lich-cong-tac/0190-ab").unwrap().0.path, "/:tenant/lich-cong-tac/:entry");
        for path in [
            "/hh/tin-bai/0190-ab/duyet",
            "/hh/tin-bai/0190-ab/dang",
            "/hh/lich-cong-tac/chep",
            "//evil.example/a/b/sua",
            "",
            "/hh",
        ] {
            assert!(kept_route(path).is_none(), "{path}");
        }
    }
}
