//! The three readings of a text under which it is indexed: folded syllables, folded pairs, exact syllables.

use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

use crate::base::text::{
    Marks, Token, Tokens, exact_key, folded, folded_key, has_diacritic, push_exact_key, tokens,
};

/// One reading of a text; see the variants. Registered with the index under [`Reading::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Every piece without its marks: what finds.
    Folded,
    /// Two neighbouring pieces without their marks, never across punctuation: what makes a word of syllables.
    Pairs,
    /// The pieces that carry a mark, with their marks: what tells "đường" from "dương".
    Exact,
}

impl Reading {
    /// All readings, to be registered.
    pub const ALL: [Self; 3] = [Self::Folded, Self::Pairs, Self::Exact];

    /// The name under which the index knows the reading.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Folded => "vi_folded",
            Self::Pairs => "vi_pairs",
            Self::Exact => "vi_exact",
        }
    }
}

/// The key of a piece in the folded reading. Numbers, dates and codes lose what people write differently.
#[must_use]
pub fn key(piece: &str) -> String {
    if starts_with_digit(piece) { number_key(piece) } else { folded_key(piece) }
}

/// The next piece, its key in the folded reading appended to `to`.
pub fn next_with_key<'a>(pieces: &mut Tokens<'a>, to: &mut String) -> Option<Token<'a>> {
    let (piece, known) = pieces.next_folded(to)?;
    if !known {
        to.push_str(&key(piece.text));
    }
    Some(piece)
}

/// The key of a piece in the exact reading; only pieces with a mark have one.
#[must_use]
pub fn marked_key(piece: &str) -> Option<String> {
    let mut key = String::new();
    push_marked_key(piece, &mut key).then_some(key)
}

/// Appends the key of a piece in the exact reading; whether it has one.
fn push_marked_key(piece: &str, to: &mut String) -> bool {
    match push_exact_key(piece, to) {
        Marks::Some => true,
        Marks::None => false,
        Marks::Unknown if starts_with_digit(piece) || !has_diacritic(piece) => false,
        Marks::Unknown => {
            to.push_str(&exact_key(piece));
            true
        }
    }
}

fn starts_with_digit(piece: &str) -> bool {
    piece.starts_with(|c: char| c.is_ascii_digit())
}

/// The key of two neighbours, given their folded keys.
#[must_use]
pub fn pair_key(left: &str, right: &str) -> String {
    format!("{left} {right}")
}

/// A number without the points of its thousands; dates and codes without leading zeros, dates as day/month/year.
fn number_key(piece: &str) -> String {
    let piece = folded(piece);
    if is_grouped(&piece) {
        return piece.replace('.', "");
    }
    let numeric_date = piece.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let mut parts: Vec<&str> = piece.split(|c| c == '/' || numeric_date && c == '-').collect();
    if numeric_date && parts.len() == 3 && parts[0].len() == 4 {
        parts.reverse();
    }
    let trimmed: Vec<&str> = parts.iter().map(|part| without_zeros(part)).collect();
    trimmed.join("/")
}

/// `1.500.000`: groups of three digits after the first point.
fn is_grouped(piece: &str) -> bool {
    let mut groups = piece.split('.');
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let rest: Vec<&str> = groups.collect();
    let digits = piece.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    first && digits && !rest.is_empty() && rest.iter().all(|group| group.len() == 3)
}

fn without_zeros(part: &str) -> &str {
    let significant = part.trim_start_matches('0');
    if significant.starts_with(|c: char| c.is_ascii_digit()) { significant } else { part }
}

impl Tokenizer for Reading {
    type TokenStream<'a> = ReadingStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ReadingStream<'a> {
        ReadingStream {
            reading: *self,
            pieces: tokens(text),
            left: String::new(),
            left_start: 0,
            right: String::new(),
            token: IndexToken::default(),
        }
    }
}

/// The pieces of one text in one reading.
pub struct ReadingStream<'a> {
    reading: Reading,
    pieces: Tokens<'a>,
    /// The key of the piece before, in pairs.
    left: String,
    left_start: usize,
    right: String,
    token: IndexToken,
}

impl ReadingStream<'_> {
    /// Writes what the next piece adds to the reading into the token: the piece, and from which byte if it adds
    /// anything.
    fn read(&mut self) -> Option<(Token<'_>, Option<usize>)> {
        let text = &mut self.token.text;
        text.clear();
        match self.reading {
            Reading::Folded => {
                let piece = next_with_key(&mut self.pieces, text)?;
                Some((piece, Some(piece.start)))
            }
            Reading::Exact => {
                let piece = self.pieces.next()?;
                Some((piece, push_marked_key(piece.text, text).then_some(piece.start)))
            }
            Reading::Pairs => {
                self.right.clear();
                let piece = next_with_key(&mut self.pieces, &mut self.right)?;
                let start = (!piece.breaks && !self.left.is_empty()).then_some(self.left_start);
                if start.is_some() {
                    text.push_str(&self.left);
                    text.push(' ');
                    text.push_str(&self.right);
                }
                std::mem::swap(&mut self.left, &mut self.right);
                self.left_start = piece.start;
                Some((piece, start))
            }
        }
    }
}

impl TokenStream for ReadingStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some((piece, start)) = self.read() {
            let (end, start) = (piece.end, start);
            let Some(start) = start else { continue };
            self.token.offset_from = start;
            self.token.offset_to = end;
            self.token.position = self.token.position.wrapping_add(1);
            return true;
        }
        false
    }

    fn token(&self) -> &IndexToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut reading: Reading, text: &str) -> Vec<String> {
        let mut stream = reading.token_stream(text);
        let mut out = Vec::new();
        while stream.advance() {
            let token = stream.token();
            assert!(text.get(token.offset_from..token.offset_to).is_some());
            out.push(token.text.clone());
        }
        out
    }

    #[test]
    fn readings_of_one_text() {
        let text = "Xã Đức Thắng, huyện Hiệp Hoà";
        assert_eq!(read(Reading::Folded, text), ["xa", "duc", "thang", "huyen", "hiep", "hoa"]);
        assert_eq!(read(Reading::Pairs, text), ["xa duc", "duc thang", "huyen hiep", "hiep hoa"]);
        assert_eq!(read(Reading::Exact, text), ["xa4", "đưc2", "thăng2", "huyên5", "hiêp5", "hoa1"]);
    }

    #[test]
    fn bare_pieces_and_numbers_have_no_exact_reading() {
        assert_eq!(read(Reading::Exact, "ban ngày 12"), ["ngay1"]);
        assert_eq!(marked_key("10/2016/QĐ-UBND"), None);
    }

    #[test]
    fn ways_of_writing_a_number_agree() {
        assert_eq!(key("1.500.000"), "1500000");
        assert_eq!(key("3.5"), "3.5");
        assert_eq!(key("02/9/2016"), key("2016-09-02"));
        assert_eq!(key("02-09-2016"), key("2/9/2016"));
        assert_eq!(key("05/2016/QĐ-UBND"), key("5/2016/qd-ubnd"));
        assert_eq!(key("0"), "0");
        assert_eq!(key("36a/NQ-CP"), "36a/nq-cp");
    }
}
