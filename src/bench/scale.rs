//! How the search grows: what an index of a made corpus costs, and how fast it answers.
//!
//! Building and asking are processes of their own, so that what one keeps in memory is not the other's, and so
//! that the first answer comes from a program that has just started.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::corpus::{lines, searched};
use super::make_corpus::tenant;
use super::perturb::unmarked;
use super::questions;
use crate::base::text::tokens;
use crate::import::line::Line;
use crate::items::Content;
use crate::search::{Index, Query, SearchDocument, WriterSize};

/// How many passages one commit takes while a corpus is indexed.
const COMMIT: usize = 20_000;

/// How many keywords and numbers are asked.
const SAMPLE: usize = 400;

/// Hits on a page.
const PAGE: usize = 15;

/// What the made corpus lends to those who ask.
const SAMPLE_FILE: &str = "asked.json";

/// What building an index cost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Built {
    /// How many passages it holds.
    pub passages: usize,
    /// How many items.
    pub items: usize,
    /// The bytes of all texts, titles and headers as UTF-8.
    pub text_bytes: u64,
    /// The bytes of the index.
    pub index_bytes: u64,
    /// The seconds spent in the writer, merges included.
    pub seconds: f64,
}

/// Texts to ask, drawn from a corpus.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Sample {
    tenants: Vec<String>,
    keywords: Vec<String>,
    numbers: Vec<String>,
    prefixes: Vec<String>,
}

/// How fast one kind of question is answered, in milliseconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Speed {
    /// What was asked.
    pub kind: String,
    /// How many.
    pub asked: usize,
    /// The median.
    pub p50: f64,
    /// All but a twentieth.
    pub p95: f64,
    /// All but a hundredth.
    pub p99: f64,
}

/// What asking an index cost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answered {
    /// From opening the index to the first answer, in milliseconds.
    pub first_ms: f64,
    /// One for each kind of question.
    pub speeds: Vec<Speed>,
    /// Memory of the process's own, in bytes.
    pub own_bytes: u64,
    /// Memory with the pages of the index's files that are in use, in bytes.
    pub resident_bytes: u64,
}

/// Indexes the first passages of a made corpus into a folder.
///
/// # Errors
/// When a file cannot be read or written, or the corpus is smaller.
pub fn build(corpus: &Path, passages: usize, folder: &Path) -> Result<Built> {
    let index = Index::open(folder)?;
    let mut writer = index.writer(WriterSize { heap_bytes: 512 << 20, threads: 2 })?;
    let mut built = Built { passages: 0, items: 0, text_bytes: 0, index_bytes: 0, seconds: 0.0 };
    let (mut batch, mut waiting, mut sampler) = (Vec::new(), 0, Sampler::default());
    for line in lines(corpus)? {
        let mut document = document(&line?, built.items)?;
        document.passages.truncate(passages - built.passages);
        built.passages += document.passages.len();
        built.items += 1;
        built.text_bytes += text_bytes(&document);
        sampler.see(&document);
        waiting += document.passages.len();
        batch.push(document);
        let full = built.passages == passages;
        if waiting >= COMMIT || full {
            let started = Instant::now();
            writer.apply(&batch, &[], &BTreeMap::new())?;
            built.seconds += started.elapsed().as_secs_f64();
            (batch, waiting) = (Vec::new(), 0);
        }
        if full {
            break;
        }
    }
    ensure!(built.passages == passages, "the corpus holds only {} passages", built.passages);
    let started = Instant::now();
    writer.settle()?;
    built.seconds += started.elapsed().as_secs_f64();
    built.index_bytes = folder_bytes(folder)?;
    fs::write(folder.join(SAMPLE_FILE), serde_json::to_vec(&sampler.sample())?)?;
    Ok(built)
}

#[derive(Deserialize)]
struct Owner {
    tenant: String,
}

fn document(line: &str, at: usize) -> Result<SearchDocument> {
    let owner: Owner = serde_json::from_str(line)?;
    let line: Line = serde_json::from_str(line)?;
    let Content::Document(document) = line.content("bench", "bench") else {
        anyhow::bail!("not a document: line {}", at + 1)
    };
    Ok(SearchDocument { tenant: owner.tenant, ..searched(&document, at) })
}

fn text_bytes(document: &SearchDocument) -> u64 {
    let passages: usize = document.passages.iter().map(|one| one.heading.len() + one.text.len()).sum();
    (document.title.len() + document.header.len() + passages) as u64
}

