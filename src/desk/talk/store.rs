//! The SQL of remarks, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::Comment;

/// More are not shown; nobody has read so many.
const MOST: &str =
    "SELECT * FROM comments WHERE tenant_id = $1 AND edition_id = $2 ORDER BY at, comment_id LIMIT 1000";

impl FromRow for Comment {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("comment_id")?,
            edition: row.get::<String>("edition_id")?.into(),
            revision_no: row.get("revision_no")?,
            parent: row.get("parent_id")?,
            account: row.get::<String>("account_id")?.into(),
            body: row.get("body")?,
            at: row.get("at")?,
            resolved_by: row.get::<Option<String>>("resolved_by")?.map(Into::into),
            resolved_at: row.get("resolved_at")?,
        })
    }
}

/// Those of an edition, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, id: &EditionId) -> Result<Vec<Comment>> {
    scope.all(MOST, params![id]).await
}

/// One of an edition.
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] when the edition has none of that id.
pub async fn one(scope: &mut Scope, id: &EditionId, comment: &str) -> Result<Comment> {
    let sql = "SELECT * FROM comments WHERE tenant_id = $1 AND edition_id = $2 AND comment_id = $3";
    scope.one(sql, params![id, comment]).await
}

/// A new one.
///
/// # Errors
/// When the database refuses.
pub async fn insert(scope: &mut WriteScope, comment: &Comment) -> Result<()> {
    scope
        .execute(
            "INSERT INTO comments (tenant_id, comment_id, edition_id, revision_no, parent_id, account_id, body, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                &comment.id,
                &comment.edition,
                comment.revision_no,
                comment.parent.as_deref(),
                &comment.account,
                &comment.body,
                comment.at
            ],
        )
        .await
        .map(drop)
}

/// Settled by somebody, or open again.
///
/// # Errors
/// When the database refuses.
pub async fn resolve(scope: &mut WriteScope, comment: &str, by: Option<(&AccountId, Millis)>) -> Result<()> {
    let sql =
        "UPDATE comments SET resolved_by = $3, resolved_at = $4 WHERE tenant_id = $1 AND comment_id = $2";
    scope.execute_one(sql, params![comment, by.map(|by| by.0), by.map(|by| by.1)]).await
}
