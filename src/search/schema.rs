//! The fields of the index and how an item becomes its records, one a passage.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};
use tantivy::{TantivyDocument, Term};

use super::analyser::Reading;
use super::shelf::{Dimension, sortable};
use super::{InFile, Passage, SearchDocument};
use crate::base::text::folded;
use crate::items::kinds::document::abbreviations::type_named;
use crate::items::kinds::document::effect::Change;
use crate::items::kinds::document::number::{DocumentNumber, Serial, parse_year};
use crate::items::kinds::document::number_query::glued_letters;

/// Rises with every change to the fields or to the reading of text; an index of another version is rebuilt.
pub const VERSION: u32 = 6;

/// The field of the other tenants that show an item.
pub const SHOWN_ON: &str = "shown_on";
/// The field that says of an item that it is no longer current.
pub const ARCHIVED: &str = "archived";

/// The fields of the index.
#[derive(Debug, Clone)]
pub struct Fields {
    /// The tenant's id.
    pub tenant: Field,
    /// Tenant and item together: by this an item is replaced.
    pub item: Field,
    /// The kind of content.
    pub kind: Field,
    /// The section's key.
    pub section: Field,
    /// The kind of a document.
    pub doc_type: Field,
    /// The issuing body.
    pub issuer: Field,
    /// The fields it is about.
    pub field: Field,
    /// Who may find it.
    pub audience: Field,
    /// Header, heading and text in the folded reading.
    pub folded: Field,
    /// The same in pairs.
    pub pairs: Field,
    /// The same in the exact reading.
    pub exact: Field,
    /// Title and heading in pairs.
    pub title_pairs: Field,
    /// The title in the folded reading, on an item's first record only: for suggestions.
    pub title: Field,
    /// The parts of the document number, on an item's first record only; see [`NumberPart`].
    pub number: Field,
    /// One value an item, by which records are grouped.
    pub group: Field,
    /// The date as a sortable number.
    pub date: Field,
    /// A document's first day in force, likewise.
    pub effective_from: Field,
    /// The first day on which it is no longer in force, likewise.
    pub effective_until: Field,
    /// The running number.
    pub serial: Field,
    /// What a hit shows of its item and passage, as JSON.
    pub shown: Field,
    /// The text of the passage.
    pub text: Field,
    /// The other tenants that show it.
    pub shown_on: Field,
    /// One where it is no longer current.
    pub archived: Field,
}

impl Fields {
    /// The schema and its fields.
    #[must_use]
    pub fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let named = |dimension: Dimension, schema: &mut SchemaBuilder| {
            schema.add_text_field(dimension.field_name(), STRING | FAST)
        };
        let number =
            |name: &str, schema: &mut SchemaBuilder| schema.add_i64_field(name, NumericOptions::from(FAST));
        let fields = Self {
            tenant: named(Dimension::Site, &mut schema),
            item: schema.add_text_field("item", STRING),
            kind: named(Dimension::Kind, &mut schema),
            section: named(Dimension::Section, &mut schema),
            doc_type: named(Dimension::DocType, &mut schema),
            issuer: named(Dimension::Issuer, &mut schema),
            field: named(Dimension::Field, &mut schema),
            audience: schema.add_text_field("audience", STRING),
            folded: reading_field(&mut schema, "folded", Reading::Folded),
            pairs: reading_field(&mut schema, "pairs", Reading::Pairs),
            exact: reading_field(&mut schema, "exact", Reading::Exact),
            title_pairs: reading_field(&mut schema, "title_pairs", Reading::Pairs),
            title: reading_field(&mut schema, "title", Reading::Folded),
            number: schema.add_text_field("number", STRING),
            group: schema.add_u64_field("group", NumericOptions::from(FAST)),
            date: number("date", &mut schema),
            effective_from: number("effective_from", &mut schema),
            effective_until: number("effective_until", &mut schema),
            serial: number("serial", &mut schema),
            shown: schema.add_text_field("shown", STORED),
            text: schema.add_text_field("text", STORED),
            shown_on: schema.add_text_field(SHOWN_ON, STRING | FAST),
            archived: number(ARCHIVED, &mut schema),
        };
        (schema.build(), fields)
    }

    /// The term by which an item is replaced or removed.
    #[must_use]
    pub fn item_term(&self, tenant: &str, item: &str) -> Term {
        Term::from_field_text(self.item, &item_key(tenant, item))
    }

    /// The records of an item: one a passage, or one without text.
    pub fn records<'a>(&'a self, document: &'a SearchDocument) -> impl Iterator<Item = TantivyDocument> + 'a {
        let lone = document.passages.is_empty().then(Passage::default);
        let passages = document.passages.iter().cloned().chain(lone);
        passages.enumerate().map(|(index, passage)| self.record(document, passage, index == 0))
    }

    fn record(&self, document: &SearchDocument, passage: Passage, first: bool) -> TantivyDocument {
        let mut record = TantivyDocument::default();
        record.add_text(self.tenant, &document.tenant);
        for site in &document.shown_on {
            record.add_text(self.shown_on, site);
        }
        if document.archived {
            record.add_i64(self.archived, 1);
        }
        record.add_text(self.item, item_key(&document.tenant, &document.item));
        record.add_text(self.kind, &document.kind);
        record.add_text(self.section, &document.section);
        if let Some(doc_type) = &document.doc_type {
            record.add_text(self.doc_type, doc_type);
        }
        if let Some(issuer) = &document.issuer {
            record.add_text(self.issuer, issuer);
        }
        for field in &document.fields {
            record.add_text(self.field, field);
        }
        for audience in document.audiences() {
            record.add_text(self.audience, audience);
        }
        for text in [&document.title, &document.header, &passage.heading, &passage.text] {
            for field in [self.folded, self.pairs, self.exact] {
                record.add_text(field, text);
            }
        }
        record.add_text(self.title_pairs, &document.title);
        record.add_text(self.title_pairs, &passage.heading);
        if first {
            record.add_text(self.title, &document.title);
            for part in number_parts(document) {
                record.add_text(self.number, part.term());
            }
        }
        record.add_u64(self.group, group_of(&document.tenant, &document.item));
        let days = [
            (self.date, document.date),
            (self.effective_from, document.effective_from),
            (self.effective_until, document.effective_until),
        ];
        for (field, day) in days {
            if let Some(day) = day {
                record.add_i64(field, i64::from(sortable(day)));
            }
        }
        if let Some(serial) = serial_of(document) {
            record.add_i64(self.serial, serial);
        }
        record.add_text(self.text, &passage.text);
        record.add_text(self.shown, Shown::of(document, passage).to_json());
        record
    }
}

