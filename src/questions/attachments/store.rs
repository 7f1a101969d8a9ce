//! The SQL of readers' attachments, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::Owner;

/// A file that is kept.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Its id.
    pub id: String,
    /// Its type.
    pub media_type: String,
    /// How many bytes it has in clear.
    pub bytes: i64,
    /// When it came.
    pub created_at: Millis,
    /// When the desk let the unit see it.
    pub released_at: Option<Millis>,
    pub(super) name: Vec<u8>,
    pub(super) sha256: String,
}

impl FromRow for Attached {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("attachment_id")?,
            media_type: row.get("media_type")?,
            bytes: row.get("bytes")?,
            created_at: row.get("created_at")?,
            released_at: row.get("released_at")?,
            name: row.get::<Option<Vec<u8>>>("name")?.unwrap_or_default(),
            sha256: row.get("sha256")?,
        })
    }
}

/// The row of a new file.
pub(super) struct New<'a> {
    pub(super) id: &'a str,
    pub(super) owner: &'a Owner,
    pub(super) name: Vec<u8>,
    pub(super) media_type: &'a str,
    pub(super) bytes: i64,
    pub(super) sha256: &'a str,
}

pub(super) async fn insert(scope: &mut WriteScope, new: New<'_>) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO question_attachments (tenant_id, attachment_id, owner, name, media_type, bytes, sha256, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![new.id, new.owner.key(), new.name, new.media_type, new.bytes, new.sha256, now],
        )
        .await
        .map(drop)
}

/// The files of an owner, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, owner: &Owner) -> Result<Vec<Attached>> {
    scope
        .all(
            "SELECT * FROM question_attachments WHERE tenant_id = $1 AND owner = $2 ORDER BY created_at, attachment_id",
            params![owner.key()],
        )
        .await
}

/// One file of an owner.
///
/// # Errors
/// When the database does not answer.
pub async fn one(scope: &mut Scope, owner: &Owner, id: &str) -> Result<Option<Attached>> {
    scope
        .optional(
            "SELECT * FROM question_attachments WHERE tenant_id = $1 AND owner = $2 AND attachment_id = $3",
            params![owner.key(), id],
        )
        .await
}

/// What was one owner's is another's; nothing of it stays released.
///
/// # Errors
/// When the database refuses.
pub async fn pass(scope: &mut WriteScope, from: &Owner, to: &Owner) -> Result<()> {
    scope
        .execute(
            "UPDATE question_attachments SET owner = $3, released_at = NULL WHERE tenant_id = $1 AND owner = $2",
            params![from.key(), to.key()],
        )
        .await
        .map(drop)
}

/// Lets the unit see a file, or no longer.
///
/// # Errors
/// When there is no such file.
pub async fn release(scope: &mut WriteScope, owner: &Owner, id: &str, at: Option<Millis>) -> Result<()> {
    scope
        .execute_one(
            "UPDATE question_attachments SET released_at = $4 WHERE tenant_id = $1 AND owner = $2 AND attachment_id = $3",
            params![owner.key(), id, at],
        )
        .await
}

/// Takes all files of an owner out; the digests of their bytes, to be forgotten after the commit.
///
/// # Errors
/// When the database refuses.
pub async fn remove(scope: &mut WriteScope, owner: &Owner) -> Result<Vec<String>> {
    let gone = of(scope, owner).await?;
    let sql = "DELETE FROM question_attachments WHERE tenant_id = $1 AND owner = $2";
    scope.execute(sql, params![owner.key()]).await?;
    Ok(gone.into_iter().map(|file| file.sha256).collect())
}

pub(super) async fn remove_one(scope: &mut WriteScope, owner: &Owner, id: &str) -> Result<Option<String>> {
    let gone = one(scope, owner, id).await?;
    let sql = "DELETE FROM question_attachments WHERE tenant_id = $1 AND owner = $2 AND attachment_id = $3";
    scope.execute(sql, params![owner.key(), id]).await?;
    Ok(gone.map(|file| file.sha256))
}

pub(super) async fn remove_stale(scope: &mut WriteScope, before: Millis) -> Result<Vec<String>> {
    let stale: Vec<Attached> = scope
        .all(
            "SELECT * FROM question_attachments WHERE tenant_id = $1 AND owner LIKE 'form/%' AND created_at < $2",
            params![before],
        )
        .await?;
    scope
        .execute(
            "DELETE FROM question_attachments WHERE tenant_id = $1 AND owner LIKE 'form/%' AND created_at < $2",
            params![before],
        )
        .await?;
    Ok(stale.into_iter().map(|file| file.sha256).collect())
}
