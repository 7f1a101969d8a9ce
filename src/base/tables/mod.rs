//! What tables there are and their rows as JSON, the same on both engines: for copies of all of them, so that a new table
//! cannot be forgotten.

mod schema;
mod tally;
mod walk;

use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::db::Param;
use super::error::{Error, Result};
use super::id::TenantId;
use super::scope::{Platform, PlatformWrite};
use crate::params;

pub use schema::tables;
pub use tally::Tally;
pub use walk::Walk;

/// The most parameters of one statement; SQLite takes 32,766.
const PARAMETERS: usize = 8_000;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// BIGINT
    Int,
    /// TEXT
    Text,
    /// BOOLEAN
    Bool,
    /// BYTEA
    Bytes,
}

impl Kind {
    fn of(declared: &str) -> Result<Self> {
        Ok(match declared.to_ascii_lowercase().as_str() {
            "bigint" => Self::Int,
            "text" => Self::Text,
            "boolean" => Self::Bool,
            "bytea" => Self::Bytes,
            other => return Err(Error::internal(format!("a column of type {other} cannot be copied"))),
        })
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub nullable: bool,
    /// Its place in the primary key, from 1; 0 outside it.
    pub key: i64,
}

/// A column whose values stand in another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The column here.
    pub column: String,
    /// The table there.
    pub table: String,
    /// The column there.
    pub to: String,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, by name: both engines then say the same.
    pub columns: Vec<Column>,
    /// What it points to.
    pub references: Vec<Reference>,
}

/// One row: its values in the order of the columns; bytes in hexadecimal, truth as 0 and 1.
pub type Values = Vec<Value>;

impl Table {
    /// Where a column stands in a row.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|held| held.name == column)
    }

    /// Whether its rows are a tenant's.
    pub fn is_tenants(&self) -> bool {
        self.position("tenant_id").is_some()
    }

    fn key(&self) -> Vec<(usize, &Column)> {
        let mut key: Vec<_> = self.columns.iter().enumerate().filter(|(_, column)| column.key > 0).collect();
        key.sort_by_key(|(_, column)| column.key);
        key
    }

    /// How many of its rows one step reads: bytes are large.
    fn step(&self) -> usize {
        if self.columns.iter().any(|column| column.kind == Kind::Bytes) { 20 } else { 500 }
    }

    fn param(&self, at: usize, value: &Value) -> Result<Param> {
        let wrong = || Error::internal(format!("{}.{}: {value}", self.name, self.columns[at].name));
        let kind = self.columns[at].kind;
        if value.is_null() {
            return Ok(match kind {
                Kind::Int => Param::Int(None),
                Kind::Text => Param::Text(None),
                Kind::Bool => Param::Bool(None),
                Kind::Bytes => Param::Bytes(None),
            });
        }
        Ok(match kind {
            Kind::Int => Param::Int(Some(value.as_i64().ok_or_else(wrong)?)),
            Kind::Text => Param::Text(Some(value.as_str().ok_or_else(wrong)?.to_owned())),
            Kind::Bool => Param::Bool(Some(value.as_i64().ok_or_else(wrong)? != 0)),
            Kind::Bytes => Param::Bytes(Some(bytes(value).ok_or_else(wrong)?)),
        })
    }
}

/// The bytes of a value in hexadecimal.
pub fn bytes(value: &Value) -> Option<Vec<u8>> {
    data_encoding::HEXLOWER.decode(value.as_str()?.as_bytes()).ok()
}

/// How many rows a table has, all of them or a tenant's.
///
/// # Errors
/// When the database does not answer.
pub async fn count(platform: &mut Platform, table: &Table, tenant: Option<&TenantId>) -> Result<i64> {
    let (condition, params) = match tenant {
        Some(tenant) => (" WHERE tenant_id = $1", params![tenant]),
        None => ("", vec![]),
    };
    let sql = format!("SELECT COUNT(*) AS n FROM \"{}\"{condition}", table.name);
    Ok(platform.optional(AssertSqlSafe(sql), params).await?.unwrap_or(0))
}

/// Empties a table.
///
/// # Errors
/// When the database refuses.
pub async fn clear(platform: &mut PlatformWrite, table: &Table) -> Result<()> {
    platform.execute(AssertSqlSafe(format!("DELETE FROM {}", quoted(&table.name))), vec![]).await.map(drop)
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Puts rows in, as they are.
///
/// # Errors
/// When the database refuses one of them.
pub async fn insert(platform: &mut PlatformWrite, table: &Table, rows: &[Values]) -> Result<()> {
    let width = table.columns.len();
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    for batch in rows.chunks((PARAMETERS / width).clamp(1, table.step())) {
        let mut params = Vec::with_capacity(batch.len() * width);
        let mut tuples = Vec::with_capacity(batch.len());
        for row in batch {
            if row.len() != width {
                return Err(Error::internal(format!("a row of {} has {} values", table.name, row.len())));
            }
            let mut places = Vec::with_capacity(width);
            for (at, value) in row.iter().enumerate() {
                params.push(table.param(at, value)?);
                places.push(format!("${}", params.len()));
            }
            tuples.push(format!("({})", places.join(", ")));
        }
        let sql = format!(
            "INSERT INTO {} ({}) VALUES {}",
            quoted(&table.name),
            names.join(", "),
            tuples.join(", ")
        );
        platform.execute(AssertSqlSafe(sql), params).await?;
    }
    Ok(())
}
