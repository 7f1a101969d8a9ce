//! Answers a question: numbers, text, filters, order, and what the page shows of each hit.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Query as Filter, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError,
    Term,
};

use super::analyser::pair_key;
use super::asked::{self, Asked};
use super::facets::{Counts, Effect, Gate, Tally};
use super::index::Index;
use super::language::Word;
use super::parse::Parsed;
use super::plan::{Plan, SHORT, Statistics};
use super::rank::{Features, Ranker, Text, compare};
use super::reading::read;
use super::respelling::Answered;
use super::scan::{Found, Scan};
use super::schema::{NumberPart, Shown};
use super::shelf::{Dimension, Facts, Shelf, UNKNOWN, sortable};
use super::snippet::{marked, snippet};
use super::{Group, Hit, Order, Place, Query, Results};
use crate::base::text::{folded, from_tcvn3, normalise};
use crate::items::kinds::document::abbreviations::{EVERYDAY, TYPES};
use crate::items::kinds::document::number_query::NumberQuery;

/// How many candidates are read as texts in the second stage, and how many passages of each.
#[derive(Debug, Clone, Copy)]
struct Depth {
    candidates: usize,
    passages: usize,
}

impl Depth {
    /// A long question is told best by all of what the passages say; for a few words the first passage does.
    fn of(group: Group, words: usize) -> Self {
        match group {
            Group::Passage => Self { candidates: 100, passages: 1 },
            Group::Item if words > SHORT => Self { candidates: 32, passages: 2 },
            Group::Item => Self { candidates: 24, passages: 1 },
        }
    }
}

/// The most bytes of a passage that the second stage and the snippet read.
const READ_BYTES: usize = 8_000;

/// What the first stage gives a text of the kind or year named in a short question.
const NAMED: Score = 1.15;

/// What the second stage adds for the reader's own site.
const OWN_SITE: Score = 0.3;

/// What the second stage takes from a document that is no longer in force.
const EXPIRED: Score = 0.5;

/// What it takes from what is no longer current: more than all else can give, so that it comes last.
const ARCHIVED: Score = 1_000.0;

/// A found item or passage before it is shown.
#[derive(Debug, Clone)]
struct Candidate {
    by_number: bool,
    /// Whether the second stage has read it; those that it has come first.
    read: bool,
    score: Score,
    own: bool,
    date: i32,
    serial: i32,
    group: u64,
    segment: u32,
    found: Found,
}

impl Candidate {
    /// Best first; the place in the index makes the order total.
    fn order(&self, other: &Self, order: Order) -> Ordering {
        let by_relevance = || {
            let firsts = (other.by_number, other.read).cmp(&(self.by_number, self.read));
            let score = firsts.then_with(|| other.score.total_cmp(&self.score));
            score.then_with(|| (other.own, other.date).cmp(&(self.own, self.date)))
        };
        let by_order = match order {
            Order::Relevance => by_relevance(),
            Order::Newest => other.date.cmp(&self.date).then_with(by_relevance),
            Order::Number => {
                let key = |one: &Self| (one.serial != UNKNOWN, one.date / 10_000, one.serial);
                key(other).cmp(&key(self)).then_with(by_relevance)
            }
        };
        by_order.then_with(|| self.group.cmp(&other.group)).then_with(|| self.place().cmp(&other.place()))
    }

    fn place(&self) -> (u32, Option<DocId>) {
        (self.segment, self.found.best[0].map(|(doc, _)| doc))
    }
}

/// The candidates kept while segments are read.
struct Best {
    order: Order,
    most: usize,
    candidates: Vec<Candidate>,
}

impl Best {
    fn push(&mut self, candidate: Candidate) {
        self.candidates.push(candidate);
        if self.candidates.len() >= self.most.saturating_mul(2).saturating_add(1_000) {
            let order = self.order;
            self.candidates.select_nth_unstable_by(self.most, |a, b| a.order(b, order));
            self.candidates.truncate(self.most);
        }
    }
}

/// What one segment gives.
struct Part {
    total: usize,
    candidates: Vec<Candidate>,
    counts: Counts,
}

