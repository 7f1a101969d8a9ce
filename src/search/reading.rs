//! Reads a stored text into hashed pieces, fast enough to read a hundred passages for one question.
//!
//! The hashes are those of the keys of [`analyser`](super::analyser), so that what the index found is found
//! again in the text: for the second stage of ranking and for the snippet.

use std::sync::LazyLock;

use super::analyser::{key, marked_key};
use crate::base::text::{Token, ends_in_y_for_i, folded, tokens};

/// The code points that the table of letters covers: Latin with all Vietnamese letters.
const COVERED: usize = 0x1F00;

/// The longest syllable read by the table; longer pieces take the slow way.
const LONGEST: usize = 16;

/// For each covered character the plain letter it is a form of, or 0.
static LETTERS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let plain = |code: usize| {
        let letter = u32::try_from(code).ok().and_then(char::from_u32).filter(|c| c.is_alphabetic())?;
        match folded(&letter.to_string()).as_bytes() {
            [only] if only.is_ascii_lowercase() => Some(*only),
            _ => None,
        }
    };
    (0..COVERED).map(|code| plain(code).unwrap_or(0)).collect()
});

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
    let letters = LETTERS.as_slice();
    tokens(text).map(|token| piece(token, letters)).collect()
}

fn piece(token: Token<'_>, letters: &[u8]) -> Piece {
    Piece {
        start: u32::try_from(token.start).unwrap_or(u32::MAX),
        end: u32::try_from(token.end).unwrap_or(u32::MAX),
        key: by_table(token.text, letters).unwrap_or_else(|| hash(&key(token.text))),
        breaks: token.breaks,
    }
}

/// The hash of the folded key of a piece that is letters only; nothing for others.
fn by_table(piece: &str, letters: &[u8]) -> Option<Hash> {
    let mut plain = [0_u8; LONGEST];
    let mut length = 0;
    for c in piece.chars() {
        let letter = *letters.get(c as usize)?;
        if letter == 0 || length == LONGEST {
            return None;
        }
        plain[length] = letter;
        length += 1;
    }
    let plain = &mut plain[..length];
    if ends_in_y_for_i(plain) {
        plain[length - 1] = b'i';
    }
    Some(hash_bytes(plain))
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_table_knows_every_vietnamese_letter() {
        for (letters, plain) in [
            ("aàảãáạăằẳẵắặâầẩẫấậAÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ", b'a'),
            ("oòỏõóọôồổỗốộơờởỡớợ", b'o'),
            ("uùủũúụưừửữứựƯỰ", b'u'),
            ("yỳỷỹýỵỲ", b'y'),
            ("dđĐ", b'd'),
        ] {
            for letter in letters.chars() {
                assert_eq!(LETTERS[letter as usize], plain, "{letter}");
            }
        }
    }

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
