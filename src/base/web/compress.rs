//! A page compressed once and served many times: negotiation, strong entity tags, conditional requests.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Body, Response};
use sha2::{Digest, Sha256};

/// Smaller outputs at higher levels cost far more time than they save on the wire.
const BROTLI_QUALITY: i32 = 5;
/// The base-2 logarithm of brotli's window: whole pages fit in 4 MiB.
const BROTLI_WINDOW: i32 = 22;
const GZIP_LEVEL: u32 = 6;
/// Bytes of the hash kept in an entity tag: 128 bits.
const TAG_BYTES: usize = 16;
/// What the two heads of a body take in memory, about.
const HEAD_BYTES: usize = 2_500;
/// Before anything was counted.
const NEVER: u64 = u64::MAX;
/// Browsers ask again every time, which an entity tag makes cheap. A proxy in front may answer a crowd for so many seconds:
/// far less than the five minutes in which what is taken down must be gone everywhere.
const REVALIDATE: &str = "public, max-age=0, s-maxage=15, must-revalidate";

/// A content coding that we offer, from the most to the least wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `br`
    Brotli,
    /// `gzip`
    Gzip,
    /// No coding at all.
    Identity,
}

impl Encoding {
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// The coding to answer with (RFC 9110 §12.5.3): the highest weight wins, then the better coding. Without
    /// the header, or when nothing we have is acceptable, the plain text.
    pub fn choose(headers: &HeaderMap) -> Self {
        let wishes = Wishes::read(headers);
        let weighed = Self::ALL.map(|encoding| (encoding, wishes.weight(encoding)));
        let best = weighed.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
        let found = weighed.into_iter().find(|(_, weight)| *weight == best && best > 0);
        found.map_or(Self::Identity, |(encoding, _)| encoding)
    }

    fn named(name: &str) -> Option<Self> {
        let name = if name.eq_ignore_ascii_case("x-gzip") { "gzip" } else { name };
        Self::ALL.into_iter().find(|encoding| encoding.token().eq_ignore_ascii_case(name))
    }
}

/// What a client says of our codings, in thousandths; of two words on one the first counts, and what cannot be read is
/// left out.
#[derive(Default)]
struct Wishes {
    named: [Option<u16>; 3],
    any: Option<u16>,
}

impl Wishes {
    fn read(headers: &HeaderMap) -> Self {
        let mut wishes = Self::default();
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        for (name, weight) in lines.flat_map(|line| line.split(',')).filter_map(wish) {
            match Encoding::named(name) {
                Some(encoding) => wishes.named[encoding as usize].get_or_insert(weight),
                None if name == "*" => wishes.any.get_or_insert(weight),
                None => continue,
            };
        }
        wishes
    }

    /// A wildcard stands for whatever is not named; plain text not named at all is allowed, behind everything that was
    /// asked for.
    fn weight(&self, encoding: Encoding) -> u16 {
        let fallback = u16::from(encoding == Encoding::Identity);
        self.named[encoding as usize].or(self.any).unwrap_or(fallback)
    }
}

fn wish(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let mut weight = 1000;
    for part in parts {
        weight = thousandths(part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="))?)?;
    }
    Some((name, weight))
}

fn thousandths(text: &str) -> Option<u16> {
    let value: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&value).then_some((value * 1000.0).round() as u16)
}

/// One body of a page with the head that goes before it.
#[derive(Debug)]
struct Variant {
    body: Bytes,
    /// Stands for exactly these bytes.
    tag: HeaderValue,
    head: HeaderMap,
    /// What a 304 shares with its 200 (RFC 9110 §15.4.5).
    unchanged: HeaderMap,
}

