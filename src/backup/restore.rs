//! A backup put into an empty folder and an empty database; interrupted, it is taken up again, and until it is done no
//! portal serves what is there.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::manifest::{Engine, Entry, Manifest};
use super::shelf::Shelf;
use super::snapshot::{self, DATABASE, ROWS};
use super::stream::Hashed;
use super::take::{RESTORING, WORK, clear};
use super::unpacking::{each, fetch, write};
use super::{Fault, Place, aside, check, store};
use crate::base::audit::Actor;
use crate::base::clock::Clock;
use crate::base::db::Store;
use crate::base::die;
use crate::base::entropy::Entropy;
use crate::base::migrate;
use crate::base::scope::{Db, PlatformWrite};
use crate::base::seal::Sealer;
use crate::base::tables::{self, Table, Values, Walk};
use crate::config::Config;
use crate::deployment;

/// The deployment's key.
pub const KEY: &str = "portal.key";
/// So many rows are put in at a time.
const ROWS_AT_ONCE: usize = 500;

/// A mark that is being written.
const HALF_A_MARK: &str = "restoring.part";

/// What an unfinished restoration leaves in its folder.
#[derive(Serialize, Deserialize)]
struct Marker {
    run: String,
}

/// Refuses a data folder in which a restoration was interrupted.
///
/// # Errors
/// When one was.
pub fn refuse_half_restored(data: &Path) -> Result<()> {
    if let Some(marker) = marker(data)? {
        anyhow::bail!(
            "Việc khôi phục vào {} chưa xong nên chưa phục vụ được. Hãy chạy tiếp: portal restore --run {}",
            data.display(),
            marker.run
        );
    }
    Ok(())
}

fn marker(data: &Path) -> Result<Option<Marker>> {
    match fs::read(data.join(RESTORING)) {
        Ok(text) => Ok(Some(serde_json::from_slice(&text).context(RESTORING)?)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause).context(RESTORING),
    }
}

/// The run that is asked for, else the one that was being restored here, else the last.
fn chosen(shelf: &Shelf, run: Option<&str>, begun: Option<&Marker>) -> Result<Manifest, Fault> {
    let run = match (run, begun) {
        (Some(run), _) => run.to_owned(),
        (None, Some(begun)) => begun.run.clone(),
        (None, None) => shelf.runs()?.pop().ok_or_else(|| Fault::NoRun(String::new()))?,
    };
    let manifest = shelf.manifest(&run)?;
    if manifest.tenant.is_some() { Err(Fault::OneTenant) } else { Ok(manifest) }
}

/// The backup that a check or a restoration without a name takes: the last one.
///
/// # Errors
/// When there is none, or it does not open.
pub(super) async fn manifest(shelf: &Shelf, run: Option<&str>) -> Result<Manifest> {
    let (shelf, run) = (shelf.clone(), run.map(str::to_owned));
    aside(move || chosen(&shelf, run.as_deref(), None)).await
}

/// Restores a run into the folder and the database that the settings name, and proves what is there.
///
/// # Errors
/// When either is not empty, or the backup is not whole.
pub async fn restore(
    config: &Config,
    place: &Place,
    run: Option<&str>,
    entropy: &Entropy,
) -> Result<Manifest> {
    let begun = marker(&config.data)?;
    let begun_run = begun.as_ref().map(|begun| begun.run.clone());
    let (place, run) = (place.clone(), run.map(str::to_owned));
    let (shelf, manifest) = aside(move || {
        let shelf = Shelf::open(&place)?;
        let manifest = chosen(&shelf, run.as_deref(), begun.as_ref())?;
        Ok::<_, Fault>((shelf, manifest))
    })
    .await?;
    let goes_on = begun_run.is_some_and(|run| run == manifest.run);
    if !goes_on {
        refuse_full_folder(&config.data)?;
        mark(&config.data, &manifest.run)?;
    }
    files(&shelf, &manifest, &config.data).await?;
    let work = config.data.join(WORK);
    clear(&work)?;
    let sealer = sealer(&config.data.join(KEY), entropy)?;
    let db = |store: Store| Db::new(store, Clock::system(), entropy.clone(), sealer.clone());
    if config.database.url.is_some() {
        let db = db(deployment::store(config).await?);
        // Interrupted after its rows were in, it has only to be proved.
        match (held(&db).await?, goes_on) {
            (None, _) => {
                rows_into(&db, &shelf, &manifest, &work).await?;
                die::here("restore-committed");
            }
            (Some(_), true) => {}
            (Some(held), false) => return Err(Fault::NotEmpty(held).into()),
        }
        check::verify(&db, &manifest).await?;
        db.store().close().await;
    } else {
        let made = sqlite(&shelf, &manifest, &work, &db(Store::sqlite(&work.join("empty")).await?)).await?;
        check::verify(&made, &manifest).await?;
        made.store().close().await;
        File::open(work.join(DATABASE))?.sync_all()?;
        fs::rename(work.join(DATABASE), config.data.join(DATABASE))?;
    }
    fs::remove_dir_all(&work)?;
    rustix::fs::syncfs(File::open(&config.data)?)?;
    fs::remove_file(config.data.join(RESTORING))?;
    File::open(&config.data)?.sync_all()?;
    tell(config, &manifest, entropy).await?;
    Ok(manifest)
}

