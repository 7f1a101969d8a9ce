//! Answers a question: filter, numbers, text, order, and what the page shows of each hit.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, Query as Filter, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocId, Score, Searcher, TantivyDocument, TantivyError, Term};

use super::collect::{Mask, Weighted, matching, worth};
use super::index::Index;
use super::language::{Language, Word};
use super::plan::Plan;
use super::schema::{NumberPart, Shown};
use super::snippet::Highlighter;
use super::{Group, Hit, Query, Results};
use crate::base::text::normalise;
use crate::items::kinds::document::number_query::NumberQuery;

/// By how much the preferred tenant's texts count more: enough to win among like texts.
const PREFERENCE: Score = 1.1;

/// A found passage before it is shown.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    by_number: bool,
    score: Score,
    own: bool,
    date: i64,
    address: DocAddress,
    group: u64,
}

impl Candidate {
    /// Best first: by number, score, own agency, newest; the place in the index makes the order total.
    fn order(&self, other: &Self) -> Ordering {
        let rank = |one: &Self| (one.by_number, one.own, one.date);
        let by_number = other.by_number.cmp(&self.by_number);
        by_number
            .then_with(|| other.score.total_cmp(&self.score))
            .then_with(|| rank(other).cmp(&rank(self)))
            .then_with(|| self.address.cmp(&other.address))
    }
}

impl Index {
    /// Answers a question.
    ///
    /// # Errors
    /// When the files of the index cannot be read.
    pub fn search(&self, query: &Query) -> Result<Results, TantivyError> {
        let searcher = self.searcher();
        let text = normalise(&query.text);
        let number_query = NumberQuery::find(&text);
        let search = Search { index: self, searcher: &searcher, query, language: Language::shipped() };
        let numbered = match &number_query {
            Some(number) => search.numbered(number)?,
            None => HashSet::new(),
        };
        let mut plan = search.plan(&text, number_query.as_ref());
        let mut found = search.found(&plan, &numbered, search.ranks_by_text(&text, number_query.as_ref()))?;
        if found.is_empty() && number_query.is_some() {
            plan = search.plan(&text, None);
            found = search.found(&plan, &numbered, true)?;
        }
        let total = found.len();
        let page = page_of(found, query.offset, query.limit);
        Ok(Results { total, hits: search.shown(&plan, &page)?, number_query })
    }
}

/// One question under way.
struct Search<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    query: &'a Query,
    language: &'a Language,
}

