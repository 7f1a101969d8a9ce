//! Mail going out: a letter is composed once, frozen, and handed over one recipient at a time.
//!
//! "Sent" means one thing only: the receiving side answered the final dot with a 2xx. Whoever hands a letter
//! over commits two facts of their own, the attempt before the first byte and "about to send the dot" in the
//! future given as `before_dot`, so that a process killed at any instant leaves behind what it may have done.

pub mod compose;
pub mod dkim;
pub mod flow;
pub mod folder;
pub mod memory;
pub mod received;
pub mod retry;
pub mod smtp;
pub mod tokens;
pub mod transport;

pub use lettre::Address;

/// Whom a message is from and to on the wire, whatever its headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where bounces go; `None` is the null sender `<>`, which nobody may answer.
    pub from: Option<Address>,
    /// The one recipient. A refused recipient would take the others down with it.
    pub to: Address,
}

/// How far a hand-over came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Name look-up, TCP, and the silence until the server's first word.
    Connect,
    /// A greeting or an answer to EHLO that was not friendly.
    Hello,
    /// The upgrade to TLS.
    StartTls,
    /// Our name and password.
    Auth,
    /// MAIL FROM
    Mail,
    /// RCPT TO
    Rcpt,
    /// DATA, its 354, and the text up to the final dot, which has not been written.
    Data,
    /// The final dot has been written, wholly or in part.
    Dot,
}

impl Phase {
    /// A stable name, for rows and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Hello => "hello",
            Self::StartTls => "starttls",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Dot => "dot",
        }
    }
}

/// What one hand-over came to. `reply` is the server's answer, or what went wrong when there was none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The final dot was answered with a 2xx.
    Delivered {
        /// The server's answer, which often carries its queue id.
        reply: String,
    },
    /// Nothing was handed over; the same bytes may be tried again.
    RetryLater {
        /// Where it broke off.
        phase: Phase,
        /// Why.
        reply: String,
    },
    /// A 5xx about this message: about its recipient when the phase is [`Phase::Rcpt`].
    Refused {
        /// What was refused.
        phase: Phase,
        /// Why.
        reply: String,
    },
    /// Our credentials were refused, so every other message would fail too.
    OurFault {
        /// Where the server said so.
        phase: Phase,
        /// Why.
        reply: String,
    },
    /// The dot was written and no answer came: the message may or may not have been taken.
    Uncertain {
        /// What happened instead of an answer.
        reason: String,
    },
}

impl Outcome {
    /// How far the hand-over came.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Delivered { .. } | Self::Uncertain { .. } => Phase::Dot,
            Self::RetryLater { phase, .. } | Self::Refused { phase, .. } | Self::OurFault { phase, .. } => {
                *phase
            }
        }
    }

    /// The server's words, or ours about what happened.
    pub fn reply(&self) -> &str {
        match self {
            Self::Delivered { reply }
            | Self::RetryLater { reply, .. }
            | Self::Refused { reply, .. }
            | Self::OurFault { reply, .. } => reply,
            Self::Uncertain { reason } => reason,
        }
    }

    fn retry(phase: Phase, reply: impl ToString) -> Self {
        Self::RetryLater { phase, reply: reply.to_string() }
    }
}
