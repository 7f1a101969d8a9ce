//! The kind of a document, by the heading that names it.

use vietnamese::official::abbreviations::{TYPES, TypeName};

use super::pieces::{Piece, is_upper};
use super::plain::{is_near, plain, shape};

/// A heading that names the kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heading {
    /// Which piece it is.
    pub at: usize,
    /// The kind in words.
    pub name: &'static str,
    /// How many characters of the piece name it; what follows belongs to the abstract.
    pub length: usize,
}

/// The first heading that names a kind.
pub(super) fn heading(pieces: &[Piece]) -> Option<Heading> {
    pieces.iter().enumerate().find_map(|(at, piece)| {
        let (name, length) = named(&piece.text)?;
        Some(Heading { at, name, length })
    })
}

/// The kind that a line names as its heading, and how many of its characters do.
pub(super) fn named(text: &str) -> Option<(&'static str, usize)> {
    // "Bản Quy định".
    if plain(text).starts_with("ban quy ") {
        let rest: String = text.chars().skip(4).collect();
        return named(&rest).map(|(kind, length)| (kind, length + 4));
    }
    let trimmed = text.trim_end_matches([':', ' ', '.', '*', '-']);
    let whole = shape(trimmed);
    let spaced = text.chars().count();
    let mut kinds: Vec<&TypeName> = TYPES.iter().collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.words.len()));
    if spaced <= 60
        && let Some(kind) = closest(&kinds, &whole)
    {
        return Some((kind.name, spaced));
    }
    let folded = plain(text);
    let kind = kinds.into_iter().find(|kind| begins(&folded, kind.words))?;
    let behind = folded[kind.words.len()..].trim_start();
    let is_law = matches!(kind.name, "Luật" | "Bộ luật" | "Pháp lệnh");
    let is_label = is_law && behind.starts_with("so");
    let goes_on =
        ["cua ", "so ", "so:", "ve ", "v/v", "lien tich"].iter().any(|word| behind.starts_with(word));
    let stated = text.starts_with(char::is_uppercase) || !text.contains(char::is_uppercase);
    let heads = is_upper(text) || goes_on && stated && spaced < 200 && !behind.starts_with("cua ong");
    (heads && !is_label).then(|| (kind.name, kind.words.chars().count()))
}

/// The kind whose name has this shape, else the only one whose name nearly has.
fn closest<'a>(kinds: &[&'a TypeName], whole: &str) -> Option<&'a TypeName> {
    let same = kinds.iter().find(|kind| shape(kind.words) == whole);
    let mut near = kinds.iter().filter(|kind| is_near(whole, &shape(kind.words)));
    same.or_else(|| near.next().filter(|_| near.next().is_none())).copied()
}

/// The kind that the label of a number names: "Luật số: …".
pub(super) fn of_label(folded: &str) -> Option<&'static str> {
    let labelled =
        |words: &str| folded.strip_prefix(words).is_some_and(|rest| rest.trim_start().starts_with("so"));
    TYPES.iter().filter(|kind| labelled(kind.words)).map(|kind| kind.name).next()
}

/// The kind whose short form stands in a number.
pub(super) fn of_abbreviation(abbreviation: &str) -> Option<&'static str> {
    TYPES.iter().find(|kind| kind.abbreviation == abbreviation).map(|kind| kind.name)
}

/// Whether `text` begins with the words, and with no longer word.
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_kinds() {
        for (text, kind) in [
            ("QUYẾT ĐỊNH", Some("Quyết định")),
            ("Q U Y Ế T  Đ Ị N H", Some("Quyết định")),
            ("QUYÉT ĐỊNHH:", Some("Quyết định")),
            ("thông tư liên tịch", Some("Thông tư liên tịch")),
            ("Thông tư", Some("Thông tư")),
            ("BÁO CÁO TÌNH HÌNH THÁNG 5", Some("Báo cáo")),
            ("Nghị định của Chính phủ số 116/2003/NĐ-CP ngày 10/10/2003", Some("Nghị định")),
            ("QUYẾT ĐỊNH của ủY BAN NHÂN DÂN THÀNH PHỐ cần thơ", Some("Quyết định")),
            ("Luật số: 18/2003/QH11", None),
            ("Luật này quy định về hợp tác xã.", None),
            ("Thông báo cho các đơn vị biết", None),
            ("HỘI ĐỒNG NHÂN DÂN", None),
        ] {
            assert_eq!(named(text).map(|(kind, _)| kind), kind, "{text}");
        }
        assert_eq!(of_label("luat so: 18/2003/qh11"), Some("Luật"));
    }
}
