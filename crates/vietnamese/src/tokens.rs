//! Cuts a text into syllables, numbers and codes, and says where a phrase ends.

use super::letters::{is_word_char, push_letters};

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The piece as it stands in the text.
    pub text: &'a str,
    /// The byte at which it starts.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
    /// Whether punctuation or an empty line parts it from the piece before, so that no phrase spans the two.
    /// True for the first piece.
    pub breaks: bool,
}

/// The syllables, numbers, dates and codes of a text in order.
///
/// `1.500.000`, `3,5`, `02/9/2016`, `02-09-2016`, `10/2016/QĐ-UBND`, `36a/NQ-CP` and `GD&ĐT` are one piece
/// each. A hyphen between words parts them (`kinh tế-xã hội`) but, standing tight, does not end the phrase.
#[must_use]
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0, last_end: None }
}

/// Iterator over the pieces of a text; see [`tokens`].
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    last_end: Option<usize>,
}

impl<'a> Tokens<'a> {
    /// The next piece, its folded key appended to `key`. Where it is more than plain letters nothing is appended,
    /// and no is said with the piece.
    pub fn next_folded(&mut self, key: &mut String) -> Option<(Token<'a>, bool)> {
        let start = self.at + first_word_char(&self.text[self.at..])?;
        let (length, known) = match push_letters(&self.text[start..], key) {
            Some(length) => (length, true),
            None => (token_length(&self.text[start..]), false),
        };
        Some((self.piece(start, start + length), known))
    }

    fn piece(&mut self, start: usize, end: usize) -> Token<'a> {
        let breaks = self.last_end.is_none_or(|last| ends_phrase(&self.text[last..start]));
        self.at = end;
        self.last_end = Some(end);
        Token { text: &self.text[start..end], start, end, breaks }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.at + first_word_char(&self.text[self.at..])?;
        let end = start + token_length(&self.text[start..]);
        Some(self.piece(start, end))
    }
}

fn first_word_char(text: &str) -> Option<usize> {
    text.find(is_word_char)
}

/// Whether what stands between two pieces parts them: anything but blanks, one line break or a tight hyphen.
fn ends_phrase(gap: &str) -> bool {
    if gap == " " {
        return false;
    }
    if gap == "-" || gap == "\u{2011}" {
        return false;
    }
    gap.chars().any(|c| !c.is_whitespace()) || gap.bytes().filter(|&b| b == b'\n').count() > 1
}

/// The length in bytes of the piece with which `rest` begins.
fn token_length(rest: &str) -> usize {
    if let Some(length) = hyphenated_date(rest) {
        return length;
    }
    let mut end = run_length(rest);
    let mut is_code = false;
    while let Some(longer) = joined(rest, end, is_code) {
        is_code |= starts_with_digit(rest) && begins_letters(&rest[end..]);
        end = longer;
    }
    end
}

/// The length of the run of letters, digits and marks at the start of `rest`.
fn run_length(rest: &str) -> usize {
    rest.find(|c: char| !is_word_char(c)).unwrap_or(rest.len())
}

/// Where the piece ends if the sign after its first `end` bytes joins it to what follows.
/// `is_code` says of them that they are like `36a/NQ`, `10/2016/QĐ`: a number, a slash, and letters after a slash.
fn joined(rest: &str, end: usize, is_code: bool) -> Option<usize> {
    let so_far = &rest[..end];
    let mut following = rest[end..].chars();
    let joint = following.next()?;
    let next = following.next().filter(|c| is_word_char(*c))?;
    let after = end + joint.len_utf8();
    let one_piece = match joint {
        '.' | ',' => {
            ends_in_digit(so_far) && next.is_ascii_digit() || joint == '.' && is_code && next.is_uppercase()
        }
        '/' => {
            starts_with_digit(so_far) && (next.is_ascii_digit() || next.is_uppercase() || has_year(so_far))
        }
        '-' | '_' => is_code,
        '&' => true,
        _ => false,
    };
    one_piece.then(|| after + run_length(&rest[after..]))
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn ends_in_digit(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit())
}

