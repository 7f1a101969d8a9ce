//! Lists: what a paragraph's label is.

use std::collections::HashMap;

use super::fib::{Fib, Table};
use crate::compound::{Bytes, utf16_text};
use crate::numbering::{Counters, LEVELS, Level, Numerals, Part};

/// The lists of a document and how far each was counted.
#[derive(Default)]
pub struct Lists {
    lists: HashMap<u32, Vec<Level>>,
    overrides: Vec<u32>,
    counters: Counters,
}

impl Lists {
    /// The lists of a document.
    pub fn of(table: &[u8], fib: &Fib) -> Self {
        let lists = fib.rest_from(table, Table::Lists).and_then(lists).unwrap_or_default();
        let overrides = fib.table(table, Table::Overrides).map(overrides).unwrap_or_default();
        Self { lists, overrides, counters: Counters::default() }
    }

    /// The label of the next paragraph of a list, counted from 1 as paragraphs name it.
    pub fn label(&mut self, list: u16, level: u8) -> Option<String> {
        let list = *self.overrides.get(usize::from(list).checked_sub(1)?)?;
        let levels = self.lists.get(&list)?;
        let label = self.counters.label(list, levels, usize::from(level));
        Some(label).filter(|label| !label.is_empty())
    }
}

fn overrides(bytes: &[u8]) -> Vec<u32> {
    let count = bytes.size_at(0).unwrap_or(0).min(8192);
    (0..count).map_while(|number| bytes.u32_at(4 + number * 16)).collect()
}

fn lists(bytes: &[u8]) -> Option<HashMap<u32, Vec<Level>>> {
    let count = usize::from(bytes.u16_at(0)?).min(4096);
    let mut lists = HashMap::new();
    let mut place = 2 + count * 28;
    for number in 0..count {
        let id = bytes.u32_at(2 + number * 28)?;
        let is_simple = bytes.u8_at(2 + number * 28 + 26)? & 1 != 0;
        let mut levels = Vec::new();
        for _ in 0..if is_simple { 1 } else { LEVELS } {
            let Some((level, next)) = level(bytes, place) else { return Some(lists) };
            levels.push(level);
            place = next;
        }
        lists.insert(id, levels);
    }
    Some(lists)
}

/// A level, and where the next begins.
fn level(bytes: &[u8], place: usize) -> Option<(Level, usize)> {
    let start = bytes.u32_at(place)?;
    let numerals = numerals(bytes.u8_at(place + 4)?);
    let characters = usize::from(bytes.u8_at(place + 24)?);
    let paragraphs = usize::from(bytes.u8_at(place + 25)?);
    let text = place + 28 + characters + paragraphs;
    let length = usize::from(bytes.u16_at(text)?);
    let label = parts(&utf16_text(bytes.slice(text + 2, length * 2)?));
    Some((Level { start, numerals, label, font: None }, text + 2 + length * 2))
}

fn numerals(code: u8) -> Numerals {
    match code {
        1 => Numerals::UpperRoman,
        2 => Numerals::LowerRoman,
        3 => Numerals::UpperLetter,
        4 => Numerals::LowerLetter,
        22 => Numerals::Padded,
        23 | 255 => Numerals::None,
        _ => Numerals::Arabic,
    }
}

/// A label: the characters below 9 stand for the numbers of the levels.
fn parts(template: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for c in template.chars() {
        match (c as usize, parts.last_mut()) {
            (level @ 0..LEVELS, _) => parts.push(Part::Number(level)),
            (_, Some(Part::Text(text))) => text.push(c),
            _ => parts.push(Part::Text(c.to_string())),
        }
    }
    parts
}
