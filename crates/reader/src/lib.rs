//! What a file says: one file in, its text by page or section out.
//!
//! Knows no database, no network and no key, so that nothing in it can reach one: the portal runs it in a process of
//! its own, held by limits, over files that strangers made. A reader may run wild, recurse or ask for too much; what
//! comes of that is the process's end, and the caller's [`Status::Damaged`].

pub mod accuracy;
mod compound;
mod doc;
mod docx;
mod draft;
mod fault;
pub mod format;
mod html;
mod layout;
mod limits;
pub mod model;
mod numbering;
mod numbers;
pub mod official;
mod ooxml;
mod opendocument;
mod package;
pub mod pdf;
pub mod picture;
mod ppt;
mod pptx;
mod properties;
pub mod recognise;
mod rtf;
pub mod runs;
mod signatures;
mod table;
mod text;
mod xls;
mod xlsx;
mod xml;

use std::path::Path;

pub use format::Format;
pub use model::{Area, Page, Paragraph, Reading, Role, Signature, Source, Status};

/// Rises whenever a file could read otherwise than before; readings of an older one are made anew.
pub const VERSION: u32 = 1;

/// Reads a file, whatever it is.
///
/// What is wrong with it is said in the reading's status and note, never as an error.
pub fn read(path: &Path) -> Reading {
    let format = match format::of(path) {
        Ok(format) => format,
        Err(refused) => return refused,
    };
    match format {
        Format::Doc => doc::read(path),
        Format::Pdf => pdf::read(path),
        Format::Picture => picture::read(path),
        Format::Docx => docx::read(path),
        Format::Odt | Format::Ods | Format::Odp => opendocument::read(path, format),
        Format::Xlsx => xlsx::read(path),
        Format::Pptx => pptx::read(path),
        Format::Rtf => rtf::read(path),
        Format::Xls => xls::read(path),
        Format::Ppt => ppt::read(path),
        Format::Html => html::read(path),
        Format::Text => text::read(path),
    }
}
