//! The part of a text that answers a question best, as safe HTML with the found words marked.

use std::collections::HashSet;

use super::asked::Asked;
use super::reading::{Hash, Piece as Read, read};

/// How many pieces a snippet shows.
const LENGTH: usize = 45;

/// The most bytes a snippet shows, whatever its pieces.
const MOST_BYTES: usize = 600;

/// How far back a snippet may begin before the first found word, to begin with a phrase.
const LEAD_IN: usize = 8;

/// One piece of a text under the highlighter.
#[derive(Debug, Clone, Copy)]
struct Piece {
    read: Read,
    marked: bool,
    worth: f32,
}

/// The best part of a text that has been read. Where nothing of the question stands in it, its beginning.
pub fn snippet(asked: &Asked, text: &str, pieces: &[Read]) -> String {
    let pieces = marked_pieces(asked, text, pieces);
    if pieces.is_empty() {
        return escaped(first_bytes(text.trim()));
    }
    let start = best_start(&pieces);
    let end = end_of(&pieces, start);
    render(text, &pieces, start, end)
}

/// The whole of a short text with what is found in it.
pub fn marked(asked: &Asked, text: &str) -> String {
    let pieces = marked_pieces(asked, text, &read(text));
    if pieces.is_empty() { escaped(text) } else { render(text, &pieces, 0, pieces.len()) }
}

/// With the marks typed taken at their word, unless nothing is found so.
fn marked_pieces(asked: &Asked, text: &str, pieces: &[Read]) -> Vec<Piece> {
    let strict = mark(asked, text, pieces, true);
    if strict.iter().any(|piece| piece.marked) { strict } else { mark(asked, text, pieces, false) }
}

/// What is found in a text. `strict` takes the marks typed at their word.
fn mark(asked: &Asked, text: &str, pieces: &[Read], strict: bool) -> Vec<Piece> {
    let mut marked: Vec<Piece> = pieces.iter().map(|read| piece(asked, text, *read, strict)).collect();
    for right in 1..marked.len() {
        let left = right - 1;
        if asked.pair(&pieces[left], &pieces[right]).is_none() {
            continue;
        }
        let clash = |read: &Read| asked.word(read).is_some_and(|word| !asked.agrees(word, read.of(text)));
        if strict && (clash(&pieces[left]) || clash(&pieces[right])) {
            continue;
        }
        marked[left].marked = true;
        marked[right].marked = true;
        marked[right].worth += 1.0;
    }
    marked
}

fn piece(asked: &Asked, text: &str, read: Read, strict: bool) -> Piece {
    let word = asked.word(&read).filter(|word| asked.words[*word].topical);
    let found = word.filter(|word| !strict || asked.agrees(*word, read.of(text)));
    Piece { read, marked: found.is_some(), worth: found.map_or(0.0, |word| asked.words[word].worth) }
}

/// Where the window with the most worth begins; repeated words count once.
fn best_start(pieces: &[Piece]) -> usize {
    let mut best = (0.0, 0);
    for start in (0..pieces.len()).filter(|start| pieces[*start].marked) {
        let mut seen: HashSet<Hash> = HashSet::new();
        let window = pieces[start..].iter().take(LENGTH - LEAD_IN).filter(|piece| piece.worth > 0.0);
        let worth: f32 = window.filter(|piece| seen.insert(piece.read.key)).map(|piece| piece.worth).sum();
        if worth > best.0 {
            best = (worth, start);
        }
    }
    let earliest = best.1.saturating_sub(LEAD_IN);
    let phrase = (earliest..=best.1).find(|start| pieces[*start].read.breaks);
    phrase.unwrap_or(best.1.saturating_sub(LEAD_IN / 2))
}

fn end_of(pieces: &[Piece], start: usize) -> usize {
    let limit = pieces[start].read.start as usize + MOST_BYTES;
    let longest = (start + LENGTH).min(pieces.len());
    (start + 1..longest).find(|end| pieces[*end].read.end as usize > limit).unwrap_or(longest)
}

