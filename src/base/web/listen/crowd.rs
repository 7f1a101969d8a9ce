//! Who holds the places: when all are taken, one whom we wait for makes room.
//!
//! Thousands of clients that drip are told from visitors by what they owe: a visitor's head comes at once and its
//! answer is taken. So of the clients with most connections on which we wait, the one that lets us wait longest goes.

use std::{
    cmp::Reverse,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ipnet::IpNet;
use tokio::{sync::Notify, time::Instant};

use super::activity::{Activity, Owed};

/// A client's only connection may take this long for anything before it makes room for another's.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// Of so many connections one is asked to leave at a time.
const SHARE: usize = 64;

/// All connections of a listener.
#[derive(Debug, Default)]
pub(super) struct Crowd(Mutex<Members>);

#[derive(Debug, Default)]
struct Members {
    next: u64,
    held: HashMap<u64, (Arc<Activity>, Arc<Notify>)>,
}

/// One connection's part in the crowd, until dropped.
#[derive(Debug)]
pub(super) struct Membership {
    crowd: Arc<Crowd>,
    number: u64,
    asked_to_leave: Arc<Notify>,
}

impl Membership {
    /// Returns once the place is needed for another.
    pub async fn asked_to_leave(&self) {
        self.asked_to_leave.notified().await;
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.crowd.members().held.remove(&self.number);
    }
}

impl Crowd {
    pub fn enter(self: &Arc<Self>, activity: Arc<Activity>) -> Membership {
        let asked_to_leave = Arc::new(Notify::new());
        let mut members = self.members();
        members.next += 1;
        let number = members.next;
        members.held.insert(number, (activity, asked_to_leave.clone()));
        Membership { crowd: self.clone(), number, asked_to_leave }
    }

    /// Asks those to leave who keep us waiting worst: one in [`SHARE`], as one look at all costs more than a
    /// connection. False when all are busy, or new.
    pub fn make_room(&self, now: Instant) -> bool {
        let mut members = self.members();
        let owing: Vec<(u64, Owed)> = members
            .held
            .iter()
            .filter_map(|(number, (activity, _))| Some((*number, activity.owed()?)))
            .filter(|(_, owed)| owed.since < now)
            .collect();
        let most = (members.held.len() / SHARE).max(1);
        let leaving = worst(owing, most, now);
        for number in &leaving {
            // Asked once: what leaves takes a moment, and the next look asks others.
            if let Some((_, leave)) = members.held.remove(number) {
                leave.notify_one();
            }
        }
        !leaving.is_empty()
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Up to `most` connections: those of the clients with most owing ones first, and of each who owes longest.
fn worst(owing: Vec<(u64, Owed)>, most: usize, now: Instant) -> Vec<u64> {
    let mut held: HashMap<IpNet, usize> = HashMap::new();
    for (_, owed) in &owing {
        *held.entry(owed.client).or_default() += 1;
    }
    let mut leaving: Vec<_> = owing
        .into_iter()
        .filter(|(_, owed)| held[&owed.client] > 1 || now.duration_since(owed.since) >= PATIENCE)
        .map(|(number, owed)| (Reverse(held[&owed.client]), owed.since, number))
        .collect();
    leaving.sort_unstable();
    leaving.into_iter().take(most).map(|(.., number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> IpNet {
        format!("203.0.113.{last}/32").parse().unwrap()
    }

    fn owing(of: &[(u8, u64)], now: Instant) -> Vec<(u64, Owed)> {
        let owed =
            |(last, ms): &(u8, u64)| Owed { client: client(*last), since: now - Duration::from_millis(*ms) };
        (0u64..).zip(of.iter().map(owed)).collect()
    }

    #[test]
    fn who_holds_most_goes_first_and_of_those_who_owes_longest() {
        let now = Instant::now();
        let visitor_waits_longest = owing(&[(1, 9_000), (2, 10), (2, 30), (2, 20)], now);
        assert_eq!(worst(visitor_waits_longest.clone(), 1, now), [2]);
        assert_eq!(worst(visitor_waits_longest, 9, now), [2, 3, 1, 0], "the visitor last");
        let two_alike = owing(&[(1, 10), (2, 40), (1, 50), (2, 20)], now);
        assert_eq!(worst(two_alike, 2, now), [2, 1]);
    }

    #[test]
    fn single_connections_are_given_time() {
        let now = Instant::now();
        assert!(worst(owing(&[(1, 1_900), (2, 300)], now), 9, now).is_empty());
        assert_eq!(worst(owing(&[(1, 1_900), (2, 2_100)], now), 9, now), [1]);
        assert!(worst(Vec::new(), 9, now).is_empty());
    }

    #[tokio::test]
    async fn each_is_asked_once_and_the_busy_are_not() {
        let crowd = Arc::new(Crowd::default());
        let opened = Instant::now() - Duration::from_secs(9);
        let activity = || Arc::new(Activity::new(client(1), opened));
        let (slow, busy) = (activity(), activity());
        let running = busy.begin(client(1), false);
        let (slow, busy) = (crowd.enter(slow), crowd.enter(busy));
        assert!(crowd.make_room(Instant::now()));
        slow.asked_to_leave().await;
        assert!(!crowd.make_room(Instant::now()), "only the busy one is left");
        drop((slow, running, busy));
        assert!(crowd.members().held.is_empty());
    }
}
