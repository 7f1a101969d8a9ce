//! The SQL of the times of pages, and nobody else's.

use jiff::civil::Date;

use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::Waits;

/// Adds what was counted on a day.
pub(super) async fn add(scope: &mut WriteScope, day: Date, waits: &Waits) -> Result<()> {
    let sql = "INSERT INTO page_speeds (tenant_id, day, within_ms, pages) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (tenant_id, day, within_ms) DO UPDATE SET pages = page_speeds.pages + excluded.pages";
    for (step, pages) in &waits.0 {
        scope.execute(sql, params![day, *step, *pages]).await?;
    }
    Ok(())
}

/// How long a site's pages took from one day to another, both included.
///
/// # Errors
/// When the database does not answer.
pub async fn between(scope: &mut Scope, from: Date, until: Date) -> Result<Waits> {
    struct Step(i64, i64);
    impl FromRow for Step {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("within_ms")?, row.get("pages")?))
        }
    }
    let sql = "SELECT within_ms, CAST(SUM(pages) AS BIGINT) AS pages FROM page_speeds \
               WHERE tenant_id = $1 AND day >= $2 AND day <= $3 GROUP BY within_ms";
    let steps: Vec<Step> = scope.all(sql, params![from, until]).await?;
    Ok(Waits::of(steps.into_iter().map(|step| (step.0, step.1))))
}

/// Takes out what was counted before a day.
pub(super) async fn purge(scope: &mut WriteScope, before: Date) -> Result<()> {
    let sql = "DELETE FROM page_speeds WHERE tenant_id = $1 AND day < $2";
    scope.execute(sql, params![before]).await.map(drop)
}
