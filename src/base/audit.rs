//! The audit trail: salted contents, hashed into one chain a tenant, so that a change or a cut shows and
//! a lawful purge of contents does not break the proof.

use serde_json::Value;

use super::clock::Millis;
use super::db::{FromRow, Row};
use super::error::Result;
use super::id::AccountId;
use super::seal::sha256_hex;

/// Who does it, and from where.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The signed-in person; none for readers and for the system itself.
    pub account: Option<AccountId>,
    /// The login, or what the system calls itself: "bạn đọc", "hệ thống".
    pub label: String,
    /// The client's address, where there is one.
    pub address: Option<String>,
}

/// What the system calls itself.
pub const SYSTEM: &str = "hệ thống";

impl Actor {
    /// The system's own work: workers and the command line.
    pub fn system() -> Self {
        Self { account: None, label: SYSTEM.to_owned(), address: None }
    }

    /// A reader without an account.
    pub fn reader(address: Option<String>) -> Self {
        Self { account: None, label: "bạn đọc".to_owned(), address }
    }

    /// A unit that answers by the mail's link.
    pub fn unit(key: &str, address: Option<String>) -> Self {
        Self { account: None, label: format!("đơn vị {key}"), address }
    }
}

/// What was done to what, before it is numbered.
#[derive(Clone, Debug)]
pub struct Event {
    /// A verb of the permission table or of the system, such as `item.approve`.
    pub action: String,
    /// `item`, `question`, `account`, …
    pub subject_kind: &'static str,
    /// The subject's id.
    pub subject_id: String,
    /// What is worth keeping; no personal data of readers.
    pub detail: Value,
}

/// The contents that the chain proves, in one canonical text.
pub fn contents(at: Millis, actor: &Actor, event: &Event) -> String {
    serde_json::json!([
        at,
        actor.account.as_ref().map(AccountId::as_str),
        actor.label,
        actor.address,
        event.action,
        event.subject_kind,
        event.subject_id,
        event.detail,
    ])
    .to_string()
}

/// The digest of salted contents: it stays when contents and salt are purged.
pub fn content_hash(salt: &str, contents: &str) -> String {
    sha256_hex(format!("{salt}\n{contents}").as_bytes())
}

/// The next link of a tenant's chain.
pub fn link(previous: &str, seq: i64, content_hash: &str) -> String {
    sha256_hex(format!("{previous}\n{seq}\n{content_hash}").as_bytes())
}

/// A stored event, as shown to the board and checked by the verifier.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its number in the tenant.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// The signed-in person; none for readers and for the system itself.
    pub account: Option<AccountId>,
    /// Whose login.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: String,
    /// The whole contents; none once purged.
    pub contents: Option<String>,
    /// The salt; none once purged.
    pub salt: Option<String>,
    /// Digest of both.
    pub content_hash: String,
    /// The link.
    pub hash: String,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            account: row.get::<Option<String>>("account_id")?.map(AccountId::from),
            actor: row.get("actor")?,
            action: row.get("action")?,
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            contents: row.get("contents")?,
            salt: row.get("salt")?,
            content_hash: row.get("content_hash")?,
            hash: row.get("hash")?,
        })
    }
}

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// The contents of this event were changed.
    Contents(i64),
    /// This event does not follow the one before it: one was removed, added or rewritten.
    Link(i64),
    /// The columns shown beside the contents say something else.
    Columns(i64),
    /// The last event is not the head: the tail was cut.
    Tail,
}

/// Checks a whole chain, oldest first, against the tenant's head.
pub fn verify<'a>(events: impl IntoIterator<Item = &'a Stored>, head: &str) -> Vec<Break> {
    let mut breaks = Vec::new();
    let mut previous = String::new();
    for event in events {
        if let (Some(salt), Some(contents)) = (&event.salt, &event.contents) {
            if content_hash(salt, contents) != event.content_hash {
                breaks.push(Break::Contents(event.seq));
            }
            if !columns_agree(event, contents) {
                breaks.push(Break::Columns(event.seq));
            }
        }
        if link(&previous, event.seq, &event.content_hash) != event.hash {
            breaks.push(Break::Link(event.seq));
        }
        previous.clone_from(&event.hash);
    }
    if previous != head {
        breaks.push(Break::Tail);
    }
    breaks
}

/// Whether the columns beside the contents say what the contents say.
pub fn columns_agree(event: &Stored, contents: &str) -> bool {
    let Ok(Value::Array(parts)) = serde_json::from_str::<Value>(contents) else { return false };
    let text = |index: usize| parts.get(index).and_then(Value::as_str);
    parts.first().and_then(Value::as_i64) == Some(event.at)
        && text(1) == event.account.as_ref().map(AccountId::as_str)
        && text(2) == Some(&event.actor)
        && text(4) == Some(&event.action)
        && text(5) == Some(&event.subject_kind)
        && text(6) == Some(&event.subject_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(n: i64) -> (Vec<Stored>, String) {
        let actor = Actor::system();
        let mut head = String::new();
        let events = (1..=n)
            .map(|seq| {
                let event = Event {
                    action: "item.save".into(),
                    subject_kind: "item",
                    subject_id: format!("i{seq}"),
                    detail: serde_json::json!({ "n": seq }),
                };
                let contents = contents(seq, &actor, &event);
                let content_hash = content_hash("salt", &contents);
                head = link(&head, seq, &content_hash);
                Stored {
                    seq,
                    at: seq,
                    account: None,
                    actor: actor.label.clone(),
                    action: event.action,
                    subject_kind: "item".into(),
                    subject_id: event.subject_id,
                    contents: Some(contents),
                    salt: Some("salt".into()),
                    content_hash,
                    hash: head.clone(),
                }
            })
            .collect();
        (events, head)
    }

    #[test]
    fn a_whole_chain_verifies_even_when_purged() {
        let (mut events, head) = chain(4);
        assert_eq!(verify(&events, &head), []);
        events[1].contents = None;
        events[1].salt = None;
        assert_eq!(verify(&events, &head), []);
    }

    #[test]
    fn changes_cuts_and_removals_show() {
        let (events, head) = chain(4);
        let mut changed = events.clone();
        changed[2].contents = changed[2].contents.as_ref().map(|text| text.replace("i3", "i9"));
        assert_eq!(verify(&changed, &head), [Break::Contents(3), Break::Columns(3)]);
        let mut shown = events.clone();
        shown[2].actor = "another".into();
        assert_eq!(verify(&shown, &head), [Break::Columns(3)]);
        let removed: Vec<_> = events.iter().filter(|e| e.seq != 2).cloned().collect();
        assert_eq!(verify(&removed, &head), [Break::Link(3)]);
        assert_eq!(verify(&events[..3], &head), [Break::Tail]);
    }
}
