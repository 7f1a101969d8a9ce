//! The site's top list of a year: items that came before readers by person and unit, and answers in time by unit.

use std::collections::BTreeMap;

use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::Scope;
use crate::house::{days_of, span_of};
use crate::questions::clock::ageing::{self, By};
use crate::questions::clock::register::Filter;

use super::store;

/// What a unit did in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfUnit {
    /// Its key.
    pub unit: String,
    /// Items of it that first came before readers.
    pub items: i64,
    /// Questions received in the year that it answered in time.
    pub on_time: i64,
    /// Those it answered late, or has not and the day is over.
    pub late: i64,
}

/// A year's top list.
#[derive(Clone, Debug, Default)]
pub struct Merits {
    /// People with how many items, the most first.
    pub people: Vec<(AccountId, i64)>,
    /// Units, the most items first.
    pub units: Vec<OfUnit>,
}

/// What people and units did in a year.
///
/// # Errors
/// When the database does not answer.
pub async fn of_year(scope: &mut Scope, year: i16) -> Result<Merits> {
    let (from, until) = span_of(year);
    let people = store::by_author(scope, from, until).await?;
    let mut units: BTreeMap<String, OfUnit> = BTreeMap::new();
    for counted in store::by_unit(scope, from, until).await? {
        units.entry(counted.key).or_default().items = counted.count;
    }
    let (first, last) = days_of(year);
    let filter = Filter { from: Some(first), until: Some(last), ..Filter::default() };
    for figures in ageing::by(scope, &filter, By::Unit).await? {
        let one = units.entry(figures.key).or_default();
        one.on_time = figures.closed - figures.late;
        one.late = figures.late + figures.overdue;
    }
    let mut units: Vec<OfUnit> = units
        .into_iter()
        .filter(|(key, _)| !key.is_empty())
        .map(|(unit, one)| OfUnit { unit, ..one })
        .collect();
    units.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| b.on_time.cmp(&a.on_time)));
    Ok(Merits { people: people.into_iter().map(|one| (one.key.into(), one.count)).collect(), units })
}