impl Variant {
    fn new(body: Bytes, encoding: Encoding, content_type: &HeaderValue, always: &HeaderMap) -> Self {
        let hash = Sha256::digest(&body);
        let tag = format!("\"{}\"", BASE64URL_NOPAD.encode(&hash[..TAG_BYTES]));
        let tag = HeaderValue::try_from(tag).expect("base64 in quotes is a header value");
        let mut head = HeaderMap::with_capacity(always.len() + 6);
        head.extend(always.clone());
        head.insert(header::ETAG, tag.clone());
        head.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        head.insert(header::CACHE_CONTROL, HeaderValue::from_static(REVALIDATE));
        let unchanged = head.clone();
        head.insert(header::CONTENT_TYPE, content_type.clone());
        head.insert(header::CONTENT_LENGTH, body.len().into());
        if encoding != Encoding::Identity {
            head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.token()));
        }
        Self { body, tag, head, unchanged }
    }
}

/// A whole page in every encoding that we serve, and what it was made from.
#[derive(Debug)]
pub struct CompressedPage {
    identity: Variant,
    gzip: Variant,
    brotli: Variant,
    generations: Vec<(String, u64)>,
    /// How many publications there had been when it was last found to be as good as new.
    good_at: AtomicU64,
}

impl CompressedPage {
    /// Compresses `body`, which takes milliseconds: call it off the request path or keep the result. `always` are the
    /// headers of every answer of its site.
    ///
    /// `generations` names the tenants that the page was read from and how far each had come *before* it was
    /// read, so that a change during the rendering makes the page stale.
    pub fn new(
        body: impl Into<Bytes>,
        content_type: &HeaderValue,
        always: &HeaderMap,
        generations: Vec<(String, u64)>,
    ) -> Self {
        let body = body.into();
        let variant = |body, encoding| Variant::new(body, encoding, content_type, always);
        Self {
            gzip: variant(gzip(&body), Encoding::Gzip),
            brotli: variant(brotli(&body), Encoding::Brotli),
            identity: variant(body, Encoding::Identity),
            generations,
            good_at: AtomicU64::new(NEVER),
        }
    }

    /// Whether every tenant that the page was read from still stands where it stood. `moved` counts the publications of
    /// all tenants: while it stands still, nobody is asked twice.
    pub fn is_good(&self, moved: u64, current: impl Fn(&str) -> u64) -> bool {
        if self.good_at.load(Ordering::Acquire) == moved {
            return true;
        }
        let good = self.generations.iter().all(|(tenant, then)| current(tenant) == *then);
        if good {
            self.good_at.store(moved, Ordering::Release);
        }
        good
    }

    /// The bytes sent for an encoding.
    pub fn body(&self, encoding: Encoding) -> &Bytes {
        &self.variant(encoding).body
    }

    /// What the page weighs in memory, in bytes.
    pub fn weight(&self) -> usize {
        let names: usize = self.generations.iter().map(|(tenant, _)| tenant.len() + 40).sum();
        Encoding::ALL.map(|encoding| self.body(encoding).len() + HEAD_BYTES).iter().sum::<usize>() + names
    }

    /// Answers a GET or HEAD: the best encoding, 304 when the client has these bytes, no body for HEAD.
    ///
    /// Carries `Cache-Control` for a page that may change; whoever wants another policy replaces that header.
    pub fn answer(&self, method: &Method, headers: &HeaderMap) -> http::Response<Bytes> {
        let variant = self.variant(Encoding::choose(headers));
        let unchanged = holds(headers, &variant.tag);
        let body = if unchanged || *method == Method::HEAD { Bytes::new() } else { variant.body.clone() };
        let mut answer = http::Response::new(body);
        if unchanged {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            *answer.headers_mut() = variant.unchanged.clone();
        } else {
            *answer.headers_mut() = variant.head.clone();
        }
        answer
    }

    /// The same as the framework has it.
    pub fn respond(&self, method: &Method, headers: &HeaderMap) -> Response {
        let (head, body) = self.answer(method, headers).into_parts();
        let mut response = Response::builder().status(head.status).finish();
        *response.headers_mut() = head.headers;
        if !body.is_empty() {
            response.set_body(Body::from_bytes(body));
        }
        response
    }

