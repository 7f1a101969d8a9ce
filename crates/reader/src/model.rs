//! A reading: what was found in a file, page by page, with where it stood and how sure it is.

use serde::{Deserialize, Serialize};
use vietnamese::legacy::Encoding;

use crate::Format;

/// What a file says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What it is; none where no reader knows it.
    pub format: Option<Format>,
    /// How far it could be read.
    pub status: Status,
    /// Why it is so, as a Vietnamese sentence for the person who brought it; empty where all was read.
    pub note: String,
    /// What the file says of itself.
    pub about: About,
    /// Its pages, sheets, slides; a text without pages is one page. A page without text stands here too.
    pub pages: Vec<Page>,
    /// The digital signatures in it.
    pub signatures: Vec<Signature>,
}

/// How far a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All of its pages have text, or nothing on them that could be text.
    Text,
    /// Pages of it are pictures: they need recognising ([`Source::Picture`] says which).
    NeedsRecognition,
    /// It is whole, and there is nothing to read in it.
    Empty,
    /// Only who has the password can read it.
    Locked,
    /// It is broken, or cut off.
    Damaged,
    /// It unpacks to more than a file people write would.
    TooLarge,
    /// It is nothing that is read: another kind, an error page under a document's name.
    Foreign,
}

/// What a file says of itself; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// The program that made it.
    pub program: String,
    /// When it was made, as the file writes it (ISO 8601 where it could be read).
    pub made: String,
}

/// A page, sheet, slide, or the whole of a text without pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// From 1, as a viewer counts.
    pub number: u32,
    /// What it is called, where it has a name: a sheet's.
    pub name: String,
    /// Width and height in points (1/72 inch) as it is shown, rotation applied; none where it has no size.
    pub size: Option<(f32, f32)>,
    /// Where its text comes from.
    pub source: Source,
    /// Its text in the order people read it.
    pub paragraphs: Vec<Paragraph>,
}

/// Where a page's text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// It is written in the file.
    Layer,
    /// The page is a picture and nobody has recognised its letters yet.
    Picture,
    /// Recognised from a picture.
    Recognised,
}

/// A paragraph, a line of a heading, a row of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its text in Unicode, composed (NFC), on one line; the cells of a row stand apart by tabs.
    pub text: String,
    /// What it is to the page.
    pub role: Role,
    /// What it was written in.
    pub encoding: Written,
    /// Where it stands on the page; none in formats without places.
    pub area: Option<Area>,
    /// The size of its letters in points; 0 where unknown.
    pub letters: f32,
    /// Whether all of it is bold.
    pub bold: bool,
    /// Whether all of it is in italics.
    pub italic: bool,
    /// How sure the recogniser was of it, from 0 to 100; none where it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}

/// What a paragraph was written in, and whether that is sure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The encoding it was read in.
    #[serde(with = "encoding_name")]
    pub encoding: Encoding,
    /// Its text as the file has it, where that is another than the one read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Another reading that could be right, where a person should choose: shown side by side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

/// What a paragraph is to its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Running text.
    #[default]
    Body,
    /// A heading by its style.
    Heading,
    /// A row of a table; cells apart by tabs.
    Row,
    /// A header, a footer, a page number: not part of the running text.
    Margin,
    /// A footnote or an endnote.
    Note,
}

/// A rectangle in points from the page's upper left corner, as the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Its left edge.
    pub left: f32,
    /// Its upper edge.
    pub top: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

/// A digital signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Whom the certificate names.
    pub signer: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// When it was signed, as the signature or its time stamp says, RFC 3339; empty where it does not.
    pub at: String,
    /// Whether the signed bytes are unchanged under it.
    pub intact: bool,
    /// Whether it covers the file as it is, or only an earlier revision of it.
    pub whole: bool,
    /// What could not be checked, in Vietnamese; empty where all was.
    pub note: String,
}

impl Reading {
    /// A reading in which there is no text, and why.
    pub fn without_text(format: Option<Format>, status: Status, note: &str) -> Self {
        Self {
            format,
            status,
            note: note.to_owned(),
            about: About::default(),
            pages: Vec::new(),
            signatures: Vec::new(),
        }
    }

    /// The running text of all pages, a paragraph a line; what stands in the margins is left out.
    pub fn text(&self) -> String {
        let texts: Vec<String> = self.pages.iter().map(Page::text).filter(|text| !text.is_empty()).collect();
        texts.join("\n")
    }
}

impl Page {
    /// Its running text, a paragraph a line; what stands in the margins is left out.
    pub fn text(&self) -> String {
        let running = self.paragraphs.iter().filter(|paragraph| paragraph.role != Role::Margin);
        running.map(|paragraph| paragraph.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// Encodings by their names, as people know them.
mod encoding_name {
    use serde::{Deserialize as _, Deserializer, Serializer, de};
    use vietnamese::legacy::Encoding;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    pub fn serialize<S: Serializer>(encoding: &Encoding, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(encoding.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Encoding, D::Error> {
        let name = String::deserialize(from)?;
        Encoding::of_name(&name).ok_or_else(|| de::Error::custom("no encoding is called so"))
    }
}
