//! How many letters a second leave through a mail server on this machine, every commit on the disk, with and without faults;
//! and whether each arrived once, twice or never.
//!
//! The mail server is one of our own: it takes what it is given and remembers whose letter it was. With faults it is slow,
//! says "later", and hangs up after the dot, each for some of the connections, in a fixed order.

mod sink;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::Instant;

use self::sink::Sink;
use crate::base::audit::Actor;
use crate::base::clock::{Clock, HOUR, start_of};
use crate::base::entropy::Entropy;
use crate::base::mail::retry::Class;
use crate::base::mail::transport::Transport;
use crate::base::scope::Db;
use crate::config::Config;
use crate::outbox::{self, MailSettings, NewMail, worker};
use crate::tenants::{apply, declare};
use crate::{deployment, params};

/// Letters written in one transaction.
const TOGETHER: usize = 50;
/// Recipients over whom the letters are spread, and their domains.
const RECIPIENTS: usize = 300;
const DOMAINS: usize = 20;
/// Rounds after which what is not delivered has become a task: longer than any letter is tried.
const ROUNDS: usize = 40;

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The declared set of tenants.
    pub tenants: &'a Path,
    /// Where the database lies; a folder of its own there.
    pub folder: &'a Path,
    /// How many letters.
    pub letters: usize,
    /// How many are handed over at a time.
    pub at_once: usize,
    /// Whether the server misbehaves.
    pub faults: bool,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The database.
    pub engine: &'static str,
    /// How it was asked.
    pub faults: bool,
    /// Letters written.
    pub letters: usize,
    /// Letters that the server has, each counted once.
    pub arrived: usize,
    /// Letters that it has more than once, and the most of any.
    pub doubled: usize,
    /// How often the most repeated letter arrived.
    pub most: usize,
    /// Letters that are a person's task.
    pub tasks: i64,
    /// Letters that neither arrived nor are a task: there must be none.
    pub lost: i64,
    /// Hand-overs.
    pub attempts: usize,
    /// Time spent on them.
    pub took: Duration,
}

impl Sent {
    /// Letters that arrived, by the second.
    pub fn per_second(&self) -> f64 {
        self.arrived as f64 / self.took.as_secs_f64()
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.faults { "with faults" } else { "without faults" };
        writeln!(f, "{}, {how}: {:.1} letters/s", self.engine, self.per_second())?;
        writeln!(
            f,
            "  {} written, {} attempts in {:.1} s; {} arrived, {} of them twice or more (at most {}), {} tasks, {} lost",
            self.letters,
            self.attempts,
            self.took.as_secs_f64(),
            self.arrived,
            self.doubled,
            self.most,
            self.tasks,
            self.lost
        )
    }
}

