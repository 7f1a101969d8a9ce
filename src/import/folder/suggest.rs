//! What a file says of itself as a document, with what is in doubt.

use reader::Reading;

use super::facts::Facts;

/// The facts that are found in a reading.
pub fn of(reading: &Reading) -> Facts {
    let _ = reading;
    Facts::default()
}
