//! The database at one moment, copied while others write to it.
//!
//! SQLite: `VACUUM INTO`, which reads in one transaction of the write-ahead log and so holds up no writer. PostgreSQL: the
//! rows of every table in one REPEATABLE READ READ ONLY transaction, so that no tool of the server's version is needed and
//! the copy can be proved without a second server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::manifest::{ChainHead, Engine};
use super::store::{self, HELD};
use crate::base::db::Store;
use crate::base::id::TenantId;
use crate::base::scope::{Db, Platform};
use crate::base::tables::{self, Table, Walk};
use crate::trail;

/// The database file.
pub const DATABASE: &str = "portal.sqlite";
/// Where rows lie in a backup of PostgreSQL, one file a table.
pub const ROWS: &str = "rows";

/// A copy of the database with what it says of itself.
#[derive(Debug)]
pub struct Snapshot {
    /// How it lies there.
    pub engine: Engine,
    /// Its files: their place in the backup, and where they lie now.
    pub parts: Vec<(String, PathBuf)>,
    /// What is in it.
    pub facts: Facts,
}

/// What a database holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Rows of every table.
    pub counts: BTreeMap<String, i64>,
    /// Every chain's head.
    pub heads: Vec<ChainHead>,
    /// The files that it names, by their place in the data folder.
    pub files: BTreeSet<String>,
}

/// Where the bytes of a digest lie under the data folder.
pub fn place_of(folder: &str, sha256: &str) -> String {
    format!("{folder}/{}/{sha256}", &sha256[..2.min(sha256.len())])
}

impl Facts {
    /// Reads them in the transaction given.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(platform: &mut Platform, tables: &[Table]) -> Result<Self> {
        let mut facts = Self::default();
        for table in tables {
            facts.counts.insert(table.name.clone(), tables::count(platform, table, None).await?);
        }
        for tenant in trail::store::chains(platform).await? {
            facts.heads.push(head(platform, &tenant).await?);
        }
        for held in HELD {
            let digests = store::digests(platform, held).await?;
            facts.files.extend(digests.iter().map(|sha256| place_of(held.folder, sha256)));
        }
        Ok(facts)
    }
}

async fn head(platform: &mut Platform, tenant: &TenantId) -> Result<ChainHead> {
    let head = trail::store::head_across(platform, tenant).await?;
    Ok(ChainHead { tenant: tenant.to_string(), seq: head.seq, hash: head.hash })
}

/// Copies the database into `work`.
///
/// # Errors
/// When the database does not answer or the disk does not take it.
pub async fn take(db: &Db, data: &Path, work: &Path) -> Result<Snapshot> {
    match db.store() {
        Store::Sqlite { .. } => of_sqlite(db, &data.join(DATABASE), &work.join(DATABASE)).await,
        Store::Postgres { .. } => of_postgres(db, &work.join(ROWS)).await,
    }
}

async fn of_sqlite(db: &Db, source: &Path, copy: &Path) -> Result<Snapshot> {
    if copy.exists() {
        fs::remove_file(copy)?;
    }
    let mut connection = SqliteConnectOptions::new().filename(source).connect().await?;
    let target = copy.display().to_string().replace('\'', "''");
    sqlx::query(AssertSqlSafe(format!("VACUUM INTO '{target}'")))
        .execute(&mut connection)
        .await
        .context("the database cannot be copied")?;
    connection.close().await?;
    let beside = beside(db, copy).await?;
    let mut platform = beside.platform().await?;
    let tables = tables::tables(&mut platform).await?;
    let facts = Facts::read(&mut platform, &tables).await?;
    drop(platform);
    beside.store().close().await;
    Ok(Snapshot { engine: Engine::Sqlite, parts: vec![(DATABASE.to_owned(), copy.to_owned())], facts })
}

/// A copy opened beside the deployment, under the same key.
///
/// # Errors
/// When it is no database.
pub async fn beside(db: &Db, copy: &Path) -> Result<Db> {
    let store = Store::sqlite(copy).await?;
    Ok(Db::new(store, db.clock.clone(), db.entropy.clone(), db.sealer.clone()))
}

async fn of_postgres(db: &Db, folder: &Path) -> Result<Snapshot> {
    fs::create_dir_all(folder)?;
    let mut platform = db.platform().await?;
    let tables = tables::tables(&mut platform).await?;
    let mut parts = Vec::new();
    for table in &tables {
        let file = folder.join(&table.name);
        let mut out = BufWriter::new(File::create(&file)?);
        let mut walk = Walk::over(table, None);
        loop {
            let rows = walk.next(&mut platform).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                serde_json::to_writer(&mut out, &row)?;
                out.write_all(b"\n")?;
            }
        }
        out.flush()?;
        parts.push((format!("{ROWS}/{}", table.name), file));
    }
    let facts = Facts::read(&mut platform, &tables).await?;
    Ok(Snapshot { engine: Engine::Postgres, parts, facts })
}
