//! How the same question is typed by different people: without marks, with half of them, with a slip.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::chance::Chance;

/// A way of typing a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// As it was asked.
    Typed,
    /// Without any diacritics.
    Bare,
    /// Each word has lost its diacritics with probability one half.
    HalfBare,
    /// One slip of the finger in one word of three letters or more.
    Typo,
}

impl Form {
    /// Every form, in the order of the tables.
    pub const ALL: [Self; 4] = [Self::Typed, Self::Bare, Self::HalfBare, Self::Typo];

    /// Its name in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Typed => "as typed",
            Self::Bare => "bare",
            Self::HalfBare => "half-bare",
            Self::Typo => "one typo",
        }
    }

    /// The question with this id in this form; the same each time.
    pub fn apply(self, text: &str, id: &str) -> String {
        match self {
            Self::Typed => text.to_owned(),
            Self::Bare => unmarked(text),
            Self::HalfBare => half_bare(text, &mut Chance::of("half-bare", id)),
            Self::Typo => typo(text, &mut Chance::of("typo", id)),
        }
    }
}

/// The text without diacritics, đ as d; capitals stay.
pub fn unmarked(text: &str) -> String {
    let plain = |c: char| match c {
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    };
    text.nfd().filter(|c| !is_combining_mark(*c)).map(plain).collect()
}

fn half_bare(text: &str, chance: &mut Chance) -> String {
    let shown = |word: &str| if chance.flip() { unmarked(word) } else { word.to_owned() };
    text.split(' ').map(shown).collect::<Vec<_>>().join(" ")
}

/// The text with one letter of one word replaced, added, dropped or exchanged with the next.
fn typo(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.nfc().collect();
    let words = words(&letters);
    if words.is_empty() {
        return text.to_owned();
    }
    let (start, end) = words[chance.below(words.len())];
    let before = letters.clone();
    while letters == before {
        slip(&mut letters, start, end, chance);
    }
    letters.into_iter().collect()
}

/// Where the words of three letters or more begin and end.
fn words(letters: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = 0;
    for run in letters.split(|c| !c.is_alphabetic()) {
        if run.len() >= 3 {
            words.push((start, start + run.len()));
        }
        start += run.len() + 1;
    }
    words
}

/// One edit between `start` and `end`; it may by chance change nothing.
fn slip(letters: &mut Vec<char>, start: usize, end: usize, chance: &mut Chance) {
    let length = end - start;
    match chance.below(4) {
        0 => letters[start + chance.below(length)] = letter(chance),
        1 => letters.insert(start + chance.below(length + 1), letter(chance)),
        2 => drop(letters.remove(start + chance.below(length))),
        _ => {
            let at = start + chance.below(length - 1);
            letters.swap(at, at + 1);
        }
    }
}

fn letter(chance: &mut Chance) -> char {
    char::from(b"abcdefghijklmnopqrstuvwxyz"[chance.below(26)])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const TEXT: &str = "Ủy ban nhân dân xã được cấp QĐ 10/2016 không?";

    #[test]
    fn bare_drops_every_mark_and_keeps_the_rest() {
        assert_eq!(Form::Bare.apply(TEXT, "1"), "Uy ban nhan dan xa duoc cap QD 10/2016 khong?");
        assert_eq!(Form::Typed.apply(TEXT, "1"), TEXT);
    }

    #[test]
    fn half_bare_takes_marks_from_about_half_of_the_words() {
        let mut bare = 0;
        for id in 0..200 {
            let shown = Form::HalfBare.apply(TEXT, &id.to_string());
            for (word, source) in shown.split(' ').zip(TEXT.split(' ')) {
                assert!(word == source || word == unmarked(source));
                bare += usize::from(word != source);
            }
        }
        let marked = TEXT.split(' ').filter(|word| unmarked(word) != **word).count() * 200;
        assert!((marked * 2 / 5..marked * 3 / 5).contains(&bare), "{bare} of {marked}");
    }

    #[test]
    fn a_typo_changes_one_long_word_by_one_letter() {
        let mut changed = HashSet::new();
        for id in 0..300 {
            let shown = Form::Typo.apply(TEXT, &id.to_string());
            let pairs: Vec<_> = shown.split(' ').zip(TEXT.split(' ')).filter(|(a, b)| a != b).collect();
            assert_eq!(pairs.len(), 1, "{shown}");
            let (after, before) = pairs[0];
            let difference = after.chars().count().abs_diff(before.chars().count());
            assert!(difference <= 1, "{after} {before}");
            assert!(before.chars().filter(|c| c.is_alphabetic()).count() >= 3);
            changed.insert(before);
        }
        assert_eq!(changed, HashSet::from(["ban", "nhân", "dân", "được", "cấp", "không?"]));
    }

    #[test]
    fn forms_repeat_and_short_texts_stay() {
        for form in Form::ALL {
            assert_eq!(form.apply(TEXT, "x"), form.apply(TEXT, "x"));
            assert_eq!(form.apply("10 xa", "x"), "10 xa");
        }
    }
}
