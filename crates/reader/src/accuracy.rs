//! How well a reading agrees with a transcript that people made.

use std::collections::HashMap;
use std::ops::AddAssign;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use vietnamese::{folded, has_diacritic, normalise};

/// How many of how many are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The right ones.
    pub right: usize,
    /// All of them.
    pub of: usize,
}

impl Share {
    /// As a number from 0 to 1; of nothing, all is right.
    pub fn rate(self) -> f64 {
        if self.of == 0 { 1.0 } else { self.right as f64 / self.of as f64 }
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }
}

/// The measures of one reading, or, added up, of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Characters: the transcript's length less the edits that make it out of the reading. Spaces made one, NFC.
    /// Edits are counted within an alignment of words, so never too few.
    pub characters: Share,
    /// The transcript's syllables with marks (any of them, found or not) that stand in the reading, in their place,
    /// with the same marks; capitals or not is all one.
    pub marks: Share,
    /// The transcript's syllables that the reading has, wherever: each of the reading's counts once.
    pub syllables: Share,
}

impl AddAssign for Accuracy {
    fn add_assign(&mut self, other: Self) {
        self.characters += other.characters;
        self.marks += other.marks;
        self.syllables += other.syllables;
    }
}

/// Measures what was read against what is expected.
pub fn compare(read: &str, expected: &str) -> Accuracy {
    let (read, expected) = (normalise(read), normalise(expected));
    let (ours, theirs) = (syllables(&read), syllables(&expected));
    Accuracy {
        characters: characters(&read, &expected),
        marks: marks(&ours, &theirs),
        syllables: recall(&ours, &theirs),
    }
}

fn characters(read: &str, expected: &str) -> Share {
    let ours: Vec<&str> = read.split_whitespace().collect();
    let theirs: Vec<&str> = expected.split_whitespace().collect();
    let length = joined_length(&theirs);
    let edits = capture_diff_slices(Algorithm::Patience, &ours, &theirs).into_iter().map(|op| match op {
        DiffOp::Equal { .. } => 0,
        DiffOp::Delete { old_index, old_len, .. } => joined_length(&ours[old_index..old_index + old_len]) + 1,
        DiffOp::Insert { new_index, new_len, .. } => {
            joined_length(&theirs[new_index..new_index + new_len]) + 1
        }
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            edits(&ours[old_index..old_index + old_len], &theirs[new_index..new_index + new_len])
        }
    });
    Share { right: length.saturating_sub(edits.sum()), of: length }
}

/// The length of words with a space between them.
fn joined_length(words: &[&str]) -> usize {
    words.iter().map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1)
}

/// Pieces longer than this are compared as wholly different: nothing of them agrees anyway.
const LONGEST: usize = 20_000;

fn edits(ours: &[&str], theirs: &[&str]) -> usize {
    let longer = joined_length(ours).max(joined_length(theirs));
    if longer > LONGEST { longer } else { strsim::levenshtein(&ours.join(" "), &theirs.join(" ")) }
}

fn syllables(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn marks(ours: &[String], theirs: &[String]) -> Share {
    let bare = |syllables: &[String]| syllables.iter().map(|syllable| folded(syllable)).collect::<Vec<_>>();
    let aligned = capture_diff_slices(Algorithm::Patience, &bare(ours), &bare(theirs));
    let right = aligned.into_iter().map(|op| match op {
        DiffOp::Equal { old_index, new_index, len } => (0..len)
            .filter(|step| {
                let expected = &theirs[new_index + step];
                has_diacritic(expected) && *expected == ours[old_index + step]
            })
            .count(),
        _ => 0,
    });
    Share { right: right.sum(), of: theirs.iter().filter(|syllable| has_diacritic(syllable)).count() }
}

fn recall(ours: &[String], theirs: &[String]) -> Share {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for syllable in ours {
        *left.entry(syllable).or_default() += 1;
    }
    let found = theirs.iter().filter(|syllable| match left.get_mut(syllable.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    });
    Share { right: found.count(), of: theirs.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faithful_reading_is_right_in_all() {
        let text = "Điều 1. Quy định về đất đai\nvà nhà ở";
        let found = compare("Điều 1. Quy  định về đất đai và nhà ở", text);
        for share in [found.characters, found.marks, found.syllables] {
            assert_eq!(share.right, share.of);
        }
        assert_eq!((found.marks.of, found.syllables.of), (8, 10));
    }

    #[test]
    fn each_slip_is_counted_once() {
        let found = compare("Quy đinh vê đất đai", "Quy định về đất đai");
        assert_eq!(found.characters, Share { right: 17, of: 19 });
        assert_eq!(found.marks, Share { right: 2, of: 4 });
        assert_eq!(found.syllables, Share { right: 3, of: 5 });
    }

    #[test]
    fn what_is_missing_counts_as_wrong_and_order_only_where_it_matters() {
        let found = compare("đất đai", "Quy định về đất đai");
        assert_eq!(found.marks, Share { right: 2, of: 4 });
        let found = compare("đất đai Quy định về", "Quy định về đất đai");
        assert_eq!(found.syllables.right, 5);
        assert!(found.marks.right < 4);
        assert_eq!(compare("", "").characters, Share::default());
        assert_eq!(compare("", "chữ").characters, Share { right: 0, of: 3 });
    }

    #[test]
    fn long_texts_are_quick() {
        let line = |place: usize| format!("Điều {place}. Quy định về đất đai số {} của huyện\n", place * 7);
        let expected: String = (0..5_000).map(line).collect();
        let read: String = (0..5_000).filter(|place| place % 9 != 0).map(line).collect();
        let found = compare(&read, &expected);
        assert!(found.syllables.rate() > 0.85 && found.characters.rate() > 0.8, "{found:?}");
    }
}
