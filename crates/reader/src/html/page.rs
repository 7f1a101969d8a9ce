//! What follows the tags of a page.

use std::cell::RefCell;
use std::rc::Rc;

use html5ever::Attribute;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use crate::draft::{Draft, Look};
use crate::{Role, limits};

/// Elements that begin and end lines.
const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "ul",
];

/// Reads a page into a draft.
pub struct Page(RefCell<State>);

struct State {
    draft: Draft,
    /// Elements that change the look, with the look outside them.
    looks: Vec<(String, Look)>,
    look: Look,
    /// How deep the reading is in tables.
    tables: usize,
    in_row: bool,
    has_cell: bool,
    is_heading: bool,
    in_title: bool,
    /// The element whose text is no text of the page.
    silent: Option<&'static str>,
}

impl Page {
    /// Before the first tag.
    pub fn new(draft: Draft) -> Self {
        Self(RefCell::new(State {
            draft,
            looks: Vec::new(),
            look: Look::default(),
            tables: 0,
            in_row: false,
            has_cell: false,
            is_heading: false,
            in_title: false,
            silent: None,
        }))
    }

    /// The draft.
    pub fn finish(self) -> Draft {
        let mut state = self.0.into_inner();
        state.end_block();
        state.draft
    }
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.open(&tag),
            Token::TagToken(tag) => state.close(&tag),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn open(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        match name {
            "script" => return self.silence("script", RawKind::ScriptData),
            "style" => return self.silence("style", RawKind::Rawtext),
            "textarea" => return self.silence("textarea", RawKind::Rcdata),
            "iframe" | "noembed" | "noframes" => return self.silence("iframe", RawKind::Rawtext),
            "title" => {
                self.in_title = true;
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "br" => self.line(),
            "table" => {
                if self.tables == 0 {
                    self.end_block();
                }
                self.tables += 1;
            }
            "tr" if self.tables == 1 => {
                self.end_block();
                self.in_row = true;
                self.has_cell = false;
            }
            "td" | "th" if self.tables == 1 => {
                self.in_row = true;
                if std::mem::replace(&mut self.has_cell, true) {
                    self.draft.gap('\t');
                }
            }
            _ if BLOCKS.contains(&name) => {
                self.line();
                self.is_heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
            }
            _ => {}
        }
        self.style(tag);
        TokenSinkResult::Continue
    }

    fn silence(&mut self, name: &'static str, kind: RawKind) -> TokenSinkResult<()> {
        self.silent = Some(name);
        TokenSinkResult::RawData(kind)
    }

    fn close(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if self.silent.is_some() {
            self.silent = None;
        }
        match name {
            "title" => self.in_title = false,
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.end_block();
                }
            }
            "tr" if self.tables == 1 => self.end_block(),
            _ if BLOCKS.contains(&name) => {
                self.line();
                self.is_heading = false;
            }
            _ => {}
        }
        if let Some(place) = self.looks.iter().rposition(|(known, _)| known == name) {
            let (_, outer) = self.looks.swap_remove(place);
            self.looks.truncate(place);
            self.look = outer;
        }
    }

    /// The look of an element that has one of its own.
    fn style(&mut self, tag: &Tag) {
        let mut look = self.look.clone();
        match &*tag.name {
            "b" | "strong" | "h1" | "h2" | "h3" | "th" => look.bold = true,
            "i" | "em" => look.italic = true,
            _ => {}
        }
        for Attribute { name, value } in &tag.attrs {
            match &*name.local {
                "face" => look.font = family(value),
                "style" => restyle(&mut look, value),
                _ => {}
            }
        }
        if look != self.look && !tag.self_closing && self.looks.len() < limits::DEPTH {
            let outer = std::mem::replace(&mut self.look, look);
            self.looks.push((tag.name.to_string(), outer));
        }
    }

    /// A line ends: within a row, only a word.
    fn line(&mut self) {
        if self.in_row { self.draft.gap(' ') } else { self.end_block() }
    }

    fn end_block(&mut self) {
        let role = match (self.in_row, self.is_heading) {
            (true, _) => Role::Row,
            (_, true) => Role::Heading,
            _ => Role::Body,
        };
        self.draft.end(role);
        self.in_row = false;
    }

    fn text(&mut self, text: &str) {
        if self.silent.is_some() {
            return;
        }
        let text = text.replace(['\t', '\n', '\r', '\u{C}'], " ");
        if self.in_title {
            if self.draft.about.title.len() < limits::ABOUT * 4 {
                self.draft.about.title.push_str(&text);
            }
        } else if !text.trim().is_empty() || !self.draft.is_blank() {
            self.draft.push(&text, &self.look);
        }
    }
}

/// The first of a list of fonts.
fn family(list: &str) -> Rc<str> {
    Rc::from(list.split(',').next().unwrap_or_default().trim().trim_matches(['"', '\'']).trim())
}

fn restyle(look: &mut Look, style: &str) {
    for (name, value) in style.split(';').take(64).filter_map(|rule| rule.split_once(':')) {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "font-family" | "mso-ascii-font-family" => look.font = family(value),
            "font-weight" => {
                look.bold = value == "bold" || value.parse().is_ok_and(|weight: u16| weight >= 600)
            }
            "font-style" => look.italic = value == "italic",
            _ => {}
        }
    }
}
