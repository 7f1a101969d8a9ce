//! Web pages: the text between the tags, with the fonts that tell old encodings.

mod page;

use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

use crate::fault::concluded;
use crate::{Format, Reading, text};

use page::Page;

/// Reads a web page.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Html, |draft| {
        let bytes = text::bytes(path, draft)?;
        let source = text::decoded(&bytes, declared(&bytes));
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(source));
        let tokenizer = Tokenizer::new(
            Page::new(std::mem::replace(draft, crate::draft::Draft::new())),
            TokenizerOpts::default(),
        );
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        *draft = tokenizer.sink.finish();
        Ok(())
    })
}

/// How far into a page its encoding is looked for.
const DECLARED_WITHIN: usize = 4096;

/// The encoding that a page declares.
fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head: String =
        bytes.iter().take(DECLARED_WITHIN).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let value = head.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    let name: String =
        value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
    encoding_rs::Encoding::for_label(name.as_bytes())
}
