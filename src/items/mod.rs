//! The editorial core: what a tenant publishes.

pub mod kinds;
