//! Finished pages in memory, each good for as long as nobody it was read from has changed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use jiff::civil::Date;
use moka::sync::Cache;
use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};

use super::compress::CompressedPage;

/// Memory for pages unless the configuration says otherwise: 64 MiB.
pub const DEFAULT_BYTES: u64 = 64 * 1024 * 1024;
/// The civil date is part of the key, so a page is of no use after a day.
const LONGEST_LIFE: Duration = Duration::from_secs(26 * 60 * 60);

/// What a public page is a function of, besides what its tenants have published.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageKey {
    /// The immutable id of the tenant whose page it is.
    pub tenant: String,
    /// The canonical path and query, without scheme and host: one page has one key under all its hosts.
    pub url: String,
    /// The civil date the page was made for.
    pub date: Date,
    /// The build that made it: templates and assets change with it.
    pub build: &'static str,
}

/// Pages bounded by their bytes; the least used go first.
#[derive(Clone, Debug)]
pub struct PageCache {
    pages: Cache<PageKey, Arc<CompressedPage>>,
    making: Arc<Mutex<Making>>,
}

type Making = HashMap<PageKey, Weak<Turnstile<()>>>;

/// Held by who makes a page; the others wait until it is dropped.
#[derive(Debug)]
pub struct Turn {
    making: Arc<Mutex<Making>>,
    key: PageKey,
    _held: OwnedMutexGuard<()>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        locked(&self.making).remove(&self.key);
    }
}

fn locked(making: &Mutex<Making>) -> MutexGuard<'_, Making> {
    making.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for PageCache {
    fn default() -> Self {
        Self::new(DEFAULT_BYTES)
    }
}

impl PageCache {
    /// A cache that holds about `bytes` of pages, in all their encodings.
    pub fn new(bytes: u64) -> Self {
        let pages = Cache::builder()
            .max_capacity(bytes)
            .weigher(|key: &PageKey, page: &Arc<CompressedPage>| {
                let weight = key.tenant.len() + key.url.len() + page.weight();
                u32::try_from(weight).unwrap_or(u32::MAX)
            })
            .time_to_live(LONGEST_LIFE)
            .build();
        Self { pages, making: Arc::default() }
    }

