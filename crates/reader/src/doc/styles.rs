//! Styles and fonts: how a paragraph looks before its own properties change it.

use std::rc::Rc;

use super::fib::{Fib, Table};
use super::sprm::{self, Property};
use crate::compound::{Bytes, utf16_text, windows_text};
use crate::draft::Look;
use vietnamese::legacy::Encoding;

/// How a stretch of characters looks, with what is done to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Character {
    /// The font of ASCII, by its number.
    ascii: Option<u16>,
    /// The font of other letters.
    other: Option<u16>,
    bold: bool,
    italic: bool,
    letters: f32,
    /// Whether a revision deleted it, or it is hidden.
    pub is_gone: bool,
    /// A sign of a font of symbols: its font and its code.
    pub symbol: Option<(u16, u16)>,
}

impl Character {
    /// Applies properties over a style's look.
    pub fn apply(&mut self, properties: &[Property<'_>], styles: Option<&Styles>) {
        let base = self.clone();
        for (code, operand) in properties {
            let word = || operand.u16_at(0);
            match code {
                0x4A30 => {
                    let styled = word().and_then(|style| styles?.character(style));
                    if let Some(styled) = styled {
                        self.overlay(styled);
                    }
                }
                0x4A4F => self.ascii = word().or(self.ascii),
                0x4A51 => self.other = word().or(self.other),
                0x0835 => self.bold = switched(operand, base.bold),
                0x0836 => self.italic = switched(operand, base.italic),
                0x4A43 => self.letters = word().map_or(self.letters, |half| f32::from(half.min(3276)) / 2.0),
                0x0800 | 0x083C => self.is_gone |= switched(operand, false),
                0x6A09 => self.symbol = word().zip(operand.u16_at(2)),
                _ => {}
            }
        }
    }

    fn overlay(&mut self, style: &Self) {
        self.ascii = style.ascii.or(self.ascii);
        self.other = style.other.or(self.other);
        self.bold |= style.bold;
        self.italic |= style.italic;
        if style.letters > 0.0 {
            self.letters = style.letters;
        }
    }
}

/// A switch that may also say "as the style" and "not as the style".
fn switched(operand: &[u8], base: bool) -> bool {
    match operand.first() {
        Some(0) | None => false,
        Some(0x80) => base,
        Some(0x81) => !base,
        _ => true,
    }
}

/// A style.
#[derive(Clone, Default)]
struct Style {
    parent: usize,
    is_of_characters: bool,
    is_heading: bool,
    paragraph: Vec<u8>,
    character: Vec<u8>,
    looks: Character,
    list: (Option<u16>, Option<u8>),
}

/// The styles and fonts of a document.
#[derive(Default)]
pub struct Styles {
    styles: Vec<Style>,
    fonts: Vec<Rc<str>>,
}

impl Styles {
    /// The styles and fonts of a document.
    pub fn of(table: &[u8], fib: &Fib) -> Self {
        let fonts =
            fib.table(table, Table::Fonts).map(|bytes| fonts(bytes, fib.is_old())).unwrap_or_default();
        let mut styles = Self { styles: Vec::new(), fonts };
        if let Some(sheet) = fib.table(table, Table::Styles).filter(|_| !fib.is_old()) {
            styles.read(sheet);
        }
        styles
    }

    fn read(&mut self, sheet: &[u8]) {
        let Some(header) = sheet.u16_at(0).map(usize::from) else { return };
        let count = sheet.u16_at(2).map_or(0, usize::from).min(4096);
        let fixed = sheet.u16_at(4).map_or(10, usize::from).clamp(10, 64);
        let default = Character { ascii: sheet.u16_at(14), other: sheet.u16_at(18), ..Character::default() };
        let mut place = 2 + header;
        for _ in 0..count {
            let Some(length) = sheet.u16_at(place).map(usize::from) else { break };
            let bytes = sheet.slice(place + 2, length).unwrap_or_default();
            self.styles.push(style(bytes, fixed).unwrap_or_default());
            place += 2 + length;
        }
        for number in 0..self.styles.len() {
            let (looks, list) = self.resolved(number, &default);
            self.styles[number].looks = looks;
            self.styles[number].list = list;
        }
    }