/// An event in the restored trail, so that it says what happened between its last event and the next.
async fn tell(config: &Config, manifest: &Manifest, entropy: &Entropy) -> Result<()> {
    let db = deployment::open(config, entropy.clone()).await?;
    let mut platform = db.platform_write(&Actor::system()).await?;
    let now = db.clock.now();
    for kind in [store::Kind::Backup, store::Kind::Drill] {
        store::end_dead(&mut platform, kind, now, "Không rõ kết quả: dữ liệu được khôi phục từ bản sao.")
            .await?;
    }
    for root in store::roots(&mut platform).await? {
        let detail = serde_json::json!({ "at": manifest.at, "version": manifest.version });
        platform.audit(&root, "backup.restored", "backup", &manifest.run, detail);
    }
    platform.commit().await?;
    db.store().close().await;
    Ok(())
}

fn refuse_full_folder(data: &Path) -> Result<()> {
    if !data.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(data).with_context(|| format!("cannot read {}", data.display()))? {
        let entry = entry?;
        if entry.file_name() != HALF_A_MARK {
            return Err(Fault::NotEmpty(entry.path().display().to_string()).into());
        }
    }
    Ok(())
}

/// What a database holds that is no empty one.
async fn held(db: &Db) -> Result<Option<String>> {
    let mut platform = db.platform().await?;
    let telling = |table: &Table| ["tenants", "accounts", "audit_events"].contains(&table.name.as_str());
    for table in tables::tables(&mut platform).await?.iter().filter(|table| telling(table)) {
        let rows = tables::count(&mut platform, table, None).await?;
        if rows > 0 {
            return Ok(Some(format!("bảng {} với {rows} dòng", table.name)));
        }
    }
    Ok(None)
}

fn mark(data: &Path, run: &str) -> Result<()> {
    fs::create_dir_all(data).with_context(|| format!("cannot create {}", data.display()))?;
    // Whole or not there: half a mark would be neither an empty folder nor a restoration to take up.
    let part = data.join(HALF_A_MARK);
    let mut file = File::create(&part)?;
    file.write_all(&serde_json::to_vec(&Marker { run: run.to_owned() })?)?;
    file.sync_all()?;
    fs::rename(part, data.join(RESTORING))?;
    Ok(File::open(data)?.sync_all()?)
}

/// What seals and opens under a restored key.
pub(super) fn sealer(key: &Path, entropy: &Entropy) -> Result<Sealer> {
    let bytes = fs::read(key).map_err(|_| Fault::Missing(KEY.to_owned()))?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| Fault::Damaged(KEY.to_owned()))?;
    Ok(Sealer::new(&bytes, entropy.clone()))
}

/// The database as a file in `work`, whichever engine it comes from; `like` lends clock and keys.
///
/// # Errors
/// When the backup is not whole.
pub(super) async fn sqlite(shelf: &Shelf, manifest: &Manifest, work: &Path, like: &Db) -> Result<Db> {
    let file = work.join(DATABASE);
    if manifest.engine == Engine::Sqlite {
        let entry = manifest.database.first().ok_or_else(|| Fault::Missing(DATABASE.to_owned()))?;
        fetch(shelf, entry, &file).await?;
        return snapshot::beside(like, &file).await;
    }
    let db = snapshot::beside(like, &file).await?;
    if let Store::Sqlite { writer, .. } = db.store() {
        migrate::sqlite(writer).await?;
    }
    rows_into(&db, shelf, manifest, work).await?;
    Ok(db)
}