/// `10/2016`: a number and a year, after which letters of any case belong to a code.
fn has_year(so_far: &str) -> bool {
    so_far
        .rsplit_once('/')
        .is_some_and(|(_, year)| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a slash with letters after it comes next.
fn begins_letters(rest: &str) -> bool {
    rest.strip_prefix('/').is_some_and(|part| part.starts_with(char::is_alphabetic))
}

/// The length of a date written `02-09-2016` or `2016-09-02`, standing alone.
fn hyphenated_date(rest: &str) -> Option<usize> {
    if !starts_with_digit(rest) {
        return None;
    }
    let length = rest.bytes().take(11).take_while(|b| b.is_ascii_digit() || *b == b'-').count();
    let widths: Vec<usize> = rest[..length].split('-').map(str::len).collect();
    let dated = matches!(widths[..], [1 | 2, 1 | 2, 4] | [4, 1 | 2, 1 | 2]);
    let alone = !rest[length..].starts_with(|c: char| c == '-' || is_word_char(c));
    (dated && alone).then_some(length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        tokens(text).map(|token| token.text).collect()
    }

    /// The pieces with `|` where a phrase ends.
    fn phrases(text: &str) -> String {
        let mut out = String::new();
        for token in tokens(text) {
            if !out.is_empty() {
                out.push_str(if token.breaks { " | " } else { " " });
            }
            out.push_str(token.text);
        }
        out
    }

    #[test]
    fn numbers_dates_and_codes_stay_whole() {
        assert_eq!(pieces("phạt 1.500.000 đồng, 3,5 %"), ["phạt", "1.500.000", "đồng", "3,5"]);
        assert_eq!(pieces("ngày 02/9/2016 (02-09-2016)"), ["ngày", "02/9/2016", "02-09-2016"]);
        assert_eq!(pieces("số 10/2016/QĐ-UBND."), ["số", "10/2016/QĐ-UBND"]);
        assert_eq!(pieces("12/TB-TT.HĐND, 36a/NQ-CP"), ["12/TB-TT.HĐND", "36a/NQ-CP"]);
        assert_eq!(pieces("43/2011/nđ-cp"), ["43/2011/nđ-cp"]);
        assert_eq!(pieces("Sở GD&ĐT"), ["Sở", "GD&ĐT"]);
        assert_eq!(pieces("2016-12-28"), ["2016-12-28"]);
    }

    #[test]
    fn words_and_ranges_are_parted() {
        assert_eq!(pieces("kinh tế-xã hội"), ["kinh", "tế", "xã", "hội"]);
        assert_eq!(pieces("từ 10-15 ngày"), ["từ", "10", "15", "ngày"]);
        assert_eq!(pieces("và/hoặc 60 km/h"), ["và", "hoặc", "60", "km", "h"]);
        assert_eq!(pieces("Điều 5.Phạm vi"), ["Điều", "5", "Phạm", "vi"]);
    }

    #[test]
    fn phrases_end_at_punctuation_and_empty_lines() {
        assert_eq!(phrases("Hiệp. Hòa, nay"), "Hiệp | Hòa | nay");
        assert_eq!(phrases("tế-xã hội"), "tế xã hội");
        assert_eq!(phrases("một\nhai\n\nba"), "một hai | ba");
        assert_eq!(phrases("“đất” (ở)"), "đất | ở");
    }

    proptest! {
        #[test]
        fn pieces_with_keys_are_the_same_pieces(text in "[a-zđĐấỳ0-9 .,/&\\-\n\u{300}]{0,60}|\\PC{0,40}") {
            let (mut with_keys, mut key) = (tokens(&text), String::new());
            for token in tokens(&text) {
                key.clear();
                let (same, known) = with_keys.next_folded(&mut key).unwrap();
                prop_assert_eq!(same, token);
                if known {
                    prop_assert_eq!(&key, &super::super::folded_key(token.text));
                } else {
                    prop_assert_eq!(&key, "");
                }
            }
            prop_assert!(with_keys.next_folded(&mut key).is_none());
        }

        #[test]
        fn offsets_agree_with_the_source(text in "[a-zđĐấ0-9 .,/&\\-\n\u{300}]{0,60}|\\PC{0,40}") {
            let mut at = 0;
            for token in tokens(&text) {
                prop_assert!(token.start >= at && token.end > token.start);
                prop_assert_eq!(&text[token.start..token.end], token.text);
                prop_assert!(!text[at..token.start].contains(is_word_char));
                at = token.end;
            }
            prop_assert!(!text[at..].contains(is_word_char));
        }
    }
}
