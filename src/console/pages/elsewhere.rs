//! A sign-in while another session of the account is in use from another network: its owner is told (Quy chế Điều 12.4).

use crate::app::App;
use crate::base::clock::time_vi;
use crate::base::error::Result;
use crate::base::mail::retry::Class;
use crate::base::web::limits::neighbourhood;
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::people::sessions::{Opened, actor};
use crate::people::store::appointments_of;

/// Writes to the owner, once a day for each network.
///
/// # Errors
/// When the letter cannot be composed or the database refuses.
pub async fn tell(app: &App, opened: &Opened, address: &str) -> Result<()> {
    let Some(other) = &opened.elsewhere else { return Ok(()) };
    let account = &opened.account;
    let today = app.db.clock.today();
    let held = appointments_of(&mut app.db.platform().await?, &account.id).await?;
    let serves_in = held.iter().filter(|held| held.holds_on(today));
    let tenant = serves_in.into_iter().find_map(|held| app.directory.get(&held.tenant));
    let (Some(tenant), Ok(to), Ok(from)) = (tenant, account.email.parse(), address.parse()) else {
        return Ok(());
    };
    let letter = kinds::SecondSignIn {
        to: &account.name,
        login: &account.login,
        address,
        at: time_vi(app.db.clock.now()),
        other,
        url: format!("{}/mat-khau", app.config.console_url()),
    };
    let letter = letters::write(&letter, &Signature::of(&tenant));
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("sign-in/{}/{}/{today}", account.id, neighbourhood(from).addr()),
        subject_kind: "account",
        subject_id: account.id.as_str(),
        responsible: Some(&account.id),
        recipient_label: account.name.clone(),
        to,
        subject: letter.subject,
        text: letter.text,
        bounces: true,
    };
    let settings = app.mail.named(&tenant.identity().body);
    let mut scope = app.db.write(tenant.id(), &actor(account, Some(address))).await?;
    outbox::enqueue(&mut scope, &settings, mail).await?;
    scope.commit().await
}
