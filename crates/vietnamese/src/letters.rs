//! What is known of each letter, looked up once: texts of millions of letters are read with it.
//!
//! It says the same as [`folded_key`](super::folded_key) and [`exact_key`](super::exact_key), which define it.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::syllable::{ends_in_y_for_i, tone_digit};
use super::{folded, is_d_with_stroke};

/// The code points covered: Latin with all Vietnamese letters.
const COVERED: usize = 0x2000;

/// One code point.
#[derive(Debug, Clone, Copy, Default)]
struct Letter {
    /// Whether it belongs to a word: letters, digits, combining marks.
    of_word: bool,
    /// The plain small letter it is a form of, or 0.
    plain: u8,
    /// Its tone as a digit, or 0.
    tone: u8,
    /// The small letter without its tone, or 0.
    level: u16,
}

static LETTERS: LazyLock<Vec<Letter>> = LazyLock::new(|| {
    let letter = |code: usize| {
        let c = u32::try_from(code).ok().and_then(char::from_u32)?;
        let of_word = c.is_alphanumeric() || is_combining_mark(c);
        let alone = Letter { of_word, ..Letter::default() };
        Some(if c.is_alphabetic() { read(c, alone) } else { alone })
    };
    (0..COVERED).map(|code| letter(code).unwrap_or_default()).collect()
});

fn read(c: char, alone: Letter) -> Letter {
    let plain = match folded(&c.to_string()).as_bytes() {
        [only] if only.is_ascii_lowercase() => *only,
        _ => return alone,
    };
    let small: Vec<char> = c.to_lowercase().nfd().collect();
    let tone = small.iter().find_map(|c| tone_digit(*c)).and_then(|digit| u8::try_from(digit).ok());
    let level: Vec<char> = small.into_iter().filter(|c| tone_digit(*c).is_none()).nfc().collect();
    match level[..] {
        [only] => {
            let only = if is_d_with_stroke(only) { 'đ' } else { only };
            let level = u16::try_from(u32::from(only)).unwrap_or(0);
            Letter { plain, tone: tone.unwrap_or(0), level, ..alone }
        }
        _ => alone,
    }
}

/// Whether a character belongs to a word.
pub fn is_word_char(c: char) -> bool {
    match LETTERS.get(c as usize) {
        Some(letter) => letter.of_word,
        None => c.is_alphanumeric() || is_combining_mark(c),
    }
}

/// Appends the folded key of the piece with which `text` begins, and says how long the piece is, if it is
/// letters only that the table knows and nothing joins it to what follows; else leaves `key` as it is.
pub fn push_letters(text: &str, key: &mut String) -> Option<usize> {
    let (letters, start) = (LETTERS.as_slice(), key.len());
    let mut length = text.len();
    for (at, c) in text.char_indices() {
        match letters.get(c as usize) {
            Some(letter) if letter.plain != 0 => key.push(char::from(letter.plain)),
            Some(letter) if !letter.of_word && c != '&' => {
                length = at;
                break;
            }
            _ => {
                key.truncate(start);
                return None;
            }
        }
    }
    if ends_in_y_for_i(&key.as_bytes()[start..]) {
        key.pop();
        key.push('i');
    }
    Some(length)
}

/// What [`push_exact_key`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// The key was appended.
    Some,
    /// The piece carries no mark; nothing was appended.
    None,
    /// The piece is not letters only that the table knows; nothing was appended.
    Unknown,
}

