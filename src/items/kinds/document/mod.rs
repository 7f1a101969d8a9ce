//! Legal and administrative documents.

pub mod abbreviations;
pub mod number;
pub mod number_query;
