//! `portal mail in`: takes a message from a mail server.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

use crate::config::Config;
use crate::inbound::{self, Envelope};
use crate::tenants::directory::{Directory, Reachability};

/// `EX_TEMPFAIL`: the mail server keeps the message and tries again.
pub fn keep_it() -> ExitCode {
    ExitCode::from(75)
}

/// Mail that comes in.
#[derive(Subcommand)]
pub enum Mail {
    /// Take one message on standard input; exits 0 when it is on disk, else 75, so that the mail server keeps it.
    In {
        /// The sender of the envelope; empty for the null sender.
        #[arg(long)]
        envelope_from: String,
        /// The recipient of the envelope.
        #[arg(long)]
        envelope_to: String,
    },
}

impl Mail {
    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        let Self::In { envelope_from, envelope_to } = self;
        let mut raw = Vec::new();
        let most = u64::try_from(inbound::LARGEST)?.saturating_add(1);
        std::io::stdin().lock().take(most).read_to_end(&mut raw).context("standard input")?;
        ensure!(!raw.is_empty(), "there is no message on standard input");
        let db = super::open(&config).await?;
        let directory = Directory::new(Reachability::of(&config));
        directory.reload(&db).await?;
        let trimmed = |address: &str| address.trim().trim_matches(['<', '>']).to_owned();
        let envelope = Envelope { from: trimmed(&envelope_from), to: trimmed(&envelope_to) };
        Ok(inbound::take_in(&db, &directory, &envelope, &raw).await?)
    }
}
