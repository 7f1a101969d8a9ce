//! Staff pages as plain values, like the public ones: a struct a page, its template beside it.

pub mod again;
pub mod answering;
pub mod backups;
pub mod between;
pub mod board;
pub mod care;
pub mod clock;
pub mod compliance;
pub mod conflict;
pub mod consultations;
pub mod contributors;
pub mod desk;
pub mod disclosed;
pub mod distribution;
pub mod edit;
pub mod face;
pub mod feedback;
pub mod from_file;
pub mod gate;
pub mod import;
pub mod instructions;
pub mod intake;
pub mod item;
pub mod keys;
pub mod layout;
pub mod letters;
pub mod media;
pub mod notices;
pub mod office;
pub mod openings;
pub mod outbox;
pub mod oversight;
mod oversight_drawing;
pub mod phrases;
pub mod plan;
pub mod question;
pub mod readings;
pub mod registers;
pub mod regulation;
pub mod reports;
pub mod review;
pub mod routing;
pub mod royalties;
pub mod schedule;
pub mod searched;
pub mod sites;
pub mod supply;
pub mod surveys;
pub mod trail;
pub mod training;

#[cfg(test)]
mod check;

pub use layout::{ConsoleLayout, Flash, ListPane, ListRow, Post, TenantLink, Tray, TrayGroup, When};
