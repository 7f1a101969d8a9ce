//! What a site issues to those below: one source, shown on each of them at once where it must, at their will where it may.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, TenantId, fresh};
use crate::base::scope::{Db, Reach};
use crate::items::rights::{require, require_sight};
use crate::items::store as items;
use crate::people::{Action, Role, Staff, State};
use crate::tenants::directory::{Directory, Tenant};

use super::{DELIVERY, Delivery, DeliveryState, Issue, entity, store};

/// The longest word that goes with an issue, in characters.
const LONGEST: usize = 1000;

/// To whom something is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// To every site below on this day.
    All,
    /// To these, by their slugs.
    Chosen(Vec<String>),
}

/// The sites below a tenant today.
pub fn below(directory: &Directory, tenant: &Tenant) -> Vec<std::sync::Arc<Tenant>> {
    directory.tree(tenant.id()).into_iter().filter(|other| other.id() != tenant.id()).collect()
}

impl Audience {
    fn resolve(&self, directory: &Directory, tenant: &Tenant) -> Result<Vec<TenantId>> {
        let below = below(directory, tenant);
        if below.is_empty() {
            return Err(Error::refused("", "Trang này không có trang cấp dưới để phát hành.", ""));
        }
        let Self::Chosen(slugs) = self else {
            return Ok(below.iter().map(|tenant| tenant.id().clone()).collect());
        };
        let chosen: Vec<TenantId> = below
            .iter()
            .filter(|tenant| slugs.iter().any(|slug| slug == tenant.slug()))
            .map(|tenant| tenant.id().clone())
            .collect();
        if chosen.is_empty() {
            return Err(Error::refused("audience", "Hãy chọn ít nhất một nơi nhận.", ""));
        }
        Ok(chosen)
    }
}

/// Issues a live item; the issue and to how many sites it went.
///
/// # Errors
/// [`Error::Refused`] when nobody is below, nobody is chosen, or all of them have it already.
pub async fn issue(
    db: &Db,
    directory: &Directory,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    audience: &Audience,
    mandatory: bool,
    note: &str,
) -> Result<(String, usize)> {
    let edition = items::edition(&mut db.read(tenant.id()).await?, id).await?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemIssue, edition.state)?;
    require_sight(staff, &edition)?;
    let receivers = audience.resolve(directory, tenant)?;
    let issue = Issue {
        source: tenant.id().clone(),
        id: fresh(db.clock.now(), &db.entropy),
        item: edition.item.clone(),
        mandatory,
        to_all: *audience == Audience::All,
        note: note.trim().chars().take(LONGEST).collect(),
        issued_by: actor.label.clone(),
        issued_at: db.clock.now(),
        recalled_at: None,
        live: None,
        deliveries: 0,
        seen: 0,
    };
    let mut platform = db.platform_write(actor).await?;
    store::insert_issue(&mut platform, &issue).await?;
    let reach = if mandatory { Reach::Public } else { Reach::Staff };
    let mut delivered = 0;
    for receiver in &receivers {
        if !store::insert_delivery(&mut platform, &issue, receiver, db.clock.today()).await? {
            continue;
        }
        delivered += 1;
        platform.changed(receiver, DELIVERY, &entity(&issue.source, &issue.item), reach);
        let detail = json!({ "from": issue.source, "item": issue.item, "mandatory": mandatory });
        platform.audit(receiver, "delivery.receive", DELIVERY, &issue.id, detail);
    }
    if delivered == 0 {
        return Err(Error::refused("audience", "Mọi nơi nhận đã chọn đều đã có nội dung này.", ""));
    }
    platform.audit(
        tenant.id(),
        Action::ItemIssue.as_str(),
        "item",
        issue.item.as_str(),
        json!({ "issue": issue.id, "mandatory": mandatory, "deliveries": delivered }),
    );
    platform.commit().await?;
    Ok((issue.id, delivered))
}

/// Takes an issue back from every site; the item itself stays live at its source.
///
/// # Errors
/// [`Error::NotFound`] for what this site did not issue, [`Error::Refused`] without a reason.
pub async fn recall(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    reason: &str,
) -> Result<()> {
    require(staff, tenant.id(), db.clock.today(), Action::ItemIssue, State::Live)?;
    let reason = crate::items::publishing::needed(reason, "Hãy nêu lý do thu hồi.")?;
    let issue = store::issue(&mut db.platform().await?, tenant.id(), id).await?.ok_or(Error::NotFound)?;
    let mut platform = db.platform_write(actor).await?;
    let held = store::recall(&mut platform, &issue, db.clock.now()).await?;
    for receiver in &held {
        platform.changed(receiver, DELIVERY, &entity(&issue.source, &issue.item), Reach::Public);
        platform.audit(receiver, "delivery.recall", DELIVERY, id, json!({ "reason": reason }));
    }
    platform.audit(
        tenant.id(),
        Action::ItemIssue.as_str(),
        "item",
        issue.item.as_str(),
        json!({ "issue": id, "recalled": held.len(), "reason": reason }),
    );
    platform.commit().await
}

/// Shows an optional delivery on the own site, or does not.
///
/// # Errors
/// [`Error::NotFound`] for what this site was not given, [`Error::Conflict`] for what it must show.
pub async fn decide(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    show: bool,
) -> Result<()> {
    require(staff, tenant.id(), db.clock.today(), Action::DeliveryDecide, State::Any)?;
    let delivery =
        store::delivery(&mut db.platform().await?, tenant.id(), id).await?.ok_or(Error::NotFound)?;
    let state = if show { DeliveryState::Shown } else { DeliveryState::Hidden };
    let mut scope = db.write(tenant.id(), actor).await?;
    store::decide_delivery(&mut scope, id, state).await?;
    scope.changed(DELIVERY, &entity(&delivery.source, &delivery.item), Reach::Public);
    scope.audit(Action::DeliveryDecide.as_str(), DELIVERY, id, json!({ "state": state.as_str() }));
    scope.commit().await
}

/// A delivery as a person of the receiving site opens it: their first look is kept. A controller's look is not one
/// of the site's own people.
///
/// # Errors
/// [`Error::NotFound`] for what this site was not given.
pub async fn open(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, id: &str) -> Result<Delivery> {
    let given = store::delivery(&mut db.platform().await?, tenant.id(), id).await?.ok_or(Error::NotFound)?;
    let of_the_site =
        staff.appointments.iter().any(|held| !matches!(held.role, Role::Auditor | Role::Operator));
    if !of_the_site {
        return Ok(given);
    }
    let mut scope = db.write(tenant.id(), actor).await?;
    if !store::sight(&mut scope, id, &staff.account).await? {
        return Ok(given);
    }
    scope.changed(DELIVERY, &entity(&given.source, &given.item), Reach::Staff);
    scope.audit("delivery.seen", DELIVERY, id, json!({ "account": staff.account }));
    scope.commit().await?;
    store::delivery(&mut db.platform().await?, tenant.id(), id).await?.ok_or(Error::NotFound)
}
