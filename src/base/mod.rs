//! What knows no feature: storage, time, identity, errors, the change feed, mail and web plumbing.

pub mod alone;
pub mod audit;
pub mod civil;
pub mod clock;
pub mod db;
pub mod die;
pub mod entropy;
pub mod error;
pub mod id;
pub mod mail;
pub mod migrate;
pub mod scope;
pub mod seal;
pub mod tables;
pub mod tls;
pub mod web;
pub mod working_days;

/// What is known of Vietnamese text; a crate of its own, for what reads strangers' files needs it too.
pub use vietnamese as text;
