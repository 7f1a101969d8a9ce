//! The two keys under which a syllable is indexed: without its marks, and with them in one fixed order.

use unicode_normalization::UnicodeNormalization;

use super::folded;

/// A syllable as typed on a bare keyboard, with i and y in open syllables made one (kỹ/kĩ, Mỹ/Mĩ).
#[must_use]
pub fn folded_key(syllable: &str) -> String {
    let mut key = folded(syllable);
    fold_final_y(&mut key);
    key
}

/// A syllable with its tone detached and put at the end as a digit, vowel marks and đ kept: `hòa` and
/// `hoà` are both `hoa1`, composed or not, and so is a syllable whose mark stands on the wrong vowel.
///
/// Tones: 1 huyền, 2 sắc, 3 hỏi, 4 ngã, 5 nặng; the level tone has no digit. Where a malformed syllable
/// carries several tone marks the first counts.
#[must_use]
pub fn exact_key(syllable: &str) -> String {
    let mut tone = None;
    let mut key: String = syllable
        .nfd()
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|&c| match tone_digit(c) {
            Some(digit) => {
                tone.get_or_insert(digit);
                false
            }
            None => true,
        })
        .map(|c| if matches!(c, '\u{F0}' | '\u{256}') { 'đ' } else { c })
        .nfc()
        .collect();
    fold_final_y(&mut key);
    key.extend(tone);
    key
}

/// The digit of a tone mark, given as a combining character.
pub(super) fn tone_digit(mark: char) -> Option<char> {
    match mark {
        '\u{300}' => Some('1'),
        '\u{301}' => Some('2'),
        '\u{309}' => Some('3'),
        '\u{303}' => Some('4'),
        '\u{323}' => Some('5'),
        _ => None,
    }
}

/// Writes i for the y of an open syllable after h k l m s t v qu, where both spellings live side by side.
fn fold_final_y(key: &mut String) {
    if ends_in_y_for_i(key.as_bytes()) {
        key.pop();
        key.push('i');
    }
}

/// Whether the last letter of a folded syllable is a y that is indexed as i.
#[must_use]
pub fn ends_in_y_for_i(key: &[u8]) -> bool {
    matches!(key, b"hy" | b"ky" | b"ly" | b"my" | b"sy" | b"ty" | b"vy" | b"quy")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tone_placement_does_not_matter() {
        for (old, new) in
            [("hòa", "hoà"), ("khỏe", "khoẻ"), ("thủy", "thuỷ"), ("việt", "vịêt"), ("quý", "qúy")]
        {
            assert_eq!(exact_key(old), exact_key(new), "{old} and {new}");
            assert_eq!(folded_key(old), folded_key(new), "{old} and {new}");
        }
        assert_eq!(exact_key("điạ"), exact_key("địa"));
    }

    #[test]
    fn vowel_marks_and_tones_keep_words_apart() {
        assert_eq!(exact_key("Hòa"), "hoa1");
        assert_eq!(exact_key("ĐƯỜNG"), "đương1");
        assert_eq!(exact_key("\u{D0}ất"), "đât2");
        assert_ne!(exact_key("đường"), exact_key("dương"));
        assert_ne!(exact_key("ủy"), exact_key("uy"));
        assert_eq!(exact_key("xa"), "xa");
    }

    #[test]
    fn i_and_y_fold_only_in_the_listed_open_syllables() {
        assert_eq!(exact_key("kỹ"), exact_key("kĩ"));
        assert_eq!(exact_key("Mỹ"), exact_key("Mĩ"));
        assert_eq!(folded_key("quý"), "qui");
        assert_ne!(exact_key("tay"), exact_key("tai"));
        assert_ne!(exact_key("thuý"), exact_key("thuí"));
        assert_ne!(exact_key("ý"), exact_key("í"));
    }

    /// A syllable as its letters, with the index of the vowel that bears the tone, and the tone.
    fn toned(letters: &str, at: usize, tone: char) -> String {
        let mut out = String::new();
        for (i, c) in letters.chars().enumerate() {
            out.push(c);
            if i == at {
                out.push(tone);
            }
        }
        out
    }

    proptest! {
        #[test]
        fn keys_ignore_composition_and_the_bearer_of_the_tone(
            letters in "[bcdđghklmnpqrstvx]{0,2}[aăâeêioôơuưy]{2,3}[cmnpt]?",
            tone in prop::sample::select(vec!['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}']),
            first in 2usize..4,
            second in 2usize..4,
        ) {
            let count = letters.chars().count();
            let a = toned(&letters, first.min(count - 1), tone);
            let b: String = toned(&letters, second.min(count - 1), tone).nfc().collect();
            prop_assert_eq!(exact_key(&a), exact_key(&b));
            prop_assert_eq!(folded_key(&a), folded_key(&b));
        }

        #[test]
        fn keys_are_idempotent(text in "\\PC{0,12}") {
            let exact = exact_key(&text);
            prop_assert_eq!(exact_key(&exact), exact);
            let folded = folded_key(&text);
            prop_assert_eq!(folded_key(&folded), folded);
        }
    }
}
