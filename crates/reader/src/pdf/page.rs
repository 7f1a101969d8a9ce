//! A page before headers are told apart: its words in lines, and whether it is a picture.

use hayro_syntax::page::Page;
use vietnamese::{folded, has_diacritic, is_syllable};

use super::content::{self, Content, Glyph};
use super::fonts::Fonts;
use super::limits::{Allowance, Exceeded};
use super::words::{self, Turn};
use crate::layout::{Edges, Sheet, Word};
use crate::model::Source;

/// The part of a page from which on a picture is the page itself.
const MOST: f32 = 0.5;

/// Words beside a picture of a page up to which they are a stamp or a number written over it.
const FEW: usize = 60;

/// A page in the making.
pub struct Draft {
    /// From 1.
    pub number: u32,
    /// As shown.
    pub size: (f32, f32),
    /// Where its text comes from.
    pub source: Source,
    /// Its text by the way it is turned: most of it first.
    pub sheets: Vec<Turned>,
    /// The stamps of signatures and other notes on it.
    pub stamps: Vec<Turned>,
}

/// Text that is turned in one way.
#[derive(Default)]
pub struct Turned {
    /// Upright.
    pub sheet: Sheet,
    /// How it is turned on the page.
    pub turn: Option<Turn>,
}

impl Draft {
    /// What a page says, as far as its letters go.
    pub fn of<'a>(
        number: u32,
        page: &Page<'a>,
        fonts: &mut Fonts<'a>,
        allowance: &Allowance,
    ) -> Result<Self, Exceeded> {
        let size = page.render_dimensions();
        let mut content = content::of(page, fonts, allowance)?;
        let glyphs = std::mem::take(&mut content.glyphs);
        let glyphs = glyphs.into_iter().filter(|glyph| is_on(glyph, size));
        let (stamps, own): (Vec<Glyph>, Vec<Glyph>) = glyphs.partition(|glyph| glyph.stamp.is_some());
        let (stamps, filled_in) = stamps_apart(stamps, size);
        let (hidden, shown): (Vec<Glyph>, Vec<Glyph>) = own.into_iter().partition(|glyph| glyph.hidden);
        let scanned = content.pictures.iter().copied().fold(0.0, f32::max) >= MOST
            || content.pictures.iter().sum::<f32>() >= 2.0 * MOST;
        let (source, mut glyphs) = judge(scanned, shown, hidden, size);
        glyphs.extend(filled_in);
        Ok(Self {
            number,
            size,
            source,
            sheets: turned(&glyphs, &content, size),
            stamps: turned(&stamps, &Content::default(), size),
        })
    }
}

/// What is written over a page that is a picture: words of its lines, and its stamps.
pub fn over<'a>(
    number: u32,
    page: &Page<'a>,
    fonts: &mut Fonts<'a>,
    allowance: &Allowance,
) -> Result<(Vec<Word>, Draft), Exceeded> {
    let size = page.render_dimensions();
    let content = content::of(page, fonts, allowance)?;
    let glyphs = content.glyphs.into_iter().filter(|glyph| is_on(glyph, size) && !glyph.hidden);
    let (notes, own): (Vec<Glyph>, Vec<Glyph>) = glyphs.partition(|glyph| glyph.stamp.is_some());
    let (stamps, filled_in) = stamps_apart(notes, size);
    let words = words::of(&own, Turn::None, size).into_iter().chain(words::of(&filled_in, Turn::None, size));
    let stamps = turned(&stamps, &Content::default(), size);
    Ok((words.collect(), Draft { number, size, source: Source::Layer, sheets: Vec::new(), stamps }))
}

/// The stamps of a page, and what was filled in as notes: a number or a date, of a word or two, is of the text around.
fn stamps_apart(notes: Vec<Glyph>, size: (f32, f32)) -> (Vec<Glyph>, Vec<Glyph>) {
    let (mut stamps, mut filled_in) = (Vec::new(), Vec::new());
    for note in notes.chunk_by(|a, b| a.stamp == b.stamp) {
        let few = words_of(note, size).len() <= 2;
        if few { &mut filled_in } else { &mut stamps }.extend_from_slice(note);
    }
    (stamps, filled_in)
}

/// Where the text of a page comes from, and which of its letters are to be read.
fn judge(scanned: bool, shown: Vec<Glyph>, hidden: Vec<Glyph>, size: (f32, f32)) -> (Source, Vec<Glyph>) {
    let count = |glyphs: &[Glyph]| words::of(glyphs, Turn::None, size).len();
    if scanned && count(&shown) <= FEW {
        if is_vietnamese(&words_of(&hidden, size)) {
            return (Source::Recognised, shown.into_iter().chain(hidden).collect());
        }
        return (Source::Picture, shown);
    }
    if shown.is_empty() && !scanned {
        return (Source::Layer, hidden);
    }
    (Source::Layer, shown)
}

fn words_of(glyphs: &[Glyph], size: (f32, f32)) -> Vec<Word> {
    Turn::ALL.into_iter().flat_map(|turn| words::of(glyphs, turn, size)).collect()
}

/// Whether words are mostly Vietnamese syllables, with their marks: a layer made for another language is not.
fn is_vietnamese(words: &[Word]) -> bool {
    let letters = |word: &Word| word.text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let words: Vec<String> = words.iter().map(letters).filter(|word| !word.is_empty()).collect();
    let valid = words.iter().filter(|word| is_syllable(&folded(word))).count();
    let marked = words.iter().filter(|word| has_diacritic(word)).count();
    words.len() >= 5 && valid * 10 >= words.len() * 7 && marked * 10 >= words.len() * 3
}

fn turned(glyphs: &[Glyph], content: &Content, size: (f32, f32)) -> Vec<Turned> {
    let by_turn = Turn::ALL.into_iter().map(|turn| (turn, words::of(glyphs, turn, size)));
    let mut by_turn: Vec<_> = by_turn.filter(|(_, words)| !words.is_empty()).collect();
    by_turn.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    let sheets = by_turn.into_iter().map(|(turn, words)| Turned {
        sheet: Sheet::of(words, &words::rulings(content, turn, size), turn.turned(size).1),
        turn: Some(turn),
    });
    sheets.collect()
}

/// Whether a glyph stands on the page, not beside it.
fn is_on(glyph: &Glyph, (width, height): (f32, f32)) -> bool {
    let page = Edges { left: -2.0, top: -2.0, right: width + 2.0, bottom: height + 2.0 };
    (page.left..=page.right).contains(&glyph.from.0) && (page.top..=page.bottom).contains(&glyph.from.1)
}
