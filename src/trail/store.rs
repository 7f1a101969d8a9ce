//! The SQL of the trail and of its signed heads, and nobody else's.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::audit::Stored;
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;

use super::Filter;

/// The conditions of a filter; its values are added to the parameters, of which `$1` is the tenant.
fn conditions(filter: &Filter, params: &mut Vec<Param>) -> String {
    let mut text = String::new();
    let mut add = |condition: &str, value: Param| {
        params.push(value);
        text += &format!(" AND {condition} ${}", params.len() + 1);
    };
    if let Some(action) = &filter.action {
        add("e.action =", action.into());
    }
    if let Some((kind, id)) = &filter.subject {
        add("e.subject_kind =", kind.into());
        add("e.subject_id =", id.into());
    }
    if let Some(from) = filter.from {
        add("e.at >=", from.into());
    }
    if let Some(until) = filter.until {
        add("e.at <", until.into());
    }
    if !filter.actors.is_empty() {
        let places: Vec<String> = filter
            .actors
            .iter()
            .map(|actor| {
                params.push(actor.into());
                format!("${}", params.len() + 1)
            })
            .collect();
        text += &format!(" AND e.actor IN ({})", places.join(", "));
    }
    text
}

/// The newest events that a filter leaves, below a number.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    scope: &mut Scope,
    filter: &Filter,
    below: Option<i64>,
    limit: usize,
) -> Result<Vec<Stored>> {
    let mut params = Vec::new();
    let mut text = conditions(filter, &mut params);
    if let Some(below) = below {
        params.push(below.into());
        text += &format!(" AND e.seq < ${}", params.len() + 1);
    }
    let sql = format!(
        "SELECT e.* FROM audit_events e WHERE e.tenant_id = $1{text} ORDER BY e.seq DESC LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params).await
}

/// An event with the hash of the one before it in the chain, whatever a filter leaves out between.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The event.
    pub event: Stored,
    /// What its link was made from; empty for the first.
    pub previous: String,
}

impl FromRow for Linked {
    fn from_row(row: &Row) -> Result<Self> {
        let previous: Option<String> = row.get("previous")?;
        Ok(Self { event: Stored::from_row(row)?, previous: previous.unwrap_or_default() })
    }
}

/// The oldest events that a filter leaves, above a number.
///
/// # Errors
/// When the database does not answer.
pub async fn oldest(scope: &mut Scope, filter: &Filter, above: i64, limit: usize) -> Result<Vec<Linked>> {
    let mut params = Vec::new();
    let mut text = conditions(filter, &mut params);
    params.push(above.into());
    text += &format!(" AND e.seq > ${}", params.len() + 1);
    let sql = format!(
        "SELECT e.*, (SELECT p.hash FROM audit_events p WHERE p.tenant_id = e.tenant_id AND p.seq < e.seq \
         ORDER BY p.seq DESC LIMIT 1) AS previous \
         FROM audit_events e WHERE e.tenant_id = $1{text} ORDER BY e.seq LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params).await
}

/// The whole chain above a number, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn chain(scope: &mut Scope, above: i64, limit: i64) -> Result<Vec<Stored>> {
    scope
        .all(
            "SELECT * FROM audit_events WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            params![above, limit],
        )
        .await
}

/// The numbers between two that changes have taken.
///
/// # Errors
/// When the database does not answer.
pub async fn taken_by_changes(scope: &mut Scope, above: i64, up_to: i64) -> Result<Vec<i64>> {
    scope
        .all(
            "SELECT seq AS n FROM changes WHERE tenant_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
            params![above, up_to],
        )
        .await
}

/// Where a tenant's numbers and chain have come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The last number, of a change or an event.
    pub seq: i64,
    /// The last link.
    pub hash: String,
}

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { seq: row.get("seq")?, hash: row.get("audit_hash")? })
    }
}

/// The tenant's head.
///
/// # Errors
/// When the tenant has none.
pub async fn head(scope: &mut Scope) -> Result<Head> {
    scope.one("SELECT seq, audit_hash FROM tenant_heads WHERE tenant_id = $1", vec![]).await
}

