//! Bringing in many documents or procedures at once, folders of files, the site before this one, and sample content.

pub mod batches;
pub mod entry;
pub mod folder;
pub mod line;
pub mod report;
pub mod run;
pub mod seed;
pub mod site;
