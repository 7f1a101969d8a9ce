//! `portal bench`

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use crate::bench::corpus::Corpus;
use crate::bench::questions::{self, Fold};
use crate::bench::{freshness, relevance, tune};
use crate::config::Config;

/// Measures what is promised, on data of your own.
#[derive(Subcommand)]
pub enum Bench {
    /// How well and how fast the search answers questions, beside SQLite FTS5 and PostgreSQL full text.
    Relevance {
        /// The documents as JSON Lines, plain or gzip, as `portal import documents` reads them.
        #[arg(long)]
        documents: PathBuf,
        /// The questions as JSON Lines: `id`, `text`, `gold` (a list of answers, each a list of article ids).
        #[arg(long)]
        questions: PathBuf,
        /// A PostgreSQL server to compare with; only a temporary table is made there.
        #[arg(long)]
        postgres: Option<String>,
        /// Which questions to report on; without it each of the three.
        #[arg(long)]
        fold: Option<Part>,
        /// Also write the figures to this file as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// Fit the weights of the second stage of ranking on the tuned half of the questions, and print them.
    Tune {
        /// See `relevance`.
        #[arg(long)]
        documents: PathBuf,
        /// See `relevance`.
        #[arg(long)]
        questions: PathBuf,
    },
    /// How soon a publication is found and a withdrawal is not, while others search. On SQLite, or on the empty
    /// PostgreSQL database that the environment names as it does for the server.
    Freshness {
        /// The declared set of tenants.
        #[arg(long, default_value = "tenants/hiep-hoa-2016")]
        tenants: PathBuf,
        /// Documents to fill the index with first.
        #[arg(long)]
        documents: Option<PathBuf>,
        /// How many items are published and withdrawn.
        #[arg(long, default_value_t = 200)]
        items: usize,
        /// Searches a second meanwhile.
        #[arg(long, default_value_t = 50)]
        searches: u32,
    },
}

/// A part of the questions.
#[derive(Clone, Copy, ValueEnum)]
pub enum Part {
    /// The half on which weights may be chosen.
    Tuned,
    /// The half that judges.
    Held,
    /// Every question.
    All,
}

impl Part {
    fn fold(self) -> Option<Fold> {
        match self {
            Self::Tuned => Some(Fold::Tuned),
            Self::Held => Some(Fold::Held),
            Self::All => None,
        }
    }
}

impl Bench {
    /// Runs it.
    pub async fn run(self) -> Result<()> {
        match self {
            Self::Relevance { documents, questions, postgres, fold, json } => {
                measure(&documents, &questions, postgres.as_deref(), fold, json).await
            }
            Self::Freshness { tenants, documents, items, searches } => {
                let mut config = Config::default();
                config.override_from(|name| std::env::var(name).ok())?;
                let ask =
                    freshness::Ask { tenants: &tenants, documents: documents.as_deref(), items, searches };
                print!("{}", freshness::run(config, ask, |note| eprintln!("{note}")).await?);
                Ok(())
            }
            Self::Tune { documents, questions } => {
                let (corpus, questions) = (Corpus::read(&documents)?, questions::read(&questions)?);
                print!("{}", tune::run(&corpus, &questions, |note| eprintln!("{note}"))?);
                Ok(())
            }
        }
    }
}

async fn measure(
    documents: &Path,
    questions: &Path,
    postgres: Option<&str>,
    fold: Option<Part>,
    json: Option<PathBuf>,
) -> Result<()> {
    let parts = match fold {
        Some(part) => vec![part.fold()],
        None => vec![Some(Fold::Tuned), Some(Fold::Held), None],
    };
    let request = relevance::Request { documents, questions, postgres, parts: &parts };
    let report = relevance::run(&request, |note| eprintln!("{note}")).await?;
    print!("{report}");
    if let Some(file) = json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(())
}
