//! The text of a document, as its parts go by.

use std::rc::Rc;

use super::numbering::Lists;
use super::styles::{Properties, Styles};
use crate::Role;
use crate::draft::{Draft, Look};
use crate::xml::{Attributes, Visitor};

/// What is known of the open paragraph.
#[derive(Clone, Default)]
struct Paragraph {
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
    is_heading: bool,
    is_begun: bool,
}

/// Reads the text into a draft.
pub struct Body<'a> {
    styles: &'a Styles,
    lists: Lists,
    draft: &'a mut Draft,
    /// The role of all paragraphs of a part, where it is not told by their own properties.
    part: Option<Role>,
    paragraph: Paragraph,
    /// Paragraphs around text boxes, and how deep in tables each is.
    around: Vec<(Paragraph, usize)>,
    inherited: Properties,
    run: Properties,
    look: Look,
    tables: usize,
    /// Elements within one that is left out.
    skipped: usize,
    in_paragraph_properties: bool,
    in_run_properties: bool,
    in_text: bool,
    awaits_page: bool,
}

/// Elements that are left out with all that is in them: other forms of the same, what was there before a change.
const LEFT_OUT: [&str; 9] = [
    "Fallback",
    "moveFrom",
    "del",
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
];

impl<'a> Body<'a> {
    /// Before the first element.
    pub fn new(styles: &'a Styles, lists: Lists, draft: &'a mut Draft) -> Self {
        Self {
            styles,
            lists,
            draft,
            part: None,
            paragraph: Paragraph::default(),
            around: Vec::new(),
            inherited: Properties::default(),
            run: Properties::default(),
            look: Look::default(),
            tables: 0,
            skipped: 0,
            in_paragraph_properties: false,
            in_run_properties: false,
            in_text: false,
            awaits_page: false,
        }
    }

    /// Begins a part whose paragraphs have one role.
    pub fn begin_part(&mut self, role: Role) {
        self.draft.end(Role::Body);
        self.part = Some(role);
        self.tables = 0;
        self.skipped = 0;
    }

    fn is_aside(&self) -> bool {
        self.part.is_some() || !self.around.is_empty()
    }

    fn begin_paragraph(&mut self) {
        self.paragraph = Paragraph::default();
        self.inherited = self.styles.of_runs(None);
    }