impl Index {
    /// Answers a question.
    ///
    /// # Errors
    /// When the files of the index cannot be read.
    pub fn search(&self, query: &Query) -> Result<Results, TantivyError> {
        let searcher = self.searcher();
        let search = Search::of(self, &searcher, query)?;
        let text = question(&query.text);
        let Answered { mut attempt, correction, unknown } = search.answered(&text)?;
        let page = search.page(&mut attempt.answer, &attempt.text)?;
        Ok(Results {
            total: attempt.answer.total,
            hits: page,
            facets: attempt.answer.facets,
            number_query: attempt.number,
            unknown,
            correction,
        })
    }

    /// The candidates of a question with their features, best first stage first, named by their source: what
    /// the weights of the second stage are fitted on.
    ///
    /// # Errors
    /// When the files of the index cannot be read.
    pub fn candidates(&self, query: &Query) -> Result<Vec<(Option<String>, Features)>, TantivyError> {
        let searcher = self.searcher();
        let search = Search::of(self, &searcher, query)?;
        let text = question(&query.text);
        let mut answer = search.answer(&text, None)?;
        answer.candidates.truncate(Depth::of(query.group, answer.plan.words.len()).candidates);
        let read = search.read(&answer, &text)?;
        Ok(read.into_iter().map(|passage| (passage.shown.passage_ref, passage.features)).collect())
    }
}

/// What was typed as it is read: normalised, and in Unicode where it was pasted from an old document.
fn question(typed: &str) -> String {
    normalise(from_tcvn3(typed).as_deref().unwrap_or(typed))
}

/// The question in one spelling, with what it finds.
pub(super) struct Attempt {
    text: String,
    number: Option<NumberQuery>,
    pub(super) answer: Answer,
}

impl Attempt {
    /// Whether a word of it stands nowhere.
    pub(super) fn lacks(&self, key: &str) -> bool {
        self.answer.plan.unknown.iter().any(|place| self.answer.plan.words[*place].key == key)
    }
}

/// What was found for one spelling of the question.
pub(super) struct Answer {
    plan: Plan,
    asked: Asked,
    pub(super) total: usize,
    candidates: Vec<Candidate>,
    facets: Vec<super::Facet>,
    ranks_by_text: bool,
}

/// A passage of a candidate as the second stage reads it.
struct ReadPassage {
    address: DocAddress,
    shown: Shown,
    text: String,
    read: Text,
    features: Features,
}

/// One question under way.
pub(super) struct Search<'a> {
    pub(super) index: &'a Index,
    pub(super) searcher: &'a Searcher,
    query: &'a Query,
    shelves: Vec<Arc<Shelf>>,
    admitted: Vec<Admitted>,
}

/// Who may be shown in one segment.
struct Admitted {
    sites: Vec<bool>,
    records: Option<HashSet<DocId>>,
}

impl Admitted {
    fn admits(&self, shelf: &Shelf, facts: &Facts) -> bool {
        let site = shelf.values(facts, Dimension::Site).iter().any(|site| self.sites[*site as usize]);
        site && self.records.as_ref().is_none_or(|records| records.contains(&facts.first))
    }
}

impl<'a> Search<'a> {
    fn of(index: &'a Index, searcher: &'a Searcher, query: &'a Query) -> Result<Self, TantivyError> {
        let mut search = Self { index, searcher, query, shelves: Vec::new(), admitted: Vec::new() };
        for segment in searcher.segment_readers() {
            let shelf = index.shelves.get(segment)?;
            let sites = shelf.names(Dimension::Site).chosen(&query.tenants);
            let records = search.audience(segment)?;
            search.admitted.push(Admitted { sites, records });
            search.shelves.push(shelf);
        }
        Ok(search)
    }

