//! What stands behind the writing form while somebody writes: autosave, cleaning of pastes, pictures and files.

pub mod again;

use poem::Response;
use poem::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::base::clock::{iso, time_vi};
use crate::base::error::{Error, Result};
use crate::base::text::normalise;
use crate::base::web::form::{FORM_BYTES, Form};
use crate::console::desk::{self, Desk, see_other};
use crate::files::kind::Family;
use crate::items::markup::word;
use crate::items::rights::{Sight, require_hand};
use crate::items::{Attachment, Edition, Kind, store as items};
use crate::media::store::{Filter, find};
use crate::media::{Description, Entry};
use crate::people::Action;
use crate::public::pages::home::encode;
use crate::public::views::Refusal;
use crate::writing::{self, Copy, Place};

use super::form;
use super::media;

/// Files offered at a time.
const OFFERED: usize = 30;

/// What the form sends every few seconds.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Typed {
    /// What is written: an edition, or a fresh text.
    place: String,
    /// `news` or `document`.
    kind: String,
    /// The version that was opened.
    #[serde(default)]
    version: i64,
    /// The form's fields, names and values.
    fields: Vec<(String, String)>,
}

/// `POST /api/v1/staff/:tenant/writing/autosave`: keeps what is typed and says what still stands against publication.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] for an edition the person may not write to.
pub async fn autosave(desk: Desk, typed: Typed) -> Result<Value> {
    if typed.fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > FORM_BYTES {
        return Err(Error::TooLarge(format!("Nội dung gửi lên vượt quá {} MB.", FORM_BYTES / 1024 / 1024)));
    }
    let place = Place::parse(&typed.place)?;
    let kind = Kind::parse(&typed.kind).ok_or_else(|| Error::BadRequest("Loại nội dung không có.".into()))?;
    let (edition, attachments) = begun(&desk, &place, kind).await?;
    let form = Form::of(typed.fields);
    let read = form::content(kind, &form, attachments);
    let title = read.as_ref().map_or_else(|_| form.get("tieu-de").to_owned(), crate::items::Content::title);
    let copy = Copy {
        place,
        kind,
        version: typed.version,
        title,
        fields: form.fields().to_vec(),
        saved_at: desk.app.db.clock.now(),
    };
    let at = copy.saved_at;
    writing::keep(&desk.app.db, &desk.tenant, &desk.actor(), &desk.staff.account, copy).await?;
    let missing = super::review::missing_typed(&desk, edition.as_ref(), &read).await?;
    let stale = edition.is_some_and(|edition| edition.version != typed.version);
    Ok(json!({
        "saved_at": iso(at),
        "saved_text": format!("Đã tự lưu lúc {}", time_vi(at)),
        "stale": stale,
        "missing": missing.0.iter().map(told).collect::<Vec<_>>(),
    }))
}

fn told(refusal: &Refusal) -> Value {
    json!({ "field": refusal.field, "message": refusal.message, "clause": refusal.clause })
}

/// The edition that is written, with its files; nothing where it was never saved.
async fn begun(desk: &Desk, place: &Place, kind: Kind) -> Result<(Option<Edition>, Vec<Attachment>)> {
    let Place::Edition(id) = place else { return Ok((None, Vec::new())) };
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = items::edition(&mut scope, id).await?;
    require_hand(&desk.staff, &edition)?;
    desk.staff.require(Action::ItemSave, edition.state)?;
    let content = items::content(&mut scope, &edition.revision).await?;
    if content.kind() != kind {
        return Err(Error::BadRequest("Không đổi được loại nội dung của bản đã tạo.".into()));
    }
    Ok((Some(edition), content.common().attachments.clone()))
}

