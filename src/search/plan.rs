//! From a question to what is read in the index: scored terms, and what a passage must cover to be found.

use tantivy::postings::TermInfo;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;
use tantivy::{Score, Searcher, TantivyError, Term};

use super::analyser::pair_key;
use super::language::{Alternative, Language, Word};
use super::parse::Parsed;
use super::schema::Fields;

/// How much each reading counts in the first stage. Measured on citizens' questions over 41,345 articles of
/// law: `portal bench relevance`.
mod weight {
    /// A syllable without its marks.
    pub const FOLDED: f32 = 1.0;
    /// Two neighbouring syllables.
    pub const PAIR: f32 = 1.0;
    /// Two neighbouring syllables in the title or heading, on top.
    pub const TITLE_PAIR: f32 = 0.25;
    /// A syllable with its marks, in a question of up to [`SHORT`](super::SHORT) syllables.
    pub const EXACT: f32 = 1.0;
}

/// The most syllables of a short question, in which the marks typed decide.
pub const SHORT: usize = 4;

/// A syllable is rare when at most one passage in so many holds it.
const RARE_ONE_IN: u64 = 20;

/// In so few passages every syllable is rare.
const ALWAYS_RARE: u64 = 500;

/// The most syllables of a question that are looked at; what covers them is kept in the bits of a word.
pub const MOST_WORDS: usize = 64;

/// The share of the weight of a question that a passage must cover, by the number of topical syllables.
#[must_use]
pub fn share_needed(syllables: usize) -> f32 {
    match syllables {
        0..=3 => 1.0,
        4 => 0.75,
        5 => 0.6,
        6 => 0.5,
        7..=9 => 0.36,
        _ => 0.31,
    }
}

/// How common things are in the index.
pub struct Statistics<'a> {
    searcher: &'a Searcher,
    passages: u64,
}

/// A term as the index has it.
#[derive(Debug, Clone)]
pub struct Known {
    /// In how many passages it stands.
    pub frequency: u64,
    /// Where each segment keeps it.
    pub places: Vec<Option<TermInfo>>,
}

impl<'a> Statistics<'a> {
    /// The statistics of what is searched.
    #[must_use]
    pub fn of(searcher: &'a Searcher) -> Self {
        let passages = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum();
        Self { searcher, passages }
    }

    /// Looks a term up in every segment.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn look_up(&self, term: &Term) -> Result<Known, TantivyError> {
        let mut known = Known { frequency: 0, places: Vec::new() };
        for segment in self.searcher.segment_readers() {
            let info = segment.inverted_index(term.field())?.get_term_info(term)?;
            known.frequency += info.as_ref().map_or(0, |info| u64::from(info.doc_freq));
            known.places.push(info);
        }
        Ok(known)
    }

    /// How telling something is that stands in so many passages.
    #[must_use]
    pub fn worth(&self, frequency: u64) -> Score {
        let others = self.passages.saturating_sub(frequency) as Score;
        (1.0 + (others + 0.5) / (frequency as Score + 0.5)).ln()
    }

    fn is_rare(&self, frequency: u64) -> bool {
        frequency <= (self.passages / RARE_ONE_IN).max(ALWAYS_RARE)
    }

    /// The average number of pieces in a field of a passage.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn average_length(&self, field: Field) -> Result<Score, TantivyError> {
        let mut pieces = 0;
        for segment in self.searcher.segment_readers() {
            pieces += segment.inverted_index(field)?.total_num_tokens();
        }
        Ok(pieces as Score / self.passages.max(1) as Score)
    }
}

/// A term to read, and how much its matches count.
pub struct PlannedTerm {
    /// Field and key.
    pub term: Term,
    /// Where each segment keeps it.
    pub places: Vec<Option<TermInfo>>,
    /// What a match scores.
    pub bm25: Bm25Weight,
    /// The syllables of the question that it covers: a bit each.
    pub covers: u64,
}

/// Several terms that a passage holds all of, or not.
#[derive(Debug)]
pub struct Together {
    /// The terms.
    pub terms: Vec<Term>,
    /// The syllables of the question that they cover.
    pub covers: u64,
}

/// What is read for a question.
pub struct Plan {
    /// The words of the question.
    pub words: Vec<Word>,
    /// The other forms of some of them.
    pub alternatives: Vec<Alternative>,
    /// What is scored.
    pub terms: Vec<PlannedTerm>,
    /// Other forms of typed words.
    pub other_forms: Vec<Together>,
    /// What every hit must hold: quoted phrases.
    pub required: Vec<Together>,
    /// What no hit may hold.
    pub excluded: Vec<Together>,
    /// What covering each syllable is worth; nothing for function words.
    worths: Vec<Score>,
    /// The same summed up for every eight of them.
    sums: Vec<[Score; 256]>,
    /// What a passage must cover to be found.
    needed: Score,
    /// The places of words that stand nowhere in the index.
    pub unknown: Vec<usize>,
}

