//! What a reader has found so far: runs of text by paragraph and page, before their encodings are settled.

use std::rc::Rc;

use crate::model::{About, Page, Paragraph, Reading, Role, Source, Status};
use crate::runs::{Habits, Run, Survey, paragraph};
use crate::{Format, limits};

/// How a stretch of text looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The name of its font; empty where unknown.
    pub font: Rc<str>,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is in italics.
    pub italic: bool,
    /// The size of its letters in points; 0 where unknown.
    pub letters: f32,
}

struct Piece {
    text: String,
    look: Look,
}

struct Block {
    pieces: Vec<Piece>,
    role: Role,
}

#[derive(Default)]
struct Leaf {
    name: String,
    blocks: Vec<Block>,
}

/// A document on its way to be a [`Reading`].
pub struct Draft {
    /// What the file says of itself.
    pub about: About,
    leaves: Vec<Leaf>,
    open: Vec<Piece>,
    /// The bytes of the open paragraph.
    length: usize,
    /// Paragraphs that are interrupted by what stands in them: notes, text boxes.
    interrupted: Vec<Vec<Piece>>,
    /// What interrupted the open paragraph: it follows it.
    asides: Vec<Block>,
    room: usize,
    is_cut: bool,
}

/// What a paragraph and a run cost beside their letters.
const OVERHEAD: usize = 48;

impl Draft {
    /// Nothing found yet; one page open.
    pub fn new() -> Self {
        Self {
            about: About::default(),
            leaves: vec![Leaf::default()],
            open: Vec::new(),
            length: 0,
            interrupted: Vec::new(),
            asides: Vec::new(),
            room: limits::TEXT,
            is_cut: false,
        }
    }

    /// Whether as much was found as is kept: the rest need not be read.
    pub fn is_full(&self) -> bool {
        self.room == 0
    }

    /// Notes that only the file's beginning is read.
    pub fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Adds text to the open paragraph, as far as there is room.
    pub fn push(&mut self, text: &str, look: &Look) {
        let mut rest = text;
        while !rest.is_empty() && !self.is_full() {
            if self.length >= limits::PARAGRAPH {
                self.end(Role::Body);
            }
            let (some, more) =
                rest.split_at(rest.floor_char_boundary(limits::PARAGRAPH.min(self.room).max(4)));
            self.push_some(some, look);
            rest = more;
        }
    }

    fn push_some(&mut self, text: &str, look: &Look) {
        let cost = match self.open.last_mut().filter(|piece| piece.look == *look) {
            Some(piece) => {
                piece.text.push_str(text);
                text.len()
            }
            None => {
                self.open.push(Piece { text: text.to_owned(), look: look.clone() });
                text.len() + OVERHEAD
            }
        };
        self.length += text.len();
        self.room = self.room.saturating_sub(cost);
    }

    /// Adds a character to the open paragraph.
    pub fn push_char(&mut self, c: char, look: &Look) {
        self.push(c.encode_utf8(&mut [0; 4]), look);
    }

    /// Adds a break between words or cells, in the look of what stands before it.
    pub fn gap(&mut self, gap: char) {
        let Some(last) = self.open.last_mut() else {
            if gap == '\t' {
                self.push("\t", &Look::default());
            }
            return;
        };
        last.text.push(gap);
        self.room = self.room.saturating_sub(1);
    }

    /// Whether the open paragraph has no text yet.
    pub fn is_blank(&self) -> bool {
        self.open.iter().all(|piece| piece.text.trim().is_empty())
    }

    /// Ends the open paragraph; one without text is none.
    pub fn end(&mut self, role: Role) {
        let pieces = std::mem::take(&mut self.open);
        self.length = 0;
        if pieces.iter().all(|piece| piece.text.trim().is_empty()) {
            return;
        }
        self.room = self.room.saturating_sub(OVERHEAD);
        self.asides.push(Block { pieces, role });
        if self.interrupted.is_empty() {
            // The paragraph itself, which ended last, goes before what stood in it.
            self.asides.rotate_right(1);
            self.settle();
        }
    }

    fn settle(&mut self) {
        if let Some(leaf) = self.leaves.last_mut() {
            leaf.blocks.append(&mut self.asides);
        }
    }

