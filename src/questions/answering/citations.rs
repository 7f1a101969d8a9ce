//! Numbers of documents in an answer: found, kept, and linked both ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::error::Result;
use crate::base::id::QuestionId;
use crate::base::scope::{Scope, WriteScope};
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::document::relations::number_key;
use crate::items::relations::store::{Held, held_of};

use super::store;

/// The pieces of a text that may be a document's number: where each begins and ends.
fn tokens(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let part = |c: char| c.is_alphanumeric() || "/-_".contains(c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(part)?;
        let end = text[start..].find(|c| !part(c)).map_or(text.len(), |length| start + length);
        at = end;
        Some((start, end))
    })
    .filter(move |(start, end)| {
        let token = &text[*start..*end];
        token.contains('/') && token.starts_with(|c: char| c.is_ascii_digit()) && token.len() < 60
    })
}

fn parsed(token: &str) -> Option<DocumentNumber> {
    DocumentNumber::parse(token.trim_end_matches(['/', '-', '_'])).ok()
}

/// The numbers that a text cites.
pub fn numbers_in(text: &str) -> BTreeSet<(i64, String)> {
    let numbers = tokens(text).filter_map(|(start, end)| parsed(&text[start..end]));
    numbers.map(|number| (i64::from(number.serial().number()), number.to_string())).collect()
}

/// Writes down what a published answer cites now.
///
/// # Errors
/// When the database refuses.
pub async fn record(scope: &mut WriteScope, question: &QuestionId, answer: &str) -> Result<()> {
    let numbers = numbers_in(answer);
    store::replace_citations(scope, question, numbers.iter().map(|(_, key)| key.as_str())).await
}

/// The live documents that a text cites, by the key of their number; the first tenant's before the next one's.
///
/// # Errors
/// When the database does not answer.
pub async fn held(scope: &mut Scope, text: &str) -> Result<BTreeMap<String, Held>> {
    let numbers = numbers_in(text);
    if numbers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = held_of(scope, &numbers).await?;
    Ok(found.into_iter().filter_map(|held| Some((number_key(&held.number)?, held))).collect())
}

/// Markup of an answer in which numbers lead to their documents and addresses of our own to their pages; both come out
/// of `url`, so nothing leads to another host.
pub fn linked(markup: &str, url: impl Fn(&str) -> Option<String>, home: &str) -> String {
    let mut out = String::with_capacity(markup.len() + 128);
    let mut rest = markup;
    while let Some(open) = rest.find('<') {
        let close = rest[open..].find('>').map_or(rest.len(), |at| open + at + 1);
        out.push_str(&in_text(&rest[..open], &url, home));
        out.push_str(&rest[open..close]);
        rest = &rest[close..];
    }
    out + &in_text(rest, &url, home)
}

fn in_text(text: &str, url: &impl Fn(&str) -> Option<String>, home: &str) -> String {
    let home = home.trim_end_matches('/');
    let Some(at) = text.find(home).filter(|_| !home.is_empty()) else { return with_numbers(text, url) };
    let length =
        text[at..].find(|c: char| c.is_whitespace() || "()<>\"“”".contains(c)).unwrap_or(text.len() - at);
    let address = text[at..at + length].trim_end_matches(['.', ',', ';', ':']);
    let own = address.len() == home.len() || address[home.len()..].starts_with('/');
    let after = &text[at + address.len()..];
    let shown = if own { format!("<a href=\"{address}\">{address}</a>") } else { address.to_owned() };
    format!("{}{shown}{}", with_numbers(&text[..at], url), in_text(after, url, home))
}

fn with_numbers(text: &str, url: &impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (start, end) in tokens(text) {
        let token = text[start..end].trim_end_matches(['/', '-', '_']);
        let Some(target) = parsed(token).and_then(|number| url(&number.to_string())) else { continue };
        out.push_str(&text[done..start]);
        out.push_str(&format!("<a href=\"{target}\">{token}</a>"));
        done = start + token.len();
    }
    out + &text[done..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_and_dates_are_not() {
        let text = "Theo Luật Hộ tịch (60/2014/QH13), Quyết định số 10/2016/QĐ-UBND ngày 28/12/2016 và 15/QĐ-UBND; 3/4 hồ sơ.";
        let keys: Vec<String> = numbers_in(text).into_iter().map(|(_, key)| key).collect();
        assert_eq!(keys, ["10/2016/QĐ-UBND", "15/QĐ-UBND", "60/2014/QH13"]);
    }

    #[test]
    fn known_numbers_and_own_addresses_are_linked_and_nothing_else() {
        let url = |key: &str| (key == "10/2016/QĐ-UBND").then(|| "/van-ban/x".to_owned());
        let out = linked(
            "<p>Số 10/2016/QĐ-UBND, 11/2016/QĐ-UBND, http://a.vn/van-ban/y. http://a.vn.evil/z</p>",
            url,
            "http://a.vn/",
        );
        assert_eq!(
            out,
            "<p>Số <a href=\"/van-ban/x\">10/2016/QĐ-UBND</a>, 11/2016/QĐ-UBND, \
             <a href=\"http://a.vn/van-ban/y\">http://a.vn/van-ban/y</a>. http://a.vn.evil/z</p>"
        );
    }
}
