//! The SQL of what a site's office arranges, and nobody else's.

use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::{Draft, Part, Version};

impl FromRow for Version {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            no: row.get("no")?,
            body: row.get("body")?,
            restored_from: row.get("restored_from")?,
            published_by: row.get("published_by")?,
            published_at: row.get("published_at")?,
        })
    }
}

impl FromRow for Draft {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            body: row.get("body")?,
            version: row.get("version")?,
            saved_by: row.get("saved_by")?,
            saved_at: row.get("saved_at")?,
        })
    }
}

/// The version that holds; none where the site is as it was declared.
///
/// # Errors
/// When the database does not answer.
pub async fn current(scope: &mut Scope, part: Part) -> Result<Option<Version>> {
    let sql = "SELECT * FROM face_versions WHERE tenant_id = $1 AND part = $2 ORDER BY no DESC LIMIT 1";
    scope.optional(sql, params![part.as_str()]).await
}

/// The latest versions, the one that holds first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(scope: &mut Scope, part: Part) -> Result<Vec<Version>> {
    let sql = "SELECT * FROM face_versions WHERE tenant_id = $1 AND part = $2 ORDER BY no DESC LIMIT 200";
    scope.all(sql, params![part.as_str()]).await
}

/// A version by its number.
///
/// # Errors
/// When the database does not answer.
pub async fn version(scope: &mut Scope, part: Part, no: i64) -> Result<Option<Version>> {
    let sql = "SELECT * FROM face_versions WHERE tenant_id = $1 AND part = $2 AND no = $3";
    scope.optional(sql, params![part.as_str(), no]).await
}

/// What a digest stands for: the words of a published version, or of the draft. Pages that were sent before a change still
/// ask for the sheet they were made with.
///
/// # Errors
/// When the database does not answer.
pub async fn by_digest(scope: &mut Scope, part: Part, digest: &str) -> Result<Option<String>> {
    let sql = "SELECT body AS s FROM face_versions WHERE tenant_id = $1 AND part = $2 AND digest = $3 \
               UNION ALL SELECT body AS s FROM face_drafts WHERE tenant_id = $1 AND part = $2 AND digest = $3 LIMIT 1";
    scope.optional(sql, params![part.as_str(), digest]).await
}

/// What is being prepared.
///
/// # Errors
/// When the database does not answer.
pub async fn draft(scope: &mut Scope, part: Part) -> Result<Option<Draft>> {
    scope
        .optional("SELECT * FROM face_drafts WHERE tenant_id = $1 AND part = $2", params![part.as_str()])
        .await
}

pub(super) async fn put_draft(
    scope: &mut WriteScope,
    part: Part,
    body: &str,
    digest: &str,
    version: i64,
) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let sql = "INSERT INTO face_drafts (tenant_id, part, body, digest, version, saved_by, saved_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, part) DO UPDATE SET body = excluded.body, \
               digest = excluded.digest, version = excluded.version, saved_by = excluded.saved_by, \
               saved_at = excluded.saved_at";
    scope.execute(sql, params![part.as_str(), body, digest, version, by, now]).await.map(drop)
}

pub(super) async fn drop_draft(scope: &mut WriteScope, part: Part) -> Result<()> {
    let sql = "DELETE FROM face_drafts WHERE tenant_id = $1 AND part = $2";
    scope.execute(sql, params![part.as_str()]).await.map(drop)
}

pub(super) async fn insert(
    scope: &mut WriteScope,
    part: Part,
    no: i64,
    body: &str,
    digest: &str,
    restored_from: Option<i64>,
) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let sql = "INSERT INTO face_versions (tenant_id, part, no, body, digest, restored_from, published_by, published_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    scope.execute(sql, params![part.as_str(), no, body, digest, restored_from, by, now]).await.map(drop)
}
