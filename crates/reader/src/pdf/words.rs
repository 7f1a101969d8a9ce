//! Glyphs into words, whichever way they are turned.

use super::content::{Content, Glyph};
use crate::layout::tables::Rulings;
use crate::layout::{Edges, Word};

/// How far a line of text is turned, clockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Upright.
    None,
    /// From top to bottom.
    Right,
    /// Upside down.
    Over,
    /// From bottom to top.
    Left,
}

impl Turn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Right, Self::Over, Self::Left];

    fn of(glyph: &Glyph) -> Self {
        let (x, y) = (glyph.to.0 - glyph.from.0, glyph.to.1 - glyph.from.1);
        if x.abs() >= y.abs() {
            if x < 0.0 { Self::Over } else { Self::None }
        } else if y > 0.0 {
            Self::Right
        } else {
            Self::Left
        }
    }

    /// A point of the page, where the page is turned so that the text stands upright.
    pub fn upright(self, (x, y): (f32, f32), (width, height): (f32, f32)) -> (f32, f32) {
        match self {
            Self::None => (x, y),
            Self::Right => (y, width - x),
            Self::Over => (width - x, height - y),
            Self::Left => (height - y, x),
        }
    }

    /// Back: what covers a part of the turned page, on the page as shown.
    pub fn as_shown(self, edges: Edges, size: (f32, f32)) -> Edges {
        let turned = self.turned(size);
        let back = match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            same => same,
        };
        let a = back.upright((edges.left, edges.top), turned);
        let b = back.upright((edges.right, edges.bottom), turned);
        Edges { left: a.0.min(b.0), top: a.1.min(b.1), right: a.0.max(b.0), bottom: a.1.max(b.1) }
    }

    /// The page's size when it is turned.
    pub fn turned(self, (width, height): (f32, f32)) -> (f32, f32) {
        match self {
            Self::None | Self::Over => (width, height),
            Self::Right | Self::Left => (height, width),
        }
    }
}

/// The words whose letters are turned in one way, upright.
pub fn of(glyphs: &[Glyph], turn: Turn, size: (f32, f32)) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for glyph in glyphs.iter().filter(|glyph| Turn::of(glyph) == turn && glyph.size > 0.5) {
        if glyph.letters.chars().all(|c| c.is_whitespace() || c.is_control()) {
            open = false;
            continue;
        }
        let next = word(glyph, turn, size);
        match words.last_mut() {
            Some(last) if open && is_twice(last, &next) => {}
            Some(last) if open && goes_on(last, &next) => {
                last.text.push_str(&next.text);
                last.edges = last.edges.with(next.edges);
            }
            _ => words.push(next),
        }
        open = true;
        if glyph.letters.ends_with(char::is_whitespace) {
            open = false;
        }
    }
    words
}

fn word(glyph: &Glyph, turn: Turn, size: (f32, f32)) -> Word {
    let (from, to) = (turn.upright(glyph.from, size), turn.upright(glyph.to, size));
    let baseline = from.1;
    Word {
        text: glyph.letters.trim().to_owned(),
        edges: Edges {
            left: from.0.min(to.0),
            right: from.0.max(to.0),
            top: baseline - 0.75 * glyph.size,
            bottom: baseline + 0.22 * glyph.size,
        },
        baseline,
        size: glyph.size,
        face: glyph.face,
        glued: false,
        sure: None,
        line: None,
    }
}

fn goes_on(last: &Word, next: &Word) -> bool {
    let gap = next.edges.left - last.edges.right;
    let size = last.size.min(next.size);
    last.face == next.face
        && (last.baseline - next.baseline).abs() < 0.1 * size
        && (last.size - next.size).abs() < 0.1 * size
        && gap < 0.12 * size
        && gap > -0.5 * size
}

/// Whether a letter is printed a second time over the last, to look bold.
fn is_twice(last: &Word, next: &Word) -> bool {
    let near = (last.edges.right - next.edges.right).abs() < 0.08 * next.size;
    near && (last.baseline - next.baseline).abs() < 0.1 * next.size
        && last.text.ends_with(&next.text)
        && next.edges.width() > 0.1 * next.size
}

/// The rulings of a page, turned as its text is.
pub fn rulings(content: &Content, turn: Turn, size: (f32, f32)) -> Rulings {
    let mut rulings = Rulings::default();
    for stroke in &content.strokes {
        rulings.add(turn.upright(stroke.from, size), turn.upright(stroke.to, size));
    }
    rulings
}
