//! Hands letters over: a few at a time, each attempt committed before the network hears of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::base::mail::transport::Transport;
use crate::base::mail::{Address, Envelope, Outcome, Phase};
use crate::base::scope::Db;
use crate::base::text::redact;
use crate::config;

use super::claim::{self, Hands};
use super::group::Group;
use super::settle::{After, Ending, settle};
use super::store::{self, Claimed};
use super::{MailSettings, Wire, alarm, seal_context};

/// The longest that a due letter of another process goes unnoticed.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Keeps a letter that is due but held by another process from being asked for without pause.
const SHORTEST_WAIT: Duration = Duration::from_millis(200);
/// A result that the database does not take at once is offered again for some minutes, since losing it may send a letter
/// twice: seconds between the offers.
const SETTLE_WAITS: [u64; 8] = [1, 2, 4, 8, 15, 30, 60, 120];
/// Hand-overs at the same time where nothing is configured, as in tests.
const FEW: usize = 4;

#[derive(Clone)]
struct Worker {
    db: Db,
    transport: Transport,
    operator: Option<(MailSettings, Address)>,
    hands: Hands,
    group: Group,
    stop: CancellationToken,
    /// Whether letters may wait because the mail server was not to be had.
    relay_failed: Arc<AtomicBool>,
}

