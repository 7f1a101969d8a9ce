//! What is learnt of a letter after the server took it.

use serde_json::json;

use crate::base::error::Result;
use crate::base::id::MailId;
use crate::base::mail::retry::Class;
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::tasks::{self, NewTask};

use super::store;

/// A report says that the letter never arrived: its person gets the task, once. Whether the letter is known.
///
/// # Errors
/// When the database refuses.
pub async fn bounced(scope: &mut WriteScope, id: &MailId) -> Result<bool> {
    let Some(sent) = store::sent(scope, id).await? else { return Ok(false) };
    if store::mark_bounced(scope, id).await? {
        let task = NewTask {
            kind: "mail.bounced",
            text: format!(
                "Thư gửi {} đã đi nhưng bị trả lại. Đề nghị kiểm tra địa chỉ và liên hệ bằng điện thoại hoặc cách khác.",
                sent.recipient_label
            ),
            subject_kind: &sent.subject_kind,
            subject_id: &sent.subject_id,
            responsible: sent.responsible.as_ref(),
        };
        tasks::create(scope, task).await?;
        scope.audit("mail.bounced", "outbox", id.as_str(), json!({ "about": sent.subject_id }));
        scope.changed("outbox", id.as_str(), Reach::Staff);
    }
    Ok(true)
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
