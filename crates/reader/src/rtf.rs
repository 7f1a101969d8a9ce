//! Rich Text Format: groups, control words, and the code pages and fonts of the letters between them.

mod tokens;
mod words;

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use vietnamese::legacy::Encoding;

use crate::draft::{Draft, Look};
use crate::fault::{Fault, concluded};
use crate::{Format, Reading, Role, limits, properties};

use tokens::{Token, Tokens};
use words::{Destination, destination, sign};

/// Reads a document in Rich Text Format.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Rtf, |draft| {
        let bytes = std::fs::read(path)?;
        let mut reader = Reader::new();
        for token in Tokens::of(&bytes) {
            reader.take(token, draft);
            if draft.is_full() {
                return Ok(());
            }
        }
        if reader.is_whole() { Ok(()) } else { Err(Fault::Damaged) }
    })
}

/// What holds within a group.
#[derive(Clone, Default)]
struct State {
    destination: Destination,
    font: i32,
    bold: bool,
    italic: bool,
    is_gone: bool,
    letters: f32,
    /// How many characters stand in for one of Unicode.
    fallback: usize,
    /// Whether this group interrupted a paragraph, and what its own are.
    aside: Option<Role>,
}

#[derive(Clone, Default)]
struct Font {
    name: Rc<str>,
    code_page: Option<u16>,
}

/// The most fonts that are kept.
const FONTS: usize = 4096;

struct Reader {
    groups: Vec<State>,
    state: State,
    /// Groups deeper than are followed.
    deeper: usize,
    /// Whether the next word may be ignored by who does not know it.
    is_optional: bool,
    fonts: HashMap<i32, Font>,
    /// The font that the table of fonts describes just now.
    described: Option<(i32, Font)>,
    font_name: Vec<u8>,
    code_pages: HashMap<u16, [char; 128]>,
    info: Vec<u8>,
    code_page: u16,
    /// Characters to skip: what stands in for a character that was read.
    skip: usize,
    high: Option<u16>,
    is_in_table: bool,
    is_in_row: bool,
    is_heading: bool,
    is_begun: bool,
}

impl Reader {
    fn new() -> Self {
        Self {
            groups: Vec::new(),
            state: State { fallback: 1, ..State::default() },
            deeper: 0,
            is_optional: false,
            fonts: HashMap::new(),
            described: None,
            code_pages: HashMap::new(),
            font_name: Vec::new(),
            info: Vec::new(),
            code_page: 1252,
            skip: 0,
            high: None,
            is_in_table: false,
            is_in_row: false,
            is_heading: false,
            is_begun: false,
        }
    }

    /// Whether all groups are closed.
    fn is_whole(&self) -> bool {
        self.is_begun && self.groups.is_empty() && self.deeper == 0
    }

