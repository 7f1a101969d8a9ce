//! Whether two syllables typed with their marks find those very syllables, and not others that only look alike
//! without marks.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use serde::Serialize;

use super::chance::Chance;
use super::corpus::Corpus;
use super::engine::{Engines, Name};
use crate::base::text::{exact_key, folded_key, has_diacritic, tokens};

/// How many pairs are asked.
const SAMPLE: usize = 200;

/// In how many passages a pair must stand to be asked.
const FREQUENT: usize = 50;

/// In how many passages its look-alike must stand, so that a misprint is none.
const RIVAL: usize = 10;

/// How many of the first passages are looked at.
const DEPTH: usize = 10;

/// A pair of syllables of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// As typed, in lower case.
    pub text: String,
    keys: (String, String),
}

/// The figures of one engine.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The engine.
    pub engine: Name,
    /// How many pairs were asked.
    pub pairs: usize,
    /// The share of the first ten passages whose heading or text holds the pair as typed.
    pub precision: f64,
    /// The same where the document's title and header count too.
    pub precision_anywhere: f64,
}

/// Asks each engine for the same pairs.
///
/// # Errors
/// When an engine fails.
pub async fn measure(engines: &mut Engines) -> Result<Vec<Row>> {
    let pairs = Chance::of("pairs", "").sample(candidates(engines.corpus(), FREQUENT, RIVAL), SAMPLE);
    let mut rows = Vec::new();
    for engine in engines.names() {
        let (mut inside, mut anywhere) = (0, 0);
        for pair in &pairs {
            let found = engines.passages(engine, &pair.text, DEPTH).await?;
            for passage in found.into_iter().filter(|at| *at < engines.corpus().passages()) {
                let (here, there) = holds(engines.corpus(), passage, pair);
                inside += usize::from(here);
                anywhere += usize::from(here || there);
            }
        }
        let asked = (pairs.len() * DEPTH).max(1) as f64;
        let (precision, precision_anywhere) = (inside as f64 / asked, anywhere as f64 / asked);
        rows.push(Row { engine, pairs: pairs.len(), precision, precision_anywhere });
    }
    Ok(rows)
}

/// Whether heading or text hold the pair, and whether title or header do.
fn holds(corpus: &Corpus, passage: usize, pair: &Pair) -> (bool, bool) {
    let document = &corpus.documents[corpus.document_of(passage)];
    let passage = corpus.passage(passage);
    let any = |texts: [&str; 2]| texts.iter().any(|text| stands_in(text, pair));
    (any([&passage.heading, &passage.text]), any([&document.title, &document.header]))
}

fn stands_in(text: &str, pair: &Pair) -> bool {
    neighbours(text)
        .any(|(first, second)| exact_key(first) == pair.keys.0 && exact_key(second) == pair.keys.1)
}

/// Each two syllables that stand side by side in one phrase.
fn neighbours(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut last = None;
    tokens(text).filter_map(move |token| {
        let syllable = token.text.chars().all(char::is_alphabetic).then_some(token.text);
        let before = std::mem::replace(&mut last, syllable).filter(|_| !token.breaks);
        before.zip(syllable)
    })
}

/// The syllables met so far, each with its exact and its folded form as numbers.
#[derive(Default)]
struct Syllables<'a> {
    seen: HashMap<&'a str, u32>,
    exact: HashMap<String, u32>,
    forms: Vec<(String, String)>,
}

impl<'a> Syllables<'a> {
    fn exact(&mut self, text: &'a str) -> u32 {
        if let Some(number) = self.seen.get(text) {
            return *number;
        }
        let key = exact_key(text);
        let next = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        let number = *self.exact.entry(key).or_insert_with(|| {
            self.forms.push((text.to_lowercase(), folded_key(text)));
            next
        });
        self.seen.insert(text, number);
        number
    }

    fn text(&self, number: u32) -> &str {
        &self.forms[number as usize].0
    }

    fn folded(&self, number: u32) -> &str {
        &self.forms[number as usize].1
    }
}

/// The pairs with a mark that stand in `frequent` passages and whose folded form is that of another such pair in
/// `rival` passages; in a fixed order.
fn candidates(corpus: &Corpus, frequent: usize, rival: usize) -> Vec<Pair> {
    let mut syllables = Syllables::default();
    let mut counts: HashMap<(u32, u32), usize> = HashMap::new();
    for (_, passage) in corpus.each() {
        let pairs: HashSet<(u32, u32)> = neighbours(&passage.text)
            .map(|(first, second)| (syllables.exact(first), syllables.exact(second)))
            .collect();
        for pair in pairs {
            *counts.entry(pair).or_default() += 1;
        }
    }
    let marked = |pair: &(u32, u32)| [pair.0, pair.1].iter().any(|n| has_diacritic(syllables.text(*n)));
    counts.retain(|pair, count| *count >= rival && marked(pair));
    let mut alike: HashMap<(&str, &str), usize> = HashMap::new();
    for pair in counts.keys() {
        *alike.entry((syllables.folded(pair.0), syllables.folded(pair.1))).or_default() += 1;
    }
    let asked = counts.iter().filter(|(pair, count)| {
        **count >= frequent && alike[&(syllables.folded(pair.0), syllables.folded(pair.1))] > 1
    });
    let mut pairs: Vec<Pair> = asked.map(|(pair, _)| pair_of(&syllables, *pair)).collect();
    pairs.sort_by(|a, b| a.text.cmp(&b.text));
    pairs
}

fn pair_of(syllables: &Syllables<'_>, (first, second): (u32, u32)) -> Pair {
    let (first, second) = (syllables.text(first), syllables.text(second));
    Pair { text: format!("{first} {second}"), keys: (exact_key(first), exact_key(second)) }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::tests::toy;
    use super::*;

    #[test]
    fn neighbours_stand_in_one_phrase() {
        let found: Vec<_> = neighbours("Lòng đường, số 5 Dương lịch.").collect();
        assert_eq!(found, [("Lòng", "đường"), ("Dương", "lịch")]);
    }

    #[test]
    fn candidates_have_a_look_alike() {
        let texts: Vec<String> = candidates(&toy(), 1, 1).into_iter().map(|pair| pair.text).collect();
        assert_eq!(texts, ["long dương", "lòng đường"]);
        assert!(candidates(&toy(), 2, 1).is_empty());
    }

    #[test]
    fn old_and_new_spelling_are_the_same_pair() {
        let pair = Pair { text: "hòa bình".into(), keys: (exact_key("hòa"), exact_key("bình")) };
        assert!(stands_in("nước Hoà Bình", &pair));
        assert!(!stands_in("hoa bình", &pair));
        assert!(!stands_in("hòa, bình", &pair));
    }
}
