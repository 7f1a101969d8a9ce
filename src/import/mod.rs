//! Bringing in many documents or procedures at once, the site before this one, and sample content.

pub mod batches;
pub mod entry;
pub mod line;
pub mod report;
pub mod run;
pub mod seed;
pub mod site;
