//! A tenant written to an archive, as it stands at one moment, while the portal serves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::sealed::Drawer;
use super::{ACCOUNTS, ATTACHMENTS, LEFT_BEHIND, goes_along, store};
use crate::app::BUILD;
use crate::backup::key::BackupKey;
use crate::backup::manifest::{ChainHead, Engine, Entry, FORMAT, Manifest, Moved};
use crate::backup::medium::Part;
use crate::backup::settler::Settler;
use crate::backup::shelf::{Locked, Shelf};
use crate::backup::snapshot::{ROWS, place_of};
use crate::backup::stream::{Hashed, SealWriter};
use crate::backup::{Fault, Place, put};
use crate::base::audit::Actor;
use crate::base::entropy::Entropy;
use crate::base::id::{TenantId, fresh};
use crate::base::migrate;
use crate::base::scope::{Db, Platform};
use crate::base::seal::sha256_hex;
use crate::base::tables::{self, Table, Tally, Values, Walk};
use crate::questions::codes::code_key;
use crate::trail;

/// Rows of one table on their way into the archive.
struct Rows {
    out: Hashed<GzEncoder<SealWriter<Part>>>,
    tally: Tally,
}

impl Rows {
    fn begin(shelf: &Locked, entropy: &Entropy) -> Result<Self> {
        let sealed = SealWriter::new(shelf.key(), entropy.bytes(), shelf.part(entropy)?)?;
        Ok(Self { out: Hashed::new(GzEncoder::new(sealed, Compression::fast())), tally: Tally::default() })
    }

    fn add(&mut self, row: &Values) -> Result<()> {
        let line = serde_json::to_string(row)?;
        self.tally.add(&line);
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    fn end(self, shelf: &Shelf, settler: &Settler, table: &str) -> Result<(Entry, Tally)> {
        let (sha256, bytes) = (self.out.sha256(), self.out.bytes);
        let part = self.out.into_inner().finish()?.finish()?.end();
        let object = shelf.key().name_of(&sha256, bytes);
        settler.add(part, &object);
        Ok((Entry { path: format!("{ROWS}/{table}"), bytes, sha256, object, packed: true }, self.tally))
    }
}

/// What is written so far.
#[derive(Default)]
struct Written {
    rows: Vec<Entry>,
    files: Vec<Entry>,
    counts: BTreeMap<String, i64>,
    digests: BTreeMap<String, String>,
    absent: Vec<String>,
    met: BTreeSet<String>,
}

/// Writes a tenant to an archive in an empty folder.
///
/// # Errors
/// When the folder is not empty, the disk does not take it, or a sealed value does not open.
pub async fn export(
    db: &Db,
    data: &Path,
    tenant: &TenantId,
    folder: &Path,
    key: &BackupKey,
) -> Result<Manifest> {
    let shelf = Shelf::begin(&Place::folder(folder.to_owned(), key.clone()))?.lock()?;
    if let Some(run) = shelf.runs()?.pop() {
        return Err(Fault::NotEmpty(run).into());
    }
    shelf.clear_parts()?;
    let run = fresh(db.clock.now(), &db.entropy);
    let mut scope = db.write(tenant, &Actor::system()).await?;
    scope.audit("tenant.exported", "tenant", tenant.as_str(), json!({ "archive": run }));
    scope.commit().await?;

    let mut platform = db.platform().await?;
    let at = db.clock.now();
    let slug = store::slug_of(&mut platform, tenant).await?.context("there is no such tenant")?;
    let drawer = Drawer { sealer: &db.sealer, tenant, data: data.to_owned() };
    let tables = tables::tables(&mut platform).await?;
    let settler = shelf.settler();
    let mut writing =
        Writing { shelf: &shelf, entropy: &db.entropy, settler: &settler, written: Written::default() };
    for table in tables.iter().filter(|table| goes_along(table)) {
        writing.table(&mut platform, table, &drawer).await?;
    }
    writing.people(&mut platform, &tables).await?;
    writing.files(&mut platform, &drawer).await?;
    let written = writing.written;
    settler.end()?;
    let head = trail::store::head_across(&mut platform, tenant).await?;
    drop(platform);
    let code_key = HEXLOWER.encode(&code_key(&db.sealer, tenant).0);
    let manifest = Manifest {
        format: FORMAT,
        run,
        version: BUILD.to_owned(),
        schema: migrate::version(),
        engine: Engine::Postgres,
        at,
        counts: written.counts,
        heads: vec![ChainHead { tenant: tenant.to_string(), seq: head.seq, hash: head.hash }],
        database: written.rows,
        files: written.files,
        absent: written.absent,
        damaged: Vec::new(),
        tenant: Some(Moved { id: tenant.to_string(), slug, digests: written.digests, code_key }),
    };
    shelf.finish(&manifest, &db.entropy)?;
    Ok(manifest)
}

struct Writing<'a> {
    shelf: &'a Locked,
    entropy: &'a Entropy,
    settler: &'a Settler,
    written: Written,
}

