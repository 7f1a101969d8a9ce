//! What a file is, by its first bytes; its name only tells apart what the bytes cannot.

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Of this media type.
    Is(&'static str),
    /// Packed, or in the older office container: a worker must open it.
    Office,
}

/// What kind of limit and of player a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Everything else.
    File,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Image, Self::File, Self::Audio, Self::Video];

    /// The family of a media type.
    pub fn of(media_type: &str) -> Self {
        match media_type.split('/').next() {
            Some("image") => Self::Image,
            Some("audio") => Self::Audio,
            Some("video") => Self::Video,
            _ => Self::File,
        }
    }

    /// The family of a file that begins so.
    pub fn of_head(head: &[u8]) -> Self {
        magic(head).map_or(Self::File, Self::of)
    }

    /// As it is stored and written in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
        }
    }

    /// The family of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.as_str() == word)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Image => "ảnh",
            Self::Audio => "âm thanh",
            Self::Video => "video",
            Self::File => "tệp văn bản",
        }
    }
}

/// What is taken, in words.
const TAKEN: &str = "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, TXT Unicode, ảnh JPEG/PNG/WebP/GIF, âm thanh MP3/M4A/OGG/WAV, video MP4/WebM, phụ đề WebVTT";
/// What captions are served as.
pub const CAPTIONS: &str = "text/vtt";

/// What a file is by its first bytes.
///
/// # Errors
/// A Vietnamese sentence: what it is and what to do.
pub fn look(name: &str, head: &[u8]) -> Result<Look, String> {
    let ending = ending(name);
    if head.is_empty() {
        return Err(format!("Tệp {name} rỗng. Hãy chọn lại tệp."));
    }
    if is_html(head) {
        return Err(format!(
            "Tệp {name} là trang HTML (thường là trang báo lỗi), không phải {}. Hãy tải lại tệp gốc từ nơi phát hành.",
            shown(&ending)
        ));
    }
    if let Some(media_type) = magic(head) {
        return Ok(Look::Is(media_type));
    }
    if let Some(advice) = foreign(head) {
        return Err(format!("Tệp {name} {advice}"));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Look::Office);
    }
    text(name, &ending, head).map(Look::Is)
}

/// The media type of whole bytes in memory.
///
/// # Errors
/// As [`look`].
pub fn of(name: &str, bytes: &[u8]) -> Result<&'static str, String> {
    match look(name, bytes)? {
        Look::Is(media_type) => Ok(media_type),
        Look::Office if bytes.starts_with(b"PK") => zipped(name, bytes),
        Look::Office => {
            Ok(if ending(name) == "xls" { "application/vnd.ms-excel" } else { "application/msword" })
        }
    }
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase())
}

fn is_html(head: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&head[..head.len().min(1024)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|tag| start.starts_with(tag))
}

/// The media types that are known by their first bytes alone.
fn magic(head: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 10] = [
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"ID3", "audio/mpeg"),
        (b"\xff\xfb", "audio/mpeg"),
        (b"\xff\xf3", "audio/mpeg"),
        (b"OggS", "audio/ogg"),
        (b"{\\rtf", "application/rtf"),
    ];
    let start = STARTS.iter().find(|(start, _)| head.starts_with(start)).map(|(_, media_type)| *media_type);
    let captions = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).starts_with(b"WEBVTT");
    start.or_else(|| boxed(head)).or(captions.then_some(CAPTIONS))
}

/// Those whose mark stands further in.
fn boxed(head: &[u8]) -> Option<&'static str> {
    match (head.get(..4)?, head.get(4..8)?, head.get(8..12)?) {
        (b"RIFF", _, b"WEBP") => Some("image/webp"),
        (b"RIFF", _, b"WAVE") => Some("audio/wav"),
        (_, b"ftyp", b"M4A " | b"M4B ") => Some("audio/mp4"),
        (_, b"ftyp", b"qt  " | b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" | b"avif" | b"avis") => None,
        (_, b"ftyp", _) => Some("video/mp4"),
        (b"\x1a\x45\xdf\xa3", ..) => {
            head[..head.len().min(4096)].windows(4).any(|word| word == b"webm").then_some("video/webm")
        }
        _ => None,
    }
}

/// What people bring that browsers do not show, and what to do with it.
fn foreign(head: &[u8]) -> Option<&'static str> {
    let brand = (head.get(4..8) == Some(b"ftyp")).then(|| head.get(8..12)).flatten();
    if brand == Some(b"qt  ") {
        return Some(
            "là video QuickTime (MOV), nhiều máy không xem được. Hãy xuất ra MP4 (H.264) rồi tải lại.",
        );
    }
    if brand.is_some() {
        return Some("là ảnh HEIC hoặc AVIF, nhiều máy không xem được. Hãy lưu lại ở dạng JPEG rồi tải lại.");
    }
    if head.starts_with(b"BM") || head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") {
        return Some("là ảnh BMP hoặc TIFF. Hãy lưu lại ở dạng JPEG hoặc PNG rồi tải lại.");
    }
    if head.starts_with(b"\x1a\x45\xdf\xa3") || head.starts_with(b"RIFF") || head.starts_with(b"\0\0\x01\xba")
    {
        return Some(
            "là âm thanh hoặc video ở dạng trình duyệt không mở được. Hãy xuất ra MP4 hoặc MP3 rồi tải lại.",
        );
    }
    if [b"Rar!".as_slice(), b"7z\xbc\xaf", b"\x1f\x8b"].iter().any(|start| head.starts_with(start)) {
        return Some("là tệp nén. Hãy giải nén và tải từng tệp lên.");
    }
    None
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

