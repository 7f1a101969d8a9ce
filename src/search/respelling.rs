//! Decides between the question as typed and its better spelling; see [`spelling`](super::spelling).
//!
//! A syllable that stands nowhere can be in no passage, so the hits are those of the better spelling as soon as that
//! finds anything: it is *applied* where the question as typed finds nothing, else *offered*, its words having only
//! lent their rank. A doubtful syllable stands somewhere and may be right: where the question as typed finds
//! anything its hits stay, and the better spelling is offered if it finds [`MANY_MORE`] times as much. Nothing is
//! offered that finds nothing under the same tenants and filters, or with a word that stands in nothing the reader
//! may find.

use std::ops::Range;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, TantivyError, Term};

use super::Correction;
use super::accents::Model;
use super::analyser::key;
use super::language::Language;
use super::parse::Parsed;
use super::plan::{Plan, Statistics};
use super::run::{Attempt, Search};
use super::spelling::{Lexicon, Spelling};
use crate::base::text::tokens;
use crate::items::kinds::document::number_query::NumberQuery;

/// How much more a doubtful question must find when spelt otherwise.
const MANY_MORE: usize = 5;

/// So many passages are looked at for one that the reader may find; what stands in more is no secret.
const LOOKED_AT: usize = 1_000;

/// A way of looking for a better spelling.
type Known =
    fn(&str, &[Range<usize>], &Language, &Lexicon, Option<&Model>) -> Result<Option<Spelling>, TantivyError>;

/// What is answered to a question.
pub(super) struct Answered {
    /// The spelling whose hits are given.
    pub attempt: Attempt,
    /// The spelling to show or to offer.
    pub correction: Option<Correction>,
    /// The words typed that stand nowhere in the index, as typed.
    pub unknown: Vec<String>,
}

impl Search<'_> {
    /// Answers a normalised question.
    pub(super) fn answered(&self, text: &str) -> Result<Answered, TantivyError> {
        let spelling = self.spelling(text, Spelling::of)?;
        let misspelt: Vec<&str> = spelling.iter().flat_map(Spelling::unknown).collect();
        let (mut attempt, mut correction) = match &spelling {
            Some(spelling) => self.better_attempt(text, spelling)?,
            None => (self.attempt(text)?, None),
        };
        if attempt.answer.total == 0
            && let Some(spelling) = self.spelling(text, Spelling::of_misplaced)?
        {
            (attempt, correction) = self.better_attempt(text, &spelling)?;
        }
        let unknown = as_typed(text, |key| misspelt.contains(&key) || attempt.lacks(key));
        Ok(Answered { attempt, correction, unknown })
    }

    fn better_attempt(
        &self,
        text: &str,
        spelling: &Spelling,
    ) -> Result<(Attempt, Option<Correction>), TantivyError> {
        let model = self.index.accents.model();
        let better = self.attempt(&spelling.searched(text, model.as_deref()))?;
        if better.answer.total == 0 {
            return Ok((self.attempt(text)?, None));
        }
        let correction = |applied| Some(Correction { text: spelling.shown(text, model.as_deref()), applied });
        if !spelling.doubtful {
            return Ok((better, correction(!self.finds(text)?)));
        }
        let typed = self.attempt(text)?;
        Ok(match typed.answer.total {
            0 => (better, correction(true)),
            total if better.answer.total >= MANY_MORE * total => (typed, correction(false)),
            _ => (typed, None),
        })
    }

    /// The better spelling of a question, if `known` has one in which every new word may be found.
    fn spelling(&self, text: &str, known: Known) -> Result<Option<Spelling>, TantivyError> {
        let lexicon = Lexicon::of(self.searcher, &self.index.fields)?;
        let model = self.index.accents.model();
        let number = NumberQuery::find(text).map(|number| number.span);
        let mut kept = Parsed::of(text, number.as_ref()).excluded_at;
        kept.extend(number);
        let Some(spelling) = known(text, &kept, &self.index.language, &lexicon, model.as_deref())? else {
            return Ok(None);
        };
        for word in spelling.corrected() {
            if !self.stands(word)? {
                return Ok(None);
            }
        }
        Ok(Some(spelling))
    }

    /// Whether the question as typed finds anything.
    fn finds(&self, text: &str) -> Result<bool, TantivyError> {
        if NumberQuery::find(text).is_none() {
            let (fields, statistics) = (&self.index.fields, Statistics::of(self.searcher));
            let plan = Plan::of(&Parsed::of(text, None), &self.index.language, fields, &statistics, true)?;
            if !plan.can_be_met() {
                return Ok(false);
            }
        }
        Ok(self.attempt(text)?.answer.total > 0)
    }

    /// Whether a word, or two, stands in anything the reader may find.
    fn stands(&self, word: &str) -> Result<bool, TantivyError> {
        let fields = &self.index.fields;
        let field = if word.contains(' ') { fields.pairs } else { fields.folded };
        let term = Term::from_field_text(field, word);
        let mut left = LOOKED_AT;
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(field)?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                left = left.saturating_sub(1);
                if left == 0 || self.may_show(ordinal, postings.doc()) {
                    return Ok(true);
                }
                postings.advance();
            }
        }
        Ok(false)
    }
}

/// The pieces of a question with a key that is wanted, each once.
fn as_typed(question: &str, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for piece in tokens(question).filter(|piece| wanted(&key(piece.text))) {
        if !words.iter().any(|word| word == piece.text) {
            words.push(piece.text.to_owned());
        }
    }
    words
}
