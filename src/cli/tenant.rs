//! `portal tenant export | import | close | reopen`: one tenant moved whole. Declarations of who the tenants are: `portal tenants`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Subcommand;

use crate::backup::key::BackupKey;
use crate::backup::key_of;
use crate::base::audit::Actor;
use crate::base::error::Error;
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::config::Config;
use crate::moving;
use crate::tenants::closing;

/// Moves one tenant whole between deployments.
#[derive(Subcommand)]
pub enum Tenant {
    /// Write a tenant with all its data, people and files to an archive.
    Export {
        /// Its name in addresses.
        slug: String,
        /// An empty folder for the archive.
        #[arg(long)]
        to: PathBuf,
        /// The file that holds the archive's key (`portal backup key`); the configuration's backup key if absent.
        #[arg(long)]
        key_file: Option<PathBuf>,
    },
    /// Take a tenant in from an archive.
    Import {
        /// The archive.
        folder: PathBuf,
        /// See `export`.
        #[arg(long)]
        key_file: Option<PathBuf>,
        /// Leave out what points to sites that are not here.
        #[arg(long)]
        alone: bool,
    },
    /// Serve a tenant no more, since it moved: its addresses lead on, it takes nothing in and sends nothing.
    Close {
        /// Its name in addresses.
        slug: String,
        /// Where its readers are sent, e.g. https://ducthang.bacninh.gov.vn.
        #[arg(long)]
        moved_to: Option<String>,
    },
    /// Serve a tenant again that was closed.
    Reopen {
        /// Its name in addresses.
        slug: String,
    },
}

impl Tenant {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        match self {
            Self::Export { slug, to, key_file } => {
                let key = key(&config, key_file)?;
                let db = super::open(&config).await?;
                let tenant = named(&db, &slug).await?;
                let manifest = moving::export(&db, &config.data, &tenant, &to, &key).await?;
                println!(
                    "Đã ghi trang {slug} vào {}: {} dòng trong {} bảng, {} tệp.",
                    to.display(),
                    manifest.counts.values().sum::<i64>(),
                    manifest.counts.len(),
                    manifest.files.len()
                );
                if !manifest.absent.is_empty() {
                    println!("{} tệp không còn trên đĩa nên không có trong gói.", manifest.absent.len());
                }
                Ok(())
            }
            Self::Close { slug, moved_to } => {
                let db = super::open(&config).await?;
                let tenant = named(&db, &slug).await?;
                closing::close(&db, &tenant, &Actor::system(), moved_to.as_deref()).await?;
                println!(
                    "Đã đóng trang {slug}: không nhận và không gửi gì nữa. Mở lại: portal tenant reopen {slug}."
                );
                Ok(())
            }
            Self::Reopen { slug } => {
                let db = super::open(&config).await?;
                let tenant = named(&db, &slug).await?;
                match closing::reopen(&db, &tenant, &Actor::system()).await {
                    Err(Error::NotFound) => println!("Trang {slug} đang mở."),
                    other => {
                        other?;
                        println!("Đã mở lại trang {slug}.");
                    }
                }
                Ok(())
            }
            Self::Import { folder, key_file, alone } => {
                let key = key(&config, key_file)?;
                let db = super::open(&config).await?;
                let arrived = moving::import(&db, &config.data, &folder, &key, alone).await?;
                println!(
                    "Đã nhận trang {}: {} dòng, {} tệp, chuỗi nhật ký toàn vẹn; {} tài khoản đã có sẵn, {} dòng nhắc trang khác được để lại.",
                    arrived.manifest.tenant.as_ref().map(|moved| moved.slug.as_str()).unwrap_or_default(),
                    arrived.manifest.counts.values().sum::<i64>(),
                    arrived.manifest.files.len(),
                    arrived.known_accounts,
                    arrived.left_out
                );
                println!(
                    "Người dùng đặt mật khẩu mới khi đăng nhập lần đầu. Mã theo dõi câu hỏi vẫn dùng được; liên kết trong thư cũ dùng được khi tên miền trỏ về đây."
                );
                Ok(())
            }
        }
    }
}

async fn named(db: &Db, slug: &str) -> Result<TenantId> {
    let found = moving::tenant_of(&mut db.platform().await?, slug).await?;
    found.with_context(|| format!("không có trang {slug}"))
}

fn key(config: &Config, file: Option<PathBuf>) -> Result<BackupKey> {
    Ok(match file {
        Some(file) => BackupKey::read(&file)?,
        None => key_of(&config.backup)?,
    })
}