    /// The records that the audience asked for may find; nothing where none was asked for.
    fn audience(&self, segment: &SegmentReader) -> Result<Option<HashSet<DocId>>, TantivyError> {
        let Some(audience) = &self.query.audience else { return Ok(None) };
        let inverted = segment.inverted_index(self.index.fields.audience)?;
        let mut records = HashSet::new();
        for reader in audience {
            let term = Term::from_field_text(self.index.fields.audience, reader);
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                records.insert(postings.doc());
                postings.advance();
            }
        }
        Ok(Some(records))
    }

    /// What a spelling of the question finds; its words alone, where nothing bears its number.
    pub(super) fn attempt(&self, text: &str) -> Result<Attempt, TantivyError> {
        let number = NumberQuery::find(text);
        let mut answer = self.answer(text, number.as_ref())?;
        if answer.total == 0 && number.is_some() {
            answer = self.answer(text, None)?;
        }
        Ok(Attempt { text: text.to_owned(), number, answer })
    }

    /// Whether a record may be shown to who asks.
    pub(super) fn may_show(&self, segment: usize, doc: DocId) -> bool {
        let shelf = &self.shelves[segment];
        let facts = shelf.facts(shelf.item_of(doc));
        !self.searcher.segment_readers()[segment].is_deleted(doc)
            && self.admitted[segment].admits(shelf, facts)
    }

    /// Everything found for one spelling of the question.
    fn answer(&self, text: &str, number: Option<&NumberQuery>) -> Result<Answer, TantivyError> {
        let numbered = match number {
            Some(number) => self.numbered(number)?,
            None => HashSet::new(),
        };
        let question = cited(text, number);
        let parsed = Parsed::of(&question, number.map(|number| number.span.clone()).as_ref());
        let mut answer = self.found(text, &parsed, &numbered, number, false)?;
        if answer.total == 0 && !answer.plan.is_empty() {
            answer = self.found(text, &parsed, &numbered, number, true)?;
        }
        Ok(answer)
    }

    fn found(
        &self,
        text: &str,
        parsed: &Parsed,
        numbered: &HashSet<DocAddress>,
        number: Option<&NumberQuery>,
        common_too: bool,
    ) -> Result<Answer, TantivyError> {
        let (index, language) = (self.index, &self.index.language);
        let statistics = Statistics::of(self.searcher);
        let plan = Plan::of(parsed, language, &index.fields, &statistics, common_too)?;
        let named = Named::of(&plan);
        let nothing_asked = text.trim().is_empty();
        let readable =
            !plan.is_empty() || nothing_asked || !plan.required.is_empty() || !plan.excluded.is_empty();
        let segments = self.searcher.segment_readers();
        let parts = if readable {
            let work = |ordinal: usize| self.part(&plan, &named, numbered, ordinal);
            index.threads.map(work, 0..segments.len())?
        } else {
            Vec::new()
        };
        let asked = self.asked(&plan, &statistics)?;
        let ranks_by_text = number.is_none_or(|number| Plan::has_topic(text, &number.span, language));
        let (mut total, mut candidates, mut counts) = (0, Vec::new(), Counts::default());
        for part in parts {
            total += part.total;
            candidates.extend(part.candidates);
            counts.add(part.counts);
        }
        let mut facets = if self.query.facets { counts.facets() } else { Vec::new() };
        // What others show too is counted for the sites that are searched, not for those others.
        for facet in facets.iter_mut().filter(|facet| facet.name == "site") {
            facet.values.retain(|value| self.query.tenants.contains(&value.value));
        }
        let order = self.order();
        candidates.sort_unstable_by(|a: &Candidate, b| a.order(b, order));
        Ok(Answer { plan, asked, total, candidates, facets, ranks_by_text })
    }

    /// Nothing typed: the newest first.
    fn order(&self) -> Order {
        if self.query.text.trim().is_empty() && self.query.order == Order::Relevance {
            Order::Newest
        } else {
            self.query.order
        }
    }

    /// What one segment holds.
    fn part(
        &self,
        plan: &Plan,
        named: &Named,
        numbered: &HashSet<DocAddress>,
        ordinal: usize,
    ) -> Result<Part, TantivyError> {
        let segment = &self.searcher.segment_readers()[ordinal];
        let (shelf, admitted) = (self.shelves[ordinal].clone(), &self.admitted[ordinal]);
        let here = u32::try_from(ordinal).unwrap_or(u32::MAX);
        let by_number: HashSet<u32> = numbered
            .iter()
            .filter(|address| address.segment_ord == here)
            .map(|address| shelf.item_of(address.doc_id))
            .collect();
        let gate = Gate::new(&self.query.filters, self.query.today, &shelf);
        let depth = Depth::of(self.query.group, plan.words.len()).candidates;
        let most = depth.max(self.query.offset.saturating_add(self.query.limit));
        let mut taken = Taken {
            shelf: &shelf,
            gate: &gate,
            tally: self.query.facets.then(|| Tally::new(&gate)),
            best: Best { order: self.order(), most, candidates: Vec::new() },
            total: 0,
            named: named.here(&shelf),
            own: self.own_issuers(&shelf),
            by_number: &by_number,
            met: HashSet::new(),
            segment: here,
        };
        let admits = |item: u32| admitted.admits(&shelf, shelf.facts(item));
        let scan = Scan::of(plan, segment, ordinal, shelf.clone())?;
        scan.run(self.query.group == Group::Passage, admits, |found| taken.take(found));
        for item in by_number.iter().filter(|item| !segment.is_deleted(shelf.facts(**item).first)) {
            if !taken.met.contains(item) && admits(*item) {
                let first = (shelf.facts(*item).first, 0.0);
                taken.take(Found { item: *item, best: [Some(first), None] });
            }
        }
        let counts = taken.tally.map(Tally::counts).unwrap_or_default();
        Ok(Part { total: taken.total, candidates: taken.best.candidates, counts })
    }

    /// The issuing bodies of a segment that are the reader's own agency.
    fn own_issuers(&self, shelf: &Shelf) -> HashSet<u32> {
        let Some(own) = self.query.own_issuer.as_deref().map(plain) else { return HashSet::new() };
        let names = shelf.names(Dimension::Issuer);
        let same = (0..names.len()).filter(|issuer| plain(names.name(*issuer)) == own);
        same.filter_map(|issuer| u32::try_from(issuer).ok()).collect()
    }

    /// The first records of the documents with the number, all that was said of it fitting if there are any
    /// such, else the closest.
    fn numbered(&self, number: &NumberQuery) -> Result<HashSet<DocAddress>, TantivyError> {
        for parts in said(number) {
            let clauses = parts.iter().map(|part| self.has(&part.term())).collect();
            let mut documents =
                self.searcher.search(&BooleanQuery::intersection(clauses), &DocSetCollector)?;
            documents.retain(|address| {
                let segment = address.segment_ord as usize;
                let shelf = &self.shelves[segment];
                self.admitted[segment].admits(shelf, shelf.facts(shelf.item_of(address.doc_id)))
            });
            if !documents.is_empty() {
                return Ok(documents);
            }
        }
        Ok(HashSet::new())
    }

    fn has(&self, part: &str) -> Box<dyn Filter> {
        let term = Term::from_field_text(self.index.fields.number, part);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }

    /// The question as it is looked for in texts, with the worth of each of its parts.
    fn asked(&self, plan: &Plan, statistics: &Statistics<'_>) -> Result<Asked, TantivyError> {
        let fields = &self.index.fields;
        let mut worths: HashMap<Term, f32> = HashMap::new();
        for term in &plan.terms {
            let frequency = term.places.iter().flatten().map(|place| u64::from(place.doc_freq)).sum();
            worths.insert(term.term.clone(), statistics.worth(frequency));
        }
        let term_of = |reading: asked::Form<'_>| match reading {
            asked::Form::Folded(key) => Term::from_field_text(fields.folded, key),
            asked::Form::Pair(left, right) => Term::from_field_text(fields.pairs, &pair_key(left, right)),
            asked::Form::Exact(key) => Term::from_field_text(fields.exact, key),
        };
        let failed = std::cell::RefCell::new(None);
        let worth = |form: asked::Form<'_>| {
            let term = term_of(form);
            if let Some(known) = worths.get(&term) {
                return *known;
            }
            match statistics.look_up(&term) {
                Ok(known) if known.frequency == 0 && !matches!(form, asked::Form::Folded(_)) => 0.0,
                Ok(known) => statistics.worth(known.frequency),
                Err(error) => {
                    failed.replace(Some(error));
                    0.0
                }
            }
        };
        let topical = |word: &Word| !self.index.language.is_function_word(word);
        let asked = Asked::of(&plan.words, &plan.alternatives, topical, worth);
        match failed.into_inner() {
            Some(error) => Err(error),
            None => Ok(asked),
        }
    }

    /// The hits of the page asked for, the best candidates read and ranked anew.
    fn page(&self, answer: &mut Answer, text: &str) -> Result<Vec<Hit>, TantivyError> {
        let (offset, limit) = (self.query.offset, self.query.limit);
        let order = self.order();
        let ranked = order == Order::Relevance && !answer.plan.is_empty();
        let mut read: HashMap<DocAddress, ReadPassage> = HashMap::new();
        let depth = Depth::of(self.query.group, answer.plan.words.len());
        if ranked && offset < depth.candidates {
            let rest = answer.candidates.split_off(answer.candidates.len().min(depth.candidates));
            for passage in self.read(answer, text)? {
                read.insert(passage.address, passage);
            }
            self.rank(answer, text, &read)?;
            answer.candidates.extend(rest);
        }
        let end = offset.saturating_add(limit).min(answer.candidates.len());
        let page = answer.candidates.get(offset.min(end)..end).unwrap_or_default();
        page.iter().map(|candidate| self.hit(candidate, &answer.asked, &read)).collect()
    }

    /// Reads the best passages of the candidates.
    fn read(&self, answer: &Answer, text: &str) -> Result<Vec<ReadPassage>, TantivyError> {
        let average = Statistics::of(self.searcher).average_length(self.index.fields.folded)?;
        let short = answer.plan.words.len() <= SHORT;
        let depth = Depth::of(self.query.group, answer.plan.words.len());
        let places = answer.candidates.iter().flat_map(|candidate| {
            let best = candidate.found.best.iter().flatten().take(depth.passages);
            best.map(|(doc, _)| DocAddress::new(candidate.segment, *doc))
        });
        let places: Vec<DocAddress> = places.collect();
        let share = places.len().div_ceil(self.index.readers).max(1);
        let shares: Vec<&[DocAddress]> = places.chunks(share).collect();
        let work = |places: &[DocAddress]| {
            let mut ranker = Ranker::new(&answer.asked, text, average, short);
            places.iter().map(|place| self.passage(*place, &mut ranker)).collect::<Result<Vec<_>, _>>()
        };
        let read: Vec<Vec<ReadPassage>> = self.index.threads.map(work, shares.into_iter())?;
        let mut read: Vec<ReadPassage> = read.into_iter().flatten().collect();
        let groups = read.iter().map(|passage| (self.facts(passage.address).group, passage.features));
        let mut compared: Vec<(u64, Features)> = groups.collect();
        compare(&mut compared);
        for (passage, (_, features)) in read.iter_mut().zip(compared) {
            passage.features = features;
        }
        Ok(read)
    }

    fn facts(&self, address: DocAddress) -> &Facts {
        let shelf = &self.shelves[address.segment_ord as usize];
        shelf.facts(shelf.item_of(address.doc_id))
    }

    fn passage(&self, address: DocAddress, ranker: &mut Ranker<'_>) -> Result<ReadPassage, TantivyError> {
        let (shown, text) = self.record(address)?;
        let read = Text::of(&shown, first_read(&text));
        let features = ranker.features(&shown, &text, &read);
        Ok(ReadPassage { address, shown, text, read, features })
    }

    fn record(&self, address: DocAddress) -> Result<(Shown, String), TantivyError> {
        let record: TantivyDocument = self.searcher.doc(address)?;
        let stored =
            |field: Field| record.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let shown: Shown = serde_json::from_str(stored(self.index.fields.shown))
            .map_err(|error| TantivyError::InternalError(format!("record without its title: {error}")))?;
        Ok((shown, stored(self.index.fields.text).to_owned()))
    }

    /// Gives the candidates their second score and puts them in order.
    fn rank(
        &self,
        answer: &mut Answer,
        text: &str,
        read: &HashMap<DocAddress, ReadPassage>,
    ) -> Result<(), TantivyError> {
        let average = Statistics::of(self.searcher).average_length(self.index.fields.folded)?;
        let ranker = Ranker::new(&answer.asked, text, average, answer.plan.words.len() <= SHORT);
        let named = Named::of(&answer.plan);
        let named: Vec<NamedHere> = self.shelves.iter().map(|shelf| named.here(shelf)).collect();
        let today = self.query.today.map(sortable);
        for candidate in &mut answer.candidates {
            let segment = candidate.segment;
            let mut best = candidate.found.best.map(|one| {
                let (doc, _) = one?;
                let passage = read.get(&DocAddress::new(segment, doc));
                Some((doc, passage.map(|passage| ranker.score(&passage.features))))
            });
            // What was not read stays behind what was.
            let score = |one: Option<(DocId, Option<Score>)>| one?.1;
            if score(best[1]) > score(best[0]) {
                best.swap(0, 1);
            }
            candidate.found.best = best.map(|one| one.map(|(doc, score)| (doc, score.unwrap_or(Score::MIN))));
            let shelf = &self.shelves[segment as usize];
            let facts = shelf.facts(candidate.found.item);
            candidate.read = true;
            candidate.score = candidate.found.score()
                + self.leaning(shelf, facts, today)
                + named[segment as usize].boost(shelf, facts).ln();
            if candidate.by_number && !answer.ranks_by_text {
                candidate.score = 0.0;
            }
        }
        answer.candidates.sort_unstable_by(|a, b| a.order(b, Order::Relevance));
        Ok(())
    }

    /// What speaks for or against an item whatever was asked.
    fn leaning(&self, shelf: &Shelf, facts: &Facts, today: Option<i32>) -> Score {
        let names = shelf.names(Dimension::Site);
        let mut sites = shelf.values(facts, Dimension::Site).iter().map(|site| names.name(*site as usize));
        let own = sites.any(|site| self.query.prefer_tenant.as_deref() == Some(site));
        let expired = today.is_some_and(|today| Effect::of(facts, today) == Some(Effect::Expired));
        f32::from(u8::from(own)) * OWN_SITE
            - f32::from(u8::from(expired)) * EXPIRED
            - f32::from(u8::from(facts.archived)) * ARCHIVED
    }

    fn hit(
        &self,
        candidate: &Candidate,
        asked: &Asked,
        read: &HashMap<DocAddress, ReadPassage>,
    ) -> Result<Hit, TantivyError> {
        let mut places = Vec::new();
        let mut shown_first = None;
        for (doc, _) in candidate.found.best.iter().flatten() {
            let address = DocAddress::new(candidate.segment, *doc);
            let (shown, snippet) = match read.get(&address) {
                Some(passage) => (
                    passage.shown.clone(),
                    snippet_of(asked, &passage.shown, &passage.text, Some(&passage.read)),
                ),
                None => {
                    let (shown, text) = self.record(address)?;
                    let snippet = snippet_of(asked, &shown, &text, None);
                    (shown, snippet)
                }
            };
            places.push(Place {
                anchor: shown.anchor.clone(),
                heading: shown.heading.clone(),
                snippet,
                source_ref: shown.passage_ref.clone(),
                file: shown.file.clone(),
            });
            shown_first.get_or_insert(shown);
        }
        Ok(hit_of(shown_first.unwrap_or_default(), candidate, places, asked))
    }
}

