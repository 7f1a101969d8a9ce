//! The second stage of ranking: reads the best passages as texts and weighs what the index cannot see.
//!
//! A passage's features are combined linearly. The weights were fitted on one half of citizens' questions
//! (`portal bench tune`, a listwise softmax regression) and measured on the other (`portal bench relevance`).

use std::collections::HashMap;

use super::asked::Asked;
use super::reading::{Hash, Piece, marked_hash, read};
use super::schema::Shown;

/// The names of the features, in their order.
pub const FEATURES: [&str; 29] = [
    "syllables",
    "pairs",
    "forms",
    "title pairs",
    "first stage",
    "syllables covered in the text",
    "syllables covered",
    "pairs covered in the text",
    "pairs covered",
    "forms covered",
    "heading is of the question",
    "question's pairs in the heading",
    "heading's pairs of the question",
    "syllables within 20",
    "syllables within 50",
    "syllables within 120",
    "pairs within 20",
    "pairs within 50",
    "pairs within 120",
    "longest run",
    "length",
    "rest of the item",
    "law",
    "decree",
    "circular",
    "year",
    "definitions asked for",
    "definitions not asked for",
    "title is of the question",
];

/// What each feature weighs; see the module.
const WEIGHTS: [f32; FEATURES.len()] = [
    0.743,  // syllables
    0.950,  // pairs
    1.041,  // forms
    2.584,  // title pairs
    2.394,  // first stage
    -3.590, // syllables covered in the text
    3.926,  // syllables covered
    -3.628, // pairs covered in the text
    10.385, // pairs covered
    1.577,  // forms covered
    2.428,  // heading is of the question
    -4.071, // question's pairs in the heading
    4.666,  // heading's pairs of the question
    2.836,  // syllables within 20
    5.187,  // syllables within 50
    -1.743, // syllables within 120
    1.748,  // pairs within 20
    2.184,  // pairs within 50
    -0.354, // pairs within 120
    1.351,  // longest run
    -0.242, // length
    0.105,  // rest of the item
    1.125,  // law
    1.270,  // decree
    -0.278, // circular
    0.595,  // year
    4.733,  // definitions asked for
    2.445,  // definitions not asked for
    1.123,  // title is of the question
];

/// How much the forms typed in a short question weigh, by the share of them that the passage holds: who types
/// "đường" does not want "dương". Above what all other features can give.
const SHORT_FORMS: f32 = 6.0;

/// The windows of text looked at, in pieces.
const WINDOWS: [usize; 3] = [20, 50, 120];

/// BM25's usual constants.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A passage's features, in the order of [`FEATURES`].
pub type Features = [f32; FEATURES.len()];

/// What the features add up to.
#[must_use]
pub fn weighed(features: &Features) -> f32 {
    features.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum()
}

/// A passage that has been read.
pub struct Text {
    /// The title, read.
    pub title: Vec<Piece>,
    /// The passage's text, read.
    pub body: Vec<Piece>,
    header: Vec<Piece>,
    heading: Vec<Piece>,
}

impl Text {
    /// Reads a passage.
    #[must_use]
    pub fn of(shown: &Shown, text: &str) -> Self {
        Self {
            title: read(&shown.title),
            header: read(&shown.header),
            heading: read(&shown.heading),
            body: read(text),
        }
    }
}

/// Ranks passages for one question.
pub struct Ranker<'a> {
    asked: &'a Asked,
    words_worth: f32,
    pairs_worth: f32,
    forms_worth: f32,
    average_length: f32,
    asks_for_definition: bool,
    short: bool,
    marks: HashMap<String, Option<Hash>>,
}

/// What a passage holds of the question.
#[derive(Default)]
struct Held {
    words: Vec<f32>,
    pairs: Vec<f32>,
    forms: HashMap<Hash, f32>,
    length: f32,
}

impl<'a> Ranker<'a> {
    /// A ranker for a question as typed. `average_length` is that of a passage with title and header, in
    /// pieces.
    #[must_use]
    pub fn new(asked: &'a Asked, question: &str, average_length: f32, short: bool) -> Self {
        let plain = crate::base::text::folded(question);
        let typed = asked.words.iter().filter(|word| !word.places.is_empty());
        Self {
            words_worth: typed.map(|word| word.worth).sum::<f32>().max(0.01),
            pairs_worth: asked.pairs.iter().map(|pair| pair.worth).sum::<f32>().max(0.01),
            forms_worth: asked.marked.values().sum::<f32>().max(0.01),
            asked,
            average_length: average_length.max(1.0),
            asks_for_definition: ["la gi", "duoc hieu", "nghia la"].iter().any(|words| plain.contains(words)),
            short,
            marks: HashMap::new(),
        }
    }

