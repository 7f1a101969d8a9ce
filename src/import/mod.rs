//! Bringing in many documents at once, and sample content.

pub mod batches;
pub mod documents;
pub mod line;
pub mod report;
pub mod seed;
