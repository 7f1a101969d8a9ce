//! Who is told: the board of what was filed, the filer of every step.

use crate::base::error::Result;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::WriteScope;
use crate::care::letters::board;
use crate::letters::signature::Signature;
use crate::letters::{kinds, write};
use crate::outbox::{self, NewMail};
use crate::people::store::account;
use crate::tenants::directory::Tenant;

use super::{Desk, Feedback, SUBJECT, Step};

/// Tells the board that something was filed.
pub(super) async fn to_board(
    scope: &mut WriteScope,
    desk: Desk<'_>,
    to: &Tenant,
    one: &Feedback,
) -> Result<()> {
    let letter = write(
        &kinds::FeedbackFiled {
            from: &desk.tenant.identity().body,
            number: one.number,
            title: &one.title,
            about: one.about.vietnamese(),
            article: Some(one.article.as_str()).filter(|article| !article.is_empty()),
        },
        &Signature::of(to),
    );
    for (id, address) in board(desk.db, to).await? {
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: format!("feedback/{}/filed/{id}", one.id),
            subject_kind: SUBJECT,
            subject_id: &one.id,
            responsible: Some(&id),
            recipient_label: "Ban Biên tập".into(),
            to: address,
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            bounces: true,
        };
        outbox::enqueue(scope, &desk.mail.named(&to.identity().body), mail).await?;
    }
    Ok(())
}

/// Tells who filed it what became of it.
pub(super) async fn to_filer(
    scope: &mut WriteScope,
    desk: Desk<'_>,
    one: &Feedback,
    step: &Step,
) -> Result<()> {
    let held = account(&mut desk.db.platform().await?, &one.by).await?;
    let Some(to) =
        held.filter(|held| held.disabled_at.is_none()).and_then(|held| held.email.parse::<Address>().ok())
    else {
        return Ok(());
    };
    let letter = write(
        &kinds::FeedbackStep {
            number: one.number,
            title: &one.title,
            standing: step.standing.vietnamese(),
            reason: &step.reason,
        },
        &Signature::of(desk.tenant),
    );
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("feedback/{}/{}", one.id, step.standing.as_str()),
        subject_kind: SUBJECT,
        subject_id: &one.id,
        responsible: Some(&step.by),
        recipient_label: "người nêu vướng mắc".into(),
        to,
        subject: letter.subject,
        text: letter.text,
        bounces: true,
    };
    outbox::enqueue(scope, &desk.mail.named(&desk.tenant.identity().body), mail).await.map(drop)
}
