//! How long the server takes to answer public pages: counted in memory by site and day, and brought to the database in batches,
//! so that no page waits for it. Nothing is kept of who asked for what.
//!
//! A process that is killed loses the counts since the last batch, at most those of [`EVERY`].

pub mod store;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use poem::http::{Method, StatusCode};
use tokio_util::sync::CancellationToken;

use crate::base::audit::Actor;
use crate::base::clock::{Clock, plus_days};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Db;

/// How often the counts are brought to the database.
pub const EVERY: Duration = Duration::from_secs(10 * 60);
/// Counts are kept for thirteen months, as those of searches are.
const KEPT_DAYS: i64 = 400;
/// The steps in which times are counted, in milliseconds; what took longer than the last is counted in it.
const STEPS: [i64; 20] =
    [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000];

/// How many pages were answered within each step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits(BTreeMap<i64, i64>);

impl Waits {
    /// Of what is held, step by step.
    pub fn of(steps: impl IntoIterator<Item = (i64, i64)>) -> Self {
        Self(steps.into_iter().collect())
    }

    fn note(&mut self, elapsed: Duration) {
        let within = |step: &&i64| elapsed <= Duration::from_millis(u64::try_from(**step).unwrap_or(0));
        let longest = STEPS[STEPS.len() - 1];
        let step = STEPS.iter().find(within).copied().unwrap_or(longest);
        *self.0.entry(step).or_default() += 1;
    }

    fn add(&mut self, other: &Self) {
        for (step, pages) in &other.0 {
            *self.0.entry(*step).or_default() += pages;
        }
    }

    /// How many pages.
    pub fn pages(&self) -> i64 {
        self.0.values().sum()
    }

    /// Within so many milliseconds so many in the hundred were answered; none where none was.
    pub fn quantile(&self, percent: i64) -> Option<i64> {
        let wanted = (self.pages() * percent + 99) / 100;
        let mut seen = 0;
        let reaches = |(step, pages): (&i64, &i64)| {
            seen += pages;
            (seen >= wanted).then_some(*step)
        };
        self.0.iter().find_map(reaches)
    }
}

type Days = HashMap<TenantId, BTreeMap<Date, Waits>>;

/// The counts that are not yet in the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Speeds {
    clock: Clock,
    days: Arc<Mutex<Days>>,
}

/// Whether an answer is a page that a reader waited for: not a form's, not "unchanged", not a file.
pub fn is_page(method: &Method, status: StatusCode, content_type: Option<&[u8]>) -> bool {
    method == Method::GET
        && status == StatusCode::OK
        && content_type.is_some_and(|kind| kind.starts_with(b"text/html"))
}

impl Speeds {
    /// Nothing counted yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, days: Arc::default() }
    }

    /// Counts a page of a site that was answered after so long.
    pub fn note(&self, tenant: &TenantId, elapsed: Duration) {
        let today = self.clock.today();
        let mut held = self.held();
        if !held.contains_key(tenant) {
            held.insert(tenant.clone(), BTreeMap::new());
        }
        if let Some(days) = held.get_mut(tenant) {
            days.entry(today).or_default().note(elapsed);
        }
    }

    fn held(&self) -> MutexGuard<'_, Days> {
        self.days.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings what was counted to the database; what the database refuses is kept for the next time.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn flush(&self, db: &Db) -> Result<()> {
        let taken: Vec<_> = std::mem::take(&mut *self.held()).into_iter().collect();
        let mut refused = None;
        for (tenant, days) in taken {
            if let Err(cause) = write(db, &tenant, &days).await {
                self.take_back(tenant, &days);
                refused = Some(cause);
            }
        }
        refused.map_or(Ok(()), Err)
    }

    fn take_back(&self, tenant: TenantId, days: &BTreeMap<Date, Waits>) {
        let mut held = self.held();
        let since = held.entry(tenant).or_default();
        for (day, waits) in days {
            since.entry(*day).or_default().add(waits);
        }
    }
}

async fn write(db: &Db, tenant: &TenantId, days: &BTreeMap<Date, Waits>) -> Result<()> {
    let mut scope = db.write(tenant, &Actor::system()).await?;
    for (day, waits) in days {
        store::add(&mut scope, *day, waits).await?;
    }
    scope.commit().await
}

async fn forget(db: &Db, tenant: &TenantId) -> Result<()> {
    let mut scope = db.write(tenant, &Actor::system()).await?;
    store::purge(&mut scope, plus_days(db.clock.today(), -KEPT_DAYS)).await?;
    scope.commit().await
}

/// Brings the counts over until `stop`, and once a day forgets what is too old.
pub async fn keep(db: Db, speeds: Speeds, tenants: impl Fn() -> Vec<TenantId>, stop: CancellationToken) {
    let mut forgotten = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(cause) = speeds.flush(&db).await {
            tracing::warn!(%cause, "the times of pages wait for the database");
        }
        if stop.is_cancelled() {
            return;
        }
        let today = db.clock.today();
        if forgotten != Some(today) {
            forgotten = Some(today);
            for tenant in tenants() {
                if let Err(cause) = forget(&db, &tenant).await {
                    tracing::warn!(%tenant, %cause, "old times of pages stay until tomorrow");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_step_that_so_many_pages_reach() {
        let mut waits = Waits::default();
        assert_eq!((waits.quantile(50), waits.pages()), (None, 0));
        for _ in 0..95 {
            waits.note(Duration::from_micros(900));
        }
        for ms in [40, 80, 400, 4_000, 40_000] {
            waits.note(Duration::from_millis(ms));
        }
        assert_eq!((waits.pages(), waits.quantile(50), waits.quantile(95)), (100, Some(1), Some(1)));
        assert_eq!(
            (waits.quantile(96), waits.quantile(99), waits.quantile(100)),
            (Some(50), Some(5_000), Some(10_000))
        );
    }

    #[test]
    fn a_step_ends_with_its_own_milliseconds() {
        let mut waits = Waits::default();
        waits.note(Duration::from_millis(10));
        waits.note(Duration::from_micros(10_001));
        assert_eq!(waits, Waits::of([(10, 1), (15, 1)]));
    }

    #[test]
    fn what_was_not_written_is_added_to_what_came_since() {
        let speeds = Speeds::new(Clock::fixed(0));
        speeds.note(&"t".into(), Duration::from_millis(3));
        let taken: Vec<_> = std::mem::take(&mut *speeds.held()).into_iter().collect();
        speeds.note(&"t".into(), Duration::from_millis(3));
        for (tenant, days) in taken {
            speeds.take_back(tenant, &days);
        }
        let held = speeds.held();
        assert_eq!(held[&TenantId::from("t")].values().next(), Some(&Waits::of([(3, 2)])));
    }

    #[test]
    fn only_whole_pages_are_counted() {
        let html: Option<&[u8]> = Some(b"text/html; charset=utf-8");
        assert!(is_page(&Method::GET, StatusCode::OK, html));
        assert!(!is_page(&Method::HEAD, StatusCode::OK, html));
        assert!(!is_page(&Method::POST, StatusCode::OK, html));
        assert!(!is_page(&Method::GET, StatusCode::NOT_MODIFIED, html));
        assert!(!is_page(&Method::GET, StatusCode::OK, Some(b"application/json")));
        assert!(!is_page(&Method::GET, StatusCode::OK, None));
    }
}
