//! The media library as JSON, for the editor and for staff's own programs.

use poem::Response;
use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::console::desk::{self, Desk};
use crate::items::rights::Sight;
use crate::media::{Consent, Description, Entry, Readiness, Received, store};

use super::media::{filter, find, receive};

/// Files in one answer.
const PAGE: usize = 50;

/// A file as the editor needs it: `url` is what a text carries, `preview` what the console shows.
fn shown(entry: &Entry) -> Value {
    let said = &entry.description;
    let consent = match &said.consent {
        Consent::Given { by, on } => json!({ "state": "given", "by": by, "on": on.to_string() }),
        other => json!({ "state": other.as_str() }),
    };
    let state = match &entry.readiness {
        Readiness::Ready => "ready",
        Readiness::Waiting => "waiting",
        Readiness::Failed(_) => "failed",
    };
    json!({
        "id": entry.id(),
        "kind": entry.family.as_str(),
        "name": entry.file.name,
        "media_type": entry.file.media_type,
        "bytes": entry.file.bytes,
        "sha256": entry.file.sha256,
        "url": entry.url(),
        "preview": entry.small_url(320),
        "width": entry.dimensions.map(|(width, _)| width),
        "height": entry.dimensions.map(|(_, height)| height),
        "state": state,
        "author": said.author,
        "source": said.source,
        "alt": said.alt,
        "caption": said.caption,
        "consent": consent,
        "missing": entry.gaps(),
        "added": iso(entry.created_at),
    })
}

/// `GET /api/v1/:tenant/media?kind=&q=&before=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let found = find(&desk, &filter(&desk), desk.asked.query("before"), PAGE).await?;
    let item = |entry: &Entry| {
        let mut item = shown(entry);
        item["uses"] = json!(found.uses.get(entry.id()).copied().unwrap_or(0));
        item
    };
    let items: Vec<Value> = found.entries.iter().map(item).collect();
    desk::json(StatusCode::OK, &json!({ "items": items, "next": found.next }))
}

/// `GET /api/v1/:tenant/media/:file`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn read(desk: Desk) -> Result<Response> {
    one(&desk, &FileId::from(desk.asked.param("file")), StatusCode::OK, false).await
}

async fn one(desk: &Desk, id: &FileId, status: StatusCode, known: bool) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut item = shown(&store::find(&mut scope, &Sight::of(&desk.staff), id).await?);
    item["known"] = json!(known);
    desk::json(status, &item)
}

/// `POST /api/v1/:tenant/media`: a `multipart/form-data` with one file, and `author`, `source`, `alt`, `caption`,
/// `shared` (`0` for what belongs to one draft) before it. The same bytes again answer with what is there.
///
/// # Errors
/// [`Error::Refused`] when it is not taken.
pub async fn add(mut desk: Desk) -> Result<Response> {
    if desk.asked.json.is_some() {
        return Err(Error::BadRequest("Hãy gửi tệp bằng multipart/form-data.".into()));
    }
    let form = &desk.asked.form;
    let text = |name: &str| form.get(name).to_owned();
    let description = Description {
        author: text("author"),
        source: text("source"),
        alt: text("alt"),
        caption: text("caption"),
        consent: Consent::Unsaid,
    };
    let shared = form.get("shared") != "0";
    match receive(&mut desk, description, shared).await? {
        Received::New(file) => one(&desk, &file.file_id, StatusCode::CREATED, false).await,
        Received::Known(entry) => one(&desk, entry.id(), StatusCode::OK, true).await,
    }
}
