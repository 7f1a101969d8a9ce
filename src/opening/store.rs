//! The SQL of a new site's first pages, and nobody else's.

use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::params;

/// What the source keys of first pages begin with.
pub(super) const FIRST_PAGES: &str = "opening:";

/// Whether a first page was begun.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn is_begun(scope: &mut Scope, source_key: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM items WHERE tenant_id = $1 AND source_key = $2";
    Ok(scope.one::<i64>(sql, params![source_key]).await? > 0)
}

/// How many first pages were begun.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn count_begun(scope: &mut Scope) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM items WHERE tenant_id = $1 AND source_key LIKE $2";
    scope.one(sql, params![format!("{FIRST_PAGES}%")]).await
}
