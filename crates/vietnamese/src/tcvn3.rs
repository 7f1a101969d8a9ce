//! Text in TCVN3, the encoding of documents before 2004, as it looks when pasted where Unicode is expected.

use std::sync::LazyLock;

use super::{folded, is_syllable};

/// The signs of TCVN 5712 (TCVN3) as Latin-1 shows them.
const SHOWN: &str = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u{AD}õøö÷ùúýûüþ¡¢§£¤¥¦";

/// The letters they stand for, in the same order.
const MEANT: &str = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ";

/// The text in Unicode, if it is clearly TCVN3: every sign beyond ASCII belongs to the encoding, one of them is no
/// letter that Vietnamese has there (`GiÊy`, `®Êt`), and every word that has one reads as a Vietnamese syllable.
#[must_use]
pub fn from_tcvn3(text: &str) -> Option<String> {
    if !text.chars().all(|c| c.is_ascii() || SHOWN.contains(c)) || !has_evidence(text) {
        return None;
    }
    let decoded = decoded(text);
    let words = decoded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_ascii());
    words.clone().all(|word| is_syllable(&folded(word))).then_some(())?;
    words.clone().any(|word| word.chars().count() > 1).then_some(decoded.clone())
}

/// The text read as TCVN3, whatever it is.
///
/// The encoding has no capitals with tones: within a word of capitals a small letter with a tone is one.
pub(super) fn decoded(text: &str) -> String {
    let read: String = text.chars().map(|c| meant(c).unwrap_or(c)).collect();
    if read.is_ascii() { read } else { with_capitals(&read) }
}

fn with_capitals(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for word in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let capitals = word.chars().filter(char::is_ascii_uppercase).count();
        let is_of_capitals = capitals >= 2 && !word.contains(|c: char| c.is_ascii_lowercase());
        if is_of_capitals { whole.push_str(&word.to_uppercase()) } else { whole.push_str(word) }
    }
    whole
}

/// The letter of each character below U+0100, or none.
static LETTERS: LazyLock<[Option<char>; 256]> = LazyLock::new(|| {
    let mut letters = [None; 256];
    for (shown, letter) in SHOWN.chars().zip(MEANT.chars()) {
        letters[shown as usize] = Some(letter);
    }
    letters
});

fn meant(shown: char) -> Option<char> {
    LETTERS.get(shown as usize).copied().flatten()
}

/// Whether any sign is out of place in Unicode text: no Vietnamese letter, or a capital within a small word.
fn has_evidence(text: &str) -> bool {
    let mut after_small = false;
    text.chars().any(|c| {
        let small = c.to_lowercase().next().unwrap_or(c);
        let vietnamese = c.is_ascii() || c == '\u{D0}' || MEANT.contains(small);
        let out_of_place = !vietnamese || !c.is_ascii() && c.is_uppercase() && after_small;
        after_small = c.is_lowercase();
        out_of_place
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_its_letter() {
        assert_eq!(SHOWN.chars().count(), MEANT.chars().count());
    }

    #[test]
    fn old_documents_are_read() {
        for (pasted, meant) in [
            ("GiÊy khai sinh", "Giấy khai sinh"),
            ("®Êt ®ai", "đất đai"),
            ("QuyÕt ®Þnh sè 10/2016", "Quyết định số 10/2016"),
            ("céng hoµ x· héi chñ nghÜa ViÖt Nam", "cộng hoà xã hội chủ nghĩa Việt Nam"),
            ("hé gia ®×nh ®\u{AD}îc thuª", "hộ gia đình được thuê"),
            ("¤ t«", "Ô tô"),
            ("QUYÕT §ÞNH cña Së", "QUYẾT ĐỊNH của Sở"),
        ] {
            assert_eq!(from_tcvn3(pasted).as_deref(), Some(meant), "{pasted}");
        }
    }

    #[test]
    fn unicode_and_foreign_text_is_left_alone() {
        for text in [
            "cá",
            "hà",
            "CÔNG TY",
            "Ông Á",
            "đất",
            "giấy khai sinh",
            "giay khai sinh",
            "",
            "25 m²",
            "§ 5",
            "café ®",
            "10 £",
            "Q\u{D0} 10",
            "ý kiến",
            "naïve Übung",
            "© 2016 UBND",
            "tê tê",
            "HÀ NÔI",
        ] {
            assert_eq!(from_tcvn3(text), None, "{text}");
        }
    }
}
