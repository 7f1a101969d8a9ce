//! The part of a text that answers a question best, as safe HTML with the found words marked.

use std::collections::{HashMap, HashSet};

use super::analyser::{key, marked_key, pair_key};
use super::language::{Alternative, Word};
use crate::base::text::{Token, tokens};

/// How many pieces a snippet shows.
const LENGTH: usize = 45;

/// The most bytes a snippet shows, whatever its pieces.
const MOST_BYTES: usize = 600;

/// How far back a snippet may begin before the first found word, to begin with a phrase.
const LEAD_IN: usize = 8;

/// What to look for in texts.
#[derive(Debug, Default)]
pub struct Highlighter {
    /// Typed syllables that carry a topic: by folded key, the marks typed and how telling the syllable is.
    words: HashMap<String, (HashSet<String>, f32)>,
    /// Neighbouring syllables as typed or in another form, by their key.
    pairs: HashSet<String>,
}

/// One piece of a text under the highlighter.
#[derive(Debug, Clone)]
struct Piece<'a> {
    token: Token<'a>,
    key: String,
    marked: bool,
    worth: f32,
}

impl Highlighter {
    /// Looks for the words of a question. `worth` gives a topical word's weight and `None` for others, which are
    /// marked only beside a neighbour from the question.
    pub fn new(words: &[Word], alternatives: &[Alternative], worth: impl Fn(&Word) -> Option<f32>) -> Self {
        let mut highlighter = Self::default();
        for word in words {
            if let Some(worth) = worth(word) {
                let entry = highlighter.words.entry(word.key.clone()).or_insert((HashSet::new(), worth));
                entry.0.extend(word.marked.clone());
            }
        }
        let typed =
            words.windows(2).filter(|pair| !pair[1].breaks).map(|pair| pair_key(&pair[0].key, &pair[1].key));
        highlighter.pairs.extend(typed);
        for alternative in alternatives {
            highlighter.pairs.extend(alternative.keys.windows(2).map(|pair| pair_key(&pair[0], &pair[1])));
            if let [only] = alternative.keys.as_slice() {
                highlighter.words.entry(only.clone()).or_insert((HashSet::new(), 1.0));
            }
        }
        highlighter
    }

    /// The best part of the text. Where nothing of the question stands in it, its beginning.
    pub fn snippet(&self, text: &str) -> String {
        let mut pieces = self.read(text, true);
        if !pieces.iter().any(|piece| piece.marked) {
            pieces = self.read(text, false);
        }
        if pieces.is_empty() {
            return escaped(first_bytes(text.trim()));
        }
        let start = best_start(&pieces);
        let end = end_of(&pieces, start);
        render(text, &pieces, start, end)
    }

    /// The pieces of a text, with what is found in them. `strict` takes the marks typed at their word.
    fn read<'a>(&self, text: &'a str, strict: bool) -> Vec<Piece<'a>> {
        let mut pieces: Vec<Piece<'a>> = tokens(text).map(|token| self.piece(token, strict)).collect();
        for right in 1..pieces.len() {
            let left = right - 1;
            let paired = !pieces[right].token.breaks
                && self.pairs.contains(&pair_key(&pieces[left].key, &pieces[right].key));
            let clash = strict && (self.clashes(&pieces[left]) || self.clashes(&pieces[right]));
            if paired && !clash {
                pieces[left].marked = true;
                pieces[right].marked = true;
                pieces[right].worth += 1.0;
            }
        }
        pieces
    }

    fn piece<'a>(&self, token: Token<'a>, strict: bool) -> Piece<'a> {
        let key = key(token.text);
        let found = self.words.get(&key).filter(|(marks, _)| !strict || agrees(marks, token.text));
        Piece { token, key, marked: found.is_some(), worth: found.map_or(0.0, |(_, worth)| *worth) }
    }

    /// Whether the piece is a typed word with other marks than were typed.
    fn clashes(&self, piece: &Piece<'_>) -> bool {
        self.words.get(&piece.key).is_some_and(|(marks, _)| !agrees(marks, piece.token.text))
    }
}

/// Whether a piece may be the word typed: any marks will do if none were typed or the text itself has none.
fn agrees(typed: &HashSet<String>, piece: &str) -> bool {
    typed.is_empty() || marked_key(piece).is_none_or(|marked| typed.contains(&marked))
}

/// Where the window with the most worth begins; repeated words count once.
fn best_start(pieces: &[Piece<'_>]) -> usize {
    let mut best = (0.0, 0);
    for start in (0..pieces.len()).filter(|start| pieces[*start].marked) {
        let mut seen = HashSet::new();
        let window = pieces[start..].iter().take(LENGTH - LEAD_IN).filter(|piece| piece.worth > 0.0);
        let worth: f32 =
            window.filter(|piece| seen.insert(piece.key.as_str())).map(|piece| piece.worth).sum();
        if worth > best.0 {
            best = (worth, start);
        }
    }
    let earliest = best.1.saturating_sub(LEAD_IN);
    let phrase = (earliest..=best.1).find(|start| pieces[*start].token.breaks);
    phrase.unwrap_or(best.1.saturating_sub(LEAD_IN / 2))
}

fn end_of(pieces: &[Piece<'_>], start: usize) -> usize {
    let limit = pieces[start].token.start + MOST_BYTES;
    let longest = (start + LENGTH).min(pieces.len());
    (start + 1..longest).find(|end| pieces[*end].token.end > limit).unwrap_or(longest)
}

/// Writes the pieces from `start` to `end` with what stands between them.
fn render(text: &str, pieces: &[Piece<'_>], start: usize, end: usize) -> String {
    let mut html = String::new();
    if start > 0 {
        html.push('…');
    }
    let mut open = false;
    let mut last = if start == 0 { 0 } else { pieces[start].token.start };
    for piece in &pieces[start..end] {
        let gap = &text[last..piece.token.start];
        if open && (!piece.marked || piece.token.breaks) {
            html.push_str("</mark>");
            open = false;
        }
        html.push_str(&escaped(first_bytes(gap)));
        if piece.marked && !open {
            html.push_str("<mark>");
            open = true;
        }
        html.push_str(&escaped(first_bytes(piece.token.text)));
        last = piece.token.end;
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

    use super::super::language::Language;
    use super::*;

    fn snippet(question: &str, text: &str) -> String {
        let language = Language::shipped();
        let words = Word::all_of(question);
        let worth = |word: &Word| (!language.is_function_word(word)).then_some(2.0);
        Highlighter::new(&words, &language.alternatives(&words), worth).snippet(text)
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
