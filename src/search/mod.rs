//! Full-text search: what goes into the index, what may be asked of it, and what comes back.
//!
//! The unit of finding is the *passage* (an article of a law, a chapter of a page); passages of one item are
//! grouped when the reader wants items. The index holds what the page of results shows, so a search touches
//! no database.
//!
//! **What counts as found.** Function words (`search-index/function-words.txt`) need not occur. Each other
//! syllable of the question weighs what it tells (its inverse document frequency). A passage with its title,
//! header and heading *covers* a syllable when it contains it beside a neighbour it has in the question, or
//! alone where it is rare (in at most a twentieth of the passages) or has no such neighbour anywhere. It is
//! found when it covers all of the weight of a short question, and a falling share of a longer one
//! ([`plan::share_needed`]). Where nothing is found so, common syllables count alone too. A form that stands
//! for a typed one (an abbreviation and its words) covers the typed syllables. A document whose number was
//! asked for is found by it. Totals and facets count what is found, and only that.

pub mod accents;
pub mod analyser;
mod asked;
mod doubts;
mod facets;
pub mod follower;
pub mod generations;
mod index;
pub mod language;
mod learning;
pub mod marking;
mod parse;
pub mod plan;
pub mod rank;
mod reading;
mod respelling;
mod run;
mod scan;
mod schema;
pub mod service;
mod shelf;
mod snippet;
pub mod spelling;
mod store;
pub mod suggest;
mod tidy;
pub mod volume;

pub use facets::{Effect, Facet, FacetValue, Filters};

pub use index::{Index, IndexWriterHandle, OpenError, WriterSize};

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::items::kinds::document::effect::Change;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::document::number_query::NumberQuery;

/// A part of an item with an address of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// The fragment of the item's address, such as `dieu-12`; empty for the item itself.
    pub anchor: String,
    /// The heading; may be empty.
    pub heading: String,
    /// Plain normalised text.
    pub text: String,
    /// What the source it was imported from calls the passage.
    pub source_ref: Option<String>,
    /// The file it stands in, where it is not the item's own text.
    pub file: Option<InFile>,
}

/// A page of a file that an item attaches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFile {
    /// The file's id.
    pub file: String,
    /// Its name.
    pub name: String,
    /// The page, from 1.
    pub page: u32,
    /// Whether a browser opens it at the page.
    pub opens_at_page: bool,
    /// Whether a machine recognised its letters on a picture.
    pub recognised: bool,
}

impl InFile {
    /// The path of the file on every face, at the page where a browser can open it there.
    #[must_use]
    pub fn path(&self) -> String {
        let at = if self.opens_at_page { format!("#page={}", self.page) } else { String::new() };
        format!("{}{at}", crate::items::markup::file_path(&self.file, &self.name))
    }

    /// The path of the page on which its text is read.
    #[must_use]
    pub fn text_path(&self) -> String {
        format!("/chu-trong-tep/{}/{}", self.file, self.page)
    }
}

/// What one item gives to the search. All texts are plain and normalised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchDocument {
    /// The id of the tenant.
    pub tenant: String,
    /// The id of the item, unique within the tenant.
    pub item: String,
    /// The kind of content, such as `document`.
    pub kind: String,
    /// The key of the section it stands in.
    pub section: String,
    /// The title as shown.
    pub title: String,
    /// What describes the whole item and is searched with each passage: abstract, fields, issuer.
    pub header: String,
    /// The number of a document, where it could be read.
    pub number: Option<DocumentNumber>,
    /// The number as printed in the source.
    pub number_text: Option<String>,
    /// The issuing body by name.
    pub issuer: Option<String>,
    /// The kind of a document by name, such as "Nghị định".
    pub doc_type: Option<String>,
    /// The fields it is about.
    pub fields: Vec<String>,
    /// The day that places the item in time: issued or published.
    pub date: Option<Date>,
    /// A document's first day in force.
    pub effective_from: Option<Date>,
    /// The first day on which it is no longer in force.
    pub effective_until: Option<Date>,
    /// What other documents do to it, for its status on any day.
    pub changes: Vec<Change>,
    /// The path on the tenant's site.
    pub url: String,
    /// The other tenants that show it on their sites, whose searches find it too.
    pub shown_on: Vec<String>,
    /// Whether it is no longer current: found after all that is.
    pub archived: bool,
    /// What the source it was imported from calls the item.
    pub source_ref: Option<String>,
    /// Who may find it, in the index for staff; empty in the public index.
    pub audience: Vec<String>,
    /// Its parts in order; an item without any is found by title and header.
    pub passages: Vec<Passage>,
}

