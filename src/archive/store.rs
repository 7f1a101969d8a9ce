//! The SQL of archive copies, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{EditionId, ItemId};
use crate::base::scope::{Scope, WriteScope};
use crate::params;
use sqlx::AssertSqlSafe;

use super::Copy;

const COPY: &str = "SELECT c.*, e.title, k.checked_at, k.fault, \
     (SELECT COUNT(*) FROM purges p WHERE p.tenant_id = c.tenant_id AND p.item_id = c.item_id) AS purged \
     FROM archive_copies c JOIN editions e ON e.tenant_id = c.tenant_id AND e.edition_id = c.edition_id \
     LEFT JOIN archive_checks k ON k.tenant_id = c.tenant_id AND k.archive_id = c.archive_id \
     WHERE c.tenant_id = $1";

impl FromRow for Copy {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("archive_id")?,
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            sha256: row.get("sha256")?,
            bytes: row.get("bytes")?,
            files: row.get("files")?,
            made_at: row.get("made_at")?,
            checked_at: row.get("checked_at")?,
            fault: row.get::<Option<String>>("fault")?.unwrap_or_default(),
            purged: row.get::<i64>("purged")? > 0,
        })
    }
}

/// Writes a copy down; whether its edition had none.
pub(super) async fn insert(scope: &mut WriteScope, copy: &Copy) -> Result<bool> {
    let rows = scope
        .execute(
            "INSERT INTO archive_copies (tenant_id, archive_id, item_id, edition_id, sha256, bytes, files, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            params![
                &copy.id,
                &copy.item,
                &copy.edition,
                &copy.sha256,
                copy.bytes,
                copy.files,
                copy.made_at,
            ],
        )
        .await?;
    Ok(rows > 0)
}

/// The copy of an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn of_edition(scope: &mut Scope, edition: &EditionId) -> Result<Option<Copy>> {
    scope.optional(AssertSqlSafe(format!("{COPY} AND c.edition_id = $2")), params![edition]).await
}

/// One copy.
///
/// # Errors
/// When the database does not answer.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Option<Copy>> {
    scope.optional(AssertSqlSafe(format!("{COPY} AND c.archive_id = $2")), params![id]).await
}

/// Copies, the last made first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(scope: &mut Scope, limit: usize) -> Result<Vec<Copy>> {
    let sql = format!("{COPY} ORDER BY c.made_at DESC, c.archive_id DESC LIMIT {limit}");
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// The digests of an item's copies, for a purge.
///
/// # Errors
/// When the database does not answer.
pub async fn digests_of(scope: &mut Scope, item: &ItemId) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT sha256 AS s FROM archive_copies WHERE tenant_id = $1 AND item_id = $2";
    scope.all(sql, params![item]).await
}

/// Editions of documents that went live since an instant and have no copy.
pub(super) async fn uncopied(scope: &mut Scope, since: Millis, limit: usize) -> Result<Vec<EditionId>> {
    let sql = format!(
        "SELECT e.edition_id AS s FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id \
         WHERE e.tenant_id = $1 AND i.kind = 'document' AND e.live_from >= $2 \
         AND NOT EXISTS (SELECT 1 FROM archive_copies c WHERE c.tenant_id = e.tenant_id AND c.edition_id = e.edition_id) \
         AND NOT EXISTS (SELECT 1 FROM purges p WHERE p.tenant_id = e.tenant_id AND p.item_id = e.item_id) \
         ORDER BY e.live_from, e.edition_id LIMIT {limit}"
    );
    let found: Vec<String> = scope.all(AssertSqlSafe(sql), params![since]).await?;
    Ok(found.into_iter().map(EditionId::from).collect())
}

/// The copies that were looked at the longest ago, before an instant.
pub(super) async fn unchecked(scope: &mut Scope, before: Millis, limit: usize) -> Result<Vec<Copy>> {
    let sql = format!(
        "{COPY} AND COALESCE(k.checked_at, c.made_at) < $2 AND NOT EXISTS (SELECT 1 FROM purges q WHERE q.tenant_id = c.tenant_id \
         AND q.item_id = c.item_id) ORDER BY COALESCE(k.checked_at, c.made_at), c.archive_id LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params![before]).await
}

/// Writes down what a look found.
pub(super) async fn checked(scope: &mut WriteScope, copy: &Copy, at: Millis, fault: &str) -> Result<()> {
    scope
        .execute(
            "INSERT INTO archive_checks (tenant_id, archive_id, checked_at, fault) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (tenant_id, archive_id) DO UPDATE SET checked_at = excluded.checked_at, fault = excluded.fault",
            params![&copy.id, at, fault],
        )
        .await
        .map(drop)
}
