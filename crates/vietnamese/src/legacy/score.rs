//! How Vietnamese a text is: its words that can be syllables, counted.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::is_syllable;
use crate::letters::{Shape, shape};

/// What a text's words say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Words with a sign beyond ASCII.
    pub marked: usize,
    /// Those of them that can be Vietnamese.
    pub valid: usize,
}

/// Counts the words of a text that have signs beyond ASCII, and those of them that can be Vietnamese syllables.
pub fn score(text: &str) -> Score {
    let words = text.split(|c: char| {
        c.is_whitespace() || c.is_ascii_punctuation() || c.is_ascii_digit() || is_punctuation(c)
    });
    let marked = words.filter(|word| !word.is_ascii());
    marked.fold(Score::default(), |score, word| Score {
        marked: score.marked + 1,
        valid: score.valid + usize::from(is_word(word) || is_abbreviation(word)),
    })
}

/// Quotation marks, dashes and bullets as word processors write them.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2026}' | '\u{a0}' | '\u{f000}'..='\u{f0ff}')
}

/// Whether a word is a Vietnamese syllable, marks and capitals included.
pub(super) fn is_word(word: &str) -> bool {
    let shape = if word.chars().any(is_combining_mark) {
        shape(&word.nfc().collect::<String>())
    } else {
        shape(word)
    };
    shape.is_some_and(|shape| is_well_made(&shape))
}

/// Whether a word is first letters of others: NĐ, UBTVQH, CSĐT.
fn is_abbreviation(word: &str) -> bool {
    let shaped = |c: char| matches!(c, 'Đ' | 'Ư' | 'Ơ' | 'Â' | 'Ô');
    word.contains('Đ')
        && word.chars().count() <= 8
        && word.chars().all(|c| c.is_ascii_uppercase() || shaped(c))
}

fn is_well_made(shape: &Shape) -> bool {
    let bare = shape.bare();
    let stopped = ["c", "ch", "p", "t"].iter().any(|end| bare.ends_with(end)) && bare.len() > 2;
    let fits = !stopped || matches!(shape.tones, 1) && matches!(shape.tone, b'2' | b'5');
    let cased = shape.capitals == 0
        || shape.capitals == shape.length
        || shape.capitals == 1 && shape.begins_with_capital;
    cased && shape.tones <= 1 && is_syllable(bare) && is_spelled(bare) && fits
}

/// The rules of k and c, gh and g, ngh and ng.
fn is_spelled(bare: &str) -> bool {
    let front = |rest: &str| rest.starts_with(['e', 'i', 'y']);
    if let Some(rest) = bare.strip_prefix("ngh").or_else(|| bare.strip_prefix("gh")) {
        return rest.starts_with(['e', 'i']);
    }
    if let Some(rest) = bare.strip_prefix("ng") {
        return !front(rest);
    }
    if let Some(rest) = bare.strip_prefix('k').filter(|rest| !rest.starts_with('h')) {
        return front(rest);
    }
    if let Some(rest) = bare.strip_prefix('c').filter(|rest| !rest.starts_with('h')) {
        return !front(rest);
    }
    if let Some(rest) = bare.strip_prefix('g').filter(|rest| !rest.starts_with('h')) {
        return !rest.starts_with(['e', 'y']);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_what_other_encodings_show() {
        for word in ["Quyết", "ĐẤT", "đai", "nghĩa", "gì", "kỹ", "e\u{302}\u{301}ch", "ở"] {
            assert!(is_word(word), "{word}");
        }
        assert_eq!(score("NĐ-CP, HĐND và QĐ"), Score { marked: 4, valid: 4 });
        assert_eq!(score("NÑ-CP"), Score { marked: 1, valid: 0 });
        for word in ["QuyÕt", "ñaát", "naïve", "señor", "ngé", "két\u{301}", "càt", "đẤt", "nghiêngggg", "cê"]
        {
            assert!(!is_word(word), "{word}");
        }
    }
}
