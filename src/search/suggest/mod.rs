//! What a person may be about to type: titles and numbers of what can be found.
//!
//! Words may stand anywhere in a title; the last one is the beginning of a word unless a blank follows it. Marks
//! that were typed are taken at their word where any title has them. Documents whose number goes on from what was
//! typed come first, then titles that begin with it, then titles that hold it in one piece, then all others;
//! newer ones first.
//!
//! The work is bounded whatever is typed: at most [`segment::TERMS_LOOKED_AT`] words of the dictionary of titles
//! are looked at for a beginning and [`segment::TERMS_READ`] of them read, each with one entry an item; at most
//! [`READ`] titles are read. What is withdrawn is gone with the commit that takes it out of the index.

mod numbers;
mod segment;
mod titles;

use std::collections::HashSet;

use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument, TantivyError};

use super::Index;
use super::schema::Shown;
use crate::base::text::{folded, from_tcvn3, normalise};
use numbers::NumberTyped;
use segment::{Candidate, Segment};
use titles::TitleTyped;

/// The most titles that are read.
pub const READ: usize = 100;

/// The most suggestions of one answer.
pub const MOST: usize = 20;

/// The most characters of a beginning that are looked at; titles are no longer.
const LONGEST: usize = 200;

/// Something a person may be looking for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The id of the tenant.
    pub tenant: String,
    /// The kind of content.
    pub kind: String,
    /// The title, plain text.
    pub title: String,
    /// The document number as printed.
    pub number: Option<String>,
    /// The path on the tenant's site.
    pub url: String,
}

/// A title that has been read.
struct Read {
    candidate: Candidate,
    shown: Shown,
    /// The place of its tenant among those asked for.
    distance: usize,
    /// How well it goes on from what was typed; more is better.
    rank: u8,
}

impl Index {
    /// At most `limit` things whose title or number goes on from what was typed, best first. Of things of the same
    /// title and number only that of the first of the `tenants` is given. What only some may find is never given.
    ///
    /// # Errors
    /// When the files of the index cannot be read.
    pub fn suggest(
        &self,
        typed: &str,
        tenants: &[String],
        limit: usize,
    ) -> Result<Vec<Suggestion>, TantivyError> {
        let typed: String = typed.chars().take(LONGEST).collect();
        let typed = normalise(from_tcvn3(&typed).as_deref().unwrap_or(&typed));
        let limit = limit.min(MOST);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let searcher = self.searcher();
        let mut found = match NumberTyped::of(&typed) {
            Some(number) => self.numbered(&searcher, &number, tenants)?,
            None => Vec::new(),
        };
        if found.len() < limit
            && let Some(title) = TitleTyped::of(&typed)
        {
            found.extend(self.titled(&searcher, &title, tenants)?);
        }
        Ok(distinct(found).into_iter().take(limit).map(suggestion).collect())
    }

    fn numbered(
        &self,
        searcher: &Searcher,
        number: &NumberTyped,
        tenants: &[String],
    ) -> Result<Vec<Read>, TantivyError> {
        let mut candidates = Vec::new();
        for segment in self.open_segments(searcher, tenants)? {
            candidates.extend(number.in_segment(&segment)?);
        }
        let mut read = self.read_best(searcher, candidates, tenants)?;
        read.sort_by_key(|one| (std::cmp::Reverse((one.candidate.leads, one.candidate.date)), one.distance));
        Ok(read)
    }

    fn titled(
        &self,
        searcher: &Searcher,
        title: &TitleTyped,
        tenants: &[String],
    ) -> Result<Vec<Read>, TantivyError> {
        let mut candidates = Vec::new();
        for segment in self.open_segments(searcher, tenants)? {
            candidates.extend(title.in_segment(&segment)?);
        }
        let mut read = self.read_best(searcher, candidates, tenants)?;
        if read.iter().any(|one| title.agrees(&one.shown.title)) {
            read.retain(|one| title.agrees(&one.shown.title));
        }
        for one in &mut read {
            one.rank = title.rank(&one.shown.title);
        }
        let best = |one: &Read| (one.rank, one.candidate.leads, one.candidate.date);
        read.sort_by_key(|one| (std::cmp::Reverse(best(one)), one.distance));
        Ok(read)
    }

    /// The segments in which the tenants have something that everybody may find.
    fn open_segments<'a>(
        &'a self,
        searcher: &'a Searcher,
        tenants: &[String],
    ) -> Result<Vec<Segment<'a>>, TantivyError> {
        let mut open = Vec::new();
        for (ordinal, reader) in searcher.segment_readers().iter().enumerate() {
            let restricted = reader.inverted_index(self.fields.audience)?.terms().num_terms() > 0;
            if !restricted {
                let shelf = self.shelves.get(reader)?;
                open.push(Segment::new(ordinal, reader, shelf, &self.fields, tenants));
            }
        }
        Ok(open)
    }

    /// Reads the titles of the candidates that are likely best.
    fn read_best(
        &self,
        searcher: &Searcher,
        mut candidates: Vec<Candidate>,
        tenants: &[String],
    ) -> Result<Vec<Read>, TantivyError> {
        segment::keep_best(&mut candidates, READ);
        let mut read = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let record: TantivyDocument = searcher.doc(DocAddress::new(candidate.segment, candidate.doc))?;
            let stored = record.get_first(self.fields.shown).and_then(|value| value.as_str());
            let Some(shown) = stored.and_then(|json| serde_json::from_str::<Shown>(json).ok()) else {
                continue;
            };
            let distance = tenants.iter().position(|tenant| *tenant == shown.tenant).unwrap_or(usize::MAX);
            read.push(Read { candidate, shown, distance, rank: 0 });
        }
        Ok(read)
    }
}

/// Without repetitions: of the same title and number the nearest, at the place of the first.
fn distinct(found: Vec<Read>) -> Vec<Read> {
    let identity = |one: &Read| (folded(&one.shown.title), one.shown.number.as_deref().map(folded));
    let mut nearest: std::collections::HashMap<_, (usize, u64)> = std::collections::HashMap::new();
    for (at, one) in found.iter().enumerate() {
        let best = nearest.entry(identity(one)).or_insert((one.distance, at as u64));
        if one.distance < best.0 {
            *best = (one.distance, at as u64);
        }
    }
    let mut seen = HashSet::new();
    let places: Vec<u64> = found
        .iter()
        .map(&identity)
        .filter(|same| seen.insert(same.clone()))
        .map(|same| nearest[&same].1)
        .collect();
    let mut found: Vec<Option<Read>> = found.into_iter().map(Some).collect();
    places.into_iter().filter_map(|at| found[at as usize].take()).collect()
}

fn suggestion(read: Read) -> Suggestion {
    let shown = read.shown;
    Suggestion {
        tenant: shown.tenant,
        kind: shown.kind,
        title: shown.title,
        number: shown.number,
        url: shown.url,
    }
}

#[cfg(test)]
mod tests;
