//! The board's own series of outgoing papers: one a year, so that the first paper of a year is 01 (Quy chế Điều 9.3). Whatever
//! goes out under the board's letterhead takes its number here when it is signed.

use jiff::civil::Date;
use paper::model::Paper;

use crate::base::error::Result;
use crate::base::scope::{Scope, WriteScope};

use super::letterhead::Letterhead;
use super::store;

/// A number of the series, as a paper bears it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The number.
    pub number: i64,
    /// The symbol behind it, as `TTr-BBT`.
    pub symbol: String,
    /// The day of the paper.
    pub on: Date,
}

impl Given {
    /// Writes number, symbol and day onto a paper.
    pub fn mark(&self, paper: &mut Paper) {
        paper.number = Some(self.number);
        paper.symbol.clone_from(&self.symbol);
        paper.day = Some(self.on);
    }
}

/// The counter of a year.
fn series(year: i16) -> String {
    format!("papers/bbt/{year}")
}

/// Gives a paper of a kind (`BC`, `TTr`) that is signed today the next number; `subject` says what it is about, as
/// `("royalty-month", "2016-12")`. The caller commits.
///
/// # Errors
/// When the database refuses.
pub async fn give(
    scope: &mut WriteScope,
    letterhead: &Letterhead,
    kind: &str,
    subject: (&str, &str),
) -> Result<Given> {
    let on = scope.db().clock.today();
    let number = scope.next_number(&series(on.year())).await?;
    let given = Given { number, symbol: letterhead.symbol(kind), on };
    store::insert_number(scope, &given, subject).await?;
    Ok(given)
}

/// The number that the latest paper about something took; none while none was signed.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, subject: (&str, &str)) -> Result<Option<Given>> {
    store::number_of(scope, subject).await
}
