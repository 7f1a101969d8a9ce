//! The handlers of the console: each fills one view from the stores, for a person with the right.

pub mod accept;
pub mod after;
pub mod batches;
pub mod board;
pub mod care;
pub mod contributors;
pub mod edit;
pub mod errors;
pub mod form;
pub mod frame;
pub mod gate;
pub mod home;
pub mod issues;
pub mod item;
pub mod items;
pub mod keys;
pub mod notices;
pub mod proposals;
pub mod question;
pub mod questions;
pub mod registers;
pub mod relations;
pub mod review;
pub mod searched;
pub mod supply;
pub mod trail;
