//! What all sheets of a workbook share: fonts, formats, strings.

use std::collections::HashMap;
use std::rc::Rc;

use super::records::{Record, Records, kind};
use super::strings::{Cursor, Rich, old, short};
use crate::compound::Bytes;
use crate::draft::Look;
use crate::fault::Fault;
use crate::numbers;

/// A tab of a workbook.
pub struct Tab {
    /// Its name.
    pub name: String,
    /// Where its records begin.
    pub place: usize,
    /// Whether it is a sheet of cells, and not a chart or a macro.
    pub is_sheet: bool,
}

/// What all sheets share.
#[derive(Default)]
pub struct Globals {
    /// Whether Excel 97 or later wrote it.
    pub is_new: bool,
    /// The tabs in their order.
    pub tabs: Vec<Tab>,
    /// The strings that cells name.
    pub strings: Vec<Rich>,
    /// Whether days are counted from 1904.
    pub from_1904: bool,
    /// The code page of old strings.
    pub code_page: u16,
    fonts: Vec<Look>,
    cells: Vec<(u16, u16)>,
    formats: HashMap<u16, String>,
}

impl Globals {
    /// Reads the records before the sheets.
    pub fn of(book: &[u8]) -> Result<Self, Fault> {
        let mut globals = Self { code_page: 1252, ..Self::default() };
        for record in Records::of(book) {
            if record.kind == kind::LOCKED {
                return Err(Fault::Locked);
            }
            if record.kind == kind::END {
                break;
            }
            globals.take(&record);
        }
        Ok(globals)
    }

    fn take(&mut self, record: &Record<'_>) -> Option<()> {
        let data = record.data();
        match record.kind {
            kind::BEGIN => self.is_new |= data.u16_at(0)? >= 0x600,
            kind::CODE_PAGE => self.code_page = data.u16_at(0)?,
            kind::DATE_MODE => self.from_1904 = data.u16_at(0)? == 1,
            kind::FONT => self.fonts.push(self.font(data)?),
            kind::FORMAT => {
                let code =
                    if self.is_new { short(data, 2, true) } else { old(data, 2, false, self.code_page) };
                self.formats.insert(data.u16_at(0)?, code?);
            }
            kind::CELL_FORMAT => self.cells.push((data.u16_at(0)?, data.u16_at(2)?)),
            kind::SHEET => self.tabs.push(self.tab(data)?),
            kind::STRINGS => self.strings = strings(&record.parts),
            _ => {}
        }
        Some(())
    }

    fn font(&self, data: &[u8]) -> Option<Look> {
        let name = if self.is_new { short(data, 14, false) } else { old(data, 14, false, self.code_page) };
        Some(Look {
            font: Rc::from(name.unwrap_or_default()),
            bold: data.u16_at(6)? >= 600,
            italic: data.u16_at(2)? & 2 != 0,
            letters: f32::from(data.u16_at(0)?) / 20.0,
        })
    }

    fn tab(&self, data: &[u8]) -> Option<Tab> {
        let name = if self.is_new { short(data, 6, false) } else { old(data, 6, false, self.code_page) };
        let is_sheet = data.u16_at(4)? >> 8 == 0;
        Some(Tab { name: name.unwrap_or_default(), place: data.size_at(0)?, is_sheet })
    }

    /// The look of a font by the number that records have for it: they leave out the fifth.
    pub fn look(&self, number: u16) -> Look {
        let place = usize::from(number) - usize::from(number > 4);
        self.fonts.get(place).cloned().unwrap_or_default()
    }

    /// The look of a cell of a format.
    pub fn cell_look(&self, cell: u16) -> Look {
        self.cells.get(usize::from(cell)).map(|(font, _)| self.look(*font)).unwrap_or_default()
    }

    /// A number as a cell of a format shows it.
    pub fn number(&self, cell: u16, value: f64) -> String {
        let format = self.cells.get(usize::from(cell)).map_or(0, |(_, format)| *format);
        let own = self.formats.get(&format).map(String::as_str);
        numbers::shown(value, own.unwrap_or_else(|| numbers::builtin(format)), self.from_1904)
    }
}

fn strings(parts: &[&[u8]]) -> Vec<Rich> {
    let mut cursor = Cursor::new(parts);
    let counts = cursor.size().and_then(|_| cursor.size());
    (0..counts.unwrap_or(0)).map_while(|_| cursor.rich()).collect()
}
