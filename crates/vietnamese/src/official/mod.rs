//! How official documents are numbered and what their types are called (NĐ 30/2020, annexes I and III).

pub mod abbreviations;
pub mod number;
