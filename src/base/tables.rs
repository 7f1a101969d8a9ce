//! What tables there are and their rows as JSON, the same on both engines: for copies of all of them, so that a new table
//! cannot be forgotten.

use std::collections::BTreeSet;

use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::db::{FromRow, Param, Row};
use super::error::{Error, Result};
use super::id::TenantId;
use super::scope::{Platform, PlatformWrite};
use super::seal::sha256_hex;
use crate::params;

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

/// A digest of rows that does not ask for their order, which the engines see differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many rows.
    pub rows: u64,
    sum: [u64; 4],
}

impl Tally {
    /// Takes one more row in.
    pub fn add(&mut self, line: &str) {
        self.rows += 1;
        let digest = sha256_hex(line.as_bytes());
        for (lane, part) in self.sum.iter_mut().enumerate() {
            let part_of = u64::from_str_radix(&digest[lane * 16..lane * 16 + 16], 16).unwrap_or(0);
            *part = part.wrapping_add(part_of);
        }
    }

    /// The digest in hexadecimal.
    pub fn digest(&self) -> String {
        self.sum.iter().map(|part| format!("{part:016x}")).collect()
    }
}

struct Described {
    table: String,
    column: Column,
}

impl FromRow for Described {
    fn from_row(row: &Row) -> Result<Self> {
        let kind = Kind::of(&row.get::<String>("declared")?)?;
        let column =
            Column { name: row.get("name")?, kind, nullable: row.get("nullable")?, key: row.get("in_key")? };
        Ok(Self { table: row.get("tab")?, column })
    }
}

struct Pointing {
    table: String,
    reference: Reference,
}

impl FromRow for Pointing {
    fn from_row(row: &Row) -> Result<Self> {
        let reference = Reference { column: row.get("col")?, table: row.get("target")? };
        Ok(Self { table: row.get("tab")?, reference })
    }
}

/// Every table of the schema, what is pointed to before what points to it.
///
/// # Errors
/// When the database does not answer, or a column has a type that cannot be copied.
pub async fn tables(platform: &mut Platform) -> Result<Vec<Table>> {
    let (columns, references) = if platform.is_postgres() {
        (POSTGRES_COLUMNS, POSTGRES_KEYS)
    } else {
        (SQLITE_COLUMNS, SQLITE_KEYS)
    };
    let described: Vec<Described> = platform.all(columns, vec![]).await?;
    let pointing: Vec<Pointing> = platform.all(references, vec![]).await?;
    let mut found: Vec<Table> = Vec::new();
    for one in described {
        match found.last_mut() {
            Some(table) if table.name == one.table => table.columns.push(one.column),
            _ => found.push(Table { name: one.table, columns: vec![one.column], references: Vec::new() }),
        }
    }
    for table in &mut found {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        let own = pointing.iter().filter(|one| one.table == table.name);
        table.references = own.map(|one| one.reference.clone()).collect();
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    in_order(found)
}

fn in_order(mut waiting: Vec<Table>) -> Result<Vec<Table>> {
    let mut placed: BTreeSet<String> = BTreeSet::new();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = |table: &Table| {
            table.references.iter().all(|to| to.table == table.name || placed.contains(&to.table))
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(free);
        if ready.is_empty() {
            return Err(Error::internal("tables point to each other in a circle"));
        }
        placed.extend(ready.iter().map(|table| table.name.clone()));
        ordered.extend(ready);
        waiting = rest;
    }
    Ok(ordered)
}

const SQLITE_COLUMNS: &str = "SELECT m.name AS tab, p.name AS name, p.type AS declared, \
    (p.\"notnull\" = 0 AND p.pk = 0) AS nullable, p.pk AS in_key \
    FROM sqlite_master m, pragma_table_info(m.name) p \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations' ORDER BY m.name, p.cid";

const SQLITE_KEYS: &str = "SELECT m.name AS tab, f.\"from\" AS col, f.\"table\" AS target \
    FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
    WHERE m.type = 'table' AND m.name <> '_sqlx_migrations' ORDER BY m.name, f.id, f.seq";

const POSTGRES_COLUMNS: &str = "SELECT c.relname::text AS tab, a.attname::text AS name, \
    format_type(a.atttypid, a.atttypmod) AS declared, NOT a.attnotnull AS nullable, \
    COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS in_key \
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '_sqlx_migrations' \
    ORDER BY c.relname, a.attnum";

const POSTGRES_KEYS: &str = "SELECT c.relname::text AS tab, a.attname::text AS col, t.relname::text AS target \
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid \
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) \
    WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, k.conname, a.attnum";

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

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, to: &[&str]) -> Table {
        let references =
            to.iter().map(|to| Reference { column: "x".into(), table: (*to).to_owned() }).collect();
        Table { name: name.to_owned(), columns: Vec::new(), references }
    }

    #[test]
    fn what_is_pointed_to_comes_first_and_a_circle_is_refused() {
        let ordered = in_order(vec![table("a", &["b"]), table("b", &["b", "c"]), table("c", &[])]).unwrap();
        let names: Vec<&str> = ordered.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["c", "b", "a"]);
        assert!(in_order(vec![table("a", &["b"]), table("b", &["a"])]).is_err());
    }

    #[test]
    fn a_tally_asks_for_no_order_but_for_every_row() {
        let of = |lines: &[&str]| {
            let mut tally = Tally::default();
            lines.iter().for_each(|line| tally.add(line));
            (tally.rows, tally.digest())
        };
        assert_eq!(of(&["a", "b"]), of(&["b", "a"]));
        assert_ne!(of(&["a", "b"]), of(&["a", "c"]));
        assert_ne!(of(&["a", "a"]), of(&["b", "b"]));
    }
}
