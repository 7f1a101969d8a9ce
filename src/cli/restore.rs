//! `portal restore [--check]`

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::backup::key::BackupKey;
use crate::backup::{Place, check, key_of, restore};
use crate::base::audit::Actor;
use crate::base::clock::time_vi;
use crate::base::entropy::Entropy;
use crate::config::{BackupPlace, Config};

/// Put a backup into an empty data folder and an empty database, or prove it beside.
#[derive(Args)]
pub struct Restore {
    /// Where the backups lie, a folder or s3://bucket/prefix; the configuration's place if absent.
    #[arg(long)]
    from: Option<BackupPlace>,
    /// The file that holds the backup key; the configuration's if absent.
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// Which backup, as `portal backup list` names it; the last one if absent.
    #[arg(long)]
    run: Option<String>,
    /// Only prove it: restore it beside, compare counts, hashes and audit chains, and leave everything as it is.
    #[arg(long)]
    check: bool,
}

impl Restore {
    /// Runs it.
    pub async fn run(self, mut config: Config) -> Result<()> {
        // Another place or another key is not what this deployment relies on: its drills say nothing of it.
        let is_own = self.from.is_none() && self.key_file.is_none();
        config.backup.place = self.from.or(config.backup.place);
        let key = match &self.key_file {
            Some(file) => BackupKey::read(file)?,
            None => key_of(&config.backup)?,
        };
        config.backup.key_file = None;
        config.backup.key = Some(key.text());
        let place = Place::of(&config)?;
        let run = self.run.as_deref();
        let entropy = Entropy::system();
        if !self.check {
            let manifest = restore::restore(&config, &place, run, &entropy).await?;
            println!(
                "Đã khôi phục bản sao lúc {} vào {}: {} tệp, {} bảng. Chỉ mục tìm kiếm tự dựng lại khi chạy portal serve.",
                time_vi(manifest.at),
                config.data.display(),
                manifest.files.len(),
                manifest.counts.len()
            );
            return Ok(());
        }
        // Where a deployment stands, its trail says that the drill was held.
        if is_own && config.data.join(restore::KEY).exists() {
            let db = super::open(&config).await?;
            println!("{}", check::drill(&config, &db, &Actor::system(), run).await?.detail);
        } else {
            let work = tempfile::tempdir()?;
            println!("{}", check::prove(&place, run, &work.path().join("check"), &entropy).await?);
        }
        Ok(())
    }
}
