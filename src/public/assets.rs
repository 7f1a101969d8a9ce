//! Style sheets, fonts, marks and scripts, embedded in the binary and named by their content.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use data_encoding::HEXLOWER;
use poem::Response;
use poem::http::{HeaderMap, HeaderValue, Method, header};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::base::web::compress::CompressedPage;

/// How long a browser may keep what never changes at its address.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Path under which every host serves the assets.
pub const PREFIX: &str = "/tinh/";

#[derive(RustEmbed)]
#[folder = "src/public/assets/"]
struct Files;

/// The rich editor of the console, bundled at build time; empty where no Node was there to do it.
const EDITOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/editor.js"));

type Bytes = Cow<'static, [u8]>;

/// The assets as served: a name in the source → its address, an address → its bytes.
struct Shelf {
    urls: HashMap<String, String>,
    files: HashMap<String, (Bytes, &'static str)>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::build);

impl Shelf {
    /// Fonts and marks come first, for a style sheet carries their addresses and its own hash must follow them.
    fn build() -> Self {
        let (sheets, rest): (Vec<_>, Vec<_>) = Files::iter().partition(|name| name.ends_with(".css"));
        let mut shelf = Self { urls: HashMap::new(), files: HashMap::new() };
        if !EDITOR.is_empty() {
            shelf.put("editor.js", Cow::Borrowed(EDITOR));
        }
        for name in rest {
            shelf.put(&name, read(&name));
        }
        for name in sheets {
            let text = String::from_utf8_lossy(&read(&name)).into_owned();
            let text = shelf.addressed(&text);
            shelf.put(&name, Cow::Owned(text.into_bytes()));
        }
        shelf
    }

    fn put(&mut self, name: &str, bytes: Bytes) {
        let hash = HEXLOWER.encode(&Sha256::digest(&bytes));
        let url = format!("{PREFIX}{}.{name}", &hash[..10]);
        self.files.insert(url.clone(), (bytes, content_type(name)));
        self.urls.insert(name.to_owned(), url);
    }

    /// The style sheet with each `url("name")` of an asset replaced by the address it is served at.
    fn addressed(&self, sheet: &str) -> String {
        self.urls.iter().fold(sheet.to_owned(), |text, (name, url)| {
            text.replace(&format!("url(\"{name}\")"), &format!("url(\"{url}\")"))
        })
    }
}

fn read(name: &str) -> Bytes {
    Files::get(name).map(|file| file.data).unwrap_or_default()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}

/// Address of an asset by its file name, `/tinh/<first 10 hex digits of its SHA-256>.<name>`.
///
/// A name that does not exist gives `/tinh/<name>`, which answers 404; a test holds every template to real names.
pub fn url(name: &str) -> String {
    SHELF.urls.get(name).cloned().unwrap_or_else(|| format!("{PREFIX}{name}"))
}

/// Whether there is an asset of that name in this build.
pub fn has(name: &str) -> bool {
    SHELF.urls.contains_key(name)
}

/// Bytes and content type of the asset served at `path`, the whole path as [`url`] gave it.
///
/// The bytes never change for a path, so they may be cached without end.
pub fn get(path: &str) -> Option<(Bytes, &'static str)> {
    SHELF.files.get(path).cloned()
}

/// The texts among the assets, compressed once.
static TEXTS: LazyLock<HashMap<&'static str, CompressedPage>> = LazyLock::new(|| {
    let texts =
        SHELF.files.iter().filter(|(_, (_, kind))| !kind.starts_with("font/") && *kind != "image/png");
    let compressed = |(path, (bytes, kind)): (&'static String, &'static (Bytes, &'static str))| {
        let page =
            CompressedPage::new(bytes.to_vec(), &HeaderValue::from_static(kind), &HeaderMap::new(), vec![]);
        (path.as_str(), page)
    };
    texts.map(compressed).collect()
});

/// The answer to a request for the asset at `path`, if there is one.
pub fn respond(path: &str, method: &Method, headers: &HeaderMap) -> Option<Response> {
    let mut response = match TEXTS.get(path) {
        Some(text) => text.respond(method, headers),
        None => {
            let (bytes, kind) = get(path)?;
            Response::builder().content_type(kind).body(bytes.into_owned())
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_GOOD);
    Some(response)
}

/// Every address that [`get`] answers, for warming caches and for checks.
pub fn all() -> impl Iterator<Item = &'static str> {
    SHELF.files.keys().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_hash_of_what_it_serves() {
        let path = url("base.css");
        let (bytes, kind) = get(&path).expect("served");
        let hash = HEXLOWER.encode(&Sha256::digest(&bytes));
        assert_eq!(path, format!("/tinh/{}.base.css", &hash[..10]));
        assert_eq!(kind, "text/css; charset=utf-8");
    }

    #[test]
    fn style_sheets_name_only_assets_that_exist() {
        for path in all().filter(|path| path.ends_with(".css")) {
            let (bytes, _) = get(path).expect("served");
            let text = String::from_utf8(bytes.into_owned()).expect("UTF-8");
            for target in text.split("url(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(get(target).is_some(), "{path} names {target}");
            }
        }
    }

    #[test]
    fn style_sheets_close_every_rule_before_the_next_chapter() {
        for path in all().filter(|path| path.ends_with(".css")) {
            let (bytes, _) = get(path).expect("served");
            let text = String::from_utf8(bytes.into_owned()).expect("UTF-8");
            let mut open = 0;
            for line in text.lines() {
                assert!(open == 0 || !line.starts_with("/*"), "{path}: a rule is open before {line}");
                open += line.matches('{').count();
                open -= line.matches('}').count();
            }
            assert_eq!(open, 0, "{path}");
        }
    }

    #[test]
    fn an_unknown_name_is_not_served() {
        assert_eq!(get(&url("khong-co.css")), None);
        assert_eq!(get("base.css"), None);
    }
}
