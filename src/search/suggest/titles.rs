//! The beginning of a title as typed: whole words, and the beginning of one.

use tantivy::TantivyError;
use unicode_normalization::UnicodeNormalization;

use super::READ;
use super::segment::{Candidate, Segment};
use crate::base::text::{Token, folded, tokens};
use crate::search::analyser::{key, marked_key};

/// The most words that are looked at.
const MOST_WORDS: usize = 16;

/// Grave, acute, hook, tilde, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'];

/// Words of a title, as typed.
#[derive(Debug)]
pub struct TitleTyped {
    words: Vec<Whole>,
    last: Option<Beginning>,
    folded: String,
}

#[derive(Debug)]
struct Whole {
    key: String,
    marked: Option<String>,
}

/// The beginning of a word.
#[derive(Debug)]
struct Beginning {
    /// Without marks.
    bare: String,
    /// Its folded key, if it should be a whole word.
    key: String,
    /// As typed, in small letters, with its tone apart.
    letters: Vec<char>,
    tone: Option<char>,
}

impl Beginning {
    fn of(typed: &str) -> Self {
        let (letters, tone) = apart(typed);
        Self { bare: folded(typed), key: key(typed), letters, tone }
    }

    fn begins(&self, piece: &str) -> bool {
        folded(piece).starts_with(&self.bare) || key(piece) == self.key
    }

    /// Whether a word goes on with the marks typed. The mark of a vowel and the tone may follow later; đ is typed at
    /// once, so that d beside other marks is d.
    fn agrees(&self, piece: &str) -> bool {
        let (letters, tone) = apart(piece);
        let may_become = |typed: char, has: char| {
            typed.is_ascii() && typed == plain(has) && (typed != 'd' || !self.has_marks())
        };
        let goes_on = self.letters.len() <= letters.len()
            && self.letters.iter().zip(&letters).all(|(typed, has)| typed == has || may_become(*typed, *has));
        let is_whole = self.key == key(piece) && self.letters.iter().all(char::is_ascii);
        (goes_on || is_whole) && self.begins(piece) && (self.tone.is_none() || self.tone == tone)
    }

    fn has_marks(&self) -> bool {
        self.tone.is_some() || self.letters.iter().any(|letter| !letter.is_ascii())
    }
}

/// The letters of a syllable without its tone, and the tone.
fn apart(syllable: &str) -> (Vec<char>, Option<char>) {
    let small = syllable.to_lowercase();
    let tone = small.nfd().find(|c| TONES.contains(c));
    (small.nfd().filter(|c| !TONES.contains(c)).nfc().collect(), tone)
}

