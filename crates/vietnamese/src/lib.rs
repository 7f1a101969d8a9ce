//! Vietnamese text: one storage form, the folded form, address slugs, and the pieces that search reads.

pub mod legacy;
mod letters;
pub mod official;
pub mod redact;
mod rhymes;
mod syllable;
mod tcvn3;
mod tokens;

pub use letters::{Marks, push_exact_key};
pub use redact::{ADDRESS, NAME, redact};
pub use rhymes::is_syllable;
pub use syllable::{ends_in_y_for_i, exact_key, folded_key};
pub use tcvn3::from_tcvn3;
pub use tokens::{Token, Tokens, tokens};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most characters a slug may have: longer addresses are cut by mail programs and chat windows.
const SLUG_LIMIT: usize = 80;

/// The most characters of one label of a host name (RFC 1035, section 2.3.4).
const HOST_LABEL_LIMIT: usize = 63;

/// What a slug is when nothing of the title can be written in plain letters.
const SLUG_FALLBACK: &str = "muc";

/// The form in which every text is stored and indexed: NFC, Đ instead of the look-alike Ð, ordinary spaces,
/// no invisible characters. Line breaks and tabs stay.
#[must_use]
pub fn normalise(text: &str) -> String {
    text.chars().filter_map(storable).nfc().collect()
}

/// A cell of a table for office programs: quoted, and never a formula.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

/// The text with a capital at its head.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A count as Vietnamese readers write it: 12.345.
#[must_use]
pub fn thousands(count: usize) -> String {
    grouped(&count.to_string())
}

/// ASCII digits in groups of three from the right, as Vietnamese readers write them.
#[must_use]
pub fn grouped(digits: &str) -> String {
    let parts: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|part| std::str::from_utf8(part).unwrap_or_default())
        .collect();
    parts.join(".")
}

/// The text without tone or vowel marks, in lower case, đ as d: what a person types on a bare keyboard.
#[must_use]
pub fn folded(text: &str) -> String {
    text.nfd()
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if is_d_with_stroke(c) { 'd' } else { c })
        .collect()
}

/// Whether any letter carries a Vietnamese mark, đ included.
#[must_use]
pub fn has_diacritic(text: &str) -> bool {
    text.nfd().any(|c| is_combining_mark(c) || is_d_with_stroke(c))
}

/// The part of an address made from a title: plain letters and digits joined by hyphens, at most 80
/// characters, cut at the end of a word where there is one, never empty.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for word in plain_words(title) {
        if slug.is_empty() {
            slug.push_str(&word[..word.len().min(SLUG_LIMIT)]);
        } else if slug.len() + 1 + word.len() <= SLUG_LIMIT {
            slug.push('-');
            slug.push_str(&word);
        } else {
            break;
        }
    }
    or_fallback(slug)
}

/// The name of a place as one label of a host name: "Đông Lỗ" is `donglo`. At most 63 characters, never
/// empty.
#[must_use]
pub fn tenant_slug(name: &str) -> String {
    let mut label: String = plain_words(name).concat();
    label.truncate(HOST_LABEL_LIMIT);
    or_fallback(label)
}

/// The folded text cut into runs of ASCII letters and digits.
fn plain_words(text: &str) -> Vec<String> {
    folded(text)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn or_fallback(slug: String) -> String {
    if slug.is_empty() { SLUG_FALLBACK.to_owned() } else { slug }
}

/// What becomes of one character in storage; `None` drops it.
fn storable(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{D0}' | '\u{189}' => Some('Đ'),
        '\u{F0}' | '\u{256}' => Some('đ'),
        _ if c.is_control() || is_invisible(c) => None,
        _ if c.is_whitespace() => Some(' '),
        _ => Some(c),
    }
}

