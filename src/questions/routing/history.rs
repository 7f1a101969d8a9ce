//! What was answered before and by whom: an index in memory, asked for the nearest and for whom they speak.
//!
//! It is an index of its own because it must answer by whom a text was answered, how long ago, and by which words; the
//! public index holds only what is public, the staff one the questions without their answers' units. Twenty thousand
//! questions are some tens of megabytes, read once and then kept up along the change feed.

use std::collections::HashMap;

use super::terms::{Asked, Key, remembered};
use crate::base::clock::{DAY, Millis};

/// Okapi's constants.
const K1: f32 = 1.2;
const B: f32 = 0.5;
/// So many of the nearest are heard.
const HEARD: usize = 24;
/// How much more the nearest is heard than those behind it.
const SHARPNESS: f32 = 7.0;
/// In so many days an answer loses half of its word.
const HALF_LIFE: f32 = 730.0;
/// A term that stands in more than this share of a large memory tells nothing and is passed over.
const COMMON: f32 = 0.4;
/// From so many texts on a memory is large.
const LARGE: usize = 2000;

/// A text that was answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// Its id.
    pub id: String,
    /// Number in the register; 0 for what has none.
    pub number: i64,
    /// What it was about.
    pub title: String,
    /// Who answered.
    pub label: String,
    /// The field it was put into, if it was.
    pub field: Option<String>,
    /// When.
    pub at: Millis,
}

/// One of the nearest.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Which text.
    pub doc: usize,
    /// How near it is.
    pub score: f32,
    /// What it counts: nearness and age.
    pub word: f32,
}

/// Everything that was answered.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    past: Vec<Past>,
    lengths: Vec<f32>,
    live: Vec<bool>,
    by_id: HashMap<String, usize>,
    terms: HashMap<Key, u32>,
    postings: Vec<Vec<(u32, f32)>>,
    total: f64,
    count: usize,
}

impl Memory {
    /// Adds a text, or puts it in place of the one with the same id.
    pub fn add(&mut self, past: Past, parts: &[(&str, f32)]) {
        self.forget(&past.id);
        let doc = u32::try_from(self.past.len()).unwrap_or(u32::MAX);
        let mut length = 0.0;
        for (key, count) in remembered(parts) {
            let next = u32::try_from(self.postings.len()).unwrap_or(u32::MAX);
            let term = *self.terms.entry(key).or_insert(next);
            if term == next {
                self.postings.push(Vec::new());
            }
            self.postings[term as usize].push((doc, count));
            length += count;
        }
        self.by_id.insert(past.id.clone(), self.past.len());
        self.past.push(past);
        self.lengths.push(length);
        self.live.push(true);
        self.total += f64::from(length);
        self.count += 1;
    }

