//! The running server: public listener, private listener, followers and workers, and a graceful stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::app::{self, App};
use crate::base::audit::Actor;
use crate::base::error::Error;
use crate::base::web::client::TrustedProxies;
use crate::base::web::listen::{Limits, serve, serve_with};
use crate::indexing::Sources;
use crate::search::follower::Follower;
use crate::{duties, media, outbox, params, search_log, speed};

/// How often the followers look when nobody wakes them: changes of other processes show within this.
const TICK: Duration = Duration::from_millis(500);
/// How often measured times are summed up.
const SETTLE: Duration = Duration::from_secs(5);
/// When the files of the index are first checked: the first searches go before.
const CHECK_AFTER: Duration = Duration::from_secs(2);
/// How long after a suspicious failure they are checked again.
const CHECK_AGAIN: Duration = Duration::from_secs(10);
/// The row by which the command line asks for a new index.
pub const REINDEX: &str = "reindex";

/// Serves until `stop` is cancelled, then drains and returns.
///
/// # Errors
/// When an address cannot be bound.
pub async fn run(app: App, stop: CancellationToken) -> Result<()> {
    let public = bind(app.config.listen)?;
    let private = match app.config.private_listen {
        Some(address) => Some(bind(address)?),
        None => None,
    };
    run_on(app, public, private, stop).await
}

/// How many connections may wait to be let in: as many as the system takes, so that a crowd of slow clients does not push
/// the others' out of the queue.
const WAITING: u32 = 4096;

fn bind(address: std::net::SocketAddr) -> Result<TcpListener> {
    let listen = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(WAITING)
    };
    listen().with_context(|| format!("cannot listen on {address}: is another server running there?"))
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
    media::duties::clear_leftovers(&app.config.data);
    let mut workers = JoinSet::new();
    workers.spawn(follow(app.clone(), stop.clone()));
    workers.spawn(watch(app.clone(), stop.clone()));
    workers.spawn(count_searches(app.clone(), stop.clone()));
    workers.spawn(time_pages(app.clone(), stop.clone()));
    workers.spawn(settle(metrics.clone(), stop.clone()));
    workers.spawn(check_index(app.clone(), stop.clone()));
    workers.spawn(duties::run(app.clone(), stop.clone()));
    for duty in &duties::BESIDE {
        workers.spawn(duties::run_beside(app.clone(), duty, stop.clone()));
    }
    if !app.config.mail.mailboxes.is_empty() {
        workers.spawn(duties::run_beside(app.clone(), &duties::MAILBOXES, stop.clone()));
    }
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
    let portal = Arc::new(app.endpoint());
    let (proxies, limits) = (app.proxies.clone(), Limits::default());
    let served = serve_with(public, portal.clone(), portal, proxies, limits, stop.clone()).await;
    stop.cancel();
    while workers.join_next().await.is_some() {}
    app.db.store().close().await;
    Ok(served?)
}

fn no_proxies() -> TrustedProxies {
    TrustedProxies::default()
}

/// Sums up what was measured: until then every single time is kept, and perhaps nobody ever asks for them.
async fn settle(metrics: PrometheusHandle, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(SETTLE)).await.is_some() {
        metrics.run_upkeep();
    }
}

/// Follows the change feed into the indexes.
async fn follow(app: App, stop: CancellationToken) {
    let sources = Sources { directory: app.directory.clone() };
    let mut follower = Follower::new(app.db.clone(), app.search.clone(), sources);
    let mut wish = Wish::default();
    while !stop.is_cancelled() {
        // Registered before looking: what commits meanwhile wakes the next look.
        let committed = app.db.committed();
        let done = async {
            wish.look(&app).await?;
            follower.step().await
        };
        let more = match done.await {
            Ok(step) => {
                metrics::counter!("portal_indexed_changes_total").increment(step.taken as u64);
                step.more
            }
            Err(cause) => {
                tracing::error!(%cause, "the index cannot follow; trying again");
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(TICK) => {}
                }
                true
            }
        };
        if !more {
            tokio::select! {
                () = stop.cancelled() => break,
                () = committed => {}
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }
}

/// The operator's wish for new indexes: kept in the database until they are complete, so that a crash forgets
/// neither.
#[derive(Default)]
struct Wish {
    /// When it was last looked for.
    looked: Option<Instant>,
    /// The wish that is being fulfilled.
    begun: Option<String>,
}

impl Wish {
    async fn look(&mut self, app: &App) -> crate::base::error::Result<()> {
        if self.looked.is_some_and(|then| then.elapsed() < TICK) {
            return Ok(());
        }
        self.looked = Some(Instant::now());
        let sql = "SELECT value AS s FROM deployment WHERE name = $1";
        let wished: Option<String> = app.db.platform().await?.optional(sql, params![REINDEX]).await?;
        let Some(wished) = wished else { return Ok(()) };
        if self.begun.as_ref() != Some(&wished) {
            tracing::info!("building the indexes anew");
            let search = app.search.clone();
            let begun = tokio::task::spawn_blocking(move || search.rebuild()).await;
            begun.map_err(|cause| Error::internal(cause.to_string()))??;
            self.begun = Some(wished);
        } else if !app.search.is_building() {
            let mut platform = app.db.platform_write(&Actor::system()).await?;
            let sql = "DELETE FROM deployment WHERE name = $1 AND value = $2";
            platform.execute(sql, params![REINDEX, wished]).await?;
            platform.commit().await?;
        }
        Ok(())
    }
}

/// Brings the counts of searches to the database.
async fn count_searches(app: App, stop: CancellationToken) {
    let tenants = || app.directory.all().iter().map(|tenant| tenant.id().clone()).collect();
    search_log::counts::keep(app.db.clone(), app.search_log.clone(), tenants, stop).await;
}

/// Brings the times of pages to the database.
async fn time_pages(app: App, stop: CancellationToken) {
    let tenants = || app.directory.all().iter().map(|tenant| tenant.id().clone()).collect();
    speed::keep(app.db.clone(), app.speeds.clone(), tenants, stop).await;
}

/// Compares the index with what was written: a moment after the start, and when a search fails.
async fn check_index(app: App, stop: CancellationToken) {
    let mut wait = CHECK_AFTER;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        match app.search.check().await {
            Ok(true) => app.db.wake(),
            Ok(false) => {}
            Err(cause) => tracing::error!(%cause, "the index cannot be checked"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.search.suspicion() => {}
        }
        wait = CHECK_AGAIN;
    }
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
