//! The SQL of instructions, and nobody else's.

use jiff::civil::Date;

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;
use crate::people::Staff;

use super::{Instruction, Move, Stage, Step};

/// The most of one list.
const MOST: usize = 200;

impl FromRow for Instruction {
    fn from_row(row: &Row) -> Result<Self> {
        let stage: String = row.get("state")?;
        Ok(Self {
            giver: row.get::<String>("tenant_id")?.into(),
            id: row.get("instruction_id")?,
            title: row.get("title")?,
            body: row.get("body")?,
            site: row.get::<String>("site_id")?.into(),
            unit: row.get("unit_key")?,
            due: row.date("due_on")?.ok_or_else(|| Error::internal("an instruction without a last day"))?,
            stage: Stage::parse(&stage).ok_or_else(|| Error::internal(format!("no such stage: {stage}")))?,
            version: row.get("version")?,
            given_by: row.get::<String>("given_by")?.into(),
            given_name: row.get("given_name")?,
            given_at: row.get("given_at")?,
        })
    }
}

impl FromRow for Step {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            step: Move::parse(&kind).ok_or_else(|| Error::internal(format!("no such step: {kind}")))?,
            note: row.get("note")?,
            name: row.get("name")?,
            at: row.get("at")?,
        })
    }
}

/// Puts a new one down.
///
/// # Errors
/// When the database refuses.
pub async fn insert(scope: &mut WriteScope, new: &Instruction) -> Result<()> {
    let sql = "INSERT INTO instructions (tenant_id, instruction_id, title, body, site_id, unit_key, due_on, state, version, \
               given_by, given_name, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = params![
        &new.id,
        &new.title,
        &new.body,
        &new.site,
        new.unit.as_deref(),
        new.due,
        new.stage.as_str(),
        new.version,
        &new.given_by,
        &new.given_name,
        new.given_at
    ];
    scope.execute(sql, values).await.map(drop)
}

/// Moves one on, as it was read, with the last day that it has from now on.
///
/// # Errors
/// [`Error::Conflict`] where it moved meanwhile.
pub async fn advance(scope: &mut WriteScope, was: &Instruction, to: Stage, over: bool) -> Result<()> {
    let settled = over.then(|| scope.db().clock.now());
    let sql = "UPDATE instructions SET state = $3, settled_at = $4, due_on = $6, version = version + 1 WHERE tenant_id = $1 \
               AND instruction_id = $2 AND version = $5";
    scope.execute_one(sql, params![&was.id, to.as_str(), settled, was.version, was.due]).await
}

/// Writes a step down; its number.
///
/// # Errors
/// When the database refuses.
pub async fn add_step(
    scope: &mut WriteScope,
    id: &str,
    step: Move,
    note: &str,
    staff: &Staff,
) -> Result<i64> {
    let now = scope.db().clock.now();
    scope
        .one(
            "INSERT INTO instruction_steps (tenant_id, instruction_id, no, kind, note, account_id, name, at) \
             VALUES ($1, $2, (SELECT COALESCE(MAX(s.no), 0) + 1 FROM instruction_steps s WHERE s.tenant_id = $1 \
             AND s.instruction_id = $2), $3, $4, $5, $6, $7) RETURNING no AS n",
            params![id, step.as_str(), note, &staff.account, &staff.name, now],
        )
        .await
}

/// One that a site gave or was given.
///
/// # Errors
/// When the database does not answer.
pub async fn find(platform: &mut Platform, id: &str, tenant: &TenantId) -> Result<Option<Instruction>> {
    let sql = "SELECT * FROM instructions WHERE instruction_id = $1 AND (tenant_id = $2 OR site_id = $2)";
    platform.optional(sql, params![id, tenant]).await
}

/// The steps of one, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn steps(platform: &mut Platform, of: &Instruction) -> Result<Vec<Step>> {
    let sql = "SELECT * FROM instruction_steps WHERE tenant_id = $1 AND instruction_id = $2 ORDER BY no";
    platform.all(sql, params![&of.giver, &of.id]).await
}

/// What is open first, by its last day; then what was settled, the last first.
const IN_ORDER: &str =
    "ORDER BY CASE WHEN settled_at IS NULL THEN 0 ELSE 1 END, settled_at DESC, due_on, instruction_id";

/// What a site was given: what is open first.
///
/// # Errors
/// When the database does not answer.
pub async fn received(platform: &mut Platform, site: &TenantId) -> Result<Vec<Instruction>> {
    let sql = format!("SELECT * FROM instructions WHERE site_id = $1 {IN_ORDER} LIMIT {MOST}");
    platform.all(sqlx::AssertSqlSafe(sql), params![site]).await
}

/// How many open ones a site was given, and how many of them wait for it past their last day.
///
/// # Errors
/// When the database does not answer.
pub async fn open_of(platform: &mut Platform, site: &TenantId) -> Result<Vec<Instruction>> {
    let sql = "SELECT * FROM instructions WHERE site_id = $1 AND settled_at IS NULL ORDER BY due_on, instruction_id";
    platform.all(sql, params![site]).await
}

/// What a site's leaders gave: what is open first.
///
/// # Errors
/// When the database does not answer.
pub async fn given(scope: &mut Scope) -> Result<Vec<Instruction>> {
    let sql = format!("SELECT * FROM instructions WHERE tenant_id = $1 {IN_ORDER} LIMIT {MOST}");
    scope.all(sqlx::AssertSqlSafe(sql), vec![]).await
}

/// How many of a site's leaders' instructions are late, by the site that is to do them.
///
/// # Errors
/// When the database does not answer.
pub async fn late_by_site(scope: &mut Scope, today: Date) -> Result<Vec<(String, i64)>> {
    struct Counted(String, i64);
    impl FromRow for Counted {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("site_id")?, row.get("n")?))
        }
    }
    let sql = "SELECT site_id, COUNT(*) AS n FROM instructions WHERE tenant_id = $1 AND settled_at IS NULL \
               AND state = 'given' AND due_on < $2 GROUP BY site_id";
    let rows: Vec<Counted> = scope.all(sql, params![today]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// Everything that somebody is at and that is due by a day.
///
/// # Errors
/// When the database does not answer.
pub async fn due_by(platform: &mut Platform, until: Date) -> Result<Vec<Instruction>> {
    let sql = "SELECT * FROM instructions WHERE settled_at IS NULL AND state = 'given' AND due_on <= $1";
    platform.all(sql, params![until]).await
}
