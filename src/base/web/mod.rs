//! The edge towards browsers: who is asking, for which host, and how a finished page goes out.

pub mod asked;
pub mod client;
pub mod compress;
pub mod disposition;
pub mod form;
pub mod host;
pub mod limits;
pub mod listen;
pub mod page_cache;
pub mod range;
pub mod traffic;
