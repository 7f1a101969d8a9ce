//! PowerPoint 97 to 2003: slides in their order, with what the speaker notes.

mod atoms;
mod persist;
mod text;

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use crate::compound::{Bytes, Compound, utf16_text};
use crate::draft::Draft;
use crate::fault::{Fault, concluded};
use crate::{Format, Reading, Role, properties};

use atoms::{Atom, atoms, kind};
use persist::Persist;
use text::{Passage, passages};

/// Reads a presentation of PowerPoint.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Ppt, |draft| {
        let mut file = Compound::open(path)?;
        draft.about = properties::about(&mut file);
        let stream = file.stream("PowerPoint Document").ok_or(Fault::Damaged)?;
        let user = file.stream("Current User").unwrap_or_default();
        if user.u32_at(12) == Some(0xF3D1_C4DF) || file.has("EncryptedSummary") {
            return Err(Fault::Locked);
        }
        let persist = Persist::of(&stream, &user);
        match persist.document(&stream) {
            Some(document) => presentation(&stream, document, &persist, draft),
            None => everything(&stream, draft),
        }
        Ok(())
    })
}

/// A slide as the document lists it.
struct Entry {
    persist: u32,
    id: u32,
    passages: Vec<Passage>,
}

fn presentation(stream: &[u8], document: &[u8], persist: &Persist, draft: &mut Draft) {
    let fonts = fonts(document);
    let slides = listed(document, kind::OF_SLIDES);
    let notes: HashMap<u32, &[u8]> = listed(document, kind::OF_NOTES)
        .iter()
        .filter_map(|entry| persist.container(stream, entry.persist, kind::NOTES))
        .filter_map(|notes| Some((slide_of(notes)?, notes)))
        .collect();
    for slide in &slides {
        draft.page("");
        let container = persist.container(stream, slide.persist, kind::SLIDE).unwrap_or_default();
        for passage in on_slide(container, &slide.passages) {
            passage.write(&fonts, Role::Body, draft);
        }
        for passage in notes.get(&slide.id).map(|notes| on_slide(notes, &[])).unwrap_or_default() {
            passage.write(&fonts, Role::Note, draft);
        }
        if draft.is_full() {
            return;
        }
    }
}

/// The passages on a slide: its own, and those that stand in the outline.
fn on_slide(container: &[u8], outline: &[Passage]) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut named = vec![false; outline.len()];
    for place in atoms(container).filter(|atom| atom.kind == kind::TEXT_BOX) {
        found.extend(passages(place.data));
        for reference in atoms(place.data).filter(|atom| atom.kind == kind::OUTLINE_REFERENCE) {
            let number = reference.data.size_at(0).unwrap_or(usize::MAX);
            if let (Some(passage), Some(seen)) = (outline.get(number), named.get_mut(number))
                && !std::mem::replace(seen, true)
            {
                found.push(passage.clone());
            }
        }
    }
    let unnamed = outline.iter().zip(named).filter(|(_, named)| !named).map(|(passage, _)| passage.clone());
    unnamed.chain(found).collect()
}

/// The slides, or pages of notes, that a document lists.
fn listed(document: &[u8], of: u16) -> Vec<Entry> {
    let lists = atoms(document).filter(|atom| atom.kind == kind::LIST && atom.instance == of);
    let mut entries: Vec<Entry> = Vec::new();
    for list in lists {
        let mut begin = 0;
        let marks: Vec<Atom<'_>> = atoms(list.data).filter(|atom| atom.kind == kind::LISTED).collect();
        for (place, mark) in marks.iter().enumerate() {
            begin = (mark.place + mark.data.len()).max(begin);
            let end = marks.get(place + 1).map_or(list.data.len(), |next| next.place.saturating_sub(8));
            let (Some(persist), Some(id)) = (mark.data.u32_at(0), mark.data.u32_at(12)) else { continue };
            let passages = list.data.get(begin..end).map(passages).unwrap_or_default();
            entries.push(Entry { persist, id, passages });
        }
    }
    entries
}

fn slide_of(notes: &[u8]) -> Option<u32> {
    atoms(notes).find(|atom| atom.kind == kind::NOTES_OF)?.data.u32_at(0)
}

fn fonts(document: &[u8]) -> Vec<Rc<str>> {
    let entries = atoms(document).filter(|atom| atom.kind == kind::FONT);
    let name = |atom: Atom<'_>| {
        let name = utf16_text(atom.data.get(..64).unwrap_or_default());
        Rc::from(name.split('\0').next().unwrap_or_default())
    };
    entries.take(4096).map(name).collect()
}

/// All passages of a stream whose order is lost.
fn everything(stream: &[u8], draft: &mut Draft) {
    let fonts = fonts(stream);
    for passage in passages(stream) {
        passage.write(&fonts, Role::Body, draft);
    }
}
