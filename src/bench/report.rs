//! The figures as tables for people and as JSON for programs.

use std::fmt;

use serde::Serialize;

use super::engine::{Built, Engines, Name};
use super::metrics::{DEPTH, Figures, Outcome, parts};
use super::perturb::Form;
use super::questions::{Fold, Question};
use super::statistics::{Interval, interval, paired};
use super::{numbers, pairs};

/// What one engine answered to one form of every question, in their order.
pub struct Series {
    /// The engine.
    pub engine: Name,
    /// The form.
    pub form: Form,
    /// One a question.
    pub outcomes: Vec<Outcome>,
}

/// Everything that was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// How many documents.
    pub documents: usize,
    /// How many passages.
    pub passages: usize,
    /// What building each engine cost.
    pub built: Vec<Built>,
    /// The parts of the questions that were asked for.
    pub parts: Vec<PartReport>,
    /// Document numbers.
    pub numbers: Vec<numbers::Row>,
    /// Pairs of syllables.
    pub pairs: Vec<pairs::Row>,
}

/// The figures of one part of the questions.
#[derive(Debug, Clone, Serialize)]
pub struct PartReport {
    /// `tuned`, `held` or `all`.
    pub part: &'static str,
    /// One for each engine and form.
    pub rows: Vec<Row>,
}

/// One engine on one form.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The engine.
    pub engine: Name,
    /// The form.
    pub form: &'static str,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The intervals of R@1, R@5 and R@20.
    pub intervals: [Interval; 3],
    /// Beside the engine with the best R@1 on this form, as it is used; none for that engine itself.
    pub over_best_baseline: Option<Comparison>,
    /// Beside the engine that was lent our pairs of neighbours; none for that engine itself.
    pub over_best_with_pairs: Option<Comparison>,
}

/// R@1 beside another engine's, question by question.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The other engine.
    pub with: Name,
    /// What this one has more.
    pub difference: Interval,
    /// How many times as much it is; none beside 0.
    pub ratio: Option<f64>,
}

impl Report {
    /// Makes the figures.
    pub fn of(
        engines: &Engines,
        questions: &[Question],
        series: &[Series],
        wanted: &[Option<Fold>],
        numbers: Vec<numbers::Row>,
        pairs: Vec<pairs::Row>,
    ) -> Self {
        let parts = wanted.iter().map(|fold| PartReport::of(questions, series, *fold)).collect();
        Self {
            documents: engines.corpus().documents.len(),
            passages: engines.corpus().passages(),
            built: engines.built.clone(),
            parts,
            numbers,
            pairs,
        }
    }
}

impl PartReport {
    fn of(questions: &[Question], series: &[Series], fold: Option<Fold>) -> Self {
        let part = match fold {
            Some(Fold::Tuned) => "tuned",
            Some(Fold::Held) => "held",
            None => "all",
        };
        let chosen: Vec<(&Series, Vec<&Outcome>)> =
            series.iter().map(|one| (one, one.of_fold(questions, fold))).collect();
        let row = |(one, outcomes): &(&Series, Vec<&Outcome>)| Row {
            engine: one.engine,
            form: one.form.name(),
            figures: Figures::of(outcomes),
            intervals: [1, 5, DEPTH].map(|k| interval(&parts(outcomes, k))),
            over_best_baseline: comparison(one, outcomes, &chosen, Name::is_baseline),
            over_best_with_pairs: comparison(one, outcomes, &chosen, Name::has_pairs),
        };
        Self { part, rows: chosen.iter().map(row).collect() }
    }
}

impl Series {
    fn of_fold(&self, questions: &[Question], fold: Option<Fold>) -> Vec<&Outcome> {
        let inside = |question: &Question| fold.is_none_or(|fold| question.fold() == fold);
        let both = questions.iter().zip(&self.outcomes);
        both.filter(|(question, _)| inside(question)).map(|(_, outcome)| outcome).collect()
    }
}

