//! The mail that leaves: frozen and sealed in the transaction that causes it, handed over later, never lost.

pub mod alarm;
mod bounces;
mod claim;
pub mod desk;
mod group;
mod settle;
mod store;
pub mod words;
pub mod worker;

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::audit::SYSTEM;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, DispatchId, MailId, TenantId};
use crate::base::mail::compose::{ComposeError, Letter, OwnAddress, OwnDomain, compose_both};
use crate::base::mail::dkim::Signer;
use crate::base::mail::retry::Class;
use crate::base::mail::tokens::{self, Purpose};
use crate::base::mail::{Address, Envelope};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::{config, letters};

pub use bounces::{Answered, bounced, by_message_ids, of_message_ids};

/// The sender's name where a tenant gives none of its own.
const FROM_NAME: &str = "Trang thông tin điện tử";

/// A letter to one recipient.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// Whose loss it would be: decides how long it is tried.
    pub class: Class,
    /// The same key in the same tenant is the same letter, and goes once.
    pub dedupe_key: String,
    /// What it is about: `question`, …
    pub subject_kind: &'static str,
    /// Which one.
    pub subject_id: &'a str,
    /// Who is given the task when it cannot be delivered.
    pub responsible: Option<&'a AccountId>,
    /// A word for the desk: "đơn vị tuphap", "bạn đọc"; never the address.
    pub recipient_label: String,
    /// The one recipient.
    pub to: Address,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Whether reports of non-delivery are wanted; without, the envelope's sender is null and nobody may answer.
    pub bounces: bool,
}

/// Who all mail comes from.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The address in From, and in the envelope of what may bounce.
    pub from: OwnAddress,
    /// The name beside it.
    pub from_name: String,
    /// Where message ids live.
    pub domain: OwnDomain,
    /// Whether mail to our domain comes back to us: then answers and reports get addresses of their own.
    pub receives: bool,
    /// Signs what leaves; none until the operator has made a key.
    pub signer: Option<Signer>,
}

impl MailSettings {
    /// The deployment's sender, signing with its domain's key where there is one.
    ///
    /// # Errors
    /// When `from` is no plain mail address, or the key cannot be read.
    pub fn of(config: &config::Mail) -> anyhow::Result<Self> {
        let (local, domain) = config.from.split_once('@').context("mail.from must be a mail address")?;
        let domain = OwnDomain::new(domain).context("mail.from")?;
        let from = domain.address(local).context("mail.from")?;
        let signer = match &config.keys {
            Some(folder) => Signer::open(folder, domain.as_str(), &config.dkim_selector)?,
            None => None,
        };
        Ok(Self { from, from_name: FROM_NAME.to_owned(), domain, receives: config.receives, signer })
    }

    /// The same sender under an office's name.
    #[must_use]
    pub fn named(&self, from_name: &str) -> Self {
        Self { from_name: from_name.to_owned(), ..self.clone() }
    }
}

/// Where a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its time.
    Queued,
    /// Is being handed over, or was when its process died.
    Sending,
    /// The server did not answer the final dot: it may have arrived.
    Uncertain,
    /// The server took it.
    Delivered,
    /// Not tried again; a person has the task.
    Dead,
    /// The server took it, and then reported that it did not arrive; a person has the task.
    Bounced,
    /// Stopped before it left: by a person, or by the system where what it says no longer holds.
    Stopped,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Sending,
        Self::Uncertain,
        Self::Delivered,
        Self::Dead,
        Self::Bounced,
        Self::Stopped,
    ];

    /// The stable word in rows and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Uncertain => "uncertain",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
            Self::Bounced => "bounced",
            Self::Stopped => "stopped",
        }
    }

    /// The state as the desk reads it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "chờ gửi",
            Self::Sending => "đang gửi",
            Self::Uncertain => "chưa rõ đã đến hay chưa",
            Self::Delivered => "máy chủ thư đã nhận",
            Self::Dead => "không gửi được",
            Self::Bounced => "thư bị trả lại",
            Self::Stopped => "đã thôi gửi",
        }
    }

    fn parse(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| Error::internal(format!("no such mail state: {word}")))
    }
}

