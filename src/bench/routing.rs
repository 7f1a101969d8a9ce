//! How well the routing names the unit, or the field, of questions whose answer is known, beside simpler ways.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::corpus::lines;
use super::perturb::Form;
use super::statistics::{Interval, Part, interval, quantile};
use crate::base::text::normalise;
use crate::questions::routing::history::{Memory, Past};
use crate::questions::routing::profile::Profiles;
use crate::questions::routing::suggest::{Ground, ranked, suggest};
use crate::questions::routing::terms::Asked;
use crate::tenants::{Unit, UnitKind};

/// What is measured.
pub struct Request<'a> {
    /// The questions.
    pub questions: &'a Path,
    /// The units with their duties.
    pub units: Option<&'a Path>,
    /// Texts labelled by their field, as history.
    pub history: Option<&'a Path>,
    /// Into how many parts the questions are cut, each judged with the others as history.
    pub folds: usize,
}

/// A question with every label that is right.
struct Question {
    id: String,
    text: String,
    right: Vec<String>,
    /// The texts that answer it: what is left of the method without them is told apart.
    gold: Vec<String>,
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    chu_de: Vec<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    also_acceptable: Vec<String>,
    #[serde(default)]
    gold: Vec<Vec<serde_json::Value>>,
}

fn word(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn questions(file: &Path, keys: &HashMap<String, String>) -> Result<Vec<Question>> {
    let mut all = Vec::new();
    for (at, line) in lines(file)?.enumerate() {
        let line: Line = serde_json::from_str(&line?).with_context(|| format!("line {}", at + 1))?;
        let named = line.unit.into_iter().chain(line.also_acceptable).chain(line.chu_de);
        let right: Vec<String> = named.map(|name| keys.get(&name).cloned().unwrap_or(name)).collect();
        ensure!(!right.is_empty(), "line {}: neither unit nor chu_de", at + 1);
        let gold = line.gold.iter().flatten().map(word).collect();
        all.push(Question { id: word(&line.id), text: normalise(&line.text), right, gold });
    }
    ensure!(!all.is_empty(), "there is no question in {}", file.display());
    Ok(all)
}

#[derive(Deserialize)]
struct UnitLine {
    unit: String,
    abbr: String,
    email_local: String,
    fields: Vec<String>,
    duties: String,
}

/// The units of a file, and what each short form and name stands for.
fn units(file: Option<&Path>) -> Result<(Vec<Unit>, HashMap<String, String>)> {
    let Some(file) = file else { return Ok((Vec::new(), HashMap::new())) };
    let read: Vec<UnitLine> =
        serde_json::from_str(&std::fs::read_to_string(file)?).with_context(|| file.display().to_string())?;
    let mut keys = HashMap::new();
    let mut units = Vec::new();
    for line in read {
        keys.insert(line.abbr.clone(), line.email_local.clone());
        keys.insert(line.unit.clone(), line.email_local.clone());
        units.push(unit(&line.email_local, &line.unit, line.fields, line.duties));
    }
    Ok((units, keys))
}

fn unit(key: &str, name: &str, fields: Vec<String>, duties: String) -> Unit {
    Unit {
        key: key.to_owned(),
        name: name.to_owned(),
        abbr: String::new(),
        kind: UnitKind::Office,
        email: String::new(),
        head: String::new(),
        fields,
        duties,
        from: None,
        until: None,
    }
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    r#abstract: Option<String>,
    articles: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    id: serde_json::Value,
    #[serde(default)]
    heading: Option<String>,
    #[serde(default)]
    topic: Option<String>,
    field: String,
    text: String,
}

/// Every article of a file as something that was answered, by its field.
fn remembered(file: &Path) -> Result<Memory> {
    let mut memory = Memory::default();
    for line in lines(file)? {
        let document: Document = serde_json::from_str(&line?)?;
        let about = normalise(document.r#abstract.as_deref().unwrap_or_default());
        for article in document.articles {
            let (topic, heading) = (article.topic.unwrap_or_default(), article.heading.unwrap_or_default());
            let past = Past {
                id: word(&article.id),
                title: heading.clone(),
                label: article.field,
                ..Past::default()
            };
            memory.add(
                past,
                &[(&normalise(&article.text), 1.0), (&heading, 2.0), (&topic, 1.0), (&about, 1.0)],
            );
        }
    }
    Ok(memory)
}

/// A way to name a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Duties, history and prior together, as the desk is shown them.
    Routing,
    /// The same, with the texts that answer the question taken out of history.
    WithoutTheAnswer,
    /// What is asked most often.
    MostFrequent,
    /// The units' duties alone.
    Duties,
    /// What was answered before alone.
    History,
    /// The one nearest text (BM25).
    Nearest,
}

impl Way {
    const ALL: [Self; 6] = [
        Self::Routing,
        Self::WithoutTheAnswer,
        Self::MostFrequent,
        Self::Duties,
        Self::History,
        Self::Nearest,
    ];

    fn shown(self) -> &'static str {
        match self {
            Self::Routing => "routing",
            Self::WithoutTheAnswer => "  its answer unknown",
            Self::MostFrequent => "most frequent",
            Self::Duties => "duties only",
            Self::History => "history only",
            Self::Nearest => "nearest text (BM25)",
        }
    }
}

