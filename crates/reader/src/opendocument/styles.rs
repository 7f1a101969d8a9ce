//! Styles: the fonts and looks of paragraphs and spans, and the labels of lists.

use std::collections::HashMap;
use std::rc::Rc;

use super::lists::level;
use crate::draft::Look;
use crate::numbering::{LEVELS, Level};
use crate::xml::{Attributes, Visitor};

/// What a style tells; what it does not is inherited.
#[derive(Clone, Debug, Default)]
pub struct Style {
    parent: Option<String>,
    font: Option<Rc<str>>,
    bold: Option<bool>,
    italic: Option<bool>,
    letters: Option<f32>,
    /// Whether its paragraphs begin a page.
    pub breaks_page: bool,
}

/// All styles of a document.
#[derive(Default)]
pub struct Styles {
    styles: HashMap<(String, String), Style>,
    faces: HashMap<String, Rc<str>>,
    defaults: HashMap<String, Style>,
    /// The levels of each list style.
    pub lists: HashMap<String, Vec<Level>>,
    open: Option<((String, String), Style)>,
    default: Option<String>,
    list: Option<String>,
}

const CHAIN: usize = 32;

impl Styles {
    /// Puts the names of font faces in the place of their keys, and inherits.
    pub fn conclude(&mut self) {
        let keys: Vec<(String, String)> = self.styles.keys().cloned().collect();
        let concluded = keys.into_iter().map(|key| {
            let style = self.inherited(&key);
            (key, style)
        });
        self.styles = concluded.collect();
    }

    fn inherited(&self, key: &(String, String)) -> Style {
        let mut style = self.styles.get(key).cloned().unwrap_or_default();
        let mut next = style.parent.clone();
        for _ in 0..CHAIN {
            let parent = next.take().and_then(|name| self.styles.get(&(key.0.clone(), name)));
            let Some(parent) = parent else { break };
            style.inherit(parent);
            next.clone_from(&parent.parent);
        }
        if let Some(default) =
            self.defaults.get(&key.0).filter(|_| key.0 == "paragraph" || key.0 == "table-cell")
        {
            style.inherit(default);
        }
        style.font = style.font.map(|font| self.faces.get(&*font).cloned().unwrap_or(font));
        style
    }

    /// A style of a family by its name.
    pub fn get(&self, family: &str, name: &str) -> Option<&Style> {
        self.styles.get(&(family.to_owned(), name.to_owned()))
    }
}

impl Style {
    fn inherit(&mut self, parent: &Self) {
        self.font = self.font.take().or_else(|| parent.font.clone());
        self.bold = self.bold.or(parent.bold);
        self.italic = self.italic.or(parent.italic);
        self.letters = self.letters.or(parent.letters);
    }

    /// How text in this style looks that stands in text of another look.
    pub fn within(&self, outer: &Look) -> Look {
        Look {
            font: self.font.clone().unwrap_or_else(|| outer.font.clone()),
            bold: self.bold.unwrap_or(outer.bold),
            italic: self.italic.unwrap_or(outer.italic),
            letters: self.letters.unwrap_or(outer.letters),
        }
    }

    fn take(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "text-properties" => {
                let font = attributes.get_exact("style:font-name");
                let font = font.or_else(|| attributes.get_exact("fo:font-family"));
                self.font = font.map(Rc::from);
                let weight = attributes.get_exact("fo:font-weight");
                self.bold = weight
                    .map(|weight| weight == "bold" || weight.parse().is_ok_and(|weight: u16| weight >= 600));
                self.italic = attributes.get_exact("fo:font-style").map(|style| style == "italic");
                let size = attributes.get_exact("fo:font-size");
                self.letters = size.and_then(|size| size.strip_suffix("pt")?.parse().ok());
            }
            "paragraph-properties" => {
                self.breaks_page = attributes.get("break-before").as_deref() == Some("page");
            }
            _ => {}
        }
    }
}

impl Visitor for Styles {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        let family = || attributes.get("family").unwrap_or_default();
        match name {
            "font-face" => {
                let family = attributes.get("font-family").unwrap_or_default();
                let key = attributes.get("name").unwrap_or_default();
                self.faces.insert(key, Rc::from(family.trim_matches('\'')));
            }
            "style" => {
                let key = (family(), attributes.get("name").unwrap_or_default());
                let parent = attributes.get("parent-style-name");
                self.open = Some((key, Style { parent, ..Style::default() }));
            }
            "default-style" => self.default = Some(family()),
            "list-style" | "outline-style" => {
                let name = attributes.get("name").unwrap_or_default();
                self.lists.insert(name.clone(), vec![Level::default(); LEVELS]);
                self.list = Some(name);
            }
            "list-level-style-number" | "list-level-style-bullet" | "outline-level-style" => {
                let levels = self.list.as_ref().and_then(|name| self.lists.get_mut(name));
                if let Some((place, levels)) = attributes.number::<usize>("level").zip(levels)
                    && let Some(slot) = place.checked_sub(1).and_then(|place| levels.get_mut(place))
                {
                    *slot = level(place, attributes);
                }
            }
            _ => match (&mut self.open, &self.default) {
                (Some((_, style)), _) => style.take(name, attributes),
                (None, Some(family)) => {
                    self.defaults.entry(family.clone()).or_default().take(name, attributes)
                }
                _ => {}
            },
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "style" => self.styles.extend(self.open.take()),
            "default-style" => self.default = None,
            "list-style" | "outline-style" => self.list = None,
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}
