//! `portal bench`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use crate::bench::corpus::Corpus;
use crate::bench::engine::Rivals;
use crate::bench::perturb::Form;
use crate::bench::questions::{self, Fold};
use crate::bench::{
    backup, bulk, extract, freshness, http, late, mail, make_corpus, oversight, queue, relevance, routing,
    scale, sites, slow, tune,
};
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
        /// Measure the portal's own search alone: the others take most of the time.
        #[arg(long, conflicts_with = "postgres")]
        alone: bool,
        /// In which forms the others are asked: each takes them minutes.
        #[arg(long, value_delimiter = ',', default_value = "typed,bare,half-bare,typo")]
        forms: Vec<Form>,
        /// Which questions to report on; without it each of the three.
        #[arg(long)]
        fold: Option<Part>,
        /// Also write the figures to this file as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// How well the routing names the unit, or the field, of questions whose answer is known, beside simpler ways.
    Routing {
        /// The questions as JSON Lines: `id`, `text`, and `unit` (with `also_acceptable`) or `chu_de`.
        #[arg(long)]
        questions: PathBuf,
        /// The units with their duties as JSON.
        #[arg(long)]
        units: Option<PathBuf>,
        /// Documents whose articles, labelled by their field, are what was answered before.
        #[arg(long)]
        history: Option<PathBuf>,
        /// Without such documents: each of so many parts is judged with the others as what was answered before.
        #[arg(long, default_value_t = 5)]
        folds: usize,
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
        /// Also write every candidate with its features to this file.
        #[arg(long)]
        listing: Option<PathBuf>,
    },
    /// Make a corpus of any size by re-sampling real documents.
    MakeCorpus {
        /// See `relevance`.
        #[arg(long)]
        documents: PathBuf,
        /// How many articles.
        #[arg(long)]
        passages: usize,
        /// Over how many tenants.
        #[arg(long, default_value_t = 1_000)]
        tenants: usize,
        /// The file to write, as JSON Lines.
        #[arg(long)]
        out: PathBuf,
    },
    /// Index a made corpus at several sizes and ask it: speed, memory, size on the disk.
    Scale {
        /// What `make-corpus` wrote.
        #[arg(long)]
        corpus: PathBuf,
        /// See `relevance`.
        #[arg(long)]
        questions: PathBuf,
        /// The numbers of passages.
        #[arg(long, value_delimiter = ',', default_value = "10000,41000,200000,1000000")]
        sizes: Vec<usize>,
        /// Where the indexes are built and kept.
        #[arg(long)]
        folder: PathBuf,
        /// Also write the figures to this file as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// How fast a running server answers searches over HTTP.
    Http {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:8080")]
        server: SocketAddr,
        /// The site's host.
        #[arg(long, default_value = "hiephoa.localhost")]
        host: String,
        /// See `relevance`.
        #[arg(long)]
        questions: PathBuf,
    },
    /// Make a deployment of many sites, and print its pages as lines of host and path.
    Sites {
        /// The declared set to take the pattern from.
        #[arg(long, default_value = "tenants/hiep-hoa-2016")]
        tenants: PathBuf,
        /// The data folder to fill.
        #[arg(long)]
        data: PathBuf,
        /// How many sites.
        #[arg(long, default_value_t = 1_000)]
        count: usize,
        /// News on each.
        #[arg(long, default_value_t = 2)]
        items: usize,
    },
    /// Publish on one site after the other, beside a running server.
    Publish {
        /// Its data folder.
        #[arg(long)]
        data: PathBuf,
        /// How long, in seconds.
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        /// The pause after each, in milliseconds.
        #[arg(long, default_value_t = 200)]
        every: u64,
    },
    /// How long a backup takes beside `cp` of the same files, and the next one when a hundredth is new.
    Backup {
        /// How much there is to copy.
        #[arg(long, default_value_t = 10)]
        gigabytes: u64,
        /// An empty folder on the disk that is meant; it holds three times as much for a while.
        #[arg(long)]
        folder: PathBuf,
    },
    /// Whether visitors get their pages while thousands of slow connections are open.
    Slow {
        /// Where the server listens, on the loopback.
        #[arg(long, default_value = "127.0.0.1:8080")]
        server: SocketAddr,
        /// The site's host.
        #[arg(long, default_value = "hiephoa.localhost")]
        host: String,
        /// Slow connections at a time.
        #[arg(long, default_value_t = 10_000)]
        connections: usize,
        /// From how many addresses.
        #[arg(long, default_value_t = 200)]
        addresses: u8,
        /// How long visitors are watched, in seconds.
        #[arg(long, default_value_t = 15)]
        seconds: u64,
        /// All come through one proxy; the server must trust 127.0.0.1.
        #[arg(long)]
        proxied: bool,
    },
    /// A step of `scale`: index the first passages of a corpus.
    #[command(hide = true)]
    Index {
        /// What `make-corpus` wrote.
        corpus: PathBuf,
        /// How many.
        passages: usize,
        /// Where the index is built.
        folder: PathBuf,
    },
    /// A step of `scale`: ask an index.
    #[command(hide = true)]
    Ask {
        /// Where the index lies.
        folder: PathBuf,
        /// The questions.
        questions: PathBuf,
    },
    /// How fast the pages of the desk's queue are answered at many editions. On SQLite, or on the empty PostgreSQL
    /// database that the environment names as it does for the server.
    Queue {
        /// The declared set of tenants.
        #[arg(long, default_value = "tenants/hiep-hoa-2016")]
        tenants: PathBuf,
        /// How many editions the first tenant holds.
        #[arg(long, default_value_t = 50_000)]
        editions: usize,
    },
    /// How fast the page "what is late, with whom, who was told" and the book of questions are answered. On SQLite, or on
    /// the empty PostgreSQL database that the environment names as it does for the server.
    Late {
        /// The declared set of tenants.
        #[arg(long, default_value = "tenants/hiep-hoa-2016")]
        tenants: PathBuf,
        /// How many questions the first tenant holds.
        #[arg(long, default_value_t = 20_000)]
        questions: usize,
    },
    /// How fast an office sees all sites at a glance, and whether their kept figures equal a count from scratch. On SQLite, or
    /// on the empty PostgreSQL database that the environment names as it does for the server.
    Oversight {
        /// The declared set of tenants whose pattern is repeated.
        #[arg(long, default_value = "tenants/hiep-hoa-2016")]
        tenants: PathBuf,
        /// How many sites.
        #[arg(long, default_value_t = 1_000)]
        count: usize,
        /// How many items they hold together.
        #[arg(long, default_value_t = 1_000_000)]
        items: usize,
    },
    /// How many letters a second leave through a mail server on this machine, and whether each arrived once. On SQLite, or on
    /// the empty PostgreSQL database that the environment names as it does for the server.
    Mail {
        /// The declared set of tenants.
        #[arg(long, default_value = "tenants/hiep-hoa-2016")]
        tenants: PathBuf,
        /// Where the database is made: on the disk whose speed counts.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
        /// How many letters.
        #[arg(long, default_value_t = 1_000)]
        letters: usize,
        /// How many are handed over at a time.
        #[arg(long, default_value_t = 8)]
        at_once: usize,
        /// The mail server misbehaves: one connection in four is slow, says "later", hangs up before the text or after the dot.
        #[arg(long)]
        faults: bool,
    },
    /// How well and how fast the files of a folder are read by the worker. Beside a file `X.pdf` may stand its transcript
    /// `X.expected.txt`; an `INDEX.tsv` with columns `file` and `kind` tells what should come of each.
    Extract {
        /// Where the files lie.
        folder: PathBuf,
        /// Recognise the pages that are pictures, too.
        #[arg(long)]
        recognise: bool,
        /// Print the figures as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Whether readers get their pages as quickly as ever while hundreds of files come in and are read, on SQLite.
    Bulk {
        /// The declared set of tenants.
        #[arg(long, default_value = "tenants/hiep-hoa-2016")]
        tenants: PathBuf,
        /// Files to bring, over and over, each time with other bytes.
        #[arg(long)]
        files: PathBuf,
        /// How many uploads.
        #[arg(long, default_value_t = 500)]
        count: usize,
        /// Pages asked for in a second meanwhile.
        #[arg(long, default_value_t = 50)]
        pages: u32,
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
            Self::Relevance { documents, questions, postgres, alone, forms, fold, json } => {
                let rivals = if alone { Rivals::None } else { Rivals::All { postgres: postgres.as_deref() } };
                measure(&documents, &questions, rivals, &forms, fold, json).await
            }
            Self::Freshness { tenants, documents, items, searches } => {
                let mut config = Config::default();
                config.override_from(|name| std::env::var(name).ok())?;
                let ask =
                    freshness::Ask { tenants: &tenants, documents: documents.as_deref(), items, searches };
                print!("{}", freshness::run(config, ask, |note| eprintln!("{note}")).await?);
                Ok(())
            }
            Self::Extract { folder, recognise, json } => {
                let mut config = Config::default();
                config.override_from(|name| std::env::var(name).ok())?;
                let ask = extract::Ask { folder: &folder, recognise };
                let report = extract::run(config, ask, |note| eprintln!("{note}")).await?;
                if json {
                    return printed(&report.json());
                }
                print!("{report}");
                Ok(())
            }
            Self::Bulk { tenants, files, count, pages } => {
                let ask = bulk::Ask { tenants: &tenants, files: &files, count, a_second: pages };
                print!("{}", bulk::run(ask, |note| eprintln!("{note}")).await?);
                Ok(())
            }
            Self::Mail { tenants, folder, letters, at_once, faults } => {
                let mut config = Config::default();
                config.override_from(|name| std::env::var(name).ok())?;
                let ask = mail::Ask { tenants: &tenants, folder: &folder, letters, at_once, faults };
                print!("{}", mail::run(config, ask).await?);
                Ok(())
            }
            Self::Queue { tenants, editions } => {
                let mut config = Config::default();
                config.override_from(|name| std::env::var(name).ok())?;
                let ask = queue::Ask { tenants: &tenants, editions };
                print!("{}", queue::run(config, ask, |note| eprintln!("{note}")).await?);
                Ok(())
            }
            Self::Late { tenants, questions } => {
                let mut config = Config::default();
                config.override_from(|name| std::env::var(name).ok())?;
                let ask = late::Ask { tenants: &tenants, questions };
                print!("{}", late::run(config, ask, |note| eprintln!("{note}")).await?);
                Ok(())
            }
            Self::Oversight { tenants, count, items } => {
                let mut config = Config::default();
                config.override_from(|name| std::env::var(name).ok())?;
                let ask = oversight::Ask { tenants: &tenants, count, items };
                print!("{}", oversight::run(config, ask, |note| eprintln!("{note}")).await?);
                Ok(())
            }
            Self::Routing { questions, units, history, folds, json } => {
                let request = routing::Request {
                    questions: &questions,
                    units: units.as_deref(),
                    history: history.as_deref(),
                    folds,
                };
                let report = routing::run(&request, |note| eprintln!("{note}"))?;
                print!("{report}");
                json.map_or(Ok(()), |file| Ok(std::fs::write(file, serde_json::to_vec_pretty(&report)?)?))
            }
            Self::Tune { documents, questions, listing } => {
                let (corpus, questions) = (Corpus::read(&documents)?, questions::read(&questions)?);
                let mut listing = listing.map(File::create).transpose()?.map(BufWriter::new);
                let to = listing.as_mut().map(|file| file as &mut dyn Write);
                print!("{}", tune::run(&corpus, &questions, to, |note| eprintln!("{note}"))?);
                Ok(())
            }
            Self::MakeCorpus { documents, passages, tenants, out } => {
                let mut file = BufWriter::new(File::create(&out)?);
                make_corpus::write(&documents, make_corpus::Size { passages, tenants }, &mut file)?;
                Ok(file.flush()?)
            }
            Self::Scale { corpus, questions, sizes, folder, json } => {
                let request =
                    scale::Request { corpus: &corpus, questions: &questions, sizes: &sizes, folder: &folder };
                let curve = scale::run(&request, |note| eprintln!("{note}"))?;
                print!("{curve}");
                json.map_or(Ok(()), |file| Ok(std::fs::write(file, serde_json::to_vec_pretty(&curve)?)?))
            }
            Self::Http { server, host, questions } => {
                for speed in http::run(&http::Ask { server, host: &host, questions: &questions })? {
                    println!("{speed}");
                }
                Ok(())
            }
            Self::Sites { tenants, data, count, items } => {
                let make = sites::Make { tenants: &tenants, count, items };
                for page in sites::make(&of_folder(data)?, make).await? {
                    println!("{page}");
                }
                Ok(())
            }
            Self::Publish { data, seconds, every } => {
                let (lasting, every) = (Duration::from_secs(seconds), Duration::from_millis(every));
                println!("{} published", sites::publish(&of_folder(data)?, lasting, every).await?);
                Ok(())
            }
            Self::Backup { gigabytes, folder } => {
                println!("{}", backup::run(&folder, gigabytes).await?);
                Ok(())
            }
            Self::Slow { server, host, connections, addresses, seconds, proxied } => {
                crate::cli::serve::allow_descriptors();
                let lasting = Duration::from_secs(seconds);
                let ask = slow::Ask { server, host, connections, addresses, lasting, proxied };
                for visits in slow::run(ask).await? {
                    println!("{visits}");
                }
                Ok(())
            }
            Self::Index { corpus, passages, folder } => printed(&scale::build(&corpus, passages, &folder)?),
            Self::Ask { folder, questions } => printed(&scale::ask(&folder, &questions)?),
        }
    }
}

fn of_folder(data: PathBuf) -> Result<Config> {
    let mut config = Config { trial_hosts: true, ..Config::default() };
    config.override_from(|name| std::env::var(name).ok())?;
    config.data = data;
    Ok(config)
}

fn printed(figures: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(figures)?);
    Ok(())
}

async fn measure(
    documents: &Path,
    questions: &Path,
    rivals: Rivals<'_>,
    forms: &[Form],
    fold: Option<Part>,
    json: Option<PathBuf>,
) -> Result<()> {
    let parts = match fold {
        Some(part) => vec![part.fold()],
        None => vec![Some(Fold::Tuned), Some(Fold::Held), None],
    };
    let request = relevance::Request { documents, questions, rivals, forms, parts: &parts };
    let report = relevance::run(&request, |note| eprintln!("{note}")).await?;
    print!("{report}");
    if let Some(file) = json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(())
}