/// Soft hyphens, zero-width signs and marks of writing direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{180E}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// Đ, its lower case, and the Icelandic and African letters typed for it.
fn is_d_with_stroke(c: char) -> bool {
    matches!(c, 'Đ' | 'đ' | '\u{D0}' | '\u{F0}' | '\u{189}' | '\u{256}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::{UnicodeNormalization, is_nfc};

    use super::*;

    #[test]
    fn a_cell_runs_nothing_and_keeps_its_quotes() {
        for start in ["=1+1", "+1", "-1", "@a", "\t=1"] {
            assert!(csv_cell(start).starts_with("\"'"), "{start}");
        }
        assert_eq!(csv_cell("nói \"thử\""), "\"nói \"\"thử\"\"\"");
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(41_345), "41.345");
        assert_eq!(thousands(1_000_000), "1.000.000");
    }

    #[test]
    fn normalise_composes_and_cleans() {
        let decomposed: String = "Ủy ban nhân dân huyện Hiệp Hòa".nfd().collect();
        assert_eq!(normalise(&decomposed), "Ủy ban nhân dân huyện Hiệp Hòa");
        assert_eq!(normalise("Q\u{D0}, \u{F0}ất"), "QĐ, đất");
        assert_eq!(normalise("xã\u{A0}Đức\u{202F}Thắng"), "xã Đức Thắng");
        assert_eq!(normalise("\u{FEFF}hu\u{200B}yện\u{AD}"), "huyện");
        assert_eq!(normalise("một\r\nhai\thai\u{0}"), "một\nhai\thai");
    }

    /// QC-9.2: "Hoà" and "Hòa" find each other.
    #[test]
    fn folded_drops_every_mark() {
        assert_eq!(folded("Đường Hoàng Văn Thụ, số 5"), "duong hoang van thu, so 5");
        assert_eq!(folded("Hiệp Hòa"), folded("Hiệp Hoà"));
        assert_eq!(folded("\u{D0}ất"), "dat");
    }

    #[test]
    fn diacritics_are_seen_in_both_forms() {
        assert!(has_diacritic("đi"));
        assert!(has_diacritic("hoà"));
        assert!(has_diacritic(&"hoà".nfd().collect::<String>()));
        assert!(!has_diacritic("hoa 12/2016"));
        assert!(!has_diacritic(""));
    }

    #[test]
    fn slugs_are_plain_and_bounded() {
        assert_eq!(slug("Lịch tiếp công dân tháng 6/2016"), "lich-tiep-cong-dan-thang-6-2016");
        assert_eq!(slug("  –  "), "muc");
        assert_eq!(slug("漢字"), "muc");
        let long = slug(&"thông báo ".repeat(20));
        assert_eq!(long.len(), 79);
        assert!(long.ends_with("-thong-bao"));
        assert_eq!(slug(&"a".repeat(200)).len(), 80);
    }

    #[test]
    fn tenant_slugs_have_no_hyphen() {
        assert_eq!(tenant_slug("Đông Lỗ"), "donglo");
        assert_eq!(tenant_slug("Hiệp Hòa"), "hiephoa");
        assert_eq!(tenant_slug("…"), "muc");
    }

    proptest! {
        #[test]
        fn normalise_is_idempotent(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert!(is_nfc(&once));
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn folding_ignores_the_form_of_composition(text in any::<String>()) {
            let nfc: String = text.nfc().collect();
            let nfd: String = text.nfd().collect();
            prop_assert_eq!(folded(&nfc), folded(&nfd));
        }

        #[test]
        fn folding_is_idempotent(text in any::<String>()) {
            let once = folded(&text);
            prop_assert!(!has_diacritic(&once));
            prop_assert_eq!(folded(&once), once);
        }

        #[test]
        fn slugs_are_safe_in_addresses(text in any::<String>()) {
            let slug = slug(&text);
            prop_assert!((1..=80).contains(&slug.len()));
            let plain = |word: &str| {
                word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            };
            prop_assert!(slug.split('-').all(|word| !word.is_empty() && plain(word)));
        }
    }
}
