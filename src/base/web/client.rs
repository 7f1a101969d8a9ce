//! Who is really asking: the client behind the proxies that we trust, and nobody's word but theirs.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// How the client reached the outermost trusted proxy, or us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Without encryption, or not known.
    Http,
    /// Over TLS, by the word of a trusted proxy.
    Https,
}

impl Scheme {
    /// As it stands in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// The client that the log, the limits and the locks go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its address; an IPv4 address mapped into IPv6 is given as IPv4.
    pub addr: IpAddr,
    /// How it came.
    pub scheme: Scheme,
}

/// A network that could not be read from the configuration.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is neither an address nor a network such as 10.0.0.0/8")]
pub struct BadNetwork(String);

/// The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. Empty: nobody's are.
///
/// `Forwarded` (RFC 7239) is ignored on purpose: a proxy that sets one of the two leaves the other as the
/// client sent it, and believing both would let the client choose.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads single addresses and networks in CIDR notation.
    pub fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, BadNetwork> {
        entries.iter().map(|entry| network(entry.as_ref())).collect::<Result<_, _>>().map(Self)
    }

    /// Whether this address is one of ours.
    pub fn trusts(&self, addr: IpAddr) -> bool {
        let addr = addr.to_canonical();
        self.0.iter().any(|network| network.contains(&addr))
    }

    /// The client behind `peer`: the chain is walked from the right, from the peer outwards, and stops at the
    /// first address that is not a trusted proxy's. An unreadable entry stops it at the proxy that wrote it.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let mut addr = peer.to_canonical();
        let mut passed = 0;
        let mut chain = entries(headers, &FORWARDED_FOR).into_iter().rev();
        while self.trusts(addr) {
            passed += 1;
            match chain.next().and_then(address) {
                Some(next) => addr = next,
                None => break,
            }
        }
        Client { addr, scheme: scheme(headers, passed) }
    }
}

fn network(entry: &str) -> Result<IpNet, BadNetwork> {
    let entry = entry.trim();
    entry
        .parse::<IpNet>()
        .or_else(|_| entry.parse::<IpAddr>().map(IpNet::from))
        .map(|network| network.trunc())
        .map_err(|_| BadNetwork(entry.to_owned()))
}

/// The scheme told by the outermost of the `passed` trusted proxies. A proxy may append its word to the list
/// or overwrite it: a shorter list is read from its left end.
fn scheme(headers: &HeaderMap, passed: usize) -> Scheme {
    if passed == 0 {
        return Scheme::Http;
    }
    let told = entries(headers, &FORWARDED_PROTO);
    match told.get(told.len().saturating_sub(passed)) {
        Some(word) if word.eq_ignore_ascii_case("https") => Scheme::Https,
        _ => Scheme::Http,
    }
}

/// Every element of a comma-separated header, over all its lines, in order. A line that is not text counts as
/// one unreadable element, so that it cannot shift the others.
fn entries<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Vec<&'h str> {
    headers
        .get_all(name)
        .iter()
        .flat_map(|line| line.to_str().unwrap_or_default().split(','))
        .map(str::trim)
        .collect()
}

/// `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]` or `[::1]:80`.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let parsed = bare.parse::<IpAddr>().or_else(|_| entry.parse::<SocketAddr>().map(|socket| socket.ip()));
    parsed.ok().map(|addr| addr.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn proxies() -> TrustedProxies {
        TrustedProxies::parse(&["127.0.0.1", "10.0.0.0/8", "fd00::/8"]).unwrap()
    }

    fn headers(lines: &[(&HeaderName, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        map
    }

    fn addr_behind(peer: &str, chain: &[&str]) -> IpAddr {
        let lines: Vec<_> = chain.iter().map(|line| (&FORWARDED_FOR, *line)).collect();
        proxies().client(ip(peer), &headers(&lines)).addr
    }

    #[test]
    fn an_untrusted_peer_speaks_for_itself_only() {
        let lying = headers(&[(&FORWARDED_FOR, "10.0.0.1"), (&FORWARDED_PROTO, "https")]);
        let wanted = Client { addr: ip("203.0.113.9"), scheme: Scheme::Http };
        assert_eq!(proxies().client(ip("203.0.113.9"), &lying), wanted);
        assert_eq!(TrustedProxies::default().client(ip("203.0.113.9"), &lying), wanted);
    }

    #[test]
    fn stops_at_the_first_untrusted_address_from_the_right() {
        assert_eq!(addr_behind("127.0.0.1", &["198.51.100.1, 203.0.113.9, 10.1.1.1"]), ip("203.0.113.9"));
        assert_eq!(addr_behind("127.0.0.1", &["198.51.100.1", "203.0.113.9", "10.1.1.1"]), ip("203.0.113.9"));
    }

    #[test]
    fn a_chain_of_ours_alone_ends_at_its_left() {
        assert_eq!(addr_behind("127.0.0.1", &["10.0.0.7, 10.0.0.8"]), ip("10.0.0.7"));
        assert_eq!(addr_behind("127.0.0.1", &[]), ip("127.0.0.1"));
    }

    #[test]
    fn an_unreadable_entry_stops_at_the_proxy_that_wrote_it() {
        for bad in ["unknown", "", "999.1.1.1", "203.0.113.9 x", "_hidden"] {
            assert_eq!(addr_behind("10.0.0.2", &["203.0.113.9", bad]), ip("10.0.0.2"), "{bad:?}");
        }
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_read() {
        for (entry, wanted) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
        ] {
            assert_eq!(addr_behind("::ffff:127.0.0.1", &[entry]), ip(wanted), "{entry}");
        }
    }

    #[test]
    fn the_scheme_is_the_outermost_trusted_word() {
        for (chain, told, wanted) in [
            ("203.0.113.9", "https", Scheme::Https),
            ("203.0.113.9", "HTTPS", Scheme::Https),
            ("203.0.113.9", "https, http", Scheme::Http),
            ("203.0.113.9, 10.0.0.1", "https, http", Scheme::Https),
            ("203.0.113.9, 10.0.0.1", "https", Scheme::Https),
            ("203.0.113.9", "wss", Scheme::Http),
        ] {
            let map = headers(&[(&FORWARDED_FOR, chain), (&FORWARDED_PROTO, told)]);
            assert_eq!(proxies().client(ip("10.9.9.9"), &map).scheme, wanted, "{chain} | {told}");
        }
        assert_eq!(proxies().client(ip("10.9.9.9"), &HeaderMap::new()).scheme, Scheme::Http);
    }

    #[test]
    fn a_bad_network_is_named() {
        let error = TrustedProxies::parse(&["10.0.0.0/8", "10.0.0.0/33"]).unwrap_err();
        assert!(error.to_string().contains("10.0.0.0/33"));
    }

    proptest! {
        /// Whatever a client writes into the headers, it cannot come out as anything but the address that
        /// the proxy saw.
        #[test]
        fn a_client_cannot_choose_its_address(forged in "[ -~]{0,60}", seen in any::<u32>()) {
            let seen = IpAddr::from(seen.to_be_bytes());
            prop_assume!(!proxies().trusts(seen));
            let chain = format!("{forged},{seen}");
            prop_assert_eq!(addr_behind("127.0.0.1", &[&chain]), seen);
        }

        #[test]
        fn never_panics(chain in "[ -~]{0,80}", told in "[ -~]{0,20}") {
            let map = headers(&[(&FORWARDED_FOR, &chain), (&FORWARDED_PROTO, &told)]);
            proxies().client(ip("10.0.0.1"), &map);
        }
    }
}
