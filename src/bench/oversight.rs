//! How fast an office sees all sites at a glance, when they are many and hold much.
//!
//! A deployment of its own is filled with sites, what they publish, drafts, questions and broken links; the figures are counted as
//! the server does it, and held against a count from scratch. Then the overview's data and its page are asked for, through the same
//! endpoint as from the network.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use jiff::ToSpan;
use tokio::time::Instant;

use super::pages::{Ground, Pages, TIMES};
use super::sites;
use super::statistics::percentile;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, HOUR, local};
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::config::Config;
use crate::oversight::store::Kept;
use crate::oversight::{Figures, figures, keep, overview, store};
use crate::params;
use crate::people::Role;
use crate::tenants::declare;
use crate::tenants::directory::{Directory, Reachability, Tenant};

/// The login of who asks.
const LOGIN: &str = "do.thu";
/// Questions of a site.
const QUESTIONS: i64 = 40;
/// What one of its units owes a month.
const QUOTA: i64 = 5;

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The declared set whose pattern is repeated.
    pub tenants: &'a Path,
    /// How many sites.
    pub count: usize,
    /// How many items they hold together.
    pub items: usize,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Speed {
    sites: usize,
    items: usize,
    counted: Duration,
    differing: usize,
    data: Vec<Duration>,
    pages: Pages,
}

impl Speed {
    /// How many sites' kept figures differ from a count from scratch.
    pub fn differing(&self) -> usize {
        self.differing
    }

    /// The 95th percentile of the page, in milliseconds.
    pub fn page(&self) -> f64 {
        self.pages.slow().first().copied().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (engine, sites, items) = (self.pages.engine, self.sites, self.items);
        writeln!(f, "{engine}, {sites} sites with {items} items together")?;
        writeln!(f, "all figures counted once in {:.1} s", self.counted.as_secs_f64())?;
        writeln!(f, "{} of {sites} sites differ from a count from scratch", self.differing)?;
        let [p50, p95] = [50, 95].map(|share| percentile(&self.data, share));
        writeln!(f, "the overview's data: p50 {p50:.1} ms, p95 {p95:.1} ms")?;
        self.pages.fmt(f)
    }
}

/// Runs it on the engine that `config` names, which must hold no tenants yet.
///
/// # Errors
/// When the deployment cannot be made, or a page is not answered.
pub async fn run(config: Config, ask: Ask<'_>, note: impl Fn(&str)) -> Result<Speed> {
    let set = declare::load(ask.tenants).map_err(|complaints| anyhow::anyhow!("{complaints:?}"))?;
    note("making the sites");
    let ground = Ground::lay_set(config, &sites::repeated(set, ask.count)?).await?;
    ground.person(LOGIN, Role::DistrictOffice).await?;
    let directory = Directory::new(Reachability::of(ground.config()));
    directory.reload(&ground.db).await?;
    let tenants = directory.all();
    ensure!(!tenants.is_empty(), "there are no sites");
    note("filling them");
    let each = i64::try_from(ask.items / tenants.len())?.max(1);
    for tenant in &tenants {
        fill(&ground.db, tenant, each).await?;
    }
    note("counting");
    let began = Instant::now();
    while keep::turn(&ground.db, &directory, tenants.len()).await? > 0 {}
    let counted = began.elapsed();
    note("counting from scratch");
    let kept = store::latest(&mut ground.db.platform().await?).await?;
    let kept: HashMap<TenantId, Kept> = kept.into_iter().map(|row| (row.tenant.clone(), row)).collect();
    let mut differing = 0;
    for tenant in &tenants {
        let anew = figures::count(&mut ground.db.read(tenant.id()).await?, tenant).await?;
        let slowly = by_hand(&ground.db, tenant).await?;
        let same = |row: &Kept| row.figures == anew && slowly == ByHand::of(&row.figures);
        differing += usize::from(!kept.get(tenant.id()).is_some_and(same));
    }
    note("measuring");
    let mut data = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        let seen = overview::read(&ground.db, ground.tenant.id(), tenants.clone()).await?;
        ensure!(seen.sites.len() == tenants.len(), "some sites are not seen");
        data.push(began.elapsed());
    }
    data.sort_unstable();
    let pages = vec![
        ("all sites", "/giam-sat".to_owned()),
        ("those with broken links", "/giam-sat?van-de=lien-ket".to_owned()),
        ("one site", format!("/giam-sat/{}", tenants.last().map_or("", |tenant| tenant.slug()))),
        ("the table", "/giam-sat.csv".to_owned()),
    ];
    let items = usize::try_from(each)? * tenants.len();
    let pages = ground.measure(LOGIN, pages).await?;
    Ok(Speed { sites: tenants.len(), items, counted, differing, data, pages })
}