fn text(name: &str, ending: &str, head: &[u8]) -> Result<&'static str, String> {
    // The head may end within a letter.
    let readable = match std::str::from_utf8(head) {
        Ok(text) => !text.contains('\0'),
        Err(broken) => broken.error_len().is_none() && broken.valid_up_to() > 0 && !head.contains(&0),
    };
    match (readable, ending) {
        (true, "csv") => Ok("text/csv; charset=utf-8"),
        (true, "txt") => Ok("text/plain; charset=utf-8"),
        _ => Err(format!(
            "Tệp {name} không thuộc loại được nhận ({TAKEN}). Hãy lưu lại ở một trong các loại đó rồi tải lên."
        )),
    }
}

fn shown(ending: &str) -> String {
    if ending.is_empty() { "tệp văn bản".to_owned() } else { ending.to_uppercase() }
}

/// Whether a PDF has its end: readers find its contents from there.
pub fn pdf_ends(tail: &[u8]) -> bool {
    [b"startxref".as_slice(), b"%%EOF"]
        .iter()
        .any(|mark| tail.windows(mark.len()).any(|window| window == *mark))
}

/// Endings of a media type, the usual one first.
const ENDINGS: [(&str, &[&str]); 22] = [
    ("application/pdf", &["pdf"]),
    ("application/rtf", &["rtf"]),
    ("application/msword", &["doc"]),
    ("application/vnd.ms-excel", &["xls"]),
    ("application/vnd.ms-powerpoint", &["ppt"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/vnd.oasis.opendocument.presentation", &["odp"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/webp", &["webp"]),
    ("image/gif", &["gif"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/mp4", &["m4a", "m4b"]),
    ("audio/ogg", &["ogg", "oga", "opus"]),
    ("audio/wav", &["wav"]),
    ("video/mp4", &["mp4", "m4v"]),
    ("video/webm", &["webm"]),
    (CAPTIONS, &["vtt"]),
];

/// The name with an ending that agrees with what the file is: a `.docx` that is a Word 97 file becomes a `.doc`.
pub fn right_name(name: &str, media_type: &str) -> String {
    let Some((_, right)) = ENDINGS.iter().find(|(known, _)| *known == media_type) else {
        return name.to_owned();
    };
    let now = ending(name);
    if right.contains(&now.as_str()) {
        return name.to_owned();
    }
    let wrong =
        ENDINGS.iter().any(|(_, endings)| endings.contains(&now.as_str())) || now == "htm" || now == "txt";
    let stem = if wrong { &name[..name.len() - now.len() - 1] } else { name };
    format!("{stem}.{}", right[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    #[test]
    fn what_browsers_do_not_show_is_named_with_what_to_do() {
        assert!(of("a.jpg", b"\0\0\0\x18ftypheic....").unwrap_err().contains("HEIC"));
        assert!(of("a.mov", b"\0\0\0\x14ftypqt  ....").unwrap_err().contains("MP4"));
        assert!(of("a.bmp", b"BM......").unwrap_err().contains("JPEG"));
        assert!(of("a.rar", b"Rar!....").unwrap_err().contains("tệp nén"));
        assert_eq!(of("a.m4a", b"\0\0\0\x20ftypM4A ...."), Ok("audio/mp4"));
        assert_eq!(of("a.mp4", b"\0\0\0\x20ftypisom...."), Ok("video/mp4"));
        assert_eq!(of("a.webm", b"\x1a\x45\xdf\xa3....\x42\x82\x84webm"), Ok("video/webm"));
        assert_eq!(of("a.gif", b"GIF89a/*script*/"), Ok("image/gif"));
        assert_eq!(of("a.txt", b"\xef\xbb\xbfWEBVTT\n"), Ok(CAPTIONS));
    }

    #[test]
    fn names_follow_what_the_file_is() {
        assert_eq!(right_name("Quyết định.docx", "application/msword"), "Quyết định.doc");
        assert_eq!(right_name("anh.jpeg", "image/jpeg"), "anh.jpeg");
        assert_eq!(right_name("anh", "image/jpeg"), "anh.jpg");
        assert_eq!(right_name("QĐ số 1.2016", "application/pdf"), "QĐ số 1.2016.pdf");
        assert_eq!(right_name("a.pdf", "image/png"), "a.png");
    }

    #[test]
    fn a_text_may_be_cut_within_a_letter_only_at_its_head() {
        let long = "chữ ".repeat(30);
        let cut = &long.as_bytes()[..3];
        assert!(look("a.txt", cut).is_ok());
        assert!(look("a.txt", b"\xff\xfe\x00").is_err());
        assert!(look("a.csv", b"a\0b").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_and_no_name_break_it(name in ".{0,30}", bytes in proptest::collection::vec(any::<u8>(), 0..200), start in 0_usize..12) {
            let starts: [&[u8]; 12] = [b"", b"PK\x03\x04", b"RIFF", b"\0\0\0\x18ftyp", b"%PDF-", b"\x1a\x45\xdf\xa3", b"<html", b"GIF89a",
                b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"BM", b"\xef\xbb\xbf<script"];
            let file = [starts[start], &bytes].concat();
            if let Ok(media_type) = of(&name, &file) {
                let right = right_name(&name, media_type);
                prop_assert_eq!(right_name(&right, media_type), right.clone());
                prop_assert!(Family::ALL.contains(&Family::of(media_type)));
            }
            let _ = (Family::of_head(&file), pdf_ends(&file));
        }
    }
}
