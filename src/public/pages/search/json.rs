//! The search as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::error::{Error, Result};
use crate::public::visit::{Reply, Visit};
use crate::search::service::Which;
use crate::search::{Facet, Group, Hit, Place, Query, Results};

use super::hits::{file_url, full_url, state};
use super::wanted::Wanted;
use super::way::{Face, Way};
use super::{limit, number_words, tenants_of};

/// Where in an item something was found.
#[derive(Serialize, JsonSchema)]
pub struct PlaceJson {
    /// The passage's heading, such as `Điều 8. Nguồn tin`; may be empty.
    pub heading: String,
    /// The canonical URL of the passage.
    pub url: String,
    /// The passage as HTML; what was found stands in `<mark>`.
    pub snippet: String,
    /// The file it stands in, where it is not the item's own text.
    pub file: Option<FileJson>,
}

/// A page of a file that an item attaches.
#[derive(Serialize, JsonSchema)]
pub struct FileJson {
    /// The file's name.
    pub name: String,
    /// The page, sheet or slide, from 1.
    pub page: u32,
    /// Where its text is read as a web page.
    pub text_url: String,
    /// Whether a machine recognised its letters on a picture, and may be wrong.
    pub recognised: bool,
}

/// Whether a document is in force.
#[derive(Serialize, JsonSchema)]
pub struct EffectJson {
    /// In words: `Còn hiệu lực`, `Hết hiệu lực một phần`, …
    pub text: String,
    /// Its first day in force, if known.
    pub from: Option<String>,
    /// The first day on which it is no longer in force, if known.
    pub until: Option<String>,
}

/// One hit of the JSON search.
#[derive(Serialize, JsonSchema)]
pub struct HitJson {
    /// The item's id here.
    pub id: String,
    /// The id the article or document had in an imported file, if it came from one.
    pub r#ref: Option<String>,
    /// `document`, `news` or `question`.
    pub kind: String,
    /// Whose site it is on.
    pub tenant: String,
    /// The key of its section.
    pub section: String,
    /// Its title.
    pub title: String,
    /// Its title as HTML; what was found stands in `<mark>`.
    pub title_html: String,
    /// A document's number as printed.
    pub number: Option<String>,
    /// Whether it is there for its number, which stands above what is found in texts.
    pub by_number: bool,
    /// The kind of a document, such as `Quyết định`.
    pub doc_type: Option<String>,
    /// The issuing body of a document.
    pub issuer: Option<String>,
    /// The day of issue or publication.
    pub date: Option<String>,
    /// Whether a document is in force as of the day asked for.
    pub effect: Option<EffectJson>,
    /// The canonical URL, with the passage's anchor.
    pub url: String,
    /// The best passage as HTML; what was found stands in `<mark>`.
    pub snippet: String,
    /// The best passages, best first: one, or two of an item.
    pub places: Vec<PlaceJson>,
    /// Comparable within one answer only.
    pub score: f32,
}

/// One way of narrowing with its values.
#[derive(Serialize, JsonSchema)]
pub struct FacetJson {
    /// The parameter that narrows by it.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Its values, the most frequent first; years newest first.
    pub values: Vec<FacetValueJson>,
}

/// A value of a facet.
#[derive(Serialize, JsonSchema)]
pub struct FacetValueJson {
    /// The value as the parameter takes it.
    pub value: String,
    /// The value in words.
    pub title: String,
    /// How many hits it would leave, the other filters as they are.
    pub count: usize,
}

/// A better spelling of the question.
#[derive(Serialize, JsonSchema)]
pub struct CorrectionJson {
    /// The question as it would be spelt.
    pub text: String,
    /// Whether the hits are those of this spelling, because the one typed finds nothing.
    pub applied: bool,
}

/// The answer of the JSON search.
#[derive(Serialize, JsonSchema)]
pub struct SearchJson {
    /// How many items or passages match, as grouped.
    pub total: usize,
    /// How long the index took, in milliseconds.
    pub took_ms: u64,
    /// How many characters were typed, where only the first 400 were read.
    pub typed_length: Option<usize>,
    /// The document number recognised in the question, in canonical form.
    pub number: Option<String>,
    /// Words typed that stand nowhere in the index.
    pub unknown: Vec<String>,
    /// A better spelling, where one is known that finds something.
    pub correction: Option<CorrectionJson>,
    /// Those asked for, best first.
    pub hits: Vec<HitJson>,
    /// How many every further choice would leave; empty unless asked for by `facets=1`.
    pub facets: Vec<FacetJson>,
}

