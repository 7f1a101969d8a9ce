//! `portal import documents`, `portal import procedures`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::config::Config;
use crate::import::run::{self, Shape};
use crate::tenants::directory::{Directory, Reachability};

/// Brings content in from a file of JSON Lines, plain or gzip; can be run again without duplicates.
#[derive(Subcommand)]
pub enum Import {
    /// Documents.
    Documents(File),
    /// Administrative procedures: title, summary, body, and facts by their keys (linh-vuc, co-quan, muc-do …).
    Procedures(File),
}

/// The file, for whom and by whom.
#[derive(Args)]
pub struct File {
    /// The tenant's slug.
    #[arg(long)]
    tenant: String,
    /// The login of the person who imports.
    #[arg(long)]
    imported_by: String,
    /// The login of another person who approves; without it the batch waits in the console.
    #[arg(long)]
    approved_by: Option<String>,
    /// The key of the unit that supplies the content.
    #[arg(long, default_value = "vanphong")]
    unit: String,
    /// The source to name on each.
    #[arg(long, default_value = "Nhập từ tệp dữ liệu")]
    source: String,
    /// The file.
    file: PathBuf,
}

impl Import {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        let (shape, file) = match self {
            Self::Documents(file) => (Shape::Documents, file),
            Self::Procedures(file) => (Shape::Procedures, file),
        };
        let File { tenant, imported_by, approved_by, unit, source, file } = file;
        let db = super::open(&config).await?;
        let directory = Directory::new(Reachability::of(&config));
        directory.reload(&db).await?;
        let tenant = directory.by_slug(&tenant).with_context(|| format!("không có đơn vị {tenant}"))?;
        let size =
            std::fs::metadata(&file).with_context(|| format!("không đọc được {}", file.display()))?.len();
        let bar = ProgressBar::new(size)
            .with_style(ProgressStyle::with_template("{bar:40} {percent}% {msg} {elapsed}")?);
        let request = run::Request {
            shape,
            imported_by: &imported_by,
            approved_by: approved_by.as_deref(),
            unit_key: &unit,
            source: &source,
            file: &file,
        };
        let report = run::run(&db, &tenant, request, |progress| {
            bar.set_position(progress.bytes);
            bar.set_message(format!("{} dòng", progress.read));
        })
        .await?;
        bar.finish_and_clear();
        println!("{report}");
        Ok(())
    }
}
