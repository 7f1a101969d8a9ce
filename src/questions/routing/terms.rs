//! What is compared: folded syllables and pairs of neighbours, and what else the search language says they may be called.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::base::text::tokens;
use crate::search::analyser::{next_with_key, pair_key};
use crate::search::language::{Language, Word};

/// What a pair of neighbours counts beside a syllable.
const PAIR: f32 = 1.0;
/// What a form that was not typed, but stands for a typed one, counts beside it.
const OTHER_FORM: f32 = 0.8;
/// What a word without a topic of its own counts.
const FUNCTION_WORD: f32 = 0.3;
/// No more of a text is read: the longest question has fewer.
const LONGEST: usize = 4000;

/// A term as indexes keep it.
pub type Key = u64;

fn key_of(text: &str) -> Key {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The terms of a text that is remembered: each with how often it stands there.
pub fn remembered(parts: &[(&str, f32)]) -> HashMap<Key, f32> {
    let mut counts: HashMap<Key, f32> = HashMap::new();
    let (mut left, mut right) = (String::new(), String::new());
    for (text, weight) in parts {
        let mut pieces = tokens(text);
        left.clear();
        right.clear();
        while let Some(piece) = next_with_key(&mut pieces, &mut right) {
            *counts.entry(key_of(&right)).or_default() += weight;
            if !piece.breaks && !left.is_empty() {
                *counts.entry(key_of(&pair_key(&left, &right))).or_default() += weight;
            }
            std::mem::swap(&mut left, &mut right);
            right.clear();
        }
    }
    counts
}

/// A term of what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// As indexes keep it.
    pub key: Key,
    /// As it was typed.
    pub shown: String,
    /// How much it counts.
    pub weight: f32,
    /// Whether it is a pair of neighbours.
    pub pair: bool,
}

/// The terms of a question, each once.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// In the order in which they were first met.
    pub terms: Vec<Term>,
    met: HashMap<Key, usize>,
}

impl Asked {
    /// Reads a question in the shipped search language.
    pub fn of(text: &str) -> Self {
        Self::read(text, Language::shipped())
    }

    fn read(text: &str, language: &Language) -> Self {
        let typed: Vec<String> = tokens(text).take(LONGEST).map(|piece| piece.text.to_lowercase()).collect();
        let mut words = Word::all_of(text);
        words.truncate(LONGEST);
        let plain: Vec<bool> = words.iter().map(|word| language.is_function_word(word)).collect();
        let mut asked = Self::default();
        for (at, word) in words.iter().enumerate() {
            let weight = if plain[at] { FUNCTION_WORD } else { 1.0 };
            asked.add(&word.key, &typed[at], weight, false);
            if at > 0 && !word.breaks {
                let weight = if plain[at] && plain[at - 1] { FUNCTION_WORD } else { PAIR };
                let pair = pair_key(&words[at - 1].key, &word.key);
                asked.add(&pair, &format!("{} {}", typed[at - 1], typed[at]), weight, true);
            }
        }
        for other in language.alternatives(&words) {
            let shown = typed[other.span].join(" ");
            for key in &other.keys {
                asked.add(key, &shown, OTHER_FORM, false);
            }
            for pair in other.keys.windows(2) {
                asked.add(&pair_key(&pair[0], &pair[1]), &shown, OTHER_FORM * PAIR, true);
            }
        }
        asked
    }

    fn add(&mut self, text: &str, shown: &str, weight: f32, pair: bool) {
        let key = key_of(text);
        if let Some(at) = self.met.get(&key) {
            let term = &mut self.terms[*at];
            term.weight = term.weight.max(weight);
            return;
        }
        self.met.insert(key, self.terms.len());
        self.terms.push(Term { key, shown: shown.to_owned(), weight, pair });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, in_text: &str) -> Vec<String> {
        let remembered = remembered(&[(in_text, 1.0)]);
        let asked = Asked::of(text);
        asked
            .terms
            .into_iter()
            .filter(|term| remembered.contains_key(&term.key))
            .map(|term| term.shown)
            .collect()
    }

    #[test]
    fn marks_do_not_matter_and_pairs_stop_at_punctuation() {
        assert_eq!(shown("Khai sinh", "khai sinh"), shown("Khai sinh", "khai sinh"));
        assert_eq!(shown("khai sinh", "đăng ký khai sinh"), ["khai", "sinh", "khai sinh"]);
        assert!(!shown("khai, sinh", "khai sinh").contains(&"khai sinh".to_owned()));
    }

    #[test]
    fn what_citizens_say_finds_what_the_law_says() {
        for said in ["làm sổ đỏ", "lam so do"] {
            let met = shown(said, "cấp giấy chứng nhận quyền sử dụng đất");
            assert!(!met.is_empty(), "{said}: {met:?}");
        }
    }
}
