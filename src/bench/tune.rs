//! Fits the weights of the second stage of ranking on one half of the questions: a listwise softmax regression.

use std::fmt::Write as _;
use std::io;

use anyhow::{Result, ensure};

use super::corpus::Corpus;
use super::ours::Ours;
use super::perturb::Form;
use super::questions::{Fold, Question};
use crate::search::rank::{FEATURES, Features};

/// The forms that are fitted on alike; one typo is left to judge how well they carry over.
const FORMS: [Form; 3] = [Form::Typed, Form::Bare, Form::HalfBare];

/// How strongly weights are drawn to nothing, so that few questions do not bend them.
const RIDGE: f64 = 1e-2;

const STEPS: usize = 1_500;
const RATE: f64 = 0.02;

type Weights = [f64; FEATURES.len()];

/// The candidates of one question with what share of the right answers each is.
struct Case {
    features: Vec<Weights>,
    right: Vec<f64>,
}

/// The weights fitted on the questions of the tuned half, ready to stand in the source. Every candidate is also
/// written to `listing`, if there is one, for trying other ways of weighing.
///
/// # Errors
/// When the index cannot be read or no question has a right answer among its candidates.
pub fn run(
    corpus: &Corpus,
    questions: &[Question],
    mut listing: Option<&mut dyn io::Write>,
    note: impl Fn(&str),
) -> Result<String> {
    let ours = Ours::build(corpus)?;
    let mut cases = Vec::new();
    for question in questions.iter().filter(|question| question.fold() == Fold::Tuned) {
        for form in Form::ALL {
            let candidates = ours.candidates(&form.apply(&question.text, &question.id))?;
            let Some(case) = case(&candidates, &question.gold) else { continue };
            if let Some(listing) = &mut listing {
                list(*listing, question, form, &case)?;
            }
            if FORMS.contains(&form) {
                cases.push(case);
            }
        }
    }
    ensure!(!cases.is_empty(), "no question has a right answer among its candidates");
    note(&format!("{} questions with a right answer among their candidates", cases.len()));
    let scale = deviations(&cases);
    for features in cases.iter_mut().flat_map(|case| &mut case.features) {
        features.iter_mut().zip(scale).for_each(|(feature, scale)| *feature /= scale);
    }
    let weights = fit(&cases);
    let mut printed = String::new();
    for ((name, weight), scale) in FEATURES.iter().zip(weights).zip(scale) {
        writeln!(printed, "    {:.3}, // {name} ({weight:+.2} deviations)", weight / scale)?;
    }
    Ok(printed)
}

/// One line a candidate: question, form, share of the right answers, features.
fn list(listing: &mut dyn io::Write, question: &Question, form: Form, case: &Case) -> io::Result<()> {
    for (features, right) in case.features.iter().zip(&case.right) {
        let features: Vec<String> = features.iter().map(|feature| format!("{feature:.5}")).collect();
        writeln!(listing, "{}\t{}\t{right}\t{}", question.id, form.name(), features.join("\t"))?;
    }
    Ok(())
}

fn case(candidates: &[(Option<String>, Features)], gold: &[Vec<String>]) -> Option<Case> {
    let right: Vec<f64> = candidates
        .iter()
        .map(|(name, _)| {
            let answers = |ids: &&Vec<String>| name.as_ref().is_some_and(|name| ids.contains(name));
            f64::from(u8::from(gold.iter().any(|ids| answers(&ids))))
        })
        .collect();
    let count: f64 = right.iter().sum();
    let features = candidates.iter().map(|(_, features)| features.map(f64::from)).collect();
    (count > 0.0).then(|| Case { features, right: right.into_iter().map(|one| one / count).collect() })
}

/// How far each feature spreads within the candidates of a question.
fn deviations(cases: &[Case]) -> Weights {
    let (mut squares, mut count) = ([0.0; FEATURES.len()], 0.0);
    for case in cases {
        let size = case.features.len() as f64;
        for feature in 0..FEATURES.len() {
            let mean = case.features.iter().map(|features| features[feature]).sum::<f64>() / size;
            squares[feature] += case.features.iter().map(|f| (f[feature] - mean).powi(2)).sum::<f64>();
        }
        count += size;
    }
    squares.map(|sum| (sum / count).sqrt().max(1e-6))
}

/// Adam on the cross entropy between the softmax of the scores and the right answers.
fn fit(cases: &[Case]) -> Weights {
    let (mut weights, mut first, mut second) =
        ([0.0; FEATURES.len()], [0.0; FEATURES.len()], [0.0; FEATURES.len()]);
    for step in 1..=STEPS {
        let slope = slope(cases, &weights);
        for feature in 0..FEATURES.len() {
            first[feature] = 0.9 * first[feature] + 0.1 * slope[feature];
            second[feature] = 0.999 * second[feature] + 0.001 * slope[feature].powi(2);
            let (one, two) = (correction(0.9, step), correction(0.999, step));
            weights[feature] -= RATE * (first[feature] / one) / ((second[feature] / two).sqrt() + 1e-9);
        }
    }
    weights
}

fn correction(rate: f64, step: usize) -> f64 {
    1.0 - rate.powi(i32::try_from(step).unwrap_or(i32::MAX))
}

fn slope(cases: &[Case], weights: &Weights) -> Weights {
    let mut slope = weights.map(|weight| 2.0 * RIDGE * weight);
    for case in cases {
        let scores: Vec<f64> = case
            .features
            .iter()
            .map(|features| features.iter().zip(weights).map(|(f, w)| f * w).sum())
            .collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        for ((features, right), score) in case.features.iter().zip(&case.right).zip(scores) {
            let over = ((score - most).exp() / sum - right) / cases.len() as f64;
            slope.iter_mut().zip(features).for_each(|(slope, feature)| *slope += over * feature);
        }
    }
    slope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_tells_right_from_wrong_gets_the_weight() {
        let features = |telling: f64, noise: f64| {
            let mut features = [0.0; FEATURES.len()];
            features[0] = telling;
            features[1] = noise;
            features
        };
        let cases: Vec<Case> = (0..20)
            .map(|at| Case {
                features: vec![features(1.0, f64::from(at % 2)), features(0.0, f64::from(at % 3 % 2))],
                right: vec![1.0, 0.0],
            })
            .collect();
        let weights = fit(&cases);
        assert!(weights[0] > 1.0 && weights[0] > 5.0 * weights[1].abs(), "{weights:?}");
    }
}
