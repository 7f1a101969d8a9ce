//! The proof of a backup: its database restored beside and compared, every chain walked, every file opened and hashed.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::journal::{begun, ended};
use super::manifest::Manifest;
use super::shelf::Shelf;
use super::snapshot::Facts;
use super::store::{Kind, Run};
use super::take::clear;
use super::unpacking::fetch;
use super::{Fault, Place, aside, is_busy, restore, unpacking, work_folder};
use crate::base::audit::Actor;
use crate::base::clock::{Clock, time_vi};
use crate::base::db::Store;
use crate::base::entropy::Entropy;
use crate::base::scope::Db;
use crate::base::tables;
use crate::config::Config;
use crate::trail;
use crate::trail::check::Finding;

/// Compares a restored database with what its backup wrote down, and walks every audit chain.
///
/// # Errors
/// [`Fault::Differs`] with the first difference.
pub async fn verify(db: &Db, manifest: &Manifest) -> Result<()> {
    let mut platform = db.platform().await?;
    let tables = tables::tables(&mut platform).await?;
    let facts = Facts::read(&mut platform, &tables).await?;
    drop(platform);
    for (table, rows) in &manifest.counts {
        let held = facts.counts.get(table).copied().unwrap_or(0);
        if held != *rows {
            return Err(Fault::Differs(format!("bảng {table} có {held} dòng, bản sao ghi {rows}.")).into());
        }
    }
    if facts.heads != manifest.heads {
        return Err(Fault::Differs("đầu chuỗi nhật ký khác với bản sao ghi.".to_owned()).into());
    }
    if let Some(path) = restore::unheld(&facts.files, manifest) {
        return Err(Fault::Missing(path).into());
    }
    for head in &manifest.heads {
        let tenant = head.tenant.as_str().into();
        let findings = trail::check::check(db, &tenant).await?.findings;
        if let Some(finding) = findings.first() {
            let told = Finding::sentence(finding);
            return Err(Fault::Differs(format!("nhật ký của {tenant}: {told}")).into());
        }
    }
    Ok(())
}

/// Proves a run (the last one, if none is named) and writes down how it went.
///
/// # Errors
/// What does not hold, when a task and a letter have been written; [`Fault::Busy`] while a backup is being made and
/// [`Fault::NoRun`] for a name that no run has, of which nothing is written.
pub async fn drill(config: &Config, db: &Db, actor: &Actor, of: Option<&str>) -> Result<Run> {
    let settings = config.clone();
    let locked = aside(move || Shelf::open(&Place::of(&settings)?)?.lock()).await;
    if is_busy(&locked) {
        return Err(Fault::Busy.into());
    }
    if let (Ok(shelf), Some(name)) = (&locked, of)
        && let Err(cause) = is_there(shelf, name).await
    {
        shelf.clone().free().await?;
        return Err(cause);
    }
    let mut run = begun(config, db, Kind::Drill, locked.is_ok()).await?;
    let done = match locked {
        Ok(shelf) => {
            let done = proved(&shelf, of, &work_folder(config), &db.entropy).await;
            shelf.free().await?;
            done
        }
        Err(cause) => Err(cause),
    };
    let done = done.map(|manifest| {
        run.figures.files = i64::try_from(manifest.files.len()).unwrap_or(i64::MAX);
        run.figures.bytes = manifest.entries().map(|entry| i64::try_from(entry.bytes).unwrap_or(0)).sum();
        told(&manifest)
    });
    ended(config, db, actor, run, done).await
}

async fn is_there(shelf: &Shelf, run: &str) -> Result<()> {
    let (shelf, run) = (shelf.clone(), run.to_owned());
    aside(move || if shelf.runs()?.contains(&run) { anyhow::Ok(()) } else { Err(Fault::NoRun(run).into()) })
        .await
}

/// As [`drill`], without a deployment that could write it down: what a second place does with its copy.
///
/// # Errors
/// What does not hold.
pub async fn prove(place: &Place, of: Option<&str>, work: &Path, entropy: &Entropy) -> Result<String> {
    let place = place.clone();
    let shelf = aside(move || Shelf::open(&place)).await?;
    proved(&shelf, of, work, entropy).await.map(|manifest| told(&manifest))
}

fn told(manifest: &Manifest) -> String {
    let rows: i64 = manifest.counts.values().sum();
    format!(
        "Bản sao lúc {} khôi phục được: {} bảng, {rows} dòng, {} tệp khớp mã băm, {} chuỗi nhật ký toàn vẹn.",
        time_vi(manifest.at),
        manifest.counts.len(),
        manifest.files.len(),
        manifest.heads.len()
    )
}

async fn proved(shelf: &Shelf, of: Option<&str>, work: &Path, entropy: &Entropy) -> Result<Manifest> {
    let manifest = restore::manifest(shelf, of).await?;
    clear(work)?;
    let outcome = prove_all(shelf, &manifest, work, entropy).await;
    // Personal data lies here in clear: it goes whatever came of it.
    std::fs::remove_dir_all(work).with_context(|| format!("cannot clear {}", work.display()))?;
    outcome.map(|()| manifest)
}

async fn prove_all(shelf: &Shelf, manifest: &Manifest, work: &Path, entropy: &Entropy) -> Result<()> {
    let key = manifest.files.iter().find(|entry| entry.path == restore::KEY);
    let key = key.ok_or_else(|| Fault::Missing(restore::KEY.to_owned()))?;
    fetch(shelf, key, &work.join(restore::KEY)).await?;
    let sealer = restore::sealer(&work.join(restore::KEY), entropy)?;
    let empty = Store::sqlite(&work.join("empty")).await?;
    let like = Db::new(empty, Clock::system(), entropy.clone(), sealer);
    let db = restore::sqlite(shelf, manifest, work, &like).await?;
    let verified = verify(&db, manifest).await;
    db.store().close().await;
    like.store().close().await;
    verified?;
    let (shelf, files) = (shelf.clone(), manifest.files.clone());
    aside(move || unpacking::prove(&shelf, &files)).await
}
