//! The SQL of marks, and nobody else's.

use sqlx::AssertSqlSafe;

use super::Mark;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::base::scope::{Scope, WriteScope};
use crate::items::Content;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::news::Introduced;
use crate::items::relations::store::held;
use crate::items::store::Titled;
use crate::params;

/// Marks an item with what its live content says.
///
/// # Errors
/// When the database refuses.
pub async fn put(scope: &mut WriteScope, item: &ItemId, content: &Content) -> Result<()> {
    for (mark, value) in super::of(content) {
        let sql = "INSERT INTO item_marks (tenant_id, item_id, mark, value) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        scope.execute(sql, params![item, mark.as_str(), value]).await?;
    }
    Ok(())
}

/// Takes the marks of an item away.
///
/// # Errors
/// When the database refuses.
pub async fn clear(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    let sql = "DELETE FROM item_marks WHERE tenant_id = $1 AND item_id = $2";
    scope.execute(sql, params![item]).await.map(drop)
}

/// The condition on the items `i` that they bear a mark of the value `?`.
pub fn bears(mark: Mark) -> String {
    format!(
        "EXISTS (SELECT 1 FROM item_marks m WHERE m.tenant_id = i.tenant_id AND m.item_id = i.item_id \
         AND m.mark = '{}' AND m.value = ?)",
        mark.as_str()
    )
}

/// A live item that bears a mark.
#[derive(Clone, Debug)]
pub struct Bearing {
    /// The item.
    pub titled: Titled,
    /// What it is marked with.
    pub value: String,
}

impl FromRow for Bearing {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { titled: Titled::from_row(row)?, value: row.get("value")? })
    }
}

/// The live items that bear a mark of one of some values, newest first; archived ones are no longer led to.
///
/// # Errors
/// When the database does not answer.
pub async fn bearing(scope: &mut Scope, mark: Mark, values: &[String], most: usize) -> Result<Vec<Bearing>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..values.len()).map(|at| format!("${}", at + 3)).collect();
    let sql = format!(
        "SELECT i.section_key, i.slug, e.title, m.value FROM item_marks m \
         JOIN items i ON i.tenant_id = m.tenant_id AND i.item_id = m.item_id AND i.archived_on IS NULL \
         JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
         WHERE m.tenant_id = $1 AND m.mark = $2 AND m.value IN ({}) \
         ORDER BY i.listed_on DESC, i.item_id DESC LIMIT {most}",
        places.join(", ")
    );
    let params =
        std::iter::once(Param::from(mark.as_str())).chain(values.iter().map(|one| one.as_str().into()));
    scope.all(AssertSqlSafe(sql), params.collect()).await
}

/// The themes that current items of this tenant bear, each with how many do.
///
/// # Errors
/// When the database does not answer.
pub async fn themes(scope: &mut Scope) -> Result<Vec<(String, i64)>> {
    let rows: Vec<Counted> = scope
        .all(
            "SELECT m.value, COUNT(*) AS n FROM item_marks m JOIN items i ON i.tenant_id = m.tenant_id \
             AND i.item_id = m.item_id AND i.archived_on IS NULL AND i.live_edition_id IS NOT NULL \
             WHERE m.tenant_id = $1 AND m.mark = 'theme' GROUP BY m.value",
            vec![],
        )
        .await?;
    Ok(rows.into_iter().map(|Counted(value, count)| (value, count)).collect())
}

struct Counted(String, i64);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("value")?, row.get("n")?))
    }
}

/// Whether a document that an article introduces is live here.
///
/// # Errors
/// When the database does not answer.
pub async fn is_held(scope: &mut Scope, introduced: &Introduced) -> Result<bool> {
    let Ok(number) = DocumentNumber::parse(&introduced.number) else { return Ok(false) };
    let found = held(scope, &number).await?;
    Ok(found.iter().any(|held| introduced.names(&held.number, held.issued_on)))
}
