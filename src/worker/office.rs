//! The office job: reads through what an office file is packed in, and says which kind it is.
//!
//! Every part is unpacked and counted while it is read, for the sizes that an archive declares may lie.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use serde::{Deserialize, Serialize};
use zip::ZipArchive;

/// The most parts of an archive.
const PARTS: usize = 10_000;
/// The most bytes of one part, unpacked.
const PART_BYTES: u64 = 256 * 1024 * 1024;
/// The most bytes of all, unpacked.
const ALL_BYTES: u64 = 512 * 1024 * 1024;
/// Above this, unpacked …
const WORTH_A_LOOK: u64 = 64 * 1024 * 1024;
/// … nothing that people write packs better than this.
const DENSEST: u64 = 200;
/// The mark of the older container.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What the job found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Which kind it is.
    pub media_type: String,
}

const OPEN_XML: [(&str, &str); 3] = [
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];
const OPEN_DOCUMENT: [&str; 3] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];
/// Streams of the older container by which its kind is known.
const STREAMS: [(&str, &str); 4] = [
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
];

/// Reads it through; the sentence says why it is not taken.
pub fn work(input: &Path) -> Result<Office, String> {
    let mut file = File::open(input).map_err(|_| broken())?;
    let mut head = [0; 8];
    file.read_exact(&mut head).map_err(|_| broken())?;
    file.rewind().map_err(|_| broken())?;
    let media_type = if head == COMPOUND { compound(file)? } else { archive(file)? };
    Ok(Office { media_type: media_type.to_owned() })
}

fn broken() -> String {
    "tệp bị hỏng hoặc bị cắt giữa chừng, không mở được. Hãy tải lại tệp gốc.".to_owned()
}

fn bomb() -> String {
    "tệp khi mở ra lớn bất thường, có dấu hiệu được tạo để làm treo máy. Tệp không được nhận.".to_owned()
}

fn locked() -> String {
    "tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lại.".to_owned()
}

fn archive(file: File) -> Result<&'static str, String> {
    let packed = file.metadata().map_err(|_| broken())?.len();
    let mut archive = ZipArchive::new(file).map_err(|_| broken())?;
    if archive.len() > PARTS {
        return Err(bomb());
    }
    let (mut kind, mut unpacked, mut macros) = (None, 0, false);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|cause| match cause {
            zip::result::ZipError::UnsupportedArchive(_) => locked(),
            _ => broken(),
        })?;
        let name = part.name().map_err(|_| broken())?.into_owned();
        kind = kind.or(OPEN_XML.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind));
        macros |= name.ends_with("vbaProject.bin") || name.starts_with("Basic/");
        let mut start = Vec::new();
        unpacked += drained(&mut part, &mut start)?;
        if name == "mimetype" {
            kind = kind.or(OPEN_DOCUMENT.into_iter().find(|known| known.as_bytes() == start));
        }
        if unpacked > ALL_BYTES || unpacked > WORTH_A_LOOK && unpacked / packed.max(1) > DENSEST {
            return Err(bomb());
        }
    }
    match (kind, macros) {
        (None, _) => Err("đây là tệp nén. Hãy giải nén và tải từng tệp lên.".to_owned()),
        (Some(_), true) => Err(
            "tệp có chứa macro (chương trình chạy kèm). Hãy lưu lại ở dạng không có macro (.docx, .xlsx, .odt) rồi tải lại."
                .to_owned(),
        ),
        (Some(kind), false) => Ok(kind),
    }
}

/// Reads a part to its end, keeping its first bytes.
fn drained(part: &mut impl Read, start: &mut Vec<u8>) -> Result<u64, String> {
    let mut chunk = vec![0; 64 * 1024];
    let mut total = 0;
    loop {
        let read = part.read(&mut chunk).map_err(|_| broken())?;
        if read == 0 {
            return Ok(total);
        }
        let room = 128_usize.saturating_sub(start.len());
        start.extend_from_slice(&chunk[..read.min(room)]);
        total += read as u64;
        if total > PART_BYTES {
            return Err(bomb());
        }
    }
}

/// The older container names its streams in UTF-16.
fn compound(mut file: File) -> Result<&'static str, String> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|_| broken())?;
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") {
        return Err(locked());
    }
    let found = STREAMS.iter().find(|(stream, _)| holds(stream));
    found.map(|(_, kind)| *kind).ok_or_else(|| {
        "không phải tệp Word, Excel hay PowerPoint. Hãy lưu lại ở dạng PDF, .docx hoặc .xlsx rồi tải lên."
            .to_owned()
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn worked(bytes: &[u8]) -> Result<Office, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        work(file.path())
    }

    #[test]
    fn kinds_are_known_by_what_is_inside() {
        let docx =
            worked(&packed(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<w/>")])).unwrap();
        assert!(docx.media_type.ends_with("wordprocessingml.document"));
        let odt =
            worked(&packed(&[("mimetype", OPEN_DOCUMENT[0].as_bytes()), ("content.xml", b"<x/>")])).unwrap();
        assert_eq!(odt.media_type, OPEN_DOCUMENT[0]);
        let mut doc = COMPOUND.to_vec();
        doc.extend("WordDocument\0".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(worked(&doc).unwrap().media_type, "application/msword");
    }

    #[test]
    fn bombs_macros_archives_and_fragments_are_refused_each_with_its_reason() {
        let zeros = vec![0; 70 * 1024 * 1024];
        let bomb = packed(&[("word/document.xml", zeros.as_slice())]);
        assert!(worked(&bomb).unwrap_err().contains("lớn bất thường"));
        let macros = packed(&[("word/document.xml", b"<w/>"), ("word/vbaProject.bin", b"x")]);
        assert!(worked(&macros).unwrap_err().contains("macro"));
        assert!(worked(&packed(&[("a.txt", b"x")])).unwrap_err().contains("tệp nén"));
        assert!(worked(&bomb[..bomb.len() / 2]).unwrap_err().contains("hỏng"));
        assert!(worked(b"PK\x03\x04").unwrap_err().contains("hỏng"));
        let mut locked = COMPOUND.to_vec();
        locked.extend("EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(worked(&locked).unwrap_err().contains("mật khẩu"));
    }
}