    /// Takes a text out.
    pub fn forget(&mut self, id: &str) {
        if let Some(doc) = self.by_id.remove(id) {
            self.live[doc] = false;
            self.total -= f64::from(self.lengths[doc]);
            self.count -= 1;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A text.
    pub fn past(&self, doc: usize) -> &Past {
        &self.past[doc]
    }

    /// What each label has, as a share of all.
    pub fn priors(&self) -> HashMap<&str, f32> {
        let mut shares: HashMap<&str, f32> = HashMap::new();
        for (past, _) in self.past.iter().zip(&self.live).filter(|(_, live)| **live) {
            *shares.entry(past.label.as_str()).or_default() += 1.0 / self.count as f32;
        }
        shares
    }

    fn weighed(&self, asked: &Asked) -> Vec<(&[(u32, f32)], f32)> {
        let most = if self.count > LARGE { self.count as f32 * COMMON } else { f32::INFINITY };
        let found = asked.terms.iter().filter_map(|term| {
            let postings = &self.postings[*self.terms.get(&term.key)? as usize];
            let having = postings.len() as f32;
            let rarity = (1.0 + (self.past.len() as f32 - having + 0.5) / (having + 0.5)).ln();
            (having <= most).then_some((postings.as_slice(), term.weight * rarity))
        });
        found.collect()
    }

    /// The texts nearest to a question, nearest first; `without` are passed over.
    pub fn nearest(
        &self,
        asked: &Asked,
        limit: usize,
        now: Millis,
        without: impl Fn(&str) -> bool,
    ) -> Vec<Near> {
        let average = (self.total / self.count.max(1) as f64) as f32;
        let mut scores = vec![0.0_f32; self.past.len()];
        for (postings, weight) in self.weighed(asked) {
            for (doc, count) in postings {
                let doc = *doc as usize;
                let length = 1.0 - B + B * self.lengths[doc] / average;
                scores[doc] += weight * count * (K1 + 1.0) / (count + K1 * length);
            }
        }
        let mut found: Vec<(usize, f32)> =
            scores.into_iter().enumerate().filter(|(doc, score)| *score > 0.0 && self.live[*doc]).collect();
        let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > limit * 8 {
            found.select_nth_unstable_by(limit * 8, order);
            found.truncate(limit * 8);
        }
        found.sort_by(order);
        found.retain(|(doc, _)| !without(&self.past[*doc].id));
        found.truncate(limit);
        let best = found.first().map_or(1.0, |first| first.1);
        found
            .into_iter()
            .map(|(doc, score)| Near {
                doc,
                score,
                word: (score / best).powf(SHARPNESS) * self.fresh(doc, now),
            })
            .collect()
    }

    fn fresh(&self, doc: usize, now: Millis) -> f32 {
        let days = (now - self.past[doc].at).max(0) as f32 / DAY as f32;
        0.5_f32.powf(days / HALF_LIFE)
    }

    /// For whom the nearest speak: each label's share of what was heard, largest first, and who was heard.
    pub fn voices(&self, asked: &Asked, now: Millis, without: impl Fn(&str) -> bool) -> Voices<'_> {
        let near = self.nearest(asked, HEARD, now, without);
        let mut shares: HashMap<&str, f32> = HashMap::new();
        let sum: f32 = near.iter().map(|one| one.word).sum();
        for one in &near {
            *shares.entry(self.past[one.doc].label.as_str()).or_default() +=
                one.word / sum.max(f32::MIN_POSITIVE);
        }
        let mut shares: Vec<(&str, f32)> = shares.into_iter().collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        Voices { shares, near }
    }
}

/// See [`Memory::voices`].
#[derive(Clone, Debug, Default)]
pub struct Voices<'a> {
    /// Labels with their shares, largest first.
    pub shares: Vec<(&'a str, f32)>,
    /// Who was heard, nearest first.
    pub near: Vec<Near>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(id: &str, label: &str, at: Millis) -> Past {
        Past { id: id.into(), label: label.into(), at, ..Past::default() }
    }

    fn memory() -> Memory {
        let mut memory = Memory::default();
        memory.add(past("1", "tuphap", 0), &[("đăng ký khai sinh cho con", 1.0)]);
        memory.add(past("2", "tnmt", 0), &[("tách thửa đất ở", 1.0)]);
        memory
    }

    #[test]
    fn the_nearest_speaks_for_who_answered_it() {
        let memory = memory();
        let voices = memory.voices(&Asked::of("làm khai sinh muộn"), 0, |_| false);
        assert_eq!(voices.shares[0].0, "tuphap");
        assert!(memory.voices(&Asked::of("xyz"), 0, |_| false).shares.is_empty());
        assert!(memory.voices(&Asked::of("khai sinh"), 0, |id| id == "1").shares.is_empty());
    }

    #[test]
    fn a_text_taken_out_or_put_anew_no_longer_speaks() {
        let mut memory = memory();
        memory.add(past("1", "vanphong", 0), &[("giờ làm việc", 1.0)]);
        assert_eq!(memory.len(), 2);
        assert!(memory.voices(&Asked::of("khai sinh"), 0, |_| false).shares.is_empty());
        memory.forget("2");
        assert!(memory.nearest(&Asked::of("tách thửa"), 5, 0, |_| false).is_empty());
    }

    #[test]
    fn of_two_alike_the_younger_speaks_louder() {
        let mut memory = Memory::default();
        memory.add(past("old", "huyen", 0), &[("cấp phép karaoke", 1.0)]);
        memory.add(past("new", "xa", 2000 * DAY), &[("cấp phép karaoke", 1.0)]);
        let voices = memory.voices(&Asked::of("cấp phép karaoke"), 2000 * DAY, |_| false);
        assert_eq!(voices.shares[0].0, "xa");
        assert!(voices.shares[0].1 > 0.8, "{:?}", voices.shares);
    }
}
