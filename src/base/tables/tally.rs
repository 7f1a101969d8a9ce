//! A digest of rows for comparing two databases.

use crate::base::seal::sha256_hex;

/// A digest of rows that does not ask for their order, which the engines see differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many rows.
    pub rows: u64,
    sum: [u64; 4],
}

impl Tally {
    /// Takes one more row in.
    pub fn add(&mut self, line: &str) {
        self.rows += 1;
        let digest = sha256_hex(line.as_bytes());
        for (lane, part) in self.sum.iter_mut().enumerate() {
            let part_of = u64::from_str_radix(&digest[lane * 16..lane * 16 + 16], 16).unwrap_or(0);
            *part = part.wrapping_add(part_of);
        }
    }

    /// The digest in hexadecimal.
    pub fn digest(&self) -> String {
        self.sum.iter().map(|part| format!("{part:016x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_asks_for_no_order_but_for_every_row() {
        let of = |lines: &[&str]| {
            let mut tally = Tally::default();
            lines.iter().for_each(|line| tally.add(line));
            (tally.rows, tally.digest())
        };
        assert_eq!(of(&["a", "b"]), of(&["b", "a"]));
        assert_ne!(of(&["a", "b"]), of(&["a", "c"]));
        assert_ne!(of(&["a", "a"]), of(&["b", "b"]));
    }
}
