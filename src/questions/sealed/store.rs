//! The SQL of the sealed drawer, and nobody else's.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::fresh;
use crate::base::scope::{Scope, WriteScope};
use crate::params;
use crate::questions::channels::Channel;
use crate::questions::classes::Class;

use super::CaseState;

/// A case as the drawer lists it: no word of what it says.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Its number in the drawer's own register.
    pub number: i64,
    /// Complaint or denunciation.
    pub class: Class,
    /// How it came in.
    pub channel: Channel,
    /// Where it stands.
    pub state: CaseState,
    /// Counts every change.
    pub version: i64,
    /// Whether its sender gave no name.
    pub anonymous: bool,
    /// When it came.
    pub received_at: Millis,
    /// The last day of the first step.
    pub due_on: Option<Date>,
    pub(super) code_digest: String,
    pub(super) matter: Option<Vec<u8>>,
}

impl FromRow for Case {
    fn from_row(row: &Row) -> Result<Self> {
        let (class, state): (String, String) = (row.get("class")?, row.get("state")?);
        let unknown = |word: &str| Error::internal(format!("the drawer holds an unknown word: {word}"));
        Ok(Self {
            id: row.get("case_id")?,
            number: row.get("number")?,
            class: Class::parse(&class).ok_or_else(|| unknown(&class))?,
            channel: Channel::parse(&row.get::<String>("channel")?).unwrap_or_default(),
            state: CaseState::parse(&state).ok_or_else(|| unknown(&state))?,
            version: row.get("version")?,
            anonymous: row.get("anonymous")?,
            received_at: row.get("received_at")?,
            due_on: row.date("due_on")?,
            code_digest: row.get("code_digest")?,
            matter: row.get("matter")?,
        })
    }
}

/// The row of a new case.
pub(super) struct NewCase<'a> {
    pub(super) id: &'a str,
    pub(super) number: i64,
    pub(super) class: Class,
    pub(super) channel: Channel,
    pub(super) code_digest: String,
    pub(super) submission_digest: Option<String>,
    pub(super) matter: Vec<u8>,
    pub(super) anonymous: bool,
    pub(super) received_at: Millis,
    pub(super) due_on: Date,
}

pub(super) async fn insert(scope: &mut WriteScope, new: NewCase<'_>) -> Result<()> {
    scope
        .execute(
            "INSERT INTO sealed_cases (tenant_id, case_id, number, class, channel, state, version, code_digest, \
             submission_digest, matter, anonymous, received_at, due_on) \
             VALUES ($1, $2, $3, $4, $5, 'received', 1, $6, $7, $8, $9, $10, $11)",
            params![
                new.id,
                new.number,
                new.class.key(),
                new.channel.key(),
                new.code_digest,
                new.submission_digest,
                new.matter,
                new.anonymous,
                new.received_at,
                new.due_on,
            ],
        )
        .await
        .map(drop)
}

/// The cases of a tenant, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope, offset: usize, limit: usize) -> Result<Vec<Case>> {
    let sql = format!(
        "SELECT * FROM sealed_cases WHERE tenant_id = $1 ORDER BY number DESC LIMIT {limit} OFFSET {offset}"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// How many there are.
///
/// # Errors
/// When the database does not answer.
pub async fn count(scope: &mut Scope) -> Result<usize> {
    let n: i64 = scope.one("SELECT COUNT(*) AS n FROM sealed_cases WHERE tenant_id = $1", vec![]).await?;
    Ok(usize::try_from(n).unwrap_or(0))
}

pub(super) async fn get(scope: &mut Scope, id: &str) -> Result<Option<Case>> {
    scope.optional("SELECT * FROM sealed_cases WHERE tenant_id = $1 AND case_id = $2", params![id]).await
}

pub(super) async fn by_code(scope: &mut Scope, digests: &[String]) -> Result<Option<Case>> {
    let sql = "SELECT * FROM sealed_cases WHERE tenant_id = $1 AND code_digest = $2";
    for digest in digests {
        if let Some(found) = scope.optional(sql, params![digest]).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

pub(super) async fn submitted(scope: &mut Scope, digest: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM sealed_cases WHERE tenant_id = $1 AND submission_digest = $2";
    let n: i64 = scope.one(sql, params![digest]).await?;
    Ok(n > 0)
}

/// Puts a case into another state, if it is still as it was read; `set` is more to write, from `$6` on.
pub(super) async fn advance(
    scope: &mut WriteScope,
    case: &Case,
    to: CaseState,
    set: &str,
    more: Vec<Param>,
) -> Result<()> {
    let sql = format!(
        "UPDATE sealed_cases SET state = $5, version = version + 1{set} \
         WHERE tenant_id = $1 AND case_id = $2 AND version = $3 AND state = $4"
    );
    let mut all = params![case.id.as_str(), case.version, case.state.as_str(), to.as_str()];
    all.extend(more);
    scope.execute_one(AssertSqlSafe(sql), all).await
}

/// What happened to a case.
#[derive(Clone, Debug)]
pub struct CaseEvent {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Millis,
    /// Whose login, or what the system calls itself.
    pub actor: String,
    /// A stable word.
    pub kind: String,
    pub(super) note: Vec<u8>,
}

impl FromRow for CaseEvent {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("event_id")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            kind: row.get("kind")?,
            note: row.get::<Option<Vec<u8>>>("note")?.unwrap_or_default(),
        })
    }
}

pub(super) async fn event(scope: &mut WriteScope, case: &str, kind: &str, note: &str) -> Result<()> {
    let db = scope.db().clone();
    let actor = scope.actor().label.clone();
    let id = fresh(db.clock.now(), &db.entropy);
    let sealed = db.sealer.seal(&super::event_context(scope.tenant(), &id), note.as_bytes())?;
    scope
        .execute(
            "INSERT INTO sealed_events (tenant_id, event_id, case_id, at, actor, kind, note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![id, case, db.clock.now(), actor, kind, sealed],
        )
        .await
        .map(drop)
}

pub(super) async fn events(scope: &mut Scope, case: &str) -> Result<Vec<CaseEvent>> {
    scope
        .all(
            "SELECT * FROM sealed_events WHERE tenant_id = $1 AND case_id = $2 ORDER BY at, event_id",
            params![case],
        )
        .await
}

/// Takes a case out of the drawer altogether: it was no complaint.
pub(super) async fn remove(scope: &mut WriteScope, case: &Case) -> Result<()> {
    scope
        .execute("DELETE FROM sealed_events WHERE tenant_id = $1 AND case_id = $2", params![case.id.as_str()])
        .await?;
    scope
        .execute_one(
            "DELETE FROM sealed_cases WHERE tenant_id = $1 AND case_id = $2 AND version = $3",
            params![case.id.as_str(), case.version],
        )
        .await
}

/// The cases closed before an instant that still hold their matter.
pub(super) async fn expired(scope: &mut Scope, before: Millis) -> Result<Vec<Case>> {
    scope
        .all(
            "SELECT * FROM sealed_cases WHERE tenant_id = $1 AND matter IS NOT NULL AND closed_at < $2",
            params![before],
        )
        .await
}
