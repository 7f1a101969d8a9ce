//! One sheet of a workbook.

use super::globals::Globals;
use super::records::{Record, Records, kind};
use super::strings::{Cursor, Rich, old};
use crate::Role;
use crate::compound::Bytes;
use crate::draft::{Draft, Look};
use crate::table::Table;

/// What stands in a cell.
enum Content {
    /// A string of the workbook's.
    Shared(usize),
    /// A string of its own.
    Own(Rich),
    /// A number.
    Number(f64),
    /// A word for a truth value or an error.
    Word(&'static str),
}

/// A cell, with the number of its format.
struct Cell {
    format: u16,
    content: Content,
}

/// Reads the records of a sheet, which begin here, into a draft.
pub fn read(records: &[u8], globals: &Globals, draft: &mut Draft) {
    let mut sheet = Sheet { globals, table: Table::new(), boxes: Vec::new(), awaited: None, depth: 0 };
    for record in Records::of(records) {
        match record.kind {
            kind::BEGIN => sheet.depth += 1,
            kind::END => sheet.depth = sheet.depth.saturating_sub(1),
            // A chart within the sheet has records of its own.
            _ if sheet.depth > 1 => {}
            _ => drop(sheet.take(&record)),
        }
        if sheet.depth == 0 {
            break;
        }
    }
    sheet.table.write(draft, |cell, draft| show(cell, globals, draft));
    for text in &sheet.boxes {
        for line in text.split(['\n', '\r']) {
            draft.push(line, &globals.look(0));
            draft.end(Role::Body);
        }
    }
}

struct Sheet<'a> {
    globals: &'a Globals,
    table: Table<Cell>,
    boxes: Vec<String>,
    /// The place of a formula whose text follows.
    awaited: Option<(u32, u32, u16)>,
    depth: usize,
}

impl Sheet<'_> {
    fn take(&mut self, record: &Record<'_>) -> Option<()> {
        let data = record.data();
        match record.kind {
            kind::TEXT_BOX => return self.text_box(record),
            kind::STRING => {
                let (row, column, format) = self.awaited.take()?;
                let text = self.formula_text(record)?;
                self.put(row, column, format, Content::Own(Rich { text, fonts: Vec::new() }));
                return Some(());
            }
            kind::NUMBERS => return self.numbers(data),
            _ => {}
        }
        let content = match record.kind {
            kind::LABEL_SHARED => Content::Shared(data.size_at(6)?),
            kind::LABEL | kind::LABEL_RICH => Content::Own(self.label(record)?),
            kind::NUMBER => Content::Number(float(data, 6)?),
            kind::SHORT_NUMBER => Content::Number(short_number(data.u32_at(6)?)),
            kind::BOOLEAN => word(data.u8_at(7)? != 0, data.u8_at(6)?),
            kind::FORMULA => self.formula(data)?,
            _ => return None,
        };
        let (row, column, format) = place(data)?;
        self.put(row, column, format, content);
        Some(())
    }

    fn put(&mut self, row: u32, column: u32, format: u16, content: Content) {
        self.table.put(row, column, Cell { format, content });
    }

    fn numbers(&mut self, data: &[u8]) -> Option<()> {
        let (row, first, _) = place(data)?;
        let count = data.len().checked_sub(6)? / 6;
        for (number, column) in (0..count).zip(first..) {
            let at = 4 + number * 6;
            let (format, value) = (data.u16_at(at)?, data.u32_at(at + 2)?);
            self.put(row, column, format, Content::Number(short_number(value)));
        }
        Some(())
    }

    fn label(&self, record: &Record<'_>) -> Option<Rich> {
        let data = record.data();
        if self.globals.is_new {
            let rest = [data.get(6..)?];
            return Cursor::new(&rest).rich();
        }
        let text = old(data, 6, true, self.globals.code_page)?;
        let begin = 8 + usize::from(data.u16_at(6)?);
        let count = if record.kind == kind::LABEL_RICH { data.u8_at(begin)? } else { 0 };
        let font = |number: u8| {
            let at = begin + 1 + usize::from(number) * 2;
            Some((u16::from(data.u8_at(at)?), u16::from(data.u8_at(at + 1)?)))
        };
        Some(Rich { text, fonts: (0..count).map_while(font).collect() })
    }

    fn formula(&mut self, data: &[u8]) -> Option<Content> {
        if data.u16_at(12)? != 0xFFFF {
            return Some(Content::Number(float(data, 6)?));
        }
        match data.u8_at(6)? {
            0 => {
                self.awaited = place(data);
                None
            }
            1 => Some(word(false, data.u8_at(8)?)),
            2 => Some(word(true, data.u8_at(8)?)),
            _ => None,
        }
    }

    fn formula_text(&self, record: &Record<'_>) -> Option<String> {
        if self.globals.is_new {
            return Cursor::new(&record.parts).rich().map(|rich| rich.text);
        }
        old(record.data(), 0, true, self.globals.code_page)
    }

    /// The text of a box stands in the record that continues it.
    fn text_box(&mut self, record: &Record<'_>) -> Option<()> {
        let length = usize::from(record.data().u16_at(10)?);
        let parts = record.parts.get(1..)?;
        let mut cursor = Cursor::new(parts);
        let is_wide = cursor.byte()? & 1 != 0;
        let text = cursor.letters(length, is_wide)?;
        if self.boxes.len() < 10_000 {
            self.boxes.push(text);
        }
        Some(())
    }
}

