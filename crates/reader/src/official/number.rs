//! The number and symbol that a document bears: "Số: 05/QĐ-UBND", with blanks, dots and misread digits.

use std::sync::LazyLock;

use regex::Regex;
use vietnamese::official::abbreviations::type_of;
use vietnamese::official::number::DocumentNumber;

use super::pieces::Piece;
use super::{Remark, Suggestion};

/// What stands behind "Số:".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Printed {
    /// A number and symbol.
    Whole {
        /// As printed, without the blanks.
        number: String,
        /// Why a person should look.
        doubt: Option<String>,
    },
    /// A symbol whose number was left to be written or stamped later.
    Blank,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,3}(?:(?:bo )?luat |phap lenh |nghi quyet |nghi dinh |quyet dinh |lenh )?[s$5]\W?[o06]\W?\s*[:;.,]*\s*",
    )
});
/// The digits, then what follows parted by signs; blanks only beside signs and between digits.
static SYMBOL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?P<serial>[\dOoIl|.…_\s]{0,24}[a-zđA-ZĐ]{0,2})\s*",
        r"(?P<symbol>(?:\s*[/\\–—_.\-]+\s*[\p{L}\d&]+)+)",
    ))
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

/// What a piece of the head says the number is; none where it speaks of no number.
pub(super) fn printed(piece: &Piece) -> Option<Printed> {
    let label = LABEL.find(&piece.plain)?;
    let behind = piece.written(label.end()..piece.plain.len());
    let labelled = label.as_str().contains([':', ';']) || behind.contains('/');
    if labelled { read(behind, piece.recognised) } else { None }
}

/// Whether a piece begins as the line of the number does.
pub(super) fn is_labelled(piece: &Piece) -> bool {
    let open = |label: &regex::Match<'_>| label.as_str().contains(':') && label.end() == piece.plain.len();
    printed(piece).is_some() || LABEL.find(&piece.plain).is_some_and(|label| open(&label))
}

/// The number at the beginning of `text`.
pub(super) fn read(text: &str, recognised: bool) -> Option<Printed> {
    let found = SYMBOL.captures(text.trim_start_matches(['…', '.', '_']))?;
    let serial: String = found["serial"].chars().filter(|c| !c.is_whitespace()).collect();
    let (serial, repaired) = digits(serial.trim_matches(['.', '…', '_']));
    let symbol = tidied_symbol(&found["symbol"]);
    let has_letters = symbol.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    if !has_letters {
        return None;
    }
    if !serial.contains(|c: char| c.is_ascii_digit()) {
        return (serial.is_empty() && symbol.starts_with(['/', '-'])).then_some(Printed::Blank);
    }
    let number = format!("{serial}{symbol}");
    let parsed = DocumentNumber::parse(&number).ok();
    let doubt = match (&parsed, repaired, recognised) {
        (None, ..) => Some("Số, ký hiệu không đúng dạng thường gặp: đối chiếu với bản gốc."),
        (_, true, _) => Some("Có chữ số nhận dạng không rõ (l hay 1, O hay 0): đối chiếu với bản gốc."),
        (_, _, true) => Some("Số đọc từ ảnh, thường viết tay hoặc đóng dấu: đối chiếu với bản gốc."),
        _ => None,
    };
    // A machine loses the stroke of Đ, old fonts lose small letters; what people typed stays.
    let number = match parsed.map(|parsed| parsed.to_string()) {
        Some(parsed) if recognised || parsed.to_lowercase() == number.to_lowercase() => parsed,
        _ => number,
    };
    Some(Printed::Whole { number, doubt: doubt.map(str::to_owned) })
}

/// The serial with letters taken for digits put right, and whether there were any.
fn digits(serial: &str) -> (String, bool) {
    let is_misread = |c: char| matches!(c, 'O' | 'o' | 'I' | 'l' | '|');
    let digits = serial.chars().filter(char::is_ascii_digit).count();
    let misread = serial.chars().filter(|c| is_misread(*c)).count();
    if misread == 0 || digits + misread < 2 && digits == 0 {
        return (serial.to_owned(), false);
    }
    let put_right = serial.chars().map(|c| match c {
        'O' | 'o' => '0',
        'I' | 'l' | '|' => '1',
        _ => c,
    });
    (put_right.collect(), true)
}

/// The symbol without blanks, its dashes plain hyphens, its years digits.
fn tidied_symbol(symbol: &str) -> String {
    let compact: String = symbol.chars().filter(|c| !c.is_whitespace()).collect();
    let plain_signs: String = compact
        .chars()
        .map(|c| match c {
            '–' | '—' => '-',
            '\\' => '/',
            'Ð' => 'Đ',
            _ => c,
        })
        .collect();
    let parts = plain_signs.split('/').map(|part| {
        let like_year = part.chars().count() == 4 && part.starts_with(['1', '2', 'l', 'I']);
        let (year, _) = digits(part);
        if like_year && year.bytes().all(|b| b.is_ascii_digit()) { year } else { part.to_owned() }
    });
    parts.collect::<Vec<_>>().join("/").trim_end_matches(['.', '-', '/', '_']).to_owned()
}

/// A number whose label, digits and symbol were recognised apart.
fn apart(piece: &Piece, behind: &[&Piece]) -> Option<Printed> {
    let label = LABEL.find(&piece.plain).filter(|label| label.end() == piece.plain.len())?;
    let rest = behind.iter().take(2).take_while(|next| {
        let digits = next.text.chars().all(|c| c.is_ascii_digit());
        digits || next.text.starts_with(['/', '-'])
    });
    let text: String = rest.map(|next| next.text.as_str()).collect();
    if label.as_str().contains(':') { read(&text, piece.recognised) } else { None }
}

