//! The recognising job: the letters on one page that is a picture.

use std::path::Path;

use super::read::{Read, write};

/// Recognises a page, counted from 1; the sentence says why it cannot be.
pub fn work(input: &Path, page: u32, folder: &Path) -> Result<Read, String> {
    let read = reader::recognise::page(input, page, folder)?;
    write(&read, folder)?;
    Ok(Read { pages: 1 })
}
