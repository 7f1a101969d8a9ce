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

/// What was paid to a person so far in parts of the same payment, and what was withheld.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Paid before tax.
    pub gross: Dong,
    /// Withheld.
    pub tax: Dong,
}

/// What is withheld of a further part: what the whole asks, less what was withheld, and never more than the part itself.
/// What the part cannot bear stays owed and is asked of the next one.
pub fn of_part(gross: Dong, before: Before, rule: Option<&Tax>, standing: Standing) -> Dong {
    let whole = of_payment(before.gross + gross, rule, standing);
    (whole - before.tax).clamp(0, gross.max(0))
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
            parts in prop::collection::vec(600_000i64..3_000_000, 1..6),
            year in 2014i16..2028,
        ) {
            let rules = rules();
            let rule = rules.tax(date(year, 8, 15));
            let mut before = Before::default();
            for part in &parts {
                let tax = of_part(*part, before, rule, Standing::default());
                prop_assert!((0..=*part).contains(&tax));
                before = Before { gross: before.gross + part, tax: before.tax + tax };
            }
            let whole: i64 = parts.iter().sum();
            prop_assert_eq!(before.tax, of_payment(whole, rule, Standing::default()));
        }

        #[test]
        fn what_a_small_part_cannot_bear_is_asked_of_the_next(first in 1i64..2_000_000) {
            let rules = rules();
            let rule = rules.tax(date(2016, 8, 15));
            let rest = 2_000_000 - first;
            let one = of_part(first, Before::default(), rule, Standing::default());
            let two = of_part(rest, Before { gross: first, tax: one }, rule, Standing::default());
            let before = Before { gross: 2_000_000, tax: one + two };
            let three = of_part(300_000, before, rule, Standing::default());
            prop_assert_eq!(one + two + three, 230_000);
        }
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
