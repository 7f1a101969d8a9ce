//! The public shell: what citizens see.

pub mod assets;
pub mod views;
