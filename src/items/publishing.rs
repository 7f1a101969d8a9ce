//! The board's side: returning, approving, making live.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{Millis, local};
use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::base::scope::{Db, Reach, WriteScope};
use crate::board::approvals::{self, Tally};
use crate::board::confirming;
use crate::params;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::rights::{against_approver, require, require_sight};
use super::withdrawal::{self, Withdrawal};
use super::{Content, Edition, corrections, relations, rules, store};

/// Sends an edition back to who wrote it.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub async fn return_to_author(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    reason: &str,
) -> Result<()> {
    let reason = needed(reason, "Hãy nêu lý do trả lại để người viết sửa.")?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemReturn, edition.state)?;
    require_sight(staff, &edition)?;
    let now = db.clock.now();
    let set = ", reason = $6, approved_by = NULL, approved_at = NULL, no_secret_declared = FALSE";
    store::advance(&mut scope, &edition, State::Draft, now, set, params![reason]).await?;
    approvals::void(&mut scope, id).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        Action::ItemReturn.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": id, "reason": reason }),
    );
    scope.commit().await
}

/// Approves an edition; `no_secret` is the approver's declaration (Điều 4). It is approved once the board's rule has all
/// the approvals it asks for on this very revision; until then it stays where it is.
///
/// # Errors
/// [`Error::Refused`] with every reason: own work, no declaration, whatever stands against publication.
pub async fn approve(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    no_secret: bool,
) -> Result<()> {
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemApprove, edition.state)?;
    require_sight(staff, &edition)?;
    let content = store::content(&mut scope, &edition.revision).await?;
    let authors = store::authors(&mut scope, id).await?;
    let mut refusals = against_approver(&staff.account, &edition, &authors, no_secret);
    refusals.extend(rules::refusals(&content, &tenant.profile, db.clock.today(), &edition.waivers));
    let subject = edition.subject(content.common().section);
    let tally = Tally::read(&mut scope, subject).await?;
    refusals.extend(tally.refusals(staff));
    refusals.extend(confirming::refusal(&mut scope, &tenant.profile, edition.supplied()).await?);
    refusals.extend(corrections::missing_note(&mut scope, &edition).await?);
    Error::unless_empty(refusals)?;
    let given = approvals::give(&mut scope, &tally, subject, staff).await?;
    let now = db.clock.now();
    if given.enough {
        let set = ", approved_by = $6, approved_at = $7, no_secret_declared = TRUE";
        store::advance(&mut scope, &edition, State::Approved, now, set, params![&staff.account, now]).await?;
    } else {
        store::advance(&mut scope, &edition, edition.state, now, "", Vec::new()).await?;
    }
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(Action::ItemApprove.as_str(), "item", edition.item.as_str(), given.detail);
    scope.commit().await
}

/// Makes an approved edition live at once; the one before it is superseded.
///
/// # Errors
/// [`Error::Refused`] when something has come to stand against it since it was approved.
pub async fn publish(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
) -> Result<()> {
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemPublish, edition.state)?;
    require_sight(staff, &edition)?;
    let content = store::content(&mut scope, &edition.revision).await?;
    Error::unless_empty(rules::refusals(&content, &tenant.profile, db.clock.today(), &edition.waivers))?;
    go_live(&mut scope, &edition, &content, db.clock.now()).await?;
    scope.audit(
        Action::ItemPublish.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": id, "no": edition.no }),
    );
    scope.commit().await
}

/// Makes an edition live at an instant, whatever asked for it; the caller has checked the right and the rule.
///
/// # Errors
/// [`Error::Refused`] for a correction that does not say what it corrects.
pub(crate) async fn go_live(
    scope: &mut WriteScope,
    edition: &Edition,
    content: &Content,
    at: Millis,
) -> Result<()> {
    Error::unless_empty(corrections::missing_note(scope, edition).await?.into_iter().collect())?;
    let item = store::item(scope, &edition.item).await?;
    if let Some(live) = &item.live {
        let before = store::edition(scope, live).await?;
        fall_silent(scope, &before).await?;
        store::advance(scope, &before, State::Superseded, at, ", live_until = $6", params![at]).await?;
    }
    store::advance(scope, edition, State::Live, at, ", live_from = $6", params![at]).await?;
    let listed_on = content.dated().unwrap_or_else(|| local(at).date());
    store::make_live(scope, &edition.item, &edition.id, content, listed_on).await?;
    store::forget_withdrawal(scope, &edition.item).await?;
    scope.changed("item", edition.item.as_str(), Reach::Public);
    if let Content::Document(document) = content {
        relations::speak(scope, &edition.item, document).await?;
    }
    Ok(())
}

/// Makes the edition live again that this one replaced, if it replaced one; the item is not left without a text.
/// Whether there was one.
pub(crate) async fn bring_back(scope: &mut WriteScope, gone: &Edition, at: Millis) -> Result<bool> {
    let Some(before) = store::replaced_by(scope, gone).await? else { return Ok(false) };
    let content = store::content(scope, &before.revision).await?;
    store::advance(scope, &before, State::Live, at, ", live_until = NULL", params![]).await?;
    let listed_on = content.dated().or_else(|| before.live_from.map(|from| local(from).date()));
    let listed_on = listed_on.unwrap_or_else(|| local(at).date());
    store::make_live(scope, &before.item, &before.id, &content, listed_on).await?;
    if let Content::Document(document) = &content {
        relations::speak(scope, &before.item, document).await?;
    }
    Ok(true)
}

/// What a live edition says about other documents is said no longer.
pub(crate) async fn fall_silent(scope: &mut WriteScope, edition: &Edition) -> Result<()> {
    match store::content(scope, &edition.revision).await? {
        Content::Document(document) => relations::fall_silent(scope, &edition.item, &document).await,
        Content::News(_) | Content::Record(_) => Ok(()),
    }
}

/// Takes a live edition down as a mistake.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub async fn withdraw(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    reason: &str,
) -> Result<()> {
    withdrawal::withdraw(db, tenant, staff, actor, id, version, &Withdrawal::Mistake, reason).await.map(drop)
}

/// What a person must give; trimmed.
pub(crate) fn needed<'a>(reason: &'a str, message: &str) -> Result<&'a str> {
    let reason = reason.trim();
    if reason.is_empty() {
        Err(Error::refused("reason", message, "Quy chế Điều 7.2"))
    } else {
        Ok(reason)
    }
}
