//! `portal serve`

use anyhow::Result;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::Config;
use crate::server;

/// Serves until the process is told to stop.
pub async fn run(config: Config) -> Result<()> {
    super::log(config.log_format);
    let db = super::open(&config).await?;
    let app = App::new(config, db).await?;
    tracing::info!(listen = %app.config.listen, tenants = app.directory.all().len(), "serving");
    server::run(app, stop_signal()?).await
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
