//! One run: the database at a moment, the files it names, then the manifest. What is interrupted leaves objects behind that
//! the next run finds and need not copy again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::copying::{copy_all, known};
use super::journal::{begun, ended};
use super::manifest::{FORMAT, Manifest};
use super::shelf::{Locked, Shelf};
use super::sources::sources;
use super::store::{Kind, Run};
use super::{Fault, Place, aside, is_busy, retention, snapshot, work_folder};
use crate::app::BUILD;
use crate::base::audit::Actor;
use crate::base::die;
use crate::base::migrate;
use crate::base::scope::Db;
use crate::config::Config;

/// Copies that live for the length of a run.
pub const WORK: &str = "backup-work";
/// What a restoration is at while it is at it; see [`super::restore`].
pub const RESTORING: &str = "restoring.json";
/// So often the database is copied anew because files that it names went away meanwhile.
const TRIES: usize = 3;

/// Makes a backup and writes down how it went.
///
/// # Errors
/// What stopped it, when a task and a letter have been written; [`Fault::Busy`] while another run is at it.
pub async fn take(config: &Config, db: &Db, actor: &Actor) -> Result<Run> {
    let settings = config.clone();
    let locked = aside(move || Shelf::begin(&Place::of(&settings)?)?.lock()).await;
    if is_busy(&locked) {
        return Err(Fault::Busy.into());
    }
    let mut run = begun(config, db, Kind::Backup, locked.is_ok()).await?;
    let done = match locked {
        Ok(shelf) => {
            let done = copy(config, db, &shelf, &mut run).await;
            shelf.free().await?;
            done
        }
        Err(cause) => Err(cause),
    };
    ended(config, db, actor, run, done).await
}

async fn copy(config: &Config, db: &Db, shelf: &Locked, run: &mut Run) -> Result<String> {
    let work = work_folder(config);
    clear(&work)?;
    let held = shelf.clone();
    let known = aside(move || held.clear_parts().and_then(|()| known(&held))).await?;
    let mut tried = 0;
    let (snapshot, at, copied, absent) = loop {
        tried += 1;
        clear(&work)?;
        let at = db.clock.now();
        let snapshot = snapshot::take(db, &config.data, &work).await?;
        let sources = sources(&config.data, &snapshot)?;
        let (held, known, entropy) = (shelf.clone(), known.clone(), db.entropy.clone());
        let copied = aside(move || copy_all(&held, &known, &entropy, sources)).await?;
        let there: BTreeSet<&str> = copied.files.iter().map(|entry| entry.path.as_str()).collect();
        let named = snapshot.facts.files.iter();
        let absent: Vec<String> = named.filter(|path| !there.contains(path.as_str())).cloned().collect();
        run.figures.new_files += copied.new_files;
        run.figures.new_bytes += copied.new_bytes;
        if absent.is_empty() || tried == TRIES {
            break (snapshot, at, copied, absent);
        }
    };
    let manifest = Manifest {
        format: FORMAT,
        run: run.id.clone(),
        version: BUILD.to_owned(),
        schema: migrate::version(),
        engine: snapshot.engine,
        at,
        counts: snapshot.facts.counts,
        heads: snapshot.facts.heads,
        database: copied.database,
        files: copied.files,
        absent,
        damaged: copied.damaged,
        tenant: None,
    };
    run.figures.files = i64::try_from(manifest.files.len()).unwrap_or(i64::MAX);
    run.figures.bytes = manifest.entries().map(|entry| i64::try_from(entry.bytes).unwrap_or(0)).sum();
    clear(&work)?;
    die::here("backup-copied");
    let (held, entropy, settings) = (shelf.clone(), db.entropy.clone(), config.backup.clone());
    let (manifest, forgotten) = aside(move || {
        held.finish(&manifest, &entropy)?;
        let forgotten = retention::apply(&held, &settings);
        anyhow::Ok((manifest, forgotten))
    })
    .await?;
    let flaws = manifest.absent.len() + manifest.damaged.len() + usize::from(forgotten.is_err());
    run.figures.flaws = i64::try_from(flaws).unwrap_or(i64::MAX);
    Ok(told(&manifest, &forgotten))
}

fn told(manifest: &Manifest, forgotten: &Result<usize>) -> String {
    let mut text = "Đã sao lưu đủ.".to_owned();
    if !manifest.absent.is_empty() {
        text = format!(
            "Đã sao lưu; {} tệp mà cơ sở dữ liệu nhắc đến không còn trên đĩa, ví dụ {}.",
            manifest.absent.len(),
            manifest.absent[0]
        );
    }
    if !manifest.damaged.is_empty() {
        text += &format!(
            " {} tệp trên đĩa đã bị hỏng từ trước, ví dụ {}.",
            manifest.damaged.len(),
            manifest.damaged[0]
        );
    }
    match forgotten {
        Ok(0) => {}
        Ok(runs) => text += &format!(" Đã bỏ {runs} bản cũ quá hạn giữ."),
        Err(cause) => text += &format!(" Chưa dọn được các bản cũ: {cause:#}"),
    }
    text
}

/// An empty folder for the length of a run.
pub(super) fn clear(work: &Path) -> Result<()> {
    if work.exists() {
        fs::remove_dir_all(work).with_context(|| format!("cannot clear {}", work.display()))?;
    }
    fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    Ok(())
}
