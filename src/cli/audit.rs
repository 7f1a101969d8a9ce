//! `portal audit verify`, `check-export`, `key`

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::config::Config;
use crate::trail::check::{Finding, check};
use crate::trail::sign::Signer;
use crate::trail::{export, heads, store};

/// The audit chains.
#[derive(Subcommand)]
pub enum Audit {
    /// Check every tenant's chain against its numbers, its head and the signed heads; exits 1 when one does not hold.
    Verify {
        /// A kept letter with signed heads, saved as a file: checked against too.
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Check an exported file: its signature, every digest, every link. Needs no database.
    CheckExport {
        /// The file.
        file: PathBuf,
        /// The public key it must be signed with, as the portal's audit page shows it.
        #[arg(long)]
        key: Option<String>,
    },
    /// Show the public key that exports and heads are signed with.
    Key,
}

impl Audit {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        match self {
            Self::Verify { against } => verify(config, against).await,
            Self::CheckExport { file, key } => check_export(&file, key.as_deref()),
            Self::Key => {
                println!("{}", Signer::of(&super::open(&config).await?.sealer)?.public());
                Ok(())
            }
        }
    }
}

async fn verify(config: Config, against: Option<PathBuf>) -> Result<()> {
    let db = super::open(&config).await?;
    let tenants = store::chains(&mut db.platform().await?).await?;
    let mut broken = 0;
    for tenant in tenants {
        let outcome = check(&db, &tenant).await?;
        if outcome.findings.is_empty() {
            println!("{tenant}: {} sự kiện, chuỗi toàn vẹn", outcome.events);
        } else {
            broken += 1;
            println!("{tenant}: CHUỖI BỊ SỬA");
            outcome.findings.iter().map(Finding::sentence).for_each(|line| println!("  {line}"));
        }
    }
    if let Some(file) = against {
        let text = read(&file)?;
        let wrong = heads::against(&db, &text).await?;
        println!("Đối chiếu {} mã trong thư", heads::heads_in(&text).len());
        wrong.iter().for_each(|line| println!("  {line}"));
        broken += usize::from(!wrong.is_empty());
    }
    if broken > 0 {
        bail!("{broken} chuỗi nhật ký không toàn vẹn");
    }
    Ok(())
}

fn check_export(file: &std::path::Path, key: Option<&str>) -> Result<()> {
    match export::check(&read(file)?, key) {
        Ok(checked) => {
            let scope = if checked.complete { "toàn bộ" } else { "một phần" };
            println!("{}: {} sự kiện ({scope}), chữ ký và chuỗi đúng", checked.tenant, checked.events);
            println!("Khóa công khai: {}", checked.public_key);
            if key.is_none() {
                println!("Hãy so khóa này với khóa ghi ở trang Nhật ký của cổng.");
            }
            Ok(())
        }
        Err(wrong) => {
            wrong.iter().for_each(|line| println!("{line}"));
            bail!("tệp không đúng")
        }
    }
}

fn read(file: &std::path::Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