/// Puts every row of a backup into an empty database, in one transaction.
async fn rows_into(db: &Db, shelf: &Shelf, manifest: &Manifest, work: &Path) -> Result<()> {
    if manifest.schema != migrate::version() {
        return Err(Fault::OtherSchema { held: manifest.schema, own: migrate::version() }.into());
    }
    let mut platform = db.platform_write(&Actor::system()).await?;
    let tables = tables::tables(&mut platform).await?;
    // What the migrations themselves put in is in the backup as it was.
    for table in tables.iter().rev() {
        if tables::count(&mut platform, table, None).await? > 0 {
            tables::clear(&mut platform, table).await?;
        }
    }
    match manifest.engine {
        Engine::Sqlite => {
            let entry = manifest.database.first().ok_or_else(|| Fault::Missing(DATABASE.to_owned()))?;
            let file = work.join("source.sqlite");
            fetch(shelf, entry, &file).await?;
            let source = snapshot::beside(db, &file).await?;
            for table in &tables {
                from_database(&mut platform, &source, table).await?;
            }
            source.store().close().await;
        }
        Engine::Postgres => {
            for table in &tables {
                let path = format!("{ROWS}/{}", table.name);
                let entry = manifest.database.iter().find(|entry| entry.path == path);
                let entry = entry.ok_or_else(|| Fault::Missing(path.clone()))?;
                let file = work.join("rows");
                fetch(shelf, entry, &file).await?;
                from_file(&mut platform, &file, table).await?;
            }
        }
    }
    platform.commit().await?;
    Ok(())
}

async fn from_database(platform: &mut PlatformWrite, source: &Db, table: &Table) -> Result<()> {
    let mut reading = source.platform().await?;
    let mut walk = Walk::over(table, None);
    loop {
        let rows = walk.next(&mut reading).await?;
        if rows.is_empty() {
            return Ok(());
        }
        tables::insert(platform, table, &rows).await?;
    }
}

/// Puts the rows of a file in, one line each.
///
/// # Errors
/// When a line is no row of the table, or the database refuses it.
pub async fn from_file(platform: &mut PlatformWrite, file: &Path, table: &Table) -> Result<()> {
    let mut rows: Vec<Values> = Vec::new();
    for line in BufReader::new(File::open(file)?).lines() {
        rows.push(serde_json::from_str(&line?).with_context(|| format!("rows of {}", table.name))?);
        if rows.len() >= ROWS_AT_ONCE {
            tables::insert(platform, table, &rows).await?;
            rows.clear();
        }
    }
    tables::insert(platform, table, &rows).await?;
    Ok(())
}

async fn files(shelf: &Shelf, manifest: &Manifest, data: &Path) -> Result<()> {
    let (shelf, entries, data) = (shelf.clone(), manifest.files.clone(), data.to_owned());
    aside(move || {
        each(&entries, |entry| {
            let target = under(&data, &entry.path)?;
            if is_there(entry, &target) {
                return Ok(());
            }
            target.parent().map_or(Ok(()), fs::create_dir_all)?;
            let mut part = target.clone().into_os_string();
            part.push(".part");
            write(&shelf, entry, Path::new(&part))?;
            fs::rename(part, &target)?;
            Ok(())
        })
    })
    .await
}

/// Whether an interrupted restoration has written it already.
fn is_there(entry: &Entry, target: &Path) -> bool {
    let whole = || {
        let mut hashed = Hashed::new(File::open(target)?);
        io::copy(&mut hashed, &mut io::sink())?;
        Ok::<_, io::Error>(hashed.bytes == entry.bytes && hashed.sha256() == entry.sha256)
    };
    target.exists() && whole().unwrap_or(false)
}

fn under(data: &Path, path: &str) -> Result<PathBuf> {
    let path = Path::new(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    anyhow::ensure!(plain, "{} leads out of the folder", path.display());
    Ok(data.join(path))
}

/// The files that a database names and that a backup neither has nor knew to be absent.
pub(super) fn unheld(named: &BTreeSet<String>, manifest: &Manifest) -> Option<String> {
    let held: BTreeSet<&str> = manifest.files.iter().map(|entry| entry.path.as_str()).collect();
    let known = |path: &&String| held.contains(path.as_str()) || manifest.absent.contains(path);
    named.iter().find(|path| !known(path)).cloned()
}