/// The symbol of a number that a stamp hides: letters are there, neither label nor digits can be trusted.
fn hidden(piece: &Piece) -> Option<Printed> {
    (piece.recognised && symbol_in(piece).is_some()).then_some(Printed::Blank)
}

/// The short form of the kind in what is left of a number in a picture: "…/2023/TT-BCA".
pub(super) fn symbol_in(piece: &Piece) -> Option<&'static str> {
    static LEFT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"/\s?(?P<kind>[A-ZĐ][A-ZĐa-z]{1,4})\s?-\s?[A-ZĐ]{2,}[^a-zđ]*$"));
    type_of(&LEFT.captures(&piece.text).filter(|_| piece.text.chars().count() < 60)?["kind"])
}

/// The number among the pieces of a head: the first whole one; a blank one is told.
pub(super) fn of_head<'a>(
    head: impl Iterator<Item = &'a Piece>,
    remarks: &mut Vec<Remark>,
) -> Option<Suggestion<String>> {
    let mut blank = None;
    let mut found: Option<Suggestion<String>> = None;
    let head: Vec<&Piece> = head.collect();
    for (at, piece) in head.iter().copied().enumerate() {
        match printed(piece).or_else(|| apart(piece, &head[at + 1..])).or_else(|| hidden(piece)) {
            Some(Printed::Whole { number, doubt }) => {
                let sound = DocumentNumber::parse(&number).is_ok();
                let better = found.as_ref().is_none_or(|found| DocumentNumber::parse(&found.value).is_err());
                if found.is_none() || sound && better {
                    found = Some(Suggestion::at(piece, number).doubted(doubt));
                }
            }
            Some(Printed::Blank) => blank = blank.or(Some(piece)),
            None => {}
        }
    }
    match (found, blank) {
        (Some(found), None) => Some(found),
        (found, Some(blank)) => {
            let sentence =
                "Số văn bản để trống trong tệp, có thể được viết tay hoặc đóng dấu sau: điền theo bản gốc.";
            remarks.push(Remark::at(blank, sentence));
            found.filter(|found| found.page < blank.page)
        }
        (None, None) => None,
    }
}

/// The numbers of documents named in running text, each with where it begins.
pub(super) fn named_in(text: &str) -> Vec<(usize, String)> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b\d{1,5}[a-zđ]?(?:\s?/\s?\d{4})?",
            r"(?:\s?[/–-]\s?[A-ZĐ][\p{L}\d&]*(?:\.[A-ZĐ]+)?)+(?:\s?[–-]\s?[A-ZĐ][\p{L}\d&]*)*",
        ))
    });
    let found = NAMED.find_iter(text).filter_map(|found| {
        let compact: String = found.as_str().chars().filter(|c| !c.is_whitespace()).collect();
        let number = compact.replace('–', "-");
        DocumentNumber::parse(&number).ok().map(|_| (found.start(), number))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, recognised: bool) -> Option<String> {
        match read(text, recognised) {
            Some(Printed::Whole { number, .. }) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn numbers_of_all_ways_of_printing() {
        for (text, number) in [
            ("05/QĐ-UBND", "05/QĐ-UBND"),
            ("256 /2004/QĐ-UB TP.Cần Thơ", "256/2004/QĐ-UB"),
            ("286 /C07-P6", "286/C07-P6"),
            ("1141-TC/QĐ/CĐKT", "1141-TC/QĐ/CĐKT"),
            ("40   /2000/TT/BTC", "40/2000/TT/BTC"),
            ("… 12 … /BC-UBND", "12/BC-UBND"),
            ("18/2003/QH11", "18/2003/QH11"),
            ("66.13/2026/NQ-CP", "66.13/2026/NQ-CP"),
            ("36a/NQ-CP", "36a/NQ-CP"),
            ("05-QĐ/HU", "05-QĐ/HU"),
            ("7/QĐ. BQL–VP", "7/QĐ.BQL-VP"),
        ] {
            assert_eq!(whole(text, false).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn a_number_left_blank_is_none() {
        for text in [
            "/QĐ-UBND",
            "      /2016/QĐ-UBND",
            "........ /TB-UBND",
            "…./BC-UBND",
            "____/KH-UBND",
            "/QĐ. BQL–VP",
        ] {
            assert_eq!(read(text, false), Some(Printed::Blank), "{text}");
        }
    }

    #[test]
    fn misread_digits_are_put_right_and_doubted() {
        for (text, number) in [("l5/QĐ-UBND", "15/QĐ-UBND"), ("1O/2Ol6/QD-UBND", "10/2016/QĐ-UBND")] {
            let Some(Printed::Whole { number: read, doubt }) = read(text, true) else { panic!("{text}") };
            assert_eq!(read, number);
            assert!(doubt.is_some());
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "12", "12/3/2016", "điện thoại 0240", "15 ngày"] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }

    #[test]
    fn numbers_named_in_running_text() {
        let text = "thay thế Quyết định số 12 /2015/QĐ-UBND ngày 3/4/2015 và Nghị định số 15/CP, 06-LCT/HĐNN";
        let numbers: Vec<String> = named_in(text).into_iter().map(|(_, number)| number).collect();
        assert_eq!(numbers, ["12/2015/QĐ-UBND", "15/CP", "06-LCT/HĐNN"]);
    }
}