/// How a letter fares, without its address and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailState {
    /// Its id.
    pub id: MailId,
    /// `unit`, `reader` or `reminder`.
    pub class: String,
    /// A word for the recipient.
    pub recipient_label: String,
    /// Where it is.
    pub state: State,
    /// How far the last attempt came, as [`crate::base::mail::Phase::as_str`]; empty before the first.
    pub phase: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is due, while it waits.
    pub next_at: Millis,
    /// What the server said last, without addresses.
    pub last_reply: Option<String>,
    /// Since when it is here.
    pub created_at: Millis,
    /// When the server took it.
    pub delivered_at: Option<Millis>,
    /// What it is, in a few words: "Trả lời người hỏi".
    pub what: String,
    /// Whether the one repetition of an uncertain hand-over is used up.
    pub resent: bool,
    /// Whether it has failed for an hour.
    pub alarmed: bool,
    /// What it is about: `question`, …
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// The letter that this one repeats.
    pub resend_of: Option<MailId>,
    /// The letter that repeats this one.
    pub resent_as: Option<MailId>,
    /// Who stopped it, [`SYSTEM`] for the system itself, or what reported it back.
    pub ended_by: Option<String>,
    /// Why.
    pub ended_why: Option<String>,
    /// When.
    pub ended_at: Option<Millis>,
}

impl MailState {
    /// Whether a person may have it sent again: it does not go by itself any more, or may have arrived. What the system
    /// stopped says what no longer holds.
    pub fn may_be_resent(&self) -> bool {
        let outdated = self.state == State::Stopped && self.ended_by.as_deref() == Some(SYSTEM);
        self.resent_as.is_none()
            && !outdated
            && matches!(self.state, State::Dead | State::Bounced | State::Stopped | State::Uncertain)
    }

    /// Whether a person may stop it: it waits.
    pub fn may_be_stopped(&self) -> bool {
        self.state == State::Queued || (self.state == State::Uncertain && !self.resent)
    }
}

/// The envelope as it is sealed.
#[derive(Deserialize, Serialize)]
struct Wire {
    from: Option<String>,
    to: String,
}

impl Wire {
    fn envelope(&self) -> anyhow::Result<Envelope> {
        let from = self.from.as_ref().map(|from| from.parse()).transpose()?;
        Ok(Envelope { from, to: self.to.parse()? })
    }
}

/// Composes, seals and queues a letter in the caller's transaction: it leaves if and only if that commits. `None`
/// when its dedupe key is there already.
///
/// # Errors
/// [`Error::Refused`] when the address cannot be written to; otherwise when the database refuses.
pub async fn enqueue(
    scope: &mut WriteScope,
    settings: &MailSettings,
    mail: NewMail<'_>,
) -> Result<Option<MailId>> {
    enqueue_answerable(scope, settings, mail, None).await
}

/// As [`enqueue`]; answers go to an address made for this dispatch, where mail comes back to us.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_answerable(
    scope: &mut WriteScope,
    settings: &MailSettings,
    mail: NewMail<'_>,
    dispatch: Option<&DispatchId>,
) -> Result<Option<MailId>> {
    let db = scope.db().clone();
    let id = MailId::fresh(&db.clock, &db.entropy);
    let made_for = |purpose, id: &str| {
        let local = settings.receives.then(|| tokens::local_part(&db.sealer, purpose, id)).flatten();
        local.map(|local| settings.domain.address(&local)).transpose().map_err(unwritable)
    };
    let text = match letters::signature::today(scope).await? {
        Some(signature) => letters::signature::put_under(&mail.text, &signature),
        None => mail.text.clone(),
    };
    let mut letter = letter(settings, &mail, text, &id, db.clock.now())?;
    letter.reply_to = match dispatch {
        Some(dispatch) => made_for(Purpose::Answer, dispatch.as_str())?,
        // What the reader writes back belongs to their question.
        None if mail.class == Class::Reader && mail.subject_kind == "question" => {
            made_for(Purpose::Case, mail.subject_id)?
        }
        None => None,
    };
    let html = letters::html::page(&letter.subject, &letter.text)?;
    let mime = compose_both(&letter, &html, settings.signer.as_ref()).map_err(unwritable)?;
    let reports_to = made_for(Purpose::Report, id.as_str())?.unwrap_or_else(|| settings.from.clone());
    let wire = Wire { from: mail.bounces.then(|| reports_to.to_string()), to: mail.to.to_string() };
    let context = seal_context(scope.tenant(), &id);
    let frozen = store::Frozen {
        message_id: letter.message_id.to_string(),
        recipient_digest: recipient_digest(&db, &mail.to),
        domain_digest: db.sealer.digest("outbox/domain", &mail.to.domain().to_lowercase()),
        envelope: db.sealer.seal(&context, &serde_json::to_vec(&wire)?)?,
        mime: db.sealer.seal(&context, &mime)?,
    };
    if !store::insert(scope, &id, &mail, frozen, db.clock.now()).await? {
        return Ok(None);
    }
    scope.changed(mail.subject_kind, mail.subject_id, Reach::Staff);
    Ok(Some(id))
}

