//! Plain text in whatever encoding, a line a paragraph.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use vietnamese::legacy::{self, is_plainly_unicode, score};

use crate::draft::{Draft, Look};
use crate::fault::{Fault, concluded};
use crate::{Format, Reading, Role, limits};

/// Reads a plain text.
pub fn read(path: &Path) -> Reading {
    concluded(Format::Text, |draft| {
        let text = decoded(&bytes(path, draft)?, None);
        for (number, page) in text.split('\u{C}').enumerate() {
            if number > 0 {
                draft.page("");
            }
            for line in page.lines() {
                draft.push(line, &Look::default());
                draft.end(Role::Body);
                if draft.is_full() {
                    return Ok(());
                }
            }
        }
        Ok(())
    })
}

/// The bytes of a file as far as text is read from it.
pub fn bytes(path: &Path, draft: &mut Draft) -> Result<Vec<u8>, Fault> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    file.take(limits::WHOLE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::WHOLE {
        draft.cut();
    }
    Ok(bytes)
}

/// Bytes as text: as marked, as declared, else as they read best. Old encodings come as Windows-1252 shows them.
pub fn decoded(bytes: &[u8], declared: Option<&'static encoding_rs::Encoding>) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Some(text) = utf16(bytes) {
        return text;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let nearly = String::from_utf8_lossy(bytes);
    let lost = nearly.chars().filter(|c| *c == '\u{FFFD}').count();
    if is_plainly_unicode(&nearly) && lost * 20 <= nearly.chars().filter(|c| !c.is_ascii()).count() {
        return nearly.into_owned();
    }
    match declared.filter(|declared| is_telling(declared)) {
        Some(declared) => declared.decode_without_bom_handling(bytes).0.into_owned(),
        None => narrow(bytes),
    }
}

/// Whether a page that declares an encoding means it: these are written whatever a page is in.
fn is_telling(declared: &'static encoding_rs::Encoding) -> bool {
    declared != encoding_rs::UTF_8
        && declared != encoding_rs::WINDOWS_1252
        && declared != encoding_rs::X_USER_DEFINED
}

/// UTF-16 without a mark.
fn utf16(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    if !crate::format::is_utf16(head) {
        return None;
    }
    let zeros = |place: usize| head.iter().skip(place).step_by(2).filter(|byte| **byte == 0).count();
    let encoding = if zeros(0) > zeros(1) { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// How many bytes the code page is judged by.
const JUDGED: usize = 64 * 1024;

/// One byte a letter: the code page of Windows for Vietnamese, or an old encoding, whichever reads better.
fn narrow(bytes: &[u8]) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let head = &bytes[..bytes.len().min(JUDGED)];
    let western = encoding_rs::WINDOWS_1252.decode_without_bom_handling(head).0;
    let windows: String = encoding_rs::WINDOWS_1258.decode_without_bom_handling(head).0.nfc().collect();
    let old = legacy::detect(&western).decode(&western);
    let by_windows = score(&windows);
    let reads_well = by_windows.valid * 10 >= by_windows.marked * 7 && is_plainly_unicode(&windows);
    let encoding = if reads_well && by_windows.valid > score(&old).valid {
        encoding_rs::WINDOWS_1258
    } else {
        encoding_rs::WINDOWS_1252
    };
    encoding.decode_without_bom_handling(bytes).0.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc; quyền sử dụng đất ở";

    #[test]
    fn unicode_in_all_its_forms() {
        let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide_other: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xFF, 0xFE], wide.as_slice()].concat();
        let cut = [TEXT.as_bytes(), &[0xE1, 0xBB]].concat();
        for bytes in [TEXT.as_bytes().to_vec(), wide, wide_other, marked] {
            assert_eq!(decoded(&bytes, None), TEXT);
        }
        assert!(decoded(&cut, None).starts_with(TEXT));
    }

    #[test]
    fn the_code_page_of_windows_is_told_from_old_encodings() {
        use unicode_normalization::UnicodeNormalization as _;
        // The code page has the shapes composed and the tones apart.
        let parted: String = TEXT
            .nfc()
            .flat_map(|c| {
                let parts: Vec<char> = std::iter::once(c).nfd().collect();
                let (tones, letter): (Vec<char>, Vec<char>) = parts
                    .into_iter()
                    .partition(|c| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'));
                letter.into_iter().nfc().chain(tones).collect::<Vec<char>>()
            })
            .collect();
        let (bytes, _, failed) = encoding_rs::WINDOWS_1258.encode(&parted);
        assert!(!failed);
        assert_eq!(decoded(&bytes, None), TEXT);
        let old = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, ®éc lËp, tù do, h¹nh phóc";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(old);
        assert_eq!(decoded(&bytes, None), old);
    }
}
