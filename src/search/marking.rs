//! Marks in a whole text what a reader searched for, without touching its markup.

use std::collections::{HashMap, HashSet};

use super::analyser::{key, marked_key, pair_key};
use super::language::{Language, Word};
use crate::base::text::{Token, tokens};

/// The longest question read, in characters.
const LONGEST: usize = 200;

/// What to mark: neighbouring words of the question, and single ones where their neighbour is nowhere.
#[derive(Debug, Default)]
pub struct Marker {
    pairs: HashSet<String>,
    /// By folded key, the marks with which it was typed; none for a word typed without.
    words: HashMap<String, HashSet<String>>,
    alone: HashSet<String>,
}

impl Marker {
    /// A marker of a question's words in one text, given without its markup; `language` tells which words say
    /// nothing alone.
    pub fn new(question: &str, text: &str, language: &Language) -> Self {
        let question: String = question.chars().take(LONGEST).collect();
        let typed = Word::all_of(&question);
        let mut marker = Self::default();
        for word in &typed {
            marker.words.entry(word.key.clone()).or_default().extend(word.marked.clone());
        }
        let neighbours = |pair: &&[Word]| !pair[1].breaks;
        let typed_pairs = typed.windows(2).filter(neighbours);
        let wanted: HashSet<String> =
            typed_pairs.clone().map(|pair| pair_key(&pair[0].key, &pair[1].key)).collect();
        marker.pairs = marker.present(&wanted, text);
        let paired: HashSet<&String> = typed_pairs
            .filter(|pair| marker.pairs.contains(&pair_key(&pair[0].key, &pair[1].key)))
            .flat_map(|pair| [&pair[0].key, &pair[1].key])
            .collect();
        let tells = |word: &&Word| typed.len() == 1 || !language.is_function_word(word);
        marker.alone = typed
            .iter()
            .filter(tells)
            .map(|word| &word.key)
            .filter(|key| !paired.contains(key))
            .cloned()
            .collect();
        marker
    }

    /// Clean HTML with the words marked in its text, and how many places that makes.
    pub fn mark(&self, html: &str) -> (String, usize) {
        let (mut marked, mut places, mut rest) = (String::with_capacity(html.len()), 0, html);
        while let Some(start) = rest.find('<') {
            places += self.mark_text(&decoded(&rest[..start]), &mut marked);
            let end = tag_length(&rest[start..]);
            marked.push_str(&rest[start..start + end]);
            rest = &rest[start + end..];
        }
        places += self.mark_text(&decoded(rest), &mut marked);
        (marked, places)
    }

    /// Plain text as HTML with the words marked, and how many places that makes.
    pub fn mark_plain(&self, text: &str) -> (String, usize) {
        let mut marked = String::with_capacity(text.len());
        let places = self.mark_text(text, &mut marked);
        (marked, places)
    }

    fn mark_text(&self, text: &str, into: &mut String) -> usize {
        let pieces: Vec<Token<'_>> = tokens(text).collect();
        let found = self.found(&pieces);
        let (mut last, mut open, mut places) = (0, false, 0);
        for (piece, is_found) in pieces.iter().zip(found) {
            if open && (!is_found || piece.breaks) {
                into.push_str("</mark>");
                open = false;
            }
            escape(&text[last..piece.start], into);
            if is_found && !open {
                into.push_str("<mark>");
                open = true;
                places += 1;
            }
            escape(piece.text, into);
            last = piece.end;
        }
        if open {
            into.push_str("</mark>");
        }
        escape(&text[last..], into);
        places
    }

