//! What a file is, by its bytes and not by its name.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Reading, Status};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// A picture of a page: JPEG, PNG, WebP, GIF.
    Picture,
    /// Word, packed XML.
    Docx,
    /// Word 97 to 2003.
    Doc,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// Excel, packed XML.
    Xlsx,
    /// Excel 5 to 2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// PowerPoint, packed XML.
    Pptx,
    /// PowerPoint 97 to 2003.
    Ppt,
    /// OpenDocument presentation.
    Odp,
    /// A web page.
    Html,
    /// Plain text.
    Text,
}

/// The format of a file.
///
/// # Errors
/// The reading of a file that is of none: empty, missing, or of a foreign kind.
pub fn of(path: &Path) -> Result<Format, Reading> {
    let _ = path;
    Err(Reading::without_text(None, Status::Foreign, "Không nhận ra loại tệp."))
}
