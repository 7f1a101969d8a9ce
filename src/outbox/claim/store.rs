//! The SQL that says whose turn it is, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::Result;
use crate::base::scope::{Platform, PlatformWrite};
use crate::outbox::store::Attempt;
use crate::params;

/// A letter whose turn it is.
pub struct Due {
    /// As it stands before this attempt.
    pub attempt: Attempt,
    /// The digest of its domain.
    pub domain: String,
}

impl FromRow for Due {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { attempt: Attempt::from_row(row)?, domain: row.get("domain_digest")? })
    }
}

/// Tenants that nobody holds and that are not closed, with something due.
///
/// # Errors
/// When the database does not answer.
pub async fn tenants(platform: &mut Platform, now: Millis) -> Result<Vec<String>> {
    platform
        .all(
            "SELECT t.tenant_id AS s FROM tenant_heads t WHERE \
             (EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id = t.tenant_id AND o.state = 'queued' AND o.next_at <= $1) \
             OR EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id = t.tenant_id AND o.state = 'uncertain' \
             AND o.next_at <= $1 AND NOT o.resent)) \
             AND NOT EXISTS (SELECT 1 FROM outbox_pauses p WHERE p.tenant_id IN (t.tenant_id, 'platform')) \
             AND NOT EXISTS (SELECT 1 FROM tenant_closures c WHERE c.tenant_id = t.tenant_id) \
             ORDER BY t.tenant_id",
            params![now],
        )
        .await
}

/// The tenant's first letter whose turn it is. A letter waits for an earlier one to the same recipient while that is under
/// way or has its turn, or waits because the mail server was not to be had; for one that waits on its own account only within
/// the same case, so that one letter that nobody takes holds up nothing else, nor does what stands behind it.
///
/// # Errors
/// When the database does not answer.
pub async fn first(
    platform: &mut PlatformWrite,
    tenant: &str,
    now: Millis,
    full: &[String],
) -> Result<Option<Due>> {
    // Each state by itself: so the index gives the order, and the first row is the answer.
    for state in ["o.state = 'uncertain' AND NOT o.resent", "o.state = 'queued'"] {
        let marks: String = (0..full.len()).map(|at| format!(", ${}", at + 3)).collect();
        let lock = if platform.is_postgres() { " FOR UPDATE OF o SKIP LOCKED" } else { "" };
        let sql = format!(
            "SELECT o.tenant_id, o.mail_id, o.attempts, o.domain_digest FROM outbox o \
             WHERE o.tenant_id = $1 AND o.next_at <= $2 AND {state} AND o.domain_digest NOT IN ('-'{marks}) \
             AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.tenant_id = o.tenant_id \
             AND e.recipient_digest = o.recipient_digest \
             AND (e.seq < o.seq OR (e.seq = o.seq AND e.mail_id < o.mail_id)) \
             AND (e.state = 'sending' \
             OR (e.state = 'queued' AND (e.phase IN ('connect', 'hello', 'starttls', 'auth') OR (e.next_at <= $2 \
             AND NOT EXISTS (SELECT 1 FROM outbox w WHERE w.tenant_id = e.tenant_id \
             AND w.recipient_digest = e.recipient_digest AND w.subject_kind = e.subject_kind \
             AND w.subject_id = e.subject_id AND (w.seq < e.seq OR (w.seq = e.seq AND w.mail_id < e.mail_id)) \
             AND (w.state = 'queued' OR (w.state = 'uncertain' AND NOT w.resent)))))) \
             OR ((e.state = 'queued' OR (e.state = 'uncertain' AND NOT e.resent)) \
             AND e.subject_kind = o.subject_kind AND e.subject_id = o.subject_id))) \
             ORDER BY o.next_at, o.seq, o.mail_id LIMIT 1{lock}"
        );
        let mut params: Vec<Param> = params![tenant, now];
        params.extend(full.iter().map(Param::from));
        if let Some(due) = platform.optional(AssertSqlSafe(sql), params).await? {
            return Ok(Some(due));
        }
    }
    Ok(None)
}
