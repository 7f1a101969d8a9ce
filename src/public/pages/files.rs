//! Files of live items, fetched by tenant and attachment, never by digest alone.

use poem::Response;
use poem::http::header;

use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::files;
use crate::public::visit::{Reply, Visit};

use super::home::encode;

/// `/tep/:file/:name`
///
/// # Errors
/// [`Error::NotFound`] when no live item of this tenant, or shown on its site, carries the file.
pub async fn file(visit: Visit) -> Result<Reply> {
    let id = FileId::from(visit.asked.param("file"));
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let own =
        if files::is_public(&mut scope, &id).await? { files::find(&mut scope, &id).await? } else { None };
    drop(scope);
    let stored = match own {
        Some(own) => own,
        None => super::issued::file(&visit, &id).await?.ok_or(Error::NotFound)?,
    };
    let bytes = visit.app.files.read(&stored.sha256).await?;
    Ok(Reply::Raw(served(&stored, bytes)))
}

/// A stored file as an answer: shown where the browser can do that safely, saved otherwise.
pub fn served(stored: &crate::items::kinds::Attachment, bytes: bytes::Bytes) -> Response {
    let shown = stored.media_type == "application/pdf"
        || stored.media_type.starts_with("image/") && stored.media_type != "image/svg+xml";
    let disposition = if shown { "inline" } else { "attachment" };
    Response::builder()
        .header(header::CONTENT_TYPE, &stored.media_type)
        .header(
            header::CONTENT_DISPOSITION,
            format!("{disposition}; filename*=UTF-8''{}", encode(&stored.name)),
        )
        .header(header::CACHE_CONTROL, "no-cache")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .body(bytes)
}
