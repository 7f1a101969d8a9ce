//! The SQL of the introduction's pages, and nobody else's.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use super::Page;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::base::scope::{Scope, WriteScope};
use crate::items::kinds::record::{ABOUT, REVIEWED, TOPIC};
use crate::params;

impl FromRow for Page {
    fn from_row(row: &Row) -> Result<Self> {
        let reviewed: Option<String> = row.get("reviewed")?;
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            unit_key: row.get("unit_key")?,
            topic: row.get::<Option<String>>("topic")?.unwrap_or_default(),
            reviewed: reviewed.and_then(|day| day.parse().ok()),
            review_on: row.date("review_on")?,
        })
    }
}

/// The live pages of a site's introduction.
///
/// # Errors
/// When the database does not answer.
pub async fn pages(scope: &mut Scope) -> Result<Vec<Page>> {
    let fact = |key: &str| {
        format!(
            "(SELECT f.value FROM record_facts f WHERE f.tenant_id = i.tenant_id AND f.item_id = i.item_id \
             AND f.fact_key = '{key}')"
        )
    };
    let sql = format!(
        "SELECT i.item_id, e.edition_id, e.title, e.unit_key, {} AS topic, {} AS reviewed, t.review_on \
         FROM record_facts r JOIN items i ON i.tenant_id = r.tenant_id AND i.item_id = r.item_id AND i.archived_on IS NULL \
         JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
         LEFT JOIN terms t ON t.tenant_id = i.tenant_id AND t.item_id = i.item_id \
         WHERE r.tenant_id = $1 AND r.fact_key = 'register' AND r.value = $2 ORDER BY i.item_id",
        fact(TOPIC),
        fact(REVIEWED)
    );
    scope.all(AssertSqlSafe(sql), params![ABOUT.key]).await
}

/// Sets when a page is looked at again, and leaves when it ceases to be current.
///
/// # Errors
/// When the database refuses.
pub async fn set_review_day(scope: &mut WriteScope, item: &ItemId, day: Date) -> Result<()> {
    let sql = "INSERT INTO terms (tenant_id, item_id, review_on) VALUES ($1, $2, $3) \
               ON CONFLICT (tenant_id, item_id) DO UPDATE SET review_on = excluded.review_on";
    scope.execute(sql, params![item, day]).await.map(drop)
}
