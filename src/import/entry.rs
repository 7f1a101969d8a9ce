//! One line of an imported file: an entry of a register, its facts as people would type them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::error::Error;
use crate::base::text::{folded, normalise};
use crate::items::kinds::record::{Record, Register};
use crate::items::{Common, Content, markup};

use super::line::Reference;
use super::run::{Request, Taken};

/// An entry as a file gives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryLine {
    /// What the source calls it.
    #[serde(default, alias = "id")]
    r#ref: Option<Reference>,
    /// Its name.
    title: String,
    /// One or two sentences.
    #[serde(default)]
    summary: String,
    /// What is told of it, by the keys of the register's facts.
    #[serde(default)]
    facts: BTreeMap<String, String>,
    /// More about it, as Markdown.
    #[serde(default)]
    body: String,
}

impl EntryLine {
    /// The entry as an item's content.
    ///
    /// # Errors
    /// A Vietnamese sentence for facts that the register does not have, or that cannot be read.
    pub(super) fn taken(self, register: &'static Register, request: Request<'_>) -> Result<Taken, String> {
        if let Some(unknown) = self.facts.keys().find(|key| register.fact(key).is_none()) {
            return Err(format!("không có mục “{unknown}”; các mục: {}", keys(register)));
        }
        let typed = |field: &'static str| {
            let fact = register.facts.iter().find(|fact| fact.field == field);
            fact.and_then(|fact| self.facts.get(fact.key)).map_or("", String::as_str)
        };
        let facts = register.read(typed).map_err(sentences)?;
        let name = normalise(&self.title);
        let key = match &self.r#ref {
            Some(reference) => format!("{}:{}", register.key, reference.text()),
            None => format!("{}|{}", register.key, folded(&name)),
        };
        let record = Record {
            common: Common {
                section: register.section,
                unit_key: request.unit_key.to_owned(),
                author: request.source.to_owned(),
                source: request.source.to_owned(),
                attachments: Vec::new(),
            },
            register,
            title: name.clone(),
            summary: self.summary,
            facts,
            body_html: markup::to_html(&self.body),
        };
        Ok(Taken { name, key, content: Content::Record(Box::new(record)).tidied() })
    }
}

fn keys(register: &Register) -> String {
    register.facts.iter().map(|fact| fact.key).collect::<Vec<_>>().join(", ")
}

fn sentences(cause: Error) -> String {
    match cause {
        Error::Refused(refusals) => {
            refusals.into_iter().map(|refusal| refusal.message).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