    /// What a style is with all that it is based on; a circle of styles ends where it began.
    fn resolved(&self, number: usize, default: &Character) -> (Character, (Option<u16>, Option<u8>)) {
        let mut chain = Vec::new();
        let mut next = number;
        while let Some(style) = self.styles.get(next).filter(|_| chain.len() < 32) {
            chain.push(style);
            next = style.parent;
        }
        let own = chain.first().is_some_and(|style| style.is_of_characters);
        let mut looks = if own { Character::default() } else { default.clone() };
        let mut list = (None, None);
        for style in chain.into_iter().rev() {
            looks.apply(&sprm::each(&style.character).collect::<Vec<_>>(), None);
            for (code, operand) in sprm::each(&style.paragraph) {
                match code {
                    0x460B => list.0 = operand.u16_at(0),
                    0x260A => list.1 = operand.u8_at(0),
                    _ => {}
                }
            }
        }
        (looks, list)
    }

    /// How the characters of a paragraph style look.
    pub fn looks(&self, style: u16) -> Character {
        self.styles.get(usize::from(style)).map(|style| style.looks.clone()).unwrap_or_default()
    }

    fn character(&self, style: u16) -> Option<&Character> {
        self.styles.get(usize::from(style)).filter(|style| style.is_of_characters).map(|style| &style.looks)
    }

    /// The list that a paragraph style is in, and its level.
    pub fn list(&self, style: u16) -> (Option<u16>, Option<u8>) {
        self.styles.get(usize::from(style)).map(|style| style.list).unwrap_or_default()
    }

    /// Whether a paragraph style is one of the headings.
    pub fn is_heading(&self, style: u16) -> bool {
        self.styles.get(usize::from(style)).is_some_and(|style| style.is_heading)
    }

    /// The name of a font.
    pub fn font(&self, number: u16) -> Option<Rc<str>> {
        self.fonts.get(usize::from(number)).cloned()
    }

    /// How a draft shows characters: by the font that tells their encoding, if one does.
    pub fn look(&self, character: &Character) -> Look {
        let fonts =
            [character.other, character.ascii].map(|number| number.and_then(|number| self.font(number)));
        let telling = fonts.iter().flatten().find(|font| Encoding::of_font(font).is_some());
        let font = telling.or(fonts.iter().flatten().next()).cloned().unwrap_or_default();
        Look { font, bold: character.bold, italic: character.italic, letters: character.letters }
    }
}

fn style(bytes: &[u8], fixed: usize) -> Option<Style> {
    let kind = bytes.u16_at(2)?;
    let sets = bytes.u16_at(4)? & 0xF;
    let is_of_characters = kind & 0xF == 2;
    let builtin = bytes.u16_at(0)? & 0xFFF;
    let mut style = Style {
        parent: usize::from(kind >> 4),
        is_of_characters,
        is_heading: (1..=9).contains(&builtin) || builtin == 62,
        ..Style::default()
    };
    let name = usize::from(bytes.u16_at(fixed)?);
    let mut place = fixed + 2 + name * 2 + 2;
    for number in 0..sets.min(2) {
        let length = usize::from(bytes.u16_at(place)?);
        let set = bytes.slice(place + 2, length)?;
        match (is_of_characters, number) {
            (true, 0) | (false, 1) => style.character = set.to_vec(),
            (false, 0) => style.paragraph = set.get(2..).unwrap_or_default().to_vec(),
            _ => {}
        }
        place += 2 + length + length % 2;
    }
    Some(style)
}

fn fonts(bytes: &[u8], is_old: bool) -> Vec<Rc<str>> {
    let mut fonts = Vec::new();
    // Word 97 counts the fonts, Word 95 only their bytes.
    let mut place = if is_old { 2 } else { 4 };
    while let Some(length) = bytes.u8_at(place).map(usize::from).filter(|length| *length > 0) {
        let Some(font) = bytes.slice(place + 1, length) else { break };
        let name = if is_old {
            windows_text(font.get(5..).unwrap_or_default())
        } else {
            utf16_text(font.get(39..).unwrap_or_default())
        };
        fonts.push(Rc::from(name.split('\0').next().unwrap_or_default()));
        place += 1 + length;
    }
    fonts
}
