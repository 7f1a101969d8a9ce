//! Readers' questions (Quy chế Điều 10): from the form to the responsible unit, back to the board, and out.

pub mod answering;
pub mod attachments;
pub mod by_mail;
pub mod channels;
pub mod classes;
pub mod clock;
pub mod codes;
pub mod desk;
pub mod intake;
pub mod letters;
pub mod link;
pub mod privacy;
pub mod reader;
pub mod reclassify;
pub mod routing;
pub mod rules;
pub mod sealed;
pub mod seed;
pub mod spam;
pub mod store;
pub mod track;

use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::base::id::{QuestionId, TenantId};
use crate::base::scope::Db;

pub use desk::{
    answer_as_staff, approve_answer, assign, publish, reply_privately, return_answer, reveal_contact,
    transfer, verify_answer, withdraw,
};
pub use intake::{NewQuestion, Receipt, ask};
pub use link::{Link, LinkAnswer, UnitQuestion, answer_by_link, open_link};
pub use track::{Tracked, track};

/// How to reach who asked: sealed at rest, shown only to who has the right, and every look is logged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// Their mail address, or "".
    pub email: String,
    /// Their telephone, or "".
    pub phone: String,
    /// Where they live, if they said so.
    pub place: String,
}

/// The contact of a question, for masking alone: nothing of it is shown.
///
/// # Errors
/// When it cannot be opened.
pub fn contact_for_masking(db: &Db, tenant: &TenantId, question: &store::Question) -> Result<Contact> {
    question.contact.as_ref().map_or_else(
        || Ok(Contact::default()),
        |sealed| Contact::open(db, tenant, &question.filed.id, sealed),
    )
}

impl Contact {
    fn context(tenant: &TenantId, id: &QuestionId) -> String {
        format!("question/{tenant}/{id}")
    }

    fn seal(&self, db: &Db, tenant: &TenantId, id: &QuestionId) -> Result<Vec<u8>> {
        db.sealer.seal(&Self::context(tenant, id), &serde_json::to_vec(self)?)
    }

    fn open(db: &Db, tenant: &TenantId, id: &QuestionId, sealed: &[u8]) -> Result<Self> {
        Ok(serde_json::from_slice(&db.sealer.open(&Self::context(tenant, id), sealed)?)?)
    }

    /// A text without what leads to this person.
    pub(crate) fn redact(&self, text: &str) -> String {
        use crate::base::text::redact::{ADDRESS, NAME, redact};
        redact(text, &[(&self.name, NAME), (&self.place, ADDRESS)])
    }
}
