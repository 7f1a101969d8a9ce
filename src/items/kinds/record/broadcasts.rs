//! Film and sound: with their day, their file and their words (Quy chế Điều 3.13, 3.14).

use crate::base::error::Refusal;
use crate::files::kind::CAPTIONS;
use crate::tenants::SectionKey;

use super::{Fact, PLAIN, Record, Register, Shape};

const TELEVISION_CLAUSE: &str = "Quy chế Điều 3.13";
const RADIO_CLAUSE: &str = "Quy chế Điều 3.14";
const WORDS_CLAUSE: &str = "Quy chế Điều 3.13; Thông tư 32/2017/TT-BTTTT Điều 18.1.c";

/// Tin, phóng sự truyền hình.
pub static TELEVISION: Register = Register {
    key: "truyen-hinh",
    section: SectionKey::Television,
    one: "Chương trình truyền hình",
    many: "Tin, phóng sự truyền hình",
    title: "Tên chương trình",
    facts: &[
        Fact {
            key: "ngay-phat",
            field: "f-ngay-phat",
            label: "Ngày phát",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(TELEVISION_CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "thoi-luong",
            field: "f-thoi-luong",
            label: "Thời lượng",
            hint: "Ví dụ: 12 phút.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "loi",
            field: "f-loi",
            label: "Nội dung bằng chữ",
            hint: "Lời thuyết minh hoặc nội dung chương trình, cho người không nghe hoặc không xem được. Không cần ghi nếu \
                   đính kèm phụ đề (tệp .vtt).",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
    ],
    file: Some(("video/", "Phải đính kèm tệp video.", TELEVISION_CLAUSE)),
    grouped: Some("ngay-phat"),
    also: without_words,
    ..PLAIN
};

/// Chương trình truyền thanh.
pub static RADIO: Register = Register {
    key: "truyen-thanh",
    section: SectionKey::Radio,
    one: "Chương trình truyền thanh",
    many: "Chương trình truyền thanh",
    title: "Tên chương trình",
    facts: &[
        Fact {
            key: "ngay-phat",
            field: "f-ngay-phat",
            label: "Ngày phát",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(RADIO_CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "thoi-luong",
            field: "f-thoi-luong",
            label: "Thời lượng",
            hint: "Ví dụ: 12 phút.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "loi",
            field: "f-loi",
            label: "Nội dung bằng chữ",
            hint: "Bản chữ của chương trình, cho người không nghe được.",
            shape: Shape::Text,
            needed: Some(RADIO_CLAUSE),
            facet: false,
            listed: false,
        },
    ],
    file: Some(("audio/", "Phải đính kèm tệp âm thanh.", RADIO_CLAUSE)),
    grouped: Some("ngay-phat"),
    ..PLAIN
};

/// What a film lacks for who cannot see or hear it: a summary, and captions or its words.
fn without_words(record: &Record) -> Vec<Refusal> {
    let captioned = record.common.attachments.iter().any(|file| file.media_type == CAPTIONS);
    let mut gaps = Vec::new();
    if record.summary.is_empty() {
        gaps.push(Refusal::new("summary", "Phải ghi tóm tắt nội dung chương trình.", WORDS_CLAUSE));
    }
    if record.facts.get("loi").is_empty() && !captioned {
        let asked = "Phải ghi nội dung bằng chữ hoặc đính kèm phụ đề (tệp .vtt).";
        gaps.push(Refusal::new("f-loi", asked, WORDS_CLAUSE));
    }
    gaps
}

/// How long a programme is, as people write it ("12 phút", "1 giờ 5 phút 30 giây", "12:30"), in seconds.
pub fn seconds(typed: &str) -> Option<u32> {
    let typed = typed.to_lowercase();
    if typed.contains(':') {
        let parts: Vec<u32> = typed.split(':').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        let sane = matches!(parts.len(), 2 | 3) && parts[1..].iter().all(|part| *part < 60);
        let whole = || parts.iter().try_fold(0_u32, |sum, part| sum.checked_mul(60)?.checked_add(*part));
        return sane.then(whole).flatten();
    }
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut total = 0_u32;
    for pair in words.chunks(2) {
        let [number, unit] = pair else { return None };
        let unit = match *unit {
            "giờ" => 3600,
            "phút" => 60,
            "giây" => 1,
            _ => return None,
        };
        total = total.checked_add(number.parse::<u32>().ok()?.checked_mul(unit)?)?;
    }
    Some(total).filter(|total| *total > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (typed, told) in [
            ("12 phút", Some(720)),
            ("1 giờ 5 phút 30 giây", Some(3930)),
            ("45 giây", Some(45)),
            ("12:30", Some(750)),
            ("1:02:03", Some(3723)),
            ("", None),
            ("khoảng 12 phút", None),
            ("12", None),
            ("1:75", None),
            ("99999999 giờ", None),
        ] {
            assert_eq!(seconds(typed), told, "{typed}");
        }
    }
}
