//! Looks and number formats of cells.

use std::collections::HashMap;
use std::rc::Rc;

use crate::draft::Look;
use crate::numbers;
use crate::xml::{Attributes, Visitor};

/// The formats of a workbook's cells.
#[derive(Default)]
pub struct Styles {
    fonts: Vec<Look>,
    formats: HashMap<u16, String>,
    cells: Vec<(usize, u16)>,
    in_fonts: bool,
    in_cells: bool,
}

impl Styles {
    /// The look of a cell.
    pub fn look(&self, cell: usize) -> Look {
        let font = self.cells.get(cell).map_or(0, |(font, _)| *font);
        self.fonts.get(font).cloned().unwrap_or_default()
    }

    /// A number as a cell shows it.
    pub fn number(&self, cell: usize, value: f64, from_1904: bool) -> String {
        let format = self.cells.get(cell).map_or(0, |(_, format)| *format);
        let own = self.formats.get(&format).map(String::as_str);
        numbers::shown(value, own.unwrap_or_else(|| numbers::builtin(format)), from_1904)
    }
}

impl Visitor for Styles {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "fonts" => self.in_fonts = true,
            "cellXfs" => self.in_cells = true,
            "numFmt" => {
                let code = attributes.get("formatCode").unwrap_or_default();
                self.formats.extend(attributes.number("numFmtId").map(|id| (id, code)));
            }
            "xf" if self.in_cells => {
                let font = attributes.number("fontId").unwrap_or(0);
                self.cells.push((font, attributes.number("numFmtId").unwrap_or(0)));
            }
            "font" if self.in_fonts => self.fonts.push(Look::default()),
            _ if self.in_fonts => {
                let Some(font) = self.fonts.last_mut() else { return };
                match name {
                    "name" => font.font = attributes.get("val").map(Rc::from).unwrap_or_default(),
                    "b" => font.bold = attributes.is_on(),
                    "i" => font.italic = attributes.is_on(),
                    "sz" => font.letters = attributes.number("val").unwrap_or(0.0),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "fonts" => self.in_fonts = false,
            "cellXfs" => self.in_cells = false,
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}
