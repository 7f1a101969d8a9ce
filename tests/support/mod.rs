//! What the integration tests share.

pub mod app;
pub mod backup;
pub mod command;
pub mod desk;
pub mod expected;
pub mod newsroom;
pub mod process;
pub mod smtp;
pub mod xml;