    /// The features of a passage. Those that compare candidates, [`compare`] fills in.
    pub fn features(&mut self, shown: &Shown, text: &str, read: &Text) -> Features {
        let sections =
            [(&read.title, &shown.title), (&read.header, &shown.header), (&read.heading, &shown.heading)];
        let mut all = Held::for_question(self.asked);
        let mut titles = Held::for_question(self.asked);
        let mut body = Held::for_question(self.asked);
        let mut heading = Held::for_question(self.asked);
        let near = self.near(&read.body);
        self.hold(&mut body, &read.body, &near, text);
        for (index, (pieces, words)) in sections.iter().enumerate() {
            let near = self.near(pieces);
            self.hold(&mut all, pieces, &near, words);
            if index != 1 {
                self.hold(&mut titles, pieces, &near, words);
            }
        }
        all.join(&body);
        let near_heading = self.near(&read.heading);
        self.hold(&mut heading, &read.heading, &near_heading, &shown.heading);
        let asked = self.asked;
        let typed_worth = |counts: &[f32]| {
            let held = asked
                .words
                .iter()
                .zip(counts)
                .filter(|(word, count)| **count > 0.0 && !word.places.is_empty());
            held.map(|(word, _)| word.worth).sum::<f32>() / self.words_worth
        };
        let pair_worth = |counts: &[f32]| {
            let held = asked.pairs.iter().zip(counts).filter(|(_, count)| **count > 0.0);
            held.map(|(pair, _)| pair.worth).sum::<f32>() / self.pairs_worth
        };
        let syllables = self.bm25(asked.words.iter().map(|word| word.worth), &all.words, all.length);
        let pairs = self.bm25(asked.pairs.iter().map(|pair| pair.worth), &all.pairs, all.length);
        let title_pairs =
            self.bm25(asked.pairs.iter().map(|pair| pair.worth), &titles.pairs, self.average_length);
        let forms: f32 = all
            .forms
            .iter()
            .map(|(form, count)| {
                asked.marked.get(form).copied().unwrap_or(0.0) * self.saturated(*count, all.length)
            })
            .sum();
        let forms_held =
            all.forms.keys().filter_map(|form| asked.marked.get(form)).sum::<f32>() / self.forms_worth;
        let windows = self.windows(&read.body, &near);
        let kind = shown.doc_type.as_deref().unwrap_or_default();
        let definitions = crate::base::text::folded(&shown.heading).contains("giai thich tu ngu");
        let year = shown.date.map_or(0.0, |date| (f32::from(date.year()) - 2015.0) / 5.0);
        [
            syllables / self.words_worth,
            pairs / self.pairs_worth,
            forms / self.forms_worth,
            title_pairs / self.pairs_worth,
            syllables + pairs + 0.35 * forms + 0.25 * title_pairs,
            typed_worth(&body.words),
            typed_worth(&all.words),
            pair_worth(&body.pairs),
            pair_worth(&all.pairs),
            forms_held,
            self.precision(&read.heading),
            pair_worth(&heading.pairs),
            self.pair_precision(&read.heading),
            windows[0].0,
            windows[1].0,
            windows[2].0,
            windows[0].1,
            windows[1].1,
            windows[2].1,
            self.longest_run(&read.heading, &near_heading).max(self.longest_run(&read.body, &near)),
            (read.body.len() as f32 + 1.0).ln(),
            0.0,
            f32::from(u8::from(matches!(kind, "Luật" | "Bộ luật"))),
            f32::from(u8::from(kind == "Nghị định")),
            f32::from(u8::from(kind.starts_with("Thông tư"))),
            year.clamp(-4.0, 3.0),
            f32::from(u8::from(definitions && self.asks_for_definition)),
            f32::from(u8::from(definitions && !self.asks_for_definition)),
            self.precision(&read.title),
        ]
    }

