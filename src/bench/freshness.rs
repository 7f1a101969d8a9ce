//! How long after a publication a reader finds it, and after a withdrawal no longer, while others search.
//!
//! A whole server runs in this process on a deployment of its own: the database, the followers, the workers.
//! Two persons write, submit, approve, publish and withdraw through the same rules as in the console; readers
//! search through the same endpoint as from the network. A clock starts when the last act has been committed and
//! stops when a search of the index finds the item, or does no longer.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use poem::http::{StatusCode, Uri};
use poem::{Endpoint, Request};
use tokio::net::TcpListener;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::newsroom::{Agency, Newsroom, word};
use super::statistics::percentile;
use crate::app::{App, Portal};
use crate::base::audit::Actor;
use crate::base::entropy::Entropy;
use crate::base::scope::Db;
use crate::config::Config;
use crate::import::run;
use crate::items::{publishing, store as items};
use crate::search::Query;
use crate::search::follower::Follower;
use crate::search::service::Which;
use crate::tenants::directory::{Directory, Reachability, Tenant};
use crate::tenants::{apply, declare};
use crate::{deployment, indexing, params, server};

/// How often it is looked whether the index has followed.
const LOOK: Duration = Duration::from_millis(2);
/// What never shows within this never shows.
const PATIENCE: Duration = Duration::from_secs(30);
/// What readers ask meanwhile.
const ASKED: [&str; 12] = [
    "sổ đỏ",
    "dang ky khai sinh",
    "thủ tục tách thửa đất",
    "nghi dinh 43",
    "chế độ thai sản",
    "10/2016/QĐ-UBND",
    "bao hiem y te ho ngheo",
    "mức phạt xây dựng không phép",
    "lịch tiếp công dân",
    "nghĩa vụ quân sự",
    "trợ cấp người cao tuổi",
    "thanh lap doanh nghiep can giay to gi",
];

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The declared set of tenants.
    pub tenants: &'a Path,
    /// Documents to fill the index with first.
    pub documents: Option<&'a Path>,
    /// How many items are published and withdrawn.
    pub items: usize,
    /// Searches a second meanwhile.
    pub searches: u32,
}

/// What was measured, every time sorted.
#[derive(Clone, Debug, Default)]
pub struct Freshness {
    engine: &'static str,
    passages: usize,
    published: Vec<Duration>,
    /// Until the item's own page is served.
    page_shown: Vec<Duration>,
    withdrawn: Vec<Duration>,
    /// Until the item's own page says that it is gone.
    page_gone: Vec<Duration>,
    searches: Vec<Duration>,
    failed: usize,
    seconds: f64,
}

impl fmt::Display for Freshness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.searches.len() as f64 / self.seconds;
        writeln!(f, "{}, {} items in the index, {rate:.0} searches a second", self.engine, self.passages)?;
        let rows = [
            ("publish to findable", &self.published),
            ("publish to page shown", &self.page_shown),
            ("withdraw to not found", &self.withdrawn),
            ("withdraw to page gone", &self.page_gone),
            ("a search meanwhile", &self.searches),
        ];
        writeln!(f, "{:<24}{:>7}{:>9}{:>9}{:>9}{:>9}", "milliseconds", "n", "p50", "p95", "p99", "max")?;
        for (name, times) in rows {
            let [p50, p95, p99, max] = [50, 95, 99, 100].map(|share| percentile(times, share));
            writeln!(f, "{name:<24}{:>7}{p50:>9.1}{p95:>9.1}{p99:>9.1}{max:>9.1}", times.len())?;
        }
        writeln!(f, "searches that failed: {}", self.failed)
    }
}

