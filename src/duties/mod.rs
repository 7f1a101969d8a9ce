//! What the server does by itself from time to time: each duty leased by one node, done again if a node died in it.

mod store;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::Result;

/// How often the list is looked through.
const TICK: Duration = Duration::from_secs(1);
/// A duty not finished by then is taken to have died with its node.
const LEASE_MS: i64 = 10 * 60 * 1000;

/// What a duty's work is.
pub type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Something done from time to time. It must bear being done twice: a node may die between its work and its word.
#[derive(Clone, Copy)]
pub struct Duty {
    /// A stable word.
    pub name: &'static str,
    /// How long after it was done it is due again.
    pub every: Duration,
    /// Does it.
    pub work: fn(App) -> Work,
}

/// Every duty of the portal, one line each.
pub const DUTIES: &[Duty] = &[
    // Mail that came in is read as soon as it is there.
    Duty {
        name: "read-mail",
        every: Duration::from_secs(1),
        work: |app| Box::pin(crate::inbound::read_new(app)),
    },
];

/// Does what is due until `stop` is cancelled.
pub async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        for duty in DUTIES {
            if let Err(cause) = once(&app, duty).await {
                tracing::error!(duty = duty.name, %cause, "a duty failed; it is tried again");
            }
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Does one duty if it is due and nobody else is at it; whether it was done.
///
/// # Errors
/// The duty's own; it is due again all the same, so that one tenant's trouble does not spin.
pub async fn once(app: &App, duty: &Duty) -> Result<bool> {
    let now = app.db.clock.now();
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    store::know(&mut platform, duty.name).await?;
    let taken = store::lease(&mut platform, duty.name, now, now + LEASE_MS).await?;
    platform.commit().await?;
    if !taken {
        return Ok(false);
    }
    let done = (duty.work)(app.clone()).await;
    let now = app.db.clock.now();
    let due = now + i64::try_from(duty.every.as_millis()).unwrap_or(i64::MAX);
    let failure = done.as_ref().err().map(ToString::to_string);
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    store::release(&mut platform, duty.name, now, due, failure.as_deref()).await?;
    platform.commit().await?;
    done.map(|()| true)
}

#[cfg(test)]
mod tests;