    /// The turn to make a page that is not there, so that a crowd asking for it at once has it made once. `None` after
    /// somebody else has had theirs: look again, and make it without a turn if it still is not there.
    pub async fn turn(&self, key: &PageKey) -> Option<Turn> {
        let turnstile = {
            let mut making = locked(&self.making);
            let known = making.get(key).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let new = Arc::new(Turnstile::default());
                making.insert(key.clone(), Arc::downgrade(&new));
                new
            })
        };
        match turnstile.clone().try_lock_owned() {
            Ok(held) => Some(Turn { making: self.making.clone(), key: key.clone(), _held: held }),
            Err(_) => {
                drop(turnstile.lock().await);
                None
            }
        }
    }

    /// The page, if every tenant that it was read from still stands where it stood: see [`CompressedPage::is_good`]. A
    /// stale page is left for the next [`insert`](Self::insert) to replace.
    pub fn get(
        &self,
        key: &PageKey,
        moved: u64,
        current: impl Fn(&str) -> u64,
    ) -> Option<Arc<CompressedPage>> {
        self.pages.get(key).filter(|page| page.is_good(moved, current))
    }

    /// Keeps a page, in place of an earlier one under the same key.
    pub fn insert(&self, key: PageKey, page: Arc<CompressedPage>) {
        self.pages.insert(key, page);
    }

    /// Drops everything.
    pub fn clear(&self) {
        self.pages.invalidate_all();
    }

    /// How many bytes are held now, for the metrics. Settles pending evictions first.
    pub fn bytes(&self) -> u64 {
        self.pages.run_pending_tasks();
        self.pages.weighted_size()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use http::{HeaderMap, HeaderValue};
    use jiff::civil::date;

    use super::*;
    use crate::base::web::compress::Encoding;

    fn key(url: &str) -> PageKey {
        PageKey { tenant: "hh".into(), url: url.into(), date: date(2016, 12, 30), build: "a1" }
    }

    fn page(body: &str, generations: &[(&str, u64)]) -> Arc<CompressedPage> {
        let generations = generations.iter().map(|(tenant, n)| ((*tenant).to_owned(), *n)).collect();
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        Arc::new(CompressedPage::new(body.to_owned(), &html, &HeaderMap::new(), generations))
    }

    fn body(page: Option<Arc<CompressedPage>>) -> Option<String> {
        page.map(|page| String::from_utf8(page.body(Encoding::Identity).to_vec()).unwrap())
    }

    #[test]
    fn a_page_is_good_while_all_its_tenants_stand_still() {
        let cache = PageCache::default();
        cache.insert(key("/"), page("một", &[("hh", 4), ("hh-ducthang", 9)]));
        let mut now = HashMap::from([("hh", 4), ("hh-ducthang", 9)]);
        assert_eq!(body(cache.get(&key("/"), 1, |t| now[t])).as_deref(), Some("một"));
        let unasked = |_: &str| unreachable!("nothing was published since");
        assert_eq!(body(cache.get(&key("/"), 1, unasked)).as_deref(), Some("một"));
        now.insert("hh-ducthang", 10);
        assert_eq!(body(cache.get(&key("/"), 2, |t| now[t])), None);
        cache.insert(key("/"), page("hai", &[("hh", 4), ("hh-ducthang", 10)]));
        assert_eq!(body(cache.get(&key("/"), 2, |t| now[t])).as_deref(), Some("hai"));
    }

    #[test]
    fn a_page_made_ahead_of_what_is_known_here_is_not_served() {
        let cache = PageCache::default();
        cache.insert(key("/"), page("mới", &[("hh", 5)]));
        assert_eq!(body(cache.get(&key("/"), 1, |_| 4)), None);
        assert_eq!(body(cache.get(&key("/"), 2, |_| 5)).as_deref(), Some("mới"));
    }

    #[test]
    fn tenant_url_date_and_build_tell_pages_apart() {
        let cache = PageCache::default();
        let here = key("/tin-tuc");
        cache.insert(here.clone(), page("một", &[]));
        let others = [
            PageKey { tenant: "hh-ducthang".into(), ..here.clone() },
            PageKey { url: "/tin-tuc?trang=2".into(), ..here.clone() },
            PageKey { date: date(2016, 12, 31), ..here.clone() },
            PageKey { build: "a2", ..here.clone() },
        ];
        assert!(others.iter().all(|other| cache.get(other, 0, |_| 0).is_none()));
        assert!(cache.get(&here, 0, |_| 0).is_some());
        cache.clear();
        assert!(cache.get(&here, 0, |_| 0).is_none());
    }

    #[tokio::test]
    async fn a_crowd_has_a_page_made_once_and_waits_for_no_failure() {
        let cache = PageCache::default();
        let first = cache.turn(&key("/")).await.expect("nobody makes it");
        assert!(cache.turn(&key("/khac")).await.is_some(), "another page is another turn");
        let crowd: Vec<_> = (0..5)
            .map(|_| {
                let cache = cache.clone();
                tokio::spawn(async move {
                    cache.turn(&key("/")).await.is_none() && cache.get(&key("/"), 0, |_| 0).is_some()
                })
            })
            .collect();
        tokio::task::yield_now().await;
        cache.insert(key("/"), page("một", &[]));
        drop(first);
        for one in crowd {
            assert!(one.await.unwrap(), "waited and found it");
        }
        let failed = cache.turn(&key("/hong")).await;
        let waiting = tokio::spawn({
            let cache = cache.clone();
            async move { cache.turn(&key("/hong")).await.is_none() }
        });
        tokio::task::yield_now().await;
        drop(failed);
        assert!(waiting.await.unwrap());
        assert!(locked(&cache.making).is_empty(), "nothing is left behind");
    }

    #[test]
    fn stays_within_its_bytes() {
        let cache = PageCache::new(100_000);
        for n in 0..200 {
            cache.insert(key(&format!("/{n}")), page(&"x".repeat(5_000), &[]));
        }
        let held = cache.bytes();
        assert!(held > 50_000 && held <= 100_000, "{held}");
    }
}