/// What a way named for one question.
#[derive(Clone, Copy, Default)]
struct Outcome {
    first: bool,
    in_three: bool,
    named: bool,
}

/// One row of the table.
#[derive(Debug, Serialize)]
pub struct Row {
    /// How the questions were typed.
    pub form: &'static str,
    /// The way.
    pub way: Way,
    /// Which questions: `all`, `tuned`, `held`.
    pub part: &'static str,
    /// How many.
    pub questions: usize,
    /// The first named is right.
    pub top1: Interval,
    /// One of three named is right.
    pub top3: Interval,
    /// Anything was named.
    pub coverage: Interval,
}

/// One label's figures, as typed.
#[derive(Debug, Serialize)]
pub struct Label {
    /// The unit or field.
    pub label: String,
    /// Questions that are theirs.
    pub questions: usize,
    /// Of these named first.
    pub top1: f64,
    /// Of these among three.
    pub top3: f64,
    /// Of those it was named first for, how many were theirs.
    pub precision: f64,
}

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Texts that were remembered.
    pub history: usize,
    /// The table.
    pub rows: Vec<Row>,
    /// Per label.
    pub labels: Vec<Label>,
    /// Half of the questions were answered within so many milliseconds.
    pub median_ms: f64,
    /// 95 % of them.
    pub p95_ms: f64,
}

/// What a question is judged against.
struct Bench<'a> {
    units: Vec<&'a Unit>,
    profiles: Profiles,
    nothing: Profiles,
    empty: Memory,
    frequent: Vec<String>,
}

impl<'a> Bench<'a> {
    fn of(units: &'a [Unit], frequent: Vec<String>) -> Self {
        let refs: Vec<&Unit> = units.iter().collect();
        let profiles = Profiles::of(refs.iter().copied());
        Self { units: refs, profiles, nothing: Profiles::of([]), empty: Memory::default(), frequent }
    }

    fn named(&self, way: Way, memory: &Memory, question: &Question, text: &str) -> (Vec<String>, bool) {
        let asked = Asked::of(text);
        let with = |profiles, memory| Ground { units: &self.units, profiles, memory, now: 0 };
        let keys = |found: Vec<crate::questions::routing::suggest::Suggestion>| {
            found.into_iter().map(|one| one.unit_key).collect::<Vec<_>>()
        };
        let all = match way {
            Way::Routing => {
                let ground = with(&self.profiles, memory);
                let shown = suggest(&ground, &asked, &question.id, &[]);
                return (keys(shown.clone()), !shown.is_empty());
            }
            Way::WithoutTheAnswer => {
                let mut without =
                    Self::voices(memory, &asked, |id| question.gold.iter().any(|gold| gold == id));
                if !self.profiles.matches(&asked).is_empty() {
                    without = keys(ranked(&with(&self.profiles, memory), &asked, &question.id, &[]));
                }
                without
            }
            Way::MostFrequent => self.frequent.clone(),
            Way::Duties => keys(ranked(&with(&self.profiles, &self.empty), &asked, &question.id, &[])),
            Way::History => keys(ranked(&with(&self.nothing, memory), &asked, &question.id, &[])),
            Way::Nearest => {
                let near = memory.nearest(&asked, 3, 0, |id| id == question.id);
                let mut labels: Vec<String> = Vec::new();
                for one in near {
                    let label = &memory.past(one.doc).label;
                    if !labels.contains(label) {
                        labels.push(label.clone());
                    }
                }
                labels
            }
        };
        let any = !all.is_empty();
        (all, any)
    }

