//! The words of our own public texts, as the checks ask for them.

use crate::items::checks::Corpus;
use crate::search::Index;
use crate::search::service::{SearchService, Which};

/// The public index as a list of words.
pub struct Words(Index);

impl Words {
    /// Of what is public now.
    pub fn of(search: &SearchService) -> Self {
        Self(search.shelf(Which::Public).index())
    }
}

impl Corpus for Words {
    fn doubtful(&self, text: &str) -> Vec<String> {
        self.0.doubtful(text).unwrap_or_else(|cause| {
            tracing::warn!(%cause, "the words of the index cannot be read");
            Vec::new()
        })
    }
}
