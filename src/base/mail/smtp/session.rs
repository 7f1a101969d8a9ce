//! The dialogue with a mail server, command by command, on a thread that may block.

pub(super) mod probe;

use std::{
    error::Error as _, fmt::Display, io::ErrorKind, iter, net::SocketAddr, sync::mpsc, time::Duration,
};

use lettre::transport::smtp::{
    Error,
    authentication::DEFAULT_MECHANISMS,
    client::SmtpConnection,
    commands::{Data, Mail, Quit, Rcpt},
    response::{Response, Severity},
};
use tokio::sync::oneshot;

use super::{Reached, SmtpServer, Tls};
use crate::base::mail::{Envelope, Outcome, Phase};

/// Replies that mean "not without the right credentials", in whatever phase (RFC 4954 §6).
const CREDENTIALS: [u16; 4] = [530, 534, 535, 538];
/// The longest reply that is kept, in characters.
const LONGEST_REPLY: usize = 500;
/// A polite farewell is not worth waiting for.
const FAREWELL: Duration = Duration::from_secs(5);

/// Where the thread stops after the 354 until it may go on.
pub(super) struct Gate {
    /// Told when the server waits for the text.
    pub ready: oneshot::Sender<()>,
    /// Holds one message when the dot was committed; closed when it was not.
    pub go: mpsc::Receiver<()>,
}

/// One connection, for one message.
struct Dialogue<'a> {
    server: &'a SmtpServer,
    smtp: SmtpConnection,
    reached: &'a Reached,
    /// Whether the last word was the server's, so that a farewell makes sense.
    answered: bool,
}

/// Runs one message through one connection, and tells the outcome before it hangs up.
pub(super) fn run(
    server: &SmtpServer,
    addresses: &[SocketAddr],
    envelope: &Envelope,
    mime: &[u8],
    gate: Gate,
    reached: &Reached,
    report: oneshot::Sender<Outcome>,
) {
    let mut dialogue = match Dialogue::open(server, addresses, reached) {
        Ok(dialogue) => dialogue,
        Err(outcome) => {
            let _ = report.send(outcome);
            return;
        }
    };
    let outcome = dialogue.hand_over(envelope, mime, gate).unwrap_or_else(|failure| failure);
    let _ = report.send(outcome);
    dialogue.hang_up();
}

impl<'a> Dialogue<'a> {
    fn open(server: &'a SmtpServer, addresses: &[SocketAddr], reached: &'a Reached) -> Result<Self, Outcome> {
        let wrapped = match &server.tls {
            Tls::Wrapped(parameters) => Some(parameters),
            _ => None,
        };
        let limit = Some(server.timeouts.connect);
        let smtp =
            SmtpConnection::connect(addresses, limit, &server.hello, wrapped, None).map_err(|error| {
                let spoke = error.status().is_some() || error.is_response();
                judge(if spoke { Phase::Hello } else { Phase::Connect }, &error)
            })?;
        Ok(Self { server, smtp, reached, answered: true })
    }

    /// The whole message, with the stop between the 354 and the text.
    fn hand_over(&mut self, envelope: &Envelope, mime: &[u8], gate: Gate) -> Result<Outcome, Outcome> {
        self.limit_replies(self.server.timeouts.reply)?;
        self.encrypt()?;
        self.authenticate()?;
        self.command(Phase::Mail, Mail::new(envelope.from.clone(), vec![]))?;
        self.command(Phase::Rcpt, Rcpt::new(envelope.to.clone(), vec![]))?;
        let invitation = self.command(Phase::Data, Data)?;
        if !invitation.has_code(354) {
            return Err(Outcome::retry(Phase::Data, words(&invitation)));
        }
        self.answered = false;
        if gate.ready.send(()).is_err() || gate.go.recv().is_err() {
            // The connection closes without a dot, which tells the server to forget the message.
            return Err(Outcome::retry(Phase::Data, "given up before the text"));
        }
        self.text(mime)
    }

