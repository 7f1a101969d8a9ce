//! Lines of a column into paragraphs.

use super::hyphens::{Seam, seam};
use super::{Block, Edges, Piece, Run, Word, runs_of};
use crate::model::Role;
use vietnamese::official::abbreviations::type_named;

/// The paragraphs of lines that stand in one column, whose edges are those of its lines unless they are known.
pub fn of(lines: Vec<Piece>, column: Option<Edges>) -> Vec<Block> {
    if lines.is_empty() {
        return Vec::new();
    }
    let column = column.unwrap_or_else(|| Edges::around(lines.iter().map(|line| line.edges)));
    let spacing = usual_spacing(&lines);
    let mut paragraphs: Vec<Vec<Piece>> = Vec::new();
    for line in lines {
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on(paragraph, &line, column, spacing) => paragraph.push(line),
            _ => paragraphs.push(vec![line]),
        }
    }
    paragraphs.iter().map(|lines| joined(lines)).collect()
}

/// From baseline to baseline, as most lines have it.
fn usual_spacing(lines: &[Piece]) -> f32 {
    let mut steps: Vec<f32> =
        lines.windows(2).map(|pair| step(&pair[0], &pair[1])).filter(|step| *step > 1.0).collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

fn step(before: &Piece, after: &Piece) -> f32 {
    base(after) - base(before)
}

fn base(line: &Piece) -> f32 {
    line.words.first().map_or(line.edges.bottom, |word| word.baseline)
}

/// Whether a line goes on with the paragraph above it.
fn goes_on(paragraph: &[Piece], line: &Piece, column: Edges, spacing: f32) -> bool {
    let Some(before) = paragraph.last() else { return false };
    let size = before.size().max(1.0);
    let step = step(before, line);
    let far = step > (1.25 * spacing).max(1.05 * size) && step > 1.25 * size || step < 0.3 * size;
    let resized = (before.size() - line.size()).abs() > 0.12 * size;
    let above = before.text();
    if far || resized || stands_alone(&above) || starts_item(&line.text()) || changes_style(paragraph, line) {
        return false;
    }
    let room = column.right - before.edges.right;
    let first_word = line.words.first().map_or(0.0, |word| word.edges.width());
    let full = room < first_word + 0.8 * size;
    let centred = is_centred(before, column) && is_centred(line, column);
    if centred && !full {
        return style(before) == style(line) && !ends_sentence(&above);
    }
    if !full {
        return false;
    }
    let indented =
        line.edges.left > column.left + 1.2 * size && line.edges.left > before.edges.left + 0.8 * size;
    !indented
}

/// Whether a line stands in the middle of its column and fills it on neither side.
fn is_centred(line: &Piece, column: Edges) -> bool {
    let (left, right) = (line.edges.left - column.left, column.right - line.edges.right);
    left > 12.0 && right > 12.0 && (left - right).abs() < 0.08 * column.width()
}

/// Whether all of a paragraph so far is in one font, and all of the line in another: a heading before its text.
fn changes_style(paragraph: &[Piece], line: &Piece) -> bool {
    let above = only_face(paragraph.iter().flat_map(|line| &line.words));
    let below = only_face(line.words.iter());
    matches!((above, below), (Some(above), Some(below)) if above != below)
}

fn only_face<'w>(mut words: impl Iterator<Item = &'w Word>) -> Option<u16> {
    let first = words.next()?.face;
    words.all(|word| word.face == first).then_some(first)
}

/// Whether a line is whole by itself: a kind of document, the number of a chapter, for whom one signs, an entry of a
/// table of contents.
fn stands_alone(text: &str) -> bool {
    let text = text.trim();
    let mut words = text.split_whitespace();
    let (first, count) = (words.next().unwrap_or_default(), text.split_whitespace().count());
    let chapter = count == 2 && matches!(first, "Chương" | "CHƯƠNG" | "Mục" | "MỤC" | "Phần" | "PHẦN");
    let signing = matches!(first, "KT." | "TM." | "TL." | "TUQ." | "T/M");
    let kind = text == text.to_uppercase() && type_named(text).is_some();
    chapter || signing || kind || text.contains("......")
}

fn style(line: &Piece) -> Option<u16> {
    line.words.first().map(|word| word.face)
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', ';', ':', '?', '!'])
}

/// Whether a line begins with what begins an article, a clause, a point or an item.
fn starts_item(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let numbered =
        second.starts_with(|c: char| c.is_ascii_digit()) || matches!(second, "I" | "II" | "III" | "IV" | "V");
    let named = matches!(first, "Điều" | "Chương" | "Mục" | "Phụ" | "Phần" | "CHƯƠNG" | "PHẦN" | "MỤC")
        && numbered
        && text
            .split_whitespace()
            .nth(1)
            .is_some_and(|number| number.ends_with(['.', ':']) || words.next().is_none());
    let number = first.strip_suffix(['.', ')']);
    let counted = number.is_some_and(|number| {
        !number.is_empty()
            && (number.chars().all(|c| c.is_ascii_digit()) && number.len() <= 2
                || number.chars().count() == 1 && number.chars().all(char::is_alphabetic))
    });
    let parts = first.trim_end_matches('.').split('.');
    let sectioned = first.contains('.')
        && parts.clone().count() >= 2
        && parts
            .into_iter()
            .all(|part| (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit()));
    let sign = matches!(first, "-" | "–" | "+" | "*" | "•" | "\u{f0b7}" | "\u{f02d}") && !second.is_empty();
    named || sectioned || counted && !second.is_empty() || sign
}

/// A paragraph of lines.
fn joined(lines: &[Piece]) -> Block {
    let mut runs: Vec<Run> = Vec::new();
    for line in lines {
        append(&mut runs, runs_of(&line.words));
    }
    Block::of(runs, Role::Body, lines.iter().flat_map(|line| &line.words))
}

/// Goes on with another line.
pub fn append(runs: &mut Vec<Run>, line: Vec<Run>) {
    let (Some(last), Some(first)) = (runs.last_mut(), line.first()) else {
        runs.extend(line);
        return;
    };
    match seam(&last.text, &first.text) {
        Seam::Space => last.text.push(' '),
        Seam::Broken => {
            last.text.pop();
        }
        Seam::Compound => {}
    }
    for run in line {
        match runs.last_mut() {
            Some(last) if last.face == run.face => last.text.push_str(&run.text),
            _ => runs.push(run),
        }
    }
}
