//! The SQL of personal keys, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, PlatformWrite};
use crate::params;

use super::Key;

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        let tenants: Vec<String> = row.json("tenants")?;
        Ok(Self {
            id: row.get("key_id")?,
            account: row.get::<String>("account_id")?.into(),
            name: row.get("name")?,
            grants: row.json("grants")?,
            tenants: tenants.into_iter().map(TenantId::from).collect(),
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            revoked_at: row.get("revoked_at")?,
            last_used_at: row.get("last_used_at")?,
            last_address: row.get("last_address")?,
        })
    }
}

/// A new key under the digest of its token.
pub async fn insert(platform: &mut PlatformWrite, key: &Key, hash: &str) -> Result<()> {
    let tenants: Vec<&str> = key.tenants.iter().map(TenantId::as_str).collect();
    platform
        .execute(
            "INSERT INTO api_keys (key_id, key_hash, account_id, name, grants, tenants, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                &key.id,
                hash,
                &key.account,
                &key.name,
                serde_json::to_string(&key.grants)?,
                serde_json::to_string(&tenants)?,
                key.created_at,
                key.expires_at,
            ],
        )
        .await
        .map(drop)
}

/// The key of a token's digest.
pub async fn by_hash(platform: &mut Platform, hash: &str) -> Result<Option<Key>> {
    platform.optional("SELECT * FROM api_keys WHERE key_hash = $1", params![hash]).await
}

/// A person's keys, latest first.
pub async fn of(platform: &mut Platform, account: &AccountId) -> Result<Vec<Key>> {
    platform
        .all(
            "SELECT * FROM api_keys WHERE account_id = $1 ORDER BY created_at DESC, key_id DESC",
            params![account],
        )
        .await
}

/// Writes down that a key was used.
pub async fn touch(platform: &mut PlatformWrite, id: &str, now: Millis, address: &str) -> Result<()> {
    platform
        .execute(
            "UPDATE api_keys SET last_used_at = $2, last_address = $3 WHERE key_id = $1",
            params![id, now, address],
        )
        .await
        .map(drop)
}

/// Takes a person's own key out of use; whether there was one in use.
pub async fn revoke(
    platform: &mut PlatformWrite,
    account: &AccountId,
    id: &str,
    now: Millis,
) -> Result<bool> {
    let sql =
        "UPDATE api_keys SET revoked_at = $3 WHERE key_id = $1 AND account_id = $2 AND revoked_at IS NULL";
    Ok(platform.execute(sql, params![id, account, now]).await? == 1)
}