/// Whether hits are items or passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// One hit an item, with its best passage.
    #[default]
    Item,
    /// One hit a passage.
    Passage,
}

/// In what order hits come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Best first.
    #[default]
    Relevance,
    /// Newest first.
    Newest,
    /// By year and running number, the latest first; what has no number comes last.
    Number,
}

/// A question to the index.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// What the person typed; nothing at all finds everything that passes the filters, newest first.
    pub text: String,
    /// The tenants to search in; none finds nothing.
    pub tenants: Vec<String>,
    /// What narrows the hits.
    pub filters: Filters,
    /// Only what one of these audiences may find; `None` asks no such question (the public index).
    pub audience: Option<Vec<String>>,
    /// What one hit is.
    pub group: Group,
    /// In what order they come.
    pub order: Order,
    /// The most hits to return.
    pub limit: usize,
    /// How many of the best to skip.
    pub offset: usize,
    /// Whether to count the facets.
    pub facets: bool,
    /// The body whose documents come first among those of an equally good number.
    pub own_issuer: Option<String>,
    /// The tenant whose texts come first among equally good ones.
    pub prefer_tenant: Option<String>,
    /// The day as of which documents are in force or not.
    pub today: Option<Date>,
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// How many items or passages are found, as grouped; see the module for what counts.
    pub total: usize,
    /// Those asked for, best first.
    pub hits: Vec<Hit>,
    /// How many items every value of every facet would leave; empty unless asked for.
    pub facets: Vec<Facet>,
    /// The document number recognised in the question.
    pub number_query: Option<NumberQuery>,
    /// Words typed that stand nowhere in the index, as typed.
    pub unknown: Vec<String>,
    /// A better spelling of the question, where one is known that finds something.
    pub correction: Option<Correction>,
}

/// A better spelling of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The question as it would be spelt, with its marks.
    pub text: String,
    /// Whether the hits are those of this spelling, because the one typed finds nothing.
    pub applied: bool,
}

/// Where in an item something was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Place {
    /// The passage's fragment; may be empty.
    pub anchor: String,
    /// The passage's heading; may be empty.
    pub heading: String,
    /// The part of the text that answers best: safe HTML, found words in `<mark>`.
    pub snippet: String,
    /// The passage's name in its source.
    pub source_ref: Option<String>,
    /// The file it stands in, where it is not the item's own text.
    pub file: Option<InFile>,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hit {
    /// The id of the tenant.
    pub tenant: String,
    /// The id of the item.
    pub item: String,
    /// The item's name in its source.
    pub source_ref: Option<String>,
    /// The kind of content.
    pub kind: String,
    /// The section's key.
    pub section: String,
    /// The title, plain text.
    pub title: String,
    /// The title as safe HTML, found words in `<mark>`.
    pub marked_title: String,
    /// The document number as printed.
    pub number: Option<String>,
    /// The kind of a document by name.
    pub doc_type: Option<String>,
    /// The issuing body by name.
    pub issuer: Option<String>,
    /// The path on the tenant's site, without fragment.
    pub url: String,
    /// Whether it is no longer current.
    pub archived: bool,
    /// The other tenants that show it on their sites.
    pub shown_on: Vec<String>,
    /// The best passages, best first: one, or two of an item.
    pub places: Vec<Place>,
    /// The score; comparable within one answer only. Hits by number stand above all others whatever it is.
    pub score: f32,
    /// Whether it is there for its number.
    pub by_number: bool,
    /// The day that places the item in time.
    pub date: Option<Date>,
    /// A document's first day in force.
    pub effective_from: Option<Date>,
    /// The first day on which it is no longer in force.
    pub effective_until: Option<Date>,
    /// What other documents do to it.
    pub changes: Vec<Change>,
}

impl Hit {
    /// The address of the best passage: path and fragment.
    #[must_use]
    pub fn address(&self) -> String {
        self.address_of(self.places.first())
    }

    /// The address of one of its places.
    #[must_use]
    pub fn address_of(&self, place: Option<&Place>) -> String {
        match place {
            Some(Place { file: Some(file), .. }) => file.path(),
            Some(place) if !place.anchor.is_empty() => format!("{}#{}", self.url, place.anchor),
            _ => self.url.clone(),
        }
    }
}

impl SearchDocument {
    /// The audiences without repetition, in order.
    fn audiences(&self) -> BTreeSet<&str> {
        self.audience.iter().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests;
