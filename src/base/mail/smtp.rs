//! One message over one fresh SMTP connection, with the place of every failure known.
//!
//! No pool and no asynchronous client: a cancelled asynchronous send was seen to leave half a dialogue in the
//! pool, whose stale replies then passed for the next message's. A connection here lives for one message, on a
//! thread of its own, and nothing but the reply to the final dot counts as sent.

mod session;
mod url;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use lettre::transport::smtp::{authentication::Credentials, client::TlsParameters, extension::ClientId};
use tokio::{net::lookup_host, sync::oneshot, task, time::timeout};

pub use self::session::probe::Step;
pub use self::url::BadSmtpUrl;
use super::{Envelope, Outcome, Phase};

/// What is done about encryption.
#[derive(Clone)]
enum Tls {
    /// Plain text, for a relay on the same machine.
    None,
    /// STARTTLS if the server offers it.
    Opportunistic(TlsParameters),
    /// STARTTLS or nothing.
    Required(TlsParameters),
    /// TLS from the first byte.
    Wrapped(TlsParameters),
}

/// How long the server may take (RFC 5321 §4.5.3.2 names minima for most of these).
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// The name look-up, each address tried, the greeting, and the answer to EHLO.
    pub connect: Duration,
    /// Each reply up to the 354.
    pub reply: Duration,
    /// Everything up to the 354, however briskly the server drips.
    pub before_dot: Duration,
    /// The text and the reply to the final dot. Giving up too early is what makes duplicates.
    pub dot: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            reply: Duration::from_secs(120),
            before_dot: Duration::from_secs(300),
            dot: Duration::from_secs(600),
        }
    }
}

/// A mail server that takes our mail on.
#[derive(Clone)]
pub struct SmtpServer {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeouts: Timeouts,
}

impl std::fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpServer({}:{})", self.host, self.port)
    }
}

impl SmtpServer {
    /// Replaces the time limits.
    #[must_use]
    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// Hands one message over; see [`Transport::deliver`](super::transport::Transport::deliver).
    pub async fn deliver(
        &self,
        envelope: &Envelope,
        mime: &[u8],
        before_dot: impl Future<Output = anyhow::Result<()>> + Send,
    ) -> Outcome {
        if let Some(refusal) = unfit(envelope, mime) {
            return refusal;
        }
        let addresses = match self.resolve().await {
            Ok(addresses) => addresses,
            Err(reply) => return Outcome::retry(Phase::Connect, reply),
        };
        self.talk(addresses, envelope, mime, before_dot).await
    }

    /// Asks the server how it would take our mail, up to where a message would begin.
    pub async fn probe(&self) -> Vec<Step> {
        let addresses = match self.resolve().await {
            Ok(addresses) => addresses,
            Err(said) => return vec![Step { phase: Phase::Connect, went_well: false, said }],
        };
        let server = self.clone();
        let asked = task::spawn_blocking(move || session::probe::probe(&server, &addresses)).await;
        asked.unwrap_or_else(|died| {
            vec![Step { phase: Phase::Connect, went_well: false, said: died.to_string() }]
        })
    }

    /// The server, for a person: host and port.
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Watches the dialogue that runs on its thread. The thread may write the dot only after `go` was sent, so
    /// that leaving this function earlier, for whatever reason, leaves nothing behind.
    async fn talk(
        &self,
        addresses: Vec<SocketAddr>,
        envelope: &Envelope,
        mime: &[u8],
        before_dot: impl Future<Output = anyhow::Result<()>> + Send,
    ) -> Outcome {
        let (ready, at_the_gate) = oneshot::channel();
        let (go, gate) = mpsc::channel();
        let (report, outcome) = oneshot::channel();
        let reached = Reached::default();
        task::spawn_blocking({
            let (server, envelope, mime) = (self.clone(), envelope.clone(), mime.to_vec());
            let gate = session::Gate { ready, go: gate };
            let reached = reached.clone();
            move || session::run(&server, &addresses, &envelope, &mime, gate, &reached, report)
        });
        match timeout(self.timeouts.before_dot, at_the_gate).await {
            Err(_) => return Outcome::retry(reached.get(), "the server took too long altogether"),
            Ok(Err(_)) => return outcome.await.unwrap_or_else(|died| Outcome::retry(reached.get(), died)),
            Ok(Ok(())) => {}
        }
        if let Err(error) = before_dot.await {
            return Outcome::retry(Phase::Data, format!("{error:#}"));
        }
        if go.send(()).is_err() {
            return Outcome::retry(Phase::Data, "the connection was lost before the text");
        }
        match timeout(self.timeouts.dot, outcome).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(died)) => Outcome::Uncertain { reason: died.to_string() },
            Err(_) => Outcome::Uncertain { reason: "no reply to the final dot in time".into() },
        }
    }

    async fn resolve(&self) -> Result<Vec<SocketAddr>, String> {
        let name = (self.host.trim_matches(['[', ']']), self.port);
        match timeout(self.timeouts.connect, lookup_host(name)).await {
            Err(_) => Err(format!("looking up {} took too long", self.host)),
            Ok(Err(error)) => Err(format!("cannot look up {}: {error}", self.host)),
            Ok(Ok(found)) => Ok(found.collect()),
        }
    }
}

/// The phase that the thread is in, for when it does not come back.
#[derive(Clone)]
struct Reached(Arc<Mutex<Phase>>);

impl Default for Reached {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Phase::Connect)))
    }
}

impl Reached {
    fn get(&self) -> Phase {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, phase: Phase) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }
}

/// What no server could take: addresses that need SMTPUTF8, and text that is not seven-bit with CRLF alone. A
/// bare CR or LF would let a message smuggle a second one past servers that read line ends loosely.
fn unfit(envelope: &Envelope, mime: &[u8]) -> Option<Outcome> {
    let ascii = |address: &super::Address| AsRef::<str>::as_ref(address).is_ascii();
    if !ascii(&envelope.to) || envelope.from.as_ref().is_some_and(|from| !ascii(from)) {
        return Some(Outcome::Refused { phase: Phase::Rcpt, reply: "the address is not plain ASCII".into() });
    }
    if !is_clean(mime) {
        let reply = "the message is not seven-bit text with CRLF line ends".into();
        return Some(Outcome::Refused { phase: Phase::Data, reply });
    }
    None
}

fn is_clean(mime: &[u8]) -> bool {
    let mut before = 0;
    for &byte in mime {
        let paired = (before == b'\r') == (byte == b'\n');
        if !paired || !byte.is_ascii() || byte == 0 {
            return false;
        }
        before = byte;
    }
    before != b'\r'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clean_text_goes_out() {
        for good in ["", "a", "a\r\nb\r\n", "\r\n.\r\n"] {
            assert!(is_clean(good.as_bytes()), "{good:?}");
        }
        for bad in ["a\nb", "a\rb", "a\r", "\n", "\r\r\n", "hỏi", "a\0"] {
            assert!(!is_clean(bad.as_bytes()), "{bad:?}");
        }
    }

    #[test]
    fn unfit_letters_are_refused_without_a_connection() {
        let plain = Envelope { from: None, to: "a@b.example".parse().unwrap() };
        let odd = Envelope { from: None, to: "hỏi@b.example".parse().unwrap() };
        assert_eq!(unfit(&plain, b"x\r\n"), None);
        assert_eq!(unfit(&odd, b"x\r\n").unwrap().phase(), Phase::Rcpt);
        assert_eq!(unfit(&plain, b"x\n").unwrap().phase(), Phase::Data);
    }
}
