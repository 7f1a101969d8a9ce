//! The SQL of tasks, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::{AccountId, TaskId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;

use super::{NewTask, Task};

impl FromRow for Task {
    fn from_row(row: &Row) -> Result<Self> {
        let account: String = row.get("account_id")?;
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            id: row.get::<String>("task_id")?.into(),
            kind: row.get("kind")?,
            text: row.get("text")?,
            subject_kind: row.get("subject_kind")?,
            subject_id: row.get("subject_id")?,
            account: (!account.is_empty()).then(|| account.into()),
            created_at: row.get("created_at")?,
        })
    }
}

/// A new task; without an account it is the operator's.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    scope: &mut WriteScope,
    id: &TaskId,
    task: &NewTask<'_>,
    account: Option<&AccountId>,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO tasks (tenant_id, task_id, kind, text, subject_kind, subject_id, account_id, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                id,
                task.kind,
                &task.text,
                task.subject_kind,
                task.subject_id,
                account.map_or("", AccountId::as_str),
                now
            ],
        )
        .await
        .map(drop)
}

/// Unfinished, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn open(scope: &mut Scope) -> Result<Vec<Task>> {
    scope
        .all(
            "SELECT * FROM tasks WHERE tenant_id = $1 AND done_at IS NULL ORDER BY created_at, task_id",
            vec![],
        )
        .await
}

/// One person's, unfinished, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_person(platform: &mut Platform, account: &AccountId) -> Result<Vec<Task>> {
    platform
        .all(
            "SELECT * FROM tasks WHERE account_id = $1 AND done_at IS NULL ORDER BY created_at, task_id",
            params![account],
        )
        .await
}

/// How many of a kind one person has here, unfinished.
///
/// # Errors
/// When the database does not answer.
pub async fn count_of(scope: &mut Scope, kind: &str, account: &AccountId) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM tasks WHERE tenant_id = $1 AND kind = $2 AND account_id = $3 AND done_at IS NULL";
    scope.one(sql, params![kind, account]).await
}

/// Nobody's, unfinished, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_operator(platform: &mut Platform) -> Result<Vec<Task>> {
    platform
        .all(
            "SELECT * FROM tasks WHERE account_id = '' AND done_at IS NULL ORDER BY created_at, task_id",
            vec![],
        )
        .await
}

/// Done, once.
///
/// # Errors
/// When it is done already or is not here.
pub async fn finish(scope: &mut WriteScope, id: &TaskId, by: &str, now: Millis) -> Result<()> {
    scope
        .execute_one(
            "UPDATE tasks SET done_at = $3, done_by = $4 WHERE tenant_id = $1 AND task_id = $2 AND done_at IS NULL",
            params![id, now, by],
        )
        .await
}
