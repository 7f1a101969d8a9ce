//! What lies beside a question while it is answered: documents, and answers given before, found by its own words.

use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::search::service::{SearchService, Which};
use crate::search::{Filters, Hit, Query};

/// How many of each are shown.
const SHOWN: usize = 5;
/// How many words of a question are looked for: its subject and the beginning of its text.
const WORDS: usize = 40;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Documents in force or not, of the site and the sites above.
    pub documents: Vec<Hit>,
    /// Questions answered on the site.
    pub answers: Vec<Hit>,
}

/// What is looked for where the person typed nothing.
#[must_use]
pub fn words_of(subject: &str, body: &str) -> String {
    let words: Vec<&str> = subject.split_whitespace().chain(body.split_whitespace()).take(WORDS).collect();
    words.join(" ")
}

/// Looks for both, with diacritics or without.
///
/// # Errors
/// When the index cannot be read.
pub async fn look(search: &SearchService, tenants: &[TenantId], words: &str) -> Result<Found> {
    if words.trim().is_empty() {
        return Ok(Found::default());
    }
    let of = |kind: &str| Query {
        text: words.to_owned(),
        tenants: tenants.iter().map(|tenant| tenant.as_str().to_owned()).collect(),
        filters: Filters { kinds: vec![kind.to_owned()], ..Filters::default() },
        limit: SHOWN,
        ..Query::default()
    };
    Ok(Found {
        documents: search.search(Which::Public, of("document")).await?.hits,
        answers: search.search(Which::Public, of("question")).await?.hits,
    })
}
