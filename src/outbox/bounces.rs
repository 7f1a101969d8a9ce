//! What is learnt of a letter after the server took it.

use crate::base::error::{Error, Result};
use crate::base::id::MailId;
use crate::base::mail::retry::Class;
use crate::base::scope::{Scope, WriteScope};

use super::store;

/// A report says that the letter never arrived: its person gets the task, once. Whether the letter is known.
///
/// # Errors
/// When the database refuses.
pub async fn bounced(scope: &mut WriteScope, id: &MailId) -> Result<bool> {
    match super::desk::bounced(scope, id, "Máy chủ thư của người nhận báo không chuyển được.").await
    {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The letter of ours that one of these message ids names.
///
/// # Errors
/// When the database does not answer.
pub async fn by_message_ids(scope: &mut Scope, ids: &[String]) -> Result<Option<MailId>> {
    for id in ids {
        if let Some(found) = store::by_message_id(scope, &format!("<{id}>")).await? {
            return Ok(Some(found.id));
        }
    }
    Ok(None)
}

/// The letter of ours that somebody answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What it is about.
    pub subject_id: String,
    /// Whether it had been sent to just this address.
    pub to_sender: bool,
    /// Whether it was for a reader.
    pub to_reader: bool,
}

/// The letter of ours about such a thing that one of these message ids names, with what it was to its answerer.
///
/// # Errors
/// When the database does not answer.
pub async fn of_message_ids(
    scope: &mut Scope,
    kind: &str,
    ids: &[String],
    from: &str,
) -> Result<Option<Answered>> {
    let digest = from.parse().ok().map(|from| super::recipient_digest(scope.db(), &from));
    for id in ids {
        let found = store::by_message_id(scope, &format!("<{id}>")).await?;
        if let Some(found) = found.filter(|found| found.subject_kind == kind) {
            return Ok(Some(Answered {
                to_sender: digest.as_ref() == Some(&found.recipient_digest),
                to_reader: found.class == store::class_word(Class::Reader),
                subject_id: found.subject_id,
            }));
        }
    }
    Ok(None)
}
