//! What knows no feature: the plumbing that every capability stands on.

pub mod mail;
pub mod web;
