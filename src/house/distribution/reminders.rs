//! Who has not opened a document is reminded: at the sender's word, and once by itself on the day that was set.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::scope::{Reach, WriteScope};
use crate::base::seal::sha256_hex;
use crate::house::feedback::Desk;
use crate::outbox::MailSettings;
use crate::people::{Action, State};
use crate::tenants::directory::{Directory, Tenant};

use super::groups::everybody;
use super::{CLAUSE, Distribution, SUBJECT, letters, link, store};

/// Reminds everybody who has not opened it; how many letters that made.
///
/// # Errors
/// [`Error::Refused`] for what was not sent from here, or when everybody has opened it.
pub async fn remind(desk: Desk<'_>, id: &str) -> Result<usize> {
    desk.staff.require(Action::DistributionSend, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let found = store::get(&mut scope, id).await?;
    let one = found.ok_or_else(|| Error::refused("ma", "Không có lần gửi này.", CLAUSE))?;
    let written = write(&mut scope, desk.mail, desk.directory, desk.tenant, &one).await?;
    if written == 0 {
        return Err(Error::refused("ma", "Không còn nơi nào chưa nhận mà có hộp thư để nhắc.", CLAUSE));
    }
    scope.commit().await?;
    Ok(written)
}

/// Reminds on the day that was set with the sending.
///
/// # Errors
/// When the database does not answer.
pub async fn remind_due(app: App) -> Result<()> {
    let due = store::due(&mut app.db.platform().await?, app.db.clock.today()).await?;
    for one in due {
        let Some(tenant) = app.directory.get(&one.tenant) else { continue };
        let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
        write(&mut scope, &app.mail, &app.directory, &tenant, &one).await?;
        store::reminded(&mut scope, &one.id).await?;
        scope.commit().await?;
    }
    Ok(())
}

async fn write(
    scope: &mut WriteScope,
    mail: &MailSettings,
    directory: &Directory,
    tenant: &Tenant,
    one: &Distribution,
) -> Result<usize> {
    let boxes = everybody(scope, directory, tenant).await?;
    let db = scope.db().clone();
    let mut written = 0;
    for receipt in store::receipts(scope, &one.id).await? {
        let held = boxes.iter().find(|held| held.kind == receipt.kind && held.key == receipt.recipient);
        let Some(held) = held.filter(|_| receipt.opened_at.is_none()) else { continue };
        let token = data_encoding::BASE64URL_NOPAD.encode(&db.entropy.bytes::<16>());
        let to = letters::To { receipt: &receipt.id, name: &receipt.name, email: &held.email };
        let nth = receipt.reminders + 1;
        let link = link(tenant, &receipt.id, &token);
        let Some(id) = letters::reminded(scope, mail, tenant, one, to, (nth, &link)).await? else { continue };
        // The link in the first letter may be lost with it; where it is not, both lead here.
        store::remind_receipt(scope, &receipt.id, &sha256_hex(token.as_bytes()), &id).await?;
        written += 1;
    }
    if written > 0 {
        scope.changed(SUBJECT, &one.id, Reach::Staff);
        scope.audit("distribution.remind", SUBJECT, &one.id, json!({ "letters": written }));
    }
    Ok(written)
}
