//! Letters to those who look after a site: its standing deputy and head of board, by their own addresses.

use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::{Db, WriteScope};
use crate::outbox::{self, MailSettings, NewMail};
use crate::people::Role;
use crate::people::store::{accounts, serving};
use crate::tenants::directory::Tenant;

/// Who is written to.
const BOARD: [Role; 2] = [Role::StandingDeputy, Role::BoardHead];

/// A letter to a site's board.
#[derive(Clone, Debug)]
pub struct ToBoard<'a> {
    /// The same key is the same letter, and goes once to each.
    pub key: String,
    /// What it is about: `item`, `delivery`, …
    pub subject_kind: &'static str,
    /// Which one.
    pub subject_id: &'a str,
    /// One line.
    pub subject: String,
    /// What it says, without salutation and signature.
    pub text: String,
}

/// The people of a site's board who serve today, each once, with their addresses.
///
/// # Errors
/// When the database does not answer.
pub async fn board(db: &Db, tenant: &Tenant) -> Result<Vec<(AccountId, Address)>> {
    let mut platform = db.platform().await?;
    let serving = serving(&mut platform, tenant.id(), db.clock.today()).await?;
    let known = accounts(&mut platform).await?;
    let mut found: Vec<(AccountId, Address)> = Vec::new();
    for held in serving.into_iter().filter(|held| BOARD.contains(&held.role)) {
        let address = known
            .iter()
            .find(|account| account.id == held.account)
            .and_then(|account| account.email.parse::<Address>().ok());
        if let Some(address) = address.filter(|_| found.iter().all(|(id, _)| *id != held.account)) {
            found.push((held.account, address));
        }
    }
    Ok(found)
}

/// Writes to those of a site's board, in the transaction that causes it.
///
/// # Errors
/// When a letter cannot be composed or the database refuses.
pub async fn write(
    scope: &mut WriteScope,
    settings: &MailSettings,
    tenant: &Tenant,
    to: &[(AccountId, Address)],
    letter: &ToBoard<'_>,
) -> Result<()> {
    for (account, address) in to {
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: format!("{}/{account}", letter.key),
            subject_kind: letter.subject_kind,
            subject_id: letter.subject_id,
            responsible: Some(account),
            recipient_label: "Ban Biên tập".into(),
            to: address.clone(),
            subject: letter.subject.clone(),
            text: format!("Kính gửi ông/bà,\n\n{}\n{}", letter.text, signature(tenant)),
            bounces: true,
        };
        outbox::enqueue(scope, &settings.named(&tenant.identity().body), mail).await?;
    }
    Ok(())
}

/// Writes to the unit that owns what a letter is about, in the transaction that causes it; nothing where the unit is
/// no longer there or has no box.
///
/// # Errors
/// When a letter cannot be composed or the database refuses.
pub async fn to_owner(
    scope: &mut WriteScope,
    settings: &MailSettings,
    tenant: &Tenant,
    unit_key: &str,
    letter: &ToBoard<'_>,
) -> Result<()> {
    let unit = tenant.profile.unit(unit_key);
    let Some((unit, to)) = unit.and_then(|unit| Some((unit, unit.email.parse::<Address>().ok()?))) else {
        return Ok(());
    };
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("{}/unit/{unit_key}", letter.key),
        subject_kind: letter.subject_kind,
        subject_id: letter.subject_id,
        responsible: None,
        recipient_label: unit.name.clone(),
        to,
        subject: letter.subject.clone(),
        text: format!("Kính gửi {},\n\n{}\n{}", unit.name, letter.text, signature(tenant)),
        bounces: true,
    };
    outbox::enqueue(scope, &settings.named(&tenant.identity().body), mail).await.map(drop)
}

fn signature(tenant: &Tenant) -> String {
    format!("\n--\nTrang thông tin điện tử {}\n{}\n", tenant.identity().full_name, tenant.url("/"))
}
