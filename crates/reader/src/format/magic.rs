//! Formats that say what they are in their first bytes.

use super::Format;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A zip: what is in it says what it is.
    Zip,
    /// A compound file: its streams say what it is.
    Compound,
    /// A format that is read.
    Format(Format),
    /// Something else, and what its bringer is told.
    Foreign(&'static str),
}

const PROGRAM: &str = "Tệp là chương trình, không phải văn bản.";
const ARCHIVE: &str = "Tệp nén, không phải văn bản. Hãy giải nén rồi tải lên từng tệp.";
const MEDIA: &str = "Tệp âm thanh hoặc video, không có chữ để đọc.";
const PICTURE: &str = "Ảnh thuộc loại chưa đọc được. Hãy lưu lại thành JPEG, PNG hoặc PDF.";
const OLD_WORD: &str = "Tệp Word quá cũ. Hãy mở bằng Word rồi lưu lại thành DOCX.";
const OTHER: &str = "Tệp thuộc loại chưa đọc được chữ.";

const SIGNS: [(&[u8], Kind); 27] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Compound),
    (b"\xFF\xD8\xFF", Kind::Format(Format::Picture)),
    (b"\x89PNG\r\n\x1A\n", Kind::Format(Format::Picture)),
    (b"GIF87a", Kind::Format(Format::Picture)),
    (b"GIF89a", Kind::Format(Format::Picture)),
    (b"II*\0", Kind::Foreign(PICTURE)),
    (b"MM\0*", Kind::Foreign(PICTURE)),
    (b"\x7FELF", Kind::Foreign(PROGRAM)),
    (b"MZ\x90\0", Kind::Foreign(PROGRAM)),
    (b"\xCA\xFE\xBA\xBE", Kind::Foreign(PROGRAM)),
    (b"#!/", Kind::Foreign(PROGRAM)),
    (b"Rar!\x1A\x07", Kind::Foreign(ARCHIVE)),
    (b"7z\xBC\xAF\x27\x1C", Kind::Foreign(ARCHIVE)),
    (b"\x1F\x8B", Kind::Foreign(ARCHIVE)),
    (b"BZh", Kind::Foreign(ARCHIVE)),
    (b"\xFD7zXZ\0", Kind::Foreign(ARCHIVE)),
    (b"ID3", Kind::Foreign(MEDIA)),
    (b"OggS", Kind::Foreign(MEDIA)),
    (b"fLaC", Kind::Foreign(MEDIA)),
    (b"\x1A\x45\xDF\xA3", Kind::Foreign(MEDIA)),
    (b"\xDB\xA5\x2D\0", Kind::Foreign(OLD_WORD)),
    (b"SQLite format 3\0", Kind::Foreign(OTHER)),
    (b"MIME-Version:", Kind::Foreign(OTHER)),
    (b"%!PS", Kind::Foreign(OTHER)),
    (b"wOF", Kind::Foreign(OTHER)),
];

/// How far from a file's beginning a PDF may begin.
const PDF_WITHIN: usize = 1024;

/// What the first bytes say, if they say anything.
pub fn of(head: &[u8]) -> Option<Kind> {
    let told = SIGNS.iter().find(|(sign, _)| head.starts_with(sign)).map(|(_, kind)| *kind);
    told.or_else(|| container(head)).or_else(|| document(head))
}

/// Containers whose kind stands behind a length.
fn container(head: &[u8]) -> Option<Kind> {
    let kind = head.get(8..12)?;
    if head.starts_with(b"RIFF") {
        return Some(if kind == b"WEBP" { Kind::Format(Format::Picture) } else { Kind::Foreign(MEDIA) });
    }
    (head.get(4..8)? == b"ftyp").then_some(Kind::Foreign(MEDIA))
}

fn document(head: &[u8]) -> Option<Kind> {
    let begin = &head[..head.len().min(PDF_WITHIN)];
    if begin.windows(5).any(|window| window == b"%PDF-") {
        return Some(Kind::Format(Format::Pdf));
    }
    let begin = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    begin.starts_with(b"{\\rtf").then_some(Kind::Format(Format::Rtf))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_known_where_they_begin() {
        assert_eq!(of(b"\n\n%PDF-1.4"), Some(Kind::Format(Format::Pdf)));
        assert_eq!(of(&[vec![b' '; 1100], b"%PDF-1.4".to_vec()].concat()), None);
        assert_eq!(of(b"\xEF\xBB\xBF {\\rtf1 x"), Some(Kind::Format(Format::Rtf)));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8 "), Some(Kind::Format(Format::Picture)));
        assert_eq!(of(b"RIFF\0\0\0\0WAVEfmt "), Some(Kind::Foreign(MEDIA)));
        assert_eq!(of(b"\0\0\0\x20ftypisom"), Some(Kind::Foreign(MEDIA)));
        assert_eq!(of(b"C\xC3\xB4ng v\xC4\x83n"), None);
    }
}
