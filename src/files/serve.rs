//! A stored file as an answer: whole or a stretch of it, streamed, never run by a browser.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Body, Response};

use super::FileStore;
use crate::base::error::Result;
use crate::base::web::range::{Wanted, wanted};

/// What is served, under which name and as what.
#[derive(Clone, Debug)]
pub struct Served<'a> {
    /// The digest of its bytes.
    pub sha256: &'a str,
    /// How many they are.
    pub bytes: u64,
    /// The name under which it is saved, encoded for a header.
    pub name: &'a str,
    /// `application/pdf`, …
    pub media_type: &'a str,
}

/// Whether a browser may show it in its own window; everything else is saved.
fn shown(media_type: &str) -> bool {
    let family = media_type.split('/').next().unwrap_or_default();
    media_type == "application/pdf"
        || matches!(family, "audio" | "video")
        || family == "image" && media_type != "image/svg+xml"
}

/// Serves a file from the store.
///
/// # Errors
/// When the store does not have it.
pub async fn serve(
    store: &FileStore,
    file: &Served<'_>,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response> {
    let etag = format!("\"{}\"", &file.sha256[..file.sha256.len().min(32)]);
    let disposition = if shown(file.media_type) { "inline" } else { "attachment" };
    // A sandbox would keep browsers from showing PDF at all.
    let policy = if file.media_type == "application/pdf" {
        "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; sandbox"
    };
    let response = Response::builder()
        .header(header::CONTENT_TYPE, file.media_type)
        .header(header::CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{}", file.name))
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, &etag)
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", policy);
    if unchanged(headers, &etag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    // Ranges are for GET alone (RFC 9110, section 14.2).
    let wanted = if method == Method::GET { wanted(headers, file.bytes, &etag) } else { Wanted::Whole };
    let (response, part) = match wanted {
        Wanted::Whole => (response.status(StatusCode::OK), 0..file.bytes),
        Wanted::Part(part) => {
            let told = format!("bytes {}-{}/{}", part.start, part.end - 1, file.bytes);
            (response.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, told), part)
        }
        Wanted::Beyond => {
            let told = format!("bytes */{}", file.bytes);
            let response = response.status(StatusCode::RANGE_NOT_SATISFIABLE);
            return Ok(response.header(header::CONTENT_RANGE, told).finish());
        }
    };
    let response = response.header(header::CONTENT_LENGTH, part.end - part.start);
    if method == Method::HEAD || part.is_empty() {
        return Ok(response.finish());
    }
    Ok(response.body(Body::from_bytes_stream(store.stream(file.sha256, part).await?)))
}

fn unchanged(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_would_run_is_saved() {
        for shown_type in ["application/pdf", "image/png", "audio/mpeg", "video/mp4"] {
            assert!(shown(shown_type), "{shown_type}");
        }
        for saved in [
            "image/svg+xml",
            "text/html",
            "text/plain; charset=utf-8",
            "application/msword",
            "application/rtf",
        ] {
            assert!(!shown(saved), "{saved}");
        }
    }
}
