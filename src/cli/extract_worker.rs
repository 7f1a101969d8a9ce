//! `portal extract-worker`: how the server reads files that it does not trust; not for people.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::worker::{self, Job};

/// One job over one file.
#[derive(Args)]
pub struct ExtractWorker {
    /// What to do.
    job: String,
    /// The file to read.
    input: PathBuf,
    /// The folder to write to.
    folder: PathBuf,
}

impl ExtractWorker {
    /// Works, in this process alone.
    pub fn run(&self) -> Result<()> {
        let job = Job::parse(&self.job).context("no such job")?;
        worker::serve(job, &self.input, &self.folder)
    }
}
