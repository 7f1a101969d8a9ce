//! Who has opened a document: a person of the receiving site at its desk, or whoever confirms by the recipient's own link.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::TenantId;
use crate::base::scope::{Db, Platform, Reach, Scope};
use crate::base::seal::sha256_hex;
use crate::house::{measures, tidy};
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::{CLAUSE, Distribution, Receipt, SUBJECT, store};

/// What was sent to a site, by all senders, the last first: as many as one page holds, those before a receipt, or from the last.
///
/// # Errors
/// When the database does not answer.
pub async fn received(
    platform: &mut Platform,
    site: &TenantId,
    before: &str,
) -> Result<Vec<(Distribution, Receipt)>> {
    store::received(platform, site, before).await
}

/// A receipt as a person of the receiving site opens it: the first look is kept.
///
/// # Errors
/// [`Error::NotFound`] for what this site was not sent.
pub async fn open_at_desk(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
) -> Result<(Distribution, Receipt)> {
    staff.require(Action::DistributionOpen, State::Any)?;
    let found = store::received_one(&mut db.platform().await?, tenant.id(), id).await?;
    let found = found.ok_or(Error::NotFound)?;
    if found.1.opened_at.is_some() {
        return Ok(found);
    }
    let post = staff.appointments.first().map_or("", |held| held.role.vietnamese());
    let detail = json!({ "from": found.0.tenant, "receipt": id });
    mark(db, &found.0.tenant, actor, &found.1, (&staff.name, post)).await?;
    let mut scope = db.write(tenant.id(), actor).await?;
    scope.audit(Action::DistributionOpen.as_str(), SUBJECT, &found.0.id, detail);
    scope.commit().await?;
    store::received_one(&mut db.platform().await?, tenant.id(), id).await?.ok_or(Error::NotFound)
}

/// What a recipient's link leads to; looking changes nothing, for mail scanners look too.
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn by_link(scope: &mut Scope, id: &str, token: &str) -> Result<(Distribution, Receipt)> {
    let hash = sha256_hex(token.as_bytes());
    let is_it = |held: &str| bool::from(subtle::ConstantTimeEq::ct_eq(hash.as_bytes(), held.as_bytes()));
    let right = |receipt: &Receipt| receipt.token_hashes.split(' ').any(is_it);
    let receipt = store::receipt(scope, id).await?.filter(right).ok_or(Error::NotFound)?;
    let one = store::get(scope, &receipt.distribution).await?.ok_or(Error::NotFound)?;
    Ok((one, receipt))
}

/// Confirms by the recipient's link that the document was received; a second time changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when there is no such link, [`Error::Refused`] without name and post.
pub async fn confirm(
    db: &Db,
    tenant: &Tenant,
    (id, token): (&str, &str),
    (name, post): (&str, &str),
    client: Option<String>,
) -> Result<()> {
    let (_, receipt) = by_link(&mut db.read(tenant.id()).await?, id, token).await?;
    let (name, post) = (tidy(name), tidy(post));
    let checks = [
        (!measures(&name, 3, 100), "ho-ten", "Hãy ghi họ và tên người nhận."),
        (!measures(&post, 2, 100), "chuc-vu", "Hãy ghi chức vụ hoặc bộ phận."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
    if receipt.opened_at.is_some() {
        return Ok(());
    }
    mark(db, tenant.id(), &Actor::reader(client), &receipt, (&name, &post)).await
}

async fn mark(
    db: &Db,
    sender: &TenantId,
    actor: &Actor,
    receipt: &Receipt,
    (name, post): (&str, &str),
) -> Result<()> {
    let mut scope = db.write(sender, actor).await?;
    if store::open_receipt(&mut scope, &receipt.id, name, post).await? > 0 {
        scope.changed(SUBJECT, &receipt.distribution, Reach::Staff);
        scope.audit(
            "distribution.opened",
            SUBJECT,
            &receipt.distribution,
            json!({ "receipt": receipt.id, "recipient": receipt.name }),
        );
    }
    scope.commit().await
}
