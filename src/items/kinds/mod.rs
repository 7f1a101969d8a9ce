//! The kinds of content, one module each, and what they have in common.

pub mod document;
pub mod language;
pub mod news;
pub mod record;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::id::FileId;
use crate::base::seal::sha256_hex;
use crate::base::text::{normalise, slug};
use crate::tenants::SectionKey;

pub use document::{Document, SteeringPart};
pub use language::Language;
pub use news::{Aspects, Genre, News, Topic};
pub use record::Record;

/// Which kind an item is, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A news item, or any other text of a section.
    News,
    /// A legal or administrative document.
    Document,
    /// An entry of a register: a project, a procedure, a programme …
    Record,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::News, Self::Document, Self::Record];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Document => "document",
            Self::Record => "record",
        }
    }

    /// The kind of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A file attached to a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id in the tenant.
    pub file_id: FileId,
    /// The digest of its bytes.
    pub sha256: String,
    /// The name readers save it under.
    pub name: String,
    /// `application/pdf`, …
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

/// What every content has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Common {
    /// Where it stands.
    pub section: SectionKey,
    /// Key of the unit that supplies it and answers for it (Quy chế Điều 12.3).
    pub unit_key: String,
    /// Author (Điều 8.1).
    pub author: String,
    /// Source (Điều 8.1).
    pub source: String,
    /// Files to fetch.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

impl Common {
    fn tidied(self) -> Self {
        Self {
            unit_key: one_line(&self.unit_key),
            author: one_line(&self.author),
            source: one_line(&self.source),
            ..self
        }
    }
}

/// What an edition says, typed by its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Content {
    /// News.
    News(News),
    /// A document.
    Document(Box<Document>),
    /// An entry of a register.
    Record(Box<Record>),
}

impl Content {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::News(_) => Kind::News,
            Self::Document(_) => Kind::Document,
            Self::Record(_) => Kind::Record,
        }
    }

    /// What every content has.
    pub fn common(&self) -> &Common {
        match self {
            Self::News(news) => &news.common,
            Self::Document(document) => &document.common,
            Self::Record(record) => &record.common,
        }
    }

    /// The same, to write to.
    pub fn common_mut(&mut self) -> &mut Common {
        match self {
            Self::News(news) => &mut news.common,
            Self::Document(document) => &mut document.common,
            Self::Record(record) => &mut record.common,
        }
    }

    /// Its heading; a document's is made from type, number and abstract.
    pub fn title(&self) -> String {
        match self {
            Self::News(news) => news.title.clone(),
            Self::Document(document) => document.title(),
            Self::Record(record) => record.title.clone(),
        }
    }

    /// What lists say under the heading.
    pub fn summary(&self) -> &str {
        match self {
            Self::News(news) => &news.summary,
            Self::Document(document) => &document.summary,
            Self::Record(record) => &record.summary,
        }
    }

    /// The part of its section that it stands in: one of the three of the news, one of those of steering.
    pub fn topic(&self) -> Option<&'static str> {
        match self {
            Self::News(news) => news.topic.map(Topic::as_str),
            Self::Document(document) => document.steering_part().map(SteeringPart::as_str),
            Self::Record(_) => None,
        }
    }

    /// The language it is told in, where that is not Vietnamese.
    pub fn language(&self) -> Option<Language> {
        match self {
            Self::News(news) => news.aspects.language,
            Self::Record(record) => Language::parse(record.facts.get(record::LANGUAGE)),
            Self::Document(_) => None,
        }
    }

    /// The slug of the item that it translates; "" where it is no translation.
    pub fn translates(&self) -> &str {
        match self {
            Self::News(news) => &news.aspects.translates,
            Self::Record(record) => language::slug_of(record.facts.get(record::TRANSLATES)),
            Self::Document(_) => "",
        }
    }

    /// The whole text, one block a line.
    pub fn plain_text(&self) -> String {
        match self {
            Self::News(news) => news.plain_text(),
            Self::Document(document) => document.plain_text(),
            Self::Record(record) => record.plain_text(),
        }
    }

    /// The day it asks to be listed under.
    pub fn dated(&self) -> Option<Date> {
        match self {
            Self::News(news) => news.published_on,
            Self::Document(document) => document.issued_on,
            Self::Record(record) => record.day(),
        }
    }

    /// The day of what it tells, where it is known: of the event, the issue or the approval.
    pub fn event_on(&self) -> Option<Date> {
        match self {
            Self::News(news) => news.event_on,
            Self::Document(document) => document.issued_on,
            Self::Record(record) => record.day(),
        }
    }

    /// The part of its address that its name gives.
    pub fn slug(&self) -> String {
        match self {
            Self::News(news) => slug(&news.title),
            Self::Document(document) => slug(&format!("{} {}", document.number, document.summary)),
            Self::Record(record) => slug(&record.title),
        }
    }

    /// In the form in which it is stored: NFC, clean HTML, no stray blanks.
    pub fn tidied(self) -> Self {
        match self {
            Self::News(news) => Self::News(news.tidied()),
            Self::Document(document) => Self::Document(Box::new(document.tidied())),
            Self::Record(record) => Self::Record(Box::new(record.tidied())),
        }
    }

    /// The ids of all files it attaches, shows or links to.
    pub fn file_ids(&self) -> Vec<FileId> {
        let attached = self.common().attachments.iter().map(|attachment| attachment.file_id.clone());
        let shown = self.html_parts().into_iter().flat_map(super::markup::file_ids).map(FileId::from);
        let mut ids: Vec<FileId> = attached.chain(shown).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// Its parts that are HTML.
    pub fn html_parts(&self) -> Vec<&str> {
        match self {
            Self::News(news) => vec![&news.body_html],
            Self::Document(document) => document.html_parts(),
            Self::Record(record) => vec![&record.body_html],
        }
    }

    /// Its one canonical text and the digest of that.
    ///
    /// # Errors
    /// Never in practice: every content is JSON.
    pub fn canonical(&self) -> serde_json::Result<(String, String)> {
        let json = serde_json::to_string(self)?;
        let digest = sha256_hex(json.as_bytes());
        Ok((json, digest))
    }
}

/// NFC on one line without blanks around or doubled.
pub(crate) fn one_line(text: &str) -> String {
    normalise(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
