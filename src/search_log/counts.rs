//! Counts searches in memory and brings them to the database in batches, so that no search waits for it.
//!
//! A process that is killed loses the counts since the last batch, at most those of [`EVERY`].

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use tokio_util::sync::CancellationToken;

use crate::base::audit::Actor;
use crate::base::clock::{Clock, plus_days};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Db;

use super::words::Words;
use super::{KEPT_DAYS, RARE_DAYS, store};

/// How often the counts are brought to the database.
pub const EVERY: Duration = Duration::from_secs(10);
/// So many different words are held between two batches; the others are counted together.
const HELD: usize = 20_000;

/// What was counted of some words on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// One way of typing them.
    pub text: String,
    /// How often they were looked for.
    pub searches: i64,
    /// How often nothing was found.
    pub empty: i64,
    /// How many results the last search found.
    pub hits: i64,
    /// How often a result was opened.
    pub clicks: i64,
    /// The sum of the places of those opened, the first being 1.
    pub ranks: i64,
}

impl Tally {
    pub(super) fn add(&mut self, other: &Self) {
        self.searches += other.searches;
        self.empty += other.empty;
        self.clicks += other.clicks;
        self.ranks += other.ranks;
        if other.searches > 0 {
            self.hits = other.hits;
        }
    }
}

type Days = HashMap<(TenantId, Date), BTreeMap<String, Tally>>;

/// The counts that are not yet in the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SearchLog {
    clock: Clock,
    days: Arc<Mutex<Days>>,
}

impl SearchLog {
    /// Nothing counted yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, days: Arc::default() }
    }

    /// Counts a search of somebody on a site, and how many results it had.
    pub fn note(&self, tenant: &TenantId, typed: &str, total: usize) {
        let hits = i64::try_from(total).unwrap_or(i64::MAX);
        let tally = Tally { searches: 1, empty: i64::from(total == 0), hits, ..Tally::default() };
        self.add(tenant, typed, tally);
    }

    /// Counts that somebody opened the result at a place of a search, the first being 1.
    pub fn opened(&self, tenant: &TenantId, typed: &str, place: u16) {
        self.add(tenant, typed, Tally { clicks: 1, ranks: i64::from(place), ..Tally::default() });
    }

    fn add(&self, tenant: &TenantId, typed: &str, tally: Tally) {
        let Some(words) = Words::of(typed) else { return };
        let mut days = self.held();
        let full = days.values().map(BTreeMap::len).sum::<usize>() >= HELD;
        let day = days.entry((tenant.clone(), self.clock.today())).or_default();
        let key = if full && !day.contains_key(&words.key) { String::new() } else { words.key.clone() };
        let kept = day.entry(key).or_insert_with_key(|key| Tally {
            text: if key.is_empty() { String::new() } else { words.text.clone() },
            ..Tally::default()
        });
        if !kept.text.is_empty() {
            let mut shown = Words { key: words.key, text: std::mem::take(&mut kept.text) };
            shown.prefer(&words.text);
            kept.text = shown.text;
        }
        kept.add(&tally);
    }

    fn held(&self) -> MutexGuard<'_, Days> {
        self.days.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings what was counted to the database; what the database refuses is kept for the next time.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn flush(&self, db: &Db) -> Result<()> {
        let mut days: Vec<_> = std::mem::take(&mut *self.held()).into_iter().collect();
        while let Some(((tenant, day), tallies)) = days.pop() {
            if let Err(cause) = write(db, &tenant, day, &tallies).await {
                days.push(((tenant, day), tallies));
                self.take_back(days);
                return Err(cause);
            }
        }
        Ok(())
    }

    fn take_back(&self, days: Vec<((TenantId, Date), BTreeMap<String, Tally>)>) {
        let mut held = self.held();
        for (key, tallies) in days {
            let day = held.entry(key).or_default();
            for (words, earlier) in tallies {
                let mut sum = earlier;
                if let Some(later) = day.remove(&words) {
                    sum.add(&later);
                }
                day.insert(words, sum);
            }
        }
    }
}

async fn write(db: &Db, tenant: &TenantId, day: Date, tallies: &BTreeMap<String, Tally>) -> Result<()> {
    let mut scope = db.write(tenant, &Actor::system()).await?;
    store::add(&mut scope, day, tallies).await?;
    scope.commit().await
}

/// Forgets what is too old, and the text of what too few share.
///
/// # Errors
/// When the database refuses.
pub async fn forget(db: &Db, tenant: &TenantId) -> Result<()> {
    let today = db.clock.today();
    let mut scope = db.write(tenant, &Actor::system()).await?;
    store::purge(&mut scope, plus_days(today, -KEPT_DAYS)).await?;
    store::blur(&mut scope, plus_days(today, -RARE_DAYS)).await?;
    scope.commit().await
}

/// Brings the counts over until `stop`, and once a day forgets what is due.
pub async fn keep(db: Db, log: SearchLog, tenants: impl Fn() -> Vec<TenantId>, stop: CancellationToken) {
    let mut forgotten = None;
    loop {
        if let Err(cause) = log.flush(&db).await {
            tracing::warn!(%cause, "the counts of searches wait for the database");
        }
        if stop.is_cancelled() {
            return;
        }
        let today = db.clock.today();
        if forgotten != Some(today) {
            forgotten = Some(today);
            for tenant in tenants() {
                if let Err(cause) = forget(&db, &tenant).await {
                    tracing::warn!(%tenant, %cause, "old counts of searches stay until tomorrow");
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> SearchLog {
        SearchLog::new(Clock::fixed(0))
    }

    fn only(log: &SearchLog) -> BTreeMap<String, Tally> {
        log.held().values().next().cloned().unwrap_or_default()
    }

    #[test]
    fn counts_add_up_and_the_last_number_of_hits_stays() {
        let log = log();
        log.note(&"t".into(), "so do", 0);
        log.note(&"t".into(), "Sổ đỏ", 4);
        log.opened(&"t".into(), "sổ  đỏ", 3);
        let expected =
            Tally { text: "Sổ đỏ".into(), searches: 2, empty: 1, hits: 4, clicks: 1, ranks: 3 };
        assert_eq!(only(&log), BTreeMap::from([("so do".to_owned(), expected)]));
    }

    #[test]
    fn words_without_end_are_counted_together() {
        let log = log();
        for n in 0..HELD + 500 {
            let letters: String = format!("{n:05}").bytes().map(|digit| char::from(digit + 49)).collect();
            log.note(&"t".into(), &letters, 0);
        }
        let held = only(&log);
        assert_eq!(held.len(), HELD + 1);
        assert_eq!((held[""].searches, held[""].text.as_str()), (500, ""));
    }

    #[test]
    fn what_was_not_written_is_added_to_what_came_since() {
        let log = log();
        log.note(&"t".into(), "đất", 1);
        let taken: Vec<_> = std::mem::take(&mut *log.held()).into_iter().collect();
        log.note(&"t".into(), "đất", 2);
        log.take_back(taken);
        let tally = only(&log)["dat"].clone();
        assert_eq!((tally.searches, tally.hits), (2, 2));
    }
}