impl Search<'_> {
    /// What is read for the text; a complete number is looked for as one code, as texts cite it.
    fn plan(&self, text: &str, number: Option<&NumberQuery>) -> Plan {
        let cited = number.and_then(|number| Some((number.span.clone(), number.citation()?)));
        let question = match cited {
            Some((span, citation)) => format!("{} {citation} {}", &text[..span.start], &text[span.end..]),
            None => text.to_owned(),
        };
        Plan::of(&question, self.language, &self.index.fields)
    }

    /// Whether documents of an equally good number are told apart by the rest of the question.
    fn ranks_by_text(&self, text: &str, number: Option<&NumberQuery>) -> bool {
        number.is_none_or(|number| Plan::has_topic(text, &number.span, self.language))
    }

    /// The first records of the documents with the number, all that was said of it fitting if there are any
    /// such, else the closest.
    fn numbered(&self, number: &NumberQuery) -> Result<HashSet<DocAddress>, TantivyError> {
        for parts in said(number) {
            let mut clauses = vec![self.filter()];
            clauses.extend(parts.iter().map(|part| self.has(self.index.fields.number, &part.term())));
            let documents = self.searcher.search(&BooleanQuery::intersection(clauses), &DocSetCollector)?;
            if !documents.is_empty() {
                return Ok(documents);
            }
        }
        Ok(HashSet::new())
    }

    /// Everything found, one candidate a hit.
    fn found(
        &self,
        plan: &Plan,
        numbered: &HashSet<DocAddress>,
        by_text: bool,
    ) -> Result<Vec<Candidate>, TantivyError> {
        let weighted = Weighted::of(plan, self.searcher)?;
        let filter = self.filter();
        let own = self.own_documents(numbered)?;
        let mut best: HashMap<(u64, Option<DocAddress>), Candidate> = HashMap::new();
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            let allowed = matching(filter.as_ref(), self.searcher, segment)?;
            let shelf = Shelf::of(self, segment, ordinal)?;
            let mut scores = weighted.found_in(segment, &allowed)?;
            add_numbered(&mut scores, numbered, ordinal);
            for (doc, score) in scores {
                let mut candidate = shelf.candidate(doc, score);
                candidate.by_number = numbered.contains(&candidate.address);
                candidate.own = own.contains(&candidate.address);
                if candidate.by_number && !by_text {
                    candidate.score = 0.0;
                }
                self.keep_best(&mut best, candidate);
            }
        }
        Ok(best.into_values().collect())
    }

    fn keep_best(&self, best: &mut HashMap<(u64, Option<DocAddress>), Candidate>, candidate: Candidate) {
        let passage = (self.query.group == Group::Passage).then_some(candidate.address);
        best.entry((candidate.group, passage))
            .and_modify(|kept| {
                if candidate.order(kept) == Ordering::Less {
                    *kept = candidate;
                }
            })
            .or_insert(candidate);
    }

    /// Those of the documents that the reader's own agency issued.
    fn own_documents(&self, numbered: &HashSet<DocAddress>) -> Result<HashSet<DocAddress>, TantivyError> {
        let Some(issuer) = self.query.own_issuer.clone().filter(|_| !numbered.is_empty()) else {
            return Ok(HashSet::new());
        };
        let issued = self.has(self.index.fields.number, &NumberPart::IssuerName(issuer).term());
        self.searcher.search(issued.as_ref(), &DocSetCollector)
    }

    /// Tenants, kinds, sections and audiences asked for.
    fn filter(&self) -> Box<dyn Filter> {
        let fields = &self.index.fields;
        let mut clauses = vec![self.has_any(fields.tenant, &self.query.tenants)];
        for (field, wanted) in [(fields.kind, &self.query.kinds), (fields.section, &self.query.sections)] {
            if !wanted.is_empty() {
                clauses.push(self.has_any(field, wanted));
            }
        }
        if let Some(audience) = &self.query.audience {
            clauses.push(self.has_any(fields.audience, audience));
        }
        Box::new(BooleanQuery::intersection(clauses))
    }

    fn has_any(&self, field: Field, values: &[String]) -> Box<dyn Filter> {
        Box::new(BooleanQuery::union(values.iter().map(|value| self.has(field, value)).collect()))
    }

    #[expect(clippy::unused_self, reason = "reads as the other filters do")]
    fn has(&self, field: Field, value: &str) -> Box<dyn Filter> {
        Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
    }

    /// What the page shows of the candidates.
    fn shown(&self, plan: &Plan, page: &[Candidate]) -> Result<Vec<Hit>, TantivyError> {
        let mut worths = HashMap::new();
        for word in plan.words.iter().filter(|word| !self.language.is_function_word(word)) {
            let term = Term::from_field_text(self.index.fields.folded, &word.key);
            worths.insert(word.key.clone(), worth(self.searcher, &term)?);
        }
        let worth = |word: &Word| worths.get(&word.key).copied();
        let highlighter = Highlighter::new(&plan.words, &plan.alternatives, worth);
        page.iter().map(|candidate| self.hit(candidate, &highlighter)).collect()
    }

    fn hit(&self, candidate: &Candidate, highlighter: &Highlighter) -> Result<Hit, TantivyError> {
        let record: TantivyDocument = self.searcher.doc(candidate.address)?;
        let json = record.get_first(self.index.fields.shown).and_then(|value| value.as_str());
        let shown: Shown = serde_json::from_str(json.unwrap_or_default())
            .map_err(|error| TantivyError::InternalError(format!("record without its text: {error}")))?;
        Ok(hit_of(shown, candidate.score, highlighter))
    }
}

