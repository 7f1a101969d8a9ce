//! Words into lines, and lines into the pieces that a wide gap parts.

use super::{Edges, Line, Piece, Word};

/// The least gap between columns, in sizes of letters.
const WIDE: f32 = 1.0;

/// How much wider than the gaps between words of its line a gap must be to part columns.
const WIDER: f32 = 2.2;

/// The gap up to which two words are parts of one, in sizes of letters.
const GLUED: f32 = 0.14;

/// Lines from top to bottom, their words from left to right.
pub fn of(mut words: Vec<Word>) -> Vec<Line> {
    words.retain(|word| !word.text.trim().is_empty());
    words.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.edges.left.total_cmp(&b.edges.left)));
    let mut lines = Vec::new();
    let mut open: Vec<Row> = Vec::new();
    for word in words {
        // Lines that end far above can take no more words.
        let (done, still): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|row| row.edges.bottom < word.edges.top - 2.0 * word.size);
        lines.extend(done);
        open = still;
        match open.iter_mut().rev().find(|row| row.takes(&word)) {
            Some(row) => row.add(word),
            None => open.push(Row { edges: word.edges, words: vec![word] }),
        }
    }
    lines.extend(open);
    lines.sort_by(|a, b| a.edges.top.total_cmp(&b.edges.top));
    side_by_side(lines).into_iter().map(|row| Line { pieces: pieces(row.words) }).collect()
}

/// Lines made one that stand beside one another though not quite on one height: two columns of a head.
fn side_by_side(rows: Vec<Row>) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        match out.last_mut().filter(|last| last.is_beside(&row)) {
            Some(last) => {
                last.edges = last.edges.with(row.edges);
                last.words.extend(row.words);
            }
            None => out.push(row),
        }
    }
    out
}

struct Row {
    words: Vec<Word>,
    edges: Edges,
}

impl Row {
    /// Whether a word stands on this line: on one height, and beside its words, not over or under them.
    fn takes(&self, word: &Word) -> bool {
        if word.line.is_some() && self.words.iter().any(|other| other.line == word.line) {
            return true;
        }
        let least = word.edges.height().min(self.edges.height());
        let shared = word.edges.shared_height(self.edges);
        let enough = if word.line.is_some() { 0.6 } else { 0.35 };
        if shared < enough * least {
            return false;
        }
        let near = self.words.iter().filter(|other| word.edges.shared_width(other.edges) > 0.2 * word.size);
        let mut over = near.peekable();
        if over.peek().is_none() {
            return true;
        }
        // Letters printed twice, or accents drawn as words of their own, lie on the very line.
        over.all(|other| (other.baseline - word.baseline).abs() < 0.2 * other.size.max(word.size))
    }

    fn is_beside(&self, other: &Self) -> bool {
        let least = self.edges.height().min(other.edges.height());
        self.edges.shared_height(other.edges) > 0.3 * least && self.edges.shared_width(other.edges) < -least
    }

    fn add(&mut self, word: Word) {
        self.edges = self.edges.with(word.edges);
        self.words.push(word);
    }
}

/// Words of a line as they stand together.
fn pieces(mut words: Vec<Word>) -> Vec<Piece> {
    words.sort_by(|a, b| a.edges.left.total_cmp(&b.edges.left));
    let words = spaced_joined(words);
    let gaps: Vec<f32> = words.windows(2).map(gap).collect();
    let usual = usual_gap(&gaps);
    let mut pieces: Vec<Vec<Word>> = Vec::new();
    for (at, mut word) in words.into_iter().enumerate() {
        let gap = if at == 0 { f32::INFINITY } else { gaps[at - 1] };
        let size = word.size;
        match pieces.last_mut() {
            Some(piece) if gap < (WIDE * size).max(WIDER * usual) || is_item(piece) && gap < 4.0 * size => {
                word.glued = piece.last().is_some_and(|last| is_glued(last, &word, gap));
                piece.push(word);
            }
            _ => {
                word.glued = false;
                pieces.push(vec![word]);
            }
        }
    }
    pieces.into_iter().map(Piece::of).collect()
}

/// Words that are written with a space after each letter, made words again: `T I Ê U   C H U Ẩ N`.
fn spaced_joined(words: Vec<Word>) -> Vec<Word> {
    const LEAST: usize = 5;
    let single = |word: &Word| word.text.chars().count() == 1 && word.text.chars().all(char::is_alphabetic);
    let longest = words.chunk_by(|a, b| single(a) && single(b)).map(<[Word]>::len).max();
    if longest.is_none_or(|longest| longest < LEAST) {
        return words;
    }
    let mut gaps: Vec<f32> =
        words.windows(2).filter(|pair| single(&pair[0]) && single(&pair[1])).map(gap).collect();
    gaps.sort_by(f32::total_cmp);
    let within = gaps[gaps.len() / 3] * 1.6;
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for word in words {
        let is_single = single(&word);
        match out.last_mut() {
            Some(last) if open && is_single && word.edges.left - last.edges.right <= within => {
                last.text.push_str(&word.text);
                last.edges = last.edges.with(word.edges);
            }
            _ => out.push(word),
        }
        open = is_single;
    }
    out
}

fn gap(pair: &[Word]) -> f32 {
    pair[1].edges.left - pair[0].edges.right
}

/// Whether two words are parts of one. A recogniser tells words apart itself.
fn is_glued(last: &Word, next: &Word, gap: f32) -> bool {
    let written = last.line.is_none() && next.line.is_none();
    written && gap < GLUED * next.size.min(last.size)
}

/// The gap that most words of the line keep.
fn usual_gap(gaps: &[f32]) -> f32 {
    let mut spaces: Vec<f32> = gaps.iter().copied().filter(|gap| *gap > 0.5).collect();
    spaces.sort_by(f32::total_cmp);
    if spaces.len() < 3 { 0.0 } else { spaces[spaces.len() / 2] }
}

/// Whether a piece is the number or the sign before an item of a list.
fn is_item(words: &[Word]) -> bool {
    let [word] = words else { return false };
    let text = word.text.as_str();
    let short = text.chars().count() <= 6;
    let sign = matches!(text, "-" | "–" | "+" | "*" | "•" | "\u{f0b7}" | "\u{f02d}" | "o" | "§");
    let number = text.ends_with(['.', ')'])
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | ')' | '('));
    sign || short && number
}
