//! What went through: requests counted by status, and how long they took.

use std::sync::OnceLock;
use std::time::Duration;

use http::StatusCode;
use metrics::{Counter, Histogram};

/// Where a line for every request is logged.
pub const ACCESS_LOG: &str = "portal::access";
/// Statuses have three digits.
const STATUSES: usize = 1000;

/// The two figures, found in the registry once instead of at every request.
pub struct Traffic {
    requests: Vec<OnceLock<Counter>>,
    seconds: OnceLock<Histogram>,
}

impl Default for Traffic {
    fn default() -> Self {
        Self { requests: (0..STATUSES).map(|_| OnceLock::new()).collect(), seconds: OnceLock::new() }
    }
}

impl Traffic {
    /// A request was answered.
    pub fn answered(&self, status: StatusCode, elapsed: Duration) {
        let counter = |status: StatusCode| metrics::counter!("portal_requests_total", "status" => status.as_u16().to_string());
        if let Some(requests) = self.requests.get(usize::from(status.as_u16())) {
            requests.get_or_init(|| counter(status)).increment(1);
        }
        let seconds = || metrics::histogram!("portal_request_seconds");
        self.seconds.get_or_init(seconds).record(elapsed.as_secs_f64());
    }
}
