//! Telling people what concerns them: at once, once a working day, or not at all, as each has chosen.
//!
//! What happened is read from the audit chain by a duty, so that pages, the API and the server's own work are told
//! alike, and nothing that was done is told twice or left out: the cursor moves in the transaction that queues the mail.

pub mod choices;
mod consulted;
mod deliver;
pub mod digest;
pub mod follow;
mod letters;
mod store;

use crate::base::clock::Millis;
use crate::base::id::{AccountId, EditionId};

pub use choices::{Choice, Kind};

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An edition of an item.
    Edition(EditionId),
    /// A consultation.
    Consultation(String),
}

impl About {
    /// As it is stored: which kind of thing.
    fn kind(&self) -> &'static str {
        match self {
            Self::Edition(_) => "edition",
            Self::Consultation(_) => "consultation",
        }
    }

    /// Its id.
    fn id(&self) -> &str {
        match self {
            Self::Edition(id) => id.as_str(),
            Self::Consultation(id) => id,
        }
    }

    /// What was stored.
    fn of(kind: &str, id: String) -> Self {
        if kind == "consultation" { Self::Consultation(id) } else { Self::Edition(id.into()) }
    }
}

/// Something that one person is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Made from what happened and whom it concerns: the same is told once.
    pub id: String,
    /// Whom.
    pub account: AccountId,
    /// What kind of event.
    pub kind: Kind,
    /// About what.
    pub about: About,
    /// A sentence without the words of the text: mail travels in the open.
    pub text: String,
    /// When it happened.
    pub at: Millis,
}
