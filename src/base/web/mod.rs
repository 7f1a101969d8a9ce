//! The edge towards browsers: who is asking, for which host, and how a finished page goes out.

pub mod client;
pub mod compress;
pub mod host;
pub mod page_cache;