    /// The score of a passage among its candidates.
    #[must_use]
    pub fn score(&self, features: &Features) -> f32 {
        let forms = if self.short && !self.asked.marked.is_empty() { SHORT_FORMS * features[9] } else { 0.0 };
        weighed(features) + forms
    }

    fn saturated(&self, count: f32, length: f32) -> f32 {
        let long = K1 * (1.0 - B + B * length / self.average_length);
        count * (K1 + 1.0) / (count + long)
    }

    fn bm25(&self, worths: impl Iterator<Item = f32>, counts: &[f32], length: f32) -> f32 {
        worths
            .zip(counts)
            .filter(|(_, count)| **count > 0.0)
            .map(|(worth, count)| worth * self.saturated(*count, length))
            .sum()
    }

    /// The places of the pieces that may be of use: few, and all that is looked at more than once.
    fn near(&self, pieces: &[Piece]) -> Vec<usize> {
        let places = pieces.iter().enumerate().filter(|(_, piece)| self.asked.may_hold(piece));
        places.map(|(at, _)| at).collect()
    }

    /// Counts what a section holds.
    fn hold(&mut self, held: &mut Held, pieces: &[Piece], near: &[usize], words: &str) {
        held.length += pieces.len() as f32;
        let mut left = None;
        for &at in near {
            let piece = &pieces[at];
            if let Some(word) = self.asked.word_of.get(&piece.key) {
                held.words[*word] += 1.0;
                if !self.asked.words[*word].marks.is_empty()
                    && let Some(form) = self.form(piece.of(words))
                    && self.asked.marked.contains_key(&form)
                {
                    *held.forms.entry(form).or_default() += 1.0;
                }
            }
            if left.is_some_and(|left| left + 1 == at)
                && let Some(pair) = self.asked.pair(&pieces[at - 1], piece)
            {
                held.pairs[pair] += 1.0;
            }
            left = Some(at);
        }
    }

    /// The form with marks of a piece, remembered: the same few pieces come again and again.
    fn form(&mut self, piece: &str) -> Option<Hash> {
        if let Some(known) = self.marks.get(piece) {
            return *known;
        }
        let form = marked_hash(piece);
        self.marks.insert(piece.to_owned(), form);
        form
    }

    /// The share of a section's syllables that the question has, as far as their worth is known: all others
    /// count as telling as the average of the question.
    fn precision(&self, section: &[Piece]) -> f32 {
        if section.is_empty() {
            return 0.0;
        }
        let average = self.words_worth / self.asked.words.len().max(1) as f32;
        let (mut held, mut total) = (0.0, 0.01);
        for piece in section {
            let worth = self.asked.word(piece).map(|word| self.asked.words[word].worth);
            held += worth.unwrap_or(0.0);
            total += worth.unwrap_or(average);
        }
        held / total
    }

    fn pair_precision(&self, section: &[Piece]) -> f32 {
        let average = self.pairs_worth / self.asked.pairs.len().max(1) as f32;
        let (mut held, mut total) = (0.0, 0.01);
        for pair in section.windows(2).filter(|pair| !pair[1].breaks) {
            let worth = self.asked.pair(&pair[0], &pair[1]).map(|pair| self.asked.pairs[pair].worth);
            held += worth.unwrap_or(0.0);
            total += worth.unwrap_or(average);
        }
        held / total
    }

    /// For each window, the greatest share of syllables and of pairs that stand within it anywhere.
    fn windows(&self, body: &[Piece], near: &[usize]) -> [(f32, f32); WINDOWS.len()] {
        let words: Vec<(usize, usize)> =
            near.iter().filter_map(|&at| Some((at, self.asked.word(&body[at])?))).collect();
        let neighbours = near.windows(2).filter(|pair| pair[0] + 1 == pair[1]);
        let pairs: Vec<(usize, usize)> = neighbours
            .filter_map(|pair| Some((pair[1], self.asked.pair(&body[pair[0]], &body[pair[1]])?)))
            .collect();
        let worth_of_word = |word: usize| self.asked.words[word].worth;
        let worth_of_pair = |pair: usize| self.asked.pairs[pair].worth;
        WINDOWS.map(|size| {
            (
                densest(&words, size, self.asked.words.len(), worth_of_word) / self.words_worth,
                densest(&pairs, size, self.asked.pairs.len(), worth_of_pair) / self.pairs_worth,
            )
        })
    }

