//! One deployment that serves a district's website and the site of every commune in it.

pub mod console;
pub mod public;
