//! The bytes of a table as text: UTF-8, UTF-16, Windows-1258, or an encoding from before Unicode.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};

use crate::base::text::{folded, has_diacritic, is_syllable, legacy, normalise};

/// The text of a table's bytes, in the form in which text is stored.
pub(super) fn decoded(bytes: &[u8]) -> String {
    normalise(&unicode(bytes))
}

fn unicode(bytes: &[u8]) -> String {
    if let Some(text) = marked(bytes).or_else(|| wide(bytes)) {
        return text;
    }
    match std::str::from_utf8(bytes) {
        // TCVN3 typed into a Unicode program is UTF-8 too.
        Ok(text) => by_lines(text),
        Err(_) => of_one_byte(bytes),
    }
}

/// Text that begins with its mark.
fn marked(bytes: &[u8]) -> Option<String> {
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes)?;
    Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned())
}

/// UTF-16 without its mark: every second byte of its ASCII is nought.
fn wide(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(512)];
    let noughts = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (noughts(0), noughts(1));
    let most = head.len() / 8;
    let encoding = match (even > most, odd > most) {
        (false, true) => UTF_16LE,
        (true, false) => UTF_16BE,
        _ => return None,
    };
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

fn of_one_byte(bytes: &[u8]) -> String {
    let vietnamese = normalise(&WINDOWS_1258.decode_without_bom_handling(bytes).0);
    let older = normalise(&by_lines(&WINDOWS_1252.decode_without_bom_handling(bytes).0));
    if words(&older) > words(&vietnamese) { older } else { vietnamese }
}

fn by_lines(text: &str) -> String {
    legacy::to_unicode(text).0
}

/// How many words are Vietnamese ones with marks.
fn words(text: &str) -> usize {
    let pieces = text.split(|c: char| !c.is_alphabetic()).filter(|word| has_diacritic(word));
    pieces.filter(|word| is_syllable(&folded(word))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Tệp;Trích yếu\n10.pdf;Về việc ban hành Quy chế quản lý trang thông tin điện tử của huyện\n";
    /// The same in TCVN3, byte by byte.
    const TCVN3: &str =
        "TÖp;TrÝch yÕu\n10.pdf;VÒ viÖc ban hµnh Quy chÕ qu¶n lý trang th«ng tin ®iÖn tö cña huyÖn\n";

    fn utf16(order: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        let text = if mark { format!("\u{feff}{TEXT}") } else { TEXT.to_owned() };
        text.encode_utf16().flat_map(order).collect()
    }

    fn latin1(text: &str) -> Vec<u8> {
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
    }

    #[test]
    fn unicode_is_read_with_and_without_its_mark() {
        let marked = format!("\u{feff}{TEXT}").into_bytes();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked,
            utf16(u16::to_le_bytes, true),
            utf16(u16::to_be_bytes, true),
            utf16(u16::to_le_bytes, false),
        ] {
            assert_eq!(decoded(&bytes), TEXT);
        }
    }

    #[test]
    fn windows_1258_writes_its_tones_behind_the_letter() {
        let bytes = b"T\xea\xf2p;Tr\xedch y\xea\xecu\n10.pdf;V\xea\xcc vi\xea\xf2c ban h\xe0nh Quy ch\xea\xec qua\xd2n ly\xec \
                      trang th\xf4ng tin \xf0i\xea\xf2n t\xfd\xd2 cu\xd2a huy\xea\xf2n\n";
        assert_eq!(decoded(bytes), TEXT);
    }

    #[test]
    fn tcvn3_is_read_from_bytes_and_from_unicode_that_shows_it() {
        assert_eq!(decoded(&latin1(TCVN3)), TEXT);
        assert_eq!(decoded(TCVN3.as_bytes()), TEXT);
    }
}
