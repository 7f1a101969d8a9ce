//! The SQL of following the change feed.

use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::{Change, Platform, Scope};
use crate::params;

/// How far a tenant's changes have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose.
    pub tenant: TenantId,
    /// The number of the last change or audit event.
    pub seq: i64,
}

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { tenant: row.get::<String>("tenant_id")?.into(), seq: row.get("seq")? })
    }
}

/// How far every tenant has come.
///
/// # Errors
/// When the database does not answer.
pub async fn heads(platform: &mut Platform) -> Result<Vec<Head>> {
    platform.all("SELECT tenant_id, seq FROM tenant_heads WHERE tenant_id <> 'platform'", vec![]).await
}

/// The changes after a number, oldest first, each thing once: at its last change.
///
/// # Errors
/// When the database does not answer.
pub async fn changes_after(scope: &mut Scope, cursor: i64, most: usize) -> Result<Vec<Change>> {
    scope
        .all(
            "SELECT c.seq, c.kind, c.entity_id FROM changes c WHERE c.tenant_id = $1 AND c.seq > $2 AND NOT EXISTS \
             (SELECT 1 FROM changes l WHERE l.tenant_id = c.tenant_id AND l.kind = c.kind AND l.entity_id = c.entity_id \
             AND l.seq > c.seq) ORDER BY c.seq LIMIT $3",
            params![cursor, i64::try_from(most).unwrap_or(i64::MAX)],
        )
        .await
}
