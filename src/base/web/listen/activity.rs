//! What a connection is waiting for, and until when.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::Limits;

/// Why a connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing was going on.
    Idle,
    /// It began something and did not get on with it.
    Slow,
}

#[derive(Debug)]
struct State {
    opened: Instant,
    /// The first byte that belongs to no known request.
    head_began: Option<Instant>,
    /// Whether any request has come.
    served: bool,
    /// HTTP/2: bytes between requests need not be the head of one.
    multiplexed: bool,
    /// Requests in the hands of handlers.
    running: usize,
    /// Responses not yet handed over whole.
    sending: usize,
    /// The last byte written, or the last response begun or ended.
    progress: Instant,
    /// Since when the client takes nothing.
    blocked_since: Option<Instant>,
}

/// Shared by the socket, the requests and the watchdog of one connection.
#[derive(Debug)]
pub(super) struct Activity(Mutex<State>);

impl Activity {
    pub fn new(opened: Instant) -> Self {
        Self(Mutex::new(State {
            opened,
            head_began: None,
            served: false,
            multiplexed: false,
            running: 0,
            sending: 0,
            progress: opened,
            blocked_since: None,
        }))
    }

    /// Until when the connection may go on as it is. A running handler has no deadline here: what it waits for
    /// from the client is its body, which keeps its own.
    pub fn deadline(&self, limits: &Limits) -> Option<(Instant, Verdict)> {
        let state = self.state();
        if let Some(since) = state.blocked_since {
            return Some((since + limits.write_stall, Verdict::Slow));
        }
        if state.running > 0 {
            return None;
        }
        if state.sending > 0 {
            return Some((state.progress + limits.write_stall, Verdict::Slow));
        }
        match state.head_began {
            Some(began) => Some((began + limits.head, Verdict::Slow)),
            None if state.served => Some((state.progress + limits.idle, Verdict::Idle)),
            None => Some((state.opened + limits.first_byte, Verdict::Slow)),
        }
    }

    pub fn bytes_read(&self) {
        let mut state = self.state();
        let between_requests = state.running == 0 && state.sending == 0 && !state.multiplexed;
        if between_requests && state.head_began.is_none() {
            state.head_began = Some(Instant::now());
        }
    }

    pub fn bytes_written(&self) {
        let mut state = self.state();
        state.progress = Instant::now();
        state.blocked_since = None;
    }

    pub fn write_blocked(&self) {
        self.state().blocked_since.get_or_insert_with(Instant::now);
    }

    /// A request's head is complete.
    pub fn begin(self: &Arc<Self>, multiplexed: bool) -> Running {
        let mut state = self.state();
        state.head_began = None;
        state.served = true;
        state.multiplexed = multiplexed;
        state.running += 1;
        Running(self.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request in a handler's hands, until dropped.
#[derive(Debug)]
pub(super) struct Running(Arc<Activity>);

impl Running {
    /// The handler has answered; what remains is to hand the response over.
    pub fn into_sending(self) -> Sending {
        let mut state = self.0.state();
        state.sending += 1;
        state.progress = Instant::now();
        drop(state);
        Sending(self.0.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.running -= 1;
        state.progress = Instant::now();
    }
}

/// A response on its way, until dropped.
#[derive(Debug)]
pub(super) struct Sending(Arc<Activity>);

impl Drop for Sending {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.sending -= 1;
        state.progress = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// The deadline in whole seconds from now, with limits that tell the stages apart.
    fn waits(activity: &Activity) -> Option<(u64, Verdict)> {
        let seconds = Duration::from_secs;
        let limits = Limits {
            first_byte: seconds(100),
            head: seconds(200),
            idle: seconds(300),
            write_stall: seconds(400),
            ..Limits::default()
        };
        let (deadline, verdict) = activity.deadline(&limits)?;
        Some(((deadline - Instant::now()).as_secs_f64().round() as u64, verdict))
    }

    #[test]
    fn each_stage_has_its_own_deadline() {
        let activity = Arc::new(Activity::new(Instant::now()));
        assert_eq!(waits(&activity), Some((100, Verdict::Slow)));
        activity.bytes_read();
        assert_eq!(waits(&activity), Some((200, Verdict::Slow)));
        let running = activity.begin(false);
        activity.bytes_read();
        assert_eq!(waits(&activity), None);
        let sending = running.into_sending();
        assert_eq!(waits(&activity), Some((400, Verdict::Slow)));
        drop(sending);
        assert_eq!(waits(&activity), Some((300, Verdict::Idle)));
        activity.bytes_read();
        assert_eq!(waits(&activity), Some((200, Verdict::Slow)));
    }

    #[test]
    fn more_bytes_do_not_prolong_a_head() {
        let opened = Instant::now() - Duration::from_secs(1000);
        let activity = Activity::new(opened);
        activity.state().head_began = Some(opened);
        activity.bytes_read();
        let (deadline, _) = activity.deadline(&Limits::default()).unwrap();
        assert_eq!(deadline, opened + Limits::default().head);
    }

    #[test]
    fn a_client_that_takes_nothing_is_slow_whatever_else_goes_on() {
        let activity = Arc::new(Activity::new(Instant::now()));
        let running = activity.begin(true);
        activity.write_blocked();
        let since = activity.state().blocked_since;
        activity.write_blocked();
        assert_eq!(activity.state().blocked_since, since);
        assert_eq!(waits(&activity), Some((400, Verdict::Slow)));
        activity.bytes_written();
        assert_eq!(waits(&activity), None);
        drop(running);
    }

    #[test]
    fn bytes_between_the_requests_of_http2_need_not_be_a_head() {
        let activity = Arc::new(Activity::new(Instant::now()));
        drop(activity.begin(true).into_sending());
        activity.bytes_read();
        assert_eq!(waits(&activity), Some((300, Verdict::Idle)));
    }
}