/// Runs it on the engine that `config` names, which must hold no tenants yet.
///
/// # Errors
/// When the deployment cannot be made, or a change does not show at all.
pub async fn run(config: Config, ask: Ask<'_>, note: impl Fn(&str)) -> Result<Freshness> {
    let folder = tempfile::tempdir()?;
    let config = Config { data: folder.path().to_owned(), trial_hosts: true, ..config };
    let db = deployment::open(&config, Entropy::system()).await?;
    let stage = Stage::set(&config, db, ask).await?;
    note("filling the index");
    stage.fill(ask.documents).await?;
    let (enough, stop) = (CancellationToken::new(), CancellationToken::new());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let serving = tokio::spawn(server::run_on(stage.app.clone(), listener, None, stop.clone()));
    note("measuring");
    let load = Arc::new(Load::new(&stage));
    let started = Instant::now();
    let reading = tokio::spawn(load.clone().run(ask.searches, enough.clone()));
    let mut measured = Freshness {
        engine: if config.database.url.is_some() { "PostgreSQL" } else { "SQLite" },
        passages: stage.found("").await?,
        ..Freshness::default()
    };
    for n in 0..ask.items {
        stage.one(n, &mut measured).await?;
    }
    measured.seconds = started.elapsed().as_secs_f64();
    enough.cancel();
    measured.searches = reading.await?;
    stop.cancel();
    measured.failed = load.failed.load(Ordering::Relaxed);
    serving.await??;
    for times in [
        &mut measured.published,
        &mut measured.page_shown,
        &mut measured.withdrawn,
        &mut measured.page_gone,
        &mut measured.searches,
    ] {
        times.sort_unstable();
    }
    Ok(measured)
}

/// A deployment with two persons in its first tenant.
struct Stage {
    app: App,
    portal: Portal,
    tenant: Arc<Tenant>,
    newsroom: Newsroom,
}

impl Stage {
    async fn set(config: &Config, db: Db, ask: Ask<'_>) -> Result<Self> {
        let held: Option<i64> =
            db.platform().await?.optional("SELECT COUNT(*) AS n FROM tenants", params![]).await?;
        ensure!(held == Some(0), "the database holds tenants already: give an empty one");
        let set = declare::load(ask.tenants).map_err(|complaints| anyhow::anyhow!("{complaints:?}"))?;
        let plan = apply::apply(&db, &Actor::system(), &set, false).await?;
        ensure!(plan.obstacles.is_empty(), "{:?}", plan.obstacles);
        let directory = Directory::new(Reachability::of(config));
        directory.reload(&db).await?;
        let tenant = directory.all().into_iter().next().context("the set declares no tenant")?;
        let newsroom = Agency::open(&db, "").await?.newsroom(&db, &tenant).await?;
        let config = Config { legal_profile: set.legal_profile.clone(), ..config.clone() };
        let app = App::new(config, db).await?;
        Ok(Self { portal: app.endpoint(), app, tenant, newsroom })
    }

    async fn fill(&self, documents: Option<&Path>) -> Result<()> {
        if let Some(file) = documents {
            let unit = self.tenant.profile.units.first().context("a tenant without a unit")?;
            let request = run::Request {
                shape: run::Shape::Documents,
                imported_by: &self.newsroom.writer.login,
                approved_by: Some(&self.newsroom.board.login),
                unit_key: &unit.key,
                source: "Đo",
                file,
            };
            run::run(&self.app.db, &self.tenant, request, |_| {}).await?;
        }
        let sources = indexing::Sources { directory: self.app.directory.clone() };
        Follower::new(self.app.db.clone(), self.app.search.clone(), sources).catch_up().await?;
        Ok(())
    }

