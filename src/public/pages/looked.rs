//! Tells the log of searches what was looked for and what was opened, without who did.
//!
//! That a result was opened is told by the link's `ping` attribute: the browser posts it beside following the
//! link. So it needs no script, the address of a result stays clean and its page cached for all alike, no reader
//! waits for a redirect, and neither a crawler nor a prefetch counts as a reader. Browsers that send no ping
//! leave the count too low; the board is told so.

use poem::http::{HeaderMap, StatusCode};

use crate::base::error::{Error, Result};
use crate::public::visit::{Reply, Visit};
use crate::search::service::Which;

use super::home::encode;

/// Counts what a person typed. Further pages, narrowed searches, declared crawlers and prefetches are none; while
/// the index is being built, "nothing found" would say nothing.
pub fn note(visit: &Visit, typed: &str, total: usize) {
    let first = visit.asked.query.iter().all(|(name, value)| name == "q" || value.is_empty());
    let building = visit.app.search.incomplete(Which::Public).is_some();
    if first && !building && !is_machine(&visit.asked.headers) {
        visit.app.search_log.note(visit.tenant.id(), typed, total);
    }
}

fn is_machine(headers: &HeaderMap) -> bool {
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase()
    };
    let agent = header("user-agent");
    ["bot", "crawl", "spider", "slurp"].iter().any(|word| agent.contains(word))
        || header("purpose") == "prefetch"
        || header("sec-purpose").starts_with("prefetch")
}

/// Where the link of the result at a place of a search reports that it was opened.
pub fn ping(visit: &Visit, typed: &str, place: usize) -> String {
    visit.tenant.url(&format!("/tim-kiem/mo?q={}&thu={place}", encode(typed)))
}

/// `POST /tim-kiem/mo?q=&thu=`
///
/// # Errors
/// [`Error::BadRequest`] for a place that is none, [`Error::TooMany`] above the limit of searches.
pub async fn opened(visit: Visit) -> Result<Reply> {
    let place = visit.asked.query("thu").parse().ok().filter(|place| (1..=1_000).contains(place));
    let place: u16 = place.ok_or_else(|| Error::BadRequest("thu phải là số từ 1 đến 1000".into()))?;
    let limited = visit.app.limits.search.check(visit.asked.client.addr);
    limited.map_err(|often| Error::TooMany(often.seconds()))?;
    visit.app.search_log.opened(visit.tenant.id(), visit.asked.query("q"), place);
    Ok(Reply::Raw(poem::Response::builder().status(StatusCode::NO_CONTENT).finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_say_what_they_are() {
        let with = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, poem::http::HeaderValue::from_static(value));
            is_machine(&headers)
        };
        assert!(with("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)"));
        assert!(with("sec-purpose", "prefetch;prerender"));
        assert!(!with("user-agent", "Mozilla/5.0 (Linux; Android 5.1) Chrome/95"));
        assert!(!is_machine(&HeaderMap::new()));
    }
}
