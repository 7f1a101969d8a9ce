//! The text of a document, as it goes by.

use std::collections::HashMap;

use super::styles::Styles;
use crate::Role;
use crate::draft::{Draft, Look};
use crate::numbering::Counters;
use crate::xml::{Attributes, Visitor};

/// The most copies of one cell or row that are shown.
const COPIES: usize = 64;

/// Elements that are left out with all that is in them.
const LEFT_OUT: [&str; 8] = [
    "tracked-changes",
    "annotation",
    "note-citation",
    "forms",
    "shapes",
    "page-number",
    "sequence-decls",
    "font-face-decls",
];

/// Reads the text into a draft.
pub struct Content<'a> {
    styles: &'a Styles,
    draft: &'a mut Draft,
    looks: Vec<Look>,
    roles: Vec<Role>,
    skipped: usize,
    tables: usize,
    /// Paragraphs in which the reading is.
    paragraphs: usize,
    lists: Vec<Option<String>>,
    counters: Counters,
    numbers: HashMap<String, u32>,
    /// Whether the next paragraph is the first of its item, and has the label.
    awaits_label: bool,
    /// Whether the document is a spreadsheet: its tables are pages.
    is_sheet: bool,
    cell_copies: usize,
    /// Whether only what stands in margins is read, and whether the reading is there.
    margins: Option<bool>,
}

impl<'a> Content<'a> {
    /// Before the first element.
    pub fn new(styles: &'a Styles, draft: &'a mut Draft) -> Self {
        Self {
            styles,
            draft,
            looks: Vec::new(),
            roles: Vec::new(),
            skipped: 0,
            tables: 0,
            paragraphs: 0,
            lists: Vec::new(),
            counters: Counters::default(),
            numbers: HashMap::new(),
            awaits_label: false,
            is_sheet: false,
            cell_copies: 0,
            margins: None,
        }
    }

    /// Ends what is still open.
    pub fn end(&mut self) {
        self.draft.end(Role::Body);
    }

    /// From now on reads only headers and footers.
    pub fn only_margins(&mut self) {
        self.margins = Some(false);
        self.skipped = 0;
        self.tables = 0;
    }

    fn is_off(&self) -> bool {
        self.skipped > 0 || self.margins == Some(false)
    }

    fn look(&self) -> Look {
        self.looks.last().cloned().unwrap_or_default()
    }

    fn begin_text(&mut self, family: &str, attributes: &Attributes<'_>) {
        let outer = self.look();
        let style = attributes.get("style-name").and_then(|name| self.styles.get(family, &name));
        self.looks.push(style.map_or_else(|| outer.clone(), |style| style.within(&outer)));
        let breaks = style.is_some_and(|style| style.breaks_page);
        if breaks && self.tables == 0 && self.roles.is_empty() && self.draft.is_blank() {
            self.draft.page_unless_fresh();
        }
    }

    fn begin_paragraph(&mut self, attributes: &Attributes<'_>) {
        self.paragraphs += 1;
        self.begin_text("paragraph", attributes);
        if !std::mem::take(&mut self.awaits_label) {
            return;
        }
        let depth = self.lists.len().saturating_sub(1);
        let Some(name) = self.lists.iter().rev().flatten().next().cloned() else { return };
        let Some(levels) = self.styles.lists.get(&name) else { return };
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(name).or_insert(next);
        let label = self.counters.label(number, levels, depth);
        if !label.is_empty() {
            let look = self.look();
            self.draft.push(&label, &look);
            self.draft.push(" ", &look);
        }
    }

    fn end_paragraph(&mut self, name: &str) {
        self.looks.pop();
        self.paragraphs = self.paragraphs.saturating_sub(1);
        if self.tables > 0 {
            return self.draft.gap(' ');
        }
        let own = if name == "h" { Role::Heading } else { Role::Body };
        self.draft.end(self.roles.last().copied().unwrap_or(own));
    }

