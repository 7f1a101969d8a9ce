//! `portal backup`, `portal backup key | list`

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::backup::key::BackupKey;
use crate::backup::shelf::Shelf;
use crate::backup::{Place, aside, take};
use crate::base::audit::Actor;
use crate::base::clock::time_vi;
use crate::base::entropy::Entropy;
use crate::base::text::thousands;
use crate::config::Config;

/// Copy everything to the place of backups, while the portal serves.
#[derive(Args)]
pub struct Backup {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Make a backup key and print it, once: keep it apart from this machine.
    Key,
    /// List the backups there are.
    List,
}

impl Backup {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        match self.command {
            None => now(&config).await,
            Some(Command::Key) => {
                println!("{}", BackupKey::fresh(&Entropy::system()).text());
                eprintln!(
                    "Khóa chỉ in một lần. Hãy ghi ra giấy, cất ở nơi khác máy chủ; mất khóa là mất mọi bản sao."
                );
                Ok(())
            }
            Some(Command::List) => aside(move || list(&config)).await,
        }
    }
}

async fn now(config: &Config) -> Result<()> {
    let db = super::open(config).await?;
    let run = take::take(config, &db, &Actor::system()).await?;
    let figures = run.figures;
    println!("Bản sao {}: {}", run.id, run.detail);
    println!(
        "{} tệp, {} byte; lần này chép thêm {} tệp, {} byte.",
        grouped(figures.files),
        grouped(figures.bytes),
        grouped(figures.new_files),
        grouped(figures.new_bytes)
    );
    Ok(())
}

fn list(config: &Config) -> Result<()> {
    let shelf = Shelf::open(&Place::of(config)?)?;
    for run in shelf.runs()? {
        match shelf.manifest(&run) {
            Ok(manifest) => {
                let bytes: u64 = manifest.entries().map(|entry| entry.bytes).sum();
                let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
                println!(
                    "{run}  {}  {} tệp  {} byte",
                    time_vi(manifest.at),
                    manifest.files.len(),
                    grouped(bytes)
                );
            }
            Err(fault) => println!("{run}  {fault}"),
        }
    }
    Ok(())
}

fn grouped(count: i64) -> String {
    thousands(usize::try_from(count).unwrap_or(0))
}
