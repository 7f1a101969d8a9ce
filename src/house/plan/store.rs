//! The SQL of plans, and nobody else's.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Db, Platform, Scope, WriteScope};
use crate::params;

use super::{Entry, Happened, Owner, Plan, Stage, Step};

impl FromRow for Plan {
    fn from_row(row: &Row) -> Result<Self> {
        let (by, at): (Option<String>, Option<Millis>) = (row.get("approved_by")?, row.get("approved_at")?);
        let year: i64 = row.get("year")?;
        Ok(Self {
            id: row.get("plan_id")?,
            year: i16::try_from(year).map_err(|_| Error::internal("a plan of no year"))?,
            aims: row.get("aims")?,
            drafted_by: row.get::<String>("drafted_by")?.into(),
            drafted_at: row.get("drafted_at")?,
            number: row.get("number")?,
            approved: by.map(AccountId::from).zip(at),
            published_at: row.get("published_at")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        let (kind, stage): (String, String) = (row.get("owner_kind")?, row.get("state")?);
        let (account, unit): (Option<String>, Option<String>) =
            (row.get("account_id")?, row.get("unit_key")?);
        Ok(Self {
            id: row.get("entry_id")?,
            plan: row.get("plan_id")?,
            place: row.get("place")?,
            title: row.get("title")?,
            owner: match (kind.as_str(), account, unit) {
                ("account", Some(id), _) => Owner::Account(id.into()),
                ("unit", _, Some(key)) => Owner::Unit(key),
                _ => Owner::Board,
            },
            due: row.date("due_on")?.ok_or_else(|| Error::internal("a task of a plan without its day"))?,
            stage: Stage::parse(&stage).ok_or_else(|| Error::internal(format!("no such stage: {stage}")))?,
            result: row.get("result")?,
            done_on: row.date("done_on")?,
            soon_for: row.date("soon_for")?,
            late_for: row.date("late_for")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Happened {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            step: Step::parse(&kind).ok_or_else(|| Error::internal(format!("no such step: {kind}")))?,
            entry: row.get("entry_id")?,
            afterwards: row.get::<i64>("afterwards")? > 0,
            words: row.get("words")?,
            reason: row.get("reason")?,
            done_on: row.date("done_on")?,
            account: row.get::<String>("account_id")?.into(),
            name: row.get("name")?,
            at: row.get("at")?,
        })
    }
}

/// The names of people, by account.
pub type Names = BTreeMap<AccountId, String>;

fn columns(owner: &Owner) -> (&'static str, Option<&AccountId>, Option<&String>) {
    match owner {
        Owner::Account(id) => ("account", Some(id), None),
        Owner::Unit(key) => ("unit", None, Some(key)),
        Owner::Board => ("board", None, None),
    }
}

pub(super) async fn insert(scope: &mut WriteScope, plan: &Plan) -> Result<()> {
    let sql = "INSERT INTO plans (tenant_id, plan_id, year, aims, drafted_by, drafted_at, number, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = params![
        &plan.id,
        i64::from(plan.year),
        &plan.aims,
        &plan.drafted_by,
        plan.drafted_at,
        &plan.number,
        plan.version,
    ];
    scope.execute(sql, values).await.map(drop)
}

pub(super) async fn set_aims(scope: &mut WriteScope, seen: &Plan, aims: &str) -> Result<()> {
    let sql = "UPDATE plans SET aims = $4, version = version + 1 WHERE tenant_id = $1 AND plan_id = $2 AND version = $3";
    scope.execute_one(sql, params![&seen.id, seen.version, aims]).await
}

pub(super) async fn approve(scope: &mut WriteScope, seen: &Plan, number: &str, by: &AccountId) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE plans SET number = $4, approved_by = $5, approved_at = $6, version = version + 1 \
               WHERE tenant_id = $1 AND plan_id = $2 AND version = $3 AND approved_at IS NULL";
    scope.execute_one(sql, params![&seen.id, seen.version, number, by, now]).await
}

pub(super) async fn show(scope: &mut WriteScope, plan: &Plan, since: Option<Millis>) -> Result<()> {
    let sql = "UPDATE plans SET published_at = $3 WHERE tenant_id = $1 AND plan_id = $2";
    scope.execute(sql, params![&plan.id, since]).await.map(drop)
}

/// What the plan says was changed: an approval of what was seen before conflicts.
pub(super) async fn bump(scope: &mut WriteScope, plan: &Plan) -> Result<()> {
    let sql = "UPDATE plans SET version = version + 1 WHERE tenant_id = $1 AND plan_id = $2";
    scope.execute(sql, params![&plan.id]).await.map(drop)
}

pub(super) async fn insert_entry(scope: &mut WriteScope, entry: &Entry) -> Result<()> {
    let (kind, account, unit) = columns(&entry.owner);
    let sql = "INSERT INTO plan_tasks (tenant_id, plan_id, entry_id, place, title, owner_kind, account_id, unit_key, due_on, \
               state, result, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = params![
        &entry.plan,
        &entry.id,
        entry.place,
        &entry.title,
        kind,
        account,
        unit,
        entry.due,
        entry.stage.as_str(),
        &entry.result,
        entry.version,
    ];
    scope.execute(sql, values).await.map(drop)
}

/// Writes all that can change, over what was seen.
pub(super) async fn update(scope: &mut WriteScope, entry: &Entry) -> Result<()> {
    let (kind, account, unit) = columns(&entry.owner);
    let sql = "UPDATE plan_tasks SET title = $4, owner_kind = $5, account_id = $6, unit_key = $7, due_on = $8, state = $9, \
               result = $10, done_on = $11, version = version + 1 WHERE tenant_id = $1 AND entry_id = $2 AND version = $3";
    let values = params![
        &entry.id,
        entry.version,
        &entry.title,
        kind,
        account,
        unit,
        entry.due,
        entry.stage.as_str(),
        &entry.result,
        entry.done_on,
    ];
    scope.execute_one(sql, values).await
}

