//! Shares with the interval in which they would fall on other questions of the same kind; percentiles of times.

use std::time::Duration;

use serde::Serialize;

use super::chance::Chance;

/// How often the questions are drawn anew.
pub const RESAMPLES: usize = 2000;

/// What one question adds to a share: so much above the line, so much below it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Above the line.
    pub gained: f64,
    /// Below the line.
    pub possible: f64,
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The share of the questions as they are.
    pub value: f64,
    /// Below which 2.5 % of the draws fall.
    pub low: f64,
    /// Above which 2.5 % of the draws fall.
    pub high: f64,
}

/// The share of all that was possible; 0 where nothing was.
pub fn share<'a>(parts: impl IntoIterator<Item = &'a Part>) -> f64 {
    let (gained, possible) =
        parts.into_iter().fold((0.0, 0.0), |(g, p), part| (g + part.gained, p + part.possible));
    if possible > 0.0 { gained / possible } else { 0.0 }
}

/// The share with its percentile bootstrap interval: questions are drawn with replacement, [`RESAMPLES`] times.
pub fn interval(parts: &[Part]) -> Interval {
    let value = share(parts);
    if parts.is_empty() {
        return Interval { value, low: value, high: value };
    }
    let mut chance = Chance::of("bootstrap", "");
    let mut draws: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn: Vec<Part> = parts.iter().map(|_| parts[chance.below(parts.len())]).collect();
            share(&drawn)
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    let tail = RESAMPLES / 40;
    Interval { value, low: draws[tail], high: draws[RESAMPLES - 1 - tail] }
}

/// What the first gained more than the second, question by question.
pub fn paired(first: &[Part], second: &[Part]) -> Vec<Part> {
    first
        .iter()
        .zip(second)
        .map(|(a, b)| Part { gained: a.gained - b.gained, possible: a.possible })
        .collect()
}

/// The value below which the share `at` of the values lies; 0 of none.
pub fn quantile(values: &[f64], at: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * at) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// The time below which a share of sorted times lies, in milliseconds.
pub fn percentile(sorted: &[Duration], share: usize) -> f64 {
    let at = (sorted.len() * share).div_ceil(100).saturating_sub(1);
    sorted.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        for (share, expected) in [(50, 100.0), (95, 190.0), (99, 198.0), (100, 200.0)] {
            assert!((percentile(&times, share) - expected).abs() < 1e-9);
        }
        assert!(percentile(&[], 99).is_nan());
    }

    fn coins(heads: usize, of: usize) -> Vec<Part> {
        (0..of).map(|at| Part { gained: f64::from(u8::from(at < heads)), possible: 1.0 }).collect()
    }

    #[test]
    fn the_interval_of_a_coin_is_the_binomial_one() {
        let interval = interval(&coins(120, 400));
        let error = 1.96 * (0.3_f64 * 0.7 / 400.0).sqrt();
        assert!((interval.value - 0.3).abs() < 1e-9);
        assert!((interval.low - (0.3 - error)).abs() < 0.008, "{interval:?}");
        assert!((interval.high - (0.3 + error)).abs() < 0.008, "{interval:?}");
    }

    #[test]
    fn what_never_varies_has_no_width() {
        let sure = interval(&coins(50, 50));
        assert_eq!((sure.low, sure.high), (1.0, 1.0));
        assert_eq!(interval(&[]), Interval { value: 0.0, low: 0.0, high: 0.0 });
    }

    #[test]
    fn pairs_cancel_what_both_have() {
        let (better, worse) = (coins(60, 100), coins(50, 100));
        let difference = interval(&paired(&better, &worse));
        assert!((difference.value - 0.1).abs() < 1e-9);
        assert!(difference.low > 0.0 && difference.high < 0.2, "{difference:?}");
        assert!(interval(&paired(&worse, &worse)).high.abs() < 1e-12);
    }

    #[test]
    fn quantiles() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!((quantile(&values, 0.5), quantile(&values, 0.95)), (51.0, 96.0));
        assert!(quantile(&[], 0.5).abs() < 1e-12);
        assert!((quantile(&[3.0], 0.95) - 3.0).abs() < 1e-12);
    }
}
