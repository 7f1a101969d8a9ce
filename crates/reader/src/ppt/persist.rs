//! Where the newest version of each part of a presentation stands.

use std::collections::HashMap;

use super::atoms::{self, kind};
use crate::compound::Bytes;

/// The places of the parts by their numbers.
#[derive(Default)]
pub struct Persist {
    places: HashMap<u32, usize>,
    document: Option<u32>,
}

/// The most edits that are followed back.
const EDITS: usize = 4096;

impl Persist {
    /// Follows the edits from the newest back.
    pub fn of(stream: &[u8], user: &[u8]) -> Self {
        let mut persist = Self::default();
        let mut next = user.size_at(16).unwrap_or(0);
        for _ in 0..EDITS {
            let edit = atoms::at(stream, next).map(|(atom, _)| atom).filter(|atom| atom.kind == kind::EDIT);
            let Some(edit) = edit else { break };
            persist.document = persist.document.or(edit.data.u32_at(16));
            if let Some(place) = edit.data.size_at(12) {
                persist.add(stream, place);
            }
            match edit.data.size_at(8) {
                Some(earlier) if earlier != 0 && earlier < next => next = earlier,
                _ => break,
            }
        }
        persist
    }

    fn add(&mut self, stream: &[u8], place: usize) {
        let directory = atoms::at(stream, place).map(|(atom, _)| atom);
        let Some(directory) = directory.filter(|atom| atom.kind == kind::DIRECTORY) else { return };
        let mut at = 0;
        while let Some(head) = directory.data.u32_at(at) {
            at += 4;
            let (first, count) = (head & 0xF_FFFF, head >> 20);
            for number in first..first.saturating_add(count) {
                let Some(place) = directory.data.size_at(at) else { return };
                self.places.entry(number).or_insert(place);
                at += 4;
            }
        }
    }

    /// The container of the document.
    pub fn document<'a>(&self, stream: &'a [u8]) -> Option<&'a [u8]> {
        self.container(stream, self.document?, kind::DOCUMENT)
    }

    /// A container of a kind by its number.
    pub fn container<'a>(&self, stream: &'a [u8], number: u32, kind: u16) -> Option<&'a [u8]> {
        let (atom, _) = atoms::at(stream, *self.places.get(&number)?)?;
        (atom.kind == kind).then_some(atom.data)
    }
}