/// Runs it on the engine that `config` names, which must hold no tenants yet.
///
/// # Errors
/// When the deployment cannot be made or the database does not answer.
pub async fn run(config: Config, ask: Ask<'_>) -> Result<Sent> {
    let folder = tempfile::tempdir_in(ask.folder)?;
    let config = Config { data: folder.path().to_owned(), trial_hosts: true, ..config };
    // Waits of minutes and hours are passed over.
    let clock = Clock::fixed(start_of(jiff::civil::date(2026, 3, 2)) + 8 * HOUR);
    let db = deployment::open_with(&config, Some(clock), Entropy::seeded(5)).await?;
    let held: Option<i64> =
        db.platform().await?.optional("SELECT COUNT(*) AS n FROM tenants", params![]).await?;
    ensure!(held == Some(0), "the database holds tenants already: give an empty one");
    let set = declare::load(ask.tenants).map_err(|complaints| anyhow::anyhow!("{complaints:?}"))?;
    apply::apply(&db, &Actor::system(), &set, false).await?;
    write(&db, &config, ask.letters).await?;
    let sink = Sink::start(ask.faults).await?;
    let transport = Transport::parse(&sink.url())?;
    let (mut took, mut attempts) = (Duration::ZERO, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        attempts += worker::drain_with(&db, &transport, ask.at_once).await?;
        took += start.elapsed();
        if open(&db).await? == 0 {
            break;
        }
        db.clock.advance(4 * HOUR);
    }
    let arrived = sink.arrived();
    let count = async |sql: &'static str| -> Result<i64> {
        let found: Option<i64> = db.platform().await?.optional(sql, params![]).await?;
        Ok(found.unwrap_or_default())
    };
    let dead = count("SELECT COUNT(*) AS n FROM outbox WHERE state = 'dead'").await?;
    let tasks = count("SELECT COUNT(*) AS n FROM tasks WHERE kind = 'mail.dead'").await?;
    let delivered = count("SELECT COUNT(*) AS n FROM outbox WHERE state = 'delivered'").await?;
    let written = i64::try_from(ask.letters)?;
    ensure!(tasks == dead, "{dead} letters were given up, but there are {tasks} tasks");
    let known = i64::try_from(arrived.len())?;
    ensure!(known >= delivered, "{delivered} letters are called delivered, but the server has {known}");
    let sent = Sent {
        engine: if config.database.url.is_some() { "PostgreSQL" } else { "SQLite, synchronous FULL" },
        faults: ask.faults,
        letters: ask.letters,
        doubled: arrived.values().filter(|times| **times > 1).count(),
        most: arrived.values().copied().max().unwrap_or_default(),
        tasks,
        lost: written - delivered - dead,
        arrived: arrived.len(),
        attempts,
        took,
    };
    db.store().close().await;
    Ok(sent)
}

async fn open(db: &Db) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM outbox WHERE state IN ('queued', 'sending', 'uncertain')";
    Ok(db.platform().await?.optional(sql, params![]).await?.unwrap_or_default())
}

async fn write(db: &Db, config: &Config, letters: usize) -> Result<()> {
    let settings = MailSettings::of(&config.mail)?;
    let tenants: Vec<String> =
        db.platform().await?.all("SELECT tenant_id AS s FROM tenants ORDER BY tenant_id", params![]).await?;
    ensure!(!tenants.is_empty(), "the set declares no tenant");
    for (batch, from) in (0..letters).step_by(TOGETHER).enumerate() {
        let tenant = tenants[batch % tenants.len()].as_str().into();
        let mut scope = db.write(&tenant, &Actor::system()).await?;
        for n in from..(from + TOGETHER).min(letters) {
            let case = format!("q{n}");
            let to = format!("nguoi{}@mien{}.example", n % RECIPIENTS, n % DOMAINS);
            let mail = NewMail {
                class: if n % 2 == 0 { Class::Unit } else { Class::Reader },
                dedupe_key: format!("bench/{n}"),
                subject_kind: "question",
                subject_id: &case,
                responsible: None,
                recipient_label: "người nhận (mẫu)".into(),
                to: to.parse().context("a recipient")?,
                subject: format!("Trả lời câu hỏi số {n} (mẫu)"),
                text: "Kính gửi ông/bà,\n\nCâu hỏi của ông/bà đã được trả lời. (mẫu)\n".repeat(8),
                bounces: true,
            };
            outbox::enqueue(&mut scope, &settings, mail).await?;
        }
        scope.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn with_faults_every_letter_arrives_or_is_a_task_and_few_arrive_twice() {
        let folder = tempfile::tempdir().unwrap();
        let tenants = Path::new("tenants/hiep-hoa-2016");
        let ask = Ask { tenants, folder: folder.path(), letters: 60, at_once: 4, faults: true };
        let sent = run(Config::default(), ask).await.unwrap();
        assert_eq!((sent.lost, sent.arrived), (0, 60), "{sent}");
        assert!(sent.doubled > 0 && sent.most == 2, "{sent}");
        let sent = run(Config::default(), Ask { faults: false, ..ask }).await.unwrap();
        assert_eq!((sent.arrived, sent.doubled, sent.tasks, sent.attempts), (60, 0, 0, 60), "{sent}");
    }
}
