//! What a file is, by its bytes and not by its name.

mod magic;
mod text;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub(crate) use text::is_utf16;

use crate::compound::Compound;
use crate::fault::Fault;
use crate::package::Package;
use crate::{Reading, Status, limits};

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

/// How much of a file's beginning is looked at.
const HEAD: u64 = 64 * 1024;

/// The format of a file.
///
/// # Errors
/// The reading of a file that is of none: empty, missing, too large, locked as a whole, or of a foreign kind.
pub fn of(path: &Path) -> Result<Format, Reading> {
    let head = head(path)?;
    let found = match magic::of(&head) {
        Some(magic::Kind::Zip) => packed(path),
        Some(magic::Kind::Compound) => compound(path),
        Some(magic::Kind::Format(format)) => Ok(format),
        Some(magic::Kind::Foreign(note)) => Err(Fault::Foreign(note)),
        None => text::of(&head),
    };
    match found {
        Ok(Format::Html) if names_a_document(path) && !text::is_made_by_office(&head) => {
            Err(error_page(path))
        }
        Ok(format) => Ok(format),
        Err(fault) => Err(fault.reading(None)),
    }
}

fn head(path: &Path) -> Result<Vec<u8>, Reading> {
    let refuse = |status, note| Reading::without_text(None, status, note);
    let unopened = |_| refuse(Status::Damaged, "Không mở được tệp.");
    let file = File::open(path).map_err(unopened)?;
    if file.metadata().map_err(unopened)?.len() > limits::FILE {
        return Err(refuse(Status::TooLarge, "Tệp quá lớn để đọc chữ."));
    }
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).map_err(unopened)?;
    if head.is_empty() {
        return Err(refuse(Status::Damaged, "Tệp rỗng, không có dữ liệu nào. Hãy tải lại tệp gốc."));
    }
    Ok(head)
}

/// What a zip holds.
fn packed(path: &Path) -> Result<Format, Fault> {
    let mut package = Package::open(path)?;
    let names = package.names();
    let has = |folder: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(folder));
    let is_office = has("[Content_Types].xml");
    if package.is_locked() {
        return Err(Fault::Locked);
    }
    if is_office {
        let kinds = [("word/", Format::Docx), ("xl/workbook.xml", Format::Xlsx), ("ppt/", Format::Pptx)];
        let found = kinds.into_iter().find(|(folder, _)| has(folder)).map(|(_, format)| format);
        return found.ok_or(Fault::Foreign("Tệp Office thuộc loại chưa đọc được chữ."));
    }
    if let Some(kind) = package.text("mimetype")? {
        let found = open_document(kind.trim())?;
        let manifest = package.text("META-INF/manifest.xml")?.unwrap_or_default();
        return if manifest.contains("encryption-data") { Err(Fault::Locked) } else { Ok(found) };
    }
    Err(Fault::Foreign("Tệp nén, không phải văn bản. Hãy giải nén rồi tải lên từng tệp."))
}

fn open_document(kind: &str) -> Result<Format, Fault> {
    let kind = kind.strip_prefix("application/vnd.oasis.opendocument.").unwrap_or_default();
    match kind.trim_end_matches("-template") {
        "text" | "text-master" => Ok(Format::Odt),
        "spreadsheet" => Ok(Format::Ods),
        "presentation" => Ok(Format::Odp),
        _ => Err(Fault::Foreign("Tệp thuộc loại chưa đọc được chữ.")),
    }
}

/// What a compound file holds.
fn compound(path: &Path) -> Result<Format, Fault> {
    let file = Compound::open(path)?;
    let kinds = [
        ("WordDocument", Format::Doc),
        ("Workbook", Format::Xls),
        ("Book", Format::Xls),
        ("PowerPoint Document", Format::Ppt),
    ];
    if file.has("EncryptedPackage") {
        return Err(Fault::Locked);
    }
    let found = kinds.into_iter().find(|(stream, _)| file.has(stream)).map(|(_, format)| format);
    found.ok_or(Fault::Foreign("Tệp thuộc loại chưa đọc được chữ."))
}

/// The endings of names under which people expect a document and not a web page.
const DOCUMENTS: [&str; 11] =
    ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf"];

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn names_a_document(path: &Path) -> bool {
    DOCUMENTS.contains(&ending(path).as_str())
}

fn error_page(path: &Path) -> Reading {
    let note = format!(
        "Tệp là trang HTML (thường là trang báo lỗi), không phải {}. Hãy tải lại tệp gốc từ nơi phát hành.",
        ending(path).to_uppercase()
    );
    Reading::without_text(None, Status::Foreign, &note)
}
