//! The order of reading: columns one after the other, rows of tables across, lines down.

use super::paragraphs;
use super::{Block, Edges, Line, Piece, runs_of};
use crate::model::Role;
use vietnamese::folded;
use vietnamese::legacy::Encoding;

/// How far apart lines of one band may stand, in heights of a line.
const NEAR: f32 = 3.0;

/// Paragraphs and rows of a page in the order of reading.
pub fn blocks(lines: Vec<Line>) -> Vec<Block> {
    let (margins, lines) = margins_apart(lines);
    let page = Edges::around(lines.iter().map(Line::edges));
    let mut out = Vec::new();
    let mut flow: Vec<Piece> = Vec::new();
    let mut rest = lines.as_slice();
    while let Some(line) = rest.first() {
        let band = Band::at(rest);
        match band.kind(page) {
            Kind::Flow => flow.push(one(&line.pieces)),
            Kind::Row => {
                out.extend(paragraphs::of(std::mem::take(&mut flow), Some(page)));
                out.extend(band.lines.iter().map(|line| row(&line.pieces)));
            }
            Kind::Columns => {
                out.extend(paragraphs::of(std::mem::take(&mut flow), Some(page)));
                let (left, right) = band.sides();
                out.extend(paragraphs::of(left, None));
                out.extend(paragraphs::of(right, None));
            }
        }
        rest = &rest[band.lines.len()..];
    }
    out.extend(paragraphs::of(flow, Some(page)));
    margins.above.into_iter().chain(out).chain(margins.below).collect()
}

struct Margins {
    above: Vec<Block>,
    below: Vec<Block>,
}

fn margins_apart(lines: Vec<Line>) -> (Margins, Vec<Line>) {
    let mut margins = Margins { above: Vec::new(), below: Vec::new() };
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        let (marked, pieces): (Vec<Piece>, Vec<Piece>) =
            line.pieces.into_iter().partition(|piece| piece.margin);
        let side = if kept.is_empty() { &mut margins.above } else { &mut margins.below };
        side.extend(marked.iter().map(|piece| Block::of(runs_of(&piece.words), Role::Margin, &piece.words)));
        if !pieces.is_empty() {
            kept.push(Line { pieces });
        }
    }
    (margins, kept)
}

/// Lines that a gutter runs through.
struct Band<'l> {
    lines: &'l [Line],
    gutter: (f32, f32),
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Flow,
    Row,
    Columns,
}

impl<'l> Band<'l> {
    /// The band that begins with the first of the lines: as far down as its gutter stays free.
    fn at(lines: &'l [Line]) -> Self {
        let first = &lines[0];
        let alone = Self { lines: &lines[..1], gutter: (0.0, 0.0) };
        let Some(mut gutter) = widest_gap(first) else { return alone };
        let (mut count, mut last) = (1, first.edges());
        let mut narrowed = gutter;
        for (at, line) in lines.iter().enumerate().skip(1) {
            let edges = line.edges();
            if edges.top - last.bottom > NEAR * last.height() {
                break;
            }
            let Some(free) = narrowed_by(narrowed, line) else { break };
            narrowed = free;
            last = edges;
            let (left, right) = sides_of(line, narrowed);
            if left && right {
                (count, gutter) = (at + 1, narrowed);
            }
        }
        let band = Self { lines: &lines[..count], gutter };
        if band.is_official_head() || band.is_official_foot() { band.with_rest_of_sides(lines) } else { band }
    }

    /// Goes on with the lines below that stand on one side alone: more receivers, the rest of the subject.
    fn with_rest_of_sides(self, lines: &'l [Line]) -> Self {
        let mut count = self.lines.len();
        for pair in lines[count - 1..].windows(2) {
            let (above, below) = (pair[0].edges(), pair[1].edges());
            let near = below.top - above.bottom < 1.6 * below.height() || self.is_official_foot();
            let (left, right) = sides_of(&pair[1], self.gutter);
            let apart = (left || self.is_official_foot()) && !(left && right) && free(&pair[1], self.gutter);
            if !near || !apart {
                break;
            }
            count += 1;
        }
        Self { lines: &lines[..count], gutter: self.gutter }
    }

