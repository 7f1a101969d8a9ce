//! `portal tenants check | apply | export`

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::base::audit::Actor;
use crate::base::scope::Db;
use crate::config::Config;
use crate::tenants::apply::{self, Step};
use crate::tenants::declare::{self, Set};
use crate::tenants::{Profile, export, store};

/// Declares who the tenants are.
#[derive(Subcommand)]
pub enum Tenants {
    /// Read the declaration and say what is wrong in it, with file and line.
    Check {
        /// The folder; the configuration's if absent.
        folder: Option<PathBuf>,
    },
    /// Bring the database to what the files declare.
    Apply {
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
        /// The folder; the configuration's if absent.
        folder: Option<PathBuf>,
    },
    /// Write the files that declare the tenants as they stand.
    Export {
        /// Where to.
        folder: PathBuf,
    },
}

impl Tenants {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        match self {
            Self::Check { folder } => {
                let set = load(&folder.unwrap_or_else(|| config.tenants.clone()))?;
                println!("{}: {} đơn vị, không có lỗi", set.name, set.tenants.len());
                Ok(())
            }
            Self::Apply { dry_run, folder } => {
                let set = load(&folder.unwrap_or_else(|| config.tenants.clone()))?;
                apply(&config, &set, dry_run).await
            }
            Self::Export { folder } => {
                let db = super::open(&config).await?;
                let tenants = declarable(&db).await?;
                export::export(&folder, "Bản xuất", config.legal_profile.as_deref(), &tenants)?;
                println!("Đã ghi {} đơn vị vào {}", tenants.len(), folder.display());
                Ok(())
            }
        }
    }
}

/// The tenants as they stand; a site that is being prepared is declared once it is open.
async fn declarable(db: &Db) -> Result<Vec<Profile>> {
    let mut platform = db.platform().await?;
    let preparing = store::preparing(&mut platform).await?;
    let held = store::all(&mut platform).await?;
    Ok(held.into_iter().map(|held| held.current).filter(|tenant| !preparing.contains(&tenant.id)).collect())
}

fn load(folder: &std::path::Path) -> Result<Set> {
    declare::load(folder).map_err(|complaints| {
        complaints.iter().for_each(|complaint| eprintln!("{complaint}"));
        anyhow::anyhow!("{} lỗi trong khai báo", complaints.len())
    })
}

async fn apply(config: &Config, set: &Set, dry_run: bool) -> Result<()> {
    let db = super::open(config).await?;
    let plan = apply::apply(&db, &Actor::system(), set, dry_run).await?;
    for slug in &plan.left_out {
        println!("{slug}: không có trong khai báo, giữ nguyên");
    }
    plan.steps.iter().for_each(|step: &Step| println!("{step}"));
    if !plan.obstacles.is_empty() {
        plan.obstacles.iter().for_each(|obstacle| eprintln!("{obstacle}"));
        bail!("không áp dụng gì: {} vướng mắc", plan.obstacles.len());
    }
    println!("{}", if dry_run { "Chạy thử: chưa thay đổi gì." } else { "Đã áp dụng." });
    Ok(())
}
