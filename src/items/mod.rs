//! The editorial core: items, the life of their editions, and what may be published.

pub mod addresses;
pub mod checks;
pub mod corrections;
pub mod editing;
pub mod kinds;
pub mod marks;
pub mod markup;
pub mod publishing;
pub mod relations;
pub mod rights;
pub mod rules;
pub mod scan;
pub mod store;
pub mod suggest;
pub mod withdrawal;

use crate::base::clock::Millis;
use crate::base::id::{AccountId, EditionId, ItemId, RevisionId};
use crate::board::approvals::Subject;
use crate::board::confirming::Supplied;
use crate::people::State;
use crate::tenants::SectionKey;

pub use kinds::{Aspects, Attachment, Common, Content, Document, Genre, Kind, News, Record, Topic};

/// What an item is over all its editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Which kind, for good.
    pub kind: Kind,
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// What readers see, if they see anything.
    pub live: Option<EditionId>,
    /// Who began it; none for imports by the system.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: Millis,
}

/// Where one edition of an item stands in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its id.
    pub id: EditionId,
    /// Of which item.
    pub item: ItemId,
    /// 1, then one more with each correction.
    pub no: i64,
    /// Where it stands.
    pub state: State,
    /// Counts every change; forms send it back.
    pub version: i64,
    /// What it says now.
    pub revision: RevisionId,
    /// Its heading.
    pub title: String,
    /// The supplying unit.
    pub unit_key: String,
    /// Who began it.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// Who sent it to the board.
    pub submitted_by: Option<AccountId>,
    /// When.
    pub submitted_at: Option<Millis>,
    /// Who approved it.
    pub approved_by: Option<AccountId>,
    /// When.
    pub approved_at: Option<Millis>,
    /// The approver's declaration that it holds no secret (Điều 4).
    pub no_secret_declared: bool,
    /// Since when readers see it.
    pub live_from: Option<Millis>,
    /// Until when they did.
    pub live_until: Option<Millis>,
    /// Why it was returned or withdrawn.
    pub reason: Option<String>,
    /// What a correction corrects, as readers are told.
    pub note: Option<String>,
    /// What the publication rule waived for an imported document, as sentences.
    pub waivers: Vec<String>,
}

impl Edition {
    /// What the board approves of it.
    pub fn subject(&self, section: SectionKey) -> Subject<'_> {
        Subject { edition: &self.id, revision: &self.revision, section, written_by: self.created_by.as_ref() }
    }

    /// What its unit confirms of it.
    pub fn supplied(&self) -> Supplied<'_> {
        Supplied {
            edition: &self.id,
            revision: &self.revision,
            unit: &self.unit_key,
            created_by: self.created_by.as_ref(),
            sent: self.submitted_by.as_ref().zip(self.submitted_at),
        }
    }
}

/// Who wrote what, when; the content is fetched apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// Of which edition.
    pub edition: EditionId,
    /// From 1, within the edition.
    pub no: i64,
    /// Digest of its canonical content.
    pub sha256: String,
    /// Who.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: Millis,
}
