//! What a connection is waiting for, and until when.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
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

/// What a connection keeps us waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owed {
    /// Who should be doing something.
    pub client: IpNet,
    /// Since when.
    pub since: Instant,
}

#[derive(Debug)]
struct State {
    /// Whose connection it is: its peer, or whom a trusted proxy spoke for last.
    client: IpNet,
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
    /// Bodies that handlers wait for, by number, and since when each is behind its pace.
    bodies: Vec<(u64, Instant)>,
    /// The number of the next body.
    next_body: u64,
}

/// Shared by the socket, the requests and the watchdog of one connection.
#[derive(Debug)]
pub(super) struct Activity(Mutex<State>);

impl Activity {
    pub fn new(client: IpNet, opened: Instant) -> Self {
        Self(Mutex::new(State {
            client,
            opened,
            head_began: None,
            served: false,
            multiplexed: false,
            running: 0,
            sending: 0,
            progress: opened,
            blocked_since: None,
            bodies: Vec::new(),
            next_body: 0,
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

    /// What the client owes, if we wait for the client alone: bytes of a head or of all bodies, taking what was sent,
    /// or another request.
    pub fn owed(&self) -> Option<Owed> {
        let state = self.state();
        let since = if let Some(since) = state.blocked_since {
            Some(since)
        } else if state.running > 0 {
            let all_wait = state.bodies.len() >= state.running;
            state.bodies.iter().map(|(_, since)| *since).min().filter(|_| all_wait)
        } else if state.sending > 0 {
            None
        } else {
            Some(state.head_began.unwrap_or(if state.served { state.progress } else { state.opened }))
        };
        since.map(|since| Owed { client: state.client, since })
    }

    /// A body of a running request, known by the guard.
    pub fn body(self: &Arc<Self>) -> Awaited {
        let mut state = self.state();
        state.next_body += 1;
        Awaited { number: state.next_body, activity: self.clone() }
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

    /// A request's head is complete: whose it is, and whether others run beside it.
    pub fn begin(self: &Arc<Self>, client: IpNet, multiplexed: bool) -> Running {
        let mut state = self.state();
        state.client = client;
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

/// A request's body, until dropped.
#[derive(Debug)]
pub(super) struct Awaited {
    number: u64,
    activity: Arc<Activity>,
}

impl Awaited {
    /// A handler waits for more of it; it is behind its pace since then.
    pub fn since(&self, since: Instant) {
        let mut state = self.activity.state();
        state.bodies.retain(|(number, _)| *number != self.number);
        state.bodies.push((self.number, since));
    }

    /// Nobody waits for it now.
    pub fn arrived(&self) {
        self.activity.state().bodies.retain(|(number, _)| *number != self.number);
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        self.arrived();
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

    fn someone() -> IpNet {
        "203.0.113.9/32".parse().unwrap()
    }

    fn opened(at: Instant) -> Arc<Activity> {
        Arc::new(Activity::new(someone(), at))
    }

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
        let activity = opened(Instant::now());
        assert_eq!(waits(&activity), Some((100, Verdict::Slow)));
        activity.bytes_read();
        assert_eq!(waits(&activity), Some((200, Verdict::Slow)));
        let running = activity.begin(someone(), false);
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
        let began = Instant::now() - Duration::from_secs(1000);
        let activity = opened(began);
        activity.state().head_began = Some(began);
        activity.bytes_read();
        let (deadline, _) = activity.deadline(&Limits::default()).unwrap();
        assert_eq!(deadline, began + Limits::default().head);
    }

    #[test]
    fn a_client_that_takes_nothing_is_slow_whatever_else_goes_on() {
        let activity = opened(Instant::now());
        let running = activity.begin(someone(), true);
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
        let activity = opened(Instant::now());
        drop(activity.begin(someone(), true).into_sending());
        activity.bytes_read();
        assert_eq!(waits(&activity), Some((300, Verdict::Idle)));
    }

    #[test]
    fn a_connection_owes_while_we_wait_for_its_client_alone() {
        let began = Instant::now() - Duration::from_secs(5);
        let activity = opened(began);
        assert_eq!(activity.owed(), Some(Owed { client: someone(), since: began }), "its first byte");
        activity.bytes_read();
        assert!(activity.owed().unwrap().since > began, "the rest of its head");
        let other: IpNet = "198.51.100.7/32".parse().unwrap();
        let running = activity.begin(other, false);
        assert_eq!(activity.owed(), None, "we work");
        let body = activity.body();
        body.since(began);
        assert_eq!(activity.owed(), Some(Owed { client: other, since: began }), "its body");
        let second = activity.begin(other, true);
        assert_eq!(activity.owed(), None, "another request is worked on");
        drop(second);
        body.arrived();
        assert_eq!(activity.owed(), None);
        let sending = running.into_sending();
        assert_eq!(activity.owed(), None, "we send");
        activity.write_blocked();
        assert!(activity.owed().is_some(), "it takes nothing");
        activity.bytes_written();
        drop(sending);
        assert!(activity.owed().is_some(), "it may ask again");
    }
}
