//! Engines that others use for the same task, each set up as well as it can be.

pub mod fts5;
pub mod postgres;

use crate::base::text::{folded, has_diacritic};
use crate::search::{Passage, SearchDocument};

/// The fields of a passage that every engine indexes: title, heading, header, text.
fn fields<'a>(document: &'a SearchDocument, passage: &'a Passage) -> [&'a str; 4] {
    [&document.title, &passage.heading, &document.header, &passage.text]
}

/// The words of a text in order: runs of letters and digits in lower case.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A question as words, each once.
#[derive(Debug, PartialEq)]
struct Asked {
    /// The words without marks.
    folded: Vec<String>,
    /// The words as typed, where any of them bears a mark.
    accented: Option<Vec<String>>,
}

impl Asked {
    fn of(text: &str) -> Self {
        let accented = has_diacritic(text).then(|| once(words(text)));
        Self { folded: once(words(&folded(text))), accented }
    }
}

/// Each of the things once, in order.
fn once<T: PartialEq>(things: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(things.len());
    for thing in things {
        if !kept.contains(&thing) {
            kept.push(thing);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_once_or_twice() {
        let asked = Asked::of("Đất, đất 10/2016 \"dat\"?");
        assert_eq!(asked.folded, ["dat", "10", "2016"]);
        assert_eq!(asked.accented.unwrap(), ["đất", "10", "2016", "dat"]);
        assert_eq!(Asked::of("dat o").accented, None);
    }
}
