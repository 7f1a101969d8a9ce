//! Whose turn it is: tenants one after the other, each recipient's letters in order, no domain with all the hands.

mod store;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::Db;

use super::die;
use super::store::{Claimed, lease};

/// The hands of one process: how many hand-overs run at a time, and for which domains.
#[derive(Clone)]
pub struct Hands {
    all: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    held: HashMap<String, usize>,
    /// The tenant served last.
    last: String,
}

/// One hand at work; free again when dropped, however the work ended.
pub struct Hand {
    domain: String,
    hands: Hands,
}

impl Drop for Hand {
    fn drop(&mut self) {
        let mut state = self.hands.state();
        if let Some(held) = state.held.get_mut(&self.domain) {
            *held = held.saturating_sub(1);
        }
        state.held.retain(|_, held| *held > 0);
    }
}

impl Hands {
    /// So many.
    pub fn new(all: usize) -> Self {
        Self { all: all.max(1), state: Arc::default() }
    }

    /// How many there are.
    pub fn all(&self) -> usize {
        self.all
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a hand for a domain.
    pub fn take(&self, domain: &str) -> Hand {
        *self.state().held.entry(domain.to_owned()).or_default() += 1;
        Hand { domain: domain.to_owned(), hands: self.clone() }
    }

    /// Domains that get no further hand while so many are free. A domain may hold as many as stay free for others, so
    /// that one of them alone gets half, and there is always a hand for one that has none.
    fn full(&self, free: usize) -> Vec<String> {
        let state = self.state();
        let full = state.held.iter().filter(|(_, held)| **held >= free);
        full.map(|(domain, _)| domain.clone()).collect()
    }
}

/// Whether anything is due that nobody holds: asked without writing, since on one file every writer waits for every other.
///
/// # Errors
/// When the database does not answer.
pub async fn anything(db: &Db) -> Result<bool> {
    let now = db.clock.now();
    Ok(!store::tenants(&mut db.platform().await?, now).await?.is_empty())
}

/// Counts one attempt each on letters that are due, as many as there are hands beside those at work, and leases them.
/// Committed before any network.
///
/// # Errors
/// When the database refuses.
pub async fn claim(db: &Db, hands: &Hands, at_work: usize) -> Result<Vec<(Claimed, Hand)>> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    let now = db.clock.now();
    let mut turns = store::tenants(&mut platform, now).await?;
    let after = hands.state().last.clone();
    let next = turns.partition_point(|tenant| *tenant <= after);
    turns.rotate_left(next);
    let mut claimed = Vec::new();
    let mut found = true;
    while found {
        found = false;
        for tenant in &turns {
            let free = hands.all.saturating_sub(at_work + claimed.len());
            if free == 0 {
                break;
            }
            let Some(due) = store::first(&mut platform, tenant, now, &hands.full(free)).await? else {
                continue;
            };
            let Some(letter) = lease(&mut platform, &due.attempt, now).await? else { continue };
            claimed.push((letter, hands.take(&due.domain)));
            hands.state().last.clone_from(tenant);
            found = true;
        }
    }
    die::here("before-attempt");
    platform.commit().await?;
    if !claimed.is_empty() {
        die::here("after-attempt");
    }
    Ok(claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_domain_never_gets_all_hands_and_a_new_one_always_finds_one() {
        let hands = Hands::new(8);
        let mut at_work = Vec::new();
        let give = |domain: &str, at_work: &mut Vec<Hand>| {
            let free = 8 - at_work.len();
            let may = free > 0 && !hands.full(free).iter().any(|full| full == domain);
            if may {
                at_work.push(hands.take(domain));
            }
            may
        };
        let slow = (0..20).filter(|_| give("slow", &mut at_work)).count();
        let second = (0..20).filter(|_| give("second", &mut at_work)).count();
        let third = (0..20).filter(|_| give("third", &mut at_work)).count();
        assert_eq!((slow, second, third), (4, 2, 1));
        assert!(give("fourth", &mut at_work));
        at_work.clear();
        assert!(hands.full(8).is_empty());
    }
}
