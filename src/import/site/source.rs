//! The export as a row of entries, whichever of the two formats it is in.

use std::path::Path;

use anyhow::Result;

use crate::import::run::{Lines, open};

use super::jsonl;
use super::old::{OldFile, OldItem};
use super::split::{Piece, Pieces};
use super::wxr::{self, Head};

/// In which format an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON Lines, as docs/import.md describes them.
    Lines,
    /// WordPress's own export (WXR).
    WordPress,
}

/// One thing of the export.
#[derive(Debug)]
pub enum Entry {
    /// An item.
    Item(Box<OldItem>),
    /// A file of the old library.
    File(OldFile),
    /// Nothing that readers saw.
    Nothing,
    /// What could not be read: what it is called and why.
    Unread(String, String),
}

enum Kind {
    Lines(Lines),
    WordPress(Pieces<Box<dyn std::io::BufRead + Send>>, Head),
}

/// The entries of an export, in their order.
pub struct Source {
    kind: Kind,
    /// How many were read.
    pub read: u64,
}

impl Source {
    /// Opens an export, plain or gzip.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(format: Format, file: &Path) -> Result<Self> {
        let kind = match format {
            Format::Lines => Kind::Lines(Lines::open(file)?),
            Format::WordPress => Kind::WordPress(Pieces::new(open(file)?.0), Head::default()),
        };
        Ok(Self { kind, read: 0 })
    }

    /// The hosts of the old site, as far as the export's head names them.
    pub fn hosts(&self) -> &[String] {
        match &self.kind {
            Kind::Lines(_) => &[],
            Kind::WordPress(_, head) => &head.hosts,
        }
    }

    /// The next entry; its number, from 1, is [`Source::read`].
    ///
    /// # Errors
    /// When the file cannot be read to its end.
    pub fn next(&mut self) -> Result<Option<Entry>> {
        let entry = match &mut self.kind {
            Kind::Lines(lines) => lines.next()?.map(|line| match line.and_then(|text| jsonl::read(&text)) {
                Ok(item) => Entry::Item(Box::new(item)),
                Err(reason) => Entry::Unread(String::new(), reason),
            }),
            Kind::WordPress(pieces, head) => of_wordpress(pieces, head)?,
        };
        self.read += u64::from(entry.is_some());
        Ok(entry)
    }
}

fn of_wordpress(
    pieces: &mut Pieces<Box<dyn std::io::BufRead + Send>>,
    head: &mut Head,
) -> Result<Option<Entry>> {
    loop {
        let entry = match pieces.next()? {
            None => return Ok(None),
            Some(Piece::Head(bytes)) => {
                *head = Head::read(&bytes);
                continue;
            }
            Some(Piece::TooLarge) => Entry::Unread(String::new(), "lớn hơn 32 MB".into()),
            Some(Piece::Item(bytes)) => match head.entry(&bytes) {
                Ok(wxr::Entry::Item(item)) => Entry::Item(item),
                Ok(wxr::Entry::File(file)) => Entry::File(file),
                Ok(wxr::Entry::Nothing) => Entry::Nothing,
                Err(unread) => Entry::Unread(unread.name, unread.reason),
            },
        };
        return Ok(Some(entry));
    }
}
