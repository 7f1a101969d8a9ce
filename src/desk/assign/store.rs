//! The SQL of assignments, and nobody else's.

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, ItemId};
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::Assignment;

impl FromRow for Assignment {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            account: row.get::<String>("account_id")?.into(),
            due_on: row.date("due_on")?.ok_or_else(|| Error::internal("an assignment without a day"))?,
            note: row.get("note")?,
            by: row.get::<String>("assigned_by")?.into(),
            at: row.get("assigned_at")?,
        })
    }
}

/// The one of an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, id: &EditionId) -> Result<Option<Assignment>> {
    scope.optional("SELECT * FROM assignments WHERE tenant_id = $1 AND edition_id = $2", params![id]).await
}

/// Writes it over the one there was.
///
/// # Errors
/// When the database refuses.
pub async fn put(scope: &mut WriteScope, given: &Assignment) -> Result<()> {
    scope
        .execute(
            "INSERT INTO assignments (tenant_id, edition_id, account_id, due_on, note, assigned_by, assigned_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, edition_id) DO UPDATE SET \
             account_id = excluded.account_id, due_on = excluded.due_on, note = excluded.note, \
             assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at",
            params![&given.edition, &given.account, given.due_on, &given.note, &given.by, given.at],
        )
        .await
        .map(drop)
}

/// Takes it back.
///
/// # Errors
/// When the database refuses.
pub async fn end(scope: &mut WriteScope, id: &EditionId) -> Result<()> {
    scope
        .execute("DELETE FROM assignments WHERE tenant_id = $1 AND edition_id = $2", params![id])
        .await
        .map(drop)
}

/// Ends those of an item's editions that nobody works on any more.
///
/// # Errors
/// When the database refuses.
pub async fn end_finished(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    scope
        .execute(
            "DELETE FROM assignments WHERE tenant_id = $1 AND edition_id IN (SELECT e.edition_id FROM editions e \
             WHERE e.tenant_id = $1 AND e.item_id = $2 AND e.state NOT IN ('draft', 'submitted', 'approved', 'scheduled'))",
            params![item],
        )
        .await
        .map(drop)
}
