//! The SQL of trainings, and nobody else's.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::house::struck::Struck;
use crate::params;
use crate::people::Role;

use super::{Kind, Participant, Served, Training};

impl FromRow for Training {
    fn from_row(row: &Row) -> Result<Self> {
        let day = |name| row.date(name)?.ok_or_else(|| Error::internal("a training without its days"));
        Ok(Self {
            id: row.get("training_id")?,
            topic: row.get("topic")?,
            from: day("from_on")?,
            until: day("until_on")?,
            hours: row.get("hours")?,
            place: row.get("place")?,
            trainer: row.get("trainer")?,
            content: row.get("content")?,
            struck: Struck::of(row)?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Participant {
    fn from_row(row: &Row) -> Result<Self> {
        let (kind, account): (String, Option<String>) = (row.get("kind")?, row.get("account_id")?);
        Ok(Self {
            training: row.get("training_id")?,
            id: row.get("person_id")?,
            kind: match (kind.as_str(), account) {
                ("account", Some(id)) => Kind::Account(id.into()),
                ("unit", _) => Kind::Unit,
                _ => Kind::Person,
            },
            name: row.get("name")?,
            body: row.get("body")?,
        })
    }
}

impl FromRow for Served {
    fn from_row(row: &Row) -> Result<Self> {
        let role: String = row.get("role")?;
        Ok(Self {
            site: row.get::<String>("tenant_id")?.into(),
            account: row.get::<String>("account_id")?.into(),
            name: row.get("name")?,
            role: Role::parse(&role).ok_or_else(|| Error::internal(format!("no such role: {role}")))?,
            unit: row.get("unit_key")?,
        })
    }
}

pub(super) async fn insert(scope: &mut WriteScope, one: &Training) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let sql = "INSERT INTO trainings (tenant_id, training_id, topic, from_on, until_on, hours, place, trainer, content, \
               recorded_by, recorded_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = params![
        &one.id,
        &one.topic,
        one.from,
        one.until,
        one.hours,
        &one.place,
        &one.trainer,
        &one.content,
        by,
        now,
        one.version,
    ];
    scope.execute(sql, values).await.map(drop)
}

/// As it was seen with its version.
pub(super) async fn update(scope: &mut WriteScope, one: &Training) -> Result<()> {
    let sql = "UPDATE trainings SET topic = $4, from_on = $5, until_on = $6, hours = $7, place = $8, trainer = $9, \
               content = $10, version = version + 1 WHERE tenant_id = $1 AND training_id = $2 AND version = $3";
    let values = params![
        &one.id,
        one.version,
        &one.topic,
        one.from,
        one.until,
        one.hours,
        &one.place,
        &one.trainer,
        &one.content,
    ];
    scope.execute_one(sql, values).await
}

pub(super) async fn strike(scope: &mut WriteScope, id: &str, reason: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE trainings SET struck_at = $3, struck_reason = $4, version = version + 1 \
               WHERE tenant_id = $1 AND training_id = $2";
    scope.execute(sql, params![id, now, reason]).await.map(drop)
}

pub(super) async fn insert_person(scope: &mut WriteScope, one: &Participant) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let account = if let Kind::Account(id) = &one.kind { Some(id) } else { None };
    let sql = "INSERT INTO training_people (tenant_id, training_id, person_id, kind, account_id, name, body, added_by, \
               added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = params![&one.training, &one.id, one.kind.as_str(), account, &one.name, &one.body, by, now];
    scope.execute(sql, values).await.map(drop)
}

pub(super) async fn delete_person(scope: &mut WriteScope, training: &str, person: &str) -> Result<()> {
    let sql = "DELETE FROM training_people WHERE tenant_id = $1 AND training_id = $2 AND person_id = $3";
    scope.execute_one(sql, params![training, person]).await
}

/// One training.
///
/// # Errors
/// When the database does not answer.
pub async fn find(scope: &mut Scope, id: &str) -> Result<Option<Training>> {
    let sql = "SELECT * FROM trainings WHERE tenant_id = $1 AND training_id = $2";
    scope.optional(sql, params![id]).await
}

/// Those that stand and began between two days, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn between(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Training>> {
    let sql = "SELECT * FROM trainings WHERE tenant_id = $1 AND from_on >= $2 AND from_on <= $3 \
               AND struck_at IS NULL ORDER BY from_on DESC, training_id DESC";
    scope.all(sql, params![from, until]).await
}

/// Those that were struck out and had begun between two days, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn struck_between(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Training>> {
    let sql = "SELECT * FROM trainings WHERE tenant_id = $1 AND from_on >= $2 AND from_on <= $3 \
               AND struck_at IS NOT NULL ORDER BY from_on DESC, training_id DESC";
    scope.all(sql, params![from, until]).await
}

/// Who took part in one, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn people_of(scope: &mut Scope, id: &str) -> Result<Vec<Participant>> {
    let sql =
        "SELECT * FROM training_people WHERE tenant_id = $1 AND training_id = $2 ORDER BY name, person_id";
    scope.all(sql, params![id]).await
}

/// Who took part in those that stand and began between two days.
///
/// # Errors
/// When the database does not answer.
pub async fn people_of_all(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Participant>> {
    let sql = "SELECT p.* FROM training_people p JOIN trainings t ON t.tenant_id = p.tenant_id \
               AND t.training_id = p.training_id WHERE p.tenant_id = $1 AND t.from_on >= $2 AND t.from_on <= $3 \
               AND t.struck_at IS NULL ORDER BY p.name, p.person_id";
    scope.all(sql, params![from, until]).await
}

/// What somebody was taught, wherever, the last first, with whose training it was.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(platform: &mut Platform, account: &AccountId) -> Result<Vec<(TenantId, Training)>> {
    struct Held(TenantId, Training);
    impl FromRow for Held {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get::<String>("tenant_id")?.into(), Training::from_row(row)?))
        }
    }
    let sql = "SELECT t.* FROM trainings t JOIN training_people p ON p.tenant_id = t.tenant_id \
               AND p.training_id = t.training_id WHERE p.account_id = $1 AND t.struck_at IS NULL \
               ORDER BY t.from_on DESC, t.training_id DESC";
    let held: Vec<Held> = platform.all(sql, params![account]).await?;
    Ok(held.into_iter().map(|held| (held.0, held.1)).collect())
}

/// Everybody who serves anywhere on a day with an account in use, the longest-serving first.
pub(super) async fn serving(platform: &mut Platform, day: Date) -> Result<Vec<Served>> {
    let sql = "SELECT p.tenant_id, p.account_id, p.role, p.unit_key, a.name FROM appointments p \
               JOIN accounts a ON a.account_id = p.account_id WHERE a.disabled_at IS NULL AND p.from_on <= $1 \
               AND (p.until_on IS NULL OR p.until_on > $1) ORDER BY p.from_on, p.appointment_id";
    platform.all(sql, params![day]).await
}

/// Everybody whom some training that had begun by a day has reached.
pub(super) async fn taught(platform: &mut Platform, day: Date) -> Result<BTreeSet<AccountId>> {
    let sql = "SELECT DISTINCT p.account_id AS s FROM training_people p JOIN trainings t ON t.tenant_id = p.tenant_id AND \
               t.training_id = p.training_id WHERE p.account_id IS NOT NULL AND t.struck_at IS NULL AND t.from_on <= $1";
    let ids: Vec<String> = platform.all(sql, params![day]).await?;
    Ok(ids.into_iter().map(AccountId::from).collect())
}