    /// Leaves the open paragraph for what stands in it.
    pub fn interrupt(&mut self) {
        if self.interrupted.len() < limits::DEPTH {
            self.interrupted.push(std::mem::take(&mut self.open));
        }
    }

    /// Goes on with the paragraph that was left.
    pub fn resume(&mut self, role: Role) {
        self.end(role);
        self.open = self.interrupted.pop().unwrap_or_default();
    }

    /// Begins a page; the first is there already and only takes its name.
    pub fn page(&mut self, name: &str) {
        self.end(Role::Body);
        self.settle();
        let untouched = self.leaves.len() == 1 && self.is_untouched();
        if !untouched && self.leaves.len() < limits::PAGES {
            self.leaves.push(Leaf::default());
        }
        if let Some(leaf) = self.leaves.last_mut() {
            name.clone_into(&mut leaf.name);
        }
    }

    /// Begins a page, unless nothing stands on this one yet.
    pub fn page_unless_fresh(&mut self) {
        let is_fresh = self.leaves.last().is_some_and(|leaf| leaf.blocks.is_empty());
        if !is_fresh || !self.asides.is_empty() {
            self.page("");
        }
    }

    fn is_untouched(&self) -> bool {
        self.leaves.iter().all(|leaf| leaf.blocks.is_empty() && leaf.name.is_empty())
    }

    /// The reading of it all.
    pub fn finish(mut self, format: Format) -> Reading {
        while !self.interrupted.is_empty() {
            self.resume(Role::Body);
        }
        self.end(Role::Body);
        self.settle();
        let habits = self.habits();
        let is_full = self.is_full() || self.is_cut;
        let pages: Vec<Page> =
            (1..).zip(self.leaves).map(|(number, leaf)| leaf.page(number, &habits)).collect();
        let is_empty = pages.iter().all(|page| page.paragraphs.is_empty());
        let (status, note) = match (is_empty, is_full) {
            (true, _) => (Status::Empty, "Tệp không có chữ nào."),
            (_, true) => (Status::Text, "Tệp dài quá: chỉ đọc được phần đầu."),
            _ => (Status::Text, ""),
        };
        let about = told(self.about, &habits);
        Reading { about, pages, ..Reading::without_text(Some(format), status, note) }
    }

    fn habits(&self) -> Habits {
        let mut survey = Survey::default();
        for block in self.leaves.iter().flat_map(|leaf| &leaf.blocks) {
            survey.add(&block.runs());
        }
        survey.conclude()
    }
}

impl Leaf {
    fn page(self, number: u32, habits: &Habits) -> Page {
        let paragraphs = self.blocks.into_iter().map(|block| block.paragraph(habits));
        let paragraphs = paragraphs.filter(|paragraph| !paragraph.text.is_empty()).collect();
        Page { number, name: plain(&self.name, habits), size: None, source: Source::Layer, paragraphs }
    }
}

impl Block {
    fn runs(&self) -> Vec<Run<'_>> {
        self.pieces.iter().map(|piece| Run { text: &piece.text, font: &piece.look.font }).collect()
    }

    fn paragraph(mut self, habits: &Habits) -> Paragraph {
        let letters = self.pieces.iter().map(|piece| piece.look.letters).fold(0.0, f32::max);
        let written = || self.pieces.iter().filter(|piece| !piece.text.trim().is_empty());
        let bold = written().all(|piece| piece.look.bold);
        let italic = written().all(|piece| piece.look.italic);
        if self.role != Role::Row {
            self.pieces.iter_mut().for_each(|piece| piece.text = piece.text.replace('\t', " "));
        }
        Paragraph { role: self.role, letters, bold, italic, ..paragraph(&self.runs(), habits) }
    }
}

fn told(about: About, habits: &Habits) -> About {
    About {
        title: plain(&about.title, habits),
        author: plain(&about.author, habits),
        program: plain(&about.program, habits),
        made: about.made,
    }
}

/// A few words that stand in no font: in the encoding of the document, if they read so.
fn plain(text: &str, habits: &Habits) -> String {
    let encoding = vietnamese::legacy::of_paragraph(text, habits.whole());
    let text: String = vietnamese::normalise(&encoding.decode(text)).chars().take(limits::ABOUT).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
