//! What is late, with whom, and who was told: one page of an office head's, quick however long the book is.

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::{QuestionId, TenantId};
use crate::base::scope::{Platform, Scope};
use crate::base::working_days::Calendar;
use crate::people::State;

use super::store;

/// Somebody was told of a question.
#[derive(Clone, Debug)]
pub struct Told {
    /// Of which.
    pub question: QuestionId,
    /// Who, as people read it.
    pub label: String,
    /// When.
    pub at: Millis,
    /// Where the letter is: an outbox state's word; none where there was no address.
    pub mail: Option<String>,
}

/// A late case.
#[derive(Clone, Debug)]
pub struct Late {
    /// Its id.
    pub id: QuestionId,
    /// Its number.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// Who has it.
    pub unit: Option<String>,
    /// The last day.
    pub due: Date,
    /// Working days past it.
    pub days: i64,
    /// Who was told, oldest first.
    pub told: Vec<Told>,
}

/// Where a page begins: after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its last day.
    pub due: Date,
    /// Its number.
    pub number: i64,
}

impl Cursor {
    /// As it stands in addresses.
    pub fn written(self) -> String {
        format!("{}_{}", self.due, self.number)
    }

    /// Reads it back.
    pub fn parse(text: &str) -> Option<Self> {
        let (due, number) = text.split_once('_')?;
        Some(Self { due: due.parse().ok()?, number: number.parse().ok()? })
    }
}

/// A page of what is late, the longest first.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How many there are in all.
    pub total: i64,
    /// With whom: the unit's key ("" where the board has to act) and how many.
    pub with: Vec<(String, i64)>,
    /// The cases.
    pub cases: Vec<Late>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

/// What is late, of one unit or of all.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    scope: &mut Scope,
    unit: Option<&str>,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page> {
    let today = Calendar::counts_for(scope.db().clock.now());
    let with = store::late_with(scope, today).await?;
    let total = with.iter().filter(|(key, _)| unit.is_none_or(|unit| unit == key)).map(|row| row.1).sum();
    let mut cases = store::late(scope, today, unit, after, limit + 1).await?;
    let more = cases.len() > limit;
    cases.truncate(limit);
    let told = store::told(scope, &cases.iter().map(|case| case.id.clone()).collect::<Vec<_>>()).await?;
    for case in &mut cases {
        case.days = Calendar::official().between(case.due, today).max(0);
        case.told = told.iter().filter(|told| told.question == case.id).cloned().collect();
    }
    let next = cases.last().filter(|_| more).map(|last| Cursor { due: last.due, number: last.number });
    Ok(Page { total, with, cases, next })
}

/// How many are late on every site, for who looks after the sites below.
///
/// # Errors
/// When the database does not answer.
pub async fn by_site(platform: &mut Platform, now: Millis) -> Result<Vec<(TenantId, i64)>> {
    store::late_by_site(platform, Calendar::counts_for(now)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back() {
        let cursor = Cursor { due: jiff::civil::date(2017, 1, 20), number: 42 };
        assert_eq!(Cursor::parse(&cursor.written()), Some(cursor));
        assert_eq!(Cursor::parse("2017-01-20"), None);
        assert_eq!(Cursor::parse("hôm qua_1"), None);
    }
}
