//! The piece table: in which order the bytes of the main stream are the text.

use std::ops::Range;

use super::fib::{Fib, Table};
use crate::compound::Bytes;

/// A stretch of text.
struct Piece {
    /// Its first character in the text.
    first: usize,
    /// The character after its last.
    end: usize,
    /// Its first byte in the main stream.
    place: usize,
    /// Whether a character is one byte of Windows-1252 and not two of UTF-16.
    is_narrow: bool,
}

/// All stretches of a text.
pub struct Pieces(Vec<Piece>);

impl Pieces {
    /// The pieces of a document.
    pub fn of(main: &[u8], table: &[u8], fib: &Fib) -> Option<Self> {
        if !fib.is_complex {
            let length = fib.stories().iter().fold(0_usize, |sum, (length, _)| sum.saturating_add(*length));
            let whole = Piece { first: 0, end: length.min(main.len()), place: fib.begin, is_narrow: true };
            return Some(Self(vec![whole]));
        }
        let table = pieces_within(fib.table(table, Table::Pieces)?)?;
        let count = table.len().checked_sub(4)? / 12;
        let piece = |number: usize| {
            let first = table.size_at(number * 4)?;
            let end = table.size_at(number * 4 + 4)?;
            let place = table.size_at((count + 1) * 4 + number * 8 + 2)?;
            let is_narrow = fib.is_old() || place & 0x4000_0000 != 0;
            let place = match (fib.is_old(), is_narrow) {
                (true, _) => place,
                (_, true) => (place & 0x3FFF_FFFF) / 2,
                _ => place & 0x3FFF_FFFF,
            };
            (first <= end).then_some(Piece { first, end, place, is_narrow })
        };
        Some(Self((0..count).map_while(piece).collect()))
    }

    /// Gives each character of a range of the text with its place in the main stream, until nobody wants more.
    pub fn each(&self, main: &[u8], range: Range<usize>, mut take: impl FnMut(char, usize) -> bool) {
        for piece in self.0.iter().filter(|piece| piece.first < range.end && piece.end > range.start) {
            let first = range.start.max(piece.first) - piece.first;
            let end = range.end.min(piece.end) - piece.first;
            let width = if piece.is_narrow { 1 } else { 2 };
            let begin = piece.place.saturating_add(first.saturating_mul(width)).min(main.len());
            let length = (end - first).saturating_mul(width).min(main.len() - begin);
            if !piece.characters(&main[begin..begin + length], begin, &mut take) {
                return;
            }
        }
    }
}

impl Piece {
    fn characters(&self, bytes: &[u8], begin: usize, take: &mut impl FnMut(char, usize) -> bool) -> bool {
        if self.is_narrow {
            let mut narrow = bytes.iter().zip(begin..);
            return narrow.all(|(byte, place)| take(windows(*byte), place));
        }
        let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let mut place = begin;
        char::decode_utf16(units).all(|read| {
            let c = read.unwrap_or('\u{FFFD}');
            let wanted = take(c, place);
            place += c.len_utf16() * 2;
            wanted
        })
    }
}

/// The character that a byte of Windows-1252 is.
fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9F => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(&[byte])
            .0
            .chars()
            .next()
            .unwrap_or(char::from(byte)),
        _ => char::from(byte),
    }
}

/// The piece table itself, behind stretches of formatting.
fn pieces_within(clx: &[u8]) -> Option<&[u8]> {
    let mut place = 0;
    loop {
        match clx.u8_at(place)? {
            1 => place += 3 + usize::from(clx.u16_at(place + 1)?),
            2 => {
                let length = clx.size_at(place + 1)?.min(clx.len() - place.min(clx.len()));
                let begin = place + 5;
                return clx.get(begin..begin.saturating_add(length).min(clx.len()));
            }
            _ => return None,
        }
    }
}
