//! How long a backup takes beside a plain copy of the same files, in turn with it, and how long the next one when a hundredth
//! is new.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rustix::fs::{Advice, fadvise, sync};

use super::chance::Chance;
use crate::backup::key::BackupKey;
use crate::backup::snapshot::place_of;
use crate::backup::take;
use crate::base::audit::Actor;
use crate::base::entropy::Entropy;
use crate::base::scope::Db;
use crate::base::seal::sha256_hex;
use crate::config::{Backup, Config};
use crate::deployment;

/// The smallest and the largest file, in bytes: a scanned page, a long scanned document.
const SIZES: (usize, usize) = (64 << 10, 8 << 20);

/// So often each is measured.
const ROUNDS: usize = 3;

/// How long something took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// By the clock on the wall.
    pub wall: Duration,
    /// Of the cores, what it started included.
    pub cores: Duration,
}

/// What was measured.
#[derive(Debug)]
pub struct Figures {
    /// How much there was.
    pub files: usize,
    /// In bytes.
    pub bytes: u64,
    /// `cp -r` and `sync`.
    pub copies: Vec<Took>,
    /// A first backup of the same, in turn with them.
    pub full: Vec<Took>,
    /// A second one, with a hundredth new.
    pub second: Took,
}

fn median(of: &[Took]) -> f64 {
    let mut seconds: Vec<f64> = of.iter().map(|took| took.wall.as_secs_f64()).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let gigabytes = self.bytes as f64 / 1e9;
        let (copy, full) = (median(&self.copies), median(&self.full));
        writeln!(f, "{} files, {gigabytes:.2} GB", self.files)?;
        for (name, took) in [("cp -r and sync", &self.copies), ("backup", &self.full)] {
            let walls: Vec<String> =
                took.iter().map(|one| format!("{:.1}", one.wall.as_secs_f64())).collect();
            let cores: f64 = took.iter().map(|one| one.cores.as_secs_f64()).sum();
            let cores = cores / took.len() as f64 / gigabytes;
            let walls = walls.join(", ");
            writeln!(
                f,
                "{name}: {walls} s, median {:.1} s; {cores:.2} s of a core for each GB",
                median(took)
            )?;
        }
        writeln!(f, "backup: {:.2} of the copy", full / copy)?;
        let second = self.second.wall.as_secs_f64();
        write!(
            f,
            "second backup, 1 % new: {second:.1} s, {:.3} of the copy, {:.3} of the first",
            second / copy,
            second / full
        )
    }
}

/// Makes files that no compression makes smaller, then copies them and backs them up in turn; last backs up once more, with a
/// hundredth new. What is read lies on the disk alone at each beginning. Everything lies in `folder`, which must be empty.
///
/// # Errors
/// When the disk does not take it.
pub async fn run(folder: &Path, gigabytes: u64) -> Result<Figures> {
    fs::create_dir_all(folder)?;
    ensure!(fs::read_dir(folder)?.next().is_none(), "{} is not empty", folder.display());
    let data = folder.join("data");
    let place = folder.join("place");
    let backup = Backup {
        place: Some(place.clone().into()),
        key: Some(BackupKey::fresh(&Entropy::system()).text()),
        ..Backup::default()
    };
    let config = Config { data: data.clone(), backup, ..Config::default() };
    let db = deployment::open(&config, Entropy::system()).await?;
    let mut chance = Chance::of("backup", "files");
    let total = gigabytes * 1_000_000_000;
    let (files, bytes) = fill(&data, &mut chance, total)?;
    let (mut copies, mut full) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        if round > 0 {
            fs::remove_dir_all(&place)?;
        }
        copies.push(copy(&data, folder)?);
        full.push(timed(&config, &db).await?);
    }
    fill(&data, &mut chance, total / 100)?;
    let second = timed(&config, &db).await?;
    db.store().close().await;
    Ok(Figures { files, bytes, copies, full, second })
}

async fn timed(config: &Config, db: &Db) -> Result<Took> {
    let clock = Stopwatch::over(&config.data)?;
    let run = take::take(config, db, &Actor::system()).await?;
    let took = clock.took()?;
    eprintln!("{}: {} new files", run.detail, run.figures.new_files);
    Ok(took)
}

/// Runs from the moment when nothing of a folder is in memory and nothing waits to be written.
struct Stopwatch {
    began: Instant,
    cores: Duration,
}

impl Stopwatch {
    fn over(data: &Path) -> Result<Self> {
        sync();
        forget(data)?;
        Ok(Self { began: Instant::now(), cores: cores()? })
    }

    fn took(self) -> Result<Took> {
        Ok(Took { wall: self.began.elapsed(), cores: cores()?.saturating_sub(self.cores) })
    }
}

fn forget(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            forget(&path)?;
        } else {
            fadvise(File::open(path)?, 0, None, Advice::DontNeed)?;
        }
    }
    Ok(())
}

/// What this process and those it started have had of the cores; Linux counts in hundredths of a second.
fn cores() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
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
fn copy(data: &Path, folder: &Path) -> Result<Took> {
    let target = folder.join("copy");
    let clock = Stopwatch::over(data)?;
    let done = Command::new("cp").arg("-r").arg(data).arg(&target).status()?;
    sync();
    let took = clock.took()?;
    ensure!(done.success(), "cp failed");
    fs::remove_dir_all(target)?;
    Ok(took)
}
