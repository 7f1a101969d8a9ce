//! The SQL of awards and of what the year's top lists count, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, ItemId};
use crate::base::scope::{Scope, WriteScope};
use crate::house::days_of;
use crate::house::struck::Struck;
use crate::params;

use super::{Award, Who};

/// Whom a row is about.
pub(in crate::house) fn who(row: &Row) -> Result<Who> {
    let account: Option<String> = row.get("account_id")?;
    let unit: Option<String> = row.get("unit_key")?;
    account
        .map(|id| Who::Account(id.into()))
        .or(unit.map(Who::Unit))
        .ok_or_else(|| Error::internal("about neither a person nor a unit"))
}

impl FromRow for Award {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("award_id")?,
            decision: row.get("decision")?,
            on: row.date("decided_on")?.ok_or_else(|| Error::internal("an award without its day"))?,
            kind: row.get("kind")?,
            reason: row.get("reason")?,
            who: who(row)?,
            struck: Struck::of(row)?,
        })
    }
}

pub(super) async fn insert(scope: &mut WriteScope, award: &Award) -> Result<()> {
    let (by, now) = (scope.actor().label.clone(), scope.db().clock.now());
    let (account, unit) = award.who.columns();
    scope
        .execute(
            "INSERT INTO awards (tenant_id, award_id, decision, decided_on, kind, reason, account_id, unit_key, recorded_by, \
             recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![&award.id, &award.decision, award.on, &award.kind, &award.reason, account, unit, by, now],
        )
        .await
        .map(drop)
}

/// Whether somebody has an award of this decision that stands.
pub(super) async fn is_there(scope: &mut Scope, award: &Award) -> Result<bool> {
    let (account, unit) = award.who.columns();
    let sql = "SELECT COUNT(*) AS n FROM awards WHERE tenant_id = $1 AND decision = $2 AND decided_on = $3 AND struck_at IS NULL \
               AND COALESCE(account_id, '') = COALESCE($4, '') AND COALESCE(unit_key, '') = COALESCE($5, '')";
    Ok(scope.one::<i64>(sql, params![&award.decision, award.on, account, unit]).await? > 0)
}

pub(super) async fn stands(scope: &mut Scope, id: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM awards WHERE tenant_id = $1 AND award_id = $2 AND struck_at IS NULL";
    Ok(scope.one::<i64>(sql, params![id]).await? > 0)
}

pub(super) async fn strike(scope: &mut WriteScope, id: &str, reason: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE awards SET struck_at = $3, struck_reason = $4 WHERE tenant_id = $1 AND award_id = $2";
    scope.execute(sql, params![id, now, reason]).await.map(drop)
}

/// The awards decided in a year, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_year(scope: &mut Scope, year: i16) -> Result<Vec<Award>> {
    let (from, until) = days_of(year);
    let sql = "SELECT * FROM awards WHERE tenant_id = $1 AND decided_on >= $2 AND decided_on <= $3 \
               ORDER BY decided_on DESC, award_id DESC";
    scope.all(sql, params![from, until]).await
}

/// The awards of a person that stand, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(scope: &mut Scope, account: &AccountId) -> Result<Vec<Award>> {
    let sql = "SELECT * FROM awards WHERE tenant_id = $1 AND account_id = $2 AND struck_at IS NULL \
               ORDER BY decided_on DESC, award_id DESC";
    scope.all(sql, params![account]).await
}

/// An item that readers see.
pub(super) struct Shown {
    /// Which.
    pub item: ItemId,
    /// Its author, as readers see it; may be "".
    pub author: String,
    /// Who began it.
    pub created_by: Option<AccountId>,
    /// The supplying unit.
    pub unit: String,
}

impl FromRow for Shown {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            author: row.get("author")?,
            created_by: row.get::<Option<String>>("created_by")?.map(AccountId::from),
            unit: row.get("unit_key")?,
        })
    }
}

/// Items that readers see and first saw between two instants, as the month's lists have them; imports are nobody's.
pub(super) async fn shown(scope: &mut Scope, from: Millis, until: Millis) -> Result<Vec<Shown>> {
    let sql = "SELECT i.item_id, i.created_by, e.author, e.unit_key FROM items i JOIN editions e ON e.tenant_id = i.tenant_id \
               AND e.edition_id = i.live_edition_id JOIN editions f ON f.tenant_id = i.tenant_id AND f.item_id = i.item_id AND \
               f.no = 1 WHERE i.tenant_id = $1 AND f.batch_id IS NULL AND f.live_from >= $2 AND f.live_from < $3";
    scope.all(sql, params![from, until]).await
}
