//! Reads a stored text into hashed pieces, fast enough to read a hundred passages for one question.
//!
//! The hashes are those of the keys of [`analyser`](super::analyser), so that what the index found is found
//! again in the text: for the second stage of ranking and for the snippet.

use super::analyser::{marked_key, next_with_key};
use crate::base::text::tokens;

/// Room for the letters of a syllable.
const LONGEST: usize = 16;

/// A syllable with the blank after it takes so many bytes and more.
const BYTES_A_PIECE: usize = 5;

/// The hash of a key.
pub type Hash = u64;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The byte at which it starts.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// The hash of its folded key.
    pub key: Hash,
    /// Whether punctuation parts it from the piece before.
    pub breaks: bool,
}

impl Piece {
    /// The piece as it stands in its text.
    #[must_use]
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start as usize..self.end as usize]
    }
}

/// The pieces of a text.
#[must_use]
pub fn read(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(text.len() / BYTES_A_PIECE);
    let (mut rest, mut key) = (tokens(text), String::with_capacity(LONGEST));
    while let Some(token) = next_with_key(&mut rest, &mut key) {
        pieces.push(Piece {
            start: u32::try_from(token.start).unwrap_or(u32::MAX),
            end: u32::try_from(token.end).unwrap_or(u32::MAX),
            key: hash(&key),
            breaks: token.breaks,
        });
        key.clear();
    }
    pieces
}

/// The hash of a key.
#[must_use]
pub fn hash(key: &str) -> Hash {
    hash_bytes(key.as_bytes())
}

/// FNV-1a: short keys, no adversary, the same on every machine.
fn hash_bytes(bytes: &[u8]) -> Hash {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// The hash of two neighbours.
#[must_use]
pub fn pair_hash(left: Hash, right: Hash) -> Hash {
    (left.rotate_left(29) ^ right).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The hash of the exact key of a piece; only pieces with a mark have one.
#[must_use]
pub fn marked_hash(piece: &str) -> Option<Hash> {
    marked_key(piece).map(|key| hash(&key))
}

#[cfg(test)]
mod tests {
    use super::super::analyser::key;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn neighbours_have_an_order() {
        assert_ne!(pair_hash(hash("hiep"), hash("hoa")), pair_hash(hash("hoa"), hash("hiep")));
    }

    proptest! {
        #[test]
        fn the_table_agrees_with_the_analyser(text in "[a-zA-Zà-ỹĐđ0-9/.,& -]{0,40}|\\PC{0,20}") {
            for piece in read(&text) {
                prop_assert_eq!(piece.key, hash(&key(piece.of(&text))));
            }
        }
    }
}
