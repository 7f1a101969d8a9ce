//! What a file says of itself as a document, with what is in doubt.

use reader::Reading;

use super::facts::Facts;

/// The facts that are found in a reading: none of them yet.
pub fn of(_: &Reading) -> Facts {
    Facts::default()
}
