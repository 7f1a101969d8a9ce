//! How often one address, and one network, may do a thing.
//!
//! A whole office, school or mobile cell often shares one address. A quota per address is therefore set for an
//! office, not for a person; a second quota for the network around it stops whoever owns many addresses.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use ipnet::IpNet;

/// After so many questions the addresses that have recovered are forgotten.
const SHRINK_EVERY: u32 = 4096;

/// The address that one subscriber holds: a single IPv4 address, or a /64 of IPv6, inside which a client may
/// choose freely.
pub fn subscriber(addr: IpAddr) -> IpNet {
    around(addr, 32, 64)
}

/// The network around a subscriber: a /24 of IPv4 or a /48 of IPv6.
pub fn neighbourhood(addr: IpAddr) -> IpNet {
    around(addr, 24, 48)
}

fn around(addr: IpAddr, bits_of_v4: u8, bits_of_v6: u8) -> IpNet {
    let addr = addr.to_canonical();
    let bits = if addr.is_ipv4() { bits_of_v4 } else { bits_of_v6 };
    IpNet::new_assert(addr, bits).trunc()
}

/// `times` in `period`: all of them at once if need be, then one more after each share of the period.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// How many.
    pub times: NonZeroU32,
    /// In how long; not zero.
    pub period: Duration,
}

impl Rule {
    /// For constants; zero counts as one.
    pub const fn new(times: u32, period: Duration) -> Self {
        let times = match NonZeroU32::new(times) {
            Some(times) => times,
            None => NonZeroU32::MIN,
        };
        Self { times, period }
    }

    fn quota(self) -> Quota {
        let share = self.period / self.times.get();
        Quota::with_period(share).unwrap_or(Quota::per_second(self.times)).allow_burst(self.times)
    }
}

/// What one use of the site allows, such as asking a question: 5 in 10 minutes from an address, 60 from the
/// network around it.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// For one [`subscriber`].
    pub address: Rule,
    /// For its [`neighbourhood`]; larger.
    pub network: Rule,
}

/// Refused for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too often; again in {} s", self.seconds())]
pub struct TooOften {
    /// How long until one more is allowed.
    pub wait: Duration,
}

impl TooOften {
    /// For `Retry-After`, rounded up.
    pub fn seconds(&self) -> u64 {
        self.wait.as_secs() + u64::from(self.wait.subsec_nanos() > 0)
    }
}

/// Keeps count of what is named by a word, such as a personal key.
pub struct KeyLimiter {
    keys: RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock>,
    clock: DefaultClock,
    asked: AtomicU32,
}

impl KeyLimiter {
    /// On the machine's monotonic clock.
    pub fn new(rule: Rule) -> Self {
        let clock = DefaultClock::default();
        let keys = RateLimiter::new(rule.quota(), DefaultKeyedStateStore::default(), clock.clone());
        Self { keys, clock, asked: AtomicU32::new(0) }
    }

    /// Counts one use and says whether it is allowed.
    ///
    /// # Errors
    /// [`TooOften`] when it is not.
    pub fn check(&self, key: &str) -> Result<(), TooOften> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SHRINK_EVERY == SHRINK_EVERY - 1 {
            self.keys.retain_recent();
            self.keys.shrink_to_fit();
        }
        let checked = self.keys.check_key(&key.to_owned());
        checked.map_err(|refused| TooOften { wait: refused.wait_time_from(self.clock.now()) })
    }
}

type Keyed<C> = RateLimiter<IpNet, DefaultKeyedStateStore<IpNet>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Keeps count for one use. Make one for each use, at start-up.
pub struct AddressLimiter<C: Clock = DefaultClock> {
    addresses: Keyed<C>,
    networks: Keyed<C>,
    clock: C,
    asked: AtomicU32,
}

impl AddressLimiter {
    /// On the machine's monotonic clock.
    pub fn new(rules: Rules) -> Self {
        Self::with_clock(rules, DefaultClock::default())
    }
}

impl<C: Clock + Clone> AddressLimiter<C> {
    /// On another clock, for tests.
    pub fn with_clock(rules: Rules, clock: C) -> Self {
        let keyed =
            |rule: Rule| RateLimiter::new(rule.quota(), DefaultKeyedStateStore::default(), clock.clone());
        Self {
            addresses: keyed(rules.address),
            networks: keyed(rules.network),
            clock,
            asked: AtomicU32::new(0),
        }
    }