/// A complete number is looked for in texts as one code, as they cite it.
fn cited(text: &str, number: Option<&NumberQuery>) -> String {
    match number.and_then(|number| Some((number.span.clone(), number.citation()?))) {
        Some((span, citation)) => format!("{} {citation} {}", &text[..span.start], &text[span.end..]),
        None => text.to_owned(),
    }
}

/// The kind and year of documents that a short question names.
struct Named {
    types: Vec<String>,
    years: Vec<i32>,
}

/// The same in the terms of one segment.
struct NamedHere {
    types: Vec<bool>,
    years: Vec<i32>,
}

impl Named {
    fn of(plan: &Plan) -> Self {
        if plan.words.len() > 2 * SHORT {
            return Self { types: Vec::new(), years: Vec::new() };
        }
        let text =
            format!(" {} ", plan.words.iter().map(|word| word.key.as_str()).collect::<Vec<_>>().join(" "));
        let said = |words: &str| text.contains(&format!(" {words} "));
        let types = TYPES.iter().filter(|kind| {
            said(kind.words) || said(&plain(kind.abbreviation)) && !EVERYDAY.contains(&kind.abbreviation)
        });
        let years = plan.words.iter().filter_map(|word| word.key.parse().ok());
        Self {
            types: types.map(|kind| kind.words.to_owned()).collect(),
            years: years.filter(|year| (1945..2100).contains(year)).collect(),
        }
    }

