//! The running server: public listener, private listener, followers and workers, and a graceful stop.

use std::time::Duration;

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{self, App};
use crate::base::audit::Actor;
use crate::base::web::client::TrustedProxies;
use crate::base::web::listen::{Limits, serve};
use crate::indexing::Sources;
use crate::search::follower::Follower;
use crate::{outbox, params};

/// How often the followers look when nobody wakes them: changes of other processes show within this.
const TICK: Duration = Duration::from_millis(500);
/// The row by which the command line asks for a new index.
pub const REINDEX: &str = "reindex";

/// Serves until `stop` is cancelled, then drains and returns.
///
/// # Errors
/// When an address cannot be bound.
pub async fn run(app: App, stop: CancellationToken) -> Result<()> {
    let public = bind(app.config.listen).await?;
    let private = match app.config.private_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    run_on(app, public, private, stop).await
}

async fn bind(address: std::net::SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: is another server running there?"))
}

/// As [`run`], on sockets that are bound already.
///
/// # Errors
/// When the listener fails.
pub async fn run_on(
    app: App,
    public: TcpListener,
    private: Option<TcpListener>,
    stop: CancellationToken,
) -> Result<()> {
    let handle = PrometheusBuilder::new().build_recorder();
    let metrics = handle.handle();
    // A second server in one process (tests) keeps the first one's recorder.
    let _ = metrics::set_global_recorder(handle);
    let mut workers = JoinSet::new();
    workers.spawn(follow(app.clone(), stop.clone()));
    workers.spawn(watch(app.clone(), stop.clone()));
    workers.spawn(outbox::worker::run(
        app.db.clone(),
        app.transport.clone(),
        app.config.mail.clone(),
        stop.clone(),
    ));
    if let Some(listener) = private {
        let endpoint = Private { app: app.clone(), metrics };
        let stop = stop.clone();
        workers.spawn(async move {
            if let Err(cause) = serve(listener, endpoint, no_proxies(), Limits::default(), stop).await {
                tracing::error!(%cause, "private listener failed");
            }
        });
    }
    let served = serve(public, app.endpoint(), app.proxies.clone(), Limits::default(), stop.clone()).await;
    stop.cancel();
    while workers.join_next().await.is_some() {}
    app.db.store().close().await;
    Ok(served?)
}

fn no_proxies() -> TrustedProxies {
    TrustedProxies::default()
}

/// Follows the change feed into the indexes.
async fn follow(app: App, stop: CancellationToken) {
    let sources = Sources { directory: app.directory.clone() };
    let mut follower = Follower::new(app.db.clone(), app.search.clone(), sources);
    while !stop.is_cancelled() {
        let done = async {
            if asked_to_reindex(&app).await? {
                follower.forget().await?;
            }
            follower.catch_up().await
        };
        match done.await {
            Ok(taken) if taken > 0 => {
                metrics::counter!("portal_indexed_changes_total").increment(taken as u64)
            }
            Ok(_) => {}
            Err(cause) => tracing::error!(%cause, "the index cannot follow; trying again"),
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = app.db.committed() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

async fn asked_to_reindex(app: &App) -> crate::base::error::Result<bool> {
    let asked: Option<String> = app
        .db
        .platform()
        .await?
        .optional("SELECT value AS s FROM deployment WHERE name = $1", params![REINDEX])
        .await?;
    if asked.is_none() {
        return Ok(false);
    }
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    platform.execute("DELETE FROM deployment WHERE name = $1", params![REINDEX]).await?;
    platform.commit().await?;
    tracing::info!("building the indexes anew");
    Ok(true)
}

/// Learns what other processes committed, and the new day.
async fn watch(app: App, stop: CancellationToken) {
    let mut tenants_seen = 0;
    while !stop.is_cancelled() {
        let looked = async {
            app.db.refresh_generations().await?;
            let changed: Option<i64> = app
                .db
                .platform()
                .await?
                .optional("SELECT COUNT(*) AS n FROM changes WHERE kind = 'tenant'", vec![])
                .await?;
            let changed = changed.unwrap_or(0);
            if changed != tenants_seen || app.directory.day() != app.db.clock.today() {
                app.directory.reload(&app.db).await?;
                tenants_seen = changed;
            }
            Ok::<(), crate::base::error::Error>(())
        };
        if let Err(cause) = looked.await {
            tracing::error!(%cause, "cannot look for changes of other processes; trying again");
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Health, readiness and metrics, on an address that the public does not reach.
struct Private {
    app: App,
    metrics: PrometheusHandle,
}

impl Endpoint for Private {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(match request.uri().path() {
            "/healthz" => text(StatusCode::OK, "ok\n".into()),
            "/readyz" => match app::ready(&self.app).await {
                Ok(true) => text(StatusCode::OK, "ready\n".into()),
                Ok(false) => {
                    text(StatusCode::SERVICE_UNAVAILABLE, "no tenants: run `portal tenants apply`\n".into())
                }
                Err(cause) => text(StatusCode::SERVICE_UNAVAILABLE, format!("database: {cause}\n")),
            },
            "/metrics" => {
                outbox::record_metrics(&self.app.db).await;
                metrics::gauge!("portal_page_cache_bytes").set(self.app.pages.bytes() as f64);
                text(StatusCode::OK, self.metrics.render())
            }
            _ => text(StatusCode::NOT_FOUND, "not found\n".into()),
        })
    }
}

fn text(status: StatusCode, body: String) -> Response {
    Response::builder().status(status).header(header::CONTENT_TYPE, "text/plain; charset=utf-8").body(body)
}
