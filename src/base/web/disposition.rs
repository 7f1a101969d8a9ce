//! `Content-Disposition` (RFC 6266): a file's name for clients that know Unicode, and for those that do not.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// All but the characters that stand for themselves in an extended value (RFC 8187, `attr-char`).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');
/// What a file is called that has no name of its own.
const NAMELESS: &str = "tep";

/// What a browser should do with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Show it, if it can.
    Inline,
    /// Save it.
    Attachment,
}

impl Disposition {
    /// The header's value for a file of this name, given as people write it.
    pub fn named(self, name: &str) -> String {
        let kind = match self {
            Self::Inline => "inline",
            Self::Attachment => "attachment",
        };
        let name = shown(name);
        let extended = utf8_percent_encode(&name, ENCODED);
        format!("{kind}; filename=\"{}\"; filename*=UTF-8''{extended}", plain(&name))
    }
}

/// A name without characters that nobody sees: controls, and marks that turn the direction of writing, by which an
/// ending can be made to look like another.
fn shown(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let seen: String = name.chars().filter(|c| !c.is_control() && !turns(*c)).nfc().collect();
    if seen.trim().is_empty() { NAMELESS.to_owned() } else { seen.trim().to_owned() }
}

/// A name in ASCII that needs no quoting: letters without their marks, `_` for what has no likeness there. A per cent
/// sign would be taken for an encoding by some clients.
fn plain(name: &str) -> String {
    let bare = name.nfd().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        'đ' => 'd',
        'Đ' => 'D',
        '"' | '\\' | '/' | '%' | ';' => '_',
        ' '..='~' => c,
        _ => '_',
    });
    bare.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_names_stand_there() {
        assert_eq!(
            Disposition::Inline.named("Quyết định số 10.pdf"),
            "inline; filename=\"Quyet dinh so 10.pdf\"; filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20s%E1%BB%91%2010.pdf"
        );
        assert_eq!(
            Disposition::Attachment.named("a.doc"),
            "attachment; filename=\"a.doc\"; filename*=UTF-8''a.doc"
        );
    }

    #[test]
    fn a_decomposed_name_is_the_composed_one() {
        let decomposed: String = "Số.pdf".nfd().collect();
        assert_eq!(Disposition::Inline.named(&decomposed), Disposition::Inline.named("Số.pdf"));
    }

    #[test]
    fn nothing_breaks_out_of_the_quotes_or_the_header() {
        let told = Disposition::Inline.named("a\"; filename=\"b\\\r\nX: 1\u{202e}fdp.exe%41");
        assert_eq!(
            told,
            "inline; filename=\"a__ filename=_b_X: 1fdp.exe_41\"; \
             filename*=UTF-8''a%22%3B%20filename%3D%22b%5CX%3A%201fdp.exe%2541"
        );
        assert_eq!(Disposition::Inline.named("\u{1}"), "inline; filename=\"tep\"; filename*=UTF-8''tep");
    }

    proptest! {
        #[test]
        fn every_name_makes_a_header_that_names_it(name in "\\PC{0,60}") {
            let told = Disposition::Attachment.named(&name);
            prop_assert!(poem::http::HeaderValue::from_str(&told).is_ok());
            prop_assert!(told.is_ascii());
            prop_assert_eq!(told.matches('"').count(), 2);
            let extended = told.rsplit("''").next().unwrap();
            let back = percent_encoding::percent_decode_str(extended).decode_utf8().unwrap();
            prop_assert_eq!(back.into_owned(), shown(&name));
        }
    }
}
