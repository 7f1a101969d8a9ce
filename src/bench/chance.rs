//! A small repeatable stream of numbers, seeded by a name.

use sha2::{Digest, Sha256};

/// SplitMix64 (Steele, Lea, Flood 2014): repeatable on every machine and in every version.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a purpose and an id: other purposes draw other numbers for the same id.
    pub fn of(purpose: &str, id: &str) -> Self {
        let digest = Sha256::digest(format!("{purpose}:{id}"));
        Self(digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which must not be 0. The bias of the remainder is far below what is measured.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.draw() % bound as u64).unwrap_or(0)
    }

    /// True half of the time.
    pub fn flip(&mut self) -> bool {
        self.draw() >> 63 == 1
    }

    /// At most `count` of the things, drawn without repetition, in the order drawn.
    pub fn sample<T>(&mut self, mut from: Vec<T>, count: usize) -> Vec<T> {
        let count = count.min(from.len());
        for at in 0..count {
            let other = at + self.below(from.len() - at);
            from.swap(at, other);
        }
        from.truncate(count);
        from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_of_the_reference() {
        let mut chance = Chance(1_234_567);
        assert_eq!(chance.draw(), 6_457_827_717_110_365_317);
        assert_eq!(chance.draw(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn streams_repeat_and_differ_by_purpose() {
        let first = |purpose: &str| Chance::of(purpose, "q1").draw();
        assert_eq!(first("typo"), first("typo"));
        assert_ne!(first("typo"), first("fold"));
    }

    #[test]
    fn samples_hold_no_thing_twice() {
        let mut drawn = Chance::of("sample", "").sample((0..50).collect(), 20);
        assert_eq!(drawn.len(), 20);
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 20);
        assert_eq!(Chance::of("sample", "").sample(vec![1, 2], 5).len(), 2);
    }
}
