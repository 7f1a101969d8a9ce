//! Contributors and everybody else who comes by invitation: the letter, the profile, the status, the figures (Điều 7.2.b).

pub mod invitations;
pub mod letters;
pub mod profile;
pub mod statistics;
pub mod status;
pub mod store;

/// The clause behind the care for contributors.
pub(crate) const CARED: &str = "Quy chế Điều 7.2.b";

/// NFC, trimmed, on one line.
pub(crate) fn tidy(text: &str) -> String {
    crate::base::text::normalise(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
