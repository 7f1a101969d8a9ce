//! A text as blocks of words, each word with how it is set: what two texts are compared by.

use crate::items::scan::{Piece, Tag, pieces};

/// A word, a blank or a picture, with how it is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Word {
    /// As it is read.
    pub text: String,
    /// How it is set: `strong`, `em`, `a:https://…`, in order.
    pub set: Vec<String>,
}

/// A paragraph, a heading, an entry of a list, a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Text {
    /// What it is: `p`, `h2`, `li`, `td`, …
    pub kind: String,
    /// Its words.
    pub words: Vec<Word>,
}

/// The elements that set words in a way of their own.
const SETTINGS: [&str; 14] =
    ["strong", "b", "em", "i", "u", "s", "sub", "sup", "code", "q", "abbr", "small", "ins", "del"];
/// The elements that stand for themselves.
const BLOCKS: [&str; 14] =
    ["p", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "caption", "figcaption", "dt", "dd", "pre"];

/// The blocks of clean HTML.
pub(super) fn of(html: &str) -> Vec<Text> {
    let mut reader = Reader { blocks: Vec::new(), kinds: Vec::new(), set: Vec::new() };
    for piece in pieces(html) {
        match piece {
            Piece::Open(tag) => reader.open(&tag),
            Piece::Close(name) => reader.close(name),
            Piece::Text(text) => reader.text(&text),
        }
    }
    reader.blocks.into_iter().map(trimmed).filter(|block| !block.words.is_empty()).collect()
}

struct Reader {
    blocks: Vec<Text>,
    kinds: Vec<String>,
    set: Vec<(String, String)>,
}

impl Reader {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name {
            "img" => {
                let alt = tag.attribute("alt").unwrap_or_default();
                let source = tag.attribute("src").unwrap_or_default();
                self.word(format!("[Ảnh: {alt}]"), Some(format!("img:{source}")));
            }
            "br" => self.word("↵".to_owned(), None),
            "hr" => self.begin("hr"),
            "a" => self.set.push(("a".into(), format!("a:{}", tag.attribute("href").unwrap_or_default()))),
            name if SETTINGS.contains(&name) => {
                let plain = match name {
                    "b" => "strong",
                    "i" => "em",
                    other => other,
                };
                self.set.push((name.to_owned(), plain.to_owned()));
            }
            name if BLOCKS.contains(&name) => {
                self.kinds.push(name.to_owned());
                self.begin(name);
            }
            "blockquote" => self.set.push(("blockquote".into(), "blockquote".into())),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.set.iter().rposition(|set| set.0 == name) {
            self.set.remove(at);
        }
        if BLOCKS.contains(&name) {
            if let Some(at) = self.kinds.iter().rposition(|kind| kind == name) {
                self.kinds.truncate(at);
            }
            // What follows belongs to the block around it, as a new part.
            let around = self.kinds.last().cloned().unwrap_or_else(|| "p".into());
            self.begin(&around);
        }
    }

    fn begin(&mut self, kind: &str) {
        self.blocks.push(Text { kind: kind.to_owned(), words: Vec::new() });
        if kind == "hr" {
            self.word("―――".to_owned(), None);
            self.begin("p");
        }
    }

    fn word(&mut self, text: String, more: Option<String>) {
        if self.blocks.is_empty() {
            self.begin("p");
        }
        let mut set: Vec<String> = self.set.iter().map(|set| set.1.clone()).chain(more).collect();
        set.sort();
        set.dedup();
        if let Some(block) = self.blocks.last_mut() {
            block.words.push(Word { text, set });
        }
    }

    /// Words and the blanks between them; any run of blanks is one.
    fn text(&mut self, text: &str) {
        let mut word = String::new();
        let mut blank = false;
        for c in text.chars() {
            if c.is_whitespace() {
                if !word.is_empty() {
                    self.word(std::mem::take(&mut word), None);
                }
                blank = true;
            } else {
                if std::mem::take(&mut blank) {
                    self.word(" ".to_owned(), None);
                }
                word.push(c);
            }
        }
        if !word.is_empty() {
            self.word(word, None);
        }
        if blank {
            self.word(" ".to_owned(), None);
        }
    }
}

fn trimmed(mut block: Text) -> Text {
    block.words.dedup_by(|one, other| one.text == " " && other.text == " ");
    while block.words.last().is_some_and(|word| word.text == " ") {
        block.words.pop();
    }
    if block.words.first().is_some_and(|word| word.text == " ") {
        block.words.remove(0);
    }
    block
}
