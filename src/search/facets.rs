//! What narrows hits, and how many hits every further choice would leave.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::shelf::{Dimension, Facts, Names, Shelf, UNKNOWN, sortable};

/// Whether a document is in force on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// In force.
    InForce,
    /// Its first day is still to come.
    NotYet,
    /// No longer in force.
    Expired,
}

impl Effect {
    /// All of them, in the order shown.
    pub const ALL: [Self; 3] = [Self::InForce, Self::NotYet, Self::Expired];

    /// The word for it in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "con-hieu-luc",
            Self::NotYet => "chua-hieu-luc",
            Self::Expired => "het-hieu-luc",
        }
    }

    /// The effect that a word in an address stands for.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.as_str() == word)
    }

    /// As of a day, from the days as stored; nothing where the first day is not known.
    pub(super) fn of(facts: &Facts, today: i32) -> Option<Self> {
        match (facts.from, facts.until) {
            (_, until) if until != UNKNOWN && until <= today => Some(Self::Expired),
            (UNKNOWN, _) => None,
            (from, _) if from > today => Some(Self::NotYet),
            _ => Some(Self::InForce),
        }
    }
}

/// What narrows hits. An empty list or `None` leaves everything through.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Only these tenants, within those searched.
    pub sites: Vec<String>,
    /// Only these kinds.
    pub kinds: Vec<String>,
    /// Only these sections.
    pub sections: Vec<String>,
    /// Only these kinds of documents, by name.
    pub doc_types: Vec<String>,
    /// Only of these issuing bodies, by name.
    pub issuers: Vec<String>,
    /// Only about these fields.
    pub fields: Vec<String>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Only documents in this state as of [`Query::today`](super::Query::today).
    pub effect: Option<Effect>,
}

impl Filters {
    fn wanted(&self, dimension: Dimension) -> &[String] {
        match dimension {
            Dimension::Site => &self.sites,
            Dimension::Kind => &self.kinds,
            Dimension::Section => &self.sections,
            Dimension::DocType => &self.doc_types,
            Dimension::Issuer => &self.issuers,
            Dimension::Field => &self.fields,
        }
    }
}

/// One way of narrowing with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// `site`, `kind`, `section`, `doc-type`, `issuer`, `field`, `year` or `effect`.
    pub name: &'static str,
    /// Its values, the most frequent first; years newest first.
    pub values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The value as filters name it.
    pub value: String,
    /// How many hits it would leave, the other filters as they are.
    pub count: usize,
}

/// The places of year and effect behind those of the named dimensions.
const YEAR: usize = Dimension::ALL.len();
const EFFECT: usize = YEAR + 1;
const WAYS: usize = EFFECT + 1;

/// The filters in the terms of one segment.
pub(super) struct Gate<'a> {
    shelf: &'a Shelf,
    named: [Option<Vec<bool>>; Dimension::ALL.len()],
    days: Option<(i32, i32)>,
    effect: Option<Effect>,
    today: i32,
}

impl<'a> Gate<'a> {
    pub fn new(filters: &Filters, today: Option<Date>, shelf: &'a Shelf) -> Self {
        let named = Dimension::ALL.map(|dimension| {
            let wanted = filters.wanted(dimension);
            (!wanted.is_empty()).then(|| shelf.names(dimension).chosen(wanted))
        });
        let bounded = filters.from.is_some() || filters.to.is_some();
        let days = bounded.then(|| (filters.from.map_or(0, sortable), filters.to.map_or(i32::MAX, sortable)));
        Self { shelf, named, days, effect: filters.effect, today: today.map_or(i32::MAX - 1, sortable) }
    }

    /// Which filters keep an item out: a bit each.
    pub fn failed(&self, facts: &Facts) -> u16 {
        let mut failed = 0;
        for (way, dimension) in Dimension::ALL.into_iter().enumerate() {
            let Some(chosen) = &self.named[way] else { continue };
            let passes = self.shelf.values(facts, dimension).iter().any(|value| chosen[*value as usize]);
            failed |= u16::from(!passes) << way;
        }
        if let Some((from, to)) = self.days {
            let passes = facts.date != UNKNOWN && (from..=to).contains(&facts.date);
            failed |= u16::from(!passes) << YEAR;
        }
        if self.effect.is_some() && Effect::of(facts, self.today) != self.effect {
            failed |= 1 << EFFECT;
        }
        failed
    }
}

/// Counts the values of one segment.
pub(super) struct Tally<'a> {
    gate: &'a Gate<'a>,
    named: [Vec<usize>; Dimension::ALL.len()],
    years: HashMap<i32, usize>,
    effects: [usize; Effect::ALL.len()],
}

impl<'a> Tally<'a> {
    pub fn new(gate: &'a Gate<'a>) -> Self {
        let named = Dimension::ALL.map(|dimension| vec![0; gate.shelf.names(dimension).len()]);
        Self { gate, named, years: HashMap::new(), effects: [0; Effect::ALL.len()] }
    }

    /// Counts a hit for every facet that no other filter keeps it out of.
    pub fn count(&mut self, facts: &Facts, failed: u16) {
        let counts_for = |way: usize| failed & !(1 << way) == 0;
        for (way, dimension) in Dimension::ALL.into_iter().enumerate() {
            if counts_for(way) {
                for value in self.gate.shelf.values(facts, dimension) {
                    self.named[way][*value as usize] += 1;
                }
            }
        }
        if counts_for(YEAR) && facts.date != UNKNOWN {
            *self.years.entry(facts.date / 10_000).or_default() += 1;
        }
        if counts_for(EFFECT)
            && let Some(effect) = Effect::of(facts, self.gate.today)
        {
            self.effects[effect as usize] += 1;
        }
    }

    /// The counts by name, ready to be added to those of other segments.
    pub fn counts(self) -> Counts {
        let mut counts = Counts::default();
        for (way, dimension) in Dimension::ALL.into_iter().enumerate() {
            let names: &Names = self.gate.shelf.names(dimension);
            for (value, count) in self.named[way].iter().enumerate().filter(|(_, count)| **count > 0) {
                counts.0[way].insert(names.name(value).to_owned(), *count);
            }
        }
        counts.0[YEAR] = self.years.into_iter().map(|(year, count)| (year.to_string(), count)).collect();
        let effects = Effect::ALL.into_iter().zip(self.effects).filter(|(_, count)| *count > 0);
        counts.0[EFFECT] = effects.map(|(effect, count)| (effect.as_str().to_owned(), count)).collect();
        counts
    }
}

/// Counts by way and value.
#[derive(Debug, Default)]
pub(super) struct Counts([HashMap<String, usize>; WAYS]);

impl Counts {
    pub fn add(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            for (value, count) in theirs {
                *mine.entry(value).or_default() += count;
            }
        }
    }

    pub fn facets(self) -> Vec<Facet> {
        let names = ["site", "kind", "section", "doc-type", "issuer", "field", "year", "effect"];
        let facet = |(name, counts): (&'static str, HashMap<String, usize>)| {
            let mut values: Vec<FacetValue> =
                counts.into_iter().map(|(value, count)| FacetValue { value, count }).collect();
            if name == "year" {
                values.sort_by(|a, b| b.value.cmp(&a.value));
            } else {
                values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            }
            Facet { name, values }
        };
        names.into_iter().zip(self.0).map(facet).collect()
    }
}