/// What a segment knows of its passages beside their text.
struct Shelf {
    ordinal: u32,
    groups: Column<u64>,
    dates: Column<i64>,
    preferred: Option<Mask>,
}

impl Shelf {
    fn of(search: &Search<'_>, segment: &tantivy::SegmentReader, ordinal: u32) -> Result<Self, TantivyError> {
        let preferred = match &search.query.prefer_tenant {
            Some(tenant) => {
                let filter = search.has(search.index.fields.tenant, tenant);
                Some(matching(filter.as_ref(), search.searcher, segment)?)
            }
            None => None,
        };
        let fast = segment.fast_fields();
        Ok(Self { ordinal, groups: fast.u64("group")?, dates: fast.i64("date")?, preferred })
    }

    fn candidate(&self, doc: DocId, score: Score) -> Candidate {
        let preferred = self.preferred.as_ref().is_some_and(|mask| mask[doc as usize]);
        Candidate {
            by_number: false,
            score: if preferred { score * PREFERENCE } else { score },
            own: false,
            date: self.dates.first(doc).unwrap_or(i64::MIN),
            address: DocAddress::new(self.ordinal, doc),
            group: self.groups.first(doc).unwrap_or_default(),
        }
    }
}

/// Adds the documents found by number that their text did not find.
fn add_numbered(scores: &mut Vec<(DocId, Score)>, numbered: &HashSet<DocAddress>, ordinal: u32) {
    let known: HashSet<DocId> =
        if numbered.is_empty() { HashSet::new() } else { scores.iter().map(|(doc, _)| *doc).collect() };
    let missing =
        numbered.iter().filter(|address| address.segment_ord == ordinal && !known.contains(&address.doc_id));
    scores.extend(missing.map(|address| (address.doc_id, 0.0)));
}

/// What was said of a number, all of it first, then with less of it: the number and a year or letters stay.
fn said(number: &NumberQuery) -> Vec<Vec<NumberPart>> {
    let serial = NumberPart::Serial(number.serial.key());
    let year = number.year.map(NumberPart::Year);
    let kind = number.kind.map(|kind| NumberPart::Kind(kind.to_owned()));
    let issuers: Vec<NumberPart> = number.issuers.iter().cloned().map(NumberPart::Issuer).collect();
    let mut ways: Vec<Vec<NumberPart>> = Vec::new();
    for (with_kind, with_issuers) in [(true, true), (false, true), (true, false), (false, false)] {
        let mut way = vec![serial.clone()];
        way.extend(year.clone());
        way.extend(kind.clone().filter(|_| with_kind));
        way.extend(issuers.iter().filter(|_| with_issuers).cloned());
        if way.len() > 1 && !ways.contains(&way) {
            ways.push(way);
        }
    }
    if ways.is_empty() { vec![vec![serial]] } else { ways }
}

/// The candidates of one page, best first.
fn page_of(mut found: Vec<Candidate>, offset: usize, limit: usize) -> Vec<Candidate> {
    let end = offset.saturating_add(limit).min(found.len());
    if offset >= end {
        return Vec::new();
    }
    if end < found.len() {
        found.select_nth_unstable_by(end, Candidate::order);
        found.truncate(end);
    }
    found.sort_unstable_by(Candidate::order);
    found.split_off(offset)
}

fn hit_of(shown: Shown, score: Score, highlighter: &Highlighter) -> Hit {
    let snippet = highlighter.snippet(if shown.text.is_empty() { &shown.header } else { &shown.text });
    let url = if shown.anchor.is_empty() { shown.url } else { format!("{}#{}", shown.url, shown.anchor) };
    Hit {
        tenant: shown.tenant,
        item: shown.item,
        source_ref: shown.source_ref,
        passage_ref: shown.passage_ref,
        kind: shown.kind,
        section: shown.section,
        title: shown.title,
        number: shown.number,
        url,
        anchor: shown.anchor,
        heading: shown.heading,
        snippet,
        score,
        date: shown.date,
    }
}
