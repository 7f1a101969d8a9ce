//! The SQL of the interface's lists, which go on from where the last answer ended, and nobody else's.

use sqlx::AssertSqlSafe;

use crate::base::db::Param;
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::questions::store::{DeskFilter as QuestionFilter, Filed};

/// The register of questions, latest first, after a row.
///
/// # Errors
/// When the database does not answer.
pub async fn questions(
    scope: &mut Scope,
    filter: &QuestionFilter,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<Filed>> {
    let mut params: Vec<Param> = Vec::new();
    let mut conditions = String::new();
    if let Some(state) = filter.state {
        params.push(state.as_str().into());
        conditions += &format!(" AND state = ${}", params.len() + 1);
    }
    if let Some(after) = after {
        params.push(after.into());
        conditions += &format!(" AND number < ${}", params.len() + 1);
    }
    if let Some(units) = &filter.units {
        let first = params.len() + 2;
        let places: Vec<String> = (first..first + units.len()).map(|place| format!("${place}")).collect();
        params.extend(units.iter().map(Param::from));
        conditions += &if places.is_empty() {
            " AND 1 = 0".to_owned()
        } else {
            format!(" AND unit_key IN ({})", places.join(", "))
        };
    }
    let sql = format!(
        "SELECT * FROM questions WHERE tenant_id = $1{conditions} ORDER BY number DESC LIMIT {limit}"
    );
    scope.all(AssertSqlSafe(sql), params).await
}
