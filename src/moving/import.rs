//! A tenant taken in from an archive: nothing of it is there before all of it is, compared with what was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::sealed::Drawer;
use super::{ACCOUNTS, ATTACHMENTS, goes_along, store};
use crate::backup::key::BackupKey;
use crate::backup::manifest::{Entry, Manifest, Moved};
use crate::backup::shelf::Shelf;
use crate::backup::snapshot::{ROWS, place_of};
use crate::backup::{Fault, Place, unpack, write};
use crate::base::audit::{self, Actor};
use crate::base::id::{TenantId, fresh};
use crate::base::migrate;
use crate::base::scope::{Db, PlatformWrite, Reach};
use crate::base::tables::{self, Reference, Table, Tally, Values, Walk};
use crate::questions::codes;
use crate::trail;

/// So many rows are put in at a time.
const ROWS_AT_ONCE: usize = 200;

/// What came of it.
#[derive(Debug)]
pub struct Arrived {
    /// The archive's own word.
    pub manifest: Manifest,
    /// Rows that point to sites which are not here, and were left out.
    pub left_out: u64,
    /// Accounts that were here already.
    pub known_accounts: u64,
}

/// Takes a tenant in; `alone` leaves out what points to sites that are not here.
///
/// # Errors
/// When something of it is here already, the archive is not whole, or what is here afterwards is not what was sent.
pub async fn import(db: &Db, data: &Path, folder: &Path, key: &BackupKey, alone: bool) -> Result<Arrived> {
    let shelf = Shelf::open(&Place::folder(folder.to_owned(), key.clone()))?;
    let run = shelf.runs()?.pop().ok_or_else(|| Fault::NoRun(String::new()))?;
    let manifest = shelf.manifest(&run)?;
    let moved = manifest.tenant.clone().ok_or(Fault::Everything)?;
    if manifest.schema != migrate::version() {
        return Err(Fault::OtherSchema { held: manifest.schema, own: migrate::version() }.into());
    }
    let tenant = TenantId::from(moved.id.as_str());
    let drawer = Drawer { sealer: &db.sealer, tenant: &tenant, data: data.to_owned() };
    let mut platform = db.platform_write(&Actor::system()).await?;
    let tables = tables::tables(&mut platform).await?;
    let mut taking = Taking {
        shelf: &shelf,
        manifest: &manifest,
        moved: &moved,
        drawer,
        alone,
        dropped: BTreeMap::new(),
        left_out: 0,
        known_accounts: 0,
        kept: BTreeMap::new(),
    };
    taking.refuse_doubles(&mut platform, &tables).await?;
    // Bytes first: under their digests nobody sees them before the rows are there.
    taking.files()?;
    for table in tables.iter().filter(|table| !table.is_tenants()) {
        taking.people(&mut platform, table).await?;
    }
    for table in tables.iter().filter(|table| goes_along(table)) {
        taking.table(&mut platform, table).await?;
    }
    for table in tables.iter().filter(|table| goes_along(table)) {
        taking.compare(&mut platform, table).await?;
    }
    whole_chain(&mut platform, &tenant, &manifest).await?;
    keep_code_key(db, &mut platform, &tenant, &moved).await?;
    let (left_out, known_accounts) = (taking.left_out, taking.known_accounts);
    let detail = json!({ "archive": manifest.run, "left_out": left_out });
    platform.audit(&tenant, "tenant.imported", "tenant", tenant.as_str(), detail);
    platform.changed(&tenant, "tenant", tenant.as_str(), Reach::Public);
    platform.commit().await?;
    Ok(Arrived { manifest, left_out, known_accounts })
}

/// Under which key readers' codes were digested where the site comes from.
async fn keep_code_key(
    db: &Db,
    platform: &mut PlatformWrite,
    tenant: &TenantId,
    moved: &Moved,
) -> Result<()> {
    let key = HEXLOWER.decode(moved.code_key.as_bytes()).context("the key of the codes")?;
    let (now, id) = (db.clock.now(), fresh(db.clock.now(), &db.entropy));
    let sealed = db.sealer.seal(&format!("{}/{tenant}/{id}", codes::MOVED), &key)?;
    Ok(store::keep_key(platform, tenant, &id, sealed, now).await?)
}

struct Taking<'a> {
    shelf: &'a Shelf,
    manifest: &'a Manifest,
    moved: &'a Moved,
    drawer: Drawer<'a>,
    alone: bool,
    /// Of each table, the rows that were left out, by the last part of their key.
    dropped: BTreeMap<String, BTreeSet<String>>,
    left_out: u64,
    known_accounts: u64,
    kept: BTreeMap<String, Tally>,
}

