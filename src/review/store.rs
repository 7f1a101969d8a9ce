//! The SQL of answers, set times and emergencies, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;

use super::emergency::Emergency;
use super::schedule::Schedule;
use super::standing::Answer;

impl FromRow for Answer {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            check: row.get("check_key")?,
            finding: row.get("finding")?,
            text: row.get("answer")?,
            account: row.get::<String>("account_id")?.into(),
            at: row.get("at")?,
            revision: row.get::<String>("revision_id")?.into(),
        })
    }
}

/// What was answered about an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn answers(scope: &mut Scope, edition: &EditionId) -> Result<Vec<Answer>> {
    scope.all("SELECT * FROM check_answers WHERE tenant_id = $1 AND edition_id = $2", params![edition]).await
}

/// Keeps an answer, over the one there was.
///
/// # Errors
/// When the database refuses.
pub async fn answer(scope: &mut WriteScope, edition: &EditionId, answer: &Answer) -> Result<()> {
    scope
        .execute(
            "INSERT INTO check_answers (tenant_id, edition_id, check_key, finding, revision_id, answer, account_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, edition_id, check_key, finding) DO UPDATE \
             SET revision_id = excluded.revision_id, answer = excluded.answer, account_id = excluded.account_id, \
             at = excluded.at",
            params![
                edition,
                &answer.check,
                &answer.finding,
                &answer.revision,
                &answer.text,
                &answer.account,
                answer.at
            ],
        )
        .await
        .map(drop)
}

impl FromRow for Schedule {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            at: row.get("publish_at")?,
            by: row.get::<String>("scheduled_by")?.into(),
        })
    }
}

/// When an edition goes live by itself.
///
/// # Errors
/// When the database does not answer.
pub async fn schedule(scope: &mut Scope, edition: &EditionId) -> Result<Option<Schedule>> {
    scope.optional("SELECT * FROM schedules WHERE tenant_id = $1 AND edition_id = $2", params![edition]).await
}

/// Sets it.
///
/// # Errors
/// When the database refuses.
pub async fn set_schedule(scope: &mut WriteScope, schedule: &Schedule, now: Millis) -> Result<()> {
    scope
        .execute(
            "INSERT INTO schedules (tenant_id, edition_id, publish_at, scheduled_by, scheduled_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, edition_id) DO UPDATE SET \
             publish_at = excluded.publish_at, scheduled_by = excluded.scheduled_by, scheduled_at = excluded.scheduled_at",
            params![&schedule.edition, schedule.at, &schedule.by, now],
        )
        .await
        .map(drop)
}

/// Takes it back, or is done with it.
///
/// # Errors
/// When the database refuses.
pub async fn end_schedule(scope: &mut WriteScope, edition: &EditionId) -> Result<()> {
    scope
        .execute("DELETE FROM schedules WHERE tenant_id = $1 AND edition_id = $2", params![edition])
        .await
        .map(drop)
}

/// An edition whose time has come.
#[derive(Clone, Debug)]
pub struct Due {
    /// Where.
    pub tenant: TenantId,
    /// Which.
    pub edition: EditionId,
}

impl FromRow for Due {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
        })
    }
}

/// Every tenant's set times that have come, the earliest first.
///
/// # Errors
/// When the database does not answer.
pub async fn scheduled(platform: &mut Platform, now: Millis) -> Result<Vec<Due>> {
    let sql =
        "SELECT tenant_id, edition_id FROM schedules WHERE publish_at <= $1 ORDER BY publish_at, edition_id";
    platform.all(sql, params![now]).await
}

impl FromRow for Emergency {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            reason: row.get("reason")?,
            by: row.get::<String>("published_by")?.into(),
            at: row.get("published_at")?,
            confirm_before: row.get("confirm_before")?,
            confirmed_by: row.get::<Option<String>>("confirmed_by")?.map(Into::into),
            confirmed_at: row.get("confirmed_at")?,
            closed_at: row.get("closed_at")?,
        })
    }
}

/// The emergency publication of an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn emergency(scope: &mut Scope, edition: &EditionId) -> Result<Option<Emergency>> {
    scope
        .optional("SELECT * FROM emergencies WHERE tenant_id = $1 AND edition_id = $2", params![edition])
        .await
}

/// A new one.
///
/// # Errors
/// When the database refuses.
pub async fn insert_emergency(scope: &mut WriteScope, emergency: &Emergency) -> Result<()> {
    scope
        .execute(
            "INSERT INTO emergencies (tenant_id, edition_id, reason, published_by, published_at, confirm_before) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                &emergency.edition,
                &emergency.reason,
                &emergency.by,
                emergency.at,
                emergency.confirm_before
            ],
        )
        .await
        .map(drop)
}

/// Nothing is waited for any more; who confirmed, if somebody did.
///
/// # Errors
/// When it was closed already.
pub async fn close_emergency(
    scope: &mut WriteScope,
    edition: &EditionId,
    confirmed_by: Option<&AccountId>,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "UPDATE emergencies SET closed_at = $3, confirmed_by = $4, confirmed_at = $5 \
             WHERE tenant_id = $1 AND edition_id = $2 AND closed_at IS NULL",
            params![edition, now, confirmed_by, confirmed_by.map(|_| now)],
        )
        .await
}

/// Writes the confirmation down as the approval that the edition lacked.
///
/// # Errors
/// When the database refuses.
pub async fn approve_after(
    scope: &mut WriteScope,
    edition: &EditionId,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "UPDATE editions SET approved_by = $3, approved_at = $4, version = version + 1 \
             WHERE tenant_id = $1 AND edition_id = $2",
            params![edition, by, now],
        )
        .await
}

/// Every tenant's emergencies whose time to be confirmed is over.
///
/// # Errors
/// When the database does not answer.
pub async fn unconfirmed(platform: &mut Platform, now: Millis) -> Result<Vec<Due>> {
    platform
        .all(
            "SELECT tenant_id, edition_id FROM emergencies WHERE closed_at IS NULL AND confirm_before <= $1 \
             ORDER BY confirm_before, edition_id",
            params![now],
        )
        .await
}

/// How many hours a tenant waits for a confirmation, if it has said.
///
/// # Errors
/// When the database does not answer.
pub async fn confirm_hours(scope: &mut Scope) -> Result<Option<i64>> {
    scope.optional("SELECT confirm_hours AS n FROM review_settings WHERE tenant_id = $1", vec![]).await
}

/// Says it.
///
/// # Errors
/// When the database refuses.
pub async fn set_confirm_hours(scope: &mut WriteScope, hours: i64) -> Result<()> {
    scope
        .execute(
            "INSERT INTO review_settings (tenant_id, confirm_hours) VALUES ($1, $2) \
             ON CONFLICT (tenant_id) DO UPDATE SET confirm_hours = excluded.confirm_hours",
            params![hours],
        )
        .await
        .map(drop)
}

/// Keeps the declaration of who published without an approval; an older return has no word any more.
///
/// # Errors
/// When the database refuses.
pub async fn declare_no_secret(scope: &mut WriteScope, edition: &EditionId) -> Result<()> {
    let sql = "UPDATE editions SET no_secret_declared = TRUE, reason = NULL WHERE tenant_id = $1 AND edition_id = $2";
    scope.execute_one(sql, params![edition]).await
}
