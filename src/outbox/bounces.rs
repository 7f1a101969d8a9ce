//! What is learnt of a letter after the server took it.

use serde_json::json;

use crate::base::error::Result;
use crate::base::id::MailId;
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

/// What the letter of ours is about that one of these message ids names.
///
/// # Errors
/// When the database does not answer.
pub async fn subject_of_message_ids(scope: &mut Scope, kind: &str, ids: &[String]) -> Result<Option<String>> {
    for id in ids {
        let found = store::by_message_id(scope, &format!("<{id}>")).await?;
        if let Some(found) = found.filter(|found| found.subject_kind == kind) {
            return Ok(Some(found.subject_id));
        }
    }
    Ok(None)
}