    fn kind(&self, page: Edges) -> Kind {
        let first = &self.lines[0];
        if first.pieces.len() < 2 || self.lines.len() == 1 && is_number(&first.pieces[0].text()) {
            return Kind::Flow;
        }
        if self.is_official_head() || self.is_official_foot() || self.is_two_columns(page) {
            return Kind::Columns;
        }
        Kind::Row
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.lines.iter().flat_map(|line| &line.pieces)
    }

    fn says(&self, words: &[&str]) -> bool {
        self.pieces().any(|piece| {
            let text = piece.text();
            let mut readings = Encoding::ALL.into_iter().map(|encoding| folded(&encoding.decode(&text)));
            readings.any(|text| words.iter().any(|word| text.contains(word)))
        })
    }

    /// The issuer on the left, the nation's name and motto on the right.
    fn is_official_head(&self) -> bool {
        self.says(&["cong hoa xa hoi", "doc lap", "dang cong san viet nam"])
    }

    /// Who receives it on the left, who signs on the right.
    fn is_official_foot(&self) -> bool {
        self.says(&["noi nhan", " nhan:"])
    }

    /// Columns of running text: full on both sides over several lines.
    fn is_two_columns(&self, page: Edges) -> bool {
        let (left, right) = self.sides();
        let full = |side: &[Piece]| {
            let edges = Edges::around(side.iter().map(|piece| piece.edges));
            let filled = side.iter().filter(|piece| piece.edges.width() > 0.7 * edges.width()).count();
            side.len() >= 5 && edges.width() > 0.3 * page.width() && filled * 10 >= side.len() * 6
        };
        full(&left) && full(&right)
    }

    fn sides(&self) -> (Vec<Piece>, Vec<Piece>) {
        let middle = f32::midpoint(self.gutter.0, self.gutter.1);
        let is_left = |piece: &Piece| f32::midpoint(piece.edges.left, piece.edges.right) < middle;
        self.pieces().cloned().partition(is_left)
    }
}

fn widest_gap(line: &Line) -> Option<(f32, f32)> {
    let gaps = line.pieces.windows(2).map(|pair| (pair[0].edges.right, pair[1].edges.left));
    gaps.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

/// What a line leaves free of a gutter; none where it runs across.
fn narrowed_by(gutter: (f32, f32), line: &Line) -> Option<(f32, f32)> {
    let (mut left, mut right) = gutter;
    let middle = f32::midpoint(left, right);
    for piece in &line.pieces {
        if piece.edges.right <= middle {
            left = left.max(piece.edges.right);
        } else if piece.edges.left >= middle {
            right = right.min(piece.edges.left);
        } else if piece.edges.right < right && piece.edges.left < left {
            left = piece.edges.right;
        } else if piece.edges.left > left && piece.edges.right > right {
            right = piece.edges.left;
        } else {
            return None;
        }
    }
    (right - left >= 4.0).then_some((left, right))
}

/// Whether a line leaves a gutter free.
fn free(line: &Line, gutter: (f32, f32)) -> bool {
    line.pieces.iter().all(|piece| piece.edges.right <= gutter.0 + 0.1 || piece.edges.left >= gutter.1 - 0.1)
}

/// The number of a section: `2`, `3.1`, `IV`.
fn is_number(text: &str) -> bool {
    text.chars().count() <= 8
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'I' | 'V' | 'X'))
}

/// The pieces of a line as one.
fn one(pieces: &[Piece]) -> Piece {
    Piece::of(pieces.iter().flat_map(|piece| piece.words.iter().cloned()).collect())
}

fn sides_of(line: &Line, gutter: (f32, f32)) -> (bool, bool) {
    let left = line.pieces.iter().any(|piece| piece.edges.right <= gutter.0 + 0.1);
    let right = line.pieces.iter().any(|piece| piece.edges.left >= gutter.1 - 0.1);
    (left, right)
}

fn row(pieces: &[Piece]) -> Block {
    let mut runs = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let mut cell = runs_of(&piece.words);
        if at > 0
            && let Some(first) = cell.first_mut()
        {
            first.text.insert(0, '\t');
        }
        runs.extend(cell);
    }
    // A single piece between rows is a line of text.
    let role = if pieces.len() > 1 { Role::Row } else { Role::Body };
    Block::of(runs, role, pieces.iter().flat_map(|piece| &piece.words))
}