fn place(data: &[u8]) -> Option<(u32, u32, u16)> {
    Some((data.u16_at(0)?.into(), data.u16_at(2)?.into(), data.u16_at(4)?))
}

fn float(data: &[u8], place: usize) -> Option<f64> {
    Some(f64::from_le_bytes(data.slice(place, 8)?.try_into().ok()?))
}

/// A number in four bytes: an integer or the upper half of a float, perhaps a hundredth of it.
fn short_number(bits: u32) -> f64 {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

fn word(is_error: bool, value: u8) -> Content {
    Content::Word(match (is_error, value) {
        (true, 0x07) => "#DIV/0!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x2A) => "#N/A",
        (true, _) => "#VALUE!",
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
    })
}

fn show(cell: &Cell, globals: &Globals, draft: &mut Draft) {
    let look = globals.cell_look(cell.format);
    match &cell.content {
        Content::Number(value) => draft.push(&globals.number(cell.format, *value), &look),
        Content::Word(word) => draft.push(word, &Look::default()),
        Content::Own(rich) => show_rich(rich, &look, globals, draft),
        Content::Shared(number) => {
            if let Some(rich) = globals.strings.get(*number) {
                show_rich(rich, &look, globals, draft);
            }
        }
    }
}

fn show_rich(rich: &Rich, look: &Look, globals: &Globals, draft: &mut Draft) {
    let mut look = look.clone();
    let mut fonts = rich.fonts.iter().peekable();
    let mut stretch = String::new();
    let mut at = 0_usize;
    for c in rich.text.chars() {
        while let Some((_, font)) = fonts.next_if(|(from, _)| usize::from(*from) <= at) {
            draft.push(&stretch, &look);
            stretch.clear();
            look = globals.look(*font);
        }
        stretch.push(if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c });
        at += c.len_utf16();
    }
    draft.push(&stretch, &look);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_four_bytes() {
        for (bits, number) in [
            (12345 << 2 | 2, 12345.0),
            (12345 << 2 | 3, 123.45),
            ((1.5_f64.to_bits() >> 32) as u32, 1.5),
            ((-7_i32 << 2 | 2).cast_unsigned(), -7.0),
        ] {
            assert!((short_number(bits) - number).abs() < 1e-9, "{number}");
        }
    }

    #[test]
    fn short_strings_of_excel_97() {
        assert_eq!(crate::xls::strings::short(&[2, 0, b'h', b'i', b'!'], 0, false).as_deref(), Some("hi"));
    }
}
