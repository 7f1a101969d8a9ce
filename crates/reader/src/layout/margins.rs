//! Headers, footers and page numbers, told by what pages repeat.

use std::collections::HashMap;

use super::{Line, Piece, Sheet};

/// How many lines from a page's edge can be a header or a footer.
const REACH: usize = 3;

/// The part of the page's height, above and below, where they stand.
const BAND: f32 = 0.12;

/// Marks the pieces that pages repeat at one place, and the numbers that count them.
pub fn mark(pages: &mut [Sheet]) {
    let mut seen: HashMap<Key, usize> = HashMap::new();
    for page in pages.iter() {
        let mut keys: Vec<Key> = at_edges(page).map(|(_, piece)| key(piece, page.height)).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    let needed = 3.min(pages.len().max(2));
    let repeated = |piece: &Piece, height: f32| {
        let key = key(piece, height);
        let near = [-1, 0, 1].map(|step| Key { place: key.place + step, ..key.clone() });
        near.iter().filter_map(|key| seen.get(key)).sum::<usize>() >= needed
    };
    for page in pages {
        let height = page.height;
        let marked: Vec<(usize, usize)> = at_edges(page)
            .filter(|(_, piece)| repeated(piece, height) || is_page_number(piece, height))
            .map(|(at, _)| at)
            .collect();
        for (line, piece) in marked {
            page.lines[line].pieces[piece].margin = true;
        }
        let whole = |line: &Line| line.pieces.iter().all(|piece| piece.margin);
        // Text is not a header because the same words stand at many pages' heads: only from the edge inwards.
        let top = page.lines.iter().take_while(|line| whole(line)).count();
        let bottom = page.lines.iter().rev().take_while(|line| whole(line)).count();
        let inner = top..page.lines.len().saturating_sub(bottom).max(top);
        page.lines[inner].iter_mut().flat_map(|line| &mut line.pieces).for_each(|piece| piece.margin = false);
    }
}

/// What is the same on all pages: the words without their numbers, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    text: String,
    place: i32,
}

fn key(piece: &Piece, height: f32) -> Key {
    let words = piece.text();
    let text = words.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_ascii_digit() { '#' } else { c });
    let mut text: String = text.collect();
    while text.contains("##") {
        text = text.replace("##", "#");
    }
    // Pages may differ by some points in height; headers keep their distance from the edge they stand at.
    let middle = f32::midpoint(piece.edges.top, piece.edges.bottom);
    let from_edge = if middle < height / 2.0 { middle } else { middle - height };
    Key { text, place: (from_edge / 6.0).round() as i32 }
}

/// The pieces near the upper and lower edge, with the numbers of their line and within it.
fn at_edges(page: &Sheet) -> impl Iterator<Item = ((usize, usize), &Piece)> {
    let last = page.lines.len().saturating_sub(REACH);
    let (above, below) = (page.height * BAND, page.height * (1.0 - BAND));
    let near = move |at: usize, line: &Line| {
        let edges = line.edges();
        at < REACH && edges.top < above || at >= last && edges.bottom > below
    };
    let lines = page.lines.iter().enumerate().filter(move |(at, line)| near(*at, line));
    lines.flat_map(|(at, line)| {
        line.pieces.iter().enumerate().map(move |(within, piece)| ((at, within), piece))
    })
}

/// Whether a piece is a number that counts pages: alone, in the margin.
fn is_page_number(piece: &Piece, height: f32) -> bool {
    let in_margin = piece.edges.bottom < height * 0.1 || piece.edges.top > height * 0.9;
    let text = piece.text();
    let digits = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '|'));
    let named = digits.strip_prefix("Trang").unwrap_or(digits).trim();
    let count = named.split(['/', ' ']).filter(|part| !part.is_empty()).count();
    let numbers = named.split(['/', ' ']).filter(|part| !part.is_empty());
    in_margin
        && (1..=2).contains(&count)
        && numbers.into_iter().all(|part| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit()))
}
