//! Reads the terms of a plan in one segment, window by window, and gives what is found with its first score.

use std::ops::Range;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::plan::{Plan, PlannedTerm, Together};
use super::shelf::Shelf;

/// Passages looked at together: their scores and covered syllables stay in the processor's cache.
const WINDOW: u32 = 1 << 13;

/// A found item with its best passages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The item's number in its segment.
    pub item: u32,
    /// Its best passages with their first scores, best first; the second may be missing.
    pub best: [Option<(DocId, Score)>; 2],
}

impl Found {
    /// The first score of the item: that of its best passage.
    pub fn score(&self) -> Score {
        self.best[0].map_or(0.0, |(_, score)| score)
    }

    fn add(&mut self, doc: DocId, score: Score) {
        if self.best[0].is_none_or(|(_, best)| score > best) {
            self.best[1] = self.best[0];
            self.best[0] = Some((doc, score));
        } else if self.best[1].is_none_or(|(_, second)| score > second) {
            self.best[1] = Some((doc, score));
        }
    }
}

/// Postings of one term while they are read.
struct Reader {
    postings: BlockSegmentPostings,
    at: usize,
    lengths: FieldNormReader,
    bm25: Bm25Weight,
    covers: u64,
}

impl Reader {
    /// The next passage it stands in.
    fn next(&self) -> Option<DocId> {
        self.postings.docs().get(self.at).copied()
    }