fn reading_field(schema: &mut SchemaBuilder, name: &str, reading: Reading) -> Field {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(reading.name())
        .set_index_option(IndexRecordOption::WithFreqs);
    schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
}

fn item_key(tenant: &str, item: &str) -> String {
    format!("{tenant}\u{0}{item}")
}

/// 64 bits of a hash of tenant and item. Two items of the same index share them with a chance below one in a
/// million even among five million items.
fn group_of(tenant: &str, item: &str) -> u64 {
    let digest = Sha256::digest(item_key(tenant, item));
    digest.iter().take(8).fold(0, |group, byte| group << 8 | u64::from(*byte))
}

/// The running number as a number, so that 9 comes before 10.
fn serial_of(document: &SearchDocument) -> Option<i64> {
    let serial = match &document.number {
        Some(number) => number.serial().key(),
        None => broken_number(document.number_text.as_deref()?)?.0.key(),
    };
    let digits: String = serial.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|serial| i32::try_from(*serial).is_ok())
}

/// One thing that a question about a document number may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberPart {
    /// The running number.
    Serial(String),
    /// The year in the number, else of the date.
    Year(u16),
    /// The short form of the kind.
    Kind(String),
    /// The short form of an issuing body or drafting unit.
    Issuer(String),
    /// All letters in one word; see [`NumberQuery`](crate::items::kinds::document::number_query::NumberQuery).
    Glued(String),
}

impl NumberPart {
    /// The term that stands for it in the index.
    #[must_use]
    pub fn term(&self) -> String {
        match self {
            Self::Serial(serial) => format!("n {serial}"),
            Self::Year(year) => format!("y {year}"),
            Self::Kind(kind) => format!("k {}", folded(kind)),
            Self::Issuer(issuer) => format!("i {}", folded(issuer)),
            Self::Glued(letters) => format!("g {letters}"),
        }
    }
}

/// What is known of an item's number, malformed ones included as far as they can be read.
fn number_parts(document: &SearchDocument) -> Vec<NumberPart> {
    let mut parts = Vec::new();
    let mut year = document.date.and_then(|date| u16::try_from(date.year()).ok());
    let mut kind = document.doc_type.as_deref().and_then(type_named);
    if let Some(number) = &document.number {
        year = number.year().or(year);
        kind = number.kind().or(kind);
        parts.push(NumberPart::Serial(number.serial().key()));
        parts.extend(issuer_parts(number));
        parts.push(NumberPart::Glued(glued_letters(number)));
    } else if let Some((serial, said_year)) = document.number_text.as_deref().and_then(broken_number) {
        year = said_year.or(year);
        parts.push(NumberPart::Serial(serial.key()));
    }
    parts.extend(year.map(NumberPart::Year));
    parts.extend(kind.map(|kind| NumberPart::Kind(kind.to_owned())));
    parts
}

