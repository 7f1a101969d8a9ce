//! Word 97 to 2003, and 6 to 95: text by its piece table, with the fonts that tell old encodings.

mod fib;
mod formats;
mod lists;
mod pieces;
mod sprm;
mod story;
mod styles;

use std::ops::Range;
use std::path::Path;

use crate::compound::Compound;
use crate::draft::Draft;
use crate::fault::{Fault, concluded};
use crate::{Format, Reading, Role, properties};

use fib::Fib;
use formats::Formats;
use lists::Lists;
use pieces::Pieces;
use story::Story;
use styles::Styles;

/// Reads a document of Word.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Doc, |draft| {
        let mut file = Compound::open(path)?;
        let main = file.stream("WordDocument").ok_or(Fault::Damaged)?;
        let fib = Fib::of(&main).ok_or(Fault::Damaged)?;
        if fib.is_encrypted {
            return Err(Fault::Locked);
        }
        draft.about = properties::about(&mut file);
        let table = if fib.is_old() { main.clone() } else { table(&mut file, &fib).unwrap_or_default() };
        document(&main, &table, &fib, draft)
    })
}

fn table(file: &mut Compound, fib: &Fib) -> Option<Vec<u8>> {
    let (named, other) = if fib.uses_table_1 { ("1Table", "0Table") } else { ("0Table", "1Table") };
    file.stream(named).or_else(|| file.stream(other))
}

fn document(main: &[u8], table: &[u8], fib: &Fib, draft: &mut Draft) -> Result<(), Fault> {
    let pieces = Pieces::of(main, table, fib).ok_or(Fault::Damaged)?;
    let formats = Formats::of(main, table, fib);
    let styles = Styles::of(table, fib);
    let mut lists = Lists::of(table, fib);
    let mut begin = 0_usize;
    let mut parts = Vec::new();
    for (length, role) in fib.stories() {
        let range: Range<usize> = begin..begin.saturating_add(length);
        begin = range.end;
        parts.extend(role.map(|role| (range, role)));
    }
    for (range, role) in parts {
        let mut story = Story::new(&formats, &styles, &mut lists, role);
        pieces.each(main, range, |c, place| {
            story.take(c, place, draft);
            !draft.is_full()
        });
        story.finish(draft);
    }
    Ok(())
}

/// What a story is to the document; none where it is not read.
type Part = Option<Option<Role>>;
