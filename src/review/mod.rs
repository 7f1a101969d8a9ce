//! Review: what stands against a text, two texts compared, an old one restored, set times, emergencies.

pub mod approval;
pub mod compare;
pub mod corpus;
pub mod emergency;
pub mod restore;
pub mod schedule;
pub mod standing;
mod store;
