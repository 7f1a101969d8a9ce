//! The handlers of the console: each fills one view from the stores, for a person with the right.

pub mod errors;
pub mod gate;
