//! What a file is, by its first bytes; its name only tells apart what the bytes cannot.

/// The media type of a file that is taken, or a sentence why it is not.
///
/// # Errors
/// A Vietnamese sentence: what it is and what to do.
pub fn of(name: &str, bytes: &[u8]) -> Result<&'static str, String> {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    if bytes.is_empty() {
        return Err(format!("Tệp {name} rỗng. Hãy chọn lại tệp."));
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<head") {
        return Err(format!(
            "Tệp {name} là trang HTML (thường là trang báo lỗi), không phải {}. Hãy tải lại tệp gốc từ nơi phát hành.",
            shown(&ending)
        ));
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"%PDF-") {
        return Ok("application/pdf");
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok("image/png");
    }
    if starts(b"\xff\xd8\xff") {
        return Ok("image/jpeg");
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok("image/webp");
    }
    if starts(b"PK\x03\x04") {
        return zipped(name, bytes);
    }
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(if ending == "xls" { "application/vnd.ms-excel" } else { "application/msword" });
    }
    if starts(b"ID3") || starts(b"\xff\xfb") || starts(b"\xff\xf3") {
        return Ok("audio/mpeg");
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Ok("video/mp4");
    }
    if starts(b"{\\rtf") {
        return Ok("application/rtf");
    }
    text(name, &ending, bytes)
}

/// Office files are archives that name what they hold.
fn zipped(name: &str, bytes: &[u8]) -> Result<&'static str, String> {
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let kinds: [(&[u8], &str); 5] = [
        (b"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        (
            b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        (
            b"ppt/presentation.xml",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
    ];
    kinds
        .iter()
        .find(|(part, _)| holds(part))
        .map(|(_, media_type)| *media_type)
        .ok_or_else(|| format!("Tệp {name} là tệp nén. Hãy giải nén và tải từng tệp lên."))
}

fn text(name: &str, ending: &str, bytes: &[u8]) -> Result<&'static str, String> {
    let readable = std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    match (readable, ending) {
        (true, "csv") => Ok("text/csv; charset=utf-8"),
        (true, "txt") => Ok("text/plain; charset=utf-8"),
        _ => Err(format!(
            "Tệp {name} không thuộc loại được nhận (PDF, Word, Excel, OpenDocument, CSV, TXT Unicode, ảnh PNG/JPEG/WebP, MP3, MP4)."
        )),
    }
}

fn shown(ending: &str) -> String {
    if ending.is_empty() { "tệp văn bản".to_owned() } else { ending.to_uppercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_refusals_say_why() {
        assert_eq!(of("a.docx", b"%PDF-1.4"), Ok("application/pdf"));
        assert_eq!(of("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."), Ok("application/msword"));
        assert!(of("so.pdf", b"\n<!DOCTYPE html><title>404").unwrap_err().contains("trang HTML"));
        assert!(of("a.exe", b"MZ\x90\x00").unwrap_err().contains("không thuộc loại"));
        assert!(of("a.zip", b"PK\x03\x04........").unwrap_err().contains("giải nén"));
        assert!(of("a.svg", b"<svg onload='x'>").is_err());
        assert_eq!(of("a.txt", "chữ".as_bytes()), Ok("text/plain; charset=utf-8"));
    }
}
