//! From a question to what is read in the index: scored terms, and what a passage must contain to be found.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::Term;
use tantivy::schema::Field;

use super::analyser::pair_key;
use super::language::{Alternative, Language, Word};
use super::schema::Fields;

/// How much each reading counts. Measured on citizens' questions over 41,345 articles of law; see
/// `benches/search_quality.rs`.
mod weight {
    /// A syllable without its marks.
    pub const FOLDED: f32 = 1.0;
    /// Two neighbouring syllables.
    pub const PAIR: f32 = 1.0;
    /// Two neighbouring syllables in the title or heading, on top.
    pub const TITLE_PAIR: f32 = 0.25;
    /// A syllable with its marks, in a question of up to [`SHORT`](super::SHORT) syllables.
    pub const EXACT_SHORT: f32 = 1.0;
    /// A syllable with its marks, in a longer question.
    pub const EXACT_LONG: f32 = 0.35;
}

/// The most syllables of a short question, in which the marks typed decide.
const SHORT: usize = 4;

/// Up to so many syllables must all be contained.
const ALL_NEEDED: usize = 3;

/// A term to read, and how much its matches count.
#[derive(Debug)]
pub struct ScoredTerm {
    /// Field and key.
    pub term: Term,
    /// By how much its score is multiplied.
    pub weight: f32,
    /// The unit that a passage with this term contains.
    pub unit: Option<usize>,
}

/// Another form of typed words: a passage with all its terms contains the units.
#[derive(Debug)]
pub struct OtherForm {
    /// The terms of the form: its pairs, or the one syllable.
    pub terms: Vec<Term>,
    /// The units it stands for.
    pub units: Vec<usize>,
}

/// What is read for a question.
#[derive(Debug)]
pub struct Plan {
    /// The words of the question.
    pub words: Vec<Word>,
    /// The other forms of some of them.
    pub alternatives: Vec<Alternative>,
    /// What is scored.
    pub terms: Vec<ScoredTerm>,
    /// What also counts as containing units.
    pub other_forms: Vec<OtherForm>,
    /// How many units there are: distinct syllables that carry the topic.
    pub units: usize,
}

impl Plan {
    /// Reads a normalised question.
    #[must_use]
    pub fn of(question: &str, language: &Language, fields: &Fields) -> Self {
        let words = Word::all_of(question);
        let alternatives = language.alternatives(&words);
        let unit_of = units(&words, language);
        let mut plan =
            Self { words, alternatives, terms: Vec::new(), other_forms: Vec::new(), units: unit_of.len() };
        plan.add_words(fields, &unit_of);
        plan.add_pairs(fields);
        plan.add_other_forms(fields, &unit_of);
        plan
    }

    /// How many of its units a passage must contain to be found.
    #[must_use]
    pub fn needed(&self) -> usize {
        if self.units <= ALL_NEEDED { self.units } else { (self.units * 2).div_ceil(3) }
    }

    /// Whether any word outside the bytes `span` of the question carries a topic.
    #[must_use]
    pub fn has_topic(question: &str, span: &Range<usize>, language: &Language) -> bool {
        let outside = [&question[..span.start], &question[span.end..]];
        outside.iter().any(|part| Word::all_of(part).iter().any(|word| !language.is_function_word(word)))
    }

    fn add_words(&mut self, fields: &Fields, unit_of: &HashMap<String, usize>) {
        let exact = if self.words.len() <= SHORT { weight::EXACT_SHORT } else { weight::EXACT_LONG };
        for index in 0..self.words.len() {
            let word = self.words[index].clone();
            self.add(fields.folded, &word.key, weight::FOLDED, unit_of.get(&word.key).copied());
            if let Some(marked) = word.marked {
                self.add(fields.exact, &marked, exact, None);
            }
        }
    }

    fn add_pairs(&mut self, fields: &Fields) {
        let pairs: Vec<String> = self
            .words
            .windows(2)
            .filter(|pair| !pair[1].breaks)
            .map(|pair| pair_key(&pair[0].key, &pair[1].key))
            .collect();
        for pair in pairs {
            self.add(fields.pairs, &pair, weight::PAIR, None);
            self.add(fields.title_pairs, &pair, weight::TITLE_PAIR, None);
        }
    }

    fn add_other_forms(&mut self, fields: &Fields, unit_of: &HashMap<String, usize>) {
        for alternative in self.alternatives.clone() {
            let terms = form_terms(&alternative.keys, fields);
            for (field, key) in &terms {
                self.add(*field, key, weight::PAIR, None);
            }
            let typed = &self.words[alternative.span];
            self.other_forms.push(OtherForm {
                terms: terms.iter().map(|(field, key)| Term::from_field_text(*field, key)).collect(),
                units: typed.iter().filter_map(|word| unit_of.get(&word.key).copied()).collect(),
            });
        }
    }

    /// Adds a term; one that is there already counts more.
    fn add(&mut self, field: Field, key: &str, weight: f32, unit: Option<usize>) {
        let term = Term::from_field_text(field, key);
        match self.terms.iter_mut().find(|known| known.term == term) {
            Some(known) => {
                known.weight += weight;
                known.unit = known.unit.or(unit);
            }
            None => self.terms.push(ScoredTerm { term, weight, unit }),
        }
    }
}

/// The distinct syllables that carry the topic, numbered; all of them where none does.
fn units(words: &[Word], language: &Language) -> HashMap<String, usize> {
    let topical = |word: &&Word| !language.is_function_word(word);
    let all_function_words = !words.iter().any(|word| topical(&word));
    let mut units = HashMap::new();
    for word in words.iter().filter(|word| all_function_words || topical(word)) {
        let next = units.len();
        units.entry(word.key.clone()).or_insert(next);
    }
    units
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

    fn plan(question: &str) -> Plan {
        let (_, fields) = Fields::build();
        Plan::of(question, Language::shipped(), &fields)
    }

    #[test]
    fn function_words_are_no_units() {
        assert_eq!(plan("đất đai").units, 2);
        assert_eq!(plan("có được cấp đất không").units, 2);
        assert_eq!(plan("có được không").units, 3);
        assert_eq!(plan("đất, đất và đất").units, 1);
        assert_eq!(plan("!").units, 0);
    }

    #[test]
    fn all_of_few_and_two_thirds_of_many() {
        assert_eq!(plan("khai sinh muộn").needed(), 3);
        assert_eq!(plan("khai sinh muộn quá hạn").needed(), 4);
        assert_eq!(plan("thủ tục đăng ký khai sinh muộn quá hạn").needed(), 6);
    }

    #[test]
    fn other_forms_stand_for_the_units_typed() {
        let plan = plan("ubnd xã");
        assert_eq!(plan.other_forms.len(), 1);
        assert_eq!(plan.other_forms[0].terms.len(), 3);
        assert_eq!(plan.other_forms[0].units, [0]);
    }

    #[test]
    fn a_topic_beside_a_number() {
        let language = Language::shipped();
        assert!(Plan::has_topic("qd 10/2016 thu hồi đất", &(0..10), language));
        assert!(!Plan::has_topic("qd 10/2016 là gì", &(0..10), language));
    }
}
