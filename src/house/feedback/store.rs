//! The SQL of what offices file, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::{About, Feedback, Standing, Step};

fn standing(row: &Row) -> Result<Standing> {
    let word: String = row.get("state")?;
    Standing::parse(&word).ok_or_else(|| Error::internal(format!("no such standing: {word}")))
}

impl FromRow for Feedback {
    fn from_row(row: &Row) -> Result<Self> {
        let about: String = row.get("about")?;
        Ok(Self {
            id: row.get("feedback_id")?,
            number: row.get("number")?,
            source: row.get::<String>("source_id")?.into(),
            unit: row.get("unit_key")?,
            by: row.get::<String>("filed_by")?.into(),
            at: row.get("filed_at")?,
            about: About::parse(&about).ok_or_else(|| Error::internal(format!("about what: {about}")))?,
            article: row.get("article")?,
            title: row.get("title")?,
            body: row.get("body")?,
            standing: standing(row)?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Step {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            feedback: row.get("feedback_id")?,
            standing: standing(row)?,
            reason: row.get("reason")?,
            by: row.get::<String>("decided_by")?.into(),
            at: row.get("decided_at")?,
        })
    }
}

pub(super) async fn insert(scope: &mut WriteScope, one: &Feedback) -> Result<()> {
    scope
        .execute(
            "INSERT INTO feedback (tenant_id, feedback_id, number, source_id, unit_key, filed_by, filed_at, about, article, title, \
             body, state, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                &one.id,
                one.number,
                &one.source,
                &one.unit,
                &one.by,
                one.at,
                one.about.as_str(),
                &one.article,
                &one.title,
                &one.body,
                one.standing.as_str(),
                one.version,
            ],
        )
        .await
        .map(drop)
}

/// Writes a step down, if the thing is still as it was seen.
pub(super) async fn advance(scope: &mut WriteScope, one: &Feedback, seen: i64, step: &Step) -> Result<()> {
    scope
        .execute_one(
            "UPDATE feedback SET state = $4, version = version + 1 WHERE tenant_id = $1 AND feedback_id = $2 AND version = $3",
            params![&one.id, seen, step.standing.as_str()],
        )
        .await?;
    scope
        .execute(
            "INSERT INTO feedback_steps (tenant_id, feedback_id, n, state, reason, decided_by, decided_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![&one.id, seen, step.standing.as_str(), &step.reason, &step.by, step.at],
        )
        .await
        .map(drop)
}

/// One that was filed with this site's board.
///
/// # Errors
/// When the database does not answer.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Option<Feedback>> {
    scope.optional("SELECT * FROM feedback WHERE tenant_id = $1 AND feedback_id = $2", params![id]).await
}

/// What was done with one, the first step first.
///
/// # Errors
/// When the database does not answer.
pub async fn steps(scope: &mut Scope, id: &str) -> Result<Vec<Step>> {
    let sql = "SELECT * FROM feedback_steps WHERE tenant_id = $1 AND feedback_id = $2 ORDER BY n";
    scope.all(sql, params![id]).await
}

/// What was filed from an instant until before another, the first filed first.
///
/// # Errors
/// When the database does not answer.
pub async fn filed_between(scope: &mut Scope, from: Millis, until: Millis) -> Result<Vec<Feedback>> {
    let sql =
        "SELECT * FROM feedback WHERE tenant_id = $1 AND filed_at >= $2 AND filed_at < $3 ORDER BY number";
    scope.all(sql, params![from, until]).await
}

/// What a person filed from a site, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn filed_by(scope: &mut Scope, source: &TenantId, account: &AccountId) -> Result<Vec<Feedback>> {
    let sql = "SELECT * FROM feedback WHERE tenant_id = $1 AND source_id = $2 AND filed_by = $3 \
               ORDER BY filed_at DESC, number DESC LIMIT 200";
    scope.all(sql, params![source, account]).await
}

/// What was done with all that a person filed from a site.
///
/// # Errors
/// When the database does not answer.
pub async fn steps_for(scope: &mut Scope, source: &TenantId, account: &AccountId) -> Result<Vec<Step>> {
    let sql = "SELECT s.* FROM feedback_steps s JOIN feedback f ON f.tenant_id = s.tenant_id AND f.feedback_id = s.feedback_id \
               WHERE s.tenant_id = $1 AND f.source_id = $2 AND f.filed_by = $3 ORDER BY s.n";
    scope.all(sql, params![source, account]).await
}

/// The accepted ones that are not done, for a proposal to amend.
///
/// # Errors
/// When the database does not answer.
pub async fn accepted(scope: &mut Scope) -> Result<Vec<Feedback>> {
    let sql = "SELECT * FROM feedback WHERE tenant_id = $1 AND state = 'accepted' ORDER BY number";
    scope.all(sql, vec![]).await
}

/// How many wait for the board.
///
/// # Errors
/// When the database does not answer.
pub async fn count_waiting(scope: &mut Scope) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM feedback WHERE tenant_id = $1 AND state IN ('new', 'considered')";
    Ok(scope.optional(sql, vec![]).await?.unwrap_or(0))
}
