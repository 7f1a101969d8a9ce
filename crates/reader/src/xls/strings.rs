//! Strings, which may break off in one record and go on in the next.

use crate::compound::{Bytes, utf16_text};
use crate::properties::decoded;

/// A string with the fonts of its stretches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    /// Its text.
    pub text: String,
    /// From which character on which font holds.
    pub fonts: Vec<(u16, u16)>,
}

/// Bytes in several parts, read one after the other.
pub struct Cursor<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    place: usize,
}

impl<'a> Cursor<'a> {
    /// At the beginning of the parts.
    pub fn new(parts: &'a [&'a [u8]]) -> Self {
        Self { parts, part: 0, place: 0 }
    }

    /// The bytes left in this part; the next part's, where there are none.
    fn here(&mut self) -> Option<&'a [u8]> {
        while self.place >= self.parts.get(self.part)?.len() {
            self.part += 1;
            self.place = 0;
        }
        self.parts[self.part].get(self.place..)
    }

    /// A byte.
    pub fn byte(&mut self) -> Option<u8> {
        let byte = *self.here()?.first()?;
        self.place += 1;
        Some(byte)
    }

    /// Two bytes.
    pub fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// Four bytes.
    pub fn size(&mut self) -> Option<usize> {
        let low = usize::from(self.word()?);
        Some(low | usize::from(self.word()?) << 16)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        let mut left = count;
        while left > 0 {
            let taken = self.here()?.len().min(left);
            self.place += taken;
            left -= taken;
        }
        Some(())
    }

    /// A string of Excel 97 and later: its length, how it is kept, its letters, fonts, and what Excel adds.
    pub fn rich(&mut self) -> Option<Rich> {
        let length = usize::from(self.word()?);
        let flags = self.byte()?;
        let fonts = if flags & 8 != 0 { self.word()? } else { 0 };
        let added = if flags & 4 != 0 { self.size()? } else { 0 };
        let text = self.letters(length, flags & 1 != 0)?;
        let fonts = (0..fonts).map_while(|_| Some((self.word()?, self.word()?))).collect();
        self.skip(added)?;
        Some(Rich { text, fonts })
    }

    /// So many letters; where they go on in another part, that says anew how they are kept.
    pub fn letters(&mut self, count: usize, is_wide: bool) -> Option<String> {
        let mut wide = is_wide;
        let mut units: Vec<u8> = Vec::new();
        let mut left = count;
        while left > 0 {
            if self.place >= self.parts.get(self.part)?.len() {
                let has_begun = left < count || self.part > 0 || self.place > 0;
                self.here()?;
                if has_begun {
                    wide = self.byte()? & 1 != 0;
                }
            }
            let here = self.here()?;
            let width = if wide { 2 } else { 1 };
            let taken = (here.len() / width).min(left);
            if taken == 0 {
                return None;
            }
            let bytes = &here[..taken * width];
            if wide {
                units.extend(bytes);
            } else {
                units.extend(bytes.iter().flat_map(|byte| [*byte, 0]));
            }
            self.place += taken * width;
            left -= taken;
        }
        Some(utf16_text(&units))
    }
}

/// A short string of Excel 97: a byte or a word of length, how it is kept, its letters.
pub fn short(bytes: &[u8], place: usize, is_long: bool) -> Option<String> {
    let (length, begin) = length(bytes, place, is_long)?;
    let is_wide = bytes.u8_at(begin)? & 1 != 0;
    let letters = [bytes.get(begin + 1..)?];
    Cursor::new(&letters).letters(length, is_wide)
}

/// A short string of Excel 5: a byte or a word of length, its letters in the workbook's code page.
pub fn old(bytes: &[u8], place: usize, is_long: bool, code_page: u16) -> Option<String> {
    let (length, begin) = length(bytes, place, is_long)?;
    let letters = bytes.get(begin..begin.saturating_add(length).min(bytes.len()))?;
    Some(decoded(letters, code_page))
}

fn length(bytes: &[u8], place: usize, is_long: bool) -> Option<(usize, usize)> {
    Some(if is_long {
        (usize::from(bytes.u16_at(place)?), place + 2)
    } else {
        (usize::from(bytes.u8_at(place)?), place + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_goes_on_in_the_next_record() {
        // Six letters, two narrow ones here, four wide ones there.
        let first = [6, 0, 0, b'a', b'b'];
        let second = [1, b'c', 0, 0xD1, 0x1E, b'd', 0, b'e', 0];
        let parts: [&[u8]; 2] = [&first, &second];
        let read = Cursor::new(&parts).rich().unwrap();
        assert_eq!(read.text, "abcốde");
    }

    #[test]
    fn fonts_of_stretches_are_kept_and_the_rest_skipped() {
        let bytes = [2, 0, 0x0C, 1, 0, 2, 0, 0, 0, b'x', b'y', 1, 0, 5, 0, 9, 9, 7];
        let parts: [&[u8]; 1] = [&bytes];
        let mut cursor = Cursor::new(&parts);
        assert_eq!(cursor.rich(), Some(Rich { text: "xy".into(), fonts: vec![(1, 5)] }));
        assert_eq!(cursor.byte(), Some(7));
        assert_eq!(cursor.rich(), None);
    }
}
