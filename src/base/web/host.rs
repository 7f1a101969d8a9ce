//! The host a request is for, in one canonical spelling.

use std::net::Ipv6Addr;

use http::{HeaderMap, Uri, header::HOST};

/// The longest name the DNS can carry.
const MAX_NAME: usize = 253;
/// The longest label of a name.
const MAX_LABEL: usize = 63;

/// The host a request names: the authority of its URI (HTTP/2, absolute form) before the `Host` header, as
/// RFC 9112 §3.2.2 and RFC 9113 §8.3.1 want it.
///
/// `None` when there is none, when it is malformed, or when several `Host` headers leave room for two readings.
pub fn request_host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let mut named = headers.get_all(HOST).iter();
    let header = named.next();
    if named.next().is_some() {
        return None;
    }
    match uri.authority() {
        Some(authority) => canonical_host(authority.as_str()),
        None => canonical_host(header?.to_str().ok()?),
    }
}

/// Lower case, no port, no trailing dot, IPv6 literals in brackets and in their shortest form.
///
/// `None` for anything that is not a plain host with an optional port: user information, percent escapes,
/// characters outside `a-z 0-9 - _ .`, empty or overlong labels.
pub fn canonical_host(text: &str) -> Option<String> {
    match text.strip_prefix('[') {
        Some(literal) => ipv6_literal(literal),
        None => named_host(text),
    }
}

fn ipv6_literal(text: &str) -> Option<String> {
    let (address, rest) = text.split_once(']')?;
    let address: Ipv6Addr = address.parse().ok()?;
    let port_is_fine = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
    port_is_fine.then(|| format!("[{address}]"))
}

fn named_host(text: &str) -> Option<String> {
    let (name, port) = text.split_once(':').unwrap_or((text, ""));
    let name = name.strip_suffix('.').unwrap_or(name);
    let fine = is_port(port) && name.len() <= MAX_NAME && name.split('.').all(is_label);
    fine.then(|| name.to_ascii_lowercase())
}

/// An empty port is legal (RFC 3986 §3.2.3) and means the scheme's own.
fn is_port(text: &str) -> bool {
    text.is_empty() || (text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok())
}

fn is_label(text: &str) -> bool {
    (1..=MAX_LABEL).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn headers(hosts: &[&str]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for host in hosts {
            map.append(HOST, HeaderValue::from_str(host).unwrap());
        }
        map
    }

    fn from_header(host: &str) -> Option<String> {
        request_host(&Uri::from_static("/"), &headers(&[host]))
    }

    #[test]
    fn spells_a_host_one_way() {
        for (given, wanted) in [
            ("Hiephoa.BacGiang.gov.vn", "hiephoa.bacgiang.gov.vn"),
            ("hiephoa.bacgiang.gov.vn:8080", "hiephoa.bacgiang.gov.vn"),
            ("hiephoa.bacgiang.gov.vn.:443", "hiephoa.bacgiang.gov.vn"),
            ("localhost:", "localhost"),
            ("127.0.0.1:80", "127.0.0.1"),
            ("[0:0::1]:8080", "[::1]"),
            ("[2001:DB8::A]", "[2001:db8::a]"),
        ] {
            assert_eq!(from_header(given).as_deref(), Some(wanted), "{given}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_host() {
        for given in [
            "",
            ".",
            "a..b",
            "-a.vn",
            "a-.vn",
            "a b",
            "a/b",
            "user@a.vn",
            "a.vn:80:81",
            "a.vn:99999",
            "a.vn:+80",
            "[::1",
            "[::1]x",
            "[::1]:x",
            "[fe80::1%25eth0]",
            "::1",
            "a%2eb",
            "a.vn..",
            "a,b",
        ] {
            assert_eq!(from_header(given), None, "{given:?}");
        }
        assert_eq!(from_header(&format!("{}.vn", "a".repeat(64))), None);
        assert_eq!(from_header(&vec!["abcdefgh"; 30].join(".")), None);
    }

    #[test]
    fn bytes_outside_ascii_are_refused() {
        let mut map = HeaderMap::new();
        map.insert(HOST, HeaderValue::from_bytes("hiệphòa.vn".as_bytes()).unwrap());
        assert_eq!(request_host(&Uri::from_static("/"), &map), None);
    }

    #[test]
    fn the_authority_goes_before_the_header() {
        let uri = Uri::from_static("http://Xa.example:81/tin-tuc");
        assert_eq!(request_host(&uri, &headers(&["other.example"])).as_deref(), Some("xa.example"));
        assert_eq!(request_host(&uri, &headers(&[])).as_deref(), Some("xa.example"));
    }

    #[test]
    fn several_host_headers_are_refused_even_when_equal() {
        let twice = headers(&["a.vn", "a.vn"]);
        assert_eq!(request_host(&Uri::from_static("/"), &twice), None);
        assert_eq!(request_host(&Uri::from_static("http://a.vn/"), &twice), None);
    }

    #[test]
    fn no_host_is_no_host() {
        assert_eq!(request_host(&Uri::from_static("/"), &HeaderMap::new()), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_is_stable(text in "\\PC{0,80}") {
            if let Some(host) = canonical_host(&text) {
                prop_assert_eq!(canonical_host(&host), Some(host.clone()));
                prop_assert!(!host.bytes().any(|b| b.is_ascii_uppercase() || b"/@%, ".contains(&b)));
            }
        }

        #[test]
        fn case_port_and_trailing_dot_make_no_difference(
            name in "[a-z0-9]{1,8}(\\.[a-z0-9_]{1,8}){0,4}", port in 0u16..,
        ) {
            let wanted = Some(name.clone());
            prop_assert_eq!(canonical_host(&format!("{}:{port}", name.to_uppercase())), wanted.clone());
            prop_assert_eq!(canonical_host(&format!("{name}.")), wanted);
        }

        #[test]
        fn ipv6_literals_survive_any_spelling(bits in any::<u128>(), port in any::<u16>()) {
            let address = Ipv6Addr::from(bits);
            let long = address.segments().map(|s| format!("{s:04X}")).join(":");
            prop_assert_eq!(canonical_host(&format!("[{long}]:{port}")), Some(format!("[{address}]")));
        }
    }
}
