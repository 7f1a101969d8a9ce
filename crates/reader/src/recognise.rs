//! The letters on a page that is a picture.

use std::path::Path;

use crate::Page;

/// Whether this machine can recognise Vietnamese letters.
pub fn available() -> bool {
    false
}

/// Recognises a page, counted from 1, with room for what it needs in a folder.
///
/// # Errors
/// A Vietnamese sentence why it cannot be.
pub fn page(_path: &Path, _number: u32, _folder: &Path) -> Result<Page, String> {
    Err("máy chủ chưa có phần nhận dạng chữ.".to_owned())
}
