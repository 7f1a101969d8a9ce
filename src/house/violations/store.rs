//! The SQL of violations and suspensions, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::house::awards::store::who;
use crate::house::days_of;
use crate::house::struck::Struck;
use crate::params;

use super::{About, Violation};

impl FromRow for Violation {
    fn from_row(row: &Row) -> Result<Self> {
        let (kind, about): (String, String) = (row.get("about_kind")?, row.get("about_id")?);
        Ok(Self {
            id: row.get("violation_id")?,
            number: row.get("number")?,
            who: who(row)?,
            about: match kind.as_str() {
                "edition" => About::Edition(about),
                "audit" => About::Event(about.parse().unwrap_or(0)),
                _ => About::Nothing,
            },
            on: row.date("found_on")?.ok_or_else(|| Error::internal("a violation without its day"))?,
            what: row.get("what")?,
            measure: row.get("measure")?,
            decision: row.get("decision")?,
            by: row.get("recorded_by")?,
            suspended_at: row.get("suspended_at")?,
            until: row.date("suspended_until")?,
            lifted_at: row.get("lifted_at")?,
            struck: Struck::of(row)?,
        })
    }
}

pub(super) async fn insert(scope: &mut WriteScope, one: &Violation) -> Result<()> {
    let now = scope.db().clock.now();
    let (account, unit) = one.who.columns();
    let (kind, about) = match &one.about {
        About::Nothing => ("", String::new()),
        About::Edition(id) => ("edition", id.clone()),
        About::Event(seq) => ("audit", seq.to_string()),
    };
    scope
        .execute(
            "INSERT INTO violations (tenant_id, violation_id, number, account_id, unit_key, about_kind, about_id, found_on, what, \
             measure, decision, recorded_by, recorded_at, suspended_at, suspended_until) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            params![
                &one.id,
                one.number,
                account,
                unit,
                kind,
                about,
                one.on,
                &one.what,
                &one.measure,
                &one.decision,
                &one.by,
                now,
                one.suspended_at,
                one.until,
            ],
        )
        .await
        .map(drop)
}

/// What was typed as the matter: none where the site has no such edition or event.
pub(super) async fn about(scope: &mut Scope, typed: &str) -> Result<Option<About>> {
    if typed.is_empty() {
        return Ok(Some(About::Nothing));
    }
    if let Ok(seq) = typed.parse::<i64>() {
        let sql = "SELECT COUNT(*) AS n FROM audit_events WHERE tenant_id = $1 AND seq = $2";
        return Ok((scope.one::<i64>(sql, params![seq]).await? > 0).then_some(About::Event(seq)));
    }
    let id = typed.rsplit('/').next().unwrap_or_default();
    let sql = "SELECT COUNT(*) AS n FROM editions WHERE tenant_id = $1 AND edition_id = $2";
    Ok((scope.one::<i64>(sql, params![id]).await? > 0).then(|| About::Edition(id.to_owned())))
}

pub(super) async fn of_year(scope: &mut Scope, year: i16) -> Result<Vec<Violation>> {
    let (from, until) = days_of(year);
    let sql = "SELECT * FROM violations WHERE tenant_id = $1 AND found_on >= $2 AND found_on <= $3 ORDER BY number DESC";
    scope.all(sql, params![from, until]).await
}

pub(super) async fn get(scope: &mut Scope, id: &str) -> Result<Option<Violation>> {
    let sql = "SELECT * FROM violations WHERE tenant_id = $1 AND violation_id = $2";
    scope.optional(sql, params![id]).await
}

pub(super) async fn strike(scope: &mut WriteScope, id: &str, reason: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql =
        "UPDATE violations SET struck_at = $3, struck_reason = $4 WHERE tenant_id = $1 AND violation_id = $2";
    scope.execute(sql, params![id, now, reason]).await.map(drop)
}

pub(super) async fn suspending(scope: &mut Scope) -> Result<Vec<Violation>> {
    let sql =
        "SELECT * FROM violations WHERE tenant_id = $1 AND suspended_at IS NOT NULL AND lifted_at IS NULL";
    scope.all(sql, vec![]).await
}

pub(super) async fn disable(platform: &mut PlatformWrite, id: &AccountId, now: Millis) -> Result<()> {
    let sql = "UPDATE accounts SET disabled_at = $2 WHERE account_id = $1 AND disabled_at IS NULL";
    platform.execute(sql, params![id, now]).await.map(drop)
}

pub(super) async fn is_enabled(platform: &mut Platform, id: &AccountId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM accounts WHERE account_id = $1 AND disabled_at IS NULL";
    Ok(platform.optional::<i64>(sql, params![id]).await?.unwrap_or(0) > 0)
}

pub(super) async fn lift(
    platform: &mut PlatformWrite,
    tenant: &TenantId,
    one: &Violation,
    by: &str,
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE violations SET lifted_by = $3, lifted_at = $4 WHERE tenant_id = $1 AND violation_id = $2 AND lifted_at IS NULL";
    platform.execute(sql, params![tenant, &one.id, by, now]).await.map(drop)
}

/// Lets an account in again, unless another suspension of it holds.
pub(super) async fn enable_unless_suspended(platform: &mut PlatformWrite, id: &AccountId) -> Result<()> {
    let sql = "UPDATE accounts SET disabled_at = NULL WHERE account_id = $1 AND NOT EXISTS (SELECT 1 FROM violations v \
               WHERE v.account_id = $1 AND v.suspended_at IS NOT NULL AND v.lifted_at IS NULL)";
    platform.execute(sql, params![id]).await.map(drop)
}
