//! A person's own keys to the staff's JSON interface: listed, made, taken out of use.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{DAY, date_vi, local, plus_days};
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::console::desk::{self, SignedIn, see_other};
use crate::console::views::keys::{KeyRow, KeysPage};
use crate::console::views::layout::Post;
use crate::people::Grants;
use crate::people::grants;
use crate::people::keys::{self, Key, LONGEST_DAYS, NewKey};
use crate::public::views::{Badge, Choice, Refusals, Tone};

use super::form::date;
use super::frame::{shown, when};

/// Keys that open nothing any more are listed this long.
const KEPT: i64 = 400 * DAY;

/// `GET /khoa-api`
///
/// # Errors
/// When the database does not answer.
pub async fn list(signed_in: SignedIn) -> Result<Response> {
    if let Some(first) = first_password(&signed_in)? {
        return Ok(first);
    }
    show(&signed_in, StatusCode::OK, Refusals::default(), None).await
}

/// Keys are a person's own business, done in person and with a password of their own.
fn first_password(signed_in: &SignedIn) -> Result<Option<Response>> {
    if signed_in.key.is_some() {
        return Err(Error::Forbidden);
    }
    Ok(signed_in.session.account.must_change.then(|| see_other("/mat-khau")))
}

/// `POST /khoa-api`
///
/// # Errors
/// When the database does not answer.
pub async fn make(signed_in: SignedIn) -> Result<Response> {
    if let Some(first) = first_password(&signed_in)? {
        return Ok(first);
    }
    let form = &signed_in.asked.form;
    let new = NewKey {
        name: form.get("ten").to_owned(),
        grants: Grants::of(form.all("quyen")),
        tenants: form.all("trang").map(TenantId::from).collect(),
        last_day: date(form.get("het-han")),
    };
    match keys::make(&signed_in.app.db, &signed_in.session, &signed_in.actor(), new).await {
        Ok((token, _)) => show(&signed_in, StatusCode::OK, Refusals::default(), Some(token)).await,
        Err(Error::Refused(refusals)) => {
            let refusals = shown(refusals, str::to_owned);
            show(&signed_in, StatusCode::UNPROCESSABLE_ENTITY, refusals, None).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /khoa-api/:key/thu-hoi`
///
/// # Errors
/// [`Error::NotFound`] when the person has no such key in use.
pub async fn revoke(signed_in: SignedIn) -> Result<Response> {
    let account = &signed_in.session.account.id;
    keys::revoke(&signed_in.app.db, account, &signed_in.actor(), signed_in.asked.param("key")).await?;
    Ok(see_other("/khoa-api"))
}

async fn show(
    signed_in: &SignedIn,
    status: StatusCode,
    refusals: Refusals,
    fresh: Option<String>,
) -> Result<Response> {
    let db = &signed_in.app.db;
    let now = db.clock.now();
    let held = keys::of(db, &signed_in.session.account.id).await?;
    let form = &signed_in.asked.form;
    // A key just made leaves the form empty for the next.
    let typed = |name: &str| if fresh.is_some() { String::new() } else { form.get(name).to_owned() };
    let chosen = |name: &str, value: &str| fresh.is_none() && form.all(name).any(|given| given == value);
    let choice = |name: &str, value: &str, label: String| {
        let choice = Choice::new(value, label);
        if chosen(name, value) { choice.chosen() } else { choice }
    };
    let grants = grants::all();
    let places = signed_in.places();
    let page = KeysPage {
        home_url: "/".into(),
        post: post(signed_in, "/khoa-api"),
        refusals,
        name: typed("ten"),
        grants: grants.into_iter().map(|grant| choice("quyen", &grant.word, grant.label)).collect(),
        tenants: places
            .iter()
            .map(|(tenant, _)| choice("trang", tenant.id().as_str(), tenant.identity().full_name.clone()))
            .collect(),
        last_day: typed("het-han"),
        limit_text: format!(
            "Như 31/12/2016; không quá {}.",
            date_vi(plus_days(db.clock.today(), LONGEST_DAYS))
        ),
        keys: held
            .iter()
            .filter(|key| key.expires_at + KEPT > now)
            .map(|key| row(signed_in, key, now))
            .collect(),
        description_url: "/api/v1/staff/openapi.json".into(),
        fresh,
    };
    desk::html(status, &page)
}

fn post(signed_in: &SignedIn, action: &str) -> Post {
    Post { action: action.to_owned(), csrf: signed_in.session.csrf.clone() }
}

fn row(signed_in: &SignedIn, key: &Key, now: i64) -> KeyRow {
    let name = |id: &TenantId| {
        let tenant = signed_in.app.directory.get(id);
        tenant.map_or_else(|| id.to_string(), |tenant| tenant.identity().full_name.clone())
    };
    KeyRow {
        name: key.name.clone(),
        short: key.short().to_owned(),
        grants: key.grants.labels().join("; "),
        tenants: key.tenants.iter().map(name).collect::<Vec<_>>().join("; "),
        term: format!("đến hết {}", date_vi(local(key.expires_at - 1).date())),
        state: match (key.revoked_at, key.holds_at(now)) {
            (Some(_), _) => Badge::new("Đã thu hồi", Tone::Plain),
            (None, true) => Badge::new("Còn hiệu lực", Tone::Good),
            (None, false) => Badge::new("Hết hạn", Tone::Plain),
        },
        used: key.last_used_at.map(|at| when(at, now)),
        address: key.last_address.clone().unwrap_or_default(),
        revoke: key.holds_at(now).then(|| post(signed_in, &format!("/khoa-api/{}/thu-hoi", key.id))),
    }
}