    fn here(&self, shelf: &Shelf) -> NamedHere {
        let names = shelf.names(Dimension::DocType);
        let types = if self.types.is_empty() {
            Vec::new()
        } else {
            (0..names.len()).map(|kind| self.types.contains(&plain(names.name(kind)))).collect()
        };
        NamedHere { types, years: self.years.clone() }
    }
}

impl NamedHere {
    /// By how much an item of the kind and year named counts more.
    fn boost(&self, shelf: &Shelf, facts: &Facts) -> Score {
        let kind = shelf.value(facts, Dimension::DocType);
        let of_type = kind.is_some_and(|kind| self.types.get(kind as usize) == Some(&true));
        let of_year = self.years.contains(&(facts.date / 10_000));
        let factor = |named: bool| if named { NAMED } else { 1.0 };
        factor(of_type) * factor(of_year)
    }
}

/// Folded, with single blanks.
fn plain(words: &str) -> String {
    folded(words).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the candidates of one segment are taken into.
struct Taken<'a> {
    shelf: &'a Shelf,
    gate: &'a Gate<'a>,
    tally: Option<Tally<'a>>,
    best: Best,
    total: usize,
    named: NamedHere,
    own: HashSet<u32>,
    by_number: &'a HashSet<u32>,
    met: HashSet<u32>,
    segment: u32,
}

