//! Sample content put live at its own past day, by two persons and through the same rule as any other.

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::Db;
use crate::items::editing::begin;
use crate::items::publishing::go_live;
use crate::items::{Content, Edition, rules, store as items};
use crate::params;
use crate::people::State;
use crate::tenants::directory::Tenant;

/// Publishes a sample, unless it is there already.
///
/// # Errors
/// [`Error::Refused`] with everything that stands against publication.
pub async fn publish(
    db: &Db,
    tenant: &Tenant,
    content: Content,
    author: &AccountId,
    approver: &AccountId,
    at: Millis,
) -> Result<()> {
    let key = format!("sample:{}", content.slug());
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    let known: i64 = scope
        .one("SELECT COUNT(*) AS n FROM items WHERE tenant_id = $1 AND source_key = $2", params![&key])
        .await?;
    if known > 0 {
        return Ok(());
    }
    Error::unless_empty(rules::refusals(&content, &tenant.profile, db.clock.today(), &[]))?;
    let (_, edition) = begin(&mut scope, &content, Some(author.clone()), Some(&key)).await?;
    let set = ", submitted_by = $6, submitted_at = $5, approved_by = $7, approved_at = $5, no_secret_declared = TRUE";
    items::advance(&mut scope, &edition, State::Approved, at, set, params![author, approver]).await?;
    let approved = Edition { state: State::Approved, version: edition.version + 1, ..edition };
    go_live(&mut scope, &approved, &content, at).await?;
    scope.audit("demo.publish", "item", approved.item.as_str(), serde_json::json!({}));
    scope.commit().await
}
