//! What every part of the house stands on and that knows no feature.

pub mod text;
