//! The queue of a tenant: every edition, narrowed by what is asked, page after page from the last change on.

mod store;

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::Scope;
use crate::items::rights::Sight;
use crate::items::{Edition, Kind};
use crate::people::State;
use crate::tenants::SectionKey;

/// Above this nothing is counted to its end: "hơn 1.000".
pub const COUNTED: usize = 1_000;

/// What narrows the queue.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these states; empty for all.
    pub states: Vec<State>,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this section.
    pub section: Option<SectionKey>,
    /// Only what this unit supplied.
    pub unit: Option<String>,
    /// Only what this person began.
    pub created_by: Option<AccountId>,
    /// Only what this person sent to the board.
    pub submitted_by: Option<AccountId>,
    /// Only what is given to this person.
    pub assignee: Option<AccountId>,
    /// Only what should have been done before this day.
    pub late_on: Option<Date>,
    /// Only what came back with a reason.
    pub returned: bool,
    /// Only what was made live in an emergency and waits to be confirmed.
    pub unconfirmed: bool,
    /// Only headings with all these words, whatever their marks.
    pub words: String,
}

impl Filter {
    /// In one state.
    pub fn in_state(state: State) -> Self {
        Self { states: vec![state], ..Self::default() }
    }

    /// In one of several states.
    pub fn in_states(states: &[State]) -> Self {
        Self { states: states.to_vec(), ..Self::default() }
    }
}

/// A place in the queue: between two rows, however many come or go elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When the row there was changed.
    pub changed: Millis,
    /// Which row it is.
    pub edition: EditionId,
}

impl Cursor {
    /// The place of a row.
    pub fn of(row: &Row) -> Self {
        Self { changed: row.edition.updated_at, edition: row.edition.id.clone() }
    }

    /// As it stands in an address.
    pub fn written(&self) -> String {
        format!("{}.{}", self.changed, self.edition)
    }

    /// From an address; none for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (changed, edition) = text.split_once('.')?;
        let plain = edition.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let fits = !edition.is_empty() && edition.len() <= 64 && plain;
        let changed = changed.parse().ok()?;
        fits.then(|| Self { changed, edition: edition.into() })
    }
}

/// From where on a page is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// From the newest change.
    #[default]
    Start,
    /// What comes after a place: changed earlier.
    After(Cursor),
    /// What comes before a place: changed later.
    Before(Cursor),
}

/// A row of the queue.
#[derive(Clone, Debug)]
pub struct Row {
    /// The edition.
    pub edition: Edition,
    /// Which kind of item.
    pub kind: Kind,
    /// Where it stands or shall stand.
    pub section: SectionKey,
    /// Who works on it.
    pub assignee: Option<AccountId>,
    /// Until when.
    pub due_on: Option<Date>,
    /// When it goes live by itself.
    pub publish_at: Option<Millis>,
    /// Until when an emergency publication must be confirmed.
    pub confirm_before: Option<Millis>,
}

impl Row {
    /// Whether it should have been done before a day.
    pub fn is_late(&self, today: Date) -> bool {
        self.due_on.is_some_and(|due| due < today)
    }
}

/// A page of the queue.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows, last changed first.
    pub rows: Vec<Row>,
    /// Whether rows changed later come before them.
    pub newer: bool,
    /// Whether rows changed earlier come after them.
    pub older: bool,
}

/// A page of what a person may see.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    scope: &mut Scope,
    sight: &Sight,
    filter: &Filter,
    place: &Place,
    limit: usize,
) -> Result<Page> {
    let mut rows = store::rows(scope, sight, filter, place, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok(match place {
        Place::Start => Page { rows, newer: false, older: more },
        Place::After(_) => Page { rows, newer: true, older: more },
        Place::Before(_) => {
            rows.reverse();
            Page { rows, newer: more, older: true }
        }
    })
}

/// How many there are, counted no further than a bound.
///
/// # Errors
/// When the database does not answer.
pub async fn count(scope: &mut Scope, sight: &Sight, filter: &Filter) -> Result<usize> {
    store::count(scope, sight, filter, COUNTED + 1).await
}

/// How many editions stand in each state in which somebody works on them, none counted beyond the bound.
///
/// # Errors
/// When the database does not answer.
pub async fn state_counts(scope: &mut Scope, sight: &Sight) -> Result<Vec<(State, usize)>> {
    let mut counts = Vec::new();
    for state in super::PENDING {
        counts.push((state, count(scope, sight, &Filter::in_state(state)).await?));
    }
    Ok(counts)
}

/// Makes the words that headings are found by, for editions written before there were any.
///
/// # Errors
/// When the database refuses.
pub async fn fill_title_keys(db: &crate::base::scope::Db) -> Result<()> {
    store::fill_title_keys(db).await
}

#[cfg(test)]
mod tests;
