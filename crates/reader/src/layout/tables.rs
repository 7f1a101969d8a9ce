//! Tables by their rulings: which lines make cells, and what stands in each.

use super::{Block, Edges, Line, Run, Word, lines, paragraphs, runs_of};
use crate::model::Role;

/// How near two rulings must lie to be one, in points.
const SAME: f32 = 2.5;

/// The straight lines of a page.
#[derive(Clone, Debug, Default)]
pub struct Rulings {
    /// Across: height, left end, right end.
    pub across: Vec<Ruling>,
    /// Down: place from the left, upper end, lower end.
    pub down: Vec<Ruling>,
}

/// A ruling: where it lies, and from where to where it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruling {
    /// Its distance from the page's edge.
    pub at: f32,
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
}

impl Rulings {
    /// Adds a line; one that is neither level nor upright is left out.
    pub fn add(&mut self, from: (f32, f32), to: (f32, f32)) {
        let ((x0, y0), (x1, y1)) = (from, to);
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        if height < 1.0 && width > 4.0 {
            self.across.push(Ruling { at: f32::midpoint(y0, y1), from: x0.min(x1), to: x0.max(x1) });
        } else if width < 1.0 && height > 4.0 {
            self.down.push(Ruling { at: f32::midpoint(x0, x1), from: y0.min(y1), to: y0.max(y1) });
        }
    }
}

/// The words outside of tables, and the rows of the tables.
pub fn taken_out(words: Vec<Word>, rulings: &Rulings) -> (Vec<Word>, Vec<Block>) {
    let (mut outside, mut rows) = (words, Vec::new());
    for grid in grids(rulings) {
        let (inside, others): (Vec<Word>, Vec<Word>) = outside.into_iter().partition(|word| grid.holds(word));
        outside = others;
        rows.extend(grid.rows(inside));
    }
    (outside, rows)
}

/// The rulings of one table.
struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    across: Vec<Ruling>,
    down: Vec<Ruling>,
}

/// Tables: rulings that meet one another and make at least two cells.
fn grids(rulings: &Rulings) -> Vec<Grid> {
    const MOST: usize = 2_000;
    let (across, down) = (merged(rulings.across.clone()), merged(rulings.down.clone()));
    if across.len() > MOST || down.len() > MOST {
        return Vec::new();
    }
    let mut group: Vec<usize> = (0..across.len() + down.len()).collect();
    for (a, level) in across.iter().enumerate() {
        for (d, upright) in down.iter().enumerate() {
            if meet(level, upright) {
                unite(&mut group, a, across.len() + d);
            }
        }
    }
    let roots: Vec<usize> = (0..group.len()).map(|at| root(&group, at)).collect();
    let mut distinct = roots.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let made = distinct.into_iter().map(|wanted| {
        Grid::of(
            across.iter().zip(&roots).filter(|(_, root)| **root == wanted).map(|(r, _)| *r).collect(),
            down.iter()
                .zip(&roots[across.len()..])
                .filter(|(_, root)| **root == wanted)
                .map(|(r, _)| *r)
                .collect(),
        )
    });
    made.flatten().collect()
}

fn meet(level: &Ruling, upright: &Ruling) -> bool {
    level.from - SAME <= upright.at
        && upright.at <= level.to + SAME
        && upright.from - SAME <= level.at
        && level.at <= upright.to + SAME
}

fn root(group: &[usize], mut at: usize) -> usize {
    while group[at] != at {
        at = group[at];
    }
    at
}

fn unite(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    group[a.max(b)] = a.min(b);
}

/// Rulings drawn in parts or as thin boxes, made one.
fn merged(mut rulings: Vec<Ruling>) -> Vec<Ruling> {
    rulings.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Ruling> = Vec::new();
    for ruling in rulings {
        let same = out.iter_mut().rev().take_while(|other| ruling.at - other.at < SAME);
        let mut touching =
            same.filter(|other| ruling.from <= other.to + SAME && other.from <= ruling.to + SAME);
        match touching.next() {
            Some(other) => (other.from, other.to) = (other.from.min(ruling.from), other.to.max(ruling.to)),
            None => out.push(ruling),
        }
    }
    out
}

