//! The records of a workbook's stream.

use crate::compound::Bytes;

/// The kinds of records that are read.
pub mod kind {
    pub const FORMULA: u16 = 0x06;
    pub const END: u16 = 0x0A;
    pub const DATE_MODE: u16 = 0x22;
    pub const LOCKED: u16 = 0x2F;
    pub const FONT: u16 = 0x31;
    pub const CONTINUE: u16 = 0x3C;
    pub const CODE_PAGE: u16 = 0x42;
    pub const SHEET: u16 = 0x85;
    pub const NUMBERS: u16 = 0xBD;
    pub const LABEL_RICH: u16 = 0xD6;
    pub const CELL_FORMAT: u16 = 0xE0;
    pub const STRINGS: u16 = 0xFC;
    pub const LABEL_SHARED: u16 = 0xFD;
    pub const TEXT_BOX: u16 = 0x1B6;
    pub const NUMBER: u16 = 0x203;
    pub const LABEL: u16 = 0x204;
    pub const BOOLEAN: u16 = 0x205;
    pub const STRING: u16 = 0x207;
    pub const SHORT_NUMBER: u16 = 0x27E;
    pub const FORMAT: u16 = 0x41E;
    pub const BEGIN: u16 = 0x809;
}

/// A record and the ones that continue it.
pub struct Record<'a> {
    /// What it is.
    pub kind: u16,
    /// Its bytes, and those of each continuation.
    pub parts: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// Its own bytes.
    pub fn data(&self) -> &'a [u8] {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// The records from a place on.
pub struct Records<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl<'a> Records<'a> {
    /// The records of these bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, place: 0 }
    }

    fn raw(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = self.bytes.u16_at(self.place)?;
        let length = usize::from(self.bytes.u16_at(self.place + 2)?);
        let data = self.bytes.slice(self.place + 4, length)?;
        self.place += 4 + length;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.raw()?;
        let mut parts = vec![data];
        while self.bytes.u16_at(self.place) == Some(kind::CONTINUE) {
            let Some((_, data)) = self.raw() else { break };
            parts.push(data);
        }
        Some(Record { kind, parts })
    }
}
