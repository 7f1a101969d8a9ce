//! What a person may be about to type: titles and numbers of what can be found.

use tantivy::TantivyError;

use super::Index;

/// Something a person may be looking for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The id of the tenant.
    pub tenant: String,
    /// The kind of content.
    pub kind: String,
    /// The title, plain text.
    pub title: String,
    /// The document number as printed.
    pub number: Option<String>,
    /// The path on the tenant's site.
    pub url: String,
}

impl Index {
    /// At most `limit` things whose title or number goes on from what was typed, best first.
    ///
    /// # Errors
    /// When the files of the index cannot be read.
    pub fn suggest(
        &self,
        _typed: &str,
        _tenants: &[String],
        _limit: usize,
    ) -> Result<Vec<Suggestion>, TantivyError> {
        Ok(Vec::new())
    }
}
