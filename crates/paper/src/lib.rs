//! What leaves the portal as a paper of the office: tables for spreadsheets, documents in the official layout.
//! Values in, bytes out; knows no database.

pub mod fonts;
pub mod sheet;
