//! Styles: the fonts and looks that runs inherit, from the defaults through styles to the run.

use std::collections::HashMap;
use std::rc::Rc;

use vietnamese::legacy::Encoding;

use crate::draft::Look;
use crate::xml::{Attributes, Visitor};

/// What runs may be told; what is not told is inherited.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    ascii: Option<Rc<str>>,
    other: Option<Rc<str>>,
    bold: Option<bool>,
    italic: Option<bool>,
    hidden: Option<bool>,
    letters: Option<f32>,
}

impl Properties {
    /// Takes one element of a list of properties.
    pub fn take(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "rFonts" => {
                let font = |name: &str| attributes.get(name).map(Rc::from);
                self.ascii = font("ascii").or(self.ascii.take());
                self.other = font("hAnsi").or(self.other.take());
            }
            "b" => self.bold = Some(attributes.is_on()),
            "i" => self.italic = Some(attributes.is_on()),
            "vanish" => self.hidden = Some(attributes.is_on()),
            "sz" => self.letters = attributes.number::<f32>("val").map(|half| half.clamp(0.0, 3276.0) / 2.0),
            _ => {}
        }
    }

    /// These, and where they say nothing what they inherit.
    pub fn over(&self, inherited: &Self) -> Self {
        Self {
            ascii: self.ascii.clone().or_else(|| inherited.ascii.clone()),
            other: self.other.clone().or_else(|| inherited.other.clone()),
            bold: self.bold.or(inherited.bold),
            italic: self.italic.or(inherited.italic),
            hidden: self.hidden.or(inherited.hidden),
            letters: self.letters.or(inherited.letters),
        }
    }

    /// Whether the text is not shown.
    pub fn is_hidden(&self) -> bool {
        self.hidden == Some(true)
    }

    /// How a draft shows it: by the font that tells the encoding, if one does.
    pub fn look(&self) -> Look {
        let fonts = [&self.other, &self.ascii];
        let telling = fonts.iter().copied().flatten().find(|font| Encoding::of_font(font).is_some());
        let font = telling.or(fonts.into_iter().flatten().next()).cloned().unwrap_or_default();
        Look {
            font,
            bold: self.bold == Some(true),
            italic: self.italic == Some(true),
            letters: self.letters.unwrap_or(0.0),
        }
    }
}

/// A style.
#[derive(Clone, Debug, Default)]
pub struct Style {
    parent: Option<String>,
    /// What its runs are told, inherited included once the styles are concluded.
    pub run: Properties,
    /// The list its paragraphs are in.
    pub list: Option<String>,
    /// Their level in it.
    pub level: Option<usize>,
    /// Whether its paragraphs are headings.
    pub is_heading: bool,
}

/// All styles of a document.
#[derive(Default)]
pub struct Styles {
    styles: HashMap<String, Style>,
    defaults: Properties,
    default: Option<String>,
    open: Option<(String, Style)>,
    in_run: bool,
    in_defaults: bool,
}

/// Styles upon styles that are followed.
const CHAIN: usize = 32;

impl Styles {
    /// Puts into each style what it inherits.
    pub fn conclude(&mut self) {
        let names: Vec<String> = self.styles.keys().cloned().collect();
        let concluded = names.into_iter().map(|name| {
            let style = self.inherited(&name);
            (name, style)
        });
        self.styles = concluded.collect();
    }

    fn inherited(&self, name: &str) -> Style {
        let mut style = self.styles.get(name).cloned().unwrap_or_default();
        let mut next = style.parent.clone();
        for _ in 0..CHAIN {
            let Some(parent) = next.take().and_then(|name| self.styles.get(&name)) else { break };
            style.run = style.run.over(&parent.run);
            style.list = style.list.or_else(|| parent.list.clone());
            style.level = style.level.or(parent.level);
            style.is_heading |= parent.is_heading;
            next.clone_from(&parent.parent);
        }
        style
    }

    /// A style by its name.
    pub fn get(&self, name: &str) -> Option<&Style> {
        self.styles.get(name)
    }

    /// The style of a paragraph that names none.
    pub fn of_paragraphs(&self) -> Option<&Style> {
        self.styles.get(self.default.as_deref()?)
    }

    /// What a run in a paragraph of this style inherits.
    pub fn of_runs(&self, style: Option<&Style>) -> Properties {
        let style = style.or_else(|| self.of_paragraphs());
        style.map_or_else(|| self.defaults.clone(), |style| style.run.over(&self.defaults))
    }
}

impl Visitor for Styles {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "rPrDefault" => self.in_defaults = true,
            "rPr" => self.in_run = true,
            "style" => {
                let id = attributes.get("styleId").unwrap_or_default();
                let of_paragraphs = attributes.get("type").as_deref() == Some("paragraph");
                if of_paragraphs && attributes.get("default").is_some_and(|value| value != "0") {
                    self.default = Some(id.clone());
                }
                self.open = Some((id, Style::default()));
            }
            _ if self.in_run && self.in_defaults => self.defaults.take(name, attributes),
            _ => self.property(name, attributes),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "rPrDefault" => self.in_defaults = false,
            "rPr" => self.in_run = false,
            "style" => {
                if let Some((id, style)) = self.open.take() {
                    self.styles.insert(id, style);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

impl Styles {
    fn property(&mut self, name: &str, attributes: &Attributes<'_>) {
        let Some((_, style)) = &mut self.open else { return };
        match name {
            _ if self.in_run => style.run.take(name, attributes),
            "basedOn" => style.parent = attributes.get("val"),
            "numId" => style.list = attributes.get("val"),
            "ilvl" => style.level = attributes.number("val"),
            "outlineLvl" => style.is_heading = attributes.number::<u8>("val").is_some_and(|level| level < 9),
            "name" => {
                let name = attributes.get("val").unwrap_or_default().to_lowercase();
                style.is_heading |= name.starts_with("heading ") || name == "title";
            }
            _ => {}
        }
    }
}
