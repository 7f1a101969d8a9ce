//! A sum shared by weights: no đồng is lost or made (Nghị định 18/2014/NĐ-CP Điều 4.6).

use crate::Dong;

/// A sum by weights, in their order; what is left over goes by the largest remainder, of equal ones to the last. A
/// negative sum is shared as the positive one is.
///
/// Without any weight nothing is shared: an empty list, or zeros where all weights are zero.
pub fn share(sum: Dong, weights: &[i64]) -> Vec<Dong> {
    let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if whole <= 0 {
        return vec![0; weights.len()];
    }
    let size = i128::from(sum.abs());
    let parts = || weights.iter().map(|weight| size * i128::from(*weight));
    let mut shares: Vec<i64> = parts().map(|part| (part / whole) as i64).collect();
    let mut by_remainder: Vec<(i128, usize)> =
        parts().enumerate().map(|(nth, part)| (part % whole, nth)).collect();
    by_remainder.sort_unstable_by(|a, b| b.cmp(a));
    let left = sum.abs() - shares.iter().sum::<i64>();
    for (_, nth) in by_remainder.into_iter().take(left as usize) {
        shares[nth] += 1;
    }
    shares.into_iter().map(|one| one * sum.signum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_to_share_with_gets_nothing() {
        assert_eq!(share(5, &[]), Vec::<i64>::new());
        assert_eq!(share(5, &[0, 0]), [0, 0]);
    }

    proptest! {
        #[test]
        fn no_dong_is_lost_or_made_by_sharing(
            sum in -10_000_000_000i64..10_000_000_000,
            weights in prop::collection::vec(1i64..=10_000, 1..12),
        ) {
            let shares = share(sum, &weights);
            prop_assert_eq!(shares.iter().sum::<i64>(), sum);
            let whole: i64 = weights.iter().sum();
            for (one, weight) in shares.iter().zip(&weights) {
                let exact = i128::from(sum) * i128::from(*weight);
                prop_assert!((i128::from(*one) * i128::from(whole) - exact).abs() < i128::from(whole));
            }
        }

        #[test]
        fn what_is_taken_back_is_what_was_given(sum in 0i64..1_000_000, weights in prop::collection::vec(1i64..100, 1..6)) {
            let back: Vec<i64> = share(-sum, &weights).iter().map(|one| -one).collect();
            prop_assert_eq!(back, share(sum, &weights));
        }
    }
}
