//! Which tables there are: asked of either engine's own description of itself.

use std::collections::BTreeSet;

use super::{Column, Kind, Reference, Table};
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::scope::Platform;

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
        let reference =
            Reference { column: row.get("col")?, table: row.get("target")?, to: row.get("target_col")? };
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

const SQLITE_KEYS: &str = "SELECT m.name AS tab, f.\"from\" AS col, f.\"table\" AS target, \
    COALESCE(f.\"to\", '') AS target_col FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
    WHERE m.type = 'table' AND m.name <> '_sqlx_migrations' ORDER BY m.name, f.id, f.seq";

const POSTGRES_COLUMNS: &str = "SELECT c.relname::text AS tab, a.attname::text AS name, \
    format_type(a.atttypid, a.atttypmod) AS declared, NOT a.attnotnull AS nullable, \
    COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS in_key \
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '_sqlx_migrations' \
    ORDER BY c.relname, a.attnum";

const POSTGRES_KEYS: &str = "SELECT c.relname::text AS tab, a.attname::text AS col, t.relname::text AS target \
    , b.attname::text AS target_col \
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid \
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (own, other) \
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own \
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.other \
    WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, k.conname, a.attnum";

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, to: &[&str]) -> Table {
        let references = to
            .iter()
            .map(|to| Reference { column: "x".into(), table: (*to).to_owned(), to: "x".into() })
            .collect();
        Table { name: name.to_owned(), columns: Vec::new(), references }
    }

    #[test]
    fn what_is_pointed_to_comes_first_and_a_circle_is_refused() {
        let ordered = in_order(vec![table("a", &["b"]), table("b", &["b", "c"]), table("c", &[])]).unwrap();
        let names: Vec<&str> = ordered.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["c", "b", "a"]);
        assert!(in_order(vec![table("a", &["b"]), table("b", &["a"])]).is_err());
    }
}
