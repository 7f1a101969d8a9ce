//! `portal serve`

use anyhow::Result;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::base::web::listen::Limits;
use crate::config::Config;
use crate::server;

/// Serves until the process is told to stop.
pub async fn run(config: Config) -> Result<()> {
    super::log::begin(config.log_format);
    allow_descriptors();
    let db = super::open(&config).await?;
    let app = App::new(config, db).await?;
    tracing::info!(listen = %app.config.listen, tenants = app.directory.all().len(), "serving");
    server::run(app, stop_signal()?).await
}

/// As many open files as the system lets us have: each connection is one, and the usual soft limit is 1,024.
pub fn allow_descriptors() {
    let allowed = getrlimit(Resource::Nofile);
    let all = Rlimit { current: allowed.maximum, maximum: allowed.maximum };
    if let Err(cause) = setrlimit(Resource::Nofile, all) {
        tracing::warn!(%cause, "cannot raise the limit of open files");
    }
    let (needed, have) = (Limits::default().connections as u64 + 512, allowed.maximum);
    if have.is_some_and(|have| have < needed) {
        tracing::warn!(needed, have, "too few open files for all connections that may come");
    }
}

/// Cancelled by SIGTERM or Ctrl-C.
pub fn stop_signal() -> Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let cancel = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping: finishing what runs");
        cancel.cancel();
    });
    Ok(stop)
}
