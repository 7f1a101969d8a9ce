//! The site's top list of a year: items that readers see by author and unit, and answers in time by unit (Điều 13.1).

use std::collections::BTreeMap;

use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::Scope;
use crate::base::text::folded;
use crate::house::{days_of, span_of};
use crate::questions::clock::ageing::{self, By};
use crate::questions::clock::register::Filter;
use crate::royalties::store::{Author, authors};

use super::store::{self, Shown};

/// The longest list of people.
const MOST: usize = 50;

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

/// What an author did in a year; of an item with several each has it whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfAuthor {
    /// Who.
    pub author: Author,
    /// How many items.
    pub items: i64,
}

/// A year's top list.
#[derive(Clone, Debug, Default)]
pub struct Merits {
    /// Authors, the most items first.
    pub people: Vec<OfAuthor>,
    /// Units, the most items first.
    pub units: Vec<OfUnit>,
}

/// What people and units did in a year.
///
/// # Errors
/// When the database does not answer.
pub async fn of_year(scope: &mut Scope, year: i16) -> Result<Merits> {
    let (from, until) = span_of(year);
    let shown = store::shown(scope, from, until).await?;
    let mut paid = authors(scope, from, until).await?;
    let mut people: BTreeMap<String, OfAuthor> = BTreeMap::new();
    for item in &shown {
        for author in paid.remove(&item.item).unwrap_or_else(|| said(item)) {
            people.entry(key(&author)).or_insert(OfAuthor { author, items: 0 }).items += 1;
        }
    }
    let mut people: Vec<OfAuthor> = people.into_values().collect();
    people.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.author.name.cmp(&b.author.name)));
    people.truncate(MOST);
    Ok(Merits { people, units: units(scope, year, &shown).await? })
}

/// The author of an item that nobody is paid for: as readers see it, else who brought it.
fn said(item: &Shown) -> Vec<Author> {
    let account = item.created_by.clone().filter(|_| item.author.is_empty());
    let named = account.is_some() || !item.author.is_empty();
    named.then(|| Author { account, name: item.author.clone() }).into_iter().collect()
}

/// Accounts are told apart by themselves, others by their names; marks and capitals tell nobody apart.
fn key(author: &Author) -> String {
    author.account.as_ref().map_or_else(|| format!("n/{}", folded(&author.name)), AccountId::to_string)
}

async fn units(scope: &mut Scope, year: i16, shown: &[Shown]) -> Result<Vec<OfUnit>> {
    let mut units: BTreeMap<String, OfUnit> = BTreeMap::new();
    for item in shown {
        units.entry(item.unit.clone()).or_default().items += 1;
    }
    let (first, last) = days_of(year);
    let filter = Filter { from: Some(first), until: Some(last), ..Filter::default() };
    for figures in ageing::by(scope, &filter, By::Unit).await? {
        let one = units.entry(figures.key).or_default();
        one.on_time = figures.closed - figures.late;
        one.late = figures.late + figures.overdue;
    }
    let known = units.into_iter().filter(|(key, _)| !key.is_empty());
    let mut units: Vec<OfUnit> = known.map(|(unit, one)| OfUnit { unit, ..one }).collect();
    units.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| b.on_time.cmp(&a.on_time)));
    Ok(units)
}