/// Appends the exact key of a piece that carries a mark.
pub fn push_exact_key(piece: &str, key: &mut String) -> Marks {
    let (letters, start) = (LETTERS.as_slice(), key.len());
    let (mut tone, mut marked) = (0, false);
    for c in piece.chars() {
        let letter = letters.get(c as usize).filter(|letter| letter.plain != 0);
        let Some((letter, level)) = letter.and_then(|l| Some((l, char::from_u32(l.level.into())?))) else {
            key.truncate(start);
            return Marks::Unknown;
        };
        if tone == 0 {
            tone = letter.tone;
        }
        marked |= letter.tone != 0 || !level.is_ascii();
        key.push(level);
    }
    if !marked {
        key.truncate(start);
        return Marks::None;
    }
    if ends_in_y_for_i(&key.as_bytes()[start..]) {
        key.pop();
        key.push('i');
    }
    if tone != 0 {
        key.push(char::from(tone));
    }
    Marks::Some
}

/// The make of a word of Vietnamese letters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    letters: [u8; LONGEST],
    /// How many letters.
    pub length: usize,
    /// How many of them are capitals.
    pub capitals: usize,
    /// Whether the first is one.
    pub begins_with_capital: bool,
    /// How many tones.
    pub tones: usize,
    /// The last tone as a digit, or 0.
    pub tone: u8,
}

/// The letters of the longest syllable, nghiêng.
const LONGEST: usize = 7;

impl Shape {
    /// The letters without their marks, small.
    pub fn bare(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

/// The make of a composed word, if all of it is Vietnamese letters and it is no longer than a syllable.
pub(crate) fn shape(word: &str) -> Option<Shape> {
    let mut shape = Shape {
        letters: [0; LONGEST],
        length: 0,
        capitals: 0,
        begins_with_capital: word.chars().next().is_some_and(char::is_uppercase),
        tones: 0,
        tone: 0,
    };
    for c in word.chars() {
        let letter = LETTERS.get(c as usize).filter(|letter| is_vietnamese(**letter))?;
        *shape.letters.get_mut(shape.length)? = letter.plain;
        shape.length += 1;
        shape.capitals += usize::from(c.is_uppercase());
        if letter.tone != 0 {
            shape.tones += 1;
            shape.tone = letter.tone;
        }
    }
    (shape.length > 0).then_some(shape)
}

fn is_vietnamese(letter: Letter) -> bool {
    let level = char::from_u32(letter.level.into()).unwrap_or_default();
    let is_vowel = matches!(level, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y');
    let is_consonant = level == 'đ' || level.is_ascii_lowercase() && !matches!(level, 'f' | 'j' | 'w' | 'z');
    letter.plain != 0 && (is_vowel || is_consonant && letter.tone == 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{exact_key, folded_key, has_diacritic};
    use super::*;

    #[test]
    fn the_table_knows_every_vietnamese_letter() {
        for (letters, plain) in [
            ("aàảãáạăằẳẵắặâầẩẫấậAÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ", "a"),
            ("oòỏõóọôồổỗốộơờởỡớợ", "o"),
            ("uùủũúụưừửữứựƯỰ", "u"),
            ("yỳỷỹýỵỲ", "y"),
            ("dđĐ\u{D0}", "d"),
        ] {
            for letter in letters.chars() {
                let mut key = String::new();
                assert!(push_letters(&letter.to_string(), &mut key).is_some(), "{letter}");
                assert_eq!(key, plain);
            }
        }
    }

    proptest! {
        #[test]
        fn the_table_agrees_with_the_definition(piece in "[a-zA-Zà-ỹĐđ]{1,8}|\\PC{1,6}") {
            let mut folded = String::new();
            if push_letters(&piece, &mut folded) == Some(piece.len()) {
                prop_assert_eq!(folded, folded_key(&piece));
            }
            let mut exact = String::new();
            match push_exact_key(&piece, &mut exact) {
                Marks::Some => {
                    prop_assert!(has_diacritic(&piece));
                    prop_assert_eq!(exact, exact_key(&piece));
                }
                Marks::None => prop_assert!(!has_diacritic(&piece)),
                Marks::Unknown => prop_assert_eq!(exact, ""),
            }
            for c in piece.chars() {
                prop_assert_eq!(is_word_char(c), c.is_alphanumeric() || is_combining_mark(c));
            }
        }
    }
}