fn folder_bytes(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

/// Gathers what may be asked while documents go by.
#[derive(Default)]
struct Sampler {
    tenants: usize,
    titles: Vec<String>,
    numbers: Vec<String>,
}

impl Sampler {
    fn see(&mut self, document: &SearchDocument) {
        let number = document.tenant.trim_start_matches('t').parse().unwrap_or(0);
        self.tenants = self.tenants.max(number + 1);
        self.titles.push(document.title.clone());
        self.numbers.extend(document.number_text.clone().filter(|_| document.number.is_some()));
    }

    fn sample(self) -> Sample {
        let mut chance = Chance::of("scale", "");
        let titles = chance.sample(self.titles.clone(), SAMPLE);
        let keyword = |title: &String| {
            let words = run_of(title, 2 + chance.below(2), &mut chance)?;
            Some(if chance.flip() { unmarked(&words) } else { words })
        };
        let keywords = titles.iter().filter_map(keyword).collect();
        let numbers = chance.sample(self.numbers, SAMPLE);
        let numbers = numbers.iter().enumerate().map(|(at, number)| match at % 3 {
            0 => number.clone(),
            1 => unmarked(number).to_lowercase().replace(['/', '-'], " "),
            _ => number.split('/').take(2).collect::<Vec<_>>().join("/"),
        });
        let titles = chance.sample(self.titles, SAMPLE);
        let prefixes = titles.iter().map(|title| {
            let length = 1 + chance.below(12);
            title.chars().take(length).collect()
        });
        Sample {
            tenants: (0..self.tenants).map(tenant).collect(),
            keywords,
            numbers: numbers.collect(),
            prefixes: prefixes.collect(),
        }
    }
}

/// So many neighbouring syllables of a title.
fn run_of(title: &str, count: usize, chance: &mut Chance) -> Option<String> {
    let pieces: Vec<_> = tokens(title).collect();
    let starts: Vec<usize> = (0..pieces.len().saturating_sub(count - 1))
        .filter(|start| pieces[start + 1..start + count].iter().all(|piece| !piece.breaks))
        .collect();
    let start = *starts.get(chance.below(starts.len().max(1)))?;
    Some(title[pieces[start].start..pieces[start + count - 1].end].to_owned())
}

/// Asks an index, as a reader of the first tenant's site who searches in all: a page of hits with two snippets
/// each and all facets. No answer is kept for the next question.
///
/// # Errors
/// When the index or the questions cannot be read.
pub fn ask(folder: &Path, questions: &Path) -> Result<Answered> {
    let sample: Sample = serde_json::from_slice(&fs::read(folder.join(SAMPLE_FILE))?)?;
    let questions = questions::read(questions)?;
    let started = Instant::now();
    let index = Index::open(folder)?;
    let query = |text: &str| Query {
        text: text.to_owned(),
        tenants: sample.tenants.clone(),
        limit: PAGE,
        facets: true,
        prefer_tenant: Some(tenant(0)),
        today: Some(jiff::civil::date(2020, 1, 1)),
        ..Query::default()
    };
    index.search(&query(&questions[0].text))?;
    let first_ms = started.elapsed().as_secs_f64() * 1000.0;
    index.learn_marks()?;
    let typed: Vec<String> = questions.iter().map(|question| question.text.clone()).collect();
    let bare: Vec<String> = typed.iter().map(|text| unmarked(text)).collect();
    let mut speeds = Vec::new();
    let kinds = [
        ("questions", &typed),
        ("questions, bare", &bare),
        ("keywords", &sample.keywords),
        ("numbers", &sample.numbers),
    ];
    for (kind, texts) in kinds {
        speeds.push(speed(kind, texts, |text| index.search(&query(text)).map(|_| ()))?);
    }
    speeds.push(speed("suggestions", &sample.prefixes, |text| {
        index.suggest(text, &sample.tenants, 8).map(|_| ())
    })?);
    let (own_bytes, resident_bytes) = memory()?;
    Ok(Answered { first_ms, speeds, own_bytes, resident_bytes })
}

/// Asks each text twice and counts the second time, when the pages of the index's files are in memory.
fn speed<E>(kind: &str, texts: &[String], ask: impl Fn(&str) -> Result<(), E>) -> Result<Speed>
where
    E: std::error::Error + Send + Sync + 'static,
{
    for text in texts {
        ask(text)?;
    }
    let mut times = Vec::with_capacity(texts.len());
    for text in texts {
        let started = Instant::now();
        ask(text)?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(Speed::of(kind, times))
}

impl Speed {
    /// The quantiles of some times in milliseconds.
    pub fn of(kind: &str, mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (times.len() as f64 * share).ceil() as usize;
            times.get(place.saturating_sub(1)).copied().unwrap_or_default()
        };
        Self { kind: kind.into(), asked: times.len(), p50: at(0.5), p95: at(0.95), p99: at(0.99) }
    }
}

/// The process's own memory, and all of it that is resident.
fn memory() -> Result<(u64, u64)> {
    let status = fs::read_to_string("/proc/self/status")?;
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kilobytes.unwrap_or_default() * 1024
    };
    Ok((of("RssAnon:"), of("VmRSS:")))
}

