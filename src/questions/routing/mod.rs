//! Triage and routing: which unit, field and class a question may belong to, and every way it goes from the desk.

pub mod class;
pub mod closing;
pub mod contacts;
pub mod decline;
pub mod duplicates;
pub mod ending;
pub mod history;
pub mod hold;
pub mod letters;
pub mod opinions;
pub mod profile;
pub mod refusal;
pub mod rules;
pub mod seed;
pub mod store;
pub mod suggest;
pub mod terms;
pub mod transfer;
pub mod triage;
