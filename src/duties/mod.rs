//! What the server does by itself from time to time: each duty leased by one node, done again if a node died in it.

mod store;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::between::notices;
use crate::care::{freshness, links, purging, terms};
use crate::desk::notices::{digest, follow};
use crate::desk::queue;
use crate::extract;
use crate::media;
use crate::review::{emergency, schedule};

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
    Duty {
        name: "letters.retention",
        every: minutes(60),
        work: |app| Box::pin(crate::inbound::retention::let_go(app)),
    },
    Duty { name: "care.expiry", every: minutes(1), work: |app| Box::pin(terms::archive_due(app)) },
    Duty { name: "care.reviews", every: minutes(10), work: |app| Box::pin(terms::remind_due(app)) },
    Duty { name: "care.freshness", every: minutes(60), work: |app| Box::pin(freshness::watch(app)) },
    Duty { name: "care.links", every: minutes(1), work: |app| Box::pin(links::check::turn(app)) },
    Duty { name: "care.purges", every: minutes(1), work: |app| Box::pin(purging::finish(app)) },
    Duty {
        name: "questions.handovers",
        every: minutes(1),
        work: |app| Box::pin(crate::questions::routing::transfer::finish(app)),
    },
    Duty { name: "between.notices", every: minutes(1), work: |app| Box::pin(notices::tell(app)) },
    Duty {
        name: "supply.remind",
        every: minutes(60),
        work: |app| Box::pin(crate::supply::remind::work(app)),
    },
    Duty {
        name: "royalties.unpaid",
        every: minutes(60),
        work: |app| Box::pin(crate::royalties::remind::work(app)),
    },
    Duty { name: "reports.dues", every: minutes(60), work: |app| Box::pin(crate::reports::dues::work(app)) },
    Duty {
        name: "questions.remind",
        every: minutes(1),
        work: |app| Box::pin(crate::questions::clock::reminders::work(app)),
    },
    Duty {
        name: "questions.terms",
        every: minutes(1),
        work: |app| Box::pin(crate::questions::clock::pauses::end_terms(app)),
    },
    Duty { name: "trail.heads", every: minutes(60), work: |app| Box::pin(crate::trail::heads::keep(app)) },
    Duty { name: "desk.notices", every: Duration::from_secs(3), work: |app| Box::pin(follow::catch_up(app)) },
    Duty { name: "desk.morning", every: minutes(1), work: |app| Box::pin(digest::morning(app)) },
    Duty {
        name: "desk.title-keys",
        every: minutes(60),
        work: |app| Box::pin(async move { queue::fill_title_keys(&app.db).await }),
    },
    Duty {
        name: "review.schedule",
        every: Duration::from_secs(5),
        work: |app| Box::pin(schedule::publish_due(app)),
    },
    Duty {
        name: "review.emergency",
        every: Duration::from_secs(30),
        work: |app| Box::pin(emergency::withdraw_unconfirmed(app)),
    },
    Duty { name: "media-pictures", every: Duration::from_secs(2), work: media::duties::pictures },
    Duty { name: "media-sweep", every: Duration::from_secs(6 * 3600), work: media::duties::sweep },
    Duty {
        name: "questions.retention",
        every: minutes(60),
        work: |app| Box::pin(crate::questions::privacy::expire(app)),
    },
    Duty {
        name: "questions.forms",
        every: minutes(60),
        work: |app| Box::pin(crate::questions::attachments::tidy(app)),
    },
    Duty {
        name: "consultations.retention",
        every: minutes(60),
        work: |app| Box::pin(crate::consultations::retention::expire(app)),
    },
    extract::duties::RENEWING,
    Duty {
        name: "archive.copies",
        every: Duration::from_secs(10),
        work: |app| Box::pin(crate::archive::duties::copy_new(app)),
    },
    Duty {
        name: "archive.missed",
        every: minutes(30),
        work: |app| Box::pin(crate::archive::duties::copy_missed(app)),
    },
    Duty {
        name: "archive.checks",
        every: minutes(60),
        work: |app| Box::pin(crate::archive::duties::look_again(app)),
    },
    Duty {
        name: "violations.suspensions",
        every: minutes(1),
        work: |app| Box::pin(crate::house::violations::keep(app)),
    },
    Duty { name: "uptime.beat", every: minutes(1), work: |app| Box::pin(crate::house::outages::beat(app)) },
    Duty {
        name: "distribution.remind",
        every: minutes(10),
        work: |app| Box::pin(crate::house::distribution::reminders::remind_due(app)),
    },
    Duty {
        name: "plan.remind",
        every: minutes(60),
        work: |app| Box::pin(crate::house::plan::remind::work(app)),
    },
    Duty { name: "writing.tidy", every: minutes(24 * 60), work: |app| Box::pin(crate::writing::tidy(app)) },
    Duty {
        name: "oversight.figures",
        every: Duration::from_secs(15),
        work: |app| Box::pin(crate::oversight::keep::work(app)),
    },
    Duty {
        name: "instructions.remind",
        every: minutes(60),
        work: |app| Box::pin(crate::instructions::remind::work(app)),
    },
];

/// A duty that waits for others' servers: it runs beside the list, so that a slow one holds up nothing.
pub const MAILBOXES: Duty = Duty {
    name: "mailboxes",
    every: Duration::from_secs(1),
    work: |app| Box::pin(crate::inbound::mailboxes::poll(app)),
};

const fn minutes(n: u64) -> Duration {
    Duration::from_secs(60 * n)
}

/// The duties of long breath, each beside the list: the reading of files, the recognising of pages, and backups.
pub const BESIDE: [Duty; 3] =
    [extract::duties::READING, extract::duties::RECOGNISING, crate::backup::watch::BACKING_UP];

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

/// Does one duty again and again until `stop` is cancelled; what runs then is broken off, and its lease given back.
pub async fn run_beside(app: App, duty: &Duty, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(cause) = once_until(&app, duty, &stop).await {
            tracing::error!(duty = duty.name, %cause, "a duty failed; it is tried again");
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
    once_until(app, duty, &CancellationToken::new()).await
}

async fn once_until(app: &App, duty: &Duty, stop: &CancellationToken) -> Result<bool> {
    let now = app.db.clock.now();
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    store::know(&mut platform, duty.name).await?;
    let taken = store::lease(&mut platform, duty.name, now, now + LEASE_MS).await?;
    platform.commit().await?;
    if !taken {
        return Ok(false);
    }
    let done = tokio::select! {
        done = (duty.work)(app.clone()) => done,
        () = stop.cancelled() => Ok(()),
    };
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
