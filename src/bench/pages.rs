//! A deployment of its own to be filled, a signed-in person who asks its console for pages, and how long each took.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use poem::http::{StatusCode, header};
use poem::{Endpoint, Request};
use tokio::time::Instant;

use super::statistics::percentile;
use crate::app::{App, Portal, cookie_name};
use crate::base::audit::Actor;
use crate::base::clock::plus_days;
use crate::base::entropy::Entropy;
use crate::base::id::AccountId;
use crate::base::scope::Db;
use crate::config::Config;
use crate::people::accounts::{self, NewAppointment};
use crate::people::{Role, sessions};
use crate::tenants::directory::{Directory, Reachability, Tenant};
use crate::tenants::{apply, declare};
use crate::{deployment, params};

/// How often each page is asked for.
pub const TIMES: usize = 40;

/// A deployment with its tenants and nothing in them yet.
pub struct Ground {
    /// Its database.
    pub db: Db,
    /// The tenant that is filled and asked: the first of the set.
    pub tenant: Arc<Tenant>,
    config: Config,
    _folder: tempfile::TempDir,
}

impl Ground {
    /// Lays it on the engine that `config` names, which must hold no tenants yet.
    ///
    /// # Errors
    /// When the deployment cannot be made.
    pub async fn lay(config: Config, tenants: &Path) -> Result<Self> {
        let set = declare::load(tenants).map_err(|complaints| anyhow::anyhow!("{complaints:?}"))?;
        Self::lay_set(config, &set).await
    }

    /// As [`Ground::lay`], for a set that is at hand.
    ///
    /// # Errors
    /// When the deployment cannot be made.
    pub async fn lay_set(config: Config, set: &declare::Set) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = Config { data: folder.path().to_owned(), trial_hosts: true, ..config };
        let db = deployment::open(&config, Entropy::system()).await?;
        let held: Option<i64> =
            db.platform().await?.optional("SELECT COUNT(*) AS n FROM tenants", params![]).await?;
        ensure!(held == Some(0), "the database holds tenants already: give an empty one");
        apply::apply(&db, &Actor::system(), set, false).await?;
        let directory = Directory::new(Reachability::of(&config));
        directory.reload(&db).await?;
        let tenant = directory.all().into_iter().next().context("the set declares no tenant")?;
        let config = Config { legal_profile: set.legal_profile.clone(), ..config };
        Ok(Self { db, tenant, config, _folder: folder })
    }

    /// A person who holds a post in the tenant.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn person(&self, login: &str, role: Role) -> Result<AccountId> {
        let (actor, password) = (Actor::system(), accounts::random_password(&self.db));
        let account = accounts::add(&self.db, &actor, login, login, "do@example.vn", &password).await?;
        let new = NewAppointment {
            tenant: self.tenant.id(),
            account: &account,
            role,
            unit: None,
            from: plus_days(self.db.clock.today(), -1),
            until: None,
            decision: "Để đo",
        };
        accounts::appoint(&self.db, &actor, new).await?;
        Ok(account)
    }

    /// Its settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The console's host.
    pub fn console_host(&self) -> String {
        self.config.console_url().split("://").nth(1).unwrap_or_default().to_owned()
    }

    /// Signs a person in, with a password of their own.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sign_in(&self, login: &str) -> Result<SignedIn> {
        let db = &self.db;
        let (first, second) = (accounts::random_password(db), accounts::random_password(db));
        accounts::reset(db, &Actor::system(), login, &first).await?;
        let token = self::token(db, login, &first).await?;
        let session = sessions::find(db, &token).await?.context("no session")?;
        sessions::change_password(db, &session, &first, &second, None).await?;
        let token = self::token(db, login, &second).await?;
        let session = sessions::find(db, &token).await?.context("no session")?;
        Ok(SignedIn { cookie: format!("{}={token}", cookie_name(&self.config)), csrf: session.csrf })
    }

    /// Has a person ask for pages of the tenant's console, each [`TIMES`] times.
    ///
    /// # Errors
    /// When a page is not answered.
    pub async fn measure(self, login: &str, pages: Vec<(&'static str, String)>) -> Result<Pages> {
        let engine = if self.config.database.url.is_some() { "PostgreSQL" } else { "SQLite" };
        let cookie = self.sign_in(login).await?.cookie;
        let host = self.console_host();
        let desk = Asking { portal: App::new(self.config, self.db).await?.endpoint(), host, cookie };
        let mut measured = Vec::new();
        for (name, query) in pages {
            let path = format!("/{}{query}", self.tenant.slug());
            let mut times = Vec::with_capacity(TIMES);
            for _ in 0..TIMES {
                times.push(desk.page(&path).await?);
            }
            times.sort_unstable();
            measured.push((name, times));
        }
        Ok(Pages { engine, pages: measured })
    }
}

/// The pages with their times, sorted.
#[derive(Clone, Debug)]
pub struct Pages {
    /// On which engine.
    pub engine: &'static str,
    pages: Vec<(&'static str, Vec<Duration>)>,
}

impl Pages {
    /// The 95th percentile of every page, in milliseconds.
    pub fn slow(&self) -> Vec<f64> {
        self.pages.iter().map(|(_, times)| percentile(times, 95)).collect()
    }
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<34}{:>7}{:>9}{:>9}{:>9}", "milliseconds", "n", "p50", "p95", "max")?;
        for (name, times) in &self.pages {
            let [p50, p95, max] = [50, 95, 100].map(|share| percentile(times, share));
            writeln!(f, "{name:<34}{:>7}{p50:>9.1}{p95:>9.1}{max:>9.1}", times.len())?;
        }
        Ok(())
    }
}

/// What a browser of a signed-in person sends along.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Its cookie.
    pub cookie: String,
    /// What its forms carry.
    pub csrf: String,
}

async fn token(db: &Db, login: &str, password: &str) -> Result<String> {
    let opened = sessions::sign_in(db, login, password, None).await?;
    opened.map(|opened| opened.token).map_err(|denied| anyhow::anyhow!("{denied:?}"))
}

/// A signed-in person who asks.
struct Asking {
    portal: Portal,
    host: String,
    cookie: String,
}

impl Asking {
    async fn page(&self, path: &str) -> Result<Duration> {
        let request = Request::builder()
            .uri(path.parse()?)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, &self.cookie)
            .finish();
        let started = Instant::now();
        let answer = self.portal.call(request).await.map_err(|cause| anyhow::anyhow!("{cause}"))?;
        ensure!(answer.status() == StatusCode::OK, "{path}: {}", answer.status());
        answer.into_body().into_bytes().await?;
        Ok(started.elapsed())
    }
}
