//! `portal search reindex | check-language`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::base::audit::Actor;
use crate::config::Config;
use crate::params;
use crate::search::language::check;
use crate::server::REINDEX;

/// The search index and its language.
#[derive(Subcommand)]
pub enum Search {
    /// Ask the running server (or the next one to start) to build its indexes anew beside those in use.
    Reindex,
    /// Read the search language and say what is wrong in it, with file and line.
    CheckLanguage {
        /// The folder; the configuration's if absent, else the files that ship with the program.
        folder: Option<PathBuf>,
    },
}

impl Search {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        match self {
            Self::Reindex => reindex(&config).await,
            Self::CheckLanguage { folder } => check_language(folder.or(config.search_language).as_deref()),
        }
    }
}

async fn reindex(config: &Config) -> Result<()> {
    let db = super::open(config).await?;
    let mut platform = db.platform_write(&Actor::system()).await?;
    platform
        .execute(
            "INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![REINDEX, db.clock.now().to_string()],
        )
        .await?;
    platform.commit().await?;
    println!(
        "Đã ghi yêu cầu: máy chủ đang chạy (hoặc lần khởi động tới) sẽ dựng chỉ mục mới bên cạnh; tìm kiếm không bị gián đoạn."
    );
    Ok(())
}

fn check_language(folder: Option<&Path>) -> Result<()> {
    let shown = folder
        .map_or("các tệp đi kèm chương trình".to_owned(), |folder| folder.display().to_string());
    let checked = check::check(folder).with_context(|| format!("không đọc được {shown}"))?;
    match checked {
        Ok(counts) => {
            counts.rules.iter().for_each(|(kind, count)| println!("{}: {count} quy tắc", kind.file_name()));
            counts.words.iter().for_each(|(kind, count)| println!("{}: {count} từ", kind.file_name()));
            println!("{shown}: không có lỗi");
            Ok(())
        }
        Err(problems) => {
            problems.iter().for_each(|problem| println!("{problem}"));
            bail!("{} lỗi trong ngôn ngữ tìm kiếm", problems.len())
        }
    }
}
