//! Looking after what was published: terms and reviews, broken links, stale sections, and removal for good.

pub mod freshness;
pub mod introduction;
pub mod letters;
pub mod links;
pub mod purge;
pub mod purging;
pub mod store;
pub mod terms;