    fn voices(memory: &Memory, asked: &Asked, without: impl Fn(&str) -> bool) -> Vec<String> {
        memory.voices(asked, 0, without).shares.into_iter().map(|(label, _)| label.to_owned()).collect()
    }
}

/// Where a question's history is.
fn memories(request: &Request<'_>, questions: &[Question]) -> Result<Vec<Memory>> {
    if let Some(file) = request.history {
        return Ok(vec![remembered(file)?]);
    }
    if request.folds < 2 {
        return Ok(vec![Memory::default()]);
    }
    let mut memories = vec![Memory::default(); request.folds];
    for question in questions {
        for (at, memory) in memories.iter_mut().enumerate() {
            if at != fold(&question.id, request.folds) {
                let past =
                    Past { id: question.id.clone(), label: question.right[0].clone(), ..Past::default() };
                memory.add(past, &[(&question.text, 1.0)]);
            }
        }
    }
    Ok(memories)
}

fn fold(id: &str, folds: usize) -> usize {
    Chance::of("routing-fold", id).below(folds.max(1))
}

/// Weights were chosen on one half of the questions; the other judges.
fn is_tuned(question: &Question) -> bool {
    Chance::of("fold", &question.id).draw().is_multiple_of(2)
}

/// Measures; `note` is told what is under way.
///
/// # Errors
/// When a file cannot be read or a line is no question.
pub fn run(request: &Request<'_>, note: impl Fn(&str)) -> Result<Report> {
    let (mut units, keys) = units(request.units)?;
    let questions = questions(request.questions, &keys)?;
    note("reading what was answered before");
    let memories = memories(request, &questions)?;
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    for memory in &memories {
        for label in memory.priors().into_keys() {
            labels.entry(label).or_default();
        }
    }
    for question in &questions {
        *labels.entry(question.right[0].as_str()).or_default() += 1;
    }
    for label in labels.keys() {
        if !units.iter().any(|unit| unit.key == *label) {
            units.push(unit(label, "", Vec::new(), String::new()));
        }
    }
    let bench = Bench::of(&units, most_frequent(&memories, &labels));
    let mut rows = Vec::new();
    let (mut typed, mut milliseconds) = (Vec::new(), Vec::new());
    for form in [Form::Typed, Form::Bare] {
        for way in Way::ALL {
            if way == Way::WithoutTheAnswer && questions.iter().all(|question| question.gold.is_empty()) {
                continue;
            }
            note(&format!("{}: {}", form.name(), way.shown()));
            let mut outcomes = Vec::new();
            for question in &questions {
                let memory =
                    &memories[if memories.len() > 1 { fold(&question.id, memories.len()) } else { 0 }];
                let text = form.apply(&question.text, &question.id);
                let started = Instant::now();
                let (named, any) = bench.named(way, memory, question, &text);
                if way == Way::Routing {
                    milliseconds.push(started.elapsed().as_secs_f64() * 1000.0);
                }
                let right = |label: &String| question.right.contains(label);
                outcomes.push(Outcome {
                    first: named.first().is_some_and(right),
                    in_three: named.iter().take(3).any(right),
                    named: any,
                });
                if way == Way::Routing && form == Form::Typed {
                    typed.push(named.first().cloned());
                }
            }
            rows.extend(parts(form, way, &questions, &outcomes));
        }
    }
    let history = memories.iter().map(Memory::len).max().unwrap_or(0);
    let labels = per_label(&questions, &typed, &bench, &memories);
    Ok(Report {
        history,
        rows,
        labels,
        median_ms: quantile(&milliseconds, 0.5),
        p95_ms: quantile(&milliseconds, 0.95),
    })
}

