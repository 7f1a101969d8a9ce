//! Passages of text with the fonts of their stretches.

use std::rc::Rc;

use super::atoms::{atoms, kind};
use crate::Role;
use crate::compound::{Bytes, utf16_text};
use crate::draft::{Draft, Look};

/// How a stretch looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Stretch {
    length: usize,
    font: Option<u16>,
    bold: bool,
    italic: bool,
    letters: f32,
}

/// A text with its stretches.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    text: String,
    stretches: Vec<Stretch>,
}

/// The passages among these records.
pub fn passages(bytes: &[u8]) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    for atom in atoms(bytes) {
        match atom.kind {
            kind::TEXT => found.push(Passage { text: utf16_text(atom.data), stretches: Vec::new() }),
            kind::TEXT_NARROW => {
                let text = atom.data.iter().copied().map(char::from).collect();
                found.push(Passage { text, stretches: Vec::new() });
            }
            kind::TEXT_STYLE => {
                if let Some(passage) = found.last_mut().filter(|passage| passage.stretches.is_empty()) {
                    passage.stretches = stretches(atom.data, passage.text.encode_utf16().count());
                }
            }
            _ => {}
        }
    }
    found
}

impl Passage {
    /// Writes its paragraphs into a draft.
    pub fn write(&self, fonts: &[Rc<str>], role: Role, draft: &mut Draft) {
        let look = |stretch: &Stretch| Look {
            font: stretch.font.and_then(|font| fonts.get(usize::from(font))).cloned().unwrap_or_default(),
            bold: stretch.bold,
            italic: stretch.italic,
            letters: stretch.letters,
        };
        let mut stretches = self.stretches.iter();
        let mut current = stretches.next().copied().unwrap_or_default();
        let (mut shown, mut left) = (look(&current), current.length);
        for c in self.text.chars() {
            while left == 0 {
                let Some(next) = stretches.next() else { break };
                current = *next;
                (shown, left) = (look(&current), current.length);
            }
            left = left.saturating_sub(c.len_utf16());
            match c {
                '\r' | '\n' => draft.end(role),
                '\u{B}' => draft.gap(' '),
                '\0'..='\u{8}' | '\u{E}'..='\u{1F}' => {}
                _ => draft.push_char(c, &shown),
            }
        }
        draft.end(role);
    }
}

/// The looks of a text's stretches, which stand behind those of its paragraphs.
fn stretches(bytes: &[u8], length: usize) -> Vec<Stretch> {
    let mut place = 0;
    let mut covered = 0;
    while covered <= length {
        let Some((count, next)) = paragraph(bytes, place) else { return Vec::new() };
        covered = covered.saturating_add(count.max(1));
        place = next;
    }
    let mut found = Vec::new();
    let mut covered = 0_usize;
    while let Some((stretch, next)) = stretch(bytes, place).filter(|_| covered <= length) {
        covered = covered.saturating_add(stretch.length.max(1));
        found.push(stretch);
        place = next;
    }
    found
}

/// How many characters a paragraph's properties are for, and where they end.
fn paragraph(bytes: &[u8], place: usize) -> Option<(usize, usize)> {
    const WORDS: [u32; 13] =
        [0xF, 0x80, 0x10, 0x40, 0x800, 0x1000, 0x2000, 0x4000, 0x100, 0x400, 0x8000, 0x1_0000, 0xE_0000];
    let count = bytes.size_at(place)?;
    let mask = bytes.u32_at(place + 6)?;
    let mut next = place + 10 + 2 * WORDS.iter().filter(|word| mask & **word != 0).count();
    if mask & 0x20 != 0 {
        next += 4;
    }
    if mask & 0x10_0000 != 0 {
        // The stops stand before what follows them; only their count is needed.
        let before = [0xF, 0x80, 0x10, 0x40, 0x800, 0x1000, 0x2000, 0x4000, 0x100, 0x400, 0x8000];
        let words = before.iter().filter(|word| mask & **word != 0).count();
        let stops = place + 10 + 2 * words + if mask & 0x20 != 0 { 4 } else { 0 };
        next += 2 + 4 * usize::from(bytes.u16_at(stops)?);
    }
    if mask & 0x20_0000 != 0 {
        next += 2;
    }
    Some((count, next))
}

fn stretch(bytes: &[u8], place: usize) -> Option<(Stretch, usize)> {
    let length = bytes.size_at(place)?;
    let mask = bytes.u32_at(place + 4)?;
    let mut next = place + 8;
    let mut word = |bit: u32| {
        if mask & bit == 0 {
            return None;
        }
        next += 2;
        bytes.u16_at(next - 2)
    };
    let style = word(0xFFFF).unwrap_or(0);
    let font = word(0x1_0000);
    word(0x20_0000);
    let narrow = word(0x40_0000);
    word(0x80_0000);
    let letters = word(0x2_0000).map_or(0.0, |size| f32::from(size.min(4000)));
    if mask & 0x4_0000 != 0 {
        next += 4;
    }
    if mask & 0x8_0000 != 0 {
        next += 2;
    }
    let stretch =
        Stretch { length, font: font.or(narrow), bold: style & 1 != 0, italic: style & 2 != 0, letters };
    Some((stretch, next))
}
