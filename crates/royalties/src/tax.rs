//! Income tax withheld of what one payer pays one person; parts of one payment are taxed as the payment is.

use crate::Dong;
use crate::amount::half_up;
use crate::rules::Tax;

/// What is known of a person in a year that changes what is withheld.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Has given a written commitment: nothing is withheld (cam kết).
    pub committed: bool,
    /// Is taxed with the salary, elsewhere (tính chung lương).
    pub with_salary: bool,
    /// Has asked that it be withheld below the threshold too.
    pub on_request: bool,
}

/// The tax of one payment.
pub fn of_payment(gross: Dong, rule: Option<&Tax>, standing: Standing) -> Dong {
    let Some(rule) = rule.filter(|_| !standing.committed && !standing.with_salary) else { return 0 };
    let asked = rule.on_request && standing.on_request;
    if gross <= 0 || (gross < rule.threshold && !asked) {
        return 0;
    }
    half_up(gross * rule.percent, 100)
}

/// What was paid to a person before a part, and what was withheld.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Paid before tax in parts of the same payment.
    pub gross: Dong,
    /// Withheld of these.
    pub tax: Dong,
    /// What earlier payments of the year asked and could not bear.
    pub owed: Dong,
}

/// What is withheld of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Of this part.
    pub tax: Dong,
    /// What the part cannot bear: the next ones of the year do.
    pub short: Dong,
}

/// What is withheld of a further part: what the whole and earlier payments ask, less what was withheld, and never more than the
/// part itself.
pub fn of_part(gross: Dong, before: Before, rule: Option<&Tax>, standing: Standing) -> Withheld {
    if standing.committed || standing.with_salary {
        return Withheld::default();
    }
    let whole = of_payment(before.gross + gross, rule, standing);
    let due = (before.owed + whole - before.tax).max(0);
    let tax = due.min(gross.max(0));
    Withheld { tax, short: due - tax }
}

/// What payments asked and did not withhold, in their order, each as (asked, withheld): what one withheld beyond its own pays off
/// the ones before it, never the ones behind it.
pub fn owed(payments: impl IntoIterator<Item = (Dong, Dong)>) -> Dong {
    payments.into_iter().fold(0, |owed, (asked, withheld)| (owed + asked - withheld).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::rules;
    use jiff::civil::date;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn splitting_a_payment_changes_no_tax(
            parts in prop::collection::vec(1i64..3_000_000, 1..9),
            year in 2014i16..2028,
        ) {
            let rules = rules();
            let rule = rules.tax(date(year, 8, 15));
            let (mut before, mut short) = (Before::default(), 0);
            for part in &parts {
                let withheld = of_part(*part, before, rule, Standing::default());
                prop_assert!((0..=*part).contains(&withheld.tax));
                before = Before { gross: before.gross + part, tax: before.tax + withheld.tax, ..before };
                short = withheld.short;
            }
            let whole: i64 = parts.iter().sum();
            prop_assert_eq!(before.tax + short, of_payment(whole, rule, Standing::default()));
        }

        #[test]
        fn what_a_month_cannot_bear_later_months_of_the_year_do(
            months in prop::collection::vec(prop::collection::vec(1i64..3_000_000, 1..5), 1..6),
        ) {
            let rules = rules();
            let rule = rules.tax(date(2026, 8, 15));
            let last = vec![30_000_000];
            let (mut told, mut asked) = (Vec::new(), 0);
            for parts in months.iter().chain([&last]) {
                let mut before = Before { owed: owed(told.iter().copied()), ..Before::default() };
                for part in parts {
                    let withheld = of_part(*part, before, rule, Standing::default());
                    before = Before { gross: before.gross + part, tax: before.tax + withheld.tax, ..before };
                }
                let own = of_payment(before.gross, rule, Standing::default());
                told.push((own, before.tax));
                asked += own;
            }
            prop_assert_eq!(told.iter().map(|one| one.1).sum::<Dong>(), asked);
            prop_assert_eq!(owed(told), 0);
        }

        #[test]
        fn what_a_small_part_cannot_bear_is_asked_of_the_next(first in 1i64..2_000_000) {
            let rules = rules();
            let rule = rules.tax(date(2016, 8, 15));
            let rest = 2_000_000 - first;
            let one = of_part(first, Before::default(), rule, Standing::default()).tax;
            let before = Before { gross: first, tax: one, owed: 0 };
            let two = of_part(rest, before, rule, Standing::default());
            prop_assert_eq!(one + two.tax + two.short, 200_000);
            let before = Before { gross: 2_000_000, tax: one + two.tax, owed: 0 };
            let three = of_part(300_000, before, rule, Standing::default());
            prop_assert_eq!((one + two.tax + three.tax, three.short), (230_000, 0));
        }
    }

    #[test]
    fn five_million_less_one_and_then_one_is_withheld_of_as_five_million() {
        let rules = rules();
        let (august, september) = (rules.tax(date(2026, 8, 1)), rules.tax(date(2026, 9, 1)));
        let first = of_part(4_999_999, Before::default(), august, Standing::default());
        let before = Before { gross: 4_999_999, ..Before::default() };
        let second = of_part(1, before, august, Standing::default());
        assert_eq!((first.tax, second.tax, second.short), (0, 1, 499_999));
        let before = Before { owed: owed([(500_000, 1)]), ..Before::default() };
        let next = of_part(600_000, before, september, Standing::default());
        assert_eq!((next.tax, next.short), (499_999, 0));
        let committed = Standing { committed: true, ..Standing::default() };
        assert_eq!(of_part(600_000, before, september, committed), Withheld::default());
    }

    #[test]
    fn a_standing_changes_what_is_withheld() {
        let rules = rules();
        let rule = rules.tax(date(2026, 8, 1));
        let standing = |change: fn(&mut Standing)| {
            let mut standing = Standing::default();
            change(&mut standing);
            standing
        };
        assert_eq!(of_payment(9_000_000, rule, standing(|s| s.with_salary = true)), 0);
        assert_eq!(of_payment(1_000_000, rule, standing(|s| s.on_request = true)), 100_000);
        let earlier = rules.tax(date(2026, 5, 1));
        assert_eq!(of_payment(1_000_000, earlier, standing(|s| s.on_request = true)), 0);
        assert_eq!(of_payment(-5, rule, Standing::default()), 0);
    }
}
