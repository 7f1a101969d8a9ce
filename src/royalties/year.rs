//! The year's list of who was paid and what was withheld, those with a commitment too (Nghị định 253/2026/NĐ-CP Điều 50.2).

use std::collections::BTreeMap;

use jiff::civil::Date;
use royalties::Dong;
use royalties::tax::{Standing, of_payment};

use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::supply::month::Month;

use super::runs::Payment;
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
    /// What should have been withheld and could not be, as the last payment of its month was too small.
    pub short: Dong,
    /// What was known of them at the last payment.
    pub standing: Standing,
}

/// The year, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &mut Scope, year: i16) -> Result<Vec<Row>> {
    Ok(of(&store::payments_of_year(scope, year).await?))
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
    let mut months: BTreeMap<Month, (Dong, Dong)> = BTreeMap::new();
    for (day, payment) in own.iter().copied() {
        let month = months.entry(Month::of(*day)).or_default();
        *month = (month.0 + payment.gross, month.1 + payment.tax);
    }
    let short = months.iter().map(|(month, (gross, tax))| {
        let asked = of_payment(*gross, RULES.tax(month.last()), last.standing);
        (asked - tax).max(0)
    });
    Row {
        person: last.person.clone(),
        name: last.name.clone(),
        unit: last.unit.clone(),
        payments: own.len(),
        gross: own.iter().map(|one| one.1.gross).sum(),
        tax: own.iter().map(|one| one.1.tax).sum(),
        short: short.sum(),
        standing: last.standing,
    }
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
}
