//! Reads what Telex and VNI keyboards leave behind when they are off: `ddaats` and `d9at61` are `đất`.

use crate::base::text::{folded, is_syllable};
use crate::search::language::tone::placed;

/// Grave, acute, hook, tilde, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'];

/// The syllable meant, if the keys pressed make one and are not that syllable as they stand.
#[must_use]
pub fn decoded(typed: &str) -> Option<String> {
    let keys = typed.to_ascii_lowercase();
    let plain = keys.bytes().all(|b| b.is_ascii_lowercase());
    let vni = !plain && keys.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let mut syllable = Syllable::default();
    let read = match (plain, vni) {
        (true, _) if keys.len() > 2 => keys.chars().all(|key| syllable.telex(key)),
        (_, true) if keys.len() > 3 => keys.chars().all(|key| syllable.vni(key)),
        _ => false,
    };
    let meant = syllable.text();
    (read && meant != keys && is_syllable(&folded(&meant))).then_some(meant)
}

/// A syllable while its keys are pressed.
#[derive(Default)]
struct Syllable {
    letters: Vec<char>,
    tone: Option<char>,
}

impl Syllable {
    /// One key of Telex; false where it makes no sense.
    fn telex(&mut self, key: char) -> bool {
        match key {
            'a' | 'e' | 'o' if self.letters.last() == Some(&key) => self.change_last(key, circumflex(key)),
            'd' if self.letters.first() == Some(&'d') => self.change_last('d', 'đ'),
            'w' => {
                if !self.horn() && !self.change_last('a', 'ă') {
                    self.letters.push('ư');
                }
                true
            }
            'f' | 's' | 'r' | 'x' | 'j' if self.has_vowel() => self.mark("fsrxj".find(key)),
            'f' | 'j' => false,
            'z' if self.has_vowel() => self.tone.take().is_some(),
            _ => self.add(key),
        }
    }

    /// One key of VNI.
    fn vni(&mut self, key: char) -> bool {
        match key {
            '1'..='5' if self.has_vowel() => self.mark("21345".find(key)),
            '6' => ['a', 'e', 'o'].into_iter().any(|vowel| self.change_last(vowel, circumflex(vowel))),
            '7' => self.horn(),
            '8' => self.change_last('a', 'ă'),
            '9' => self.letters.first() == Some(&'d') && self.change_last('d', 'đ'),
            '0' => self.tone.take().is_some(),
            _ if key.is_ascii_digit() => false,
            _ => self.add(key),
        }
    }

    fn add(&mut self, key: char) -> bool {
        self.letters.push(key);
        true
    }

    fn mark(&mut self, tone: Option<usize>) -> bool {
        let fresh = self.tone.is_none();
        // Telex marks in the order f s r x j: huyền, sắc, hỏi, ngã, nặng, as in TONES.
        self.tone = tone.map(|tone| TONES[tone]);
        fresh
    }

    /// Puts the horn on u, o, or both of `uo`.
    fn horn(&mut self) -> bool {
        let after_u = self.letters.windows(2).any(|pair| matches!(pair, ['u' | 'ư', 'o']));
        let on_o = self.change_last('o', 'ơ');
        let on_u = (!on_o || after_u) && self.change_last('u', 'ư');
        on_o || on_u
    }

    fn change_last(&mut self, from: char, to: char) -> bool {
        let found = self.letters.iter_mut().rev().find(|letter| **letter == from);
        found.map(|letter| *letter = to).is_some()
    }

    fn has_vowel(&self) -> bool {
        self.letters.iter().any(|letter| "aeiouyăâêôơư".contains(*letter))
    }

    fn text(&self) -> String {
        let vowel = self.letters.iter().position(|letter| "aeiouyăâêôơư".contains(*letter));
        let marked = self.letters.iter().enumerate().flat_map(|(at, letter)| {
            let tone = self.tone.filter(|_| Some(at) == vowel);
            std::iter::once(*letter).chain(tone)
        });
        placed(&marked.collect::<String>())
    }
}

fn circumflex(vowel: char) -> char {
    match vowel {
        'a' => 'â',
        'e' => 'ê',
        _ => 'ô',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telex_and_vni_are_read() {
        for (typed, meant) in [
            ("dduwowngf", "đường"),
            ("dduwowng", "đương"),
            ("dduongwf", "đường"),
            ("ddaats", "đất"),
            ("Ddaats", "đất"),
            ("dduongf", "đuòng"),
            ("nhaf", "nhà"),
            ("quyeenf", "quyền"),
            ("giaays", "giấy"),
            ("hoaf", "hòa"),
            ("thur", "thủ"),
            ("tucj", "tục"),
            ("suwr", "sử"),
            ("d9at61", "đất"),
            ("dat61", "dất"),
            ("d9u7o7ng2", "đường"),
            ("nha2", "nhà"),
            ("giay61", "giấy"),
            ("quyen62", "quyền"),
        ] {
            assert_eq!(decoded(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_no_key_sequence_is_left_alone() {
        for text in
            ["dat", "sinh", "ubnd", "m2", "co2", "qh14", "h2so4", "web", "fax", "is", "", "12", "đất", "jazz"]
        {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
