//! PowerPoint, packed XML: slides in their order, with what the speaker notes.

use std::path::Path;
use std::rc::Rc;

use crate::draft::{Draft, Look};
use crate::fault::{Fault, concluded};
use crate::package::Package;
use crate::xml::{Attributes, Visitor, walk};
use crate::{Format, Reading, Role, ooxml};

/// Reads a presentation of PowerPoint.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Pptx, |draft| {
        let mut package = Package::open(path)?;
        ooxml::about(&mut package, draft);
        presentation(&mut package, draft)
    })
}

fn presentation(package: &mut Package, draft: &mut Draft) -> Result<(), Fault> {
    let main = ooxml::main_part(package, "ppt/presentation.xml");
    let relations = ooxml::relations(package, &main)?;
    let mut order = Order::default();
    walk(package.part(&main)?.ok_or(Fault::Damaged)?, &mut order)?;
    for id in &order.0 {
        let Some(slide) = relations.get(id) else { continue };
        draft.page("");
        if let Some(part) = package.part(&slide.target)? {
            walk(part, &mut Shapes::new(Role::Body, draft))?;
        }
        let others = ooxml::relations(package, &slide.target).unwrap_or_default();
        for notes in others.into_values().filter(|relation| relation.kind == "notesSlide") {
            if let Some(part) = package.part(&notes.target)? {
                walk(part, &mut Shapes::new(Role::Note, draft))?;
            }
        }
        if draft.is_full() {
            break;
        }
    }
    Ok(())
}

/// The slides by their relations.
#[derive(Default)]
struct Order(Vec<String>);

impl Visitor for Order {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        if name == "sldId" {
            self.0.extend(attributes.get_exact("r:id").or_else(|| attributes.get("id")));
        }
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

/// Reads the text of shapes and tables into a draft.
pub struct Shapes<'a> {
    draft: &'a mut Draft,
    role: Role,
    look: Look,
    is_title: bool,
    tables: usize,
    /// Elements within one that is left out: numbers of slides, other forms of the same.
    skipped: usize,
    in_text: bool,
}

impl<'a> Shapes<'a> {
    /// Before the first element; `role` is that of running text.
    pub fn new(role: Role, draft: &'a mut Draft) -> Self {
        Self { draft, role, look: Look::default(), is_title: false, tables: 0, skipped: 0, in_text: false }
    }

    fn look_property(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "rPr" => {
                self.look = Look {
                    bold: matches!(attributes.get("b").as_deref(), Some("1" | "true")),
                    italic: matches!(attributes.get("i").as_deref(), Some("1" | "true")),
                    letters: attributes.number::<f32>("sz").map_or(0.0, |size| size / 100.0),
                    ..Look::default()
                }
            }
            _ => {
                // A name that begins with a plus sign stands for the theme's font.
                let face = attributes.get("typeface").filter(|face| !face.starts_with('+'));
                self.look.font = face.map(Rc::from).unwrap_or_default();
            }
        }
    }
}

impl Visitor for Shapes<'_> {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        if self.skipped > 0 || matches!(name, "fld" | "Fallback") {
            self.skipped += 1;
            return;
        }
        match name {
            "sp" => self.is_title = false,
            "ph" => self.is_title = matches!(attributes.get("type").as_deref(), Some("title" | "ctrTitle")),
            "r" => self.look = Look::default(),
            "rPr" | "latin" => self.look_property(name, attributes),
            "t" => self.in_text = true,
            "br" => self.draft.gap(' '),
            "tbl" => self.tables += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" if self.tables > 0 => self.draft.gap(' '),
            "p" => {
                let is_heading = self.is_title && self.role == Role::Body;
                self.draft.end(if is_heading { Role::Heading } else { self.role });
            }
            "tc" => self.draft.gap('\t'),
            "tr" => self.draft.end(if self.role == Role::Body { Role::Row } else { self.role }),
            "tbl" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipped == 0 {
            self.draft.push(&text.replace(['\t', '\n', '\r'], " "), &self.look);
        }
    }

    fn is_done(&self) -> bool {
        self.draft.is_full()
    }
}