    /// The worth of the longest stretch of the question that stands in a section word for word.
    fn longest_run(&self, pieces: &[Piece], near: &[usize]) -> f32 {
        let mut best = 0.0_f32;
        let mut ending: Vec<(usize, f32)> = Vec::new();
        let mut last = None;
        for &at in near {
            let piece = &pieces[at];
            if last.replace(at).is_some_and(|last| last + 1 != at) {
                ending.clear();
            }
            let Some(word) = self.asked.word(piece) else {
                ending.clear();
                continue;
            };
            let word = &self.asked.words[word];
            let before = |place: usize| {
                let goes_on = place > 0 && !piece.breaks && !self.asked.breaks[place];
                let run = ending.iter().find(|(end, _)| goes_on && *end == place - 1);
                run.map_or(0.0, |(_, worth)| *worth)
            };
            ending = word.places.iter().map(|place| (*place, before(*place) + word.worth)).collect();
            best = ending.iter().fold(best, |best, (_, worth)| best.max(*worth));
        }
        best / self.words_worth
    }
}

impl Held {
    fn for_question(asked: &Asked) -> Self {
        Self { words: vec![0.0; asked.words.len()], pairs: vec![0.0; asked.pairs.len()], ..Self::default() }
    }

    fn join(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine += theirs);
        self.pairs.iter_mut().zip(&other.pairs).for_each(|(mine, theirs)| *mine += theirs);
        for (form, count) in &other.forms {
            *self.forms.entry(*form).or_default() += count;
        }
        self.length += other.length;
    }
}

/// The greatest worth of distinct things within `size` pieces; `found` holds places and things in order.
fn densest(found: &[(usize, usize)], size: usize, things: usize, worth: impl Fn(usize) -> f32) -> f32 {
    let mut counts = vec![0_u32; things];
    let (mut first, mut now, mut best) = (0, 0.0, 0.0_f32);
    for (at, thing) in found {
        counts[*thing] += 1;
        if counts[*thing] == 1 {
            now += worth(*thing);
        }
        while found[first].0 + size <= *at {
            let gone = found[first].1;
            counts[gone] -= 1;
            if counts[gone] == 0 {
                now -= worth(gone);
            }
            first += 1;
        }
        best = best.max(now);
    }
    best
}

/// Fills in what compares the candidates of one question: how each stands to the best in the first stage, and
/// what the other passages of its item (by group) have.
pub fn compare(candidates: &mut [(u64, Features)]) {
    const FIRST: usize = 4;
    const REST: usize = 21;
    let top = candidates.iter().map(|(_, features)| features[FIRST]).fold(0.01, f32::max);
    let mut sums: HashMap<u64, f32> = HashMap::new();
    for (item, features) in candidates.iter_mut() {
        features[FIRST] /= top;
        *sums.entry(*item).or_default() += features[FIRST].powi(4);
    }
    for (item, features) in candidates.iter_mut() {
        features[REST] = sums[item] - features[FIRST].powi(4);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_densest_window_counts_each_thing_once() {
        let worth = |thing: usize| [1.0, 2.0, 2.5][thing];
        let found = [(0, 0), (1, 0), (5, 1), (100, 2)];
        assert!((densest(&found, 10, 3, worth) - 3.0).abs() < 1e-6);
        assert!((densest(&found, 200, 3, worth) - 5.5).abs() < 1e-6);
        assert!((densest(&found, 1, 3, worth) - 2.5).abs() < 1e-6);
        assert!(densest(&[], 10, 3, worth).abs() < 1e-6);
    }

    #[test]
    fn candidates_are_compared_within_their_item() {
        let mut candidates =
            [(1, [0.0; FEATURES.len()]), (1, [0.0; FEATURES.len()]), (2, [0.0; FEATURES.len()])];
        for (index, (_, features)) in candidates.iter_mut().enumerate() {
            features[4] = 2.0 / (index as f32 + 1.0);
        }
        compare(&mut candidates);
        assert!((candidates[0].1[4] - 1.0).abs() < 1e-6);
        assert!((candidates[1].1[21] - 1.0).abs() < 1e-6);
        assert!(candidates[2].1[21].abs() < 1e-6);
    }
}
