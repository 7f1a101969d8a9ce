//! The same file with other bytes, and still the same to read.

/// What the directory of a ZIP ends with, and where in it the length of the remark stands.
const ZIP_END: &[u8] = b"PK\x05\x06";
const ZIP_END_LENGTH: usize = 22;
/// A sector of a compound file.
const SECTOR: usize = 512;

/// The bytes with a number in a place that no reader reads.
pub(super) fn varied(bytes: Vec<u8>, number: usize) -> Vec<u8> {
    let mark = format!("{number:08}");
    if bytes.starts_with(b"PK\x03\x04") {
        return remarked(bytes, &mark);
    }
    let tail = if bytes.starts_with(b"%PDF-") {
        format!("\n% {mark}\n").into_bytes()
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        let mut sector = mark.into_bytes();
        sector.resize(SECTOR, 0);
        sector
    } else {
        format!("\n{mark}\n").into_bytes()
    };
    [bytes, tail].concat()
}

/// A ZIP with a remark in the place of none.
fn remarked(mut bytes: Vec<u8>, remark: &str) -> Vec<u8> {
    let at = bytes.windows(ZIP_END.len()).rposition(|window| window == ZIP_END);
    if let Some(at) = at.filter(|at| at + ZIP_END_LENGTH == bytes.len()) {
        let length = (remark.len() as u16).to_le_bytes();
        bytes[at + ZIP_END_LENGTH - 2..].copy_from_slice(&length);
        bytes.extend(remark.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read as _, Write as _};

    #[test]
    fn a_zip_is_another_and_holds_the_same() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a.xml", zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<a/>").unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        let (one, two) = (varied(bytes.clone(), 1), varied(bytes, 2));
        assert_ne!(one, two);
        for bytes in [one, two] {
            let mut text = String::new();
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            archive.by_name("a.xml").unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "<a/>");
        }
    }

    #[test]
    fn every_number_makes_another_file() {
        for head in [&b"%PDF-1.4\n%%EOF"[..], b"\xd0\xcf\x11\xe0", b"chu"] {
            let made: std::collections::BTreeSet<Vec<u8>> =
                (0..50).map(|n| varied(head.to_vec(), n)).collect();
            assert_eq!(made.len(), 50);
            assert!(made.iter().all(|bytes| bytes.starts_with(head)));
        }
    }
}