    /// Reads what stands in a window into its scores and covered syllables.
    fn read(&mut self, window: &Range<u32>, scores: &mut [Score], covered: &mut [u64]) {
        loop {
            let (docs, frequencies) = (self.postings.docs(), self.postings.freqs());
            if docs.is_empty() {
                return;
            }
            for at in self.at..docs.len() {
                let doc = docs[at];
                if doc >= window.end {
                    self.at = at;
                    return;
                }
                let place = (doc - window.start) as usize;
                scores[place] += self.bm25.score(self.lengths.fieldnorm_id(doc), frequencies[at]);
                covered[place] |= self.covers;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}

/// Passages in order, with a place up to which they were looked at.
struct Holders {
    docs: Vec<DocId>,
    at: usize,
    covers: u64,
}

impl Holders {
    fn of(segment: &SegmentReader, together: &Together) -> Result<Self, TantivyError> {
        Ok(Self { docs: holders_of_all(segment, &together.terms)?, at: 0, covers: together.covers })
    }

    /// Whether the passage is among them; asked in rising order.
    fn holds(&mut self, doc: DocId) -> bool {
        while self.docs.get(self.at).is_some_and(|known| *known < doc) {
            self.at += 1;
        }
        self.docs.get(self.at) == Some(&doc)
    }
}

/// One segment under way.
pub struct Scan<'a> {
    segment: &'a SegmentReader,
    plan: &'a Plan,
    /// What the segment knows of its items.
    pub shelf: Arc<Shelf>,
    readers: Vec<Reader>,
    forms: Vec<Holders>,
    required: Vec<Holders>,
    excluded: Vec<Holders>,
}

impl<'a> Scan<'a> {
    /// Opens the terms of a plan in the segment of this number.
    ///
    /// # Errors
    /// When the segment cannot be read.
    pub fn of(
        plan: &'a Plan,
        segment: &'a SegmentReader,
        ordinal: usize,
        shelf: Arc<Shelf>,
    ) -> Result<Self, TantivyError> {
        let mut readers = Vec::new();
        for term in &plan.terms {
            readers.extend(reader(term, segment, ordinal)?);
        }
        let holders = |together: &[Together]| {
            together.iter().map(|one| Holders::of(segment, one)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            forms: holders(&plan.other_forms)?,
            required: holders(&plan.required)?,
            excluded: holders(&plan.excluded)?,
            segment,
            plan,
            shelf,
            readers,
        })
    }

    /// Gives every found item that `admits` lets in to `take`, in the order of the index; `each_passage` gives
    /// every passage by itself.
    pub fn run(mut self, each_passage: bool, admits: impl Fn(u32) -> bool, mut take: impl FnMut(Found)) {
        let (mut scores, mut covered) = (vec![0.0; WINDOW as usize], vec![0; WINDOW as usize]);
        let mut current: Option<Found> = None;
        let (end, nothing_asked) = (self.segment.max_doc(), self.plan.is_empty());
        let mut start = 0;
        while start < end {
            start = self.next_reached(start).min(end);
            let window = start..(start + WINDOW).min(end);
            for reader in &mut self.readers {
                reader.read(&window, &mut scores, &mut covered);
            }
            self.add_forms(&window, &mut covered);
            for (doc, (&score, &covers)) in window.clone().zip(scores.iter().zip(&covered)) {
                let enough = if covers == 0 { nothing_asked } else { self.plan.is_enough(covers) };
                if !enough || !self.may_show(doc) {
                    continue;
                }
                let item = self.shelf.item_of(doc);
                match &mut current {
                    Some(found) if found.item == item && !each_passage => found.add(doc, score),
                    _ => {
                        current.take().map(&mut take);
                        current = admits(item).then_some(Found { item, best: [Some((doc, score)), None] });
                    }
                }
            }
            scores.fill(0.0);
            covered.fill(0);
            start = window.end;
        }
        current.map(&mut take);
    }

    /// The next passage that any term reaches, or all of them where nothing was asked.
    fn next_reached(&self, start: u32) -> u32 {
        if self.plan.is_empty() {
            return start;
        }
        let read = self.readers.iter().filter_map(Reader::next);
        let formed = self.forms.iter().filter_map(|form| form.docs.get(form.at).copied());
        read.chain(formed).min().unwrap_or(u32::MAX).max(start)
    }

    fn add_forms(&mut self, window: &Range<u32>, covered: &mut [u64]) {
        for form in &mut self.forms {
            while let Some(doc) = form.docs.get(form.at).filter(|doc| **doc < window.end) {
                covered[(doc - window.start) as usize] |= form.covers;
                form.at += 1;
            }
        }
    }

    fn may_show(&mut self, doc: DocId) -> bool {
        !self.segment.is_deleted(doc)
            && self.required.iter_mut().all(|phrase| phrase.holds(doc))
            && !self.excluded.iter_mut().any(|words| words.holds(doc))
    }
}

fn reader(
    term: &PlannedTerm,
    segment: &SegmentReader,
    ordinal: usize,
) -> Result<Option<Reader>, TantivyError> {
    let Some(place) = term.places.get(ordinal).and_then(Option::as_ref) else { return Ok(None) };
    let field = term.term.field();
    let inverted = segment.inverted_index(field)?;
    Ok(Some(Reader {
        postings: inverted.read_block_postings_from_terminfo(place, IndexRecordOption::WithFreqs)?,
        at: 0,
        lengths: segment.get_fieldnorms_reader(field)?,
        bm25: term.bm25.clone(),
        covers: term.covers,
    }))
}

/// The passages of a segment that hold every term.
fn holders_of_all(segment: &SegmentReader, terms: &[Term]) -> Result<Vec<DocId>, TantivyError> {
    let mut lists = Vec::new();
    for term in terms {
        let inverted = segment.inverted_index(term.field())?;
        let Some(postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
            return Ok(Vec::new());
        };
        lists.push(postings);
    }
    lists.sort_by_key(DocSet::size_hint);
    let mut lists = lists.into_iter();
    let Some(mut shortest) = lists.next() else { return Ok(Vec::new()) };
    let mut left = Vec::new();
    while shortest.doc() != TERMINATED {
        left.push(shortest.doc());
        shortest.advance();
    }
    for mut list in lists {
        left.retain(|doc| reaches(&mut list, *doc));
    }
    Ok(left)
}

/// Moves forward to `target` and says whether it is there.
fn reaches(postings: &mut impl DocSet, target: DocId) -> bool {
    if postings.doc() < target {
        postings.seek(target);
    }
    postings.doc() == target
}