/// Writes the pieces from `start` to `end` with what stands between them.
fn render(text: &str, pieces: &[Piece], start: usize, end: usize) -> String {
    let mut html = String::new();
    if start > 0 {
        html.push('…');
    }
    let mut open = false;
    let mut last = if start == 0 { 0 } else { pieces[start].read.start as usize };
    for piece in &pieces[start..end] {
        let gap = &text[last..piece.read.start as usize];
        if open && (!piece.marked || piece.read.breaks) {
            html.push_str("</mark>");
            open = false;
        }
        html.push_str(&escaped(first_bytes(gap)));
        if piece.marked && !open {
            html.push_str("<mark>");
            open = true;
        }
        html.push_str(&escaped(first_bytes(piece.read.of(text))));
        last = piece.read.end as usize;
    }
    if open {
        html.push_str("</mark>");
    }
    html.push_str(&if end < pieces.len() { "…".to_owned() } else { escaped(first_bytes(&text[last..])) });
    html.trim().to_owned()
}

/// At most [`MOST_BYTES`] of a text, cut between characters.
fn first_bytes(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_BYTES)]
}

/// Text for the body of an HTML element, with blanks and line breaks as single blanks.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ if !c.is_whitespace() => html.push(c),
            _ if html.ends_with(' ') => {}
            _ => html.push(' '),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::language::{Language, Word};
    use super::*;

    fn snippet(question: &str, text: &str) -> String {
        let language = Language::shipped();
        let words = Word::all_of(question);
        let topical = |word: &Word| !language.is_function_word(word);
        let asked = Asked::of(&words, &language.alternatives(&words), topical, |_| 2.0);
        super::snippet(&asked, text, &read(text))
    }

    #[test]
    fn bare_words_mark_every_form() {
        assert_eq!(
            snippet("hiep hoa", "Huyện Hiệp Hòa, Hiệp Hoà"),
            "Huyện <mark>Hiệp Hòa</mark>, <mark>Hiệp Hoà</mark>"
        );
    }

    #[test]
    fn typed_marks_are_taken_at_their_word() {
        assert_eq!(snippet("đường", "họ Dương sửa đường"), "họ Dương sửa <mark>đường</mark>");
        assert_eq!(snippet("đường", "họ Dương"), "họ <mark>Dương</mark>");
    }

    #[test]
    fn function_words_are_marked_beside_their_neighbour_only() {
        assert_eq!(
            snippet("được cấp đất", "không được cấp, được giao đất"),
            "không <mark>được cấp</mark>, được giao <mark>đất</mark>"
        );
    }

    #[test]
    fn other_forms_are_marked() {
        assert_eq!(snippet("ubnd", "Ủy ban nhân dân xã"), "<mark>Ủy ban nhân dân</mark> xã");
        assert_eq!(snippet("ủy ban nhân dân", "UBND xã"), "<mark>UBND</mark> xã");
    }

    #[test]
    fn html_in_the_text_is_escaped() {
        assert_eq!(
            snippet("đất", "<b>đất</b> & \"nhà\""),
            "&lt;b&gt;<mark>đất</mark>&lt;/b&gt; &amp; &quot;nhà&quot;"
        );
        assert_eq!(snippet("đất", "<script>"), "&lt;script&gt;");
    }

    #[test]
    fn the_window_is_where_the_words_are() {
        let text = format!(
            "{} Hộ gia đình được cấp giấy chứng nhận. {}",
            "một hai ba ".repeat(100),
            "bốn năm ".repeat(100)
        );
        let html = snippet("cấp giấy chứng nhận", &text);
        assert!(html.starts_with('…') && html.ends_with('…'));
        assert!(html.contains("<mark>cấp giấy chứng nhận</mark>"));
        assert!(html.len() < 2 * MOST_BYTES);
    }

    proptest! {
        #[test]
        fn marks_are_balanced_and_nothing_else_is_markup(text in "[a-zđấ <>&\"'.,/\n]{0,80}|\\PC{0,40}") {
            let html = snippet("đất a b ấ", &text);
            prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
            let rest = html.replace("<mark>", "").replace("</mark>", "");
            prop_assert!(!rest.contains(['<', '>', '"', '\'']));
        }
    }
}