    /// Counts one use by the client at `addr` and says whether it is allowed. A use refused to the address does
    /// not burden the network.
    pub fn check(&self, addr: IpAddr) -> Result<(), TooOften> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SHRINK_EVERY == SHRINK_EVERY - 1 {
            self.shrink();
        }
        let checked = self
            .addresses
            .check_key(&subscriber(addr))
            .and_then(|()| self.networks.check_key(&neighbourhood(addr)));
        checked.map_err(|refused| TooOften { wait: refused.wait_time_from(self.clock.now()) })
    }

    /// Forgets every address whose quota is whole again.
    pub fn shrink(&self) {
        for keyed in [&self.addresses, &self.networks] {
            keyed.retain_recent();
            keyed.shrink_to_fit();
        }
    }

    /// How many addresses are remembered.
    pub fn remembered(&self) -> usize {
        self.addresses.len()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_key_is_counted_apart_from_another() {
        let limiter = KeyLimiter::new(Rule::new(2, MINUTE));
        assert!(limiter.check("a").is_ok() && limiter.check("a").is_ok());
        assert!(limiter.check("a").unwrap_err().seconds() > 0);
        assert!(limiter.check("b").is_ok());
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn limiter(clock: &FakeRelativeClock) -> AddressLimiter<FakeRelativeClock> {
        let rules = Rules { address: Rule::new(5, 10 * MINUTE), network: Rule::new(12, 10 * MINUTE) };
        AddressLimiter::with_clock(rules, clock.clone())
    }

    fn allowed(limiter: &AddressLimiter<FakeRelativeClock>, addr: &str, times: usize) -> usize {
        (0..times).filter(|_| limiter.check(ip(addr)).is_ok()).count()
    }

    #[test]
    fn five_at_once_then_one_every_two_minutes() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        assert_eq!(allowed(&limiter, "203.0.113.1", 9), 5);
        let refused = limiter.check(ip("203.0.113.1")).unwrap_err();
        assert_eq!(refused.seconds(), 120);
        clock.advance(2 * MINUTE);
        assert_eq!(allowed(&limiter, "203.0.113.1", 3), 1);
        clock.advance(10 * MINUTE);
        assert_eq!(allowed(&limiter, "203.0.113.1", 9), 5);
    }

    #[test]
    fn the_network_has_a_larger_quota_of_its_own() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        let granted: usize = (1..=5).map(|n| allowed(&limiter, &format!("203.0.113.{n}"), 4)).sum();
        assert_eq!(granted, 12);
        assert_eq!(allowed(&limiter, "203.0.114.1", 5), 5);
    }

    #[test]
    fn a_refused_address_does_not_use_up_its_network() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        assert_eq!(allowed(&limiter, "203.0.113.1", 100), 5);
        assert_eq!(allowed(&limiter, "203.0.113.2", 5), 5);
    }

    #[test]
    fn ipv6_counts_by_the_subscribers_prefix() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        let granted: usize = (0..20).map(|n| allowed(&limiter, &format!("2001:db8:0:1::{n}"), 1)).sum();
        assert_eq!(granted, 5);
        assert_eq!(allowed(&limiter, "2001:db8:0:2::1", 5), 5);
        assert_eq!(subscriber(ip("2001:db8:0:1:ffff::1")).to_string(), "2001:db8:0:1::/64");
        assert_eq!(subscriber(ip("::ffff:203.0.113.7")).to_string(), "203.0.113.7/32");
    }

    #[test]
    fn the_recovered_are_forgotten_by_themselves() {
        let clock = FakeRelativeClock::default();
        let limiter = limiter(&clock);
        for n in 0..2000u32 {
            let _ = limiter.check(IpAddr::from((0x0a00_0000 + n * 256).to_be_bytes()));
        }
        assert_eq!(limiter.remembered(), 2000);
        clock.advance(11 * MINUTE);
        for _ in 0..SHRINK_EVERY {
            let _ = limiter.check(ip("203.0.113.1"));
        }
        assert_eq!(limiter.remembered(), 1);
    }
}