    fn variant(&self, encoding: Encoding) -> &Variant {
        match encoding {
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
            Encoding::Identity => &self.identity,
        }
    }
}

/// Whether `If-None-Match` lists this tag. The comparison is the weak one (RFC 9110 §13.1.2): intermediaries
/// that touch a body may have put `W/` before our tag.
fn holds(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held).as_bytes() == tag.as_bytes())
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::new(GZIP_LEVEL));
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("writing to memory does not fail").into()
}

fn brotli(body: &[u8]) -> Bytes {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: body.len(),
        ..Default::default()
    };
    let mut out = Vec::with_capacity(body.len() / 3);
    brotli::BrotliCompress(&mut &body[..], &mut out, &params).expect("writing to memory does not fail");
    out.into()
}

/// A page that is made for one request and not kept: compressed once, in the coding the client wants.
pub fn fresh(status: StatusCode, body: String, content_type: &'static str, headers: &HeaderMap) -> Response {
    let encoding = Encoding::choose(headers);
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::VARY, "Accept-Encoding")
        .header(header::CACHE_CONTROL, "no-store");
    if encoding != Encoding::Identity {
        response = response.header(header::CONTENT_ENCODING, encoding.token());
    }
    match encoding {
        Encoding::Brotli => response.body(Body::from_bytes(brotli(body.as_bytes()))),
        Encoding::Gzip => response.body(Body::from_bytes(gzip(body.as_bytes()))),
        Encoding::Identity => response.body(body),
    }
}

/// Smaller bodies are sent as they are.
const WORTH_PACKING: usize = 1024;

