//! A request after the edge: what every handler reads, whoever's page it is.

use poem::http::{HeaderMap, Method, header};

use super::client::Client;
use super::form::Form;

/// What was asked, by whom, with which form.
#[derive(Debug)]
pub struct Asked {
    /// GET, POST, …
    pub method: Method,
    /// The path on the site, without a mount's prefix.
    pub path: String,
    /// The parameters of the route's path.
    pub params: Vec<(String, String)>,
    /// The query's fields.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// Who asks, after the trusted proxies.
    pub client: Client,
    /// The form; empty for GET.
    pub form: Form,
    /// A JSON body, where one came.
    pub json: Option<serde_json::Value>,
}

impl Asked {
    /// A parameter of the route's path; "" if the route has none of that name.
    pub fn param(&self, name: &str) -> &str {
        find(&self.params, name)
    }

    /// A field of the query, trimmed; "" if it is not there.
    pub fn query(&self, name: &str) -> &str {
        find(&self.query, name).trim()
    }

    /// Every value of a query field that may come several times, trimmed.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// The page asked for, from 1.
    pub fn page(&self) -> usize {
        self.query("trang").parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1)
    }

    /// The client's address, for the audit.
    pub fn address(&self) -> String {
        self.client.addr.to_string()
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let all = self.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        all.flat_map(|line| line.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
    }

    /// The personal key of `Authorization: Bearer …`.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// Whether the browser says that the request comes from a page of the same origin. Browsers too old to
    /// say anything are believed, for what needs no session.
    pub fn same_origin(&self, origin: &str) -> bool {
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        match (header("sec-fetch-site"), header("origin")) {
            (Some(site), _) => site == "same-origin" || site == "none",
            (None, Some(from)) => from == origin,
            (None, None) => true,
        }
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}
