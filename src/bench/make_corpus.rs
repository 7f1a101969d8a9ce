//! Makes a corpus of any size by re-sampling a real one: the same words as often, in other documents.
//!
//! The real documents come first as they are, as the papers of the first tenant. Every further document keeps
//! the shape of a real one (type, body, number of articles, headings); of its sentences each second one, by
//! chance, is another's of the same field; its number and year are drawn anew. One in ten belongs to the first
//! tenant, the others to all tenants alike.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use super::chance::Chance;
use super::corpus::lines;

/// The years in which re-sampled documents are issued.
const YEARS: std::ops::Range<usize> = 1996..2026;

/// The running numbers they bear.
const SERIALS: usize = 3_000;

/// How many ids the articles of one round over the real documents may take.
const IDS: u64 = 10_000_000;

/// What is made.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// How many articles.
    pub passages: usize,
    /// How many tenants.
    pub tenants: usize,
}

/// The name of a tenant of the corpus.
pub fn tenant(number: usize) -> String {
    format!("t{number:04}")
}

/// Writes a corpus of the size given, from the real documents of a file; how many articles it holds.
///
/// # Errors
/// When the file holds no article, or cannot be read or written.
pub fn write(source: &Path, size: Size, to: &mut dyn Write) -> Result<usize> {
    let real = documents(source)?;
    let sentences = Sentences::of(&real);
    let mut chance = Chance::of("corpus", "");
    let (mut written, mut round) = (0, 0);
    while written < size.passages {
        let before = written;
        for document in &real {
            let mut made = if round == 0 {
                document.clone()
            } else {
                resampled(document, &sentences, round, &mut chance)
            };
            let owner =
                if round == 0 || chance.below(10) == 0 { 0 } else { chance.below(size.tenants.max(1)) };
            made.insert("tenant".into(), tenant(owner).into());
            let articles = made.get_mut("articles").and_then(Value::as_array_mut);
            let Some(articles) = articles.filter(|articles| !articles.is_empty()) else { continue };
            articles.truncate(size.passages - written);
            written += articles.len();
            serde_json::to_writer(&mut *to, &made)?;
            to.write_all(b"\n")?;
            if written == size.passages {
                break;
            }
        }
        ensure!(written > before, "there is no article in {}", source.display());
        round += 1;
    }
    Ok(written)
}

fn documents(source: &Path) -> Result<Vec<Map<String, Value>>> {
    let parsed = lines(source)?.enumerate().map(|(at, line)| {
        let document: Map<String, Value> =
            serde_json::from_str(&line?).with_context(|| format!("line {}", at + 1))?;
        Ok(document)
    });
    parsed.collect()
}

/// The sentences of the real articles by field.
struct Sentences<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Sentences<'a> {
    fn of(real: &'a [Map<String, Value>]) -> Self {
        let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
        for article in real.iter().filter_map(|document| document.get("articles")?.as_array()).flatten() {
            all.entry(text(article, "field")).or_default().extend(sentences(text(article, "text")));
        }
        Self(all)
    }

    fn another(&self, field: &str, chance: &mut Chance) -> Option<&'a str> {
        let same = self.0.get(field).filter(|same| !same.is_empty())?;
        Some(same[chance.below(same.len())])
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The parts of a text that end a line or a sentence, with what ends them.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['\n', ';']).flat_map(|part| part.split_inclusive(". "))
}

fn resampled(
    document: &Map<String, Value>,
    sentences: &Sentences<'_>,
    round: u64,
    chance: &mut Chance,
) -> Map<String, Value> {
    let mut made = document.clone();
    let year = YEARS.start + chance.below(YEARS.len());
    let number = text(&Value::Object(document.clone()), "number").to_owned();
    made.insert("number".into(), renumbered(&number, 1 + chance.below(SERIALS), year).into());
    made.remove("ref");
    made.remove("id");
    for day in ["issued_on", "effective_on"] {
        if let Some(rest) = document.get(day).and_then(Value::as_str).and_then(|day| day.get(4..)) {
            // Not every year has a 29 February.
            made.insert(day.into(), format!("{year}{}", rest.replace("-02-29", "-02-28")).into());
        }
    }
    let articles = made.get_mut("articles").and_then(Value::as_array_mut);
    for article in articles.into_iter().flatten() {
        let field = text(article, "field").to_owned();
        let mixed = mixed(text(article, "text"), &field, sentences, chance);
        article["text"] = mixed.into();
        let id = article.get("id").and_then(Value::as_u64).unwrap_or_default();
        article["id"] = json!(id + round * IDS);
    }
    made
}

fn mixed(text: &str, field: &str, all: &Sentences<'_>, chance: &mut Chance) -> String {
    let mut mixed = String::with_capacity(text.len());
    for own in sentences(text) {
        let other = if chance.flip() { all.another(field, chance) } else { None };
        mixed.push_str(other.unwrap_or(own));
    }
    mixed
}

/// The number with another running number and, where it names one, another year.
fn renumbered(number: &str, serial: usize, year: usize) -> String {
    let Some((_, rest)) = number.split_once('/') else { return number.to_owned() };
    match rest.split_once('/') {
        Some((old, letters)) if old.len() == 4 && old.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{serial:02}/{year}/{letters}")
        }
        _ => format!("{serial:02}/{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::Corpus;
    use super::super::corpus::tests::TOY;
    use super::*;

    fn made(passages: usize) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("toy.jsonl");
        std::fs::write(&file, TOY).unwrap();
        let mut out = Vec::new();
        assert_eq!(write(&file, Size { passages, tenants: 5 }, &mut out).unwrap(), passages);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_real_documents_come_first_and_every_line_is_a_document() {
        let corpus = made(23);
        assert_eq!(corpus, made(23));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("made.jsonl");
        std::fs::write(&file, &corpus).unwrap();
        let read = Corpus::read(&file).unwrap();
        assert_eq!(read.passages(), 23);
        assert!(read.by_reference("1").is_some() && read.by_reference("10000001").is_some());
        let owners: Vec<Value> = corpus.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(owners[..3].iter().all(|line| line["tenant"] == "t0000"));
        assert!(owners.iter().any(|line| line["tenant"] != "t0000"));
    }

    #[test]
    fn numbers_keep_their_letters() {
        assert_eq!(renumbered("10/2016/QĐ-UBND", 7, 2001), "07/2001/QĐ-UBND");
        assert_eq!(renumbered("15/QĐ-BNV", 123, 2001), "123/QĐ-BNV");
        assert_eq!(renumbered("không số", 1, 2001), "không số");
    }
}