    fn found(&self, pieces: &[Token<'_>]) -> Vec<bool> {
        let keys: Vec<Option<String>> = pieces.iter().map(|piece| self.asked(piece)).collect();
        let mut found: Vec<bool> =
            keys.iter().map(|key| key.as_ref().is_some_and(|key| self.alone.contains(key))).collect();
        for right in 1..pieces.len() {
            if pieces[right].breaks {
                continue;
            }
            if let (Some(one), Some(other)) = (&keys[right - 1], &keys[right])
                && self.pairs.contains(&pair_key(one, other))
            {
                (found[right - 1], found[right]) = (true, true);
            }
        }
        found
    }

    /// The piece's key, if it is a word of the question; marks count where both were written with them.
    fn asked(&self, piece: &Token<'_>) -> Option<String> {
        let key = key(piece.text);
        let marks = self.words.get(&key)?;
        let agrees = marks.is_empty() || marked_key(piece.text).is_none_or(|marked| marks.contains(&marked));
        agrees.then_some(key)
    }

    /// Which of the pairs stand in the text.
    fn present(&self, wanted: &HashSet<String>, text: &str) -> HashSet<String> {
        let mut present = HashSet::new();
        let mut left: Option<String> = None;
        for piece in tokens(text) {
            let right = self.asked(&piece);
            if let (Some(one), Some(other)) = (left.filter(|_| !piece.breaks), &right) {
                let pair = pair_key(&one, other);
                if wanted.contains(&pair) {
                    present.insert(pair);
                }
            }
            left = right;
        }
        present
    }
}

/// The length of the tag that `html` begins with, quoted values skipped.
fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    let end = html.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at + 1)
    });
    end.unwrap_or(html.len())
}

/// Resolves the entities that a cleaned text may hold.
fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{A0}"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// Escapes text for the inside of an element; it never stands in an attribute.
fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            _ => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::items::markup;

    fn mark(question: &str, html: &str) -> String {
        Marker::new(question, &markup::plain_text(html), Language::shipped()).mark(html).0
    }

    #[test]
    fn runs_of_the_question_are_marked_whatever_marks_were_typed() {
        let html = "<p>Giấy <b>khai sinh</b>, giấy tờ; đăng ký khai sinh muộn</p>";
        let expected =
            "<p>Giấy <b><mark>khai sinh</mark></b>, giấy tờ; đăng ký <mark>khai sinh muộn</mark></p>";
        assert_eq!(mark("khai sinh muon", html), expected);
        assert_eq!(mark("hiệp hoà", "<p>HIỆP HÒA</p>"), "<p><mark>HIỆP HÒA</mark></p>");
        assert_eq!(mark("đường", "<p>họ Dương</p>"), "<p>họ Dương</p>");
    }

    #[test]
    fn a_word_alone_is_marked_only_where_its_neighbour_is_nowhere() {
        assert_eq!(mark("đất rừng", "<p>đất ở</p>"), "<p><mark>đất</mark> ở</p>");
        assert_eq!(mark("đất rừng", "<p>đất ở, đất rừng</p>"), "<p>đất ở, <mark>đất rừng</mark></p>");
        assert_eq!(mark("đất của rừng", "<p>của ai</p>"), "<p>của ai</p>");
        assert_eq!(
            mark("10/2016/QD-UBND", "<p>số 10/2016/QĐ-UBND</p>"),
            "<p>số <mark>10/2016/QĐ-UBND</mark></p>"
        );
    }

    #[test]
    fn markup_and_entities_are_left_whole() {
        let html = "<p title=\"amp > p\">a &amp; b &lt;p&gt;</p>";
        assert_eq!(mark("amp p title", html), "<p title=\"amp > p\">a &amp; b &lt;<mark>p</mark>&gt;</p>");
        assert_eq!(Marker::new("b", "b", Language::shipped()).mark_plain("<b>").0, "&lt;<mark>b</mark>&gt;");
        assert_eq!(mark("", "<p>a</p>"), "<p>a</p>");
        assert_eq!(mark("lt", "<p>&amp;lt;</p>"), "<p>&amp;<mark>lt</mark>;</p>");
    }

    proptest! {
        #[test]
        fn without_its_marks_the_text_is_what_it_was(
            question in "[a-zđấ &<]{0,12}", text in "[a-zđấ <>&\"'.,/\n]{0,80}|\\PC{0,40}",
        ) {
            let html = markup::paragraphs(&text);
            let (marked, places) = Marker::new(&question, &text, Language::shipped()).mark(&html);
            prop_assert_eq!(marked.matches("<mark>").count(), places);
            prop_assert_eq!(marked.matches("</mark>").count(), places);
            let without = marked.replace("<mark>", "").replace("</mark>", "");
            prop_assert_eq!(markup::plain_text(&without), markup::plain_text(&html));
        }
    }
}
