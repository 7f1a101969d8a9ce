//! Reads the terms of a plan in one segment and says which passages are found, with their scores.

use tantivy::postings::Postings;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::plan::{Plan, ScoredTerm};

/// A set of the passages of one segment.
pub type Mask = Vec<bool>;

/// The passages of a segment that match a filter and are not removed.
pub fn matching(
    filter: &dyn Query,
    searcher: &Searcher,
    segment: &SegmentReader,
) -> Result<Mask, TantivyError> {
    let mut mask = vec![false; segment.max_doc() as usize];
    let weight = filter.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut docs = weight.scorer(segment, 1.0)?;
    while docs.doc() != TERMINATED {
        mask[docs.doc() as usize] = !segment.is_deleted(docs.doc());
        docs.advance();
    }
    Ok(mask)
}

/// A plan with the weight of each term over the whole index.
pub struct Weighted<'a> {
    plan: &'a Plan,
    terms: Vec<(&'a ScoredTerm, Bm25Weight)>,
}

impl<'a> Weighted<'a> {
    /// Looks up how common each term is.
    pub fn of(plan: &'a Plan, searcher: &Searcher) -> Result<Self, TantivyError> {
        let mut terms = Vec::new();
        for scored in &plan.terms {
            if searcher.doc_freq(&scored.term)? > 0 {
                let bm25 = Bm25Weight::for_terms(searcher, std::slice::from_ref(&scored.term))?;
                terms.push((scored, bm25.boost_by(scored.weight)));
            }
        }
        Ok(Self { plan, terms })
    }

    /// The passages of a segment that contain enough of the question, with their scores.
    pub fn found_in(
        &self,
        segment: &SegmentReader,
        allowed: &Mask,
    ) -> Result<Vec<(DocId, Score)>, TantivyError> {
        let mut tally = Tally::new(self.plan, allowed);
        for (scored, bm25) in &self.terms {
            tally.read(segment, scored, bm25)?;
        }
        for form in &self.plan.other_forms {
            let holders = holders_of_all(segment, &form.terms, allowed)?;
            tally.cover(&form.units, &holders);
        }
        Ok(tally.found(self.plan.needed()))
    }
}

/// What is known of the passages of a segment while its terms are read.
struct Tally<'a> {
    allowed: &'a Mask,
    scores: Vec<Score>,
    contained: Vec<u16>,
    /// For units that other forms may stand for: who contains them already.
    holders: Vec<Option<Mask>>,
}

impl<'a> Tally<'a> {
    fn new(plan: &Plan, allowed: &'a Mask) -> Self {
        let mut holders = vec![None; plan.units];
        for unit in plan.other_forms.iter().flat_map(|form| &form.units) {
            holders[*unit] = Some(vec![false; allowed.len()]);
        }
        Self { allowed, scores: vec![0.0; allowed.len()], contained: vec![0; allowed.len()], holders }
    }

    fn read(
        &mut self,
        segment: &SegmentReader,
        scored: &ScoredTerm,
        bm25: &Bm25Weight,
    ) -> Result<(), TantivyError> {
        let field = scored.term.field();
        let inverted = segment.inverted_index(field)?;
        let Some(mut postings) = inverted.read_postings(&scored.term, IndexRecordOption::WithFreqs)? else {
            return Ok(());
        };
        let lengths = segment.get_fieldnorms_reader(field)?;
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if self.allowed[doc as usize] {
                self.scores[doc as usize] += bm25.score(lengths.fieldnorm_id(doc), postings.term_freq());
                if let Some(unit) = scored.unit {
                    self.count(unit, doc as usize);
                }
            }
            postings.advance();
        }
        Ok(())
    }

    /// Counts a unit for a passage, once.
    fn count(&mut self, unit: usize, doc: usize) {
        if let Some(holders) = &mut self.holders[unit] {
            if holders[doc] {
                return;
            }
            holders[doc] = true;
        }
        self.contained[doc] += 1;
    }

    fn cover(&mut self, units: &[usize], holders: &[DocId]) {
        for unit in units {
            for doc in holders {
                self.count(*unit, *doc as usize);
            }
        }
    }

    fn found(self, needed: usize) -> Vec<(DocId, Score)> {
        if needed == 0 {
            return Vec::new();
        }
        let pairs = self.contained.into_iter().zip(self.scores);
        (0..)
            .zip(pairs)
            .filter(|(_, (units, _))| usize::from(*units) >= needed)
            .map(|(doc, (_, score))| (doc, score))
            .collect()
    }
}

/// The allowed passages of a segment that contain every term.
fn holders_of_all(
    segment: &SegmentReader,
    terms: &[Term],
    allowed: &Mask,
) -> Result<Vec<DocId>, TantivyError> {
    let mut left: Option<Vec<DocId>> = None;
    for term in terms {
        let inverted = segment.inverted_index(term.field())?;
        let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
            return Ok(Vec::new());
        };
        left = Some(match left {
            None => docs_of(&mut postings, allowed),
            Some(docs) => docs.into_iter().filter(|doc| reaches(&mut postings, *doc)).collect(),
        });
    }
    Ok(left.unwrap_or_default())
}

fn docs_of(postings: &mut impl DocSet, allowed: &Mask) -> Vec<DocId> {
    let mut docs = Vec::new();
    while postings.doc() != TERMINATED {
        if allowed[postings.doc() as usize] {
            docs.push(postings.doc());
        }
        postings.advance();
    }
    docs
}

/// Moves forward to `target` and says whether it is there.
fn reaches(postings: &mut impl DocSet, target: DocId) -> bool {
    if postings.doc() < target {
        postings.seek(target);
    }
    postings.doc() == target
}

/// How telling a term is: its inverse document frequency.
pub fn worth(searcher: &Searcher, term: &Term) -> Result<Score, TantivyError> {
    let all = searcher.total_num_docs()?;
    let holding = searcher.doc_freq(term)?;
    Ok((1.0 + (all.saturating_sub(holding) as Score + 0.5) / (holding as Score + 0.5)).ln())
}
