//! The digital signatures in a PDF: who signed, when, and whether the signed bytes are still the same.

mod container;
mod keys;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, String as Text};

use crate::model::Signature;
use container::Container;

/// The most fields of a form that are looked at.
const FIELDS: usize = 2_000;

/// The most signatures of a file.
const SIGNATURES: usize = 50;

/// How deep fields hold fields.
const DEPTH: usize = 8;

/// What is always left to a person.
const CHAIN: &str = "Chưa kiểm tra chuỗi chứng thư và việc thu hồi chứng thư.";

/// All signatures of a file, in the order of what they cover.
pub fn of(pdf: &Pdf) -> Vec<Signature> {
    let data = pdf.data().as_ref();
    let mut found = Vec::new();
    let form =
        pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).and_then(|root| root.get::<Dict<'_>>("AcroForm"));
    if let Some(fields) = form.and_then(|form| form.get::<Array<'_>>("Fields")) {
        let mut left = FIELDS;
        collect(&fields, 0, &mut left, &mut found);
    }
    let mut signed: Vec<Signed<'_>> = found.iter().filter_map(|dict| Signed::of(dict, data)).collect();
    signed.sort_by_key(|signed| signed.end);
    signed.dedup_by_key(|signed| signed.end);
    signed.truncate(SIGNATURES);
    signed.iter().map(Signed::checked).collect()
}

/// The signatures that fields hold, and the fields within them.
fn collect<'a>(fields: &Array<'a>, depth: usize, left: &mut usize, found: &mut Vec<Dict<'a>>) {
    for field in fields.iter::<Dict<'a>>() {
        if *left == 0 || depth > DEPTH {
            return;
        }
        *left -= 1;
        if let Some(kids) = field.get::<Array<'a>>("Kids") {
            collect(&kids, depth + 1, left, found);
        }
        found.extend(field.get::<Dict<'a>>("V").filter(|value| value.contains_key("ByteRange")));
    }
}

/// What a signature is over: two stretches of the file, around the signature itself.
struct Signed<'d> {
    before: &'d [u8],
    after: &'d [u8],
    /// The signature as it stands between them.
    container: Vec<u8>,
    end: usize,
    whole: bool,
    kind: String,
    told: String,
}

impl<'d> Signed<'d> {
    fn of(dict: &Dict<'_>, data: &'d [u8]) -> Option<Self> {
        let range: Vec<usize> = dict
            .get::<Array<'_>>("ByteRange")?
            .iter::<Object<'_>>()
            .filter_map(|number| usize::try_from(number.into_number()?.as_i64()).ok())
            .collect();
        let [start, length, next, rest] = range[..] else { return None };
        let (gap, end) = (start.checked_add(length)?, next.checked_add(rest)?);
        let between = data.get(gap..next)?;
        let whole = start == 0 && end == data.len() && is_hex_string(between);
        let kind =
            dict.get::<Name<'_>>("SubFilter").map(|name| String::from_utf8_lossy(name.as_ref()).into_owned());
        let told = dict.get::<Text<'_>>("M").map(|at| written_time(at.as_bytes()));
        Some(Self {
            before: data.get(start..gap)?,
            after: data.get(next..end)?,
            container: hex(between),
            end,
            whole,
            kind: kind.unwrap_or_default(),
            told: told.unwrap_or_default(),
        })
    }

    fn checked(&self) -> Signature {
        let mut signature = Signature {
            signer: String::new(),
            issuer: String::new(),
            at: self.told.clone(),
            intact: false,
            whole: self.whole,
            note: String::new(),
        };
        let Some(container) = Container::of(&self.container) else {
            "Không đọc được nội dung chữ ký số.".clone_into(&mut signature.note);
            return signature;
        };
        let (signer, issuer) = container.names();
        (signature.signer, signature.issuer) = (signer, issuer);
        if let Some(at) = container.time() {
            signature.at = at.to_string();
        }
        let mut notes = vec![CHAIN];
        if self.kind == "ETSI.RFC3161" {
            notes.insert(0, "Đây là dấu thời gian của tệp, chưa kiểm tra.");
        } else {
            match container.verify([self.before, self.after]) {
                Ok(intact) => signature.intact = intact,
                Err(why) => notes.insert(0, why),
            }
        }
        if container.is_outdated() {
            notes.push("Chứng thư không còn hiệu lực vào lúc ký.");
        }
        signature.note = notes.join(" ");
        signature
    }
}

fn is_hex_string(bytes: &[u8]) -> bool {
    let inner = bytes.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">"));
    inner.is_some_and(|hex| hex.iter().all(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace()))
}

/// The bytes of a string of hexadecimal digits.
fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        bytes.iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|d| d as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// `D:20260127071758+07'00'` as RFC 3339; empty where it is not such a time.
fn written_time(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let Some(rest) = text.strip_prefix("D:") else { return String::new() };
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() < 14 {
        return String::new();
    }
    let zone: String = rest[digits.len()..].chars().filter(|c| *c != '\'').collect();
    let zone = match zone.as_bytes() {
        [b'+' | b'-', _, _, _, _] => format!("{}:{}", &zone[..3], &zone[3..]),
        _ => "Z".to_owned(),
    };
    let part = |from: usize, to: usize| &digits[from..to];
    format!(
        "{}-{}-{}T{}:{}:{}{zone}",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_times_are_read() {
        assert_eq!(written_time(b"D:20260127071758+07'00'"), "2026-01-27T07:17:58+07:00");
        assert_eq!(written_time(b"D:20260127071758Z"), "2026-01-27T07:17:58Z");
        assert_eq!(written_time(b"yesterday"), "");
    }

    #[test]
    fn signatures_stand_in_hexadecimal() {
        assert_eq!(hex(b"<3a 0F>"), [0x3a, 0x0f]);
        assert!(is_hex_string(b"<3a0f>") && !is_hex_string(b"<3a> /X <0f>"));
    }
}