impl Plan {
    /// Reads a question. `common_too` lets common syllables count where they stand alone.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of(
        parsed: &Parsed,
        language: &Language,
        fields: &Fields,
        statistics: &Statistics<'_>,
        common_too: bool,
    ) -> Result<Self, TantivyError> {
        let mut words = Word::all_of(&parsed.text);
        words.truncate(MOST_WORDS);
        let alternatives = language.alternatives(&words);
        let mut plan = Self {
            terms: Vec::new(),
            other_forms: Vec::new(),
            required: parsed.phrases.iter().map(|words| together(words, fields)).collect(),
            excluded: parsed.excluded.iter().map(|words| together(words, fields)).collect(),
            worths: Vec::new(),
            sums: Vec::new(),
            needed: 0.0,
            unknown: Vec::new(),
            words,
            alternatives,
        };
        let mut builder = Builder { fields, statistics, plan: &mut plan };
        let paired = builder.add_pairs()?;
        builder.add_words(&paired, language, common_too)?;
        builder.add_exact()?;
        builder.add_other_forms()?;
        plan.sums = plan.worths.chunks(8).map(sums).collect();
        Ok(plan)
    }

    /// Whether the question asks for anything but conditions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a passage that covers these syllables is found.
    #[must_use]
    pub fn is_enough(&self, covered: u64) -> bool {
        if let [sums] = self.sums.as_slice() {
            return sums[(covered & 0xFF) as usize] >= self.needed;
        }
        let eights = covered.to_le_bytes();
        let worth: Score =
            self.sums.iter().zip(eights).map(|(sums, covered)| sums[usize::from(covered)]).sum();
        worth >= self.needed
    }

    /// Whether a passage that holds every word that stands anywhere is found; if not, nothing is.
    #[must_use]
    pub fn can_be_met(&self) -> bool {
        let known = (0..self.words.len()).filter(|place| !self.unknown.contains(place));
        self.is_enough(known.fold(0, |covered, place| covered | 1 << place))
    }

    /// Whether any word outside the bytes `span` of the question carries a topic.
    #[must_use]
    pub fn has_topic(question: &str, span: &std::ops::Range<usize>, language: &Language) -> bool {
        let outside = [&question[..span.start], &question[span.end..]];
        outside.iter().any(|part| Word::all_of(part).iter().any(|word| !language.is_function_word(word)))
    }
}

/// For every set of up to eight syllables what covering it is worth.
fn sums(worths: &[Score]) -> [Score; 256] {
    std::array::from_fn(|set| {
        worths.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, worth)| worth).sum()
    })
}

/// What stands together: all pairs of the words, and each word with the marks typed.
fn together(words: &[Word], fields: &Fields) -> Together {
    let pairs = words.windows(2).map(|pair| (fields.pairs, pair_key(&pair[0].key, &pair[1].key)));
    let marked = words.iter().filter_map(|word| word.marked.clone().map(|marked| (fields.exact, marked)));
    let lone = (words.len() == 1 && words[0].marked.is_none()).then(|| (fields.folded, words[0].key.clone()));
    let terms = pairs.chain(marked).chain(lone);
    Together { terms: terms.map(|(field, key)| Term::from_field_text(field, &key)).collect(), covers: 0 }
}

struct Builder<'a, 'b> {
    fields: &'a Fields,
    statistics: &'a Statistics<'b>,
    plan: &'a mut Plan,
}

impl Builder<'_, '_> {
    /// Adds neighbours; which words have a neighbour with which they stand in the index.
    fn add_pairs(&mut self) -> Result<Vec<bool>, TantivyError> {
        let mut paired = vec![false; self.plan.words.len()];
        for right in 1..self.plan.words.len() {
            if self.plan.words[right].breaks {
                continue;
            }
            let key = pair_key(&self.plan.words[right - 1].key, &self.plan.words[right].key);
            let covers = 0b11 << (right - 1);
            if self.add(self.fields.pairs, &key, weight::PAIR, covers)? > 0 {
                paired[right - 1] = true;
                paired[right] = true;
                self.add(self.fields.title_pairs, &key, weight::TITLE_PAIR, 0)?;
            }
        }
        Ok(paired)
    }

