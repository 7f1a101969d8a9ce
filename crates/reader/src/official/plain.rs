//! Text without marks and capitals, character for character, and its shape where a machine recognised it.

use vietnamese::folded;

/// Folded text with exactly one character for each of the text, so that places in one are places in the other.
pub(super) fn plain(text: &str) -> String {
    let whole = folded(text);
    if whole.chars().count() == text.chars().count() {
        return whole;
    }
    text.chars().map(|c| single(folded(c.encode_utf8(&mut [0; 4]))).unwrap_or(c)).collect()
}

fn single(text: String) -> Option<char> {
    let mut letters = text.chars();
    letters.next().filter(|_| letters.next().is_none())
}

/// The letters alone, those that machines take for one another made one: "Q U Y Ế T  ĐJNH" is `quyetdinh`.
pub(super) fn shape(text: &str) -> String {
    plain(text).chars().filter_map(confused).collect()
}

fn confused(c: char) -> Option<char> {
    match c {
        '0' | '6' => Some('o'),
        '1' | 'l' | '|' | '!' | 'j' => Some('i'),
        '5' | '$' => Some('s'),
        _ if c.is_alphabetic() => Some(c),
        _ => None,
    }
}

/// Whether two shapes differ by at most one letter, and are long enough for that to mean the same word.
pub(super) fn is_near(one: &str, other: &str) -> bool {
    one == other || one.len().min(other.len()) >= 8 && strsim::levenshtein(one, other) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_stays_one() {
        for text in ["Đông Lỗ, ngày 05", "ﬁ İ ǅ", "QUYẾT ĐỊNH"] {
            assert_eq!(plain(text).chars().count(), text.chars().count(), "{text}");
        }
        assert_eq!(plain("Đông Lỗ"), "dong lo");
    }

    #[test]
    fn what_a_machine_misread_has_the_shape_of_what_was_written() {
        assert_eq!(shape("Q U Y Ế T  ĐJNH"), shape("Quyết định"));
        assert!(is_near(&shape("QUYẾT ĐINHH"), &shape("QUYẾT ĐỊNH")));
        assert!(is_near(&shape("QUYỂTT ĐỊN"), &shape("QUYẾT ĐIN")));
        assert!(!is_near(&shape("KẾ HOẠCH"), &shape("QUYẾT ĐỊNH")));
        assert!(!is_near("luat", "luan"));
    }
}
