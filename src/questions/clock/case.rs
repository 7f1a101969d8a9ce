//! A case under somebody's hand: read as it was seen, moved, written down and made durable.

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::base::id::{QuestionId, TenantId};
use crate::base::mail::Address;
use crate::base::scope::{Db, Reach, WriteScope};
use crate::outbox::{self, MailSettings, NewMail};
use crate::people::{Action, State};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::super::Contact;
use super::super::desk::{Act, require_sight};
use super::super::store::{self as questions, Question};

/// Reads a case as it was seen, once the right and the sight are there.
pub(super) async fn take(
    act: Act<'_>,
    id: &QuestionId,
    version: i64,
    action: Action,
) -> Result<(WriteScope, Question)> {
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let question = questions::get(&mut scope, id).await?;
    require_sight(act.staff, question.filed.unit_key.as_deref())?;
    act.staff.require(action, question.filed.state)?;
    if question.filed.version != version {
        return Err(Error::Conflict(
            "Câu hỏi vừa được người khác xử lý. Hãy tải lại trang rồi làm lại.".into(),
        ));
    }
    Ok((scope, question))
}

/// How to reach who asked.
pub(super) fn contact(db: &Db, tenant: &TenantId, question: &Question) -> Result<Contact> {
    match &question.contact {
        Some(sealed) => Contact::open(db, tenant, &question.filed.id, sealed),
        None => Ok(Contact::default()),
    }
}

/// Where the reader's mail goes, if they left an address.
pub(super) fn reader(db: &Db, tenant: &TenantId, question: &Question) -> Result<Option<Address>> {
    Ok(contact(db, tenant, question)?.email.parse().ok())
}

/// Writes down what happened: for the case, the followers and the trail. The caller commits.
pub(super) async fn note(
    scope: &mut WriteScope,
    question: &Question,
    word: &str,
    note: &str,
    public: bool,
) -> Result<()> {
    let filed = &question.filed;
    questions::event(scope, &filed.id, word, note, public).await?;
    scope.changed("question", filed.id.as_str(), Reach::Staff);
    scope.audit(word, "question", filed.id.as_str(), json!({ "number": filed.number }));
    Ok(())
}

/// Tells the reader, by the letter that is made for their address; who left none is telephoned by a named person. How
/// they were told, as the pause keeps it.
pub(super) async fn tell_reader(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    question: &Question,
    phone: &str,
    letter: impl FnOnce(Address) -> NewMail<'static>,
) -> Result<&'static str> {
    let db = scope.db().clone();
    let filed = &question.filed;
    if let Some(to) = reader(&db, tenant.id(), question)? {
        let letter = NewMail { subject_id: filed.id.as_str(), ..letter(to) };
        outbox::enqueue(scope, &mail.named(&tenant.identity().body), letter).await?;
        return Ok("mail");
    }
    let task = NewTask {
        kind: "question.phone",
        text: format!("Gọi điện cho người hỏi câu hỏi số {}: {phone}", filed.number),
        subject_kind: "question",
        subject_id: filed.id.as_str(),
        responsible: question.assigned_by.as_ref(),
    };
    tasks::create(scope, task).await?;
    Ok("phone")
}

/// A new last day for a case and for the open link of its unit.
pub(super) async fn move_due(
    scope: &mut WriteScope,
    question: &Question,
    to: State,
    due: Date,
) -> Result<()> {
    let set = ", due_on = $6";
    questions::advance(scope, &question.filed, to, set, vec![due.into()]).await?;
    super::store::move_dispatch(scope, &question.filed.id, due).await
}

/// How a last day moved, in words for the case's history.
pub(super) fn moved_text(before: Option<Date>, after: Option<Date>) -> String {
    match (before, after) {
        (Some(before), Some(after)) if before != after => {
            format!("Hạn trả lời chuyển từ {} sang {}.", date_vi(before), date_vi(after))
        }
        (_, Some(after)) => format!("Hạn trả lời vẫn là {}.", date_vi(after)),
        _ => String::new(),
    }
}