/// A finished answer, compressed where it is text in memory that was not compressed before. Secrets in it must be masked:
/// see `people::csrf`.
pub async fn packed(mut response: Response, headers: &HeaderMap) -> Response {
    let kind = response.content_type().unwrap_or_default();
    let text = kind.starts_with("text/html") || kind.starts_with("application/json");
    let encoding = Encoding::choose(headers);
    if !text || encoding == Encoding::Identity || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let Ok(body) = response.take_body().into_bytes().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into();
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if body.len() < WORTH_PACKING {
        response.set_body(body);
        return response;
    }
    let small = if encoding == Encoding::Brotli { brotli(&body) } else { gzip(&body) };
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.token()));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.set_body(small);
    response
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use http::HeaderName;
    use proptest::prelude::*;

    use super::*;

    const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

    fn page(body: &str) -> CompressedPage {
        CompressedPage::new(body.to_owned(), &HTML, &HeaderMap::new(), vec![("hh".to_owned(), 7)])
    }

    fn asking(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    fn accepting(value: &str) -> HeaderMap {
        asking(header::ACCEPT_ENCODING, value)
    }

    fn get(page: &CompressedPage, headers: &HeaderMap) -> Response {
        page.respond(&Method::GET, headers)
    }

    fn unpack(encoding: Encoding, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        match encoding {
            Encoding::Brotli => brotli::BrotliDecompress(&mut &body[..], &mut out).unwrap(),
            Encoding::Gzip => {
                flate2::read::GzDecoder::new(body).read_to_end(&mut out).unwrap();
            }
            Encoding::Identity => out.extend_from_slice(body),
        }
        out
    }

    #[test]
    fn chooses_by_weight_then_by_worth() {
        use Encoding::{Brotli, Gzip, Identity};
        for (accept, wanted) in [
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip, deflate", Gzip),
            ("x-gzip", Gzip),
            ("GZIP;Q=0.5", Gzip),
            ("br;q=0.2, gzip;q=0.9", Gzip),
            ("br;q=0, gzip", Gzip),
            ("br; q=0.001", Brotli),
            ("*", Brotli),
            ("br;q=0, *", Gzip),
            ("*;q=0", Identity),
            ("identity", Identity),
            ("identity;q=1, br;q=0.5", Identity),
            ("identity;q=0.5, *;q=0", Identity),
            ("deflate", Identity),
            ("", Identity),
            ("br;q=2", Identity),
            ("br;level=9", Identity),
            (";q=1", Identity),
            ("identity;q=0, gzip;q=0.1", Gzip),
        ] {
            assert_eq!(Encoding::choose(&accepting(accept)), wanted, "{accept:?}");
        }
        assert_eq!(Encoding::choose(&HeaderMap::new()), Identity);
    }

    #[tokio::test]
    async fn every_encoding_unpacks_to_the_page() {
        let text = "<p>Ủy ban nhân dân huyện Hiệp Hòa</p>".repeat(500);
        let page = page(&text);
        for (accept, encoding) in
            [("br", Encoding::Brotli), ("gzip", Encoding::Gzip), ("identity", Encoding::Identity)]
        {
            let mut response = get(&page, &accepting(accept));
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.header("vary"), Some("Accept-Encoding"));
            assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"));
            assert_eq!(response.header("content-encoding"), (accept != "identity").then_some(accept));
            let body = response.take_body().into_bytes().await.unwrap();
            assert_eq!(response.header("content-length"), Some(body.len().to_string().as_str()));
            assert_eq!(unpack(encoding, &body), text.as_bytes());
        }
        assert!(page.body(Encoding::Brotli).len() < text.len() / 20);
        assert!(page.body(Encoding::Gzip).len() < text.len() / 20);
    }

    #[test]
    fn each_encoding_has_its_own_strong_tag() {
        let page = page("một trang");
        let tags = ["br", "gzip", "identity"]
            .map(|accept| get(&page, &accepting(accept)).header("etag").unwrap().to_owned());
        assert!(tags.iter().all(|tag| tag.starts_with('"') && tag.ends_with('"') && tag.len() == 24));
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2]);
        let other = super::tests::page("một trang khác");
        assert_ne!(get(&other, &HeaderMap::new()).header("etag"), Some(tags[2].as_str()));
    }

    #[tokio::test]
    async fn a_held_tag_answers_304_without_a_body() {
        let page = page("một trang");
        let tag = get(&page, &accepting("br")).header("etag").unwrap().to_owned();
        for held in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let mut headers = accepting("br");
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&held).unwrap());
            let mut response = get(&page, &headers);
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{held}");
            assert_eq!(response.header("etag"), Some(tag.as_str()));
            assert_eq!(response.header("vary"), Some("Accept-Encoding"));
            assert_eq!(response.header("content-length"), None);
            assert!(response.take_body().into_bytes().await.unwrap().is_empty());
        }
    }

    #[test]
    fn the_tag_of_another_encoding_does_not_count() {
        let page = page("một trang");
        let of_brotli = get(&page, &accepting("br")).header("etag").unwrap().to_owned();
        let mut headers = accepting("gzip");
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&of_brotli).unwrap());
        assert_eq!(get(&page, &headers).status(), StatusCode::OK);
        assert_eq!(get(&page, &asking(header::IF_NONE_MATCH, "\"x\"")).status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn head_tells_the_length_and_sends_nothing() {
        let page = page("một trang");
        let mut response = page.respond(&Method::HEAD, &HeaderMap::new());
        assert_eq!(response.header("content-length"), Some("11"));
        assert!(response.take_body().into_bytes().await.unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn any_accept_header_is_answered(accept in "[ -~]{0,60}") {
            Encoding::choose(&accepting(&accept));
        }

        #[test]
        fn any_body_comes_back(body in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let page = CompressedPage::new(body.clone(), &HTML, &HeaderMap::new(), vec![]);
            for encoding in Encoding::ALL {
                prop_assert_eq!(unpack(encoding, page.body(encoding)), body.clone());
            }
        }
    }
}
