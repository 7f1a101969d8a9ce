//! `portal audit verify`

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::base::audit::{Stored, verify};
use crate::config::Config;
use crate::params;

/// The audit chains.
#[derive(Subcommand)]
pub enum Audit {
    /// Check every tenant's chain against its head; exits 1 when one does not hold.
    Verify,
}

impl Audit {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        let Self::Verify = self;
        let db = super::open(&config).await?;
        let mut platform = db.platform().await?;
        let tenants: Vec<String> =
            platform.all("SELECT tenant_id AS s FROM tenant_heads ORDER BY tenant_id", vec![]).await?;
        let mut broken = 0;
        for tenant in tenants {
            let events: Vec<Stored> = platform
                .all("SELECT * FROM audit_events WHERE tenant_id = $1 ORDER BY seq", params![&tenant])
                .await?;
            let head: Option<String> = platform
                .optional("SELECT audit_hash AS s FROM tenant_heads WHERE tenant_id = $1", params![&tenant])
                .await?;
            let breaks = verify(&events, &head.unwrap_or_default());
            if breaks.is_empty() {
                println!("{tenant}: {} sự kiện, chuỗi toàn vẹn", events.len());
            } else {
                broken += 1;
                println!("{tenant}: CHUỖI BỊ SỬA: {breaks:?}");
            }
        }
        if broken > 0 {
            bail!("{broken} chuỗi nhật ký không toàn vẹn");
        }
        Ok(())
    }
}
