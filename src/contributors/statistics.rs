//! What a contributor sent, what of it was published and what came back: this month and this year.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::base::clock::{Millis, start_of};
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::Scope;

use super::store;

/// The figures of one span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Items sent to the board.
    pub submitted: i64,
    /// Items that went live.
    pub published: i64,
    /// Times that something was returned.
    pub returned: i64,
}

/// The two spans that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Since the first of the month.
    pub month: Figures,
    /// Since the first of January.
    pub year: Figures,
}

/// The instants at which a day's month and year began.
fn begins(day: Date) -> (Millis, Millis) {
    let month = day.first_of_month();
    (start_of(month), start_of(day.first_of_year()))
}

/// Of everybody who wrote something in the year, by account.
///
/// # Errors
/// When the database does not answer.
pub async fn of_all(scope: &mut Scope, day: Date) -> Result<HashMap<AccountId, Statistics>> {
    let (month, year) = begins(day);
    let mut all: HashMap<AccountId, Statistics> = HashMap::new();
    for (account, figures) in store::figures(scope, month).await? {
        all.entry(account).or_default().month = figures;
    }
    for (account, figures) in store::figures(scope, year).await? {
        all.entry(account).or_default().year = figures;
    }
    Ok(all)
}

/// Of one person.
///
/// # Errors
/// When the database does not answer.
pub async fn of_one(scope: &mut Scope, account: &AccountId, day: Date) -> Result<Statistics> {
    Ok(of_all(scope, day).await?.remove(account).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spans_begin_with_the_month_and_the_year() {
        let (month, year) = begins(date(2016, 12, 30));
        assert_eq!((month, year), (start_of(date(2016, 12, 1)), start_of(date(2016, 1, 1))));
    }
}
