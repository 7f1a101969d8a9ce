//! The SQL of phrases, and nobody else's.

use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::scope::{Scope, WriteScope};
use crate::params;
use crate::questions::classes::Class;

use super::Phrase;

impl FromRow for Phrase {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("phrase_id")?,
            name: row.get("name")?,
            body: row.get("body")?,
            class: row.get::<Option<String>>("class")?.as_deref().and_then(Class::parse),
            field: row.get("field_key")?,
            version: row.get("version")?,
            set_by: row.get("set_by")?,
            set_at: row.get("set_at")?,
            ended_at: row.get("ended_at")?,
        })
    }
}

/// Every phrase that ever was, those offered first, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope) -> Result<Vec<Phrase>> {
    let sql = "SELECT * FROM answer_phrases WHERE tenant_id = $1 \
               ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, name, phrase_id";
    scope.all(sql, vec![]).await
}

/// Those that are offered, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn offered(scope: &mut Scope) -> Result<Vec<Phrase>> {
    let sql =
        "SELECT * FROM answer_phrases WHERE tenant_id = $1 AND ended_at IS NULL ORDER BY name, phrase_id";
    scope.all(sql, vec![]).await
}

/// A phrase.
///
/// # Errors
/// When the database does not answer.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Option<Phrase>> {
    scope.optional("SELECT * FROM answer_phrases WHERE tenant_id = $1 AND phrase_id = $2", params![id]).await
}

pub(super) async fn insert(scope: &mut WriteScope, phrase: &Phrase) -> Result<()> {
    let sql = "INSERT INTO answer_phrases (tenant_id, phrase_id, name, body, class, field_key, version, set_by, set_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let given = params![
        &phrase.id,
        &phrase.name,
        &phrase.body,
        phrase.class.map(Class::key),
        phrase.field.clone(),
        phrase.version,
        &phrase.set_by,
        phrase.set_at,
    ];
    scope.execute(sql, given).await.map(drop)
}

/// Puts a phrase over the version that it carries; whether that one was still there.
pub(super) async fn replace(scope: &mut WriteScope, phrase: &Phrase) -> Result<bool> {
    let sql = "UPDATE answer_phrases SET name = $4, body = $5, class = $6, field_key = $7, version = version + 1, \
               set_by = $8, set_at = $9 WHERE tenant_id = $1 AND phrase_id = $2 AND version = $3 AND ended_at IS NULL";
    let given = params![
        &phrase.id,
        phrase.version,
        &phrase.name,
        &phrase.body,
        phrase.class.map(Class::key),
        phrase.field.clone(),
        &phrase.set_by,
        phrase.set_at,
    ];
    Ok(scope.execute(sql, given).await? == 1)
}

/// Ends a phrase as it was seen; whether it was still so.
pub(super) async fn end(scope: &mut WriteScope, id: &str, version: i64) -> Result<bool> {
    let now = scope.db().clock.now();
    let sql = "UPDATE answer_phrases SET ended_at = $4, version = version + 1 \
               WHERE tenant_id = $1 AND phrase_id = $2 AND version = $3 AND ended_at IS NULL";
    Ok(scope.execute(sql, params![id, version, now]).await? == 1)
}
