//! Full-text search: what goes into the index, what may be asked of it, and what comes back.
//!
//! The unit of finding is the *passage* (an article of a law, a chapter of a page); passages of one item are
//! grouped when the reader wants items. The index holds what the page of results shows, so a search touches
//! no database.
//!
//! **What counts as found.** Function words (`search-index/function-words.txt`) need not occur. Of the other
//! distinct syllables of the question, a passage with its title, header and heading must contain every one
//! if there are up to three, else at least two thirds. A form that stands for a typed one (an abbreviation
//! and its words) counts as the typed syllables. A document whose number was asked for is found by it.

pub mod analyser;
mod collect;
pub mod follower;
mod index;
pub mod language;
mod plan;
mod run;
mod schema;
pub mod service;
mod snippet;

pub use index::{Index, IndexWriterHandle, OpenError, WriterSize};

use std::collections::BTreeSet;

use jiff::civil::Date;

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
    /// The day that places the item in time: issued or published.
    pub date: Option<Date>,
    /// The path on the tenant's site.
    pub url: String,
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

/// A question to the index.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// What the person typed.
    pub text: String,
    /// The tenants to search in; none finds nothing.
    pub tenants: Vec<String>,
    /// Only these kinds, if any are named.
    pub kinds: Vec<String>,
    /// Only these sections, if any are named.
    pub sections: Vec<String>,
    /// Only what one of these audiences may find; `None` asks no such question (the public index).
    pub audience: Option<Vec<String>>,
    /// What one hit is.
    pub group: Group,
    /// The most hits to return.
    pub limit: usize,
    /// How many of the best to skip.
    pub offset: usize,
    /// The body whose documents come first among those of an equally good number.
    pub own_issuer: Option<String>,
    /// The tenant whose texts come first among equally good ones.
    pub prefer_tenant: Option<String>,
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// How many items or passages are found, as grouped; see the module for what counts.
    pub total: usize,
    /// Those asked for, best first.
    pub hits: Vec<Hit>,
    /// The document number recognised in the question.
    pub number_query: Option<NumberQuery>,
}

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The id of the tenant.
    pub tenant: String,
    /// The id of the item.
    pub item: String,
    /// The item's name in its source.
    pub source_ref: Option<String>,
    /// The passage's name in its source.
    pub passage_ref: Option<String>,
    /// The kind of content.
    pub kind: String,
    /// The section's key.
    pub section: String,
    /// The title, plain text.
    pub title: String,
    /// The document number as printed.
    pub number: Option<String>,
    /// The path on the tenant's site with the passage's fragment.
    pub url: String,
    /// The passage's fragment alone; may be empty.
    pub anchor: String,
    /// The passage's heading; may be empty.
    pub heading: String,
    /// The part of the text that answers best: safe HTML, found words in `<mark>`.
    pub snippet: String,
    /// The score; comparable within one answer only. Hits by number stand above all others whatever it is.
    pub score: f32,
    /// The day that places the item in time.
    pub date: Option<Date>,
}

impl SearchDocument {
    /// The audiences without repetition, in order.
    fn audiences(&self) -> BTreeSet<&str> {
        self.audience.iter().map(String::as_str).collect()
    }
}
