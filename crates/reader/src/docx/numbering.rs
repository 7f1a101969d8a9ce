//! Lists: what a paragraph's label is.

use std::collections::HashMap;

use crate::numbering::{Counters, LEVELS, Level, Numerals, Part};
use crate::xml::{Attributes, Visitor};

/// A list as paragraphs name it.
#[derive(Clone, Debug, Default)]
struct List {
    definition: String,
    starts: HashMap<usize, u32>,
}

/// The lists of a document and how far each was counted.
#[derive(Default)]
pub struct Lists {
    definitions: HashMap<String, Vec<Level>>,
    lists: HashMap<String, List>,
    counters: Counters,
    numbers: HashMap<String, u32>,
    open: Open,
}

/// Where in the part the reading is.
#[derive(Default)]
struct Open {
    definition: Option<String>,
    list: Option<String>,
    level: usize,
}

impl Lists {
    /// The label of the next paragraph of a list, and its font where it has one of its own.
    pub fn label(&mut self, list: &str, level: usize) -> Option<(String, Option<String>)> {
        let level = level.min(LEVELS - 1);
        let found = self.lists.get(list)?;
        let mut levels = self.definitions.get(&found.definition)?.clone();
        for (place, start) in &found.starts {
            levels.get_mut(*place)?.start = *start;
        }
        // Lists of one definition go on counting together, unless one begins anew.
        let counted =
            if found.starts.is_empty() { format!("d{}", found.definition) } else { format!("l{list}") };
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(counted).or_insert(next);
        let label = self.counters.label(number, &levels, level);
        let font = levels.get(level)?.font.clone();
        Some((label, font)).filter(|(label, _)| !label.is_empty())
    }

    fn level(&mut self) -> Option<&mut Level> {
        self.definitions.get_mut(self.open.definition.as_ref()?)?.get_mut(self.open.level)
    }
}

impl Visitor for Lists {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        let value = || attributes.get("val");
        match name {
            "abstractNum" => {
                let id = attributes.get("abstractNumId").unwrap_or_default();
                self.definitions.insert(id.clone(), vec![Level::default(); LEVELS]);
                self.open.definition = Some(id);
            }
            "num" => {
                let id = attributes.get("numId").unwrap_or_default();
                self.lists.insert(id.clone(), List::default());
                self.open.list = Some(id);
            }
            "lvl" | "lvlOverride" => self.open.level = attributes.number("ilvl").unwrap_or(0),
            "abstractNumId" => {
                let list = self.open.list.as_ref().and_then(|id| self.lists.get_mut(id));
                list.into_iter().for_each(|list| list.definition = value().unwrap_or_default());
            }
            "startOverride" => {
                let level = self.open.level;
                let list = self.open.list.as_ref().and_then(|id| self.lists.get_mut(id));
                if let Some((list, start)) = list.zip(attributes.number("val")) {
                    list.starts.insert(level, start);
                }
            }
            _ => self.property(name, attributes),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "abstractNum" => self.open.definition = None,
            "num" => self.open.list = None,
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

impl Lists {
    fn property(&mut self, name: &str, attributes: &Attributes<'_>) {
        let Some(level) = self.level() else { return };
        let value = attributes.get("val").unwrap_or_default();
        match name {
            "start" => level.start = value.parse().unwrap_or(1),
            "numFmt" => level.numerals = numerals(&value),
            "lvlText" => level.label = parts(&value),
            "rFonts" => level.font = attributes.get("hAnsi").or_else(|| attributes.get("ascii")),
            _ => {}
        }
    }
}

fn numerals(name: &str) -> Numerals {
    match name {
        "upperRoman" => Numerals::UpperRoman,
        "lowerRoman" => Numerals::LowerRoman,
        "upperLetter" => Numerals::UpperLetter,
        "lowerLetter" => Numerals::LowerLetter,
        "decimalZero" => Numerals::Padded,
        "bullet" | "none" => Numerals::None,
        _ => Numerals::Arabic,
    }
}

/// A label: `%1` stands for the number of the first level.
fn parts(template: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut pieces = template.split('%');
    parts.extend(pieces.next().filter(|text| !text.is_empty()).map(|text| Part::Text(text.to_owned())));
    for piece in pieces {
        let digit = piece.chars().next().and_then(|c| c.to_digit(10)).filter(|digit| *digit > 0);
        match digit {
            Some(digit) => {
                parts.push(Part::Number(digit as usize - 1));
                parts.push(Part::Text(piece[1..].to_owned()));
            }
            None => parts.push(Part::Text(format!("%{piece}"))),
        }
    }
    parts
}
