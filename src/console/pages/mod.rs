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
pub mod media;
pub mod media_api;
pub mod question;
pub mod questions;
pub mod registers;
pub mod relations;
pub mod searched;
