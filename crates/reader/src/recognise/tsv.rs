//! Tesseract's table of words.

use std::collections::HashMap;

use super::phrases;
use crate::layout::{Edges, Word};

/// The words of a table, in points.
pub fn words(table: &str, scale: (f32, f32)) -> Vec<Word> {
    let entries: Vec<Entry<'_>> = table.lines().filter_map(Entry::of).collect();
    let mut words: Vec<Word> = entries.iter().map(|entry| entry.word(scale)).collect();
    phrases::repair(&mut words);
    let mut lines: HashMap<(u32, u32, u32), Vec<Word>> = HashMap::new();
    for (entry, word) in entries.iter().zip(words) {
        lines.entry(entry.line).or_default().push(word);
    }
    (0..).zip(lines.into_values()).flat_map(|(number, words)| levelled(number, words)).collect()
}

/// A row of the table that is a word.
struct Entry<'t> {
    line: (u32, u32, u32),
    pixels: [f32; 4],
    sure: f32,
    text: &'t str,
}

impl<'t> Entry<'t> {
    fn of(row: &'t str) -> Option<Self> {
        let cells: Vec<&str> = row.split('\t').collect();
        let [level, _, block, paragraph, line, _, left, top, width, height, sure, text] = cells[..] else {
            return None;
        };
        if level != "5" || text.trim().is_empty() {
            return None;
        }
        let pixel = |cell: &str| cell.parse::<f32>().ok();
        Some(Self {
            line: (block.parse().ok()?, paragraph.parse().ok()?, line.parse().ok()?),
            pixels: [pixel(left)?, pixel(top)?, pixel(width)?, pixel(height)?],
            sure: sure.parse().ok()?,
            text: text.trim(),
        })
    }

    fn word(&self, scale: (f32, f32)) -> Word {
        let [left, top, width, height] = self.pixels;
        let edges = Edges {
            left: left / scale.0,
            top: top / scale.1,
            right: (left + width) / scale.0,
            bottom: (top + height) / scale.1,
        };
        Word {
            text: self.text.to_owned(),
            edges,
            baseline: edges.bottom,
            size: edges.height(),
            face: 0,
            glued: false,
            sure: Some(self.sure.clamp(0.0, 100.0) as u8),
            line: None,
        }
    }
}

/// The words of a line with one height and one baseline, as print has them: boxes of letters have each their own.
fn levelled(number: u32, mut words: Vec<Word>) -> Vec<Word> {
    let top = median(words.iter().map(|word| word.edges.top));
    let bottom = median(words.iter().map(|word| word.edges.bottom));
    for word in &mut words {
        (word.edges.top, word.edges.bottom) = (top, bottom.max(top + 1.0));
        word.baseline = bottom;
        word.line = Some(number);
        word.size = word.edges.height();
    }
    words
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