    /// Publishes and withdraws one item.
    async fn one(&self, n: usize, measured: &mut Freshness) -> Result<()> {
        let word = word(n);
        let (edition, url) = self.newsroom.publish(&self.app.db, &self.tenant, &word).await?;
        let committed = Instant::now();
        while self.status(&url).await != StatusCode::OK {
            ensure!(committed.elapsed() < PATIENCE, "{url} is not served");
        }
        measured.page_shown.push(committed.elapsed());
        measured.published.push(self.until_from(committed, &word, 1).await?);
        // The pause keeps the beginnings from falling into step with the follower.
        sleep(Duration::from_millis(20 + (n as u64 * 37) % 90)).await;
        let (db, tenant, staff) = (&self.app.db, &self.tenant, &self.newsroom.board);
        let version = items::edition(&mut db.read(tenant.id()).await?, &edition).await?.version;
        let reason = "Đăng nhầm";
        publishing::withdraw(db, tenant, staff, &Actor::system(), &edition, version, reason).await?;
        let committed = Instant::now();
        while self.status(&url).await == StatusCode::OK {
            ensure!(committed.elapsed() < PATIENCE, "{url} is still served");
        }
        measured.page_gone.push(committed.elapsed());
        measured.withdrawn.push(committed.elapsed().max(self.until_from(committed, &word, 0).await?));
        Ok(())
    }

    async fn until_from(&self, from: Instant, word: &str, total: usize) -> Result<Duration> {
        let looked = timeout(PATIENCE, async {
            while self.found(word).await? != total {
                sleep(LOOK).await;
            }
            anyhow::Ok(from.elapsed())
        });
        match looked.await {
            Ok(elapsed) => elapsed,
            Err(_) => bail!("the index does not follow"),
        }
    }

    async fn found(&self, word: &str) -> Result<usize> {
        let query = Query {
            text: word.to_owned(),
            tenants: vec![self.tenant.id().as_str().to_owned()],
            limit: 1,
            ..Query::default()
        };
        Ok(self.app.search.search(Which::Public, query).await?.total)
    }

    async fn status(&self, path: &str) -> StatusCode {
        ask(&self.portal, &self.tenant.url(path)).await
    }
}

/// A GET as if from the network.
async fn ask(portal: &Portal, url: &str) -> StatusCode {
    let Ok(uri) = url.parse::<Uri>() else { return StatusCode::BAD_REQUEST };
    let host = uri.authority().map(ToString::to_string).unwrap_or_default();
    let request = Request::builder().uri(uri).header("host", host).finish();
    match portal.call(request).await {
        Ok(response) => response.status(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Readers who search all the while.
struct Load {
    portal: Portal,
    urls: Vec<String>,
    failed: AtomicUsize,
}

impl Load {
    fn new(stage: &Stage) -> Self {
        let encode = crate::public::pages::home::encode;
        let urls = ASKED.iter().map(|words| stage.tenant.url(&format!("/tim-kiem?q={}", encode(words))));
        Self { portal: stage.app.endpoint(), urls: urls.collect(), failed: AtomicUsize::new(0) }
    }

    /// At a steady pace, whether or not the earlier ones were answered; how long each took.
    async fn run(self: Arc<Self>, a_second: u32, stop: CancellationToken) -> Vec<Duration> {
        let mut pace = interval(Duration::from_secs(1) / a_second.max(1));
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut running = tokio::task::JoinSet::new();
        let mut asked = 0;
        while !stop.is_cancelled() {
            pace.tick().await;
            let (load, at) = (self.clone(), asked % self.urls.len());
            running.spawn(async move {
                let started = Instant::now();
                if ask(&load.portal, &load.urls[at]).await != StatusCode::OK {
                    load.failed.fetch_add(1, Ordering::Relaxed);
                }
                started.elapsed()
            });
            asked += 1;
        }
        running.join_all().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_shows_within_a_second_while_others_search() {
        let tenants = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let ask = Ask { tenants: &tenants, documents: None, items: 5, searches: 10 };
        let measured = run(Config::default(), ask, |_| {}).await.unwrap();
        assert_eq!((measured.published.len(), measured.withdrawn.len(), measured.failed), (5, 5, 0));
        for times in [&measured.published, &measured.page_shown, &measured.withdrawn, &measured.page_gone] {
            assert!(
                times[2] < Duration::from_secs(1),
                "half of them, whatever else this machine does: {times:?}"
            );
        }
    }
}