/// What is measured.
#[derive(Debug)]
pub struct Request<'a> {
    /// The made corpus.
    pub corpus: &'a Path,
    /// The questions.
    pub questions: &'a Path,
    /// The numbers of passages.
    pub sizes: &'a [usize],
    /// Where the indexes are built; one that is there from before is asked as it is.
    pub folder: &'a Path,
}

/// One line of the curve.
#[derive(Debug, Serialize)]
pub struct Size {
    /// What building it cost; nothing for an index from before.
    pub built: Option<Built>,
    /// What asking it cost.
    pub answered: Answered,
}

/// The curve.
#[derive(Debug, Serialize)]
pub struct Curve(pub Vec<(usize, Size)>);

/// Builds and asks an index of each size; `note` is told what is under way.
///
/// # Errors
/// When a step fails.
pub fn run(request: &Request<'_>, note: impl Fn(&str)) -> Result<Curve> {
    let mut curve = Vec::new();
    for &passages in request.sizes {
        let folder = request.folder.join(passages.to_string());
        let count = passages.to_string();
        let built = if folder.join(SAMPLE_FILE).exists() {
            None
        } else {
            note(&format!("building {passages} passages"));
            let arguments = [Path::new("index"), request.corpus, Path::new(&count), &folder];
            Some(step(&arguments)?)
        };
        note(&format!("asking {passages} passages"));
        let answered = step(&[Path::new("ask"), &folder, request.questions])?;
        curve.push((passages, Size { built, answered }));
    }
    Ok(Curve(curve))
}

/// Runs a step as a process of its own and reads what it prints.
fn step<T: DeserializeOwned>(arguments: &[&Path]) -> Result<T> {
    let program: PathBuf = std::env::current_exe()?;
    let done = Command::new(program).arg("bench").args(arguments).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).context("what the step printed")
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, asked, p50, p95, p99 } = self;
        write!(f, "{kind:<16} {asked:>6} {p50:>8.2} {p95:>8.2} {p99:>8.2}")
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "passages  kind              asked   p50 ms   p95 ms   p99 ms")?;
        for (passages, size) in &self.0 {
            for speed in &size.answered.speeds {
                writeln!(f, "{passages:>8}  {speed}")?;
            }
        }
        let mega = |bytes: u64| bytes as f64 / 1e6;
        for (passages, Size { built, answered }) in &self.0 {
            write!(
                f,
                "{passages:>8}  first answer {:.0} ms, own memory {:.0} MB, resident {:.0} MB",
                answered.first_ms,
                mega(answered.own_bytes),
                mega(answered.resident_bytes)
            )?;
            if let Some(built) = built {
                let (text, index) = (mega(built.text_bytes), mega(built.index_bytes));
                write!(
                    f,
                    "; indexed {:.0} passages/s; text {text:.0} MB, index {index:.0} MB ({:.2} x)",
                    built.passages as f64 / built.seconds,
                    index / text
                )?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::tests::TOY;
    use super::super::make_corpus;
    use super::*;

    #[test]
    fn a_toy_index_is_built_and_asked() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("toy.jsonl"), TOY).unwrap();
        let mut made = Vec::new();
        let size = make_corpus::Size { passages: 60, tenants: 3 };
        make_corpus::write(&at("toy.jsonl"), size, &mut made).unwrap();
        fs::write(at("made.jsonl"), made).unwrap();
        fs::write(at("asked.jsonl"), r#"{"id": 1, "text": "giấy phép xây dựng", "gold": [[1]]}"#).unwrap();
        let built = build(&at("made.jsonl"), 50, &at("index")).unwrap();
        assert_eq!(built.passages, 50);
        assert!(built.text_bytes > 1_000 && built.index_bytes > 0);
        let answered = ask(&at("index"), &at("asked.jsonl")).unwrap();
        assert_eq!(answered.speeds.len(), 5);
        assert!(answered.speeds.iter().all(|speed| speed.p50 <= speed.p99 && speed.p99 > 0.0));
        assert!(build(&at("made.jsonl"), 61, &at("more")).is_err());
    }

    #[test]
    fn quantiles_are_of_the_times_asked() {
        let speed = Speed::of("a", (1..=100).map(f64::from).collect());
        assert!((speed.p50 - 50.0).abs() < 1e-9 && (speed.p95 - 95.0).abs() < 1e-9);
        assert!((speed.p99 - 99.0).abs() < 1e-9);
    }
}
