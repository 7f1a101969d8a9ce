//! The SQL of quotas and of what the units sent, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::{Scope, WriteScope};
use crate::items::Content;
use crate::params;
use crate::people::State;

use super::month::Month;
use super::quotas::Quota;

/// The most items a month's report looks at.
const MOST: usize = 5000;

impl FromRow for Quota {
    fn from_row(row: &Row) -> Result<Self> {
        let from: String = row.get("from_month")?;
        Ok(Self {
            unit: row.get("unit_key")?,
            from: Month::parse(&from).ok_or_else(|| Error::internal(format!("no month: {from}")))?,
            items: row.get("items")?,
        })
    }
}

pub(super) async fn quotas(scope: &mut Scope) -> Result<Vec<Quota>> {
    scope
        .all(
            "SELECT unit_key, from_month, items FROM supply_quotas WHERE tenant_id = $1 ORDER BY from_month",
            vec![],
        )
        .await
}

pub(super) async fn put_quota(
    scope: &mut WriteScope,
    unit: &str,
    from: Month,
    items: i64,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO supply_quotas (tenant_id, unit_key, from_month, items, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (tenant_id, unit_key, from_month) DO UPDATE SET items = excluded.items, set_by = excluded.set_by, set_at = excluded.set_at",
            params![unit, from.to_string(), items, by, now],
        )
        .await
        .map(drop)
}

/// An item as the report sees it: its first edition, and when readers first and last saw it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The first edition.
    pub edition: EditionId,
    /// Its unit.
    pub unit: String,
    /// Its heading.
    pub title: String,
    /// Where the first edition stands.
    pub state: State,
    /// When it was begun.
    pub created_at: Millis,
    /// When it was sent to the board.
    pub submitted_at: Option<Millis>,
    /// When readers first saw it.
    pub live_from: Option<Millis>,
    /// When it was taken down, if nothing of it is live any more.
    pub gone_at: Option<Millis>,
    /// What it says.
    pub content: Content,
}

impl FromRow for Sent {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            unit: row.get("unit_key")?,
            title: row.get("title")?,
            state: State::parse(&state).ok_or_else(|| Error::internal(format!("unknown state {state}")))?,
            created_at: row.get("created_at")?,
            submitted_at: row.get("submitted_at")?,
            live_from: row.get("live_from")?,
            gone_at: row.get("gone_at")?,
            content: row.json("content")?,
        })
    }
}

/// What was sent or first seen by readers between two instants; documents that were imported many at once are no supply
/// of the month and are left out.
pub(super) async fn sent(scope: &mut Scope, from: Millis, until: Millis) -> Result<Vec<Sent>> {
    let sql = format!(
        "SELECT e.edition_id, e.unit_key, e.title, e.state, e.created_at, e.submitted_at, e.live_from, r.content, \
         CASE WHEN i.live_edition_id IS NULL THEN (SELECT MAX(f.live_until) FROM editions f WHERE f.tenant_id = e.tenant_id \
         AND f.item_id = e.item_id) END AS gone_at \
         FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id \
         JOIN revisions r ON r.tenant_id = e.tenant_id AND r.revision_id = e.revision_id \
         WHERE e.tenant_id = $1 AND e.no = 1 AND e.batch_id IS NULL AND ((e.submitted_at >= $2 AND e.submitted_at < $3) \
         OR (e.live_from >= $2 AND e.live_from < $3)) ORDER BY e.submitted_at, e.edition_id LIMIT {MOST}"
    );
    scope.all(sqlx::AssertSqlSafe(sql), params![from, until]).await
}

/// When readers first saw anything of an item, and when it was taken down for good.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// First seen.
    pub from: Option<Millis>,
    /// Gone since.
    pub until: Option<Millis>,
}

impl FromRow for Seen {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { from: row.get("first_live")?, until: row.get("gone_at")? })
    }
}

/// When readers saw an item.
///
/// # Errors
/// When the database does not answer.
pub async fn seen(scope: &mut Scope, item: &crate::base::id::ItemId) -> Result<Seen> {
    let found = scope
        .optional(
            "SELECT (SELECT MIN(f.live_from) FROM editions f WHERE f.tenant_id = i.tenant_id AND f.item_id = i.item_id) AS first_live, \
             CASE WHEN i.live_edition_id IS NULL THEN (SELECT MAX(g.live_until) FROM editions g WHERE g.tenant_id = i.tenant_id AND \
             g.item_id = i.item_id) END AS gone_at FROM items i WHERE i.tenant_id = $1 AND i.item_id = $2",
            params![item],
        )
        .await?;
    Ok(found.unwrap_or_default())
}

/// How many items were returned between two instants, by unit.
pub(super) async fn returned(scope: &mut Scope, from: Millis, until: Millis) -> Result<Vec<(String, i64)>> {
    struct Counted(String, i64);
    impl FromRow for Counted {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("s")?, row.get("n")?))
        }
    }
    let rows: Vec<Counted> = scope
        .all(
            "SELECT e.unit_key AS s, COUNT(*) AS n FROM audit_events a JOIN editions e ON e.tenant_id = a.tenant_id AND \
             e.item_id = a.subject_id AND e.no = 1 WHERE a.tenant_id = $1 AND a.action = 'item.return' AND a.subject_kind = 'item' \
             AND a.at >= $2 AND a.at < $3 GROUP BY e.unit_key",
            params![from, until],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}
