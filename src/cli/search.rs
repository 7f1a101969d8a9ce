//! `portal search reindex`

use anyhow::Result;
use clap::Subcommand;

use crate::base::audit::Actor;
use crate::config::Config;
use crate::params;
use crate::server::REINDEX;

/// The search index and its language.
#[derive(Subcommand)]
pub enum Search {
    /// Ask the running server (or the next one to start) to build its indexes anew.
    Reindex,
}

impl Search {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        let Self::Reindex = self;
        let db = super::open(&config).await?;
        let mut platform = db.platform_write(&Actor::system()).await?;
        platform
            .execute(
                "INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![REINDEX, db.clock.now().to_string()],
            )
            .await?;
        platform.commit().await?;
        println!("Đã ghi yêu cầu: máy chủ đang chạy (hoặc lần khởi động tới) sẽ dựng lại chỉ mục.");
        Ok(())
    }
}
