//! Which words of a text the corpus does not know: likely misspelt, for who is about to publish it.

use tantivy::TantivyError;

use crate::base::text::{exact_key, folded, folded_key, has_diacritic, is_syllable, tokens};

use super::Index;
use super::spelling::Lexicon;

/// A corpus of fewer passages knows too few words to doubt one that is well built.
const TELLING: u64 = 500;
/// A syllable so common without its marks should have been seen with them.
const COMMON: u64 = 5;
/// More are not told at once.
const MOST: usize = 40;

impl Index {
    /// The words of a text that are not built like Vietnamese ones, or that no passage holds with these marks.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn doubtful(&self, text: &str) -> Result<Vec<String>, TantivyError> {
        let lexicon = Lexicon::of(&self.searcher(), &self.fields)?;
        let mut doubtful: Vec<String> = Vec::new();
        for token in tokens(text).filter(|token| is_judged(token.text)) {
            let known = doubtful.iter().any(|word| word == token.text);
            if !known && doubtful.len() < MOST && is_doubtful(token.text, &lexicon)? {
                doubtful.push(token.text.to_owned());
            }
        }
        Ok(doubtful)
    }
}

/// Names, codes and numbers are not judged.
fn is_judged(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() && c.is_lowercase()) && word.chars().nth(1).is_some()
}

fn is_doubtful(word: &str, lexicon: &Lexicon) -> Result<bool, TantivyError> {
    let seen = lexicon.form(&exact_key(word))?;
    if !is_syllable(&folded(word)) {
        // A foreign word among ours is no slip as long as we have seen too little.
        return Ok(seen == 0 && (has_diacritic(word) || lexicon.passages >= TELLING));
    }
    let common = lexicon.passages >= TELLING && lexicon.syllable(&folded_key(word))? >= COMMON;
    Ok(seen == 0 && common && has_diacritic(word))
}
