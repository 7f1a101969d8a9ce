//! Sends what is due: the attempt is on disk before the network, and "about to send the dot" before the dot.

use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::base::audit::Actor;
use crate::base::clock::{DAY, MINUTE, Millis, SECOND};
use crate::base::error::Result;
use crate::base::mail::retry::{History, Next, Task, next};
use crate::base::mail::transport::Transport;
use crate::base::mail::{Outcome, Phase};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::tasks::{self, NewTask};

use super::store::{self, Claimed, Settled};
use super::unseal;

/// Letters under way at once.
const AT_ONCE: i64 = 4;
/// A worker that says nothing for so long is dead: longer than any phase of a hand-over may take.
const LEASE: Millis = 15 * MINUTE;
/// How long the queue rests when our credentials were refused.
const PAUSE: Millis = 5 * MINUTE;
/// How long the text of a delivered letter is kept.
const KEPT: Millis = 30 * DAY;
/// The longest nap, so that what another process enqueued leaves soon.
const NAP: Duration = Duration::from_secs(2);

/// Sends until `stop` is cancelled; what is under way is finished first.
pub async fn run(db: Db, transport: Transport, stop: CancellationToken) {
    let mut forgotten_at = 0;
    while !stop.is_cancelled() {
        if let Err(cause) = drain(&db, &transport).await {
            tracing::error!(%cause, "the outbox cannot be worked; trying again");
        }
        if db.clock.now() - forgotten_at > DAY {
            forgotten_at = db.clock.now();
            if let Err(cause) = forget(&db).await {
                tracing::error!(%cause, "delivered letters cannot be forgotten");
            }
        }
        let wait = store::next_due(&db).await.ok().flatten().map_or(NAP, |due| nap(due - db.clock.now()));
        tokio::select! {
            () = stop.cancelled() => break,
            () = db.committed() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

fn nap(until: Millis) -> Duration {
    Duration::from_millis(u64::try_from(until.clamp(100, 2000)).unwrap_or(2000)).min(NAP)
}

async fn forget(db: &Db) -> Result<()> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    store::forget_delivered(&mut platform, db.clock.now() - KEPT).await?;
    platform.commit().await
}

/// Sends whatever is due now, and comes back when nothing is; how many attempts were made.
///
/// # Errors
/// When the database does not answer.
pub async fn drain(db: &Db, transport: &Transport) -> Result<usize> {
    let mut attempts = 0;
    loop {
        if store::paused_until(db).await?.is_some_and(|until| until > db.clock.now()) {
            return Ok(attempts);
        }
        let claimed = claim(db).await?;
        if claimed.is_empty() {
            return Ok(attempts);
        }
        attempts += claimed.len();
        let mut sending = JoinSet::new();
        for (row, crashed) in claimed {
            let (db, transport) = (db.clone(), transport.clone());
            sending.spawn(async move {
                if let Err(cause) = attempt(&db, &transport, &row, crashed).await {
                    // The lease runs out and the letter is taken up again.
                    tracing::error!(mail = %row.id, %cause, "an attempt could not be written down");
                }
            });
        }
        while sending.join_next().await.is_some() {}
    }
}

/// Takes due letters; with each whether a worker died over it after the dot was announced.
async fn claim(db: &Db) -> Result<Vec<(Claimed, bool)>> {
    let now = db.clock.now();
    let mut platform = db.platform_write(&Actor::system()).await?;
    let due = store::due(&mut platform, now, AT_ONCE).await?;
    let mut claimed = Vec::with_capacity(due.len());
    for row in due {
        let crashed = row.state == "sending" && row.phase == Phase::Dot.as_str();
        store::take(&mut platform, &row, now, now + LEASE).await?;
        let row = Claimed { attempts: row.attempts + 1, first_tried_at: row.first_tried_at.or(Some(now)), ..row };
        claimed.push((row, crashed));
    }
    platform.commit().await?;
    Ok(claimed)
}

async fn attempt(db: &Db, transport: &Transport, row: &Claimed, crashed: bool) -> Result<()> {
    if crashed {
        // Nobody knows whether it left: as uncertain as a server that hung up after the dot.
        let outcome = Outcome::Uncertain { reason: "tiến trình dừng sau khi gửi dấu kết thúc".to_owned() };
        return settle(db, row, &outcome).await;
    }
    let outcome = match unseal(db, row) {
        Ok((envelope, mime)) => {
            let dot = async { store::about_to_dot(db, &row.tenant, &row.id, db.clock.now() + LEASE).await.map_err(anyhow::Error::new) };
            transport.deliver(&envelope, &mime, dot).await
        }
        Err(cause) => Outcome::Refused { phase: Phase::Connect, reply: format!("thư không mở được: {cause}") },
    };
    settle(db, row, &outcome).await
}

/// Writes down what an attempt came to, with what follows from it.
async fn settle(db: &Db, row: &Claimed, outcome: &Outcome) -> Result<()> {
    let now = db.clock.now();
    let history = History {
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        first_tried_at: row.first_tried_at.unwrap_or(now),
        was_uncertain: row.resent,
        class: row.class,
    };
    let decision = next(outcome, history, now, db.entropy.jitter());
    metrics::counter!("portal_mail_attempts_total", "outcome" => word(&decision)).increment(1);
    let mut scope = db.write(&row.tenant, &Actor::system()).await?;
    let settled = Settled {
        state: "queued",
        phase: outcome.phase().as_str(),
        next_at: now,
        resent: row.resent,
        alarmed: row.alarmed,
        reply: outcome.reply(),
        delivered_at: None,
    };
    match decision {
        Next::Delivered => {
            store::settle(&mut scope, &row.id, &Settled { state: "delivered", delivered_at: Some(now), ..settled }).await?;
        }
        Next::RetryAt { at, alarm } => {
            if alarm && !row.alarmed {
                tracing::error!(mail = %row.id, tenant = %row.tenant, reply = outcome.reply(), "a letter has waited for an hour");
            }
            store::settle(&mut scope, &row.id, &Settled { next_at: at, alarmed: row.alarmed || alarm, ..settled }).await?;
        }
        Next::Uncertain { resend_at } => {
            let state = if resend_at.is_some() { "uncertain" } else { "dead" };
            let next_at = resend_at.unwrap_or(now);
            store::settle(&mut scope, &row.id, &Settled { state, next_at, resent: true, ..settled }).await?;
        }
        Next::Dead { task } => {
            store::settle(&mut scope, &row.id, &Settled { state: "dead", ..settled }).await?;
            give_to_person(&mut scope, row, task).await?;
        }
        Next::PauseQueue => {
            store::settle(&mut scope, &row.id, &Settled { next_at: now + PAUSE, ..settled }).await?;
        }
    }
    tell(&mut scope, row, word(&decision));
    scope.commit().await?;
    if matches!(decision, Next::PauseQueue) {
        tracing::error!(reply = outcome.reply(), "the mail server refuses our credentials: the outbox rests");
        let mut platform = db.platform_write(&Actor::system()).await?;
        store::pause(&mut platform, now + PAUSE - SECOND).await?;
        platform.commit().await?;
    }
    Ok(())
}

fn word(decision: &Next) -> &'static str {
    match decision {
        Next::Delivered => "delivered",
        Next::RetryAt { .. } => "retry",
        Next::Uncertain { .. } => "uncertain",
        Next::Dead { .. } => "dead",
        Next::PauseQueue => "paused",
    }
}

/// The desk sees where each letter stands; retries are not worth an event each.
fn tell(scope: &mut WriteScope, row: &Claimed, outcome: &str) {
    let subject = if row.subject_kind == "question" { "question" } else { "mail" };
    if outcome != "retry" {
        scope.audit(&format!("mail.{outcome}"), subject, &row.subject_id, json!({ "mail": row.id, "attempts": row.attempts }));
    }
    scope.changed(subject, &row.subject_id, Reach::Staff);
}

async fn give_to_person(scope: &mut WriteScope, row: &Claimed, task: Task) -> Result<()> {
    let why = match task {
        Task::RecipientRefused => "địa chỉ nhận bị từ chối; hãy gọi điện và sửa địa chỉ",
        Task::MessageRefused => "máy chủ thư từ chối thư này; hãy báo người vận hành và liên hệ bằng cách khác",
        Task::Expired => "không gửi được trong thời hạn; hãy liên hệ bằng cách khác",
        Task::StillUncertain => "đã gửi hai lần mà không rõ đã tới chưa; hãy hỏi lại người nhận",
    };
    let new = NewTask {
        kind: "mail.dead",
        text: format!("Thư gửi {}: {why}.", row.recipient_label),
        subject_kind: &row.subject_kind,
        subject_id: &row.subject_id,
        responsible: row.responsible.as_ref(),
    };
    tasks::create(scope, new).await.map(drop)
}
