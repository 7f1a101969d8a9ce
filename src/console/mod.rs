//! The staff shell: where items are written and approved and questions are answered.

pub mod desk;
pub mod views;
