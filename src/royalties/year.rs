//! The year's list of who was paid and what was withheld, those with a commitment too (Nghị định 253/2026/NĐ-CP Điều 50.2).

use std::collections::BTreeMap;

use jiff::civil::Date;
use royalties::Dong;
use royalties::tax::{Before, Standing, of_payment, owed};

use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::supply::month::Month;

use super::runs::Payment;
use super::same::Same;
use super::{RULES, store};

/// One person's year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// By whom payments are added up.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Their unit.
    pub unit: String,
    /// How many payments.
    pub payments: usize,
    /// Before tax.
    pub gross: Dong,
    /// Withheld.
    pub tax: Dong,
    /// What should have been withheld and could not be, as the payments were too small for it.
    pub short: Dong,
    /// What was known of them at the last payment.
    pub standing: Standing,
}

/// The year, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &mut Scope, year: i16) -> Result<Vec<Row>> {
    let same = Same::read(scope).await?;
    let mut payments = store::payments_of_year(scope, year).await?;
    for (_, payment) in &mut payments {
        payment.person = same.of(&payment.person).to_owned();
    }
    Ok(of(&payments))
}

fn of(payments: &[(Date, Payment)]) -> Vec<Row> {
    let mut people: BTreeMap<&str, Vec<&(Date, Payment)>> = BTreeMap::new();
    for one in payments {
        people.entry(&one.1.person).or_default().push(one);
    }
    let mut rows: Vec<Row> = people.into_values().map(|own| row(&own)).collect();
    rows.sort_by(|a, b| (&a.name, &a.person).cmp(&(&b.name, &b.person)));
    rows
}

fn row(own: &[&(Date, Payment)]) -> Row {
    let last = &own[own.len() - 1].1;
    Row {
        person: last.person.clone(),
        name: last.name.clone(),
        unit: last.unit.clone(),
        payments: own.len(),
        gross: own.iter().map(|one| one.1.gross).sum(),
        tax: own.iter().map(|one| one.1.tax).sum(),
        short: owed(months(own, last.standing).into_values()),
        standing: last.standing,
    }
}

/// What each month of a person asked and withheld; parts that are paid in one month are one payment.
fn months(own: &[&(Date, Payment)], standing: Standing) -> BTreeMap<Month, (Dong, Dong)> {
    let mut months: BTreeMap<Month, (Dong, Dong)> = BTreeMap::new();
    for (day, payment) in own.iter().copied() {
        let month = months.entry(Month::of(*day)).or_default();
        *month = (month.0 + payment.gross, month.1 + payment.tax);
    }
    for (month, (sum, _)) in &mut months {
        *sum = of_payment(*sum, RULES.tax(month.last()), standing);
    }
    months
}

/// What stands before a payment of a month, from a person's payments of the year.
pub(super) fn before(own: &[&(Date, Payment)], month: Month, standing: Standing) -> Before {
    let parts = own.iter().filter(|one| Month::of(one.0) == month);
    let (gross, tax) = parts.fold((0, 0), |(gross, tax), one| (gross + one.1.gross, tax + one.1.tax));
    let earlier = months(own, standing).into_iter().filter(|one| one.0 < month);
    Before { gross, tax, owed: owed(earlier.map(|one| one.1)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn paid(person: &str, gross: Dong, tax: Dong) -> Payment {
        let standing = Standing { committed: person == "b", ..Standing::default() };
        Payment {
            person: person.into(),
            name: person.to_uppercase(),
            unit: String::new(),
            gross,
            tax,
            standing,
        }
    }

    #[test]
    fn who_committed_is_listed_with_nothing_withheld() {
        let rows = of(&[
            (date(2026, 8, 5), paid("b", 5_000_000, 0)),
            (date(2026, 8, 5), paid("a", 4_999_999, 0)),
            (date(2026, 8, 20), paid("a", 1, 1)),
        ]);
        assert_eq!((rows[0].name.as_str(), rows[0].payments, rows[0].gross), ("A", 2, 5_000_000));
        assert_eq!(rows[0].short, 499_999);
        assert_eq!((rows[1].tax, rows[1].short, rows[1].standing.committed), (0, 0, true));
    }

    #[test]
    fn what_august_could_not_bear_is_owed_before_september() {
        let payments = [(date(2026, 8, 5), paid("a", 4_999_999, 0)), (date(2026, 8, 20), paid("a", 1, 1))];
        let own: Vec<&(Date, Payment)> = payments.iter().collect();
        let at = |month| before(&own, Month::of(date(2026, month, 1)), Standing::default());
        assert_eq!(at(8), Before { gross: 5_000_000, tax: 1, owed: 0 });
        assert_eq!(at(9), Before { gross: 0, tax: 0, owed: 499_999 });
        let september = (date(2026, 9, 5), paid("a", 900_000, 499_999));
        assert_eq!(of(&[payments[0].clone(), payments[1].clone(), september])[0].short, 0);
    }
}
