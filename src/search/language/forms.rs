//! Finding in a question, by their first word, the forms that rules and protected words speak of.

use std::collections::HashMap;
use std::ops::Range;

use super::Word;

/// Forms of one or more words, each with what it stands for.
#[derive(Debug)]
pub struct Forms<T> {
    by_first: HashMap<String, Vec<(Vec<Word>, T)>>,
}

impl<T> Default for Forms<T> {
    fn default() -> Self {
        Self { by_first: HashMap::new() }
    }
}

impl<T> Forms<T> {
    /// Adds a form; one without words is none.
    pub fn add(&mut self, words: Vec<Word>, meaning: T) {
        if let Some(first) = words.first() {
            self.by_first.entry(first.key.clone()).or_default().push((words, meaning));
        }
    }

    /// Every form that stands in the question, with its place.
    pub fn met_in<'a>(&'a self, words: &'a [Word]) -> impl Iterator<Item = (Range<usize>, &'a T)> {
        words.iter().enumerate().flat_map(move |(start, first)| {
            let candidates = self.by_first.get(&first.key).into_iter().flatten();
            candidates
                .filter(move |(form, _)| stands_at_the_head(form, &words[start..]))
                .map(move |(form, meaning)| (start..start + form.len(), meaning))
        })
    }
}

/// Whether the words begin with the form, no punctuation parting it.
fn stands_at_the_head(form: &[Word], words: &[Word]) -> bool {
    words.len() >= form.len()
        && form.iter().zip(words).all(|(word, typed)| word.allows(typed))
        && !words[1..form.len()].iter().any(|word| word.breaks)
}

/// Whether `outer` holds `inner` and more.
pub fn is_within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && inner.len() < outer.len()
}