impl Grid {
    fn of(across: Vec<Ruling>, down: Vec<Ruling>) -> Option<Self> {
        let (xs, ys) = (places(&down), places(&across));
        let cells = xs.len().saturating_sub(1) * ys.len().saturating_sub(1);
        (cells >= 2 && xs.len() >= 2 && ys.len() >= 2).then_some(Self { xs, ys, across, down })
    }

    fn edges(&self) -> Edges {
        Edges {
            left: self.xs[0],
            right: self.xs[self.xs.len() - 1],
            top: self.ys[0],
            bottom: self.ys[self.ys.len() - 1],
        }
    }

    fn holds(&self, word: &Word) -> bool {
        let (x, y) = middle(word);
        let edges = self.edges();
        (edges.left..=edges.right).contains(&x) && (edges.top..=edges.bottom).contains(&y)
    }

    fn width(&self) -> usize {
        self.xs.len() - 1
    }

    /// Cells that no ruling parts are one.
    fn cells(&self) -> Vec<usize> {
        let (width, height) = (self.width(), self.ys.len() - 1);
        let mut group: Vec<usize> = (0..width * height).collect();
        for row in 0..height {
            for column in 0..width {
                let (x, y) = (
                    f32::midpoint(self.xs[column], self.xs[column + 1]),
                    f32::midpoint(self.ys[row], self.ys[row + 1]),
                );
                let at = row * width + column;
                if column + 1 < width && !runs(&self.down, self.xs[column + 1], y) {
                    unite(&mut group, at, at + 1);
                }
                if row + 1 < height && !runs(&self.across, self.ys[row + 1], x) {
                    unite(&mut group, at, at + width);
                }
            }
        }
        (0..group.len()).map(|at| root(&group, at)).collect()
    }

    fn rows(&self, words: Vec<Word>) -> Vec<Block> {
        let cells = self.cells();
        let mut filled: Vec<Vec<Word>> = vec![Vec::new(); cells.len()];
        for word in words {
            let (x, y) = middle(&word);
            let at = interval(&self.ys, y) * self.width() + interval(&self.xs, x);
            filled[cells[at]].push(word);
        }
        let rows = filled.chunks(self.width()).zip(cells.chunks(self.width())).enumerate();
        rows.filter_map(|(at, (filled, cells))| row(filled, cells, at * self.width())).collect()
    }
}

/// A row of the cells that begin in it; none where all of them are empty.
fn row(filled: &[Vec<Word>], cells: &[usize], from: usize) -> Option<Block> {
    let words: Vec<Word> = filled.iter().flatten().cloned().collect();
    if words.is_empty() {
        return None;
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut tabs = 0;
    let own =
        cells.iter().zip(filled).enumerate().filter(|(at, (cell, _))| **cell == from + at || **cell < from);
    for (at, (_, words)) in own {
        tabs += usize::from(at > 0);
        let mut cell = text_of(words.clone());
        if let Some(first) = cell.first_mut() {
            first.text.insert_str(0, &"\t".repeat(tabs));
            tabs = 0;
        }
        runs.extend(cell);
    }
    Some(Block::of(runs, Role::Row, &words))
}

/// What a cell says, on one line.
fn text_of(words: Vec<Word>) -> Vec<Run> {
    let mut runs = Vec::new();
    for Line { pieces } in lines::of(words) {
        let line: Vec<Word> = pieces.into_iter().flat_map(|piece| piece.words).collect();
        paragraphs::append(&mut runs, runs_of(&line));
    }
    runs
}

fn middle(word: &Word) -> (f32, f32) {
    (f32::midpoint(word.edges.left, word.edges.right), f32::midpoint(word.edges.top, word.edges.bottom))
}

fn interval(edges: &[f32], at: f32) -> usize {
    edges[1..edges.len() - 1].partition_point(|edge| *edge <= at)
}

/// Whether a ruling at a place runs past a point.
fn runs(rulings: &[Ruling], place: f32, past: f32) -> bool {
    rulings.iter().any(|r| (r.at - place).abs() < SAME && r.from - SAME <= past && past <= r.to + SAME)
}

fn places(rulings: &[Ruling]) -> Vec<f32> {
    let mut places: Vec<f32> = Vec::new();
    for ruling in rulings {
        if places.last().is_none_or(|last| ruling.at - last >= SAME) {
            places.push(ruling.at);
        }
    }
    places
}
