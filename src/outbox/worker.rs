//! Hands letters over: a few at a time, each attempt committed before the network hears of it.

use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::base::audit::Actor;
use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::mail::retry::Class;
use crate::base::mail::transport::Transport;
use crate::base::mail::{Address, Envelope, Phase};
use crate::base::scope::Db;
use crate::base::text::redact;
use crate::config;

use super::settle::{After, Ending, settle};
use super::store::{self, Claimed};
use super::{MailSettings, NewMail, Wire, enqueue, seal_context};

/// Hand-overs at the same time.
const AT_ONCE: usize = 4;
/// The longest that a due letter of another process goes unnoticed.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Keeps a letter that is due but held by another process from being asked for without pause.
const SHORTEST_WAIT: Duration = Duration::from_millis(200);
/// A result that the database does not take at once is offered again, since losing it may send a letter twice.
const SETTLE_TRIES: u32 = 3;
const SETTLE_WAIT: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Worker {
    db: Db,
    transport: Transport,
    operator: Option<(MailSettings, Address)>,
}

/// Sends what is due until `stop`, then finishes what runs.
pub async fn run(db: Db, transport: Transport, mail: config::Mail, stop: CancellationToken) {
    let operator = operator(&mail).unwrap_or_else(|cause| {
        tracing::error!(%cause, "the operator gets no mail");
        None
    });
    let worker = Worker { db, transport, operator };
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        if let Err(cause) = worker.fill(&mut running).await {
            tracing::error!(%cause, "the outbox cannot be read");
        }
        let wait = worker.wait(running.len()).await;
        tokio::select! {
            () = stop.cancelled() => {}
            Some(ended) = running.join_next() => report(ended),
            () = worker.db.committed(), if running.len() < AT_ONCE => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    while let Some(ended) = running.join_next().await {
        report(ended);
    }
}

/// Sends everything that is due now; the number of attempts made.
///
/// # Errors
/// When the database does not answer.
pub async fn drain(db: &Db, transport: &Transport) -> Result<usize> {
    let worker = Worker { db: db.clone(), transport: transport.clone(), operator: None };
    let mut running = JoinSet::new();
    let mut attempts = 0;
    loop {
        worker.fill(&mut running).await?;
        let Some(ended) = running.join_next().await else { return Ok(attempts) };
        report(ended);
        attempts += 1;
    }
}

fn operator(mail: &config::Mail) -> anyhow::Result<Option<(MailSettings, Address)>> {
    let Some(to) = &mail.operator else { return Ok(None) };
    Ok(Some((MailSettings::of(mail)?, to.parse().context("mail.operator")?)))
}

/// A hand-over that panicked keeps its lease until it ends, and then counts as crashed.
fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(cause) = ended {
        tracing::error!(%cause, "a hand-over broke down");
    }
}

impl Worker {
    /// Takes up crashed attempts, then claims as many letters as there are hands free.
    async fn fill(&self, running: &mut JoinSet<()>) -> Result<()> {
        for attempt in store::crashed(&self.db).await? {
            self.try_end(&attempt, &Ending::Crashed).await;
        }
        let paused = store::paused(&mut self.db.platform().await?).await?;
        let free = match paused {
            Some(pause) if self.db.clock.now() < pause.until => 0,
            Some(_) => 1_usize.saturating_sub(running.len()),
            None => AT_ONCE.saturating_sub(running.len()),
        };
        // Asked for without writing first: on one file every writer waits for every other.
        let due = store::next_due(&self.db).await?.is_some_and(|at| at <= self.db.clock.now());
        if free == 0 || !due {
            return Ok(());
        }
        for claimed in store::claim(&self.db, i64::try_from(free).unwrap_or(1)).await? {
            let worker = self.clone();
            running.spawn(async move { worker.hand_over(claimed, paused.is_some()).await });
        }
        Ok(())
    }

    async fn wait(&self, running: usize) -> Duration {
        if running >= AT_ONCE {
            return LONGEST_WAIT;
        }
        let Ok(Some(at)) = store::next_due(&self.db).await else { return LONGEST_WAIT };
        let millis = u64::try_from(at - self.db.clock.now()).unwrap_or(0);
        Duration::from_millis(millis).clamp(SHORTEST_WAIT, LONGEST_WAIT)
    }

