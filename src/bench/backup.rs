//! How long a backup takes beside a plain copy of the same files, and how long the next one when a hundredth is new.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rustix::fs::sync;

use super::chance::Chance;
use crate::backup::key::BackupKey;
use crate::backup::snapshot::place_of;
use crate::backup::take;
use crate::base::audit::Actor;
use crate::base::entropy::Entropy;
use crate::base::seal::sha256_hex;
use crate::config::{Backup, Config};
use crate::deployment;

/// The smallest and the largest file, in bytes: a scanned page, a long scanned document.
const SIZES: (usize, usize) = (64 << 10, 8 << 20);

/// What was measured.
#[derive(Debug)]
pub struct Figures {
    /// How much there was.
    pub files: usize,
    /// In bytes.
    pub bytes: u64,
    /// `cp -r` and `sync`, before and after the backups.
    pub copies: [Duration; 2],
    /// The first backup.
    pub full: Duration,
    /// The second one, with a hundredth new.
    pub second: Duration,
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let copy = self.copies.iter().sum::<Duration>() / 2;
        let ratio = |time: Duration| time.as_secs_f64() / copy.as_secs_f64();
        writeln!(f, "{} files, {:.2} GB", self.files, self.bytes as f64 / 1e9)?;
        writeln!(
            f,
            "cp -r and sync: {:.1} s and {:.1} s",
            self.copies[0].as_secs_f64(),
            self.copies[1].as_secs_f64()
        )?;
        writeln!(f, "backup: {:.1} s, {:.2} of the copy", self.full.as_secs_f64(), ratio(self.full))?;
        write!(
            f,
            "second backup, 1 % new: {:.1} s, {:.3} of the copy, {:.3} of the first",
            self.second.as_secs_f64(),
            ratio(self.second),
            self.second.as_secs_f64() / self.full.as_secs_f64()
        )
    }
}

/// Makes files that no compression makes smaller, copies them, and backs them up twice. Everything lies in `folder`, which
/// must be empty.
///
/// # Errors
/// When the disk does not take it.
pub async fn run(folder: &Path, gigabytes: u64) -> Result<Figures> {
    fs::create_dir_all(folder)?;
    ensure!(fs::read_dir(folder)?.next().is_none(), "{} is not empty", folder.display());
    let data = folder.join("data");
    let backup = Backup {
        place: Some(folder.join("place")),
        key: Some(BackupKey::fresh(&Entropy::system()).text()),
        ..Backup::default()
    };
    let config = Config { data: data.clone(), backup, ..Config::default() };
    let db = deployment::open(&config, Entropy::system()).await?;
    let mut chance = Chance::of("backup", "files");
    let total = gigabytes * 1_000_000_000;
    let (mut files, mut bytes) = fill(&data, &mut chance, total)?;
    let first = copy(&data, folder)?;
    let full = timed(&config, &db).await?;
    let (more, grown) = fill(&data, &mut chance, total / 100)?;
    (files, bytes) = (files + more, bytes + grown);
    let second = timed(&config, &db).await?;
    let copies = [first, copy(&data, folder)?];
    db.store().close().await;
    Ok(Figures { files, bytes, copies, full, second })
}

async fn timed(config: &Config, db: &crate::base::scope::Db) -> Result<Duration> {
    sync();
    let begun = Instant::now();
    let run = take::take(config, db, &Actor::system()).await?;
    eprintln!("{}: {} new files", run.detail, run.figures.new_files);
    Ok(begun.elapsed())
}

fn fill(data: &Path, chance: &mut Chance, total: u64) -> Result<(usize, u64)> {
    let (mut files, mut bytes) = (0, 0);
    while bytes < total {
        let size = SIZES.0 + chance.below(SIZES.1 - SIZES.0);
        let mut content = Vec::with_capacity(size + 8);
        while content.len() < size {
            content.extend_from_slice(&chance.draw().to_le_bytes());
        }
        let file: PathBuf = data.join(place_of("files", &sha256_hex(&content)));
        file.parent().map_or(Ok(()), fs::create_dir_all)?;
        File::create(file)?.write_all(&content)?;
        files += 1;
        bytes += content.len() as u64;
    }
    Ok((files, bytes))
}

/// What an operator would do without a backup.
fn copy(data: &Path, folder: &Path) -> Result<Duration> {
    let target = folder.join("copy");
    sync();
    let begun = Instant::now();
    let done = Command::new("cp").arg("-r").arg(data).arg(&target).status()?;
    sync();
    let took = begun.elapsed();
    ensure!(done.success(), "cp failed");
    fs::remove_dir_all(target)?;
    Ok(took)
}
