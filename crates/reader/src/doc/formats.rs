//! Which properties each byte of the main stream has: pages of formatted runs.

use super::fib::{Fib, Table};
use super::sprm::{self, Property};
use crate::compound::Bytes;

/// A stretch of the main stream with its properties.
#[derive(Debug)]
struct Run {
    begin: usize,
    end: usize,
    style: u16,
    properties: Vec<u8>,
}

/// The runs of a document by characters and by paragraphs.
pub struct Formats {
    characters: Vec<Run>,
    paragraphs: Vec<Run>,
    is_old: bool,
}

/// The bytes of a page of formatted runs.
const PAGE: usize = 512;

/// The most runs that are kept: a document of millions of characters has less.
const MOST: usize = 2_000_000;

impl Formats {
    /// The formats of a document.
    pub fn of(main: &[u8], table: &[u8], fib: &Fib) -> Self {
        let runs = |kind: Table| {
            let pages = fib.table(table, kind).map(|plex| pages(plex, fib.is_old())).unwrap_or_default();
            let mut runs = Vec::new();
            for page in pages {
                if let Some(page) = page.checked_mul(PAGE).and_then(|place| main.slice(place, PAGE)) {
                    let is_paragraph = matches!(kind, Table::Paragraphs);
                    push_runs(page, is_paragraph, fib.is_old(), &mut runs);
                }
                if runs.len() > MOST {
                    break;
                }
            }
            runs.sort_by_key(|run: &Run| run.begin);
            runs
        };
        Self {
            characters: runs(Table::Characters),
            paragraphs: runs(Table::Paragraphs),
            is_old: fib.is_old(),
        }
    }

    /// The number of the run of characters at a place.
    pub fn character(&self, place: usize, near: Option<usize>) -> Option<usize> {
        find(&self.characters, place, near)
    }

    /// The number of the run of paragraphs at a place.
    pub fn paragraph(&self, place: usize, near: Option<usize>) -> Option<usize> {
        find(&self.paragraphs, place, near)
    }

    /// The properties of a run of characters.
    pub fn of_character(&self, number: usize) -> Vec<Property<'_>> {
        self.characters.get(number).map(|run| self.each(&run.properties)).unwrap_or_default()
    }

    /// The style and the properties of a run of paragraphs.
    pub fn of_paragraph(&self, number: usize) -> (u16, Vec<Property<'_>>) {
        let run = self.paragraphs.get(number);
        run.map(|run| (run.style, self.each(&run.properties))).unwrap_or_default()
    }

    fn each<'a>(&self, list: &'a [u8]) -> Vec<Property<'a>> {
        if self.is_old { sprm::each_old(list) } else { sprm::each(list).collect() }
    }
}

fn find(runs: &[Run], place: usize, near: Option<usize>) -> Option<usize> {
    let holds = |number: &usize| runs.get(*number).is_some_and(|run| (run.begin..run.end).contains(&place));
    if let Some(known) = near.filter(holds) {
        return Some(known);
    }
    let number = runs.partition_point(|run| run.begin <= place).checked_sub(1)?;
    Some(number).filter(holds)
}

/// The numbers of the pages that a table names.
fn pages(plex: &[u8], is_old: bool) -> Vec<usize> {
    let width = if is_old { 2 } else { 4 };
    let count = plex.len().saturating_sub(4) / (4 + width);
    let page = |number: usize| {
        let place = (count + 1) * 4 + number * width;
        if is_old {
            plex.u16_at(place).map(usize::from)
        } else {
            plex.size_at(place).map(|page| page & 0x3F_FFFF)
        }
    };
    (0..count).map_while(page).collect()
}

fn push_runs(page: &[u8], is_paragraph: bool, is_old: bool, runs: &mut Vec<Run>) {
    let count = usize::from(page[PAGE - 1]);
    let width = match (is_paragraph, is_old) {
        (true, true) => 7,
        (true, false) => 13,
        _ => 1,
    };
    for number in 0..count {
        let (Some(begin), Some(end)) = (page.size_at(number * 4), page.size_at(number * 4 + 4)) else {
            return;
        };
        let Some(offset) = page.u8_at((count + 1) * 4 + number * width) else { return };
        let place = usize::from(offset) * 2;
        let list = match (offset, is_paragraph) {
            (0, _) => Some(&[][..]),
            (_, true) => paragraph_list(page, place, is_old),
            _ => page.u8_at(place).and_then(|length| page.slice(place + 1, usize::from(length))),
        };
        let list = list.unwrap_or_default();
        let (style, properties) =
            if is_paragraph { (list.u16_at(0).unwrap_or(0), list.get(2..)) } else { (0, Some(list)) };
        if begin < end {
            runs.push(Run { begin, end, style, properties: properties.unwrap_or_default().to_vec() });
        }
    }
}

/// The list of a paragraph: its length counts words, and is itself one of two kinds.
fn paragraph_list(page: &[u8], place: usize, is_old: bool) -> Option<&[u8]> {
    let words = usize::from(page.u8_at(place)?);
    if is_old {
        return page.slice(place + 1, words * 2);
    }
    if words != 0 {
        return page.slice(place + 1, words * 2 - 1);
    }
    page.slice(place + 2, usize::from(page.u8_at(place + 1)?) * 2)
}