    fn limit_replies(&mut self, limit: Duration) -> Result<(), Outcome> {
        self.smtp.set_timeout(Some(limit)).map_err(|error| Outcome::retry(self.reached.get(), error))
    }

    fn encrypt(&mut self) -> Result<(), Outcome> {
        let parameters = match &self.server.tls {
            Tls::None | Tls::Wrapped(_) => return Ok(()),
            Tls::Opportunistic(_) if !self.smtp.can_starttls() => return Ok(()),
            Tls::Opportunistic(parameters) | Tls::Required(parameters) => parameters,
        };
        let done = self.smtp.starttls(parameters, &self.server.hello);
        self.reply(Phase::StartTls, done)
    }

    fn authenticate(&mut self) -> Result<(), Outcome> {
        let Some(credentials) = &self.server.credentials else { return Ok(()) };
        let done = self.smtp.auth(DEFAULT_MECHANISMS, credentials);
        self.reply(Phase::Auth, done).map(drop)
    }

    fn command(&mut self, phase: Phase, command: impl Display) -> Result<Response, Outcome> {
        self.reached.set(phase);
        let done = self.smtp.command(command);
        self.reply(phase, done)
    }

    /// The text, the dot, and the only reply that means "sent". The library writes a line end before the dot.
    fn text(&mut self, mime: &[u8]) -> Result<Outcome, Outcome> {
        self.limit_replies(self.server.timeouts.dot)?;
        let text = mime.strip_suffix(b"\r\n").unwrap_or(mime);
        let reached = self.reached;
        let text_is_out = iter::from_fn(|| {
            reached.set(Phase::Dot);
            None
        });
        let done = self.smtp.message_iter(iter::once(text).chain(text_is_out));
        let reply = self.reply(reached.get(), done)?;
        self.answered = true;
        Ok(match reply.code().severity {
            Severity::PositiveCompletion => Outcome::Delivered { reply: words(&reply) },
            _ => Outcome::Uncertain { reason: words(&reply) },
        })
    }

    fn reply<T>(&mut self, phase: Phase, done: Result<T, Error>) -> Result<T, Outcome> {
        self.reached.set(phase);
        done.map_err(|error| {
            self.answered = error.status().is_some();
            judge(phase, &error)
        })
    }

    fn hang_up(mut self) {
        if self.answered && self.limit_replies(FAREWELL).is_ok() {
            let _ = self.smtp.command(Quit);
        }
    }
}

/// What a failure in this phase means for the message.
fn judge(phase: Phase, error: &Error) -> Outcome {
    let reply = describe(error);
    let credentials = error.status().is_some_and(|code| CREDENTIALS.contains(&u16::from(code)));
    let ours = phase == Phase::Auth && (error.is_permanent() || error.is_client());
    if credentials || ours {
        return Outcome::OurFault { phase, reply };
    }
    match phase {
        Phase::Dot if error.status().is_none() => Outcome::Uncertain { reason: reply },
        // What a server refuses before it knows the message says nothing about the message.
        Phase::Mail | Phase::Rcpt | Phase::Data | Phase::Dot if error.is_permanent() => {
            Outcome::Refused { phase, reply }
        }
        _ => Outcome::RetryLater { phase, reply },
    }
}

fn describe(error: &Error) -> String {
    let text = match (error.status(), error.source()) {
        (Some(code), Some(said)) => format!("{code} {said}"),
        _ if timed_out(error) => "no reply in time".to_owned(),
        _ => error.to_string(),
    };
    short(&text)
}

fn timed_out(error: &Error) -> bool {
    let causes = iter::successors(error.source(), |&cause| cause.source());
    let mut io = causes.filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.any(|io| matches!(io.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

fn words(reply: &Response) -> String {
    let said: Vec<_> = reply.message().collect();
    short(&format!("{} {}", reply.code(), said.join(" ")))
}

/// One line of bounded length, for a row and a log.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LONGEST_REPLY).collect()
}
