//! One deployment that serves a district's website and the site of every commune in it.
//!
//! The map of the house: `base` knows no feature; `tenants` who we are; `people` who may do what;
//! `board` who must agree; `items` the editorial core; `search`, `questions`, `supply`, `face` the capabilities;
//! `public`, `console` the two faces; `app` wires them; `cli` is the command line. Dependencies run in that order only.

pub mod api;
pub mod app;
pub mod base;
pub mod bench;
pub mod between;
pub mod board;
pub mod care;
pub mod cli;
pub mod config;
pub mod console;
pub mod consultations;
pub mod contributors;
pub mod demo;
pub mod deployment;
pub mod desk;
pub mod duties;
pub mod face;
pub mod files;
pub mod import;
pub mod inbound;
pub mod indexing;
pub mod items;
pub mod legal;
pub mod letters;
pub mod media;
pub mod notices;
pub mod outbox;
pub mod people;
pub mod public;
pub mod questions;
pub mod review;
pub mod routes;
pub mod schedule;
pub mod search;
pub mod search_log;
pub mod server;
pub mod supply;
pub mod tasks;
pub mod tenants;
pub mod trail;
pub mod worker;
pub mod writing;