/// The labels by how often history has them; by the questions themselves where there is none.
fn most_frequent(memories: &[Memory], labels: &BTreeMap<&str, usize>) -> Vec<String> {
    let priors = memories[0].priors();
    let mut all: Vec<&str> = labels.keys().copied().collect();
    let count = |label: &str| labels.get(label).copied().unwrap_or_default() as f32;
    let weight = |label: &str| {
        if priors.is_empty() { count(label) } else { priors.get(label).copied().unwrap_or(0.0) }
    };
    all.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    all.into_iter().map(str::to_owned).collect()
}

fn parts(form: Form, way: Way, questions: &[Question], outcomes: &[Outcome]) -> Vec<Row> {
    let share = |of: &dyn Fn(&Outcome) -> bool, kept: &dyn Fn(&Question) -> bool| {
        let parts: Vec<Part> = questions
            .iter()
            .zip(outcomes)
            .filter(|(question, _)| kept(question))
            .map(|(_, outcome)| Part { gained: f64::from(u8::from(of(outcome))), possible: 1.0 })
            .collect();
        (parts.len(), interval(&parts))
    };
    let row = |part: &'static str, kept: &dyn Fn(&Question) -> bool| {
        let (questions, top1) = share(&|outcome| outcome.first, kept);
        Row {
            form: form.name(),
            way,
            part,
            questions,
            top1,
            top3: share(&|outcome| outcome.in_three, kept).1,
            coverage: share(&|outcome| outcome.named, kept).1,
        }
    };
    let mut rows = vec![row("all", &|_| true)];
    if matches!(way, Way::Routing | Way::WithoutTheAnswer) {
        rows.push(row("tuned", &|question| is_tuned(question)));
        rows.push(row("held", &|question| !is_tuned(question)));
    }
    rows
}

fn per_label(
    questions: &[Question],
    typed: &[Option<String>],
    bench: &Bench<'_>,
    memories: &[Memory],
) -> Vec<Label> {
    let mut found: BTreeMap<String, (usize, usize, usize, usize, usize)> = BTreeMap::new();
    for (question, first) in questions.iter().zip(typed) {
        let memory = &memories[if memories.len() > 1 { fold(&question.id, memories.len()) } else { 0 }];
        let (named, _) = bench.named(Way::Routing, memory, question, &question.text);
        let entry = found.entry(question.right[0].clone()).or_default();
        entry.0 += 1;
        entry.1 += usize::from(first.as_ref().is_some_and(|label| question.right.contains(label)));
        entry.2 += usize::from(named.iter().take(3).any(|label| question.right.contains(label)));
        if let Some(label) = first {
            let entry = found.entry(label.clone()).or_default();
            entry.3 += 1;
            entry.4 += usize::from(question.right.contains(label));
        }
    }
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    found
        .into_iter()
        .map(|(label, (questions, first, three, named, right))| Label {
            label,
            questions,
            top1: share(first, questions),
            top3: share(three, questions),
            precision: share(right, named),
        })
        .collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} texts remembered", self.history)?;
        writeln!(
            f,
            "{:<10} {:<22} {:<6} {:>4}  {:<22} {:<22} coverage",
            "typed", "way", "part", "n", "top-1", "top-3"
        )?;
        for row in &self.rows {
            let shown = |one: &Interval| format!("{:.3} [{:.3}, {:.3}]", one.value, one.low, one.high);
            writeln!(
                f,
                "{:<10} {:<22} {:<6} {:>4}  {:<22} {:<22} {}",
                row.form,
                row.way.shown(),
                row.part,
                row.questions,
                shown(&row.top1),
                shown(&row.top3),
                shown(&row.coverage)
            )?;
        }
        writeln!(
            f,
            "\n{:<50} {:>4} {:>6} {:>6} {:>9}",
            "as typed, by unit or field", "n", "top-1", "top-3", "precision"
        )?;
        for label in &self.labels {
            let Label { label, questions, top1, top3, precision } = label;
            writeln!(f, "{label:<50} {questions:>4} {top1:>6.3} {top3:>6.3} {precision:>9.3}")?;
        }
        writeln!(f, "\na question: {:.1} ms in the middle, {:.1} ms at 95 %", self.median_ms, self.p95_ms)
    }
}
