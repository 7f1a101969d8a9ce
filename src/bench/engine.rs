//! The engines that are compared, asked in one way.

use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

use super::baselines::fts5::{Fts5, Shape};
use super::baselines::postgres::Postgres;
use super::corpus::Corpus;
use super::ours::Ours;

/// One of the engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// The portal's own search.
    Portal,
    /// SQLite FTS5, words.
    Fts5,
    /// SQLite FTS5, words and pairs of neighbours as phrases: our own idea lent to it.
    Fts5Pairs,
    /// PostgreSQL full text.
    Postgres,
}

impl Name {
    /// As it stands in the tables.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Fts5 => "SQLite FTS5",
            Self::Fts5Pairs => "FTS5 + pairs",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// Whether it is an engine as offices use it.
    pub fn is_baseline(self) -> bool {
        matches!(self, Self::Fts5 | Self::Postgres)
    }

    /// Whether it is one of them with our pairs.
    pub fn has_pairs(self) -> bool {
        self == Self::Fts5Pairs
    }
}

/// What building an engine cost.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Built {
    /// The engine.
    pub engine: Name,
    /// How long it took.
    pub seconds: f64,
    /// What it takes on the disk.
    pub bytes: u64,
}

/// What our own search is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Rivals<'a> {
    /// Nothing.
    None,
    /// SQLite FTS5, and PostgreSQL full text where a server is given.
    All {
        /// The address of the server.
        postgres: Option<&'a str>,
    },
}

/// The engines over one corpus.
pub struct Engines {
    /// What building each of them cost.
    pub built: Vec<Built>,
    corpus: Corpus,
    ours: Ours,
    fts5: Option<Fts5>,
    postgres: Option<Postgres>,
}

impl Engines {
    /// Builds our own search and its rivals; without a PostgreSQL that can be used, all others. `note` is told
    /// why.
    ///
    /// # Errors
    /// When the temporary folder cannot be written.
    pub async fn build(corpus: Corpus, rivals: Rivals<'_>, note: impl Fn(&str)) -> Result<Self> {
        let mut built = Vec::new();
        let started = Instant::now();
        let ours = Ours::build(&corpus)?;
        built.push(Built { engine: Name::Portal, seconds: seconds(started), bytes: ours.bytes()? });
        note("built: portal");
        let Rivals::All { postgres } = rivals else {
            return Ok(Self { built, corpus, ours, fts5: None, postgres: None });
        };
        let started = Instant::now();
        let fts5 = Fts5::build(&corpus).await?;
        built.push(Built { engine: Name::Fts5, seconds: seconds(started), bytes: fts5.bytes()? });
        note("built: SQLite FTS5");
        let started = Instant::now();
        let mut postgres = reached(&corpus, postgres, &note).await;
        if let Some(server) = &mut postgres {
            let bytes = server.bytes().await?;
            built.push(Built { engine: Name::Postgres, seconds: seconds(started), bytes });
            note("built: PostgreSQL");
        }
        Ok(Self { built, corpus, ours, fts5: Some(fts5), postgres })
    }

    /// The documents.
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// The engines that can be asked, our own first.
    pub fn names(&self) -> Vec<Name> {
        let mut names = vec![Name::Portal];
        names.extend(self.fts5.iter().flat_map(|_| [Name::Fts5, Name::Fts5Pairs]));
        names.extend(self.postgres.is_some().then_some(Name::Postgres));
        names
    }

    /// The places of the best passages for the text; one that is no passage is past the last.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn passages(&mut self, name: Name, text: &str, limit: usize) -> Result<Vec<usize>> {
        match (name, &mut self.fts5, &mut self.postgres) {
            (Name::Portal, ..) => self.ours.passages(&self.corpus, text, limit),
            (Name::Fts5, Some(fts5), _) => fts5.passages(text, Shape::Words, limit).await,
            (Name::Fts5Pairs, Some(fts5), _) => fts5.passages(text, Shape::Pairs, limit).await,
            (Name::Postgres, _, Some(server)) => server.passages(text, limit).await,
            _ => Ok(Vec::new()),
        }
    }

    /// The place of the best document for the text.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn document(&mut self, name: Name, text: &str) -> Result<Option<usize>> {
        if name == Name::Portal {
            return self.ours.document(text);
        }
        let passages = self.passages(name, text, 1).await?;
        Ok(passages.first().map(|passage| self.corpus.document_of(*passage)))
    }
}

fn seconds(started: Instant) -> f64 {
    started.elapsed().as_secs_f64()
}

async fn reached(corpus: &Corpus, url: Option<&str>, note: impl Fn(&str)) -> Option<Postgres> {
    let Some(url) = url else {
        note("PostgreSQL: skipped, --postgres was not given");
        return None;
    };
    match Postgres::build(url, corpus).await {
        Ok(server) => Some(server),
        Err(cause) => {
            note(&format!("PostgreSQL: skipped, {cause:#}"));
            None
        }
    }
}
