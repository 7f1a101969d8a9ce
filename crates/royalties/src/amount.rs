//! What is owed: coefficient times unit, rounded once and at the end (Nghị định 18/2014/NĐ-CP Điều 7.3).

use crate::rules::Worth;
use crate::{Coefficient, Dong};

/// To which đồng a sum is rounded, half up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding(Dong);

impl Rounding {
    /// What may be chosen.
    pub const CHOICES: [Dong; 4] = [1, 10, 100, 1000];

    /// To one đồng.
    pub const EXACT: Self = Self(1);

    /// To one of the choices; none for anything else.
    pub fn to(dong: Dong) -> Option<Self> {
        Self::CHOICES.contains(&dong).then_some(Self(dong))
    }

    /// To how many đồng.
    pub fn dong(self) -> Dong {
        self.0
    }

    /// A fraction rounded half up; the value is never below zero here.
    fn of(self, numerator: i64, denominator: i64) -> Dong {
        half_up(numerator, denominator * self.0) * self.0
    }
}

/// `numerator / denominator`, halves upwards.
pub(crate) fn half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// What is owed for a coefficient; `share` is what is paid of it in the hundred, 100 for what is written anew here.
pub fn owed(coefficient: Coefficient, worth: &Worth, share: i64, rounding: Rounding) -> Dong {
    supplemented(coefficient, worth, share, 0, rounding)
}

/// The same with what is `added` to it in the hundred (Điều 7.4); rounded once too.
pub fn supplemented(
    coefficient: Coefficient,
    worth: &Worth,
    share: i64,
    added: i64,
    rounding: Rounding,
) -> Dong {
    let product = coefficient.as_hundredths() * worth.salary * worth.percent * share;
    rounding.of(product * (100 + added), 100 * 100 * 100 * 100)
}

/// A sum that was counted with one worth as another would have it, halves upwards.
pub fn revalued(sum: Dong, from: &Worth, to: &Worth) -> Dong {
    let (old, new) = (i128::from(from.salary * from.percent), i128::from(to.salary * to.percent));
    if old <= 0 { sum } else { ((2 * i128::from(sum) * new + old).div_euclid(2 * old)) as Dong }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_added_is_its_share_and_never_lost_in_rounding(
            coefficient in 5i64..=1_000,
            salary in 1_000_000i64..3_000_000,
            share in 20i64..=100,
            added in 0i64..=120,
        ) {
            let worth = Worth { salary, percent: 10, clause: String::new() };
            let coefficient = Coefficient::hundredths(coefficient);
            let of = |added| supplemented(coefficient, &worth, share, added, Rounding::EXACT);
            let plain = owed(coefficient, &worth, share, Rounding::EXACT);
            prop_assert_eq!(of(0), plain);
            prop_assert!(of(added) >= plain);
            prop_assert_eq!(of(100), owed(coefficient, &worth, 2 * share, Rounding::EXACT));
            let exact = i128::from(coefficient.as_hundredths()) * i128::from(salary) * 10 * i128::from(share)
                * i128::from(100 + added);
            prop_assert!((i128::from(of(added)) * 100_000_000 - exact).abs() <= 50_000_000);
        }
    }

    #[test]
    fn a_sum_follows_the_salary_and_what_is_taken_back_too() {
        let worth = |salary| Worth { salary, percent: 10, clause: String::new() };
        let (old, new) = (worth(1_210_000), worth(1_300_000));
        assert_eq!(revalued(242_000, &old, &new), 260_000);
        assert_eq!(revalued(-121_000, &old, &new), -130_000);
        assert_eq!(revalued(1, &old, &old), 1);
    }

    #[test]
    fn halves_go_up_and_nothing_is_rounded_twice() {
        assert_eq!((half_up(5, 10), half_up(4, 10), half_up(15, 10)), (1, 0, 2));
        let worth = Worth { salary: 1_210_001, percent: 10, clause: String::new() };
        assert_eq!(owed(Coefficient::hundredths(500), &worth, 100, Rounding::EXACT), 605_001);
        let hundred = Rounding::to(100).expect("a choice");
        assert_eq!(owed(Coefficient::hundredths(50), &worth, 100, hundred), 60_500);
        assert_eq!(owed(Coefficient::hundredths(50), &worth, 40, Rounding::EXACT), 24_200);
        assert_eq!(Rounding::to(7), None);
    }
}
