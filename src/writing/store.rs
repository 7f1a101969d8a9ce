//! The SQL of working copies, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Scope, WriteScope};
use crate::items::Kind;
use crate::params;

use super::{Copy, Place};

impl FromRow for Copy {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            place: Place::parse(&row.get::<String>("place")?)?,
            kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("unknown kind {kind}")))?,
            version: row.get("version")?,
            title: row.get("title")?,
            fields: row.json("fields")?,
            saved_at: row.get("saved_at")?,
        })
    }
}

/// Writes a copy over the one before.
///
/// # Errors
/// When the database refuses.
pub async fn keep(scope: &mut WriteScope, account: &AccountId, copy: &Copy) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO working_copies (tenant_id, account_id, place, kind, version, title, fields, saved_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, account_id, place) DO UPDATE SET \
             version = excluded.version, title = excluded.title, fields = excluded.fields, saved_at = excluded.saved_at",
            params![
                account,
                copy.place.text(),
                copy.kind.as_str(),
                copy.version,
                &copy.title,
                serde_json::to_string(&copy.fields)?,
                now,
            ],
        )
        .await
        .map(drop)
}

/// A person's copy of something.
///
/// # Errors
/// When the database does not answer.
pub async fn find(scope: &mut Scope, account: &AccountId, place: &Place) -> Result<Option<Copy>> {
    scope
        .optional(
            "SELECT * FROM working_copies WHERE tenant_id = $1 AND account_id = $2 AND place = $3",
            params![account, place.text()],
        )
        .await
}

/// A person's copies of what was never saved, of one kind, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn fresh_of(scope: &mut Scope, account: &AccountId, kind: Kind) -> Result<Vec<Copy>> {
    scope
        .all(
            "SELECT * FROM working_copies WHERE tenant_id = $1 AND account_id = $2 AND kind = $3 AND place LIKE 'moi-%' \
             ORDER BY saved_at DESC, place LIMIT 5",
            params![account, kind.as_str()],
        )
        .await
}

/// Drops a copy.
///
/// # Errors
/// When the database refuses.
pub async fn forget(scope: &mut WriteScope, account: &AccountId, place: &Place) -> Result<()> {
    scope
        .execute(
            "DELETE FROM working_copies WHERE tenant_id = $1 AND account_id = $2 AND place = $3",
            params![account, place.text()],
        )
        .await
        .map(drop)
}

/// Drops a person's oldest copies beyond a number.
///
/// # Errors
/// When the database refuses.
pub async fn forget_beyond(scope: &mut WriteScope, account: &AccountId, most: usize) -> Result<()> {
    let sql = format!(
        "DELETE FROM working_copies WHERE tenant_id = $1 AND account_id = $2 AND place NOT IN \
         (SELECT place FROM working_copies WHERE tenant_id = $1 AND account_id = $2 ORDER BY saved_at DESC, place LIMIT {most})"
    );
    scope.execute(AssertSqlSafe(sql), params![account]).await.map(drop)
}

/// Drops what is older.
///
/// # Errors
/// When the database refuses.
pub async fn forget_before(scope: &mut WriteScope, before: Millis) -> Result<()> {
    scope
        .execute("DELETE FROM working_copies WHERE tenant_id = $1 AND saved_at < $2", params![before])
        .await
        .map(drop)
}
