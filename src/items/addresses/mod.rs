//! The addresses that items had on the site before this one, and where each leads now.

pub mod store;

use percent_encoding::percent_decode_str;

use crate::base::seal::sha256_hex;
use crate::base::text::normalise;

/// The longest address that is remembered or looked up, in bytes.
const LONGEST: usize = 2_000;
/// What others put behind an address to follow people; it says nothing of the page.
const FOLLOWING: [&str; 4] = ["utm_", "fbclid", "gclid", "zalo"];

/// An address of a site in the one form in which two that mean the same agree: path and query without host and
/// fragment, decoded, the query's parts in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OldAddress(String);

impl OldAddress {
    /// Reads an address, whole or from the path on. None for the home page, which is never an old address, and for what is
    /// no address of a page.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let local = without_host(text)?;
        let local = local.split('#').next().unwrap_or_default();
        let (path, query) = local.split_once('?').unwrap_or((local, ""));
        let path = tidy_path(path);
        let mut parts: Vec<String> = query.split('&').filter(|part| tells(part)).map(decoded).collect();
        parts.sort();
        let bare = matches!(path.as_str(), "/" | "/index.php" | "/index.html");
        if bare && parts.is_empty() {
            return None;
        }
        let whole = if parts.is_empty() { path } else { format!("{path}?{}", parts.join("&")) };
        (whole.len() <= LONGEST).then_some(Self(whole))
    }

    /// The same without its query, where something is left.
    pub fn without_query(&self) -> Option<Self> {
        let (path, _) = self.0.split_once('?')?;
        (path != "/").then(|| Self(path.to_owned()))
    }

    /// What is kept of it.
    pub fn digest(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }
}

/// The host of a whole address, in small letters and without `www.`.
pub fn host(text: &str) -> Option<String> {
    let (_, rest) = text.trim().split_once("//").filter(|(scheme, _)| is_web(scheme))?;
    let host = rest.split(['/', '?', '#']).next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    (!host.is_empty()).then_some(host)
}

fn is_web(scheme: &str) -> bool {
    matches!(scheme.to_lowercase().as_str(), "" | "http:" | "https:")
}

/// The part of an address behind its host; none for `mailto:` and its like, and for a mere fragment.
fn without_host(text: &str) -> Option<&str> {
    if host(text).is_some() {
        let (_, rest) = text.split_once("//")?;
        return Some(rest.find(['/', '?', '#']).map_or("/", |at| &rest[at..]));
    }
    (text.starts_with(['/', '?']) && !text.starts_with("//")).then_some(text)
}

fn tidy_path(path: &str) -> String {
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
    format!("/{}", parts.join("/"))
}

fn decoded(part: &str) -> String {
    normalise(&percent_decode_str(part).decode_utf8_lossy())
}

fn tells(part: &str) -> bool {
    !part.is_empty() && !FOLLOWING.iter().any(|follows| part.starts_with(follows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        OldAddress::read(text).unwrap().0
    }

    #[test]
    fn what_means_the_same_agrees() {
        assert_eq!(read("http://Cu.example/?p=123"), "/?p=123");
        assert_eq!(read("/?utm_source=x&p=123#dau"), "/?p=123");
        assert_eq!(
            read("https://cu.example/index.php/vi/news/Tin-123.html"),
            "/index.php/vi/news/Tin-123.html"
        );
        assert_eq!(read("/2016//05/tin-t%E1%BB%A9c/"), "/2016/05/tin-tức");
        assert_eq!(read("/xem?b=2&a=1"), read("/xem?a=1&b=2"));
        assert_eq!(OldAddress::read("/a?x=1").unwrap().without_query(), OldAddress::read("/a"));
        assert_eq!(OldAddress::read("/?p=1").unwrap().without_query(), None);
    }

    #[test]
    fn homes_fragments_and_other_schemes_are_no_old_addresses() {
        for text in [
            "/",
            "http://cu.example",
            "/index.php",
            "#a",
            "mailto:a@b.c",
            "bai.html",
            "",
            "javascript://x/%0a",
        ] {
            assert_eq!(OldAddress::read(text), None, "{text}");
        }
        assert_eq!(OldAddress::read(&format!("/{}", "a".repeat(3_000))), None);
    }

    #[test]
    fn hosts_are_told_without_www() {
        assert_eq!(host("https://www.Cu.example:8080/a").as_deref(), Some("cu.example:8080"));
        assert_eq!(host("//cu.example/a").as_deref(), Some("cu.example"));
        assert_eq!(host("/a//b"), None);
    }
}
