//! The public shell: what citizens see.

pub mod assets;
pub mod palettes;
pub mod views;
