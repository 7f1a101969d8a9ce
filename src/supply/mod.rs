//! What the units owe the site and what they sent: quotas, reminders, ranking, limits kept or missed (Điều 6.3, 8.2, 12.3).

pub mod confirm;
pub mod limits;
pub mod month;
pub mod quotas;
pub mod remind;
pub mod report;
pub mod store;

/// The clause behind quotas and reminders.
pub(crate) const URGED: &str = "Quy chế Điều 6.3";
