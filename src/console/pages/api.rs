//! The staff's JSON interface to items: the same services, and so the same rules, as the pages.

use poem::Response;
use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::console::desk::{self, Desk};
use crate::items::editing::{self, Saved};
use crate::items::rights::require_sight;
use crate::items::{Content, publishing, store as items};

fn body(desk: &Desk) -> Value {
    desk.asked.json.clone().unwrap_or_default()
}

fn content(desk: &Desk) -> Result<Content> {
    serde_json::from_value(body(desk)["content"].clone())
        .map_err(|cause| Error::BadRequest(format!("content không đúng dạng: {cause}")))
}

fn version(desk: &Desk) -> Result<i64> {
    body(desk)["version"].as_i64().ok_or_else(|| Error::BadRequest("thiếu version".into()))
}

fn id(desk: &Desk) -> EditionId {
    desk.asked.param("edition").into()
}

async fn answer(desk: &Desk, id: &EditionId) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = items::edition(&mut scope, id).await?;
    require_sight(&desk.staff, &edition)?;
    let content = items::content(&mut scope, &edition.revision).await?;
    let shown = json!({
        "item": edition.item, "edition": edition.id, "no": edition.no, "state": edition.state, "version": edition.version,
        "title": edition.title, "content": content,
    });
    desk::json(StatusCode::OK, &shown)
}

/// `POST /api/v1/:tenant/items`
///
/// # Errors
/// [`Error::BadRequest`] when the content has another shape.
pub async fn create(desk: Desk) -> Result<Response> {
    let content = content(&desk)?;
    let (_, edition) =
        editing::create(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), content).await?;
    answer(&desk, &edition).await
}

/// `GET /api/v1/:tenant/editions/:edition`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn read(desk: Desk) -> Result<Response> {
    answer(&desk, &id(&desk)).await
}

/// `PUT /api/v1/:tenant/editions/:edition`
///
/// # Errors
/// As the page's save.
pub async fn save(desk: Desk) -> Result<Response> {
    let saved = editing::save(
        &desk.app.db,
        &desk.tenant,
        &desk.staff,
        &desk.actor(),
        &id(&desk),
        version(&desk)?,
        content(&desk)?,
    )
    .await?;
    match saved {
        Saved::Now(_) => answer(&desk, &id(&desk)).await,
        Saved::Stale(stale) => {
            let message = "Nội dung vừa được người khác lưu. Cả hai bản ở dưới.";
            let error = json!({ "code": "conflict", "message": message, "refusals": [] });
            desk::json(
                StatusCode::CONFLICT,
                &json!({ "error": error, "version": stale.version, "theirs": stale.theirs, "mine": stale.mine }),
            )
        }
    }
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, |$desk:ident, $id:ident, $version:ident, $body:ident| $call:expr) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// As the page's act.
        pub async fn $name($desk: Desk) -> Result<Response> {
            let ($id, $version, $body) = (id(&$desk), version(&$desk)?, body(&$desk));
            $call.await?;
            answer(&$desk, &$id).await
        }
    };
}

act!(
    /// `POST …/submit`
    submit, |desk, id, version, _body| super::review::submit(&desk, &id, version)
);
act!(
    /// `POST …/return`
    send_back, |desk, id, version, body| publishing::return_to_author(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, version, body["reason"].as_str().unwrap_or_default())
);
act!(
    /// `POST …/approve`
    approve, |desk, id, version, body| super::review::approve(&desk, &id, version, body["no_secret"].as_bool().unwrap_or(false))
);
act!(
    /// `POST …/publish`
    publish, |desk, id, version, _body| publishing::publish(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, version)
);
act!(
    /// `POST …/withdraw`
    withdraw, |desk, id, version, body| publishing::withdraw(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, version, body["reason"].as_str().unwrap_or_default())
);

/// `POST …/correct`
///
/// # Errors
/// As the page's act.
pub async fn correct(desk: Desk) -> Result<Response> {
    let fresh = editing::correct(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id(&desk)).await?;
    answer(&desk, &fresh).await
}
