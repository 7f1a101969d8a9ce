//! A stored file as an answer: whole or a stretch of it, streamed, never run by a browser.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Body, Response};

use super::FileStore;
use crate::base::error::Result;
use crate::base::web::disposition::Disposition;
use crate::base::web::range::{Wanted, wanted};

/// What is served, under which name and as what.
#[derive(Clone, Debug)]
pub struct Served<'a> {
    /// The digest of its bytes.
    pub sha256: &'a str,
    /// How many they are.
    pub bytes: u64,
    /// The name under which it is saved, as people write it.
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

/// What a browser may do with a file: Chromium shows a PDF under it, and nothing runs.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// What a browser is told a file is: never a page, whatever somebody called it.
fn told(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let page = essence.eq_ignore_ascii_case("text/html") || essence.to_ascii_lowercase().ends_with("xml");
    if page { "application/octet-stream" } else { media_type }
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
    let etag = format!("\"{}\"", file.sha256);
    let disposition = if shown(file.media_type) { Disposition::Inline } else { Disposition::Attachment };
    let response = Response::builder()
        .header(header::CONTENT_TYPE, told(file.media_type))
        .header(header::CONTENT_DISPOSITION, disposition.named(file.name))
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, &etag)
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", POLICY);
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

    #[test]
    fn no_file_is_told_to_be_a_page() {
        for page in ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml", "text/xml"] {
            assert_eq!(told(page), "application/octet-stream", "{page}");
        }
        for other in ["text/plain; charset=utf-8", "application/pdf", "text/vtt"] {
            assert_eq!(told(other), other);
        }
    }
}
