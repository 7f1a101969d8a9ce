//! Measures how well the search answers, on a corpus and questions given as files, beside other engines.
//!
//! Everything drawn by chance is drawn from the ids of the data, so that two runs ask the same.

pub mod backup;
pub mod baselines;
pub mod bulk;
pub mod chance;
pub mod corpus;
pub mod engine;
pub mod extract;
pub mod freshness;
pub mod http;
pub mod late;
pub mod mail;
pub mod make_corpus;
pub mod memory;
pub mod metrics;
pub mod newsroom;
pub mod numbers;
pub mod ours;
pub mod oversight;
pub mod pages;
pub mod pairs;
pub mod perturb;
pub mod questions;
pub mod queue;
pub mod relevance;
pub mod report;
pub mod routing;
pub mod scale;
pub mod sites;
pub mod slow;
pub mod statistics;
pub mod tune;