impl Taking<'_> {
    fn entry(&self, table: &Table) -> Option<&Entry> {
        let path = format!("{ROWS}/{}", table.name);
        self.manifest.database.iter().find(|entry| entry.path == path)
    }

    /// Every reason at once why it cannot come in.
    async fn refuse_doubles(&self, platform: &mut PlatformWrite, tables: &[Table]) -> Result<()> {
        let mut reasons = Vec::new();
        if store::has_tenant(platform, &self.moved.id).await? {
            reasons.push(format!("Đã có trang mang mã {}.", self.moved.id));
        }
        if store::has_slug(platform, &self.moved.slug).await? {
            reasons.push(format!("Đã có trang mang tên địa chỉ {}.", self.moved.slug));
        }
        for table in tables {
            if table.name == "tenant_hosts" {
                for host in self.column(table, "host").await? {
                    if store::has_host(platform, &host).await? {
                        reasons.push(format!("Tên miền {host} đã thuộc một trang ở đây."));
                    }
                }
            }
            if table.name == ACCOUNTS {
                let logins = self.column(table, "login").await?;
                let ids = self.column(table, "account_id").await?;
                for (login, id) in logins.iter().zip(ids) {
                    if store::account_of(platform, login).await?.is_some_and(|held| held != id) {
                        reasons.push(format!("Tên đăng nhập {login} ở đây là của người khác."));
                    }
                }
            }
            if !self.alone {
                for column in foreign(table) {
                    for site in self.column(table, &column).await?.into_iter().collect::<BTreeSet<_>>() {
                        if site != self.moved.id && !store::has_tenant(platform, &site).await? {
                            reasons.push(format!(
                                "Dữ liệu {} nhắc đến trang {site} chưa có ở đây: chuyển trang đó trước, hoặc thêm --alone.",
                                table.name
                            ));
                        }
                    }
                }
            }
        }
        if reasons.is_empty() { Ok(()) } else { bail!(reasons.join("\n")) }
    }

    async fn column(&self, table: &Table, column: &str) -> Result<Vec<String>> {
        let (Some(at), Some(entry)) = (table.position(column), self.entry(table)) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let mut rows = rows(self.shelf, entry);
        while let Some(batch) = rows.recv().await {
            found.extend(batch?.into_iter().filter_map(|row| row[at].as_str().map(str::to_owned)));
        }
        Ok(found)
    }

    fn files(&self) -> Result<()> {
        for entry in self.manifest.files.iter().filter(|entry| entry.path.starts_with("files/")) {
            let target = self.drawer.data.join(place_of("files", &entry.sha256));
            if target.exists() {
                continue;
            }
            target.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            let part = target.with_extension("part");
            write(self.shelf, entry, &part)?;
            std::fs::File::open(&part)?.sync_all()?;
            std::fs::rename(&part, &target)?;
        }
        Ok(())
    }

    /// Accounts and what belongs to them alone: whoever is here already stays as they are.
    async fn people(&mut self, platform: &mut PlatformWrite, table: &Table) -> Result<()> {
        let Some(entry) = self.entry(table).cloned() else { return Ok(()) };
        let at = table.position("account_id").context("an account's table without account_id")?;
        let here: BTreeSet<String> = if table.name == ACCOUNTS {
            store::accounts(platform).await?.into_iter().collect()
        } else {
            self.dropped.get(ACCOUNTS).cloned().unwrap_or_default()
        };
        let mut rows = rows(self.shelf, &entry);
        while let Some(batch) = rows.recv().await {
            let known = |row: &Values| row[at].as_str().is_some_and(|account| here.contains(account));
            let (known, new): (Vec<_>, Vec<_>) = batch?.into_iter().partition(known);
            if table.name == ACCOUNTS {
                self.known_accounts += known.len() as u64;
                let ids = known.iter().filter_map(|row| row[at].as_str().map(str::to_owned));
                self.dropped.entry(ACCOUNTS.to_owned()).or_default().extend(ids);
            }
            tables::insert(platform, table, &new).await?;
        }
        Ok(())
    }

    async fn table(&mut self, platform: &mut PlatformWrite, table: &Table) -> Result<()> {
        let entry = self.entry(table).cloned();
        let entry = entry.ok_or_else(|| Fault::Missing(format!("{ROWS}/{}", table.name)))?;
        let (mut all, mut kept) = (Tally::default(), Tally::default());
        let mut rows = rows(self.shelf, &entry);
        while let Some(batch) = rows.recv().await {
            let mut taken = Vec::new();
            for mut row in batch? {
                all.add(&serde_json::to_string(&row)?);
                if !self.fits(platform, table, &mut row).await? {
                    self.leave_out(table, &row);
                    continue;
                }
                kept.add(&serde_json::to_string(&row)?);
                self.drawer.seal(table, &mut row)?;
                self.attachment(table, &mut row)?;
                taken.push(row);
            }
            tables::insert(platform, table, &taken).await?;
        }
        let sent = self.moved.digests.get(&table.name);
        if self.manifest.counts.get(&table.name) != i64::try_from(all.rows).ok().as_ref()
            || sent != Some(&all.digest())
        {
            return Err(Fault::Damaged(entry.path).into());
        }
        self.kept.insert(table.name.clone(), kept);
        Ok(())
    }

    /// Whether a row has all that it points to; what may be empty is emptied.
    async fn fits(&self, platform: &mut PlatformWrite, table: &Table, row: &mut Values) -> Result<bool> {
        for to in table.references.iter().filter(|to| to.column != "tenant_id") {
            let Some(at) = table.position(&to.column) else { continue };
            let Some(value) = row[at].as_str().map(str::to_owned) else { continue };
            let absent = if names_site(to) {
                value != self.moved.id && !store::has_tenant(platform, &value).await?
            } else {
                to.table != ACCOUNTS && self.dropped.get(&to.table).is_some_and(|gone| gone.contains(&value))
            };
            if absent && table.columns[at].nullable {
                row[at] = Value::Null;
            } else if absent {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn leave_out(&mut self, table: &Table, row: &Values) {
        self.left_out += 1;
        let last = table.columns.iter().enumerate().max_by_key(|(_, column)| column.key);
        if let Some(id) = last.and_then(|(at, _)| row[at].as_str()) {
            self.dropped.entry(table.name.clone()).or_default().insert(id.to_owned());
        }
    }

    fn attachment(&self, table: &Table, row: &mut Values) -> Result<()> {
        if table.name != ATTACHMENTS {
            return Ok(());
        }
        let sha256 = table.position("sha256").and_then(|at| row[at].as_str()).unwrap_or_default();
        let path = place_of("questions", sha256);
        let Some(entry) = self.manifest.files.iter().find(|entry| entry.path == path) else { return Ok(()) };
        let plain = unpack(self.shelf, entry, Vec::new())?;
        self.drawer.seal_file(table, row, &plain)
    }

    /// Reads a table back and compares it with what was sent.
    async fn compare(&self, platform: &mut PlatformWrite, table: &Table) -> Result<()> {
        let mut held = Tally::default();
        let mut walk = Walk::over(table, Some(self.drawer.tenant));
        loop {
            let read = walk.next(platform).await?;
            if read.is_empty() {
                break;
            }
            for mut row in read {
                self.drawer.open(table, &mut row)?;
                self.drawer.open_file(table, &mut row)?;
                held.add(&serde_json::to_string(&row)?);
            }
        }
        if self.kept.get(&table.name) == Some(&held) {
            Ok(())
        } else {
            Err(Fault::Differs(format!("bảng {} khác với gói chuyển.", table.name)).into())
        }
    }
}

/// The columns that name another site.
fn foreign(table: &Table) -> Vec<String> {
    let other = table.references.iter().filter(|to| to.column != "tenant_id" && names_site(to));
    other.map(|to| to.column.clone()).collect()
}

/// Whether a column's values are sites: by themselves, or with the key of a row that another site has.
fn names_site(to: &Reference) -> bool {
    to.to == "tenant_id"
}

async fn whole_chain(platform: &mut PlatformWrite, tenant: &TenantId, manifest: &Manifest) -> Result<()> {
    let head = trail::store::head_across(platform, tenant).await?;
    let sent = manifest.heads.first().context("an archive without a head")?;
    let mut last = (0, String::new());
    loop {
        let events = store::chain(platform, tenant, last.0).await?;
        for event in &events {
            let sound = match (&event.salt, &event.contents) {
                (Some(salt), Some(contents)) => {
                    audit::content_hash(salt, contents) == event.content_hash
                        && audit::columns_agree(event, contents)
                }
                _ => true,
            };
            if !sound || audit::link(&last.1, event.seq, &event.content_hash) != event.hash {
                return Err(Fault::Differs(format!("chuỗi nhật ký đứt ở dòng {}.", event.seq)).into());
            }
            last = (event.seq, event.hash.clone());
        }
        if events.is_empty() {
            break;
        }
    }
    if last.1 != head.hash || head.hash != sent.hash || head.seq != sent.seq {
        return Err(Fault::Differs("đầu chuỗi nhật ký khác với gói chuyển.".to_owned()).into());
    }
    Ok(())
}

/// The rows of an entry, some at a time, opened on a thread of their own.
fn rows(shelf: &Shelf, entry: &Entry) -> mpsc::Receiver<Result<Vec<Values>>> {
    let (sender, receiver) = mpsc::channel(2);
    let (shelf, entry) = (shelf.clone(), entry.clone());
    tokio::task::spawn_blocking(move || {
        let lines = Lines { sender: sender.clone(), rest: Vec::new(), rows: Vec::new() };
        let sent = unpack(&shelf, &entry, lines).and_then(|mut lines| Ok(lines.send()?));
        if let Err(cause) = sent {
            // Nobody listens any more only where the import was given up.
            let _ = sender.blocking_send(Err(cause));
        }
    });
    receiver
}

/// Takes text apart into rows.
struct Lines {
    sender: mpsc::Sender<Result<Vec<Values>>>,
    rest: Vec<u8>,
    rows: Vec<Values>,
}

impl Lines {
    fn send(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        self.sender.blocking_send(Ok(rows)).map_err(|_| io::Error::other("nobody takes the rows"))
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut from = bytes;
        while let Some(at) = from.iter().position(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(&from[..at]);
            self.rows.push(serde_json::from_slice(&self.rest).map_err(io::Error::other)?);
            self.rest.clear();
            from = &from[at + 1..];
            if self.rows.len() >= ROWS_AT_ONCE {
                self.send()?;
            }
        }
        self.rest.extend_from_slice(from);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
