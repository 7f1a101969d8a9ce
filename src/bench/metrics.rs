//! Where the right answers stand in what was found, and the shares made of it.

use serde::Serialize;

use super::statistics::{Part, quantile, share};

/// The most passages looked at.
pub const DEPTH: usize = 20;

/// Behind which place a right answer adds nothing to the mean reciprocal rank.
const RECIPROCAL_DEPTH: usize = 10;

/// What one question brought: for each right answer its place from 0, and the time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The place of each right answer, if found.
    pub ranks: Vec<Option<usize>>,
    /// How long it took.
    pub milliseconds: f64,
}

/// The figures of one engine on one form of the questions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// How many questions.
    pub questions: usize,
    /// How many right answers they have.
    pub answers: usize,
    /// The share of right answers that came first.
    pub r1: f64,
    /// … among the first five.
    pub r5: f64,
    /// … among the first twenty.
    pub r20: f64,
    /// The mean of one over the place, 0 behind the tenth.
    pub mrr10: f64,
    /// The median time.
    pub p50_ms: f64,
    /// The time that one question in twenty exceeds.
    pub p95_ms: f64,
}

impl Outcome {
    /// Finds the right answers, each given by any of its ids, among what was found.
    pub fn of(found: &[String], gold: &[Vec<String>], milliseconds: f64) -> Self {
        let ranks = gold.iter().map(|ids| found.iter().position(|one| ids.contains(one))).collect();
        Self { ranks, milliseconds }
    }

    /// What it adds to the share of answers among the first `k`.
    pub fn recall(&self, k: usize) -> Part {
        let gained = self.ranks.iter().flatten().filter(|rank| **rank < k).count() as f64;
        Part { gained, possible: self.ranks.len() as f64 }
    }

    fn reciprocal(&self) -> Part {
        let ranks = self.ranks.iter().flatten().filter(|rank| **rank < RECIPROCAL_DEPTH);
        Part { gained: ranks.map(|rank| 1.0 / (rank + 1) as f64).sum(), possible: self.ranks.len() as f64 }
    }
}

impl Figures {
    /// The figures of the outcomes.
    pub fn of(outcomes: &[&Outcome]) -> Self {
        let at = |k: usize| share(&parts(outcomes, k));
        let times: Vec<f64> = outcomes.iter().map(|outcome| outcome.milliseconds).collect();
        let reciprocal: Vec<Part> = outcomes.iter().map(|outcome| outcome.reciprocal()).collect();
        Self {
            questions: outcomes.len(),
            answers: outcomes.iter().map(|outcome| outcome.ranks.len()).sum(),
            r1: at(1),
            r5: at(5),
            r20: at(DEPTH),
            mrr10: share(&reciprocal),
            p50_ms: quantile(&times, 0.5),
            p95_ms: quantile(&times, 0.95),
        }
    }
}

/// What each question adds to the share of answers among the first `k`.
pub fn parts(outcomes: &[&Outcome], k: usize) -> Vec<Part> {
    outcomes.iter().map(|outcome| outcome.recall(k)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_once_by_its_best_id() {
        let found: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let gold = vec![vec!["c".to_owned(), "b".to_owned()], vec!["x".to_owned()]];
        let outcome = Outcome::of(&found, &gold, 2.0);
        assert_eq!(outcome.ranks, [Some(1), None]);
        assert_eq!(outcome.recall(1), Part { gained: 0.0, possible: 2.0 });
        assert_eq!(outcome.recall(2), Part { gained: 1.0, possible: 2.0 });
    }

    #[test]
    fn shares_are_of_answers_and_not_of_questions() {
        let first = Outcome { ranks: vec![Some(0)], milliseconds: 1.0 };
        let second = Outcome { ranks: vec![Some(4), Some(10), None], milliseconds: 9.0 };
        let figures = Figures::of(&[&first, &second]);
        assert_eq!((figures.questions, figures.answers), (2, 4));
        assert_eq!((figures.r1, figures.r5, figures.r20), (0.25, 0.5, 0.75));
        assert!((figures.mrr10 - 1.2 / 4.0).abs() < 1e-9);
        assert_eq!((figures.p50_ms, figures.p95_ms), (9.0, 9.0));
    }
}
