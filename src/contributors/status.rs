//! A contributor who is stopped sees their own texts and writes nothing; their sessions end at once (Điều 13.2).

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Db, Reach};
use crate::people::store::delete_sessions_of;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::store;

/// Since when and why somebody is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Who.
    pub account: AccountId,
    /// Since when.
    pub at: Millis,
    /// By whom.
    pub by: AccountId,
    /// Why.
    pub reason: String,
}

/// Stops a contributor in this tenant.
///
/// # Errors
/// [`Error::NotFound`] for who is no contributor here, [`Error::Refused`] without a reason.
pub async fn stop(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    account: &AccountId,
    reason: &str,
) -> Result<()> {
    staff.require(Action::ContributorManage, State::Any)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::refused(
            "reason",
            "Hãy nêu lý do ngừng; lý do được ghi vào nhật ký.",
            super::CARED,
        ));
    }
    let mut platform = db.platform_write(actor).await?;
    let touched =
        store::stop(&mut platform, tenant.id(), account, &staff.account, reason, db.clock.now()).await?;
    if touched == 0 {
        return Err(Error::NotFound);
    }
    delete_sessions_of(&mut platform, account, db.clock.now()).await?;
    platform.changed(tenant.id(), "contributor", account.as_str(), Reach::Staff);
    let detail = json!({ "stopped": true, "reason": reason });
    platform.audit(tenant.id(), Action::ContributorManage.as_str(), "contributor", account.as_str(), detail);
    platform.commit().await
}

/// Lets a stopped contributor write again.
///
/// # Errors
/// [`Error::NotFound`] for who is not stopped here.
pub async fn resume(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    account: &AccountId,
) -> Result<()> {
    staff.require(Action::ContributorManage, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    if store::resume(&mut scope, account).await? == 0 {
        return Err(Error::NotFound);
    }
    scope.changed("contributor", account.as_str(), Reach::Staff);
    scope.audit(
        Action::ContributorManage.as_str(),
        "contributor",
        account.as_str(),
        json!({ "stopped": false }),
    );
    scope.commit().await
}
