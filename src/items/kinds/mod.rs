//! The kinds of content, one module each.

pub mod document;