fn letter(
    settings: &MailSettings,
    mail: &NewMail<'_>,
    text: String,
    id: &MailId,
    now: Millis,
) -> Result<Letter> {
    Ok(Letter {
        from_name: settings.from_name.clone(),
        from: settings.from.clone(),
        reply_to: None,
        to_name: String::new(),
        to: mail.to.clone(),
        subject: mail.subject.clone(),
        text,
        message_id: settings.domain.message_id(id.as_str()).map_err(unwritable)?,
        in_reply_to: None,
        date: Timestamp::from_millisecond(now).map_err(anyhow::Error::new)?,
    })
}

fn unwritable(cause: ComposeError) -> Error {
    match cause {
        ComposeError::NotAscii(_) => Error::refused(
            "email",
            "Địa chỉ thư điện tử chỉ được gồm chữ cái không dấu, chữ số và dấu nối. Đề nghị kiểm tra lại.",
            "",
        ),
        other => Error::Internal(anyhow::Error::new(other).context("composing a letter")),
    }
}

fn seal_context(tenant: &TenantId, id: &MailId) -> String {
    format!("outbox/{tenant}/{id}")
}

/// Domains are the same in any case, and mail boxes practically so.
fn recipient_digest(db: &Db, to: &Address) -> String {
    db.sealer.digest("outbox/recipient", &to.to_string().to_lowercase())
}

/// The system stops a letter that waits to be sent, for a reason that the desk reads; false when it has left or is leaving.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(scope: &mut WriteScope, id: &MailId, why: &str) -> Result<bool> {
    if !store::stop(scope, id, SYSTEM, why).await? {
        return Ok(false);
    }
    scope.audit("mail.withdrawn", "outbox", id.as_str(), serde_json::json!({ "why": why }));
    Ok(true)
}

/// Takes back every letter about one thing that offices and not readers get and that has not left, and empties what it
/// said; one that may have arrived is not repeated. How many there were.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw_from_offices(scope: &mut WriteScope, kind: &str, id: &str, why: &str) -> Result<usize> {
    let taken = store::withdraw_from_offices(scope, kind, id, why).await?;
    for mail in &taken {
        scope.audit("mail.withdrawn", "outbox", mail, serde_json::json!({ "why": why }));
    }
    Ok(taken.len())
}

/// How the letters about one thing fare, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subject(scope: &mut Scope, kind: &str, id: &str) -> Result<Vec<MailState>> {
    store::of_subject(scope, kind, id).await
}

/// How many letters the tenant has written to an address since an instant: for caps.
///
/// # Errors
/// When the database does not answer.
pub async fn written_since(scope: &mut Scope, to: &Address, since: Millis) -> Result<i64> {
    let digest = recipient_digest(scope.db(), to);
    store::written_since(scope, &digest, since).await
}

/// Sets the gauges `portal_outbox{state}`, `portal_outbox_alarmed`, `portal_outbox_oldest_seconds`,
/// `portal_outbox_paused` and `portal_outbox_held`.
pub async fn record_metrics(db: &Db) {
    match store::counts(db).await {
        Err(cause) => tracing::warn!(%cause, "the outbox cannot be counted"),
        Ok(counts) => {
            for state in State::ALL {
                let n =
                    counts.states.iter().find(|count| count.0 == state.as_str()).map_or(0, |count| count.1);
                metrics::gauge!("portal_outbox", "state" => state.as_str()).set(n as f64);
            }
            let waits = counts.oldest.map_or(0, |at| (db.clock.now() - at).max(0) / 1_000);
            metrics::gauge!("portal_outbox_alarmed").set(counts.alarmed as f64);
            metrics::gauge!("portal_outbox_oldest_seconds").set(waits as f64);
            metrics::gauge!("portal_outbox_paused").set(if counts.paused { 1.0 } else { 0.0 });
            metrics::gauge!("portal_outbox_held").set(counts.held as f64);
        }
    }
}

#[cfg(test)]
mod tests;
