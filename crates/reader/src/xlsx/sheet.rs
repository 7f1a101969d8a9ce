//! One sheet of a workbook, row by row.

use super::strings::{self, Gather, Strings};
use super::styles::Styles;
use crate::Role;
use crate::draft::Draft;
use crate::xml::{Attributes, Visitor};

/// The most empty cells that are shown between two others.
const GAP: u32 = 64;

/// The open cell.
#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    column: u32,
    value: String,
}

/// Reads a sheet into a draft.
pub struct Sheet<'a> {
    styles: &'a Styles,
    strings: &'a Strings,
    from_1904: bool,
    draft: &'a mut Draft,
    cell: Cell,
    /// The column behind the last cell.
    next: u32,
    /// The last column up to which gaps were written in this row.
    shown: u32,
    inline: Gather,
    in_inline: bool,
    in_value: bool,
}

impl<'a> Sheet<'a> {
    /// Before the first element.
    pub fn new(styles: &'a Styles, strings: &'a Strings, from_1904: bool, draft: &'a mut Draft) -> Self {
        Self {
            styles,
            strings,
            from_1904,
            draft,
            cell: Cell::default(),
            next: 0,
            shown: 0,
            inline: Gather::default(),
            in_inline: false,
            in_value: false,
        }
    }

    /// Ends what is still open.
    pub fn finish(&mut self) {
        self.draft.end(Role::Row);
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        self.next = cell.column.saturating_add(1);
        let look = self.styles.look(cell.style);
        let inline = self.inline.finish();
        let string = match cell.kind.as_str() {
            "s" => cell.value.trim().parse().ok().and_then(|number| self.strings.get(number)),
            "inlineStr" => Some(inline.as_slice()),
            _ => None,
        };
        let text = match cell.kind.as_str() {
            "s" | "inlineStr" => String::new(),
            "str" | "e" => cell.value.replace(['\t', '\n', '\r'], " "),
            "b" => if cell.value.trim() == "0" { "FALSE" } else { "TRUE" }.to_owned(),
            "d" => cell.value,
            _ => self.number(&cell),
        };
        if string.is_none() && text.is_empty() {
            return;
        }
        for _ in 0..cell.column.saturating_sub(self.shown).min(GAP) {
            self.draft.gap('\t');
        }
        self.shown = cell.column;
        match string {
            Some(string) => strings::write(string, &look, self.draft),
            None => self.draft.push(&text, &look),
        }
    }

    fn number(&self, cell: &Cell) -> String {
        let value = cell.value.trim();
        let number =
            value.parse::<f64>().map(|number| self.styles.number(cell.style, number, self.from_1904));
        number.unwrap_or_else(|_| value.to_owned())
    }
}

impl Visitor for Sheet<'_> {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            _ if self.in_inline => self.inline.open(name, attributes),
            "row" => (self.next, self.shown) = (0, 0),
            "c" => {
                self.cell = Cell {
                    kind: attributes.get("t").unwrap_or_default(),
                    style: attributes.number("s").unwrap_or(0),
                    column: attributes.get("r").and_then(|place| column(&place)).unwrap_or(self.next),
                    value: String::new(),
                };
            }
            "v" => self.in_value = true,
            "is" => self.in_inline = true,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "is" => self.in_inline = false,
            _ if self.in_inline => self.inline.close(name),
            "v" => self.in_value = false,
            "c" => self.end_cell(),
            "row" => self.draft.end(Role::Row),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_inline {
            self.inline.text(text);
        } else if self.in_value {
            self.cell.value.push_str(text);
        }
    }

    fn is_done(&self) -> bool {
        self.draft.is_full()
    }
}

/// The column of a place, from 0: 27 of `AB12`.
fn column(place: &str) -> Option<u32> {
    let letters = place.bytes().take(4).take_while(u8::is_ascii_alphabetic);
    let number =
        letters.fold(0_u32, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_columns() {
        assert_eq!(column("A1"), Some(0));
        assert_eq!(column("AB12"), Some(27));
        assert_eq!(column("XFD1048576"), Some(16_383));
        assert_eq!(column("12"), None);
    }
}
