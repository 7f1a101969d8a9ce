//! A part of the text, character by character: paragraphs, cells, fields, labels.

use super::formats::Formats;
use super::lists::Lists;
use super::styles::{Character, Styles};
use crate::Role;
use crate::compound::Bytes;
use crate::draft::{Draft, Look};

/// What a paragraph is by its properties.
#[derive(Clone, Copy, Default)]
struct Paragraph {
    style: u16,
    is_in_table: bool,
    ends_row: bool,
    list: Option<u16>,
    level: u8,
}

/// Reads one part of the text into a draft.
pub struct Story<'a> {
    formats: &'a Formats,
    styles: &'a Styles,
    lists: &'a mut Lists,
    /// The role of all paragraphs, where it is not told by their own properties.
    role: Option<Role>,
    character_run: Option<usize>,
    paragraph_run: Option<usize>,
    paragraph: Paragraph,
    character: Character,
    look: Look,
    /// For each open field, whether its result has begun.
    fields: Vec<bool>,
    is_in_row: bool,
    is_begun: bool,
}

/// Fields within fields that are followed.
const FIELDS: usize = 64;

impl<'a> Story<'a> {
    /// A part at its beginning.
    pub fn new(formats: &'a Formats, styles: &'a Styles, lists: &'a mut Lists, role: Option<Role>) -> Self {
        Self {
            formats,
            styles,
            lists,
            role,
            character_run: None,
            paragraph_run: None,
            paragraph: Paragraph::default(),
            character: styles.looks(0),
            look: styles.look(&styles.looks(0)),
            fields: Vec::new(),
            is_in_row: false,
            is_begun: false,
        }
    }

    /// Takes the next character, which stands at a place of the main stream.
    pub fn take(&mut self, c: char, place: usize, draft: &mut Draft) {
        self.follow(place);
        match c {
            '\r' => self.end_paragraph(draft),
            '\u{7}' => self.end_cell(draft),
            '\u{C}' => self.break_page(draft),
            '\u{13}' if self.fields.len() < FIELDS => self.fields.push(false),
            '\u{14}' => {
                if let Some(field) = self.fields.last_mut() {
                    *field = true;
                }
            }
            '\u{15}' => drop(self.fields.pop()),
            _ if self.character.is_gone || self.fields.contains(&false) => {}
            '(' if self.character.symbol.is_some() => self.symbol(draft),
            '\u{B}' | '\u{E}' => draft.gap(' '),
            '\u{1E}' => self.show('-', draft),
            '\u{1F}' => self.show('\u{AD}', draft),
            '\t' if self.paragraph.is_in_table => self.show(' ', draft),
            '\t' => self.show('\t', draft),
            '\0'..='\u{1F}' => {}
            _ => self.show(c, draft),
        }
    }

    /// Ends what is still open.
    pub fn finish(mut self, draft: &mut Draft) {
        self.close(draft);
    }

    /// Brings the properties up to a place.
    fn follow(&mut self, place: usize) {
        let paragraph = self.formats.paragraph(place, self.paragraph_run);
        let character = self.formats.character(place, self.character_run);
        let is_moved = paragraph != self.paragraph_run;
        if is_moved {
            self.paragraph_run = paragraph;
            self.paragraph = paragraph.map(|run| self.paragraph_of(run)).unwrap_or_default();
        }
        if is_moved || character != self.character_run {
            self.character_run = character;
            self.character = self.styles.looks(self.paragraph.style);
            if let Some(run) = character {
                self.character.apply(&self.formats.of_character(run), Some(self.styles));
            }
            self.look = self.styles.look(&self.character);
        }
    }

    fn paragraph_of(&self, run: usize) -> Paragraph {
        let (style, properties) = self.formats.of_paragraph(run);
        let (list, level) = self.styles.list(style);
        let mut paragraph = Paragraph { style, list, level: level.unwrap_or(0), ..Paragraph::default() };
        for (code, operand) in properties {
            let is_on = operand.first().is_some_and(|value| *value != 0);
            match code {
                0x2416 => paragraph.is_in_table = is_on,
                0x2417 => paragraph.ends_row = is_on,
                0x460B => paragraph.list = operand.u16_at(0),
                0x260A => paragraph.level = operand.u8_at(0).unwrap_or(0),
                _ => {}
            }
        }
        paragraph
    }

    fn show(&mut self, c: char, draft: &mut Draft) {
        if self.is_in_row && !self.paragraph.is_in_table {
            self.close(draft);
        }
        if !self.is_begun && !c.is_whitespace() {
            self.begin(draft);
        }
        draft.push_char(c, &self.look);
    }

    /// Puts the label of a list before the first letter of a paragraph.
    fn begin(&mut self, draft: &mut Draft) {
        self.is_begun = true;
        let list = self.paragraph.list.filter(|list| *list != 0);
        if let Some(label) = list.and_then(|list| self.lists.label(list, self.paragraph.level)) {
            draft.push(&label, &self.look);
            draft.push(" ", &self.look);
        }
    }

    fn symbol(&mut self, draft: &mut Draft) {
        let Some((font, code)) = self.character.symbol else { return };
        let font = self.styles.font(font).unwrap_or_default();
        let look = Look { font, ..self.look.clone() };
        if let Some(sign) = char::from_u32(u32::from(code)) {
            draft.push_char(sign, &look);
        }
    }

    fn end_paragraph(&mut self, draft: &mut Draft) {
        self.is_begun = false;
        if self.paragraph.is_in_table {
            self.is_in_row = true;
            draft.gap(' ');
        } else {
            self.close(draft);
        }
    }

    fn end_cell(&mut self, draft: &mut Draft) {
        self.is_begun = false;
        if self.paragraph.ends_row {
            self.is_in_row = true;
            self.close(draft);
        } else {
            self.is_in_row = true;
            draft.gap('\t');
        }
    }

    fn break_page(&mut self, draft: &mut Draft) {
        self.close(draft);
        if self.role.is_none() {
            draft.page("");
        }
    }

    fn close(&mut self, draft: &mut Draft) {
        let by_style = match (self.is_in_row, self.styles.is_heading(self.paragraph.style)) {
            (true, _) => Role::Row,
            (_, true) => Role::Heading,
            _ => Role::Body,
        };
        draft.end(self.role.unwrap_or(by_style));
        self.is_in_row = false;
        self.is_begun = false;
    }
}
