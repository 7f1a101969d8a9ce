//! The PDF job: reads a file through for what runs or unpacks itself, which no reader has reason to send.
//!
//! A name may be written with `#41` for `A`, so names are read before they are compared.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// The largest file that is read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// The mark must stand within so many first bytes.
const HEAD: usize = 1024;
/// What makes a file act, carry another, or hide.
const REFUSED: [(&str, &str); 8] = [
    ("JavaScript", "có chứa chương trình chạy kèm"),
    ("JS", "có chứa chương trình chạy kèm"),
    ("Launch", "có lệnh mở chương trình khác"),
    ("EmbeddedFile", "có tệp khác giấu bên trong"),
    ("EmbeddedFiles", "có tệp khác giấu bên trong"),
    ("RichMedia", "có nội dung tự chạy"),
    ("XFA", "là biểu mẫu động"),
    ("Encrypt", "có đặt mật khẩu"),
];

/// What the job found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pdf {
    /// How many bytes were read.
    pub bytes: u64,
}

/// Reads it through; the sentence says why it is not taken.
pub fn work(input: &Path) -> Result<Pdf, String> {
    let broken = || "tệp PDF bị hỏng, không đọc được. Hãy lưu lại rồi tải lên lần nữa.".to_owned();
    let length = std::fs::metadata(input).map_err(|_| broken())?.len();
    if length > MOST_BYTES {
        return Err("tệp PDF quá lớn để kiểm tra. Hãy giảm dung lượng rồi tải lại.".to_owned());
    }
    let bytes = std::fs::read(input).map_err(|_| broken())?;
    let head = &bytes[..bytes.len().min(HEAD)];
    if !head.windows(5).any(|window| window == b"%PDF-") {
        return Err(broken());
    }
    if head.starts_with(b"%PDF-") && bytes.windows(4).any(|window| window == b"PK\x05\x06") {
        return Err("tệp vừa là PDF vừa là tệp nén, có dấu hiệu được ghép để che giấu. Tệp không được nhận."
            .to_owned());
    }
    match names(&bytes).find_map(|name| REFUSED.iter().find(|(refused, _)| *refused == name)) {
        Some((_, why)) => {
            Err(format!("tệp PDF {why}. Hãy in hoặc lưu lại thành PDF thường rồi tải lên lần nữa."))
        }
        None => Ok(Pdf { bytes: bytes.len() as u64 }),
    }
}

/// The names of a file, as `/Name`, their escapes read.
fn names(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    slashes.map(|at| name(&bytes[at + 1..]))
}

fn name(rest: &[u8]) -> String {
    let (mut name, mut at) = (String::new(), 0);
    while let Some(&byte) = rest.get(at).filter(|_| name.len() < 32) {
        let escaped = (byte == b'#').then(|| rest.get(at + 1..at + 3)).flatten();
        let escaped =
            escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match escaped {
            Some(read) => {
                name.push(char::from(read));
                at += 3;
            }
            None if byte.is_ascii_alphanumeric() => {
                name.push(char::from(byte));
                at += 1;
            }
            None => break,
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(bytes: &[u8]) -> Result<Pdf, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        work(file.path())
    }

    #[test]
    fn what_acts_hides_or_is_two_things_is_refused() {
        assert!(
            worked(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF").is_ok()
        );
        for (bytes, why) in [
            (
                b"%PDF-1.4\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF".as_slice(),
                "chương trình",
            ),
            (b"%PDF-1.4\n<</S/J#61vaScript>>\n%%EOF", "chương trình"),
            (b"%PDF-1.4\n<</S/Launch>>\n%%EOF", "chương trình khác"),
            (b"%PDF-1.4\n<</Type/EmbeddedFile>>\n%%EOF", "giấu bên trong"),
            (b"%PDF-1.4\ntrailer<</Encrypt 5 0 R>>\n%%EOF", "mật khẩu"),
            (b"%PDF-1.4\n%%EOF PK\x03\x04....PK\x05\x06", "che giấu"),
            (b"no pdf at all", "hỏng"),
        ] {
            assert!(worked(bytes).unwrap_err().contains(why), "{why}");
        }
    }
}
