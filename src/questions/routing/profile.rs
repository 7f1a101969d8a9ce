//! What each unit is for: its declared fields and duties, asked by words.

use std::collections::{BTreeSet, HashMap};

use super::terms::{Asked, Key, remembered};
use crate::tenants::Unit;

/// A term of the unit's own list of fields, or its name, says more than one of its duties.
const FIELD: f32 = 1.8;
/// A shared pair of syllables says more than two syllables apart.
const PAIR: f32 = 2.0;
/// Okapi's constants.
const K1: f32 = 1.2;
const B: f32 = 0.6;
/// Words shown of what caused a suggestion.
const SHOWN: usize = 5;

struct Duties {
    counts: HashMap<Key, f32>,
    length: f32,
}

/// The duties of all units.
pub struct Profiles {
    keys: Vec<String>,
    duties: Vec<Duties>,
    average: f32,
}

/// What a question has in common with a unit's duties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Match {
    /// How much.
    pub score: f32,
    /// The words of the question that caused it, strongest first.
    pub words: Vec<String>,
}

impl Profiles {
    /// Of these units.
    pub fn of<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Self {
        let mut profiles = Self { keys: Vec::new(), duties: Vec::new(), average: 1.0 };
        for unit in units {
            let mut parts = vec![(unit.duties.as_str(), 1.0), (unit.name.as_str(), FIELD)];
            parts.extend(unit.fields.iter().map(|field| (field.as_str(), FIELD)));
            profiles.push(&unit.key, &parts);
        }
        let sum: f32 = profiles.duties.iter().map(|duties| duties.length).sum();
        profiles.average = sum / profiles.duties.len().max(1) as f32;
        profiles
    }

    fn push(&mut self, key: &str, parts: &[(&str, f32)]) {
        let counts = remembered(parts);
        let length = counts.values().sum();
        self.keys.push(key.to_owned());
        self.duties.push(Duties { counts, length });
    }

    /// What each unit has in common with a question; units with nothing are left out.
    pub fn matches(&self, asked: &Asked) -> HashMap<&str, Match> {
        let all = self.duties.len() as f32;
        let mut found: HashMap<&str, Vec<(f32, &str)>> = HashMap::new();
        for term in &asked.terms {
            let having: Vec<usize> =
                (0..self.duties.len()).filter(|at| self.duties[*at].counts.contains_key(&term.key)).collect();
            let rarity = ((all - having.len() as f32 + 0.5) / (having.len() as f32 + 0.5) + 1.0).ln();
            for at in having {
                let duties = &self.duties[at];
                let count = duties.counts[&term.key];
                let weight = if term.pair { PAIR } else { 1.0 } * term.weight;
                let saturated =
                    count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * duties.length / self.average));
                found.entry(&self.keys[at]).or_default().push((weight * rarity * saturated, &term.shown));
            }
        }
        found.into_iter().map(|(key, parts)| (key, summed(parts))).collect()
    }
}

fn summed(mut parts: Vec<(f32, &str)>) -> Match {
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut words: Vec<String> = Vec::new();
    let mut covered: BTreeSet<&str> = BTreeSet::new();
    for (_, shown) in &parts {
        // A pair says it once; its syllables apart would say it again.
        if words.len() < SHOWN && !covered.contains(shown) {
            covered.insert(shown);
            covered.extend(shown.split(' '));
            words.push((*shown).to_owned());
        }
    }
    Match { score: parts.iter().map(|part| part.0).sum(), words }
}
