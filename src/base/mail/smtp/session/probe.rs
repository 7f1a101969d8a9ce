//! Asking a mail server how it would take our mail, without handing any over.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};

use super::{Dialogue, Reached};
use crate::base::mail::smtp::{SmtpServer, Tls};
use crate::base::mail::{Outcome, Phase};

/// The longest greeting that is read, in bytes.
const GREETING_BYTES: u64 = 2048;

/// One step of the way, and what the server said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub phase: Phase,
    /// Whether mail could go on from here.
    pub went_well: bool,
    /// The server's words, or what went wrong.
    pub said: String,
}

impl Step {
    fn well(phase: Phase, said: impl Into<String>) -> Self {
        Self { phase, went_well: true, said: said.into() }
    }

    fn ill(outcome: &Outcome) -> Self {
        Self { phase: outcome.phase(), went_well: false, said: outcome.reply().to_owned() }
    }
}

/// Walks up to the point where a message would begin; the last step tells where it stopped.
pub(in crate::base::mail::smtp) fn probe(server: &SmtpServer, addresses: &[SocketAddr]) -> Vec<Step> {
    let mut steps = Vec::new();
    if !matches!(server.tls, Tls::Wrapped(_)) {
        match greeting(server, addresses) {
            Ok(said) => steps.push(Step::well(Phase::Connect, said)),
            Err(cause) => {
                steps.push(Step::ill(&Outcome::retry(Phase::Connect, cause)));
                return steps;
            }
        }
    }
    let reached = Reached::default();
    let mut dialogue = match Dialogue::open(server, addresses, &reached) {
        Ok(dialogue) => dialogue,
        Err(outcome) => {
            steps.push(Step::ill(&outcome));
            return steps;
        }
    };
    if let Err(outcome) = walk(&mut dialogue, &mut steps) {
        steps.push(Step::ill(&outcome));
    }
    dialogue.hang_up();
    steps
}

fn walk(dialogue: &mut Dialogue<'_>, steps: &mut Vec<Step>) -> Result<(), Outcome> {
    dialogue.limit_replies(dialogue.server.timeouts.connect)?;
    steps.push(Step::well(Phase::Hello, dialogue.smtp.server_info().to_string()));
    let plain = matches!(dialogue.server.tls, Tls::None);
    let offered = dialogue.smtp.can_starttls();
    dialogue.encrypt()?;
    match (&dialogue.server.tls, plain || !offered) {
        (Tls::Wrapped(_), _) => {}
        (_, true) => steps.push(Step::well(Phase::StartTls, "-")),
        (_, false) => steps.push(Step::well(Phase::StartTls, dialogue.smtp.server_info().to_string())),
    }
    if dialogue.server.credentials.is_some() {
        dialogue.authenticate()?;
        steps.push(Step::well(Phase::Auth, "235"));
    }
    Ok(())
}

/// The server's first words, as it says them.
fn greeting(server: &SmtpServer, addresses: &[SocketAddr]) -> std::io::Result<String> {
    let limit = server.timeouts.connect;
    let mut last = std::io::Error::other("the name has no address");
    for address in addresses {
        match TcpStream::connect_timeout(address, limit) {
            Ok(stream) => {
                stream.set_read_timeout(Some(limit))?;
                let mut line = String::new();
                let mut reader = BufReader::new(std::io::Read::take(&stream, GREETING_BYTES));
                reader.read_line(&mut line)?;
                let _ = (&stream).write_all(b"QUIT\r\n");
                return Ok(line.trim().to_owned());
            }
            Err(cause) => last = cause,
        }
    }
    Err(last)
}
