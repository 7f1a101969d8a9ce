//! Commits shared by letters that run side by side: whoever comes while one commit is written goes with the next.

use tokio::sync::{mpsc, oneshot};

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::mail::Outcome;
use crate::base::scope::{Db, PlatformWrite};

use super::die;
use super::settle;
use super::store::{self, Attempt};

/// Letters of one commit: enough to share the disk, few enough to wait for.
const MOST: usize = 64;

/// What is to be committed about a letter.
enum Work {
    /// The final dot is about to be written.
    Dot,
    /// The server took it.
    Delivered { outcome: Outcome, reply: String },
}

struct Asked {
    attempt: Attempt,
    work: Work,
    answer: oneshot::Sender<Result<()>>,
}

/// The way to the shared commits; they end when the last of its clones is dropped.
#[derive(Clone)]
pub struct Group(mpsc::UnboundedSender<Asked>);

impl Group {
    /// Begins.
    pub fn start(db: Db) -> Self {
        let (to, mut asked) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut together = Vec::new();
            while asked.recv_many(&mut together, MOST).await > 0 {
                commit(&db, std::mem::take(&mut together)).await;
            }
        });
        Self(to)
    }

    /// Commits that the final dot is about to be written.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the letter is another attempt's by now, or when the database refuses; then nothing may be
    /// sent.
    pub async fn before_dot(&self, attempt: &Attempt) -> Result<()> {
        self.ask(attempt, Work::Dot).await
    }

    /// Commits that the server took it, with everything that follows.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delivered(&self, attempt: &Attempt, outcome: Outcome, reply: String) -> Result<()> {
        self.ask(attempt, Work::Delivered { outcome, reply }).await
    }

    async fn ask(&self, attempt: &Attempt, work: Work) -> Result<()> {
        let (answer, came) = oneshot::channel();
        let gone = || Error::internal("the shared commits have ended");
        self.0.send(Asked { attempt: attempt.clone(), work, answer }).map_err(|_| gone())?;
        came.await.map_err(|_| gone())?
    }
}

/// One transaction for all. What a letter's own state refuses is its own; what the database refuses is everybody's.
async fn commit(db: &Db, together: Vec<Asked>) {
    let done = all(db, &together).await;
    for (at, asked) in together.into_iter().enumerate() {
        let own = match &done {
            Ok(refused) if refused.contains(&at) => {
                Err(Error::Conflict("the letter is another attempt's by now".into()))
            }
            Ok(_) => Ok(()),
            Err(cause) => Err(Error::internal(format!("a shared commit failed: {cause}"))),
        };
        let _ = asked.answer.send(own);
    }
}

/// The places of those whose letter was no longer theirs.
async fn all(db: &Db, together: &[Asked]) -> Result<Vec<usize>> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    let mut refused = Vec::new();
    for (at, asked) in together.iter().enumerate() {
        match one(&mut platform, asked).await {
            Ok(()) => {}
            Err(Error::Conflict(_)) => refused.push(at),
            Err(cause) => return Err(cause),
        }
    }
    let settles = together.iter().any(|asked| matches!(asked.work, Work::Delivered { .. }));
    let (before, after) =
        if settles { ("before-settle", "after-settle") } else { ("before-dot", "after-dot") };
    die::here(before);
    platform.commit().await?;
    die::here(after);
    Ok(refused)
}

async fn one(platform: &mut PlatformWrite, asked: &Asked) -> Result<()> {
    match &asked.work {
        Work::Dot => store::mark_dot(platform, &asked.attempt).await,
        Work::Delivered { outcome, reply } => {
            settle::delivered(platform, &asked.attempt, outcome, reply).await
        }
    }
}