impl Writing<'_> {
    async fn table(&mut self, platform: &mut Platform, table: &Table, drawer: &Drawer<'_>) -> Result<()> {
        let mut rows = Rows::begin(self.shelf, self.entropy)?;
        let mut walk = Walk::over(table, Some(drawer.tenant));
        loop {
            let read = walk.next(platform).await?;
            if read.is_empty() {
                break;
            }
            for mut row in read {
                drawer.open(table, &mut row)?;
                self.attachment(table, &mut row, drawer)?;
                self.written.met.extend(row.iter().filter_map(Value::as_str).map(str::to_owned));
                rows.add(&row)?;
            }
        }
        self.end(rows, &table.name)
    }

    fn end(&mut self, rows: Rows, table: &str) -> Result<()> {
        let (entry, tally) = rows.end(self.shelf, self.settler, table)?;
        self.written.counts.insert(table.to_owned(), i64::try_from(tally.rows).unwrap_or(i64::MAX));
        self.written.digests.insert(table.to_owned(), tally.digest());
        self.written.rows.push(entry);
        Ok(())
    }

    fn attachment(&mut self, table: &Table, row: &mut Values, drawer: &Drawer<'_>) -> Result<()> {
        if table.name != ATTACHMENTS {
            return Ok(());
        }
        match drawer.open_file(table, row)? {
            Some(plain) => {
                let path = place_of("questions", &sha256_hex(&plain));
                let entry = put(self.shelf, self.entropy, self.settler, &path, plain.as_slice(), false)?;
                self.written.files.push(entry);
            }
            None => {
                self.written.absent.push(format!("{ATTACHMENTS} {}", row.first().unwrap_or(&Value::Null)))
            }
        }
        Ok(())
    }

    /// The accounts that any row names, with what belongs to them alone.
    async fn people(&mut self, platform: &mut Platform, tables: &[Table]) -> Result<()> {
        let known = store::accounts(platform).await?;
        let named: BTreeSet<String> =
            known.into_iter().filter(|account| self.written.met.contains(account)).collect();
        let theirs = tables.iter().filter(|table| {
            let points = table.references.iter().any(|to| to.table == ACCOUNTS);
            let stays = LEFT_BEHIND.contains(&table.name.as_str());
            table.name == ACCOUNTS || points && !table.is_tenants() && !stays
        });
        for table in theirs {
            let mut rows = Rows::begin(self.shelf, self.entropy)?;
            let at = table.position("account_id").context("an account's table without account_id")?;
            let mut walk = Walk::over(table, None);
            loop {
                let read = walk.next(platform).await?;
                if read.is_empty() {
                    break;
                }
                let own = |row: &Values| row[at].as_str().is_some_and(|account| named.contains(account));
                for mut row in read.into_iter().filter(own) {
                    // Who comes over chooses a password of that deployment.
                    if let Some(must) = table.position("must_change") {
                        row[must] = json!(1);
                    }
                    rows.add(&row)?;
                }
            }
            self.end(rows, &table.name)?;
        }
        Ok(())
    }

    async fn files(&mut self, platform: &mut Platform, drawer: &Drawer<'_>) -> Result<()> {
        for sha256 in crate::backup::store::digests_of(platform, drawer.tenant).await? {
            let path = place_of("files", &sha256);
            match File::open(drawer.data.join(&path)) {
                Ok(file) => {
                    let entry = put(self.shelf, self.entropy, self.settler, &path, file, false)?;
                    self.written.files.push(entry);
                }
                Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => self.written.absent.push(path),
                Err(cause) => return Err(cause).context(path),
            }
        }
        Ok(())
    }
}