    fn take(&mut self, token: Token<'_>, draft: &mut Draft) {
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(draft),
            Token::Optional => self.is_optional = true,
            Token::Word(word, number) => self.word(word, number, draft),
            Token::Byte(byte) => self.byte(byte, draft),
            Token::Sign(sign) => {
                self.skip = 0;
                self.show(sign, draft);
            }
        }
    }

    fn open(&mut self) {
        self.skip = 0;
        if self.groups.len() < limits::DEPTH {
            let inner = State { aside: None, ..self.state.clone() };
            self.groups.push(std::mem::replace(&mut self.state, inner));
            self.is_begun = true;
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self, draft: &mut Draft) {
        self.skip = 0;
        self.is_optional = false;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(outer) = self.groups.pop() else { return };
        let inner = std::mem::replace(&mut self.state, outer);
        if inner.destination == Destination::FontTable && self.state.destination == Destination::FontTable {
            self.end_font();
        }
        self.end_info(inner.destination, draft);
        if let Some(role) = inner.aside {
            draft.resume(role);
        }
    }

    fn end_info(&mut self, destination: Destination, draft: &mut Draft) {
        let text = match destination {
            Destination::Title | Destination::Author => {
                properties::decoded(&std::mem::take(&mut self.info), self.code_page)
            }
            _ => return,
        };
        let place =
            if destination == Destination::Title { &mut draft.about.title } else { &mut draft.about.author };
        place.push_str(&text);
    }

    fn word(&mut self, word: &str, number: Option<i32>, draft: &mut Draft) {
        let is_optional = std::mem::take(&mut self.is_optional);
        if word == "u" {
            return self.unicode(number.unwrap_or(0), draft);
        }
        self.skip = 0;
        if let Some(destination) = destination(word) {
            return self.enter(destination, draft);
        }
        if is_optional {
            self.state.destination = Destination::Skipped;
        }
        match self.state.destination {
            Destination::FontTable => self.font_word(word, number),
            Destination::Text => self.text_word(word, number, draft),
            _ => self.state_word(word, number),
        }
    }

    fn enter(&mut self, destination: Destination, draft: &mut Draft) {
        if self.state.destination == Destination::Skipped || self.deeper > 0 {
            return;
        }
        let role = match destination {
            Destination::Margin => Some(Role::Margin),
            Destination::Note => Some(Role::Note),
            Destination::Box => Some(Role::Body),
            _ => None,
        };
        self.state.destination = if role.is_some() { Destination::Text } else { destination };
        if let Some(role) = role.filter(|_| self.state.aside.is_none()) {
            draft.interrupt();
            self.state.aside = Some(role);
        }
    }

    fn font_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "f" => {
                self.end_font();
                self.described = Some((number.unwrap_or(0), Font::default()));
            }
            "fcharset" => {
                if let Some((_, font)) = &mut self.described {
                    font.code_page = number.and_then(words::code_page);
                }
            }
            _ => {}
        }
    }

    fn end_font(&mut self) {
        let name = std::mem::take(&mut self.font_name);
        let Some((number, mut font)) = self.described.take() else { return };
        if self.fonts.len() < FONTS {
            font.name = Rc::from(properties::decoded(&name, self.code_page).trim());
            self.fonts.entry(number).or_insert(font);
        }
    }

    fn text_word(&mut self, word: &str, number: Option<i32>, draft: &mut Draft) {
        match word {
            "par" | "sect" => self.end_paragraph(draft),
            "page" => {
                self.close_paragraph(draft);
                if !self.is_aside() {
                    draft.page("");
                }
            }
            "cell" => {
                self.is_in_row = true;
                draft.gap('\t');
            }
            "row" => {
                self.is_in_row = true;
                self.close_paragraph(draft);
            }
            "nestcell" | "nestrow" | "line" | "softline" => draft.gap(' '),
            "intbl" => self.is_in_table = true,
            "pard" => (self.is_in_table, self.is_heading) = (false, false),
            "outlinelevel" => self.is_heading = number.is_none_or(|level| level < 9),
            "tab" => self.show(if self.is_in_table { ' ' } else { '\t' }, draft),
            _ => match sign(word) {
                Some(sign) => self.show(sign, draft),
                None => self.state_word(word, number),
            },
        }
    }

    fn state_word(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match word {
            "f" | "deff" => self.state.font = number.unwrap_or(0),
            "b" => self.state.bold = is_on,
            "i" => self.state.italic = is_on,
            "fs" => self.state.letters = number.map_or(0.0, |half| half.clamp(0, 3276) as f32 / 2.0),
            "v" | "deleted" => self.state.is_gone = is_on,
            "plain" => {
                (self.state.bold, self.state.italic, self.state.is_gone) = (false, false, false);
            }
            "uc" => self.state.fallback = number.map_or(1, |count| count.clamp(0, 16) as usize),
            "ansicpg" => self.code_page = number.and_then(|page| u16::try_from(page).ok()).unwrap_or(1252),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32, draft: &mut Draft) {
        let unit = (number & 0xFFFF) as u16;
        self.skip = self.state.fallback;
        let units = match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return;
            }
            (Some(high), 0xDC00..=0xDFFF) => vec![high, unit],
            _ => vec![unit],
        };
        for c in char::decode_utf16(units).flatten() {
            self.show(c, draft);
        }
    }

    fn byte(&mut self, byte: u8, draft: &mut Draft) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        match self.state.destination {
            Destination::Text => {
                let c = self.letter(byte);
                self.show(c, draft);
            }
            Destination::FontTable if byte == b';' => self.end_font(),
            Destination::FontTable if self.font_name.len() < 200 => self.font_name.push(byte),
            Destination::Title | Destination::Author if self.info.len() < limits::ABOUT => {
                self.info.push(byte)
            }
            _ => {}
        }
    }

    /// A byte in the code page of its font; old encodings are shown as Windows-1252 shows them.
    fn letter(&mut self, byte: u8) -> char {
        if byte.is_ascii() {
            return char::from(byte);
        }
        let font = self.font();
        let is_old = font.is_some_and(|font| Encoding::of_font(&font.name).is_some());
        let page = if is_old { 1252 } else { font.and_then(|font| font.code_page).unwrap_or(self.code_page) };
        let letters = self.code_pages.entry(page).or_insert_with(|| properties::upper_half(page));
        letters[usize::from(byte & 0x7F)]
    }

    fn font(&self) -> Option<&Font> {
        self.fonts.get(&self.state.font)
    }

    fn show(&mut self, c: char, draft: &mut Draft) {
        if self.state.destination != Destination::Text || self.state.is_gone {
            return;
        }
        if self.is_in_row && !self.is_in_table && !self.is_aside() && !c.is_whitespace() {
            self.close_paragraph(draft);
        }
        let font = self.font().map(|font| Rc::clone(&font.name)).unwrap_or_default();
        let State { bold, italic, letters, .. } = self.state;
        draft.push_char(c, &Look { font, bold, italic, letters });
    }

    fn is_aside(&self) -> bool {
        self.role().is_some()
    }

    fn role(&self) -> Option<Role> {
        self.state.aside.or_else(|| self.groups.iter().rev().find_map(|group| group.aside))
    }

    fn end_paragraph(&mut self, draft: &mut Draft) {
        if self.is_in_table && !self.is_aside() {
            self.is_in_row = true;
            draft.gap(' ');
        } else {
            self.close_paragraph(draft);
        }
    }

    fn close_paragraph(&mut self, draft: &mut Draft) {
        if let Some(role) = self.role() {
            return draft.end(role);
        }
        let role = match (self.is_in_row, self.is_heading) {
            (true, _) => Role::Row,
            (_, true) => Role::Heading,
            _ => Role::Body,
        };
        draft.end(role);
        self.is_in_row = false;
    }
}
