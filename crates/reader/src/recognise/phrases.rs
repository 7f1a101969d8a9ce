//! Pairs of words that official Vietnamese writes in one way only: where a mark of one was misread, it is put right.

use std::collections::HashMap;
use std::sync::OnceLock;

use vietnamese::folded;

use crate::layout::Word;

/// The pairs: those that the laws of the country have at least 400 times, and in another way next to never.
const PAIRS: &str = include_str!("phrases.txt");

/// Words the recogniser is surer of stay as they are.
const SURE: u8 = 97;

fn pairs() -> &'static HashMap<String, [&'static str; 2]> {
    static KNOWN: OnceLock<HashMap<String, [&'static str; 2]>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let pairs = PAIRS.lines().filter_map(|line| line.split_once(' '));
        pairs.map(|(first, second)| (folded(&format!("{first} {second}")), [first, second])).collect()
    })
}

/// Puts the marks of misread words right where the word beside them leaves no doubt. Words must be in reading order.
pub fn repair(words: &mut [Word]) {
    for at in 1..words.len() {
        let (before, after) = words.split_at_mut(at);
        let (Some(first), Some(second)) = (before.last_mut(), after.first_mut()) else { continue };
        // A phrase ends at punctuation.
        let Some(first_letters) = bare(&first.text).filter(|letters| first.text.ends_with(*letters)) else {
            continue;
        };
        let Some(second_letters) = bare(&second.text).filter(|letters| second.text.starts_with(*letters))
        else {
            continue;
        };
        let key = folded(&format!("{first_letters} {second_letters}"));
        let Some([right_first, right_second]) = pairs().get(&key) else { continue };
        let repaired = (corrected(first, right_first), corrected(second, right_second));
        (first.text, second.text) = repaired;
    }
}

/// The letters of a word, without the punctuation around it; none where it has other signs within.
fn bare(text: &str) -> Option<&str> {
    let letters = text.trim_matches(|c: char| !c.is_alphanumeric());
    (!letters.is_empty() && letters.chars().all(char::is_alphabetic)).then_some(letters)
}

/// A word with the right marks, written as large as it was.
fn corrected(word: &Word, right: &str) -> String {
    let Some(letters) = bare(&word.text).filter(|letters| letters.to_lowercase() != right) else {
        return word.text.clone();
    };
    if word.sure.is_none_or(|sure| sure >= SURE) {
        return word.text.clone();
    }
    let small = letters.chars().filter(|c| c.is_lowercase()).count();
    let shown = if small == 0 && letters.chars().count() > 1 {
        right.to_uppercase()
    } else if letters.starts_with(char::is_uppercase) {
        vietnamese::capitalised(right)
    } else {
        right.to_owned()
    };
    word.text.replacen(letters, &shown, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Edges;

    fn words(text: &str, sure: u8) -> Vec<Word> {
        let word = |text: &str| Word {
            text: text.to_owned(),
            edges: Edges::NONE,
            baseline: 0.0,
            size: 12.0,
            face: 0,
            glued: false,
            sure: Some(sure),
            line: Some(0),
        };
        text.split(' ').map(word).collect()
    }

    fn repaired(text: &str, sure: u8) -> String {
        let mut words = words(text, sure);
        repair(&mut words);
        words.into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_are_put_right_where_there_is_no_doubt() {
        assert_eq!(
            repaired("Sửa đổi, bỗ sung Luật Tô chức Chính phủ", 80),
            "Sửa đổi, bổ sung Luật Tổ chức Chính phủ"
        );
        assert_eq!(repaired("CÓ THÂM QUYỀN", 80), "CÓ THẨM QUYỀN");
    }

    #[test]
    fn sure_words_unknown_pairs_and_phrases_apart_stay() {
        assert_eq!(repaired("bỗ sung", 99), "bỗ sung");
        assert_eq!(repaired("quá đỗi bỗ bã", 50), "quá đỗi bỗ bã");
        assert_eq!(repaired("bỗ, sung", 50), "bỗ, sung");
    }
}