    async fn hand_over(&self, claimed: Claimed, probing: bool) {
        let (envelope, mime) = match self.open(&claimed) {
            Ok(opened) => opened,
            Err(cause) => {
                tracing::error!(tenant = %claimed.attempt.tenant, mail = %claimed.attempt.mail, %cause, "a letter cannot be opened");
                return self.end(&claimed.attempt, &Ending::Unreadable).await;
            }
        };
        let before_dot = async { Ok(store::before_dot(&self.db, &claimed.attempt).await?) };
        let outcome = self.transport.deliver(&envelope, &mime, before_dot).await;
        // Past this phase the server has taken our credentials.
        if probing
            && outcome.phase() > Phase::Auth
            && let Err(cause) = store::resume(&self.db).await
        {
            tracing::error!(%cause, "the pause of the outbox cannot be ended");
        }
        let reply = without_address(outcome.reply(), &envelope.to);
        self.end(&claimed.attempt, &Ending::Came { outcome, reply }).await;
    }

    fn open(&self, claimed: &Claimed) -> anyhow::Result<(Envelope, Vec<u8>)> {
        claimed.class.context("no such class")?;
        let context = seal_context(&claimed.attempt.tenant, &claimed.attempt.mail);
        let sealed = claimed.envelope.as_ref().context("no envelope")?;
        let wire: Wire = serde_json::from_slice(&self.db.sealer.open(&context, sealed)?)?;
        let mime = claimed.mime.as_ref().context("no text")?;
        Ok((wire.envelope()?, self.db.sealer.open(&context, mime)?))
    }

    async fn end(&self, attempt: &store::Attempt, ending: &Ending) {
        for _ in 1..SETTLE_TRIES {
            if self.try_end(attempt, ending).await {
                return;
            }
            tokio::time::sleep(SETTLE_WAIT).await;
        }
        self.try_end(attempt, ending).await;
    }

    async fn try_end(&self, attempt: &store::Attempt, ending: &Ending) -> bool {
        match settle(&self.db, attempt, ending).await {
            Ok(After::Nothing) => {}
            Ok(After::Alarm) => self.alarm(attempt).await,
            Err(cause) => {
                tracing::error!(tenant = %attempt.tenant, mail = %attempt.mail, %cause, "the end of an attempt was not kept");
                return false;
            }
        }
        true
    }

    /// The log gets every letter that waits for an hour, the operator one letter a day.
    async fn alarm(&self, attempt: &store::Attempt) {
        tracing::error!(tenant = %attempt.tenant, mail = %attempt.mail, "a letter has waited for an hour");
        let Some((settings, to)) = &self.operator else { return };
        if attempt.tenant == TenantId::platform() {
            return;
        }
        if let Err(cause) = self.write_to_operator(settings, to.clone()).await {
            tracing::error!(%cause, "the operator cannot be written to");
        }
    }

    async fn write_to_operator(&self, settings: &MailSettings, to: Address) -> Result<()> {
        let today = self.db.clock.today();
        let mail = NewMail {
            class: Class::Unit,
            dedupe_key: format!("alarm/{today}"),
            subject_kind: "outbox",
            subject_id: "alarm",
            responsible: None,
            recipient_label: "người quản trị hệ thống".to_owned(),
            to,
            subject: format!("Thư chờ gửi quá một giờ, ngày {}", date_vi(today)),
            text:
                "Có thư chờ gửi quá một giờ chưa đi được. Đề nghị kiểm tra máy chủ thư và nhật ký hệ thống."
                    .to_owned(),
            bounces: false,
        };
        let mut scope = self.db.write(&TenantId::platform(), &Actor::system()).await?;
        enqueue(&mut scope, settings, mail).await?;
        scope.commit().await
    }
}

/// Servers repeat the address that they refuse; the row keeps their words without it.
pub(super) fn without_address(reply: &str, to: &Address) -> String {
    let reply = redact(reply, &[]);
    let local = to.user().to_ascii_lowercase();
    let folded = reply.to_ascii_lowercase();
    if local.len() < 3 || !folded.contains(&local) {
        return reply;
    }
    let mut kept = String::new();
    let mut from = 0;
    for (at, found) in folded.match_indices(&local) {
        kept.push_str(&reply[from..at]);
        kept.push('…');
        from = at + found.len();
    }
    kept + &reply[from..]
}
