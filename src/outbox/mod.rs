//! Mail to send, written down with the change that caused it: never silently lost.

pub mod store;
pub mod worker;

use anyhow::Context as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, MailId};
use crate::base::mail::compose::{Letter, MessageId, OwnAddress, OwnDomain, compose};
use crate::base::mail::retry::Class;
use crate::base::mail::{Address, Envelope};
use crate::base::scope::{Db, WriteScope};
use crate::config;

pub use store::{MailState, of_subject};

/// How our letters are signed on the wire.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The address all mail comes from.
    pub from: OwnAddress,
    domain: OwnDomain,
}

impl MailSettings {
    /// From the process's settings.
    ///
    /// # Errors
    /// When the configured address is none.
    pub fn of(config: &config::Mail) -> anyhow::Result<Self> {
        let (local, domain) = config.from.split_once('@').with_context(|| format!("mail.from is no address: {}", config.from))?;
        let domain = OwnDomain::new(domain)?;
        Ok(Self { from: domain.address(local)?, domain })
    }

    fn message_id(&self, id: &MailId) -> Result<MessageId> {
        self.domain.message_id(id.as_str()).map_err(|cause| Error::Internal(cause.into()))
    }
}

/// A letter to put into the outbox.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// Who waits for it.
    pub class: Class,
    /// The same key is the same letter: enqueued once.
    pub dedupe_key: String,
    /// What it is about: `question`, …
    pub subject_kind: &'static str,
    /// Which one.
    pub subject_id: &'a str,
    /// Who sees to it when it cannot be delivered.
    pub responsible: Option<&'a AccountId>,
    /// A word for the desk; never a reader's address.
    pub recipient_label: String,
    /// The office it comes from.
    pub from_name: String,
    /// The one recipient.
    pub to: Address,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Whether a failure may be mailed back; acknowledgements have the null sender.
    pub bounces: bool,
}

/// Sender and recipient as they are sealed.
#[derive(Serialize, Deserialize)]
struct Addresses {
    from: Option<String>,
    to: String,
}

/// What the seal of one mail is bound to.
fn context(tenant: &crate::base::id::TenantId, id: &MailId) -> String {
    format!("outbox/{tenant}/{id}")
}

/// Writes a letter down in the caller's transaction; nothing if the same one is there already.
///
/// # Errors
/// When the letter cannot be composed or the database refuses.
pub async fn enqueue(scope: &mut WriteScope, settings: &MailSettings, mail: NewMail<'_>) -> Result<Option<MailId>> {
    let db = scope.db().clone();
    let id = MailId::fresh(&db.clock, &db.entropy);
    let now = db.clock.now();
    let message_id = settings.message_id(&id)?;
    let letter = Letter {
        from_name: mail.from_name.clone(),
        from: settings.from.clone(),
        reply_to: None,
        to_name: String::new(),
        to: mail.to.clone(),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        message_id: message_id.clone(),
        in_reply_to: None,
        date: Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH),
    };
    let mime = compose(&letter).map_err(|cause| Error::Internal(cause.into()))?;
    let addresses = Addresses { from: mail.bounces.then(|| settings.from.to_string()), to: mail.to.to_string() };
    let context = context(scope.tenant(), &id);
    let row = store::NewRow {
        envelope: db.sealer.seal(&context, &serde_json::to_vec(&addresses)?)?,
        mime: db.sealer.seal(&context, &mime)?,
        recipient_digest: db.sealer.digest("mail-recipient", &mail.to.to_string().to_lowercase()),
        message_id: message_id.to_string(),
        id,
    };
    let inserted = store::insert(scope, &row, &mail, now).await?;
    Ok(inserted.then_some(row.id))
}

/// Opens what was sealed.
fn unseal(db: &Db, row: &store::Claimed) -> Result<(Envelope, Vec<u8>)> {
    let context = context(&row.tenant, &row.id);
    let addresses: Addresses = serde_json::from_slice(&db.sealer.open(&context, &row.envelope)?)?;
    let address = |text: &str| text.parse::<Address>().map_err(|cause| Error::internal(cause.to_string()));
    let from = addresses.from.as_deref().map(address).transpose()?;
    Ok((Envelope { from, to: address(&addresses.to)? }, db.sealer.open(&context, &row.mime)?))
}

/// The stored word for a class.
fn class_word(class: Class) -> &'static str {
    match class {
        Class::Unit => "unit",
        Class::Reader => "reader",
        Class::Reminder => "reminder",
    }
}

/// The class of a stored word.
fn class_of(word: &str) -> Class {
    match word {
        "reader" => Class::Reader,
        "reminder" => Class::Reminder,
        _ => Class::Unit,
    }
}

/// Sets the gauges of the queue, for the metrics page.
pub async fn record_metrics(db: &Db) {
    let Ok(counts) = store::counts(db).await else { return };
    for state in ["queued", "sending", "uncertain", "delivered", "dead"] {
        let count = counts.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
        metrics::gauge!("portal_outbox", "state" => state).set(count as f64);
    }
    let paused = store::paused_until(db).await.ok().flatten().is_some_and(|until| until > db.clock.now());
    metrics::gauge!("portal_outbox_paused").set(f64::from(u8::from(paused)));
}
