//! The pieces of what a person typed, and of what a rule says.

use crate::base::text::tokens;
use crate::search::analyser::{key, marked_key};

/// One piece of what a person typed, or of one side of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its key in the folded reading.
    pub key: String,
    /// Its key in the exact reading, if it was typed with marks.
    pub marked: Option<String>,
    /// Whether punctuation parts it from the word before.
    pub breaks: bool,
}

impl Word {
    /// The words of a text.
    #[must_use]
    pub fn all_of(text: &str) -> Vec<Self> {
        tokens(text)
            .map(|piece| Self { key: key(piece.text), marked: marked_key(piece.text), breaks: piece.breaks })
            .collect()
    }

    /// Whether a typed word may be this one: marks count where the person typed them.
    pub(super) fn allows(&self, typed: &Self) -> bool {
        self.key == typed.key && (typed.marked.is_none() || typed.marked == self.marked)
    }

    /// The key that tells it from every other word: with its marks if it has any.
    pub(super) fn exact(&self) -> &str {
        self.marked.as_deref().unwrap_or(&self.key)
    }
}