pub(super) async fn delete(scope: &mut WriteScope, seen: &Entry) -> Result<()> {
    let sql = "DELETE FROM plan_tasks WHERE tenant_id = $1 AND entry_id = $2 AND version = $3";
    scope.execute_one(sql, params![&seen.id, seen.version]).await
}

/// Throws away a draft as it was seen, with its tasks and steps.
pub(super) async fn discard(scope: &mut WriteScope, seen: &Plan) -> Result<()> {
    for sql in [
        "DELETE FROM plan_tasks WHERE tenant_id = $1 AND plan_id = $2",
        "DELETE FROM plan_steps WHERE tenant_id = $1 AND plan_id = $2",
    ] {
        scope.execute(sql, params![&seen.id]).await?;
    }
    let sql =
        "DELETE FROM plans WHERE tenant_id = $1 AND plan_id = $2 AND version = $3 AND approved_at IS NULL";
    scope.execute_one(sql, params![&seen.id, seen.version]).await
}

/// Its owner is told anew: it is to be done again.
pub(super) async fn forget_reminders(scope: &mut WriteScope, entry: &str) -> Result<()> {
    let sql = "UPDATE plan_tasks SET soon_for = NULL, late_for = NULL WHERE tenant_id = $1 AND entry_id = $2";
    scope.execute(sql, params![entry]).await.map(drop)
}

/// Its owner was told that its day is near, or that it has passed.
pub(super) async fn reminded(scope: &mut WriteScope, entry: &Entry, is_late: bool) -> Result<()> {
    let sql = if is_late {
        "UPDATE plan_tasks SET late_for = due_on WHERE tenant_id = $1 AND entry_id = $2"
    } else {
        "UPDATE plan_tasks SET soon_for = due_on WHERE tenant_id = $1 AND entry_id = $2"
    };
    scope.execute(sql, params![&entry.id]).await.map(drop)
}

pub(super) async fn insert_step(scope: &mut WriteScope, plan: &str, one: &Happened) -> Result<()> {
    let sql = "INSERT INTO plan_steps (tenant_id, plan_id, no, entry_id, kind, afterwards, words, reason, account_id, name, at, done_on) \
               VALUES ($1, $2, (SELECT COALESCE(MAX(s.no), 0) + 1 FROM plan_steps s WHERE s.tenant_id = $1 AND s.plan_id = $2), \
               $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = params![
        plan,
        &one.entry,
        one.step.as_str(),
        i64::from(one.afterwards),
        &one.words,
        &one.reason,
        &one.account,
        &one.name,
        one.at,
        one.done_on,
    ];
    scope.execute(sql, values).await.map(drop)
}

/// The plan of a year.
///
/// # Errors
/// When the database does not answer.
pub async fn of_year(scope: &mut Scope, year: i16) -> Result<Option<Plan>> {
    let sql = "SELECT * FROM plans WHERE tenant_id = $1 AND year = $2";
    scope.optional(sql, params![i64::from(year)]).await
}

/// A plan by its id.
///
/// # Errors
/// When the database does not answer.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Option<Plan>> {
    scope.optional("SELECT * FROM plans WHERE tenant_id = $1 AND plan_id = $2", params![id]).await
}

/// The plans of a site, the last year first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope) -> Result<Vec<Plan>> {
    scope.all("SELECT * FROM plans WHERE tenant_id = $1 ORDER BY year DESC", vec![]).await
}

/// The tasks of a plan in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(scope: &mut Scope, plan: &str) -> Result<Vec<Entry>> {
    let sql = "SELECT * FROM plan_tasks WHERE tenant_id = $1 AND plan_id = $2 ORDER BY place, entry_id";
    scope.all(sql, params![plan]).await
}

/// A task.
///
/// # Errors
/// When the database does not answer.
pub async fn entry(scope: &mut Scope, id: &str) -> Result<Option<Entry>> {
    scope.optional("SELECT * FROM plan_tasks WHERE tenant_id = $1 AND entry_id = $2", params![id]).await
}

/// What happened to a plan, the first first.
///
/// # Errors
/// When the database does not answer.
pub async fn steps(scope: &mut Scope, plan: &str) -> Result<Vec<Happened>> {
    scope
        .all("SELECT * FROM plan_steps WHERE tenant_id = $1 AND plan_id = $2 ORDER BY no", params![plan])
        .await
}

/// Tasks of approved plans that are to be done by a day, in whichever site.
pub(super) async fn due_by(platform: &mut Platform, until: Date) -> Result<Vec<(TenantId, Entry)>> {
    struct Held(TenantId, Entry);
    impl FromRow for Held {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get::<String>("tenant_id")?.into(), Entry::from_row(row)?))
        }
    }
    let sql = "SELECT t.* FROM plan_tasks t JOIN plans p ON p.tenant_id = t.tenant_id AND p.plan_id = t.plan_id \
               WHERE t.state IN ('open', 'doing') AND t.due_on <= $1 AND p.approved_at IS NOT NULL ORDER BY t.due_on, t.entry_id";
    let held: Vec<Held> = platform.all(sql, params![until]).await?;
    Ok(held.into_iter().map(|held| (held.0, held.1)).collect())
}

/// The names of everybody, by account.
///
/// # Errors
/// When the database does not answer.
pub async fn names(db: &Db) -> Result<Names> {
    let all = crate::people::store::accounts(&mut db.platform().await?).await?;
    Ok(all.into_iter().map(|account| (account.id, account.name)).collect())
}
