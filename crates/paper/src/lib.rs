//! What leaves the portal as a paper of the office: tables for spreadsheets, documents in the official layout.
//! Values in, bytes out; knows no database.

pub mod chart;
mod columns;
pub mod docx;
pub mod fonts;
mod measures;
pub mod metrics;
pub mod model;
pub mod pdf;
pub mod sheet;
pub mod wording;
