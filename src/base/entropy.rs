//! The one source of randomness: the operating system's, or a seeded stream in tests.

use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::BASE64URL_NOPAD;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};

/// Crockford's base32 without I, L, O and U: what people read aloud and type back.
const READABLE: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Random bytes, codes and tokens.
#[derive(Clone, Debug)]
pub struct Entropy(Arc<Mutex<StdRng>>);

impl Entropy {
    /// A generator seeded by the operating system.
    #[allow(clippy::disallowed_methods, reason = "this is the module that owns randomness")]
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// A repeatable generator: for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A 256-bit token for a URL or a cookie.
    pub fn token(&self) -> String {
        BASE64URL_NOPAD.encode(&self.bytes::<32>())
    }

    /// `length` characters of Crockford's base32, five bits each.
    pub fn readable(&self, length: usize) -> String {
        (0..length).map(|_| char::from(READABLE[usize::from(self.bytes::<1>()[0] & 31)])).collect()
    }

    /// A fraction in `-1.0..=1.0`, for spreading retries.
    pub fn jitter(&self) -> f64 {
        f64::from(u32::from_le_bytes(self.bytes::<4>())) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_streams_repeat_and_differ_by_seed() {
        assert_eq!(Entropy::seeded(1).token(), Entropy::seeded(1).token());
        assert_ne!(Entropy::seeded(1).token(), Entropy::seeded(2).token());
    }

    #[test]
    fn readable_codes_avoid_look_alikes() {
        let code = Entropy::seeded(7).readable(400);
        assert_eq!(code.len(), 400);
        assert!(!code.contains(['I', 'L', 'O', 'U']));
    }
}
