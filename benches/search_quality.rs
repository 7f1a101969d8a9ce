//! How well and how fast the search answers citizens' questions, on the legal corpus named by
//! `PORTAL_LEGAL_DATA` (a folder with `documents.jsonl.gz` and `questions-dev.jsonl`).
//!
//! A question has one or more right answers, each with the ids of the articles that give it; an answer counts at
//! k when one of its ids is among the first k passages. "Bare" is the same question without any diacritics.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Instant;

use portal::base::text::folded;
use portal::import::line::Line;
use portal::items::Content;
use portal::search::{Group, Index, Passage, Query, SearchDocument, WriterSize};

fn main() {
    let data = std::env::var("PORTAL_LEGAL_DATA")
        .map_or_else(|_| PathBuf::from("../shared/data/legal"), PathBuf::from);
    if !data.join("documents.jsonl.gz").exists() {
        println!("skipped: there is no {}", data.join("documents.jsonl.gz").display());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let started = Instant::now();
    let (index, passages) = build(&data, folder.path());
    println!("index: {passages} passages in {:.1} s", started.elapsed().as_secs_f64());
    let questions = questions(&data);
    measure("as typed", &index, &questions, str::to_owned);
    measure("bare", &index, &questions, folded);
    for text in ["Công an xã xử phạt lỗi không mang bằng lái xe có đúng không?", "24 2018 qh14"]
    {
        for shown in [text.to_owned(), folded(text)] {
            let first: Vec<String> = search(&index, &shown, 5)
                .iter()
                .map(|hit| format!("{} {}", hit.number.clone().unwrap_or_default(), hit.anchor))
                .collect();
            println!("{shown}: {}", first.join("; "));
        }
    }
    if let Some(peak) = std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|text| text.lines().find(|line| line.starts_with("VmHWM")).map(str::to_owned))
    {
        println!("{peak}");
    }
}

fn lines(path: &Path) -> impl Iterator<Item = String> {
    let file = std::fs::File::open(path).expect("readable");
    let reader: Box<dyn std::io::Read> = if path.extension().is_some_and(|e| e == "gz") {
        Box::new(flate2::read::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    BufReader::new(reader).lines().map(|line| line.expect("UTF-8"))
}

fn build(data: &Path, folder: &Path) -> (Index, usize) {
    let index = Index::open(folder).expect("index");
    let mut writer = index.writer(WriterSize::default()).expect("writer");
    let (mut batch, mut passages) = (Vec::new(), 0);
    for (number, line) in lines(&data.join("documents.jsonl.gz")).enumerate() {
        let line: Line = serde_json::from_str(&line).expect("document");
        let Content::Document(document) = line.content("vanphong", "nguồn") else { continue };
        passages += document.articles.len();
        batch.push(SearchDocument {
            tenant: "t".into(),
            item: number.to_string(),
            kind: "document".into(),
            section: document.common.section.as_str().into(),
            title: document.title(),
            header: [
                document.doc_type.as_str(),
                &document.summary,
                &document.fields.join("; "),
                &document.issuer,
            ]
            .join("\n"),
            number: document.parsed_number(),
            number_text: Some(document.number.clone()),
            issuer: Some(document.issuer.clone()),
            doc_type: Some(document.doc_type.clone()),
            date: document.issued_on,
            url: format!("/{number}"),
            passages: document
                .articles
                .iter()
                .map(|a| Passage {
                    anchor: a.anchor.clone(),
                    heading: a.label(),
                    text: a.text.plain().into_owned(),
                    source_ref: a.source_ref.clone(),
                })
                .collect(),
            ..SearchDocument::default()
        });
        if batch.len() == 400 {
            writer.apply(&std::mem::take(&mut batch), &[], &BTreeMap::new()).expect("commit");
        }
    }
    writer.apply(&batch, &[], &BTreeMap::new()).expect("commit");
    writer.settle().expect("merge");
    (index, passages)
}

/// A question with its right answers.
type Question = (String, Vec<Vec<String>>);

fn questions(data: &Path) -> Vec<Question> {
    lines(&data.join("questions-dev.jsonl"))
        .map(|line| {
            let question: serde_json::Value = serde_json::from_str(&line).expect("question");
            let gold = question["gold"].as_array().expect("gold").iter();
            let gold = gold
                .map(|ids| ids.as_array().expect("ids").iter().map(ToString::to_string).collect())
                .collect();
            (question["text"].as_str().expect("text").to_owned(), gold)
        })
        .collect()
}

fn search(index: &Index, text: &str, limit: usize) -> Vec<portal::search::Hit> {
    let query = Query {
        text: text.to_owned(),
        tenants: vec!["t".into()],
        group: Group::Passage,
        limit,
        ..Query::default()
    };
    index.search(&query).expect("search").hits
}

fn measure(name: &str, index: &Index, questions: &[Question], shown: impl Fn(&str) -> String) {
    let (mut at, mut answers, mut reciprocal) = ([0_usize; 3], 0, 0.0);
    let mut times = Vec::new();
    for (text, gold) in questions {
        let started = Instant::now();
        let hits = search(index, &shown(text), 20);
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        let refs: Vec<String> = hits.into_iter().map(|hit| hit.passage_ref.unwrap_or_default()).collect();
        for ids in gold {
            answers += 1;
            let rank = refs.iter().position(|found| ids.contains(found));
            for (count, k) in at.iter_mut().zip([1, 5, 20]) {
                *count += usize::from(rank.is_some_and(|rank| rank < k));
            }
            reciprocal += rank.filter(|rank| *rank < 10).map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
        }
    }
    times.sort_by(f64::total_cmp);
    let share = |count: usize| count as f64 / f64::from(answers);
    println!(
        "{name}: {} questions, {answers} answers: R@1 {:.3}, R@5 {:.3}, R@20 {:.3}, MRR@10 {:.3}; p50 {:.1} ms, p95 {:.1} ms",
        questions.len(),
        share(at[0]),
        share(at[1]),
        share(at[2]),
        reciprocal / f64::from(answers),
        times[times.len() / 2],
        times[times.len() * 95 / 100],
    );
}
