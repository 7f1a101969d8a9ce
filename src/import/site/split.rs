//! Takes a WordPress export apart into its items without reading any of them: streamed, each within a limit, so that what
//! is wrong with one harms no other.

use std::io::{BufRead, Read as _};

use anyhow::{Context, Result};

/// The largest item, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;

/// A piece of the export.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// What stands before the first item.
    Head(Vec<u8>),
    /// An item, from its opening to its closing tag.
    Item(Vec<u8>),
    /// An item that is larger than any text.
    TooLarge,
}

/// What the bytes being read are part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Markup,
    Quoted,
    Comment,
}

/// The pieces of an export.
pub struct Pieces<R> {
    reader: R,
    within: Within,
    in_item: bool,
    headed: bool,
    opening: Vec<u8>,
}

impl<R: BufRead> Pieces<R> {
    /// Over an export's bytes.
    pub fn new(reader: R) -> Self {
        Self { reader, within: Within::Markup, in_item: false, headed: false, opening: Vec::new() }
    }

    /// The next piece; what stands between items and behind the last is passed over.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&mut self) -> Result<Option<Piece>> {
        let (mut piece, mut too_large) = (std::mem::take(&mut self.opening), false);
        loop {
            let from = piece.len();
            let read = (&mut self.reader)
                .take(LARGEST as u64)
                .read_until(b'>', &mut piece)
                .context("tệp hỏng hoặc nén dở dang")?;
            if read == 0 {
                return Ok(None);
            }
            let tag = self.tag(&piece, from);
            let ended = self.in_item && tag.is_some_and(|tag| tag == b"</item>");
            let begun = !self.in_item
                && tag.is_some_and(|tag| tag.starts_with(b"<item>") || tag.starts_with(b"<item "));
            if begun {
                self.in_item = true;
                let opening = piece.split_off(from);
                if !self.headed {
                    self.headed = true;
                    self.opening = opening;
                    return Ok(Some(Piece::Head(piece)));
                }
                piece = opening;
            } else if ended {
                self.in_item = false;
                return Ok(Some(if too_large { Piece::TooLarge } else { Piece::Item(piece) }));
            }
            if piece.len() > LARGEST || (self.headed && !self.in_item) {
                too_large |= self.in_item;
                // The last bytes may begin the end of a quotation.
                let kept = piece.len().saturating_sub(3);
                piece.drain(..kept);
            }
        }
    }

    /// The tag that ends the bytes read, unless they are quoted.
    fn tag<'a>(&mut self, piece: &'a [u8], from: usize) -> Option<&'a [u8]> {
        match self.within {
            Within::Quoted if piece.ends_with(b"]]>") => self.within = Within::Markup,
            Within::Comment if piece.ends_with(b"-->") => self.within = Within::Markup,
            Within::Quoted | Within::Comment => {}
            Within::Markup => {
                let at = piece[from..].iter().position(|&byte| byte == b'<')?;
                let tag = &piece[from + at..];
                if tag.starts_with(b"<![CDATA[") {
                    self.within = if tag.ends_with(b"]]>") { Within::Markup } else { Within::Quoted };
                } else if tag.starts_with(b"<!--") {
                    self.within = if tag.ends_with(b"-->") { Within::Markup } else { Within::Comment };
                } else {
                    return Some(tag);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let mut pieces = Pieces::new(text.as_bytes());
        std::iter::from_fn(|| pieces.next().unwrap()).collect()
    }

    fn item(text: &str) -> Piece {
        Piece::Item(text.as_bytes().to_vec())
    }

    #[test]
    fn items_come_one_by_one_and_quoted_tags_are_text() {
        let found = pieces(
            "<rss><title>a</title><item><t><![CDATA[x</item> > y]]></t></item>\n<!-- <item> --><item a=\"1\">b</item></rss>",
        );
        let head = Piece::Head(b"<rss><title>a</title>".to_vec());
        let first = item("<item><t><![CDATA[x</item> > y]]></t></item>");
        assert_eq!(found, [head, first, item("<item a=\"1\">b</item>")]);
    }

    #[test]
    fn what_is_cut_off_or_no_export_yields_nothing_and_ends() {
        assert_eq!(pieces("<rss><item><t>a"), [Piece::Head(b"<rss>".to_vec())]);
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("chữ thường"), []);
    }

    #[test]
    fn what_is_too_large_is_passed_over_and_the_next_is_read() {
        let huge = format!(
            "<rss><item><t><![CDATA[{}]]></t></item><item>b</item>",
            format!("{}>", "a".repeat(65_535)).repeat(LARGEST / 65_536 + 2)
        );
        assert_eq!(pieces(&huge)[1..], [Piece::TooLarge, item("<item>b</item>")]);
    }
}