    fn paragraph_property(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "pStyle" => {
                let style = attributes.get("val").unwrap_or_default();
                let known = self.styles.get(&style);
                self.inherited = self.styles.of_runs(known);
                self.paragraph.is_heading |= known.is_some_and(|style| style.is_heading);
                self.paragraph.style = Some(style);
            }
            "numId" => self.paragraph.list = attributes.get("val"),
            "ilvl" => self.paragraph.level = attributes.number("val"),
            "outlineLvl" => {
                self.paragraph.is_heading = attributes.number::<u8>("val").is_some_and(|level| level < 9);
            }
            _ => {}
        }
    }

    fn run_property(&mut self, name: &str, attributes: &Attributes<'_>) {
        if name == "rStyle" {
            let style = attributes.get("val").and_then(|name| self.styles.get(&name));
            if let Some(style) = style {
                self.inherited = style.run.over(&self.inherited);
            }
        }
        self.run.take(name, attributes);
    }

    fn begin_run(&mut self) {
        self.run = Properties::default();
        let style = self.paragraph.style.as_ref().and_then(|name| self.styles.get(name));
        self.inherited = self.styles.of_runs(style);
        self.settle_look();
    }

    fn settle_look(&mut self) {
        self.look = self.run.over(&self.inherited).look();
    }

    fn is_hidden(&self) -> bool {
        self.run.over(&self.inherited).is_hidden()
    }

    fn show(&mut self, text: &str) {
        if self.is_hidden() || text.is_empty() {
            return;
        }
        if !self.paragraph.is_begun && !text.trim().is_empty() {
            self.paragraph.is_begun = true;
            self.label();
        }
        self.draft.push(text, &self.look);
    }

    fn label(&mut self) {
        let style = self.paragraph.style.as_ref().and_then(|name| self.styles.get(name));
        let style = style.or_else(|| self.styles.of_paragraphs());
        let list = self.paragraph.list.clone().or_else(|| style.and_then(|style| style.list.clone()));
        let level = self.paragraph.level.or_else(|| style.and_then(|style| style.level)).unwrap_or(0);
        let Some((label, font)) = list.and_then(|list| self.lists.label(&list, level)) else { return };
        let look =
            font.map_or_else(|| self.look.clone(), |font| Look { font: Rc::from(font), ..self.look.clone() });
        self.draft.push(&label, &look);
        self.draft.push(" ", &look);
    }

    fn sign(&mut self, attributes: &Attributes<'_>) {
        let code = attributes.get("char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
        let Some(sign) = code.and_then(char::from_u32) else { return };
        let font = attributes.get("font").map(Rc::from).unwrap_or_default();
        self.look = Look { font, ..self.look.clone() };
        self.show(sign.encode_utf8(&mut [0; 4]));
        self.settle_look();
    }

    fn end_paragraph(&mut self) {
        if self.tables > 0 {
            self.draft.gap(' ');
            return;
        }
        let own = if self.paragraph.is_heading { Role::Heading } else { Role::Body };
        self.draft.end(self.part.unwrap_or(own));
        if std::mem::take(&mut self.awaits_page) {
            self.draft.page_unless_fresh();
        }
    }

    /// A page begins here: with this paragraph, or behind it where part of it stands before.
    fn break_page(&mut self) {
        if self.is_aside() || self.tables > 0 {
            return;
        }
        if self.draft.is_blank() {
            self.draft.page_unless_fresh();
        } else {
            self.awaits_page = true;
        }
    }
}

impl Visitor for Body<'_> {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        if self.skipped > 0 || LEFT_OUT.contains(&name) {
            self.skipped += 1;
            return;
        }
        match name {
            "p" => self.begin_paragraph(),
            "pPr" => self.in_paragraph_properties = true,
            "r" => self.begin_run(),
            "rPr" => self.in_run_properties = !self.in_paragraph_properties,
            _ if self.in_run_properties => self.run_property(name, attributes),
            _ if self.in_paragraph_properties => self.paragraph_property(name, attributes),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.show(if self.tables > 0 { " " } else { "\t" }),
            "br" if attributes.get("type").as_deref() == Some("page") => self.break_page(),
            "br" | "cr" => self.draft.gap(' '),
            "lastRenderedPageBreak" => self.break_page(),
            "noBreakHyphen" => self.show("-"),
            "softHyphen" => self.show("\u{AD}"),
            "sym" => self.sign(attributes),
            "tbl" => self.tables += 1,
            "txbxContent" => {
                self.draft.interrupt();
                self.around.push((std::mem::take(&mut self.paragraph), std::mem::take(&mut self.tables)));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.in_paragraph_properties = false,
            "rPr" => {
                self.in_run_properties = false;
                self.settle_look();
            }
            "t" => self.in_text = false,
            "tc" => self.draft.gap(if self.tables > 1 { ' ' } else { '\t' }),
            "tr" if self.tables == 1 => self.draft.end(self.part.unwrap_or(Role::Row)),
            "tbl" => self.tables = self.tables.saturating_sub(1),
            "txbxContent" => {
                self.draft.resume(self.part.unwrap_or(Role::Body));
                if let Some((paragraph, tables)) = self.around.pop() {
                    (self.paragraph, self.tables) = (paragraph, tables);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipped == 0 {
            if text.contains(['\n', '\t', '\r']) {
                self.show(&text.replace(['\n', '\t', '\r'], " "));
            } else {
                self.show(text);
            }
        }
    }

    fn is_done(&self) -> bool {
        self.draft.is_full()
    }
}