    fn begin_cell(&mut self, attributes: &Attributes<'_>) {
        self.cell_copies =
            attributes.number::<usize>("number-columns-repeated").unwrap_or(1).clamp(1, COPIES);
        let style = attributes.get("style-name").and_then(|name| self.styles.get("table-cell", &name));
        let look = style.map(|style| style.within(&Look::default()));
        self.looks.push(look.unwrap_or_default());
    }

    fn end_cell(&mut self) {
        self.looks.pop();
        let gap = if self.tables > 1 { ' ' } else { '\t' };
        for _ in 0..std::mem::replace(&mut self.cell_copies, 1).max(1) {
            self.draft.gap(gap);
        }
    }

    fn interrupt(&mut self, role: Role) {
        self.roles.push(role);
        self.draft.interrupt();
    }

    fn resume(&mut self) {
        if let Some(role) = self.roles.pop() {
            self.draft.resume(role);
        }
    }

    fn show(&mut self, text: &str) {
        let look = self.look();
        self.draft.push(text, &look);
    }

    fn begin(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "p" | "h" => self.begin_paragraph(attributes),
            "span" | "a" => self.begin_text("text", attributes),
            "s" => {
                let count = attributes.number::<usize>("c").unwrap_or(1).clamp(1, 100);
                self.show(&" ".repeat(count));
            }
            "tab" => self.show(if self.tables > 0 { " " } else { "\t" }),
            "line-break" => self.draft.gap(' '),
            "list" => {
                self.lists.push(attributes.get("style-name"));
                self.awaits_label = false;
            }
            "list-item" => self.awaits_label = true,
            "table" => {
                if self.tables == 0 && attributes.get("name").is_some() && self.is_sheet {
                    self.draft.page(&attributes.get("name").unwrap_or_default());
                }
                self.tables += 1;
            }
            "table-cell" | "covered-table-cell" => self.begin_cell(attributes),
            "page" => self.draft.page(&attributes.get("name").unwrap_or_default()),
            "note-body" | "notes" => self.interrupt(Role::Note),
            "text-box" if self.paragraphs > 0 => self.interrupt(Role::Body),
            "soft-page-break" if self.paragraphs == 0 && self.tables == 0 => self.draft.page_unless_fresh(),
            "spreadsheet" => self.is_sheet = true,
            _ => {}
        }
    }

    fn end_element(&mut self, name: &str) {
        match name {
            "p" | "h" => self.end_paragraph(name),
            "span" | "a" => drop(self.looks.pop()),
            "list" => drop(self.lists.pop()),
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" if self.tables == 1 => {
                self.draft.end(self.roles.last().copied().unwrap_or(Role::Row))
            }
            "table" => self.tables = self.tables.saturating_sub(1),
            "note-body" | "notes" => self.resume(),
            "text-box" if self.roles.last() == Some(&Role::Body) => self.resume(),
            _ => {}
        }
    }
}

impl Visitor for Content<'_> {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        if self.margins == Some(false) {
            if matches!(
                name,
                "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first"
            ) {
                self.margins = Some(true);
                self.roles.push(Role::Margin);
            }
            return;
        }
        if self.skipped > 0 || LEFT_OUT.contains(&name) {
            self.skipped += 1;
            return;
        }
        self.begin(name, attributes);
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.margins.is_some() && (name.starts_with("header") || name.starts_with("footer")) {
            if self.margins == Some(true) {
                self.draft.end(Role::Margin);
                self.roles.pop();
            }
            self.margins = Some(false);
            return;
        }
        if self.margins != Some(false) {
            self.end_element(name);
        }
    }

    fn text(&mut self, text: &str) {
        if self.paragraphs > 0 && !self.is_off() {
            let has_breaks = text.contains(['\t', '\n', '\r']);
            if has_breaks { self.show(&text.replace(['\t', '\n', '\r'], " ")) } else { self.show(text) }
        }
    }

    fn is_done(&self) -> bool {
        self.draft.is_full()
    }
}
