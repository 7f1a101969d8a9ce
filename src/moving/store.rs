//! The SQL of moving a tenant, and nobody else's.

use crate::base::audit::Stored;
use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::{Platform, PlatformWrite};
use crate::params;

/// Whether a tenant has this id.
///
/// # Errors
/// When the database does not answer.
pub async fn has_tenant(platform: &mut Platform, id: &str) -> Result<bool> {
    let sql = "SELECT tenant_id AS s FROM tenants WHERE tenant_id = $1";
    Ok(platform.optional::<String>(sql, params![id]).await?.is_some())
}

/// Whether a tenant has this name in addresses.
///
/// # Errors
/// When the database does not answer.
pub async fn has_slug(platform: &mut Platform, slug: &str) -> Result<bool> {
    let sql = "SELECT tenant_id AS s FROM tenants WHERE slug = $1";
    Ok(platform.optional::<String>(sql, params![slug]).await?.is_some())
}

/// Whether a tenant has or had this host.
///
/// # Errors
/// When the database does not answer.
pub async fn has_host(platform: &mut Platform, host: &str) -> Result<bool> {
    let sql = "SELECT tenant_id AS s FROM tenant_hosts WHERE host = $1 LIMIT 1";
    Ok(platform.optional::<String>(sql, params![host]).await?.is_some())
}

/// The id of the account with this login.
///
/// # Errors
/// When the database does not answer.
pub async fn account_of(platform: &mut Platform, login: &str) -> Result<Option<String>> {
    platform.optional("SELECT account_id AS s FROM accounts WHERE login = $1", params![login]).await
}

/// Every account's id.
///
/// # Errors
/// When the database does not answer.
pub async fn accounts(platform: &mut Platform) -> Result<Vec<String>> {
    platform.all("SELECT account_id AS s FROM accounts", vec![]).await
}

/// The slug of a tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn slug_of(platform: &mut Platform, id: &TenantId) -> Result<Option<String>> {
    platform.optional("SELECT slug AS s FROM tenants WHERE tenant_id = $1", params![id]).await
}

/// The id of the tenant with this name in addresses.
///
/// # Errors
/// When the database does not answer.
pub async fn tenant_of(platform: &mut Platform, slug: &str) -> Result<Option<String>> {
    platform.optional("SELECT tenant_id AS s FROM tenants WHERE slug = $1", params![slug]).await
}

/// So many events of a chain above a number, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn chain(platform: &mut Platform, tenant: &TenantId, above: i64) -> Result<Vec<Stored>> {
    let sql = "SELECT * FROM audit_events WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT 2000";
    platform.all(sql, params![tenant, above]).await
}

/// Keeps the key of a tenant's codes that it brings along.
///
/// # Errors
/// When the database refuses.
pub async fn keep_key(
    platform: &mut PlatformWrite,
    tenant: &TenantId,
    id: &str,
    sealed: Vec<u8>,
    now: Millis,
) -> Result<()> {
    let sql = "INSERT INTO moved_keys (tenant_id, key_id, sealed, moved_at) VALUES ($1, $2, $3, $4)";
    platform.execute(sql, params![tenant, id, sealed, now]).await.map(drop)
}
