//! What is owed for a published item, how it is shared and taxed: whole đồng, no database (Quy chế Điều 7.2, 11).

pub mod adjust;
pub mod amount;
pub mod coefficient;
pub mod due;
pub mod helpers;
pub mod rules;
pub mod share;
pub mod supplement;
pub mod tax;

pub use coefficient::Coefficient;
pub use rules::Rules;
pub use supplement::Supplements;

/// Whole đồng; negative where something is taken back.
pub type Dong = i64;

#[cfg(test)]
mod oracle;