    /// Adds the syllables that are rare or stand alone, and weighs all.
    fn add_words(
        &mut self,
        paired: &[bool],
        language: &Language,
        common_too: bool,
    ) -> Result<(), TantivyError> {
        let words = self.plan.words.clone();
        let no_topic = !words.iter().any(|word| !language.is_function_word(word));
        let mut first_of: Vec<usize> = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let first = words.iter().position(|other| other.key == word.key).unwrap_or(place);
            let known = self.statistics.look_up(&Term::from_field_text(self.fields.folded, &word.key))?;
            if known.frequency == 0 {
                self.plan.unknown.push(place);
            }
            let topical = first == place && (no_topic || !language.is_function_word(word));
            self.plan.worths.push(if topical { self.statistics.worth(known.frequency) } else { 0.0 });
            first_of.push(first);
            let alone = self.statistics.is_rare(known.frequency) || !paired[place] || common_too;
            if known.frequency > 0 && (alone || words.len() <= SHORT) {
                let covers = if alone { 1 << place } else { 0 };
                self.push(self.fields.folded, &word.key, weight::FOLDED, covers, known)?;
            }
        }
        self.cover_repetitions(&first_of);
        let topical = self.plan.worths.iter().filter(|worth| **worth > 0.0).count();
        self.plan.needed = self.plan.worths.iter().sum::<Score>() * share_needed(topical) * 0.9999;
        Ok(())
    }

    /// Lets what covers a repeated syllable cover its first place.
    fn cover_repetitions(&mut self, first_of: &[usize]) {
        for term in &mut self.plan.terms {
            for (place, first) in first_of.iter().enumerate() {
                if term.covers & 1 << place != 0 {
                    term.covers |= 1 << first;
                }
            }
        }
    }

    /// Adds the forms with marks, where the question is short enough for them to decide.
    fn add_exact(&mut self) -> Result<(), TantivyError> {
        if self.plan.words.len() > SHORT {
            return Ok(());
        }
        for word in self.plan.words.clone() {
            if let Some(marked) = word.marked {
                self.add(self.fields.exact, &marked, weight::EXACT, 0)?;
            }
        }
        Ok(())
    }

    fn add_other_forms(&mut self) -> Result<(), TantivyError> {
        for alternative in self.plan.alternatives.clone() {
            let covers = alternative.span.clone().fold(0, |covers, place| covers | 1 << place);
            let terms = form_terms(&alternative.keys, self.fields);
            for (field, key) in &terms {
                self.add(*field, key, weight::PAIR, 0)?;
            }
            let terms = terms.iter().map(|(field, key)| Term::from_field_text(*field, key)).collect();
            self.plan.other_forms.push(Together { terms, covers });
        }
        Ok(())
    }

    /// Adds a term that the index has; in how many passages it stands.
    fn add(&mut self, field: Field, key: &str, weight: f32, covers: u64) -> Result<u64, TantivyError> {
        let known = self.statistics.look_up(&Term::from_field_text(field, key))?;
        let frequency = known.frequency;
        if frequency > 0 {
            self.push(field, key, weight, covers, known)?;
        }
        Ok(frequency)
    }

    /// Adds a term; one that is there already counts more.
    fn push(
        &mut self,
        field: Field,
        key: &str,
        weight: f32,
        covers: u64,
        known: Known,
    ) -> Result<(), TantivyError> {
        let term = Term::from_field_text(field, key);
        let average = self.statistics.average_length(field)?;
        let bm25 =
            Bm25Weight::for_one_term_without_explain(known.frequency, self.statistics.passages, average)
                .boost_by(weight);
        if let Some(same) = self.plan.terms.iter_mut().find(|same| same.term == term) {
            same.covers |= covers;
            same.bm25 = same.bm25.boost_by(2.0);
        } else {
            self.plan.terms.push(PlannedTerm { term, places: known.places, bm25, covers });
        }
        Ok(())
    }
}

/// The terms of a form: its pairs, or its only syllable.
fn form_terms(keys: &[String], fields: &Fields) -> Vec<(Field, String)> {
    if let [only] = keys {
        return vec![(fields.folded, only.clone())];
    }
    keys.windows(2).map(|pair| (fields.pairs, pair_key(&pair[0], &pair[1]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_few_and_a_falling_share_of_many() {
        assert!(share_needed(3) >= 1.0);
        let shares: Vec<f32> = (1..40).map(share_needed).collect();
        assert!(shares.windows(2).all(|pair| pair[1] <= pair[0]));
        assert!(share_needed(40) > 0.3);
    }

    #[test]
    fn a_topic_beside_a_number() {
        let language = Language::shipped();
        assert!(Plan::has_topic("qd 10/2016 thu hồi đất", &(0..10), language));
        assert!(!Plan::has_topic("qd 10/2016 là gì", &(0..10), language));
    }
}