/// The engine beside the best of some others on the same form.
fn comparison(
    one: &Series,
    outcomes: &[&Outcome],
    all: &[(&Series, Vec<&Outcome>)],
    among: fn(Name) -> bool,
) -> Option<Comparison> {
    let baselines = all.iter().filter(|(other, _)| other.form == one.form && among(other.engine));
    let r1 = |outcomes: &[&Outcome]| Figures::of(outcomes).r1;
    let (best, theirs) = baselines.max_by(|a, b| r1(&a.1).total_cmp(&r1(&b.1)))?;
    if best.engine == one.engine {
        return None;
    }
    let difference = interval(&paired(&parts(outcomes, 1), &parts(theirs, 1)));
    let ratio = (r1(theirs) > 0.0).then(|| r1(outcomes) / r1(theirs));
    Some(Comparison { with: best.engine, difference, ratio })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} documents, {} passages", self.documents, self.passages)?;
        for built in &self.built {
            let megabytes = built.bytes as f64 / 1e6;
            writeln!(f, "{:<13} built in {:.1} s, {megabytes:.0} MB", built.engine.shown(), built.seconds)?;
        }
        self.parts.iter().try_for_each(|part| write!(f, "\n{part}"))?;
        show_numbers(f, &self.numbers)?;
        show_pairs(f, &self.pairs)
    }
}

impl fmt::Display for PartReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.rows.first() else { return Ok(()) };
        let (questions, answers) = (first.figures.questions, first.figures.answers);
        writeln!(f, "Questions, part {}: {questions} with {answers} answers", self.part)?;
        writeln!(
            f,
            "{:<10} {:<13} {:>5} {:>5} {:>5} {:>6}  {:>8} {:>8}  R@1 beside the best baseline; beside it with our pairs",
            "form", "engine", "R@1", "R@5", "R@20", "MRR@10", "p50 ms", "p95 ms"
        )?;
        for form in Form::ALL {
            self.rows.iter().filter(|row| row.form == form.name()).try_for_each(|row| write!(f, "{row}"))?;
        }
        writeln!(f, "portal, 95 % intervals:")?;
        for row in self.rows.iter().filter(|row| row.engine == Name::Portal) {
            let [r1, r5, r20] = row.intervals.map(bounds);
            writeln!(f, "{:<10} R@1 {r1}  R@5 {r5}  R@20 {r20}", row.form)?;
        }
        Ok(())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = &self.figures;
        write!(f, "{:<10} {:<13} {:>5.3} {:>5.3}", self.form, self.engine.shown(), figures.r1, figures.r5)?;
        write!(f, " {:>5.3} {:>6.3}", figures.r20, figures.mrr10)?;
        write!(f, "  {:>8.1} {:>8.1}  ", figures.p50_ms, figures.p95_ms)?;
        let beside = [&self.over_best_baseline, &self.over_best_with_pairs].into_iter().flatten();
        let beside: Vec<String> = beside.map(ToString::to_string).collect();
        writeln!(f, "{}", beside.join("; "))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let difference = self.difference;
        write!(f, "{:+.3} [{:+.3}, {:+.3}]", difference.value, difference.low, difference.high)?;
        self.ratio.map_or(Ok(()), |ratio| write!(f, ", x {ratio:.2}"))?;
        write!(f, " ({})", self.with.shown())
    }
}

fn bounds(interval: Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.value, interval.low, interval.high)
}

fn show_numbers(f: &mut fmt::Formatter<'_>, rows: &[numbers::Row]) -> fmt::Result {
    writeln!(f, "\nDocument numbers: the document first, where the form fits one document of the corpus")?;
    writeln!(
        f,
        "{:<20} {:<13} {:>5} {:>9} {:>6} {:>11} {:>6} {:>12}",
        "typed like", "engine", "made", "ambiguous", "unread", "unambiguous", "hit@1", "with unread"
    )?;
    for row in rows {
        write!(f, "{:<20} {:<13} {:>5}", row.writing, row.engine.shown(), row.made)?;
        write!(f, " {:>9} {:>6} {:>11}", row.ambiguous, row.unread, row.unambiguous)?;
        writeln!(f, " {:>6.3} {:>12.3}", row.hit_at_1(), row.hit_at_1_with_unread())?;
    }
    Ok(())
}

fn show_pairs(f: &mut fmt::Formatter<'_>, rows: &[pairs::Row]) -> fmt::Result {
    writeln!(f, "\nTwo syllables with marks that look like others without: P@10 of the form as typed")?;
    for row in rows {
        write!(f, "{:<13} {:>4} pairs  P@10 {:.3}", row.engine.shown(), row.pairs, row.precision)?;
        writeln!(f, " (title and header counted: {:.3})", row.precision_anywhere)?;
    }
    Ok(())
}
