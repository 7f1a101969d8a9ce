//! Strings that cells name, with the fonts of their stretches.

use std::rc::Rc;

use crate::draft::{Draft, Look};
use crate::xml::{Attributes, Visitor};

/// A stretch of text, and its look where it has one of its own.
type Stretch = (String, Option<Look>);

/// Gathers one string out of its elements.
#[derive(Default)]
pub struct Gather {
    stretches: Vec<Stretch>,
    look: Option<Look>,
    in_text: bool,
    in_reading: bool,
}

impl Gather {
    /// An element within the string begins.
    pub fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "r" => self.look = None,
            "rPr" => self.look = Some(Look::default()),
            "t" => self.in_text = true,
            "rPh" => self.in_reading = true,
            _ => {
                if let Some(look) = &mut self.look {
                    match name {
                        "rFont" => look.font = attributes.get("val").map(Rc::from).unwrap_or_default(),
                        "b" => look.bold = attributes.is_on(),
                        "i" => look.italic = attributes.is_on(),
                        "sz" => look.letters = attributes.number("val").unwrap_or(0.0),
                        _ => {}
                    }
                }
            }
        }
    }

    /// An element within the string ends.
    pub fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "rPh" => self.in_reading = false,
            _ => {}
        }
    }

    /// Text within the string.
    pub fn text(&mut self, text: &str) {
        if self.in_text && !self.in_reading {
            self.stretches.push((text.replace(['\t', '\n', '\r'], " "), self.look.clone()));
        }
    }

    /// The string.
    pub fn finish(&mut self) -> Vec<Stretch> {
        let stretches = std::mem::take(&mut self.stretches);
        *self = Self::default();
        stretches
    }
}

/// Writes a string into a draft; its stretches without a look are in the cell's.
pub fn write(string: &[Stretch], cell: &Look, draft: &mut Draft) {
    for (text, look) in string {
        draft.push(text, look.as_ref().unwrap_or(cell));
    }
}

/// All strings that cells name.
#[derive(Default)]
pub struct Strings {
    all: Vec<Vec<Stretch>>,
    open: Gather,
}

/// The most strings that are kept.
const MOST: usize = 1_000_000;

impl Strings {
    /// A string by its number.
    pub fn get(&self, number: usize) -> Option<&[Stretch]> {
        self.all.get(number).map(Vec::as_slice)
    }
}

impl Visitor for Strings {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.open.open(name, attributes);
    }

    fn close(&mut self, name: &str) {
        self.open.close(name);
        if name == "si" {
            let string = self.open.finish();
            self.all.push(string);
        }
    }

    fn text(&mut self, text: &str) {
        self.open.text(text);
    }

    fn is_done(&self) -> bool {
        self.all.len() >= MOST
    }
}
