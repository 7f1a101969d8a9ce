//! Excel, packed XML: sheets row by row, as they go by.

mod sheet;
mod strings;
mod styles;

use std::path::Path;

use crate::draft::Draft;
use crate::fault::{Fault, concluded};
use crate::package::Package;
use crate::pptx::Shapes;
use crate::xml::{Attributes, Visitor, walk};
use crate::{Format, Reading, Role, ooxml};

use sheet::Sheet;
use strings::Strings;
use styles::Styles;

/// Reads a workbook of Excel.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Xlsx, |draft| {
        let mut package = Package::open(path)?;
        ooxml::about(&mut package, draft);
        workbook(&mut package, draft)
    })
}

fn workbook(package: &mut Package, draft: &mut Draft) -> Result<(), Fault> {
    let main = ooxml::main_part(package, "xl/workbook.xml");
    let relations = ooxml::relations(package, &main)?;
    let mut book = Book::default();
    walk(package.part(&main)?.ok_or(Fault::Damaged)?, &mut book)?;
    let mut styles = Styles::default();
    let mut strings = Strings::default();
    for relation in relations.values() {
        match relation.kind.as_str() {
            "styles" => visit(package, &relation.target, &mut styles)?,
            "sharedStrings" => visit(package, &relation.target, &mut strings)?,
            _ => {}
        }
    }
    for (name, id) in &book.sheets {
        draft.page(name);
        let Some(relation) = relations.get(id).filter(|relation| relation.kind == "worksheet") else {
            continue;
        };
        let mut sheet = Sheet::new(&styles, &strings, book.from_1904, draft);
        visit(package, &relation.target, &mut sheet)?;
        sheet.finish();
        boxes(package, &relation.target, draft)?;
        if draft.is_full() {
            return Ok(());
        }
    }
    if book.sheets.is_empty() { Err(Fault::Damaged) } else { Ok(()) }
}

/// The text boxes that are drawn on a sheet.
fn boxes(package: &mut Package, sheet: &str, draft: &mut Draft) -> Result<(), Fault> {
    let relations = ooxml::relations(package, sheet).unwrap_or_default();
    for drawing in relations.into_values().filter(|relation| relation.kind == "drawing") {
        visit(package, &drawing.target, &mut Shapes::new(Role::Body, draft))?;
    }
    Ok(())
}

fn visit(package: &mut Package, part: &str, visitor: &mut impl Visitor) -> Result<(), Fault> {
    match package.part(part)? {
        Some(part) => walk(part, visitor),
        None => Ok(()),
    }
}

#[derive(Default)]
struct Book {
    /// The sheets by name and relation, in their order.
    sheets: Vec<(String, String)>,
    from_1904: bool,
}

impl Visitor for Book {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "sheet" => {
                let id = attributes.get("id").unwrap_or_default();
                self.sheets.push((attributes.get("name").unwrap_or_default(), id));
            }
            "workbookPr" => {
                self.from_1904 = matches!(attributes.get("date1904").as_deref(), Some("1" | "true"));
            }
            _ => {}
        }
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}
