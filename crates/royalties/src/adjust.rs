//! After approval nothing is edited: what should stand, less what stands, is one more line (Quy chế Điều 11.2).

use std::collections::BTreeMap;

use crate::Dong;

/// The lines that bring what stands to what should: by person, without those for whom nothing changes.
pub fn adjust<K: Ord + Clone>(should: &[(K, Dong)], stands: &[(K, Dong)]) -> Vec<(K, Dong)> {
    let mut lines: BTreeMap<&K, Dong> = BTreeMap::new();
    for (person, sum) in should {
        *lines.entry(person).or_default() += sum;
    }
    for (person, sum) in stands {
        *lines.entry(person).or_default() -= sum;
    }
    lines.into_iter().filter(|(_, sum)| *sum != 0).map(|(person, sum)| (person.clone(), sum)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_withdrawn_item_is_taken_back_whole() {
        assert_eq!(adjust(&[], &[("a", 100), ("b", 50), ("a", -20)]), [("a", -80), ("b", -50)]);
    }

    proptest! {
        #[test]
        fn after_the_lines_stands_what_should(
            should in prop::collection::vec((0u8..5, -1000i64..1000), 0..8),
            stands in prop::collection::vec((0u8..5, -1000i64..1000), 0..8),
        ) {
            let lines = adjust(&should, &stands);
            let after: Vec<_> = stands.into_iter().chain(lines).collect();
            prop_assert_eq!(adjust(&should, &after), vec![]);
            let sum = |rows: &[(u8, i64)]| rows.iter().map(|row| row.1).sum::<i64>();
            prop_assert_eq!(sum(&after), sum(&should));
        }
    }
}