fn issuer_parts(number: &DocumentNumber) -> impl Iterator<Item = NumberPart> + '_ {
    let unit = number.unit().into_iter().flat_map(|unit| unit.split('-'));
    number
        .issuers()
        .iter()
        .map(String::as_str)
        .chain(unit)
        .map(|issuer| NumberPart::Issuer(issuer.to_owned()))
}

/// What can be read of `71/2015` or `18`, numbers that their source cut off.
fn broken_number(text: &str) -> Option<(Serial, Option<u16>)> {
    let mut parts = text.split('/').map(str::trim);
    let serial = Serial::parse(parts.next()?)?;
    Some((serial, parts.next().and_then(parse_year)))
}

/// What a hit shows beside its passage's text, kept in the index.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shown {
    /// See [`SearchDocument`].
    pub tenant: String,
    /// See [`SearchDocument`].
    pub item: String,
    /// See [`SearchDocument`].
    pub kind: String,
    /// See [`SearchDocument`].
    pub section: String,
    /// See [`SearchDocument`].
    pub title: String,
    /// The number as printed in the source, else in canonical form.
    pub number: Option<String>,
    /// See [`SearchDocument`].
    pub doc_type: Option<String>,
    /// See [`SearchDocument`].
    pub issuer: Option<String>,
    /// See [`SearchDocument`].
    pub url: String,
    /// See [`SearchDocument`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// See [`SearchDocument`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_on: Vec<String>,
    /// See [`SearchDocument`].
    pub source_ref: Option<String>,
    /// See [`SearchDocument`].
    pub date: Option<Date>,
    /// See [`SearchDocument`].
    pub effective_from: Option<Date>,
    /// See [`SearchDocument`].
    pub effective_until: Option<Date>,
    /// See [`SearchDocument`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// See [`SearchDocument`].
    pub header: String,
    /// See [`Passage`].
    pub anchor: String,
    /// See [`Passage`].
    pub heading: String,
    /// See [`Passage`].
    pub passage_ref: Option<String>,
    /// See [`Passage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<InFile>,
}

impl Shown {
    fn of(document: &SearchDocument, passage: Passage) -> Self {
        let canonical = || document.number.as_ref().map(ToString::to_string);
        Self {
            tenant: document.tenant.clone(),
            item: document.item.clone(),
            kind: document.kind.clone(),
            section: document.section.clone(),
            title: document.title.clone(),
            number: document.number_text.clone().or_else(canonical),
            doc_type: document.doc_type.clone(),
            issuer: document.issuer.clone(),
            url: document.url.clone(),
            archived: document.archived,
            shown_on: document.shown_on.clone(),
            source_ref: document.source_ref.clone(),
            date: document.date,
            effective_from: document.effective_from,
            effective_until: document.effective_until,
            changes: document.changes.clone(),
            header: document.header.clone(),
            anchor: passage.anchor,
            heading: passage.heading,
            passage_ref: passage.source_ref,
            file: passage.file,
        }
    }

    fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and dates always serialise")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn terms(document: &SearchDocument) -> Vec<String> {
        number_parts(document).iter().map(NumberPart::term).collect()
    }

    #[test]
    fn an_item_without_passages_has_one_record() {
        let (_, fields) = Fields::build();
        let mut document = SearchDocument { title: "Thông báo".to_owned(), ..SearchDocument::default() };
        assert_eq!(fields.records(&document).count(), 1);
        document.passages = vec![Passage::default(), Passage::default()];
        assert_eq!(fields.records(&document).count(), 2);
    }

    #[test]
    fn the_year_of_an_administrative_number_is_that_of_its_date() {
        let document = SearchDocument {
            number: DocumentNumber::parse("15/QĐ-UBND").ok(),
            issuer: Some("Ủy ban  nhân dân huyện Hiệp Hòa".to_owned()),
            date: Some(date(2016, 3, 1)),
            ..SearchDocument::default()
        };
        assert_eq!(terms(&document), ["n 15", "i ubnd", "g qdubnd", "y 2016", "k qd"]);
    }

    #[test]
    fn broken_numbers_are_read_as_far_as_they_go() {
        let document = SearchDocument {
            number_text: Some("71/2015".to_owned()),
            doc_type: Some("Luật".to_owned()),
            ..SearchDocument::default()
        };
        assert_eq!(terms(&document), ["n 71", "y 2015", "k l"]);
    }

    #[test]
    fn groups_tell_tenants_apart() {
        assert_ne!(group_of("a", "1"), group_of("b", "1"));
        assert_ne!(group_of("a", "b1"), group_of("ab", "1"));
        assert!(sortable(date(2016, 12, 28)) < sortable(date(2017, 1, 1)));
    }
}