/// Sends what is due until `stop`, then finishes what runs.
pub async fn run(db: Db, transport: Transport, mail: config::Mail, stop: CancellationToken) {
    let operator = operator(&mail).unwrap_or_else(|cause| {
        tracing::error!(%cause, "the operator gets no mail");
        None
    });
    let worker = Worker::new(db, transport, operator, mail.at_once, stop.clone());
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        let claimed = worker.fill(&mut running).await.unwrap_or_else(|cause| {
            tracing::error!(%cause, "the outbox cannot be read");
            0
        });
        let wait = worker.wait(running.len(), claimed).await;
        tokio::select! {
            () = stop.cancelled() => {}
            Some(ended) = running.join_next() => report(ended),
            () = worker.db.committed(), if running.len() < worker.hands.all() => {}
            () = tokio::time::sleep(wait) => {}
        }
        // Whoever has ended meanwhile makes room too, so that one claim serves several hands.
        while let Some(ended) = running.try_join_next() {
            report(ended);
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
    drain_with(db, transport, FEW).await
}

/// As [`drain`], with so many hand-overs at a time.
///
/// # Errors
/// When the database does not answer.
pub async fn drain_with(db: &Db, transport: &Transport, at_once: usize) -> Result<usize> {
    let worker = Worker::new(db.clone(), transport.clone(), None, at_once, CancellationToken::new());
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
    fn new(
        db: Db,
        transport: Transport,
        operator: Option<(MailSettings, Address)>,
        at_once: usize,
        stop: CancellationToken,
    ) -> Self {
        let (hands, group) = (Hands::new(at_once), Group::start(db.clone()));
        // What an earlier process left waiting is not known here.
        let relay_failed = Arc::new(AtomicBool::new(true));
        Self { db, transport, operator, hands, group, stop, relay_failed }
    }

    /// Takes up crashed attempts, then claims as many letters as there are hands free; how many that were.
    async fn fill(&self, running: &mut JoinSet<()>) -> Result<usize> {
        for attempt in store::crashed(&self.db).await? {
            self.try_end(&attempt, &Ending::Crashed).await;
        }
        let paused = store::paused(&mut self.db.platform().await?).await?;
        let hands = match paused {
            Some(pause) if self.db.clock.now() < pause.until => return Ok(0),
            // One letter tries whether our credentials are taken by now.
            Some(_) => Hands::new(1),
            None => self.hands.clone(),
        };
        if running.len() >= hands.all() || !claim::anything(&self.db).await? {
            return Ok(0);
        }
        let claimed = claim::claim(&self.db, &hands, running.len()).await?;
        let count = claimed.len();
        for (letter, hand) in claimed {
            let worker = self.clone();
            running.spawn(async move {
                worker.hand_over(letter, paused.is_some()).await;
                drop(hand);
            });
        }
        Ok(count)
    }

    /// Until something is due; where what is due has to wait for something else, until that ends.
    async fn wait(&self, running: usize, claimed: usize) -> Duration {
        if running >= self.hands.all() {
            return LONGEST_WAIT;
        }
        let Ok(Some(at)) = store::next_due(&self.db).await else { return LONGEST_WAIT };
        if at - self.db.clock.now() > store::FARTHEST {
            tracing::warn!("the clock has gone back: what waits is due now");
            if let Err(cause) = store::clock_went_back(&self.db).await {
                tracing::error!(%cause, "letters wait for a time that was");
            }
            return SHORTEST_WAIT;
        }
        match u64::try_from(at - self.db.clock.now()) {
            Ok(millis) if millis > 0 => Duration::from_millis(millis).clamp(SHORTEST_WAIT, LONGEST_WAIT),
            _ if claimed > 0 => SHORTEST_WAIT,
            _ => LONGEST_WAIT,
        }
    }

    async fn hand_over(&self, claimed: Claimed, probing: bool) {
        let (envelope, mime) = match self.open(&claimed) {
            Ok(opened) => opened,
            Err(cause) => {
                tracing::error!(tenant = %claimed.attempt.tenant, mail = %claimed.attempt.mail, %cause, "a letter cannot be opened");
                return self.end(&claimed.attempt, &Ending::Unreadable).await;
            }
        };
        let before_dot = async { Ok(self.group.before_dot(&claimed.attempt).await?) };
        let outcome = self.transport.deliver(&envelope, &mime, before_dot).await;
        // Past this phase the server has taken our credentials.
        if probing
            && outcome.phase() > Phase::Auth
            && let Err(cause) = store::resume(&self.db).await
        {
            tracing::error!(%cause, "the pause of the outbox cannot be ended");
        }
        self.watch_relay(&outcome).await;
        let reply = without_address(outcome.reply(), &envelope.to);
        self.end(&claimed.attempt, &Ending::Came { outcome, reply }).await;
    }

    /// The first letter that is taken after the mail server was away brings the others along.
    async fn watch_relay(&self, outcome: &Outcome) {
        let away = matches!(outcome, Outcome::RetryLater { phase, .. } if *phase <= Phase::StartTls);
        if away {
            self.relay_failed.store(true, Ordering::Release);
            return;
        }
        let taken = matches!(outcome, Outcome::Delivered { .. });
        if taken && self.relay_failed.swap(false, Ordering::AcqRel) {
            match store::relay_is_back(&self.db).await {
                Ok(0) => {}
                Ok(letters) => tracing::info!(letters, "the mail server is back"),
                Err(cause) => {
                    self.relay_failed.store(true, Ordering::Release);
                    tracing::error!(%cause, "letters that waited for the mail server keep waiting");
                }
            }
        }
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
        if let Ending::Came { outcome: outcome @ Outcome::Delivered { .. }, reply } = ending {
            match self.group.delivered(attempt, outcome.clone(), reply.clone()).await {
                Ok(()) => return,
                Err(cause) => {
                    tracing::warn!(tenant = %attempt.tenant, mail = %attempt.mail, %cause, "settled by itself");
                }
            }
        }
        for seconds in SETTLE_WAITS {
            if self.try_end(attempt, ending).await || self.stop.is_cancelled() {
                return;
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(Duration::from_secs(seconds)) => {}
            }
        }
        self.try_end(attempt, ending).await;
    }

    async fn try_end(&self, attempt: &store::Attempt, ending: &Ending) -> bool {
        match settle(&self.db, attempt, ending).await {
            Ok(After::Nothing) => {}
            Ok(After::Alarm) => alarm::of_letter(&self.db, self.operator.as_ref(), attempt).await,
            Err(cause) => {
                tracing::error!(tenant = %attempt.tenant, mail = %attempt.mail, %cause, "the end of an attempt was not kept");
                return false;
            }
        }
        true
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
