//! The words the corpus knows: how many passages hold a syllable, two neighbours, or a form with marks.

use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError};

use crate::search::analyser::pair_key;
use crate::search::schema::Fields;

/// The dictionaries of all segments.
pub struct Lexicon {
    folded: Vec<Arc<InvertedIndexReader>>,
    pairs: Vec<Arc<InvertedIndexReader>>,
    exact: Vec<Arc<InvertedIndexReader>>,
    /// How many passages there are.
    pub passages: u64,
}

impl Lexicon {
    /// The dictionaries of what is searched.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of(searcher: &Searcher, fields: &Fields) -> Result<Self, TantivyError> {
        let all = |field: Field| -> Result<Vec<_>, TantivyError> {
            searcher.segment_readers().iter().map(|segment| segment.inverted_index(field)).collect()
        };
        let passages = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum();
        Ok(Self {
            folded: all(fields.folded)?,
            pairs: all(fields.pairs)?,
            exact: all(fields.exact)?,
            passages,
        })
    }

    /// How many passages hold a folded syllable.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn syllable(&self, key: &str) -> Result<u64, TantivyError> {
        holders(&self.folded, key)
    }

    /// How many passages hold two neighbours.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn pair(&self, left: &str, right: &str) -> Result<u64, TantivyError> {
        holders(&self.pairs, &pair_key(left, right))
    }

    /// How many passages hold a form with marks.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn form(&self, exact: &str) -> Result<u64, TantivyError> {
        holders(&self.exact, exact)
    }
}

fn holders(dictionaries: &[Arc<InvertedIndexReader>], key: &str) -> Result<u64, TantivyError> {
    let mut passages = 0;
    for dictionary in dictionaries {
        passages += dictionary.terms().get(key.as_bytes())?.map_or(0, |info| u64::from(info.doc_freq));
    }
    Ok(passages)
}
