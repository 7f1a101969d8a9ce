//! One deployment that serves a district's website and the site of every commune in it.
//!
//! The map of the house: `base` knows no feature; `tenants` who we are; `people` who may do what;
//! `items` the editorial core; `search`, `questions` the capabilities; `public`, `console` the two
//! faces; `app` wires them; `cli` is the command line. Dependencies run in that order only.

pub mod api;
pub mod app;
pub mod base;
pub mod bench;
pub mod cli;
pub mod config;
pub mod console;
pub mod demo;
pub mod deployment;
pub mod duties;
pub mod files;
pub mod import;
pub mod inbound;
pub mod indexing;
pub mod items;
pub mod legal;
pub mod notices;
pub mod outbox;
pub mod people;
pub mod public;
pub mod questions;
pub mod routes;
pub mod search;
pub mod search_log;
pub mod server;
pub mod tasks;
pub mod tenants;