/// `GET /api/v1/search`; its parameters are described in `/api/v1/openapi.json`.
///
/// # Errors
/// [`Error::BadRequest`] for a parameter that does not parse, [`Error::TooMany`] above the limit.
pub async fn json(visit: Visit) -> Result<Reply> {
    let wanted = Wanted::or_refused(&visit, Face::Api)?;
    let query = query(&visit, &wanted)?;
    let group = query.group;
    if wanted.words.is_empty() {
        return Err(Error::BadRequest("thiếu q".into()));
    }
    limit(&visit)?;
    let started = tokio::time::Instant::now();
    let found = visit.app.search.search(Which::Public, query).await?;
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Reply::json(&answer(&visit, &wanted, group, found, took_ms))
}

fn query(visit: &Visit, wanted: &Wanted) -> Result<Query> {
    let asked = &visit.asked;
    let number = |name: &str, default: usize, most: usize| match asked.query(name) {
        "" => Ok(default),
        text => text
            .parse()
            .ok()
            .filter(|n| *n <= most)
            .ok_or_else(|| Error::BadRequest(format!("{name} phải là số từ 0 đến {most}"))),
    };
    let tenants = match asked.query("scope") {
        "" | "tenant" => vec![visit.tenant.id().as_str().to_owned()],
        "all" => tenants_of(visit, &visit.tenant),
        _ => return Err(Error::BadRequest("scope là tenant hoặc all".into())),
    };
    let group = match asked.query("group") {
        "" | "item" => Group::Item,
        "passage" => Group::Passage,
        _ => return Err(Error::BadRequest("group là item hoặc passage".into())),
    };
    let facets = match asked.query("facets") {
        "" | "0" => false,
        "1" => true,
        _ => return Err(Error::BadRequest("facets là 0 hoặc 1".into())),
    };
    let (limit, offset) = (number("limit", 10, 100)?, number("offset", 0, 10_000)?);
    Ok(Query { group, offset, facets, ..wanted.query(visit, tenants, limit) })
}

fn answer(visit: &Visit, wanted: &Wanted, group: Group, found: Results, took_ms: u64) -> SearchJson {
    SearchJson {
        total: found.total,
        took_ms,
        typed_length: wanted.typed,
        number: found.number_query.as_ref().map(number_words),
        unknown: found.unknown,
        correction: found
            .correction
            .map(|better| CorrectionJson { text: better.text, applied: better.applied }),
        hits: found.hits.iter().map(|hit| hit_json(visit, wanted, hit, group)).collect(),
        facets: found.facets.iter().filter_map(|facet| facet_json(visit, facet)).collect(),
    }
}

fn facet_json(visit: &Visit, facet: &Facet) -> Option<FacetJson> {
    let way = Way::of_facet(facet.name)?;
    let value = |value: &crate::search::FacetValue| {
        let spoken = way.spoken(visit, &value.value);
        FacetValueJson { title: way.words(visit, &spoken), value: spoken, count: value.count }
    };
    Some(FacetJson {
        name: way.param(Face::Api),
        title: way.title(),
        values: facet.values.iter().map(value).collect(),
    })
}

fn hit_json(visit: &Visit, wanted: &Wanted, hit: &Hit, group: Group) -> HitJson {
    let owner = visit.app.directory.get(&hit.tenant.as_str().into());
    let passage_ref = if group == Group::Passage || hit.source_ref.is_none() {
        hit.places.first().and_then(|p| p.source_ref.clone())
    } else {
        None
    };
    let place = |place: &Place| PlaceJson {
        heading: place.heading.clone(),
        url: full_url(visit, hit, Some(place)),
        snippet: place.snippet.clone(),
        file: place.file.as_ref().map(|file| FileJson {
            name: file.name.clone(),
            page: file.page,
            text_url: file_url(visit, hit, &file.text_path()),
            recognised: file.recognised,
        }),
    };
    let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let effect = (hit.kind == "document").then(|| EffectJson {
        text: state(hit, wanted.day(visit)).vietnamese().to_owned(),
        from: text(hit.effective_from),
        until: text(hit.effective_until),
    });
    HitJson {
        id: hit.item.clone(),
        r#ref: passage_ref.or_else(|| hit.source_ref.clone()),
        kind: hit.kind.clone(),
        tenant: owner.map_or_else(String::new, |owner| owner.slug().to_owned()),
        section: hit.section.clone(),
        title: hit.title.clone(),
        title_html: hit.marked_title.clone(),
        number: hit.number.clone(),
        by_number: hit.by_number,
        doc_type: hit.doc_type.clone(),
        issuer: hit.issuer.clone(),
        date: text(hit.date),
        effect,
        url: full_url(visit, hit, hit.places.first()),
        snippet: hit.places.first().map_or_else(String::new, |place| place.snippet.clone()),
        places: hit.places.iter().map(place).collect(),
        score: hit.score,
    }
}