/// As [`head`], across tenants.
///
/// # Errors
/// When the tenant has none.
pub async fn head_across(platform: &mut Platform, tenant: &TenantId) -> Result<Head> {
    let sql = "SELECT seq, audit_hash FROM tenant_heads WHERE tenant_id = $1";
    platform.optional(sql, params![tenant]).await?.ok_or(Error::NotFound)
}

/// Every tenant that has a chain, and the platform.
///
/// # Errors
/// When the database does not answer.
pub async fn chains(platform: &mut Platform) -> Result<Vec<TenantId>> {
    let ids: Vec<String> =
        platform.all("SELECT tenant_id AS s FROM tenant_heads ORDER BY tenant_id", vec![]).await?;
    Ok(ids.into_iter().map(TenantId::from).collect())
}

/// A head as it was signed on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// Which day.
    pub day: Date,
    /// The last event of that moment.
    pub seq: i64,
    /// Its link.
    pub hash: String,
    /// When.
    pub signed_at: Millis,
    /// Whether the whole chain held then.
    pub sound: bool,
    /// Under which key.
    pub public_key: String,
    /// Over the text of [`super::heads::statement`].
    pub signature: String,
}

impl FromRow for SignedHead {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            day: row.date("day")?.ok_or_else(|| Error::internal("a signed head without a day"))?,
            seq: row.get("seq")?,
            hash: row.get("hash")?,
            signed_at: row.get("signed_at")?,
            sound: row.get("sound")?,
            public_key: row.get("public_key")?,
            signature: row.get("signature")?,
        })
    }
}

/// Keeps a signed head; the first one of a day stays.
///
/// # Errors
/// When the database refuses.
pub async fn keep_head(scope: &mut WriteScope, head: &SignedHead) -> Result<()> {
    scope
        .execute(
            "INSERT INTO audit_heads (tenant_id, day, seq, hash, signed_at, sound, public_key, signature) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, day) DO NOTHING",
            params![
                head.day,
                head.seq,
                &head.hash,
                head.signed_at,
                head.sound,
                &head.public_key,
                &head.signature
            ],
        )
        .await
        .map(drop)
}

/// The head signed on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn head_of(scope: &mut Scope, day: Date) -> Result<Option<SignedHead>> {
    scope.optional("SELECT * FROM audit_heads WHERE tenant_id = $1 AND day = $2", params![day]).await
}

/// Every signed head, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn heads(scope: &mut Scope) -> Result<Vec<SignedHead>> {
    scope.all("SELECT * FROM audit_heads WHERE tenant_id = $1 ORDER BY day DESC", vec![]).await
}

/// The latest signed head.
///
/// # Errors
/// When the database does not answer.
pub async fn last_head(scope: &mut Scope) -> Result<Option<SignedHead>> {
    scope.optional("SELECT * FROM audit_heads WHERE tenant_id = $1 ORDER BY day DESC LIMIT 1", vec![]).await
}

/// An event with the tenant it happened in.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Where.
    pub tenant: TenantId,
    /// The event.
    pub event: Stored,
}

impl FromRow for Placed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { tenant: row.get::<String>("tenant_id")?.into(), event: Stored::from_row(row)? })
    }
}

/// Where a person's own trail goes on: the last event shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it was.
    pub at: Millis,
    /// In which tenant.
    pub tenant: String,
    /// Its number there.
    pub seq: i64,
}

/// What one person did anywhere, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_person(
    platform: &mut Platform,
    account: &AccountId,
    below: Option<&Place>,
    limit: i64,
) -> Result<Vec<Placed>> {
    let below = below.cloned().unwrap_or(Place { at: i64::MAX, tenant: String::new(), seq: 0 });
    platform
        .all(
            "SELECT * FROM audit_events WHERE account_id = $1 AND (at < $2 OR (at = $2 AND (tenant_id < $3 OR \
             (tenant_id = $3 AND seq < $4)))) ORDER BY at DESC, tenant_id DESC, seq DESC LIMIT $5",
            params![account, below.at, below.tenant, below.seq, limit],
        )
        .await
}