impl Taken<'_> {
    fn take(&mut self, found: Found) {
        let facts = self.shelf.facts(found.item);
        let by_number = self.by_number.contains(&found.item);
        if by_number {
            self.met.insert(found.item);
        }
        let failed = self.gate.failed(facts);
        if let Some(tally) = &mut self.tally {
            tally.count(facts, failed);
        }
        if failed != 0 {
            return;
        }
        self.total += 1;
        self.best.push(Candidate {
            by_number,
            read: false,
            score: found.score() * self.named.boost(self.shelf, facts),
            own: self.shelf.value(facts, Dimension::Issuer).is_some_and(|issuer| self.own.contains(&issuer)),
            date: facts.date,
            serial: facts.serial,
            group: facts.group,
            segment: self.segment,
            found,
        });
    }
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
        way.extend(number.glued.clone().filter(|_| with_issuers).map(NumberPart::Glued));
        if way.len() > 1 && !ways.contains(&way) {
            ways.push(way);
        }
    }
    if ways.is_empty() { vec![vec![serial]] } else { ways }
}

/// As much of a text as is read.
fn first_read(text: &str) -> &str {
    &text[..text.floor_char_boundary(READ_BYTES)]
}

/// The part of a passage that answers best; of its item's header where it has no text.
fn snippet_of(asked: &Asked, shown: &Shown, text: &str, known: Option<&Text>) -> String {
    match known {
        _ if text.is_empty() => snippet(asked, &shown.header, &read(&shown.header)),
        Some(known) => snippet(asked, text, &known.body),
        None => snippet(asked, text, &read(first_read(text))),
    }
}

fn hit_of(shown: Shown, candidate: &Candidate, places: Vec<Place>, asked: &Asked) -> Hit {
    Hit {
        marked_title: marked(asked, &shown.title),
        tenant: shown.tenant,
        item: shown.item,
        source_ref: shown.source_ref,
        kind: shown.kind,
        section: shown.section,
        title: shown.title,
        number: shown.number,
        doc_type: shown.doc_type,
        issuer: shown.issuer,
        url: shown.url,
        archived: shown.archived,
        shown_on: shown.shown_on,
        places,
        score: candidate.score,
        by_number: candidate.by_number,
        date: shown.date,
        effective_from: shown.effective_from,
        effective_until: shown.effective_until,
        changes: shown.changes,
    }
}
