//! Excel 5 to 2003: records of cells, with the fonts that tell old encodings.

mod globals;
mod records;
mod sheet;
mod strings;

use std::path::Path;

use crate::compound::Compound;
use crate::draft::Draft;
use crate::fault::{Fault, concluded};
use crate::{Format, Reading, properties};

use globals::Globals;

/// Reads a workbook of Excel.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Xls, |draft| {
        let mut file = Compound::open(path)?;
        draft.about = properties::about(&mut file);
        let book = file.stream("Workbook").or_else(|| file.stream("Book")).ok_or(Fault::Damaged)?;
        workbook(&book, draft)
    })
}

fn workbook(book: &[u8], draft: &mut Draft) -> Result<(), Fault> {
    let globals = Globals::of(book)?;
    for tab in &globals.tabs {
        draft.page(&tab.name);
        let Some(records) = book.get(tab.place..).filter(|_| tab.is_sheet) else { continue };
        sheet::read(records, &globals, draft);
        if draft.is_full() {
            break;
        }
    }
    if globals.tabs.is_empty() { Err(Fault::Damaged) } else { Ok(()) }
}
