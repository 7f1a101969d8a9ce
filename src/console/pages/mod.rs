//! The handlers of the console: each fills one view from the stores, for a person with the right.

pub mod api;
pub mod batches;
pub mod edit;
pub mod errors;
pub mod form;
pub mod frame;
pub mod gate;
pub mod home;
pub mod item;
pub mod items;
pub mod notices;
pub mod question;
pub mod questions;
pub mod registers;
pub mod relations;
pub mod review;
pub mod searched;
