//! The code's permission table against the expectation written by hand: changing any cell fails here.

use crate::support::expected::{cells, of_rules};
use portal::people::permissions::{BELOW, RULES};

#[test]
fn every_cell_is_as_written_by_hand() {
    let (expected, actual) = (cells(), of_rules(RULES, BELOW));
    let missing: Vec<_> = expected.difference(&actual).collect();
    let extra: Vec<_> = actual.difference(&expected).collect();
    assert!(missing.is_empty() && extra.is_empty(), "code forbids {missing:?}, code allows {extra:?}");
}
