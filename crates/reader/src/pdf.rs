//! PDF: the text of its pages as they were written, and which pages are pictures.

mod content;
mod decode;
mod fonts;
mod limits;
mod page;
mod words;

use std::path::Path;

use hayro_syntax::metadata::Metadata;
use hayro_syntax::object::DateTime;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use vietnamese::normalise;

use crate::Format;
use crate::layout::{Word, margins};
use crate::model::{About, Page, Paragraph, Reading, Source, Status};
use fonts::Fonts;
use limits::Allowance;
pub(crate) use limits::fits;

/// The largest file that is opened.
const LARGEST: u64 = 400 << 20;

/// How far into a file its mark may stand.
const HEAD: usize = 1_024;

/// Reads a PDF.
pub fn read(path: &Path) -> Reading {
    match open(path) {
        Ok(pdf) => read_pages(&pdf),
        Err(refused) => *refused,
    }
}

/// Opens a PDF, or says why it cannot be.
pub(crate) fn open(path: &Path) -> Result<Pdf, Box<Reading>> {
    let refuse = |status, note| Box::new(Reading::without_text(Some(Format::Pdf), status, note));
    let length = std::fs::metadata(path).map(|about| about.len()).unwrap_or_default();
    if length > LARGEST {
        return Err(refuse(Status::TooLarge, "Tệp quá lớn, không mở để đọc chữ."));
    }
    let data = std::fs::read(path).map_err(|_| refuse(Status::Damaged, "Không mở được tệp."))?;
    if !data.windows(5).take(HEAD).any(|mark| mark == b"%PDF-") {
        return Err(Box::new(Reading::without_text(None, Status::Foreign, "Tệp không phải là PDF.")));
    }
    if limits::has_bomb(&data) {
        return Err(refuse(Status::TooLarge, "Nội dung nén trong tệp bung ra quá lớn, không đọc."));
    }
    Pdf::new(data).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            refuse(Status::Locked, "Tệp đặt mật khẩu, không đọc được chữ.")
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            refuse(Status::Locked, "Tệp mã hóa bằng cách chưa hỗ trợ, không đọc được chữ.")
        }
        _ => refuse(Status::Damaged, "Tệp PDF bị hỏng hoặc thiếu phần cuối."),
    })
}

fn read_pages(pdf: &Pdf) -> Reading {
    let mut reading = Reading::without_text(Some(Format::Pdf), Status::Empty, "");
    reading.about = about(pdf.metadata());
    let (allowance, mut fonts) = (Allowance::new(), Fonts::default());
    let mut drafts = Vec::new();
    let mut exceeded = pdf.pages().len() > limits::PAGES;
    for (number, page) in (1..).zip(pdf.pages().iter().take(limits::PAGES)) {
        match page::Draft::of(number, page, &mut fonts, &allowance) {
            Ok(draft) => drafts.push(draft),
            Err(limits::Exceeded) => {
                exceeded = true;
                break;
            }
        }
    }
    // Headers show themselves only over all pages.
    for part in 0..drafts.iter().map(|draft| draft.sheets.len()).max().unwrap_or_default() {
        let mut sheets: Vec<_> = drafts
            .iter_mut()
            .map(|draft| {
                draft.sheets.get_mut(part).map(|sheet| std::mem::take(&mut sheet.sheet)).unwrap_or_default()
            })
            .collect();
        margins::mark(&mut sheets);
        for (draft, sheet) in drafts.iter_mut().zip(sheets) {
            if let Some(own) = draft.sheets.get_mut(part) {
                own.sheet = sheet;
            }
        }
    }
    reading.pages = decode::pages(drafts, &fonts.faces);
    reading.signatures = crate::signatures::of(pdf);
    (reading.status, reading.note) = status(&reading.pages, exceeded);
    reading
}

/// What a program wrote over the scan of a page.
#[derive(Default)]
pub(crate) struct OverScan {
    /// Words that belong to its lines: a number, a date.
    pub words: Vec<Word>,
    /// The stamps of signatures.
    pub stamps: Vec<Paragraph>,
}

/// What is written over the scan of a page, counted from 1; nothing where the file is no PDF.
pub(crate) fn over_scan(path: &Path, number: u32) -> OverScan {
    let Ok(pdf) = open(path) else { return OverScan::default() };
    let at = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
    let Some(page) = pdf.pages().get(at) else { return OverScan::default() };
    let mut fonts = Fonts::default();
    let Ok((words, stamps)) = page::over(number, page, &mut fonts, &Allowance::new()) else {
        return OverScan::default();
    };
    let stamps = decode::pages(vec![stamps], &fonts.faces).into_iter().flat_map(|page| page.paragraphs);
    OverScan { words, stamps: stamps.collect() }
}

fn status(pages: &[Page], exceeded: bool) -> (Status, String) {
    let pictures = pages.iter().filter(|page| page.source == Source::Picture).count();
    let has_text = pages.iter().any(|page| !page.paragraphs.is_empty());
    let (status, note) = if exceeded {
        (Status::TooLarge, "Tệp quá lớn hoặc quá phức tạp, chỉ đọc được một phần.".to_owned())
    } else if pages.is_empty() {
        (Status::Damaged, "Tệp PDF bị hỏng, không có trang nào đọc được.".to_owned())
    } else if pictures == pages.len() {
        (Status::NeedsRecognition, "Bản quét, chưa có lớp chữ.".to_owned())
    } else if pictures > 0 {
        (
            Status::NeedsRecognition,
            format!("{pictures} trên {} trang là ảnh quét, chưa có lớp chữ.", pages.len()),
        )
    } else if has_text {
        (Status::Text, String::new())
    } else {
        (Status::Empty, "Tệp không có chữ nào.".to_owned())
    };
    (status, note)
}

fn about(metadata: &Metadata) -> About {
    let text = |field: &Option<Box<[u8]>>| field.as_deref().map(text_string).unwrap_or_default();
    let program = [text(&metadata.creator), text(&metadata.producer)];
    About {
        title: text(&metadata.title),
        author: text(&metadata.author),
        program: program.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        made: metadata.creation_date.as_ref().map(iso).unwrap_or_default(),
    }
}

/// A text string of the document: UTF-16 or UTF-8 by its mark, else Latin letters.
fn text_string(bytes: &[u8]) -> String {
    let text = if let Some(wide) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units: Vec<u16> =
            wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else if let Some(utf8) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        String::from_utf8_lossy(utf8).into_owned()
    } else {
        bytes.iter().copied().map(char::from).collect()
    };
    normalise(&text).trim().to_owned()
}

fn iso(at: &DateTime) -> String {
    let sign = if at.utc_offset_hour < 0 { '-' } else { '+' };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        at.year,
        at.month,
        at.day,
        at.hour,
        at.minute,
        at.second,
        at.utc_offset_hour.unsigned_abs(),
        at.utc_offset_minute
    )
}
