//! One segment of the index, asked for the items that hold words of titles or parts of numbers.

use std::cmp::Reverse;
use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError};

use crate::base::text::folded;
use crate::search::schema::Fields;
use crate::search::shelf::{Dimension, Shelf};

/// The most words of a dictionary that are looked at for one beginning.
pub const TERMS_LOOKED_AT: usize = 2_000;

/// The most of them, the commonest, whose items are read.
pub const TERMS_READ: usize = 64;

/// An item that may be suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Whether it is likely better than others: its kind is what was typed first, or its number is the very one.
    pub leads: bool,
    /// The day that places it in time.
    pub date: i32,
    /// The segment.
    pub segment: u32,
    /// Its first record.
    pub doc: DocId,
}

/// Leaves the likely best.
pub fn keep_best(candidates: &mut Vec<Candidate>, most: usize) {
    let order = |one: &Candidate| (Reverse((one.leads, one.date)), one.segment, one.doc);
    if candidates.len() > most {
        candidates.select_nth_unstable_by_key(most, order);
        candidates.truncate(most);
    }
    candidates.sort_unstable_by_key(order);
}

/// Records, a bit each.
#[derive(Debug, Clone)]
pub struct Records(Vec<u64>);

impl Records {
    fn none(segment: &SegmentReader) -> Self {
        Self(vec![0; (segment.max_doc() as usize).div_ceil(64)])
    }

    fn add(&mut self, doc: DocId) {
        self.0[doc as usize / 64] |= 1 << (doc % 64);
    }

    /// Leaves those that are in the other set, too.
    pub fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= theirs);
    }

    /// Adds those of the other set.
    pub fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// Whether a record is in it.
    pub fn has(&self, doc: DocId) -> bool {
        self.0[doc as usize / 64] & 1 << (doc % 64) != 0
    }

    fn iter(&self) -> impl Iterator<Item = DocId> + '_ {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let base = u32::try_from(word * 64).unwrap_or(u32::MAX);
            (0..64).filter(move |bit| bits & 1 << bit != 0).map(move |bit| base + bit)
        })
    }
}

/// A segment and what of it may be suggested.
pub struct Segment<'a> {
    ordinal: u32,
    reader: &'a SegmentReader,
    shelf: Arc<Shelf>,
    /// The fields of the index.
    pub fields: &'a Fields,
    sites: Vec<bool>,
}

impl<'a> Segment<'a> {
    /// A segment for the readers of some tenants.
    pub fn new(
        ordinal: usize,
        reader: &'a SegmentReader,
        shelf: Arc<Shelf>,
        fields: &'a Fields,
        tenants: &[String],
    ) -> Self {
        let sites = shelf.names(Dimension::Site).chosen(tenants);
        Self { ordinal: u32::try_from(ordinal).unwrap_or(u32::MAX), reader, shelf, fields, sites }
    }

    /// The records that hold a term.
    pub fn with(&self, field: Field, term: &str) -> Result<Records, TantivyError> {
        let mut records = Records::none(self.reader);
        let inverted = self.reader.inverted_index(field)?;
        if let Some(info) = inverted.terms().get(term.as_bytes())? {
            self.read(field, &info, &mut records)?;
        }
        Ok(records)
    }

    /// The records that hold a term beginning so.
    pub fn beginning(&self, field: Field, prefix: &str) -> Result<Records, TantivyError> {
        let mut records = Records::none(self.reader);
        let inverted = self.reader.inverted_index(field)?;
        // No key holds this byte, so that all that begin with the prefix lie before it.
        let end = [prefix.as_bytes(), &[0xFF]].concat();
        let mut stream = inverted.terms().range().ge(prefix.as_bytes()).lt(&end).into_stream()?;
        let mut terms: Vec<TermInfo> = Vec::new();
        while terms.len() < TERMS_LOOKED_AT && stream.advance() {
            terms.push(stream.value().clone());
        }
        terms.sort_by_key(|term| Reverse(term.doc_freq));
        for term in terms.iter().take(TERMS_READ) {
            self.read(field, term, &mut records)?;
        }
        Ok(records)
    }

    fn read(&self, field: Field, term: &TermInfo, into: &mut Records) -> Result<(), TantivyError> {
        let inverted = self.reader.inverted_index(field)?;
        let mut postings = inverted.read_postings_from_terminfo(term, IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            into.add(postings.doc());
            postings.advance();
        }
        Ok(())
    }

    /// Whether any item is of a kind that begins with the words, or whose name the words begin with: by number of
    /// the kind.
    pub fn kinds_leading(&self, words: &str) -> Vec<bool> {
        let names = self.shelf.names(Dimension::DocType);
        let leads = |name: &str| {
            let name = folded(name);
            name.starts_with(words) || words.strip_prefix(&name).is_some_and(|rest| rest.starts_with(' '))
        };
        (0..names.len()).map(|kind| leads(names.name(kind))).collect()
    }

    /// What of the records may be suggested, likely best first; `leads` says of an item's kind and record whether it
    /// is likely better.
    pub fn candidates(
        &self,
        records: &Records,
        most: usize,
        leads: impl Fn(Option<u32>, DocId) -> bool,
    ) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for doc in records.iter().filter(|doc| !self.reader.is_deleted(*doc)) {
            let facts = self.shelf.facts(self.shelf.item_of(doc));
            let mut sites = self.shelf.values(facts, Dimension::Site).iter();
            if !facts.archived && sites.any(|site| self.sites[*site as usize]) {
                let leads = leads(self.shelf.value(facts, Dimension::DocType), doc);
                candidates.push(Candidate { leads, date: facts.date, segment: self.ordinal, doc });
            }
        }
        keep_best(&mut candidates, most);
        candidates
    }
}