/// `POST /:tenant/soan/ban-tam/bo`: drops a working copy and opens the form without it.
///
/// # Errors
/// [`Error::BadRequest`] without a place.
pub async fn forget(desk: Desk) -> Result<Response> {
    let place = Place::parse(desk.asked.form.get("cho"))?;
    writing::forget(&desk.app.db, &desk.tenant, &desk.actor(), &desk.staff.account, &place).await?;
    let back = match &place {
        Place::Edition(id) => format!("/tin-bai/{id}/sua"),
        Place::Fresh(_) if desk.asked.form.get("loai") == "document" => "/tin-bai/moi/van-ban".to_owned(),
        Place::Fresh(_) if desk.asked.form.get("loai") == "record" => "/tin-bai/moi".to_owned(),
        Place::Fresh(_) => "/tin-bai/moi/tin".to_owned(),
    };
    Ok(see_other(&desk.url(&back)))
}

/// What is to be cleaned: what was pasted, or Markdown of the plain editor.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Pasted {
    /// HTML as it was pasted.
    html: String,
    /// Plain text, where there is no HTML.
    text: String,
    /// What the plain editor holds.
    markdown: String,
}

/// `POST /api/v1/staff/:tenant/writing/clean`: a paste as it may stand in a text, with what was changed in it.
///
/// # Errors
/// [`Error::BadRequest`] for what is no paste.
pub async fn clean(_: Desk, pasted: Pasted) -> Result<Value> {
    let raw = if !pasted.markdown.is_empty() {
        crate::items::markup::raw_html(&pasted.markdown)
    } else if pasted.html.trim().is_empty() {
        lines(&pasted.text)
    } else {
        pasted.html
    };
    let (html, report) = tokio::task::spawn_blocking(move || word::taken_in(&raw))
        .await
        .map_err(|cause| Error::Internal(cause.into()))?;
    Ok(json!({ "html": html, "notes": report.sentences() }))
}

/// Plain text as paragraphs, a line each.
fn lines(text: &str) -> String {
    let mut html = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        html.push_str("<p>");
        crate::items::markup::tree::escape(&mut html, line, false);
        html.push_str("</p>");
    }
    html
}

fn shown(entry: &Entry) -> Value {
    let (file, said) = (&entry.file, &entry.description);
    json!({
        "id": file.file_id,
        "name": file.name,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "url": format!("/tep/{}/{}", file.file_id, encode(&file.name)),
        "author": said.author,
        "source": said.source,
        "alt": said.alt,
    })
}

/// Which files are offered.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Offered {
    /// `anh`, `phim` or `tieng`; every kind if not given.
    loai: String,
    /// Words of the name.
    ten: String,
    /// The `next` of the last answer.
    truoc: String,
}

/// `GET /api/v1/staff/:tenant/writing/files`: files of the library to put into a text, latest first, a page at a time.
///
/// # Errors
/// When the database does not answer.
pub async fn files(desk: Desk, asked: Offered) -> Result<Value> {
    let family = match asked.loai.as_str() {
        "anh" => Some(Family::Image),
        "phim" => Some(Family::Video),
        "tieng" => Some(Family::Audio),
        _ => None,
    };
    let filter = Filter { family, words: normalise(&asked.ten), ..Filter::default() };
    let found = media::find(&desk, &filter, &asked.truoc, OFFERED).await?;
    let page: Vec<Value> = found.entries.iter().map(shown).collect();
    Ok(json!({ "files": page, "next": found.next }))
}

/// `POST /:tenant/soan/tep`: a file for the text, of the tenant and of no edition yet; answers in JSON.
///
/// # Errors
/// [`Error::TooLarge`] above the limit.
pub async fn upload(mut desk: Desk) -> Result<Response> {
    match media::receive(&mut desk, Description::default(), false).await {
        Ok(received) => {
            let file = received.into_attachment();
            let mut scope = desk.app.db.read(desk.tenant.id()).await?;
            let entry = find(&mut scope, &Sight::of(&desk.staff), &file.file_id).await?;
            desk::json(StatusCode::OK, &shown(&entry))
        }
        Err(Error::Refused(refusals)) => {
            refused(&refusals.into_iter().map(|refusal| refusal.message).collect::<Vec<_>>().join(" "))
        }
        Err(other) => Err(other),
    }
}

fn refused(message: &str) -> Result<Response> {
    desk::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "error": { "message": message } }))
}
