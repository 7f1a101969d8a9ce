//! The letters of a sending: one a recipient with a link of its own, and one more to who has not opened it.

use crate::base::error::Result;
use crate::base::id::MailId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::WriteScope;
use crate::letters::signature::Signature;
use crate::letters::{Written, kinds, write};
use crate::outbox::{self, MailSettings, NewMail};
use crate::tenants::directory::Tenant;

use super::{Distribution, SUBJECT};
use crate::house::feedback::Desk;

/// To whom a letter goes.
#[derive(Clone, Copy)]
pub(super) struct To<'a> {
    /// The recipient's receipt.
    pub receipt: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// Its box, or "".
    pub email: &'a str,
}

/// Sends the document to a recipient; none where it has no box that mail can be sent to.
pub(super) async fn sent(
    scope: &mut WriteScope,
    desk: Desk<'_>,
    one: &Distribution,
    to: To<'_>,
    (link, page): (&str, &str),
) -> Result<Option<MailId>> {
    let office = &desk.tenant.identity().body;
    let letter = kinds::DocumentSent { to: to.name, office, title: &one.title, note: &one.note, link, page };
    let letter = write(&letter, &Signature::of(desk.tenant));
    let key = format!("distribution/{}/{}", one.id, to.receipt);
    enqueue(scope, desk.mail, desk.tenant, one, to, key, letter).await
}

/// Reminds a recipient.
pub(super) async fn reminded(
    scope: &mut WriteScope,
    mail: &MailSettings,
    tenant: &Tenant,
    one: &Distribution,
    to: To<'_>,
    (nth, link): (i64, &str),
) -> Result<Option<MailId>> {
    let office = &tenant.identity().body;
    let letter = kinds::DocumentUnread { to: to.name, office, title: &one.title, link };
    let letter = write(&letter, &Signature::of(tenant));
    let key = format!("distribution/{}/{}/{nth}", one.id, to.receipt);
    enqueue(scope, mail, tenant, one, to, key, letter).await
}

async fn enqueue(
    scope: &mut WriteScope,
    settings: &MailSettings,
    tenant: &Tenant,
    one: &Distribution,
    to: To<'_>,
    dedupe_key: String,
    letter: Written,
) -> Result<Option<MailId>> {
    let Ok(address) = to.email.parse::<Address>() else { return Ok(None) };
    let by = scope.actor().account.clone();
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key,
        subject_kind: SUBJECT,
        subject_id: &one.id,
        responsible: by.as_ref(),
        recipient_label: to.name.to_owned(),
        to: address,
        subject: letter.subject,
        text: letter.text,
        bounces: true,
    };
    outbox::enqueue(scope, &settings.named(&tenant.identity().body), mail).await
}
