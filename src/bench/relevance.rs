//! The whole measurement: every engine, every form of every question, numbers and pairs.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::corpus::Corpus;
use super::engine::{Engines, Name, Rivals};
use super::metrics::{DEPTH, Outcome};
use super::perturb::Form;
use super::questions::{self, Fold, Question};
use super::report::{Report, Series};
use super::{numbers, pairs};

/// How many questions are asked before the clock counts.
const WARM_UP: usize = 5;

/// What is measured.
pub struct Request<'a> {
    /// The file of documents.
    pub documents: &'a Path,
    /// The file of questions.
    pub questions: &'a Path,
    /// What the search is compared with.
    pub rivals: Rivals<'a>,
    /// The forms of the questions in which the others are asked.
    pub forms: &'a [Form],
    /// The parts of the questions to report on; `None` is all of them.
    pub parts: &'a [Option<Fold>],
}

/// Measures; `note` is told what is under way.
///
/// # Errors
/// When a file cannot be read or an engine fails.
pub async fn run(request: &Request<'_>, note: impl Fn(&str)) -> Result<Report> {
    let corpus = Corpus::read(request.documents)?;
    let mut questions = questions::read(request.questions)?;
    questions
        .retain(|question| request.parts.iter().any(|part| part.is_none_or(|fold| question.fold() == fold)));
    ensure!(!questions.is_empty(), "there is no question in {}", request.questions.display());
    note(&format!("{} documents, {} passages", corpus.documents.len(), corpus.passages()));
    let mut engines = Engines::build(corpus, request.rivals, &note).await?;
    let mut series = Vec::new();
    for engine in engines.names() {
        let forms = Form::ALL.into_iter();
        for form in forms.filter(|form| engine == Name::Portal || request.forms.contains(form)) {
            note(&format!("asking {}: {}", engine.shown(), form.name()));
            series.push(asked(&mut engines, engine, form, &questions).await?);
        }
    }
    note("document numbers");
    let numbers = numbers::measure(&mut engines).await?;
    note("pairs of syllables");
    let pairs = pairs::measure(&mut engines).await?;
    Ok(Report::of(&engines, &questions, &series, request.parts, numbers, pairs))
}

/// One engine's outcomes on one form, question by question.
async fn asked(engines: &mut Engines, engine: Name, form: Form, questions: &[Question]) -> Result<Series> {
    for question in questions.iter().take(WARM_UP) {
        engines.passages(engine, &form.apply(&question.text, &question.id), DEPTH).await?;
    }
    let mut outcomes = Vec::with_capacity(questions.len());
    for question in questions {
        let text = form.apply(&question.text, &question.id);
        let started = Instant::now();
        let found = engines.passages(engine, &text, DEPTH).await?;
        let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
        let names: Vec<String> = found.iter().map(|at| name(engines.corpus(), *at)).collect();
        outcomes.push(Outcome::of(&names, &question.gold, milliseconds));
    }
    Ok(Series { engine, form, outcomes })
}

/// What the source calls a passage; nothing for one that has no name.
fn name(corpus: &Corpus, at: usize) -> String {
    let known = (at < corpus.passages()).then(|| corpus.passage(at).source_ref.clone());
    known.flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::corpus::tests::TOY;
    use super::*;

    #[tokio::test]
    async fn a_toy_run_reports_every_engine_and_form() {
        let folder = tempfile::tempdir().unwrap();
        let (documents, asked) = (folder.path().join("d.jsonl"), folder.path().join("q.jsonl"));
        std::fs::write(&documents, TOY).unwrap();
        let lines: String = (0..8)
            .map(|id| format!("{{\"id\": {id}, \"text\": \"giấy phép xây dựng nhà ở?\", \"gold\": [[1]]}}\n"))
            .collect();
        std::fs::write(&asked, lines).unwrap();
        let parts = [None, Some(Fold::Held)];
        let request = Request {
            documents: &documents,
            questions: &asked,
            rivals: Rivals::All { postgres: None },
            forms: &Form::ALL,
            parts: &parts,
        };
        let report = run(&request, |_| ()).await.unwrap();
        assert_eq!(report.parts.len(), 2);
        let all = &report.parts[0];
        assert_eq!(all.rows.len(), 3 * Form::ALL.len());
        assert!(all.rows.iter().all(|row| row.figures.questions == 8));
        let ours = &all.rows[0];
        assert!((ours.figures.r1 - 1.0).abs() < 1e-9);
        assert!(ours.over_best_baseline.is_some());
        let shown = report.to_string();
        assert!(shown.contains("half-bare") && shown.contains("SQLite FTS5"), "{shown}");
        assert!(serde_json::to_string(&report).unwrap().contains("\"fts5_pairs\""));
    }
}
