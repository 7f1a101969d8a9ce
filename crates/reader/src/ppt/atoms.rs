//! The records of a presentation, containers opened.

use crate::compound::Bytes;

/// The kinds of records that are read.
pub mod kind {
    pub const DOCUMENT: u16 = 0x03E8;
    pub const SLIDE: u16 = 0x03EE;
    pub const NOTES: u16 = 0x03F0;
    pub const NOTES_OF: u16 = 0x03F1;
    pub const LISTED: u16 = 0x03F3;
    pub const OUTLINE_REFERENCE: u16 = 0x0F9E;
    pub const TEXT: u16 = 0x0FA0;
    pub const TEXT_STYLE: u16 = 0x0FA1;
    pub const TEXT_NARROW: u16 = 0x0FA8;
    pub const FONT: u16 = 0x0FB7;
    pub const LIST: u16 = 0x0FF0;
    pub const EDIT: u16 = 0x0FF5;
    pub const DIRECTORY: u16 = 0x1772;
    pub const TEXT_BOX: u16 = 0xF00D;

    /// What a list is of.
    pub const OF_SLIDES: u16 = 0;
    pub const OF_NOTES: u16 = 2;
}

/// A record.
#[derive(Clone, Copy)]
pub struct Atom<'a> {
    pub kind: u16,
    pub instance: u16,
    /// Where its bytes begin.
    pub place: usize,
    pub data: &'a [u8],
}

/// The record at a place.
pub fn at(bytes: &[u8], place: usize) -> Option<(Atom<'_>, bool)> {
    let head = bytes.u16_at(place)?;
    let kind = bytes.u16_at(place + 2)?;
    let begin = place + 8;
    let length = bytes.size_at(place + 4)?.min(bytes.len().checked_sub(begin)?);
    let atom = Atom { kind, instance: head >> 4, place: begin, data: bytes.get(begin..begin + length)? };
    Some((atom, head & 0xF == 0xF))
}

/// All records of these bytes in their order, those within containers behind their container.
pub fn atoms(bytes: &[u8]) -> impl Iterator<Item = Atom<'_>> {
    let mut place = 0;
    std::iter::from_fn(move || {
        let (atom, is_container) = at(bytes, place)?;
        place = if is_container { atom.place } else { atom.place + atom.data.len() };
        Some(atom)
    })
}
