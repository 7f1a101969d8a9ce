//! From words with places to paragraphs in the order people read them: for pages that were written and pages that
//! were recognised alike.

pub mod columns;
pub mod hyphens;
pub mod lines;
pub mod margins;
pub mod paragraphs;
pub mod tables;

use crate::model::{Area, Role};

/// A font, as far as the layout needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// Its family's name.
    pub name: String,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is italic.
    pub italic: bool,
}

/// Edges in points, down and to the right growing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edges {
    /// The left one.
    pub left: f32,
    /// The upper one.
    pub top: f32,
    /// The right one.
    pub right: f32,
    /// The lower one.
    pub bottom: f32,
}

/// A word: letters of one font without a gap.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its letters.
    pub text: String,
    /// What it covers.
    pub edges: Edges,
    /// The line it stands on.
    pub baseline: f32,
    /// The size of its letters.
    pub size: f32,
    /// The number of its font.
    pub face: u16,
    /// Whether it follows the word before without a gap.
    pub glued: bool,
    /// How sure it is, from 0 to 100; none where it was written and not recognised.
    pub sure: Option<u8>,
    /// The line the recogniser found it on; none where it was written.
    pub line: Option<u32>,
}

/// Words of a line that stand together.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The words from left to right.
    pub words: Vec<Word>,
    /// What they cover.
    pub edges: Edges,
    /// Whether it is a header, a footer or a page number.
    pub margin: bool,
}

/// A line of a page: its pieces from left to right.
#[derive(Clone, Debug)]
pub struct Line {
    /// The pieces.
    pub pieces: Vec<Piece>,
}

/// Words in one font.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The font's number.
    pub face: u16,
    /// The text, its spaces included.
    pub text: String,
}

/// A paragraph or a row before its encoding is known.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its text by fonts.
    pub runs: Vec<Run>,
    /// What it is to the page.
    pub role: Role,
    /// What it covers.
    pub edges: Edges,
    /// The size of its letters.
    pub size: f32,
    /// How sure its words are; none where they were written and not recognised.
    pub sure: Option<u8>,
}

/// A page before its margins are known: tables apart from lines.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Lines outside of tables.
    pub lines: Vec<Line>,
    /// Rows of tables with rulings.
    pub rows: Vec<Block>,
    /// The height of the page.
    pub height: f32,
}

impl Sheet {
    /// Words and rulings of a page, put into lines and tables.
    pub fn of(words: Vec<Word>, rulings: &tables::Rulings, height: f32) -> Self {
        let (words, rows) = tables::taken_out(words, rulings);
        Self { lines: lines::of(words), rows, height }
    }

    /// Its paragraphs and rows in reading order.
    pub fn blocks(self) -> Vec<Block> {
        let mut blocks = columns::blocks(self.lines);
        for row in self.rows {
            let at =
                blocks.iter().rposition(|block| block.edges.top < row.edges.top).map_or(0, |last| last + 1);
            blocks.insert(at, row);
        }
        blocks
    }
}

impl Edges {
    /// Nothing yet.
    pub const NONE: Self =
        Self { left: f32::INFINITY, top: f32::INFINITY, right: f32::NEG_INFINITY, bottom: f32::NEG_INFINITY };

    /// What covers both.
    pub fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// What covers all.
    pub fn around(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::NONE, Self::with)
    }

    /// From left to right.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    /// How far two reach beside each other.
    pub fn shared_height(self, other: Self) -> f32 {
        self.bottom.min(other.bottom) - self.top.max(other.top)
    }

    /// How far two reach over each other.
    pub fn shared_width(self, other: Self) -> f32 {
        self.right.min(other.right) - self.left.max(other.left)
    }

    /// As the model has it.
    pub fn area(self) -> Area {
        Area { left: self.left, top: self.top, width: self.width(), height: self.height() }
    }
}

impl Piece {
    /// A piece of some words.
    pub fn of(words: Vec<Word>) -> Self {
        let edges = Edges::around(words.iter().map(|word| word.edges));
        Self { words, edges, margin: false }
    }

    /// Its text.
    pub fn text(&self) -> String {
        text_of(&self.words)
    }

    /// The size of most of its letters.
    pub fn size(&self) -> f32 {
        size_of(&self.words.iter().collect::<Vec<_>>())
    }
}

impl Line {
    /// What it covers.
    pub fn edges(&self) -> Edges {
        Edges::around(self.pieces.iter().map(|piece| piece.edges))
    }
}

/// The text of words.
pub fn text_of(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() && !word.glued {
            text.push(' ');
        }
        text.push_str(&word.text);
    }
    text
}

/// The size of most letters of some words.
pub fn size_of(words: &[&Word]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = words.iter().map(|word| (word.size, word.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let alike = sizes.chunk_by(|a, b| b.0 - a.0 < 0.3);
    let most = alike.max_by_key(|sizes| sizes.iter().map(|(_, length)| length).sum::<usize>());
    most.map_or(0.0, |sizes| sizes[0].0)
}

impl Block {
    /// A paragraph, a row or a margin of these words, whose text is already put together.
    pub fn of<'w>(runs: Vec<Run>, role: Role, words: impl IntoIterator<Item = &'w Word>) -> Self {
        let words: Vec<&Word> = words.into_iter().collect();
        Self {
            runs,
            role,
            edges: Edges::around(words.iter().map(|word| word.edges)),
            size: size_of(&words),
            sure: sureness(&words),
        }
    }
}

/// How sure the letters of words are on the whole.
fn sureness(words: &[&Word]) -> Option<u8> {
    let length = |word: &&Word| word.text.chars().count();
    let told: Vec<_> =
        words.iter().filter_map(|word| Some((usize::from(word.sure?), length(word)))).collect();
    let letters: usize = told.iter().map(|(_, length)| length).sum();
    let total: usize = told.iter().map(|(sure, length)| sure * length).sum();
    total.checked_div(letters).and_then(|mean| u8::try_from(mean).ok())
}

/// Words by fonts.
pub fn runs_of(words: &[Word]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for word in words {
        let space = if runs.is_empty() || word.glued { "" } else { " " };
        match runs.last_mut() {
            Some(run) if run.face == word.face => {
                run.text.push_str(space);
                run.text.push_str(&word.text);
            }
            _ => runs.push(Run { face: word.face, text: format!("{space}{}", word.text) }),
        }
    }
    runs
}
