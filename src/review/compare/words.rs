//! The comparison itself: blocks first, then the words of those that differ.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::blocks::{Text, Word};

/// Above so many pairs of words two stretches are shown whole, one taken out and one added: nobody reads them woven
/// together, and the work would grow with their product.
const MOST_PAIRS: usize = 16_000_000;

/// What became of a stretch of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is in both.
    Same,
    /// It is in the later one alone.
    Added,
    /// It is in the earlier one alone.
    Removed,
    /// The same words, set in another way.
    Reset,
}

/// A stretch of words with one fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What became of it.
    pub change: Change,
    /// The words, each with how it is set (as in the later text).
    pub words: Vec<(String, Vec<String>)>,
}

impl Run {
    /// The words as they are read.
    pub fn text(&self) -> String {
        self.words.iter().map(|word| word.0.as_str()).collect()
    }
}

/// A block of the text with what changed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// `p`, `h2`, `li`, `td`, …
    pub kind: String,
    /// What it was before, where it is of another kind now.
    pub was: Option<String>,
    /// Its stretches.
    pub runs: Vec<Run>,
}

impl Block {
    /// Whether nothing changed in it.
    pub fn is_same(&self) -> bool {
        self.was.is_none() && self.runs.iter().all(|run| run.change == Change::Same)
    }
}

/// The later text with all that changed.
pub(super) fn compared(before: &[Text], after: &[Text]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, before, after) {
        match op {
            DiffOp::Equal { new_index, len, .. } => {
                blocks.extend(after[new_index..new_index + len].iter().map(|text| whole(text, Change::Same)));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                let gone = &before[old_index..old_index + old_len];
                blocks.extend(gone.iter().map(|text| whole(text, Change::Removed)));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                let come = &after[new_index..new_index + new_len];
                blocks.extend(come.iter().map(|text| whole(text, Change::Added)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let (old, new) =
                    (&before[old_index..old_index + old_len], &after[new_index..new_index + new_len]);
                blocks.extend(replaced(old, new));
            }
        }
    }
    blocks
}

fn whole(text: &Text, change: Change) -> Block {
    let words = text.words.iter().map(|word| (word.text.clone(), word.set.clone())).collect();
    Block { kind: text.kind.clone(), was: None, runs: vec![Run { change, words }] }
}

/// Blocks in place of others: each later block is held to the earlier one it shares most words with, in order.
fn replaced(old: &[Text], new: &[Text]) -> Vec<Block> {
    let size = |texts: &[Text]| texts.iter().map(|text| text.words.len()).sum::<usize>();
    let too_many = size(old).saturating_mul(size(new)) > MOST_PAIRS;
    let mut blocks = Vec::new();
    let mut next = 0;
    for text in new {
        let found = if too_many { None } else { (next..old.len()).find(|at| alike(&old[*at], text)) };
        let Some(at) = found else {
            blocks.push(whole(text, Change::Added));
            continue;
        };
        blocks.extend(old[next..at].iter().map(|gone| whole(gone, Change::Removed)));
        blocks.push(woven(&old[at], text));
        next = at + 1;
    }
    blocks.extend(old[next..].iter().map(|gone| whole(gone, Change::Removed)));
    blocks
}

/// Whether two blocks are versions of each other: half the words of the shorter one are in the other.
fn alike(old: &Text, new: &Text) -> bool {
    let words = |text: &Text| -> Vec<String> {
        let mut words: Vec<String> =
            text.words.iter().filter(|word| word.text != " ").map(|word| word.text.to_lowercase()).collect();
        words.sort();
        words
    };
    let (old, new) = (words(old), words(new));
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < old.len() && j < new.len() {
        match old[i].cmp(&new[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared * 2 >= old.len().min(new.len()) && shared > 0
}

/// One block with the words of both.
fn woven(old: &Text, new: &Text) -> Block {
    let texts = |text: &Text| -> Vec<String> { text.words.iter().map(|word| word.text.clone()).collect() };
    let mut runs: Vec<Run> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for at in 0..len {
                    let (was, is) = (&old.words[old_index + at], &new.words[new_index + at]);
                    let same = was.set == is.set || is.text == " ";
                    push(&mut runs, if same { Change::Same } else { Change::Reset }, is);
                }
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                old.words[old_index..old_index + old_len]
                    .iter()
                    .for_each(|word| push(&mut runs, Change::Removed, word));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                new.words[new_index..new_index + new_len]
                    .iter()
                    .for_each(|word| push(&mut runs, Change::Added, word));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                old.words[old_index..old_index + old_len]
                    .iter()
                    .for_each(|word| push(&mut runs, Change::Removed, word));
                new.words[new_index..new_index + new_len]
                    .iter()
                    .for_each(|word| push(&mut runs, Change::Added, word));
            }
        }
    }
    let was = (old.kind != new.kind).then(|| old.kind.clone());
    Block { kind: new.kind.clone(), was, runs: joined(runs) }
}

fn push(runs: &mut Vec<Run>, change: Change, word: &Word) {
    let word = (word.text.clone(), word.set.clone());
    match runs.last_mut() {
        Some(run) if run.change == change => run.words.push(word),
        _ => runs.push(Run { change, words: vec![word] }),
    }
}

/// A blank alone between two changes belongs to both: "một hai" for "ba bốn" is one change, not two.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut at = 0;
    while at < runs.len() {
        let lone = runs[at].change == Change::Same && runs[at].text() == " ";
        let between = at > 0 && at + 1 < runs.len();
        if lone && between && runs[at + 1].change != Change::Reset {
            let (mut removed, mut added) = (Vec::new(), Vec::new());
            while let Some(last) = out.last() {
                match last.change {
                    Change::Removed => {
                        removed = [out.pop().map(|run| run.words).unwrap_or_default(), removed].concat()
                    }
                    Change::Added => {
                        added = [out.pop().map(|run| run.words).unwrap_or_default(), added].concat()
                    }
                    _ => break,
                }
            }
            if removed.is_empty() || added.is_empty() {
                restore(&mut out, removed, added);
                out.push(runs[at].clone());
                at += 1;
                continue;
            }
            let blank = runs[at].words.clone();
            removed.extend(blank.clone());
            added.extend(blank);
            at += 1;
            while at < runs.len() && matches!(runs[at].change, Change::Removed | Change::Added) {
                let into = if runs[at].change == Change::Removed { &mut removed } else { &mut added };
                into.extend(runs[at].words.clone());
                at += 1;
            }
            restore(&mut out, removed, added);
        } else {
            out.push(runs[at].clone());
            at += 1;
        }
    }
    out
}

fn restore(out: &mut Vec<Run>, removed: Vec<(String, Vec<String>)>, added: Vec<(String, Vec<String>)>) {
    for (change, words) in [(Change::Removed, removed), (Change::Added, added)] {
        if !words.is_empty() {
            out.push(Run { change, words });
        }
    }
}