fn plain(letter: char) -> char {
    folded(letter.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(letter)
}

impl TitleTyped {
    /// Reads a normalised beginning; `None` where it has no word.
    pub fn of(typed: &str) -> Option<Self> {
        let mut pieces: Vec<Token<'_>> = tokens(typed).take(MOST_WORDS).collect();
        let open = pieces.last().is_some_and(|last| last.end == typed.len());
        let last = if open { pieces.pop() } else { None };
        if pieces.is_empty() && last.is_none() {
            return None;
        }
        let whole = |piece: &Token<'_>| Whole { key: key(piece.text), marked: marked_key(piece.text) };
        Some(Self {
            words: pieces.iter().map(whole).collect(),
            last: last.map(|piece| Beginning::of(piece.text)),
            folded: folded(typed.trim()).split_whitespace().collect::<Vec<_>>().join(" "),
        })
    }

    /// The items of a segment whose title holds all of it, likely best first.
    pub fn in_segment(&self, segment: &Segment<'_>) -> Result<Vec<Candidate>, TantivyError> {
        let field = segment.fields.title;
        let mut records = None;
        for word in &self.words {
            let holding = segment.with(field, &word.key)?;
            match &mut records {
                None => records = Some(holding),
                Some(so_far) => so_far.keep(&holding),
            }
        }
        if let Some(last) = &self.last {
            let mut holding = segment.beginning(field, &last.bare)?;
            holding.join(&segment.with(field, &last.key)?);
            match &mut records {
                None => records = Some(holding),
                Some(so_far) => so_far.keep(&holding),
            }
        }
        let Some(mut records) = records else { return Ok(Vec::new()) };
        // The field of forms holds the texts, too: what it lacks no title has.
        let mut with_marks = records.clone();
        for marked in self.words.iter().filter_map(|word| word.marked.as_deref()) {
            with_marks.keep(&segment.with(segment.fields.exact, marked)?);
        }
        if !with_marks.is_empty() {
            records = with_marks;
        }
        let leading = segment.kinds_leading(&self.folded);
        let leads = |kind: Option<u32>, _| kind.is_some_and(|kind| leading[kind as usize]);
        Ok(segment.candidates(&records, READ, leads))
    }

    /// Whether a title holds every word with the marks typed.
    pub fn agrees(&self, title: &str) -> bool {
        let pieces: Vec<Token<'_>> = tokens(title).collect();
        let whole = self.words.iter().filter_map(|word| word.marked.as_ref());
        let mut whole =
            whole.map(|marked| pieces.iter().any(|piece| marked_key(piece.text).as_ref() == Some(marked)));
        let last = self.last.as_ref().is_none_or(|last| pieces.iter().any(|piece| last.agrees(piece.text)));
        whole.all(|stands| stands) && last
    }

    /// 2 for a title that begins with it, 1 for one that holds it in one piece, 0 for others. A document is also
    /// called without its number: "Luật số 45/2013/QH13: Đất đai" is the "luật đất đai".
    pub fn rank(&self, title: &str) -> u8 {
        let pieces: Vec<Token<'_>> = tokens(title).collect();
        let number = pieces.iter().position(|piece| is_number(piece.text));
        let called = number.map(|at| {
            let so = usize::from(at > 0 && key(pieces[at - 1].text) == "so");
            [&pieces[..at - so], &pieces[at + 1..]].concat()
        });
        self.rank_in(&pieces).max(called.map_or(0, |called| self.rank_in(&called)))
    }

    fn rank_in(&self, pieces: &[Token<'_>]) -> u8 {
        let length = self.words.len() + usize::from(self.last.is_some());
        let stands = |at: usize| {
            let here = &pieces[at..at + length];
            let whole = self.words.iter().zip(here).all(|(word, piece)| word.key == key(piece.text));
            whole && self.last.as_ref().is_none_or(|last| last.begins(here[length - 1].text))
        };
        let place = (0..pieces.len()).take_while(|at| at + length <= pieces.len()).find(|at| stands(*at));
        match place {
            Some(0) => 2,
            Some(_) => 1,
            None => 0,
        }
    }
}

fn is_number(piece: &str) -> bool {
    piece.starts_with(|c: char| c.is_ascii_digit()) && piece.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_typed_so_far_are_taken_at_their_word() {
        for (typed, word) in
            [("đươ", "đường"), ("đườ", "đường"), ("duo", "đường"), ("đương", "đường"), ("hoà", "hòa")]
        {
            assert!(Beginning::of(typed).agrees(word), "{typed} {word}");
        }
        for (typed, word) in
            [("đươ", "dương"), ("dươ", "đường"), ("đướ", "đường"), ("hoá", "hòa"), ("dat", "duong")]
        {
            assert!(!Beginning::of(typed).agrees(word), "{typed} {word}");
        }
    }

    #[test]
    fn the_beginning_ranks_above_the_middle() {
        let typed = TitleTyped::of("khai si").unwrap();
        assert_eq!(typed.rank("Khai sinh muộn"), 2);
        assert_eq!(typed.rank("Đăng ký khai sinh"), 1);
        assert_eq!(typed.rank("Sinh viên khai phá"), 0);
        assert_eq!(typed.rank("Khai"), 0);
        let law = TitleTyped::of("luat dat").unwrap();
        assert_eq!(law.rank("Luật số 45/2013/QH13: Đất đai"), 2);
        assert_eq!(law.rank("45/2013/QH13"), 0);
    }

    #[test]
    fn a_blank_ends_the_last_word() {
        assert!(TitleTyped::of("khai ").unwrap().last.is_none());
        assert!(TitleTyped::of("khai").unwrap().words.is_empty());
        assert!(TitleTyped::of("  ,").is_none());
    }
}