/// Figures that speak of a span of time, counted row by row: no sum is made by the database, and no rule is asked for its span.
#[derive(Debug, PartialEq, Eq)]
struct ByHand {
    closed: i64,
    late: i64,
    owed: i64,
    sent: i64,
}

impl ByHand {
    fn of(figures: &Figures) -> Self {
        Self { closed: figures.closed, late: figures.late, owed: figures.owed, sent: figures.sent }
    }
}

/// Questions that were over in the last twelve months; what the one unit with a quota owes and sent this month, or before the
/// 25th in the month before.
async fn by_hand(db: &Db, tenant: &Tenant) -> Result<ByHand> {
    let today = db.clock.today();
    let year_ago = today.saturating_sub(1.year()).to_string();
    let judged = if today.day() < 25 { today.saturating_sub(1.month()) } else { today };
    let mut scope = db.read(tenant.id()).await?;
    let sql = "SELECT settled_on || '|' || due_on AS s FROM questions WHERE tenant_id = $1 AND settled_on IS NOT NULL";
    let over: Vec<String> = scope.all(sql, vec![]).await?;
    let over = over.iter().filter_map(|row| row.split_once('|')).filter(|row| *row.0 > *year_ago);
    let late: Vec<bool> = over.map(|(settled, due)| settled > due).collect();
    let sql = "SELECT CAST(submitted_at AS TEXT) AS s FROM editions WHERE tenant_id = $1 AND unit_key = 'vanphong' AND state <> 'draft' \
               AND submitted_at IS NOT NULL";
    let sent: Vec<String> = scope.all(sql, vec![]).await?;
    let of_month = |at: &&String| {
        at.parse().is_ok_and(|at| local(at).date().first_of_month() == judged.first_of_month())
    };
    let sent = number(sent.iter().filter(of_month).count());
    let owed = if tenant.profile.unit("vanphong").is_some() { QUOTA } else { 0 };
    Ok(ByHand {
        closed: number(late.len()),
        late: number(late.iter().filter(|late| **late).count()),
        owed,
        sent: sent.min(owed),
    })
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What a site holds: of fifty texts one is a draft, of a thousand one cannot be read by everybody.
async fn fill(db: &Db, tenant: &Tenant, items: i64) -> Result<()> {
    const NUMBERS: &str = "WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < $2)";
    let now = db.clock.now();
    let mut platform = db.platform_write(&Actor::system()).await?;
    let section = "CASE WHEN n % 3 = 0 THEN 'tin-tuc' WHEN n % 3 = 1 THEN 'chi-dao' ELSE 'van-ban' END";
    let live = "CASE WHEN n % 50 = 0 THEN NULL ELSE 'e' || CAST(n AS TEXT) END";
    let sql = format!(
        "{NUMBERS} INSERT INTO items (tenant_id, item_id, kind, section_key, slug, live_edition_id, listed_on, created_at) \
         SELECT $1, 'i' || CAST(n AS TEXT), 'news', {section}, 's' || CAST(n AS TEXT), {live}, '2016-12-01', $3 - n * {HOUR} \
         FROM numbers"
    );
    platform.execute(sqlx::AssertSqlSafe(sql), params![tenant.id(), items, now]).await?;
    let sql = format!(
        "{NUMBERS} INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, \
         author, unit_key, kind, section_key, created_at, updated_at, no_secret_declared, live_from, submitted_at, waivers) \
         SELECT $1, 'e' || CAST(n AS TEXT), 'i' || CAST(n AS TEXT), 1, CASE WHEN n % 50 = 0 THEN 'draft' ELSE 'live' END, 1, \
         'r', 'Bài (mẫu)', '', 'Văn phòng', 'vanphong', 'news', {section}, $3 - n * {HOUR}, $3 - n * {HOUR}, TRUE, \
         CASE WHEN n % 50 = 0 THEN NULL ELSE $3 - n * {HOUR} END, CASE WHEN n % 50 = 0 THEN NULL ELSE $3 - n * {HOUR} END, '' \
         FROM numbers"
    );
    platform.execute(sqlx::AssertSqlSafe(sql), params![tenant.id(), items, now]).await?;
    // Texts are looked at once an edition; here they were, since a million of them is another measure.
    let sql = format!(
        "{NUMBERS} INSERT INTO item_access (tenant_id, item_id, edition_id, found) SELECT $1, 'i' || CAST(n AS TEXT), \
         'e' || CAST(n AS TEXT), CASE WHEN n % 1000 = 1 THEN 'tables' ELSE '' END FROM numbers WHERE n % 50 <> 0"
    );
    platform.execute(sqlx::AssertSqlSafe(sql), params![tenant.id(), items]).await?;
    let sql = format!(
        "{NUMBERS} INSERT INTO links (tenant_id, link_id, url, host, state, said, due_at, failed_days) SELECT $1, \
         'l' || CAST(n AS TEXT), 'https://trang-mau.example/' || CAST(n AS TEXT), 'trang-mau.example', \
         CASE WHEN n % 20 = 0 THEN 'dead' ELSE 'alive' END, '', 0, 0 FROM numbers"
    );
    platform.execute(sqlx::AssertSqlSafe(sql), params![tenant.id(), (items / 20).max(1)]).await?;
    let sql = format!(
        "{NUMBERS} INSERT INTO questions (tenant_id, question_id, number, code_digest, state, version, subject, body, \
         consent_answer, consent_name, consent_text_version, received_at, due_on, settled_at, settled_on) \
         SELECT $1, 'q' || CAST(n AS TEXT), n, 'q' || CAST(n AS TEXT), CASE WHEN n % 8 = 0 THEN 'assigned' ELSE 'closed' END, \
         1, 'Hỏi (mẫu)', 'Nội dung (mẫu)', TRUE, FALSE, '1', $3 - n * {DAY}, '2016-12-01', \
         CASE WHEN n % 8 = 0 THEN NULL ELSE $3 END, CASE WHEN n % 8 = 0 THEN NULL WHEN n % 8 = 1 THEN '2015-11-30' \
         WHEN n % 8 = 2 THEN '2016-12-02' ELSE '2016-12-01' END FROM numbers"
    );
    platform.execute(sqlx::AssertSqlSafe(sql), params![tenant.id(), QUESTIONS, now]).await?;
    let sql = "INSERT INTO supply_quotas (tenant_id, unit_key, from_month, items, set_by, set_at) \
               VALUES ($1, 'vanphong', '2016-01', $2, 'do', $3)";
    platform.execute(sql, params![tenant.id(), QUOTA, now]).await?;
    platform.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn every_page_is_answered_and_nothing_differs() {
        let tenants = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let ask = Ask { tenants: &tenants, count: 29, items: 2_900 };
        let measured = run(Config::default(), ask, |_| {}).await.unwrap();
        assert_eq!((measured.sites, measured.differing()), (29, 0));
        assert!(
            measured.page() > 0.0 && measured.to_string().contains("29 sites with 2900 items"),
            "{measured}"
        );
    }
}
