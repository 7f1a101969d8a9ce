//! Web pages and plain text, which are told by what they are made of.

use super::Format;
use crate::fault::Fault;

/// What tags a web page begins with.
const PAGES: [&str; 10] =
    ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<script", "<table", "<div", "<p>"];

/// The format of a file that no sign at its beginning tells.
pub fn of(head: &[u8]) -> Result<Format, Fault> {
    let text = latin(head);
    let begin = text.trim_start_matches(|c: char| c.is_whitespace() || "\u{FEFF}ï»¿ÿþ".contains(c));
    if is_page(begin) {
        return Ok(Format::Html);
    }
    if begin.starts_with("<?xml") {
        return Err(Fault::Foreign(
            "Tệp XML thuộc loại chưa đọc được chữ. Hãy lưu lại thành DOCX hoặc XLSX.",
        ));
    }
    if is_text(head) { Ok(Format::Text) } else { Err(Fault::Foreign("Không nhận ra loại tệp.")) }
}

/// Whether Word or Excel wrote this web page: then it is a document under a document's name.
pub fn is_made_by_office(head: &[u8]) -> bool {
    let text = latin(head);
    text.contains("urn:schemas-microsoft-com:office:") || text.contains("content=word.document")
}

/// The bytes in small letters, those of UTF-16 made single.
fn latin(head: &[u8]) -> String {
    head.iter().filter(|byte| **byte != 0).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn is_page(begin: &str) -> bool {
    let mut begin = begin;
    while let Some(rest) = begin.strip_prefix("<!--") {
        begin = rest.split_once("-->").map_or("", |(_, rest)| rest).trim_start();
    }
    let declared = begin.starts_with("<?xml")
        && begin.get(..begin.len().min(1000)).is_none_or(|near| near.contains("<html"));
    declared || PAGES.iter().any(|tag| begin.starts_with(tag))
}

/// Whether bytes are those of text: of control characters nearly none, zeros only as UTF-16 has them.
fn is_text(head: &[u8]) -> bool {
    if is_utf16(head) {
        return true;
    }
    let odd = |byte: &u8| matches!(byte, 0..=8 | 0x0B | 0x0E..=0x1F | 0x7F);
    !head.contains(&0) && head.iter().filter(|byte| odd(byte)).count() * 200 <= head.len()
}

/// Whether bytes look like UTF-16: marked so, or with every other byte of the Latin letters and Vietnamese.
pub fn is_utf16(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return true;
    }
    head.len() >= 4
        && [0, 1].into_iter().any(|place| {
            let high = head.iter().skip(place).step_by(2);
            let few = |byte: &&u8| matches!(byte, 0 | 1 | 0x1E | 0x20);
            let zeros = high.clone().filter(|byte| **byte == 0).count();
            high.clone().filter(few).count() * 20 >= head.len() / 2 * 19 && zeros * 4 >= head.len() / 2
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_text_and_noise_are_told_apart() {
        assert_eq!(of(b"\n<!-- x --><!DOCTYPE html><p>"), Ok(Format::Html));
        assert_eq!(of("\u{FEFF}<html>".as_bytes()), Ok(Format::Html));
        assert_eq!(of("Cộng hòa".as_bytes()), Ok(Format::Text));
        let utf16: Vec<u8> = "Cộng hòa xã hội".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of(&utf16), Ok(Format::Text));
        let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(of(&noise), Err(Fault::Foreign(_))));
        assert!(matches!(of(b"<?xml version='1.0'?><w:wordDocument/>"), Err(Fault::Foreign(_))));
    }
}
