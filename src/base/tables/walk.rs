//! The rows of a table, some at a time.

use sqlx::AssertSqlSafe;

use super::{Column, Kind, Table, Values, quoted};
use crate::base::db::Param;
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Platform;

/// A walk over the rows of a table in the order of its key.
pub struct Walk<'a> {
    table: &'a Table,
    tenant: Option<&'a TenantId>,
    last: Option<Values>,
    ended: bool,
}

impl<'a> Walk<'a> {
    /// Over all rows, or a tenant's.
    pub fn over(table: &'a Table, tenant: Option<&'a TenantId>) -> Self {
        Self { table, tenant, last: None, ended: false }
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self, platform: &mut Platform) -> Result<Vec<Values>> {
        if self.ended {
            return Ok(Vec::new());
        }
        let (sql, params) = self.statement(platform.is_postgres())?;
        let lines: Vec<String> = platform.all(AssertSqlSafe(sql), params).await?;
        let rows =
            lines.iter().map(|line| Ok(serde_json::from_str(line)?)).collect::<Result<Vec<Values>>>()?;
        self.ended = rows.len() < self.table.step();
        self.last = rows.last().cloned();
        Ok(rows)
    }

    fn statement(&self, postgres: bool) -> Result<(String, Vec<Param>)> {
        let mut params = Vec::new();
        let mut conditions = Vec::new();
        if let Some(tenant) = self.tenant {
            params.push(Param::from(tenant));
            conditions.push("tenant_id = $1".to_owned());
        }
        let key = self.table.key();
        let names: Vec<String> = key.iter().map(|(_, column)| quoted(&column.name)).collect();
        if let Some(last) = &self.last {
            let mut places = Vec::new();
            for (at, _) in &key {
                params.push(self.table.param(*at, &last[*at])?);
                places.push(format!("${}", params.len()));
            }
            conditions.push(format!("({}) > ({})", names.join(", "), places.join(", ")));
        }
        let condition = if conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", conditions.join(" AND "))
        };
        let array = if postgres { "json_build_array" } else { "json_array" };
        let values: Vec<String> = self.table.columns.iter().map(|column| shown(column, postgres)).collect();
        let sql = format!(
            "SELECT CAST({array}({}) AS TEXT) AS s FROM {}{condition} ORDER BY {} LIMIT {}",
            values.join(", "),
            quoted(&self.table.name),
            names.join(", "),
            self.table.step()
        );
        Ok((sql, params))
    }
}

fn shown(column: &Column, postgres: bool) -> String {
    let name = quoted(&column.name);
    match (column.kind, postgres) {
        (Kind::Bytes, true) => format!("encode({name}, 'hex')"),
        (Kind::Bytes, false) => format!("CASE WHEN {name} IS NULL THEN NULL ELSE lower(hex({name})) END"),
        (Kind::Bool, true) => format!("CAST({name} AS INTEGER)"),
        _ => name,
    }
}
