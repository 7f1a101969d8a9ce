//! Staff pages as plain values, like the public ones: a struct a page, its template beside it.

pub mod desk;
pub mod edit;
pub mod gate;
pub mod import;
pub mod item;
pub mod layout;
pub mod media;
pub mod question;
pub mod registers;
pub mod searched;

#[cfg(test)]
mod check;

pub use layout::{ConsoleLayout, Flash, ListPane, ListRow, Post, TenantLink, Tray, TrayGroup, When};
