//! An official document as values (Nghị định 30/2020/NĐ-CP, Phụ lục I): what both writers, DOCX and PDF, are given.

use jiff::civil::Date;

pub use crate::chart::Chart;
use crate::measures::Lie;

/// An official document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The body above the issuer (ô 2); empty where there is none.
    pub parent: String,
    /// Who issues it (ô 2).
    pub issuer: String,
    /// Its number in its series (ô 3); none as long as it has none.
    pub number: Option<i64>,
    /// Kind and issuer in short form, such as `BC-BBT` (ô 3).
    pub symbol: String,
    /// Where it is signed (ô 4).
    pub place: String,
    /// When it is signed (ô 4); none as long as it is not.
    pub day: Option<Date>,
    /// What it is (ô 5a, 5b).
    pub head: Head,
    /// To whom it is sent (ô 9a); may be nobody.
    pub to: Vec<String>,
    /// What it says (ô 6).
    pub body: Vec<Block>,
    /// Who signs (ô 7).
    pub signature: Signature,
    /// Who gets a copy (ô 9b).
    pub copies: Copies,
    /// What is attached.
    pub annexes: Vec<Annex>,
    /// What it says of itself under its number: that it is a draft, or was taken back.
    pub stamp: Option<String>,
}

/// What a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// A kind with a name: `BÁO CÁO`, and what it is about.
    Titled {
        /// The kind.
        kind: String,
        /// What it is about.
        about: String,
    },
    /// An official letter (công văn), which has no kind; `V/v` is put before what it is about.
    Letter {
        /// What it is about.
        about: String,
    },
}

/// A piece of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of the first or the second order, written with its number.
    Heading {
        /// 1 or 2.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// Points one under the other.
    Points(Mark, Vec<String>),
    /// A table.
    Table(Table),
    /// A bar chart.
    Chart(Chart),
}

impl Block {
    /// A heading of the first order.
    pub fn part(text: impl Into<String>) -> Self {
        Self::Heading { level: 1, text: text.into() }
    }

    /// A heading of the second order.
    pub fn chapter(text: impl Into<String>) -> Self {
        Self::Heading { level: 2, text: text.into() }
    }
}

/// What stands before a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `-`
    Dash,
    /// `1.`
    Number,
    /// `a)`
    Letter,
}

/// How a column stands in its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Ordinals and days.
    Middle,
    /// Figures.
    Right,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// How its cells stand.
    pub side: Side,
}

impl Column {
    /// A column of words.
    pub fn words(head: &str) -> Self {
        Self { head: head.to_owned(), side: Side::Left }
    }

    /// A column of figures.
    pub fn figures(head: &str) -> Self {
        Self { head: head.to_owned(), side: Side::Right }
    }

    /// A column of ordinals or days.
    pub fn middle(head: &str) -> Self {
        Self { head: head.to_owned(), side: Side::Middle }
    }
}

/// A table of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it shows; may be empty.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as long as the columns are many; a cell may have several lines.
    pub rows: Vec<Vec<String>>,
}

/// In whose stead somebody signs (Điều 13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stead {
    /// In their own right.
    Own,
    /// `Q.`: holding the post for the time being.
    Acting,
    /// `KT.` the head named, as the deputy.
    For(String),
    /// `TL.` the head named, by order.
    ByOrder(String),
    /// `TUQ.` the head named, by authority given.
    Authorised(String),
}

/// Who signs (ô 7a, 7b).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The body on whose behalf it is signed (`TM.`); empty where it has one head.
    pub behalf: String,
    /// In whose stead.
    pub stead: Stead,
    /// The post of who signs.
    pub post: String,
    /// Their name; never a title.
    pub name: String,
}

/// Who gets a copy (ô 9b).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// One line each, without dash and semicolon.
    pub to: Vec<String>,
    /// Who keeps it beside the registry (`VT`), such as `BBT`; may be empty.
    pub kept: String,
}

/// What is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// Its title.
    pub title: String,
    /// What it says.
    pub body: Vec<Block>,
}

/// From how many columns on a table lies across its page.
const MANY: usize = 7;

impl Annex {
    /// How its pages lie: a table of many columns has the long side of the sheet (Phụ lục I, mục I.1).
    pub fn lie(&self) -> Lie {
        let has_many = |block: &Block| matches!(block, Block::Table(table) if table.columns.len() >= MANY);
        if self.body.iter().any(has_many) { Lie::Across } else { Lie::Upright }
    }
}
