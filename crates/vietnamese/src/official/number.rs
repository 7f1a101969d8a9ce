//! The number and symbol of a document ("số, ký hiệu"), parsed and printed in one canonical form.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::abbreviations::{is_joint, issuer_form, type_of};
use crate::{folded, normalise};

/// The years a document may bear: from the founding of the state on.
const YEARS: std::ops::RangeInclusive<u16> = 1945..=2100;

/// The most bodies and units that one symbol names; the longest joint circular known has eight.
const MOST_PARTS: usize = 12;

/// The running number: `10`, `36a`, `66.13`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Serial {
    number: u32,
    part: Option<u32>,
    suffix: String,
}

impl Serial {
    /// Reads digits, at most one dotted part and at most two letters; leading zeros do not count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (digits, suffix) = text.split_at(digits_end);
        let (number, part) = match digits.split_once('.') {
            Some((number, part)) => (number, Some(bounded_number(part)?)),
            None => (digits, None),
        };
        let suffix = suffix.to_lowercase();
        let plain = suffix.chars().count() <= 2 && suffix.chars().all(|c| c.is_ascii_lowercase() || c == 'đ');
        let number = bounded_number(number).filter(|number| *number > 0)?;
        plain.then_some(Self { number, part, suffix })
    }

    /// The number itself, without part or suffix.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The form under which search knows it: no leading zero, no marks.
    #[must_use]
    pub fn key(&self) -> String {
        let part = self.part.map(|part| format!(".{part}")).unwrap_or_default();
        format!("{}{part}{}", self.number, folded(&self.suffix))
    }
}

impl fmt::Display for Serial {
    /// Numbers below ten get a leading zero (Decree 30/2020/NĐ-CP, appendix I, part II, 3.a).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.number)?;
        if let Some(part) = self.part {
            write!(f, ".{part}")?;
        }
        f.write_str(&self.suffix)
    }
}

/// Digits as a number of at most six digits after its leading zeros.
fn bounded_number(digits: &str) -> Option<u32> {
    let significant = digits.trim_start_matches('0');
    let sane = !digits.is_empty() && significant.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    if sane { format!("0{significant}").parse().ok() } else { None }
}

/// Reads a year of four digits that a document may bear.
#[must_use]
pub fn parse_year(digits: &str) -> Option<u16> {
    if digits.len() == 4 { digits.parse().ok().filter(|year| YEARS.contains(year)) } else { None }
}

/// The number and symbol of a document: `10/2016/QĐ-UBND`, `05/BNV-VP`, `24/2018/QH14`.
///
/// Legal documents bear a year, administrative ones do not; official letters ("công văn") and laws bear no
/// short form of their kind (Decree 30/2020/NĐ-CP, appendix I, part II, 3.b). Prints canonically.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentNumber {
    serial: Serial,
    year: Option<u16>,
    kind: Option<&'static str>,
    issuers: Vec<String>,
    unit: Option<String>,
}

/// The text is no document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Số, ký hiệu văn bản không đúng dạng, ví dụ đúng: 10/2016/QĐ-UBND, 15/QĐ-UBND, 05/UBND-VP.")]
pub struct NumberError;

impl DocumentNumber {
    /// Reads a number as typed or printed: with "Số:" or "Luật số:" before it, blanks around the signs, Ð or
    /// D for Đ, small letters, `-` or `_` where `/` belongs.
    ///
    /// # Errors
    /// When the text is anything but one document number.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let text = normalise(text);
        let compact =
            without_blanks(after_label(&text).trim().trim_end_matches(['.', ',', ';'])).ok_or(NumberError)?;
        let (serial, rest) = compact.split_once(['/', '-']).ok_or(NumberError)?;
        let serial = Serial::parse(serial).ok_or(NumberError)?;
        let mut parts: Vec<&str> = rest.trim_end_matches(['-', '/']).split(['/', '-', '_']).collect();
        let year = parts.first().and_then(|first| parse_year(first));
        if year.is_some() {
            parts.remove(0);
        }
        let well_formed =
            (1..=MOST_PARTS).contains(&parts.len()) && parts.iter().all(|part| is_letters(part));
        if well_formed { Ok(Self::assembled(serial, year, &parts)) } else { Err(NumberError) }
    }

    /// Puts a number together from its letters, the first of which may name the kind.
    fn assembled(serial: Serial, year: Option<u16>, parts: &[&str]) -> Self {
        let kind = type_of(parts[0]);
        let mut issuers: Vec<String> =
            parts[usize::from(kind.is_some())..].iter().map(|part| issuer_form(part)).collect();
        let mut unit = None;
        if issuers.len() > 1 && !kind.is_some_and(is_joint) {
            unit = Some(issuers.split_off(1).join("-"));
        }
        Self { serial, year, kind, issuers, unit }
    }

    /// The running number.
    #[must_use]
    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// The year in the symbol; administrative documents have none there.
    #[must_use]
    pub fn year(&self) -> Option<u16> {
        self.year
    }

    /// The short form of the kind, such as `QĐ`; none for official letters and laws.
    #[must_use]
    pub fn kind(&self) -> Option<&'static str> {
        self.kind
    }

    /// The short forms of the issuing bodies: several for joint documents, none where the source cut them off.
    #[must_use]
    pub fn issuers(&self) -> &[String] {
        &self.issuers
    }

    /// The short form of the unit that drafted it.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// The symbol without number and year: `QĐ-UBND`.
    #[must_use]
    pub fn letters(&self) -> String {
        let parts = self.kind.into_iter().chain(self.issuers.iter().map(String::as_str)).chain(self.unit());
        parts.collect::<Vec<_>>().join("-")
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.serial)?;
        if let Some(year) = self.year {
            write!(f, "{year}/")?;
        }
        f.write_str(&self.letters())
    }
}

impl FromStr for DocumentNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::parse(text)
    }
}

impl Serialize for DocumentNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DocumentNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// What follows "Số", "Số:" or "Luật số:"; the text itself where no digit-free label precedes.
fn after_label(text: &str) -> &str {
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let label = folded(&text[..digits]);
    let words: Vec<&str> = label.split([' ', ':', '.']).filter(|word| !word.is_empty()).collect();
    if words.len() <= 6 && words.last() == Some(&"so") { &text[digits..] } else { text }
}

/// Drops the blanks beside signs; `None` where a blank parts two words.
fn without_blanks(text: &str) -> Option<String> {
    let mut compact = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_alphanumeric() && compact.ends_with(char::is_alphanumeric) {
            return None;
        }
        blank = false;
        compact.push(c);
    }
    Some(compact)
}

/// One part of a symbol: begins with a letter, then letters, digits, `&` or `.`.
fn is_letters(part: &str) -> bool {
    part.starts_with(char::is_alphabetic)
        && part.ends_with(char::is_alphanumeric)
        && part.chars().count() <= 24
        && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '&' | '.'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Row = (
        &'static str,
        &'static str,
        Option<u16>,
        Option<&'static str>,
        &'static str,
        Option<&'static str>,
        &'static str,
    );

    /// Text; number; year; kind; issuers; unit; canonical form.
    const ACCEPTED: &[Row] = &[
        ("10/2016/QĐ-UBND", "10", Some(2016), Some("QĐ"), "UBND", None, "10/2016/QĐ-UBND"),
        ("10 /2016/QĐ-UBND", "10", Some(2016), Some("QĐ"), "UBND", None, "10/2016/QĐ-UBND"),
        ("10/2016/QD-UBND", "10", Some(2016), Some("QĐ"), "UBND", None, "10/2016/QĐ-UBND"),
        ("10/2016/Q\u{D0}-UBND", "10", Some(2016), Some("QĐ"), "UBND", None, "10/2016/QĐ-UBND"),
        ("010/2016/qđ-ubnd", "10", Some(2016), Some("QĐ"), "UBND", None, "10/2016/QĐ-UBND"),
        ("Số: 20/2019/NQ-HĐND", "20", Some(2019), Some("NQ"), "HĐND", None, "20/2019/NQ-HĐND"),
        ("43/2011/NĐ-CP", "43", Some(2011), Some("NĐ"), "CP", None, "43/2011/NĐ-CP"),
        ("50/2022/NĐ_CP", "50", Some(2022), Some("NĐ"), "CP", None, "50/2022/NĐ-CP"),
        ("26/2009/TT-BTTTT", "26", Some(2009), Some("TT"), "BTTTT", None, "26/2009/TT-BTTTT"),
        ("Luật số: 80/2015/QH13", "80", Some(2015), None, "QH13", None, "80/2015/QH13"),
        ("24/2018/qh14", "24", Some(2018), None, "QH14", None, "24/2018/QH14"),
        ("01/2020/UBTVQH14", "1", Some(2020), None, "UBTVQH14", None, "01/2020/UBTVQH14"),
        (
            "34/2012/TTLT-BYT-BLĐTBXH",
            "34",
            Some(2012),
            Some("TTLT"),
            "BYT BLĐTBXH",
            None,
            "34/2012/TTLT-BYT-BLĐTBXH",
        ),
        ("162/2004/TTLT/BQP-BTC", "162", Some(2004), Some("TTLT"), "BQP BTC", None, "162/2004/TTLT-BQP-BTC"),
        (
            "16/2013/TTLT-BYT-BNN&PTNT",
            "16",
            Some(2013),
            Some("TTLT"),
            "BYT BNN&PTNT",
            None,
            "16/2013/TTLT-BYT-BNN&PTNT",
        ),
        ("15/QĐ-BNV", "15", None, Some("QĐ"), "BNV", None, "15/QĐ-BNV"),
        ("39/QĐ-TTG", "39", None, Some("QĐ"), "TTg", None, "39/QĐ-TTg"),
        ("1658/NQ-UBTVQH15", "1658", None, Some("NQ"), "UBTVQH15", None, "1658/NQ-UBTVQH15"),
        ("05/BNV-VP", "5", None, None, "BNV", Some("VP"), "05/BNV-VP"),
        ("12/UBND-VX", "12", None, None, "UBND", Some("VX"), "12/UBND-VX"),
        ("7/TB-UBND-VX", "7", None, Some("TB"), "UBND", Some("VX"), "07/TB-UBND-VX"),
        ("36a/NQ-CP", "36a", None, Some("NQ"), "CP", None, "36a/NQ-CP"),
        ("66.13/2026/NQ-CP", "66.13", Some(2026), Some("NQ"), "CP", None, "66.13/2026/NQ-CP"),
        ("12/TB-TT.HĐND", "12", None, Some("TB"), "TT.HĐND", None, "12/TB-TT.HĐND"),
        ("73-CP", "73", None, None, "CP", None, "73/CP"),
        ("21-LCT/HDNN8", "21", None, Some("LCT"), "HĐNN8", None, "21/LCT-HĐNN8"),
        (
            "61/2000/TT-BNNPTNT/KH",
            "61",
            Some(2000),
            Some("TT"),
            "BNNPTNT",
            Some("KH"),
            "61/2000/TT-BNNPTNT-KH",
        ),
        ("05/2009/TT-", "5", Some(2009), Some("TT"), "", None, "05/2009/TT"),
    ];

    const REJECTED: &[&str] = &[
        "",
        "10",
        "10/2016",
        "10/12/2016",
        "QĐ-UBND",
        "0/2016/QĐ-UBND",
        "10//QĐ-UBND",
        "10/2016/",
        "a10/QĐ-UBND",
        "10/2016/QĐ-UBND ngày 12",
        "trong 15 ngày",
        "1234567/QĐ-UBND",
        "10/QĐ-(UBND)",
        "36abc/NQ-CP",
    ];

    #[test]
    fn accepted_forms() {
        for (text, serial, year, kind, issuers, unit, canonical) in ACCEPTED {
            let number = DocumentNumber::parse(text).unwrap_or_else(|_| panic!("{text} must be a number"));
            assert_eq!(number.serial().key(), *serial, "{text}");
            assert_eq!(number.year(), *year, "{text}");
            assert_eq!(number.kind(), *kind, "{text}");
            assert_eq!(number.issuers().join(" "), *issuers, "{text}");
            assert_eq!(number.unit(), *unit, "{text}");
            assert_eq!(number.to_string(), *canonical, "{text}");
        }
    }

    #[test]
    fn rejected_forms() {
        for text in REJECTED {
            assert_eq!(DocumentNumber::parse(text), Err(NumberError), "{text}");
        }
    }

    #[test]
    fn travels_as_its_text() {
        let number = DocumentNumber::parse("5/qd-ubnd").unwrap();
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(json, "\"05/QĐ-UBND\"");
        assert_eq!(serde_json::from_str::<DocumentNumber>(&json).unwrap(), number);
        assert!(serde_json::from_str::<DocumentNumber>("\"10\"").is_err());
    }

    proptest! {
        #[test]
        fn printing_and_parsing_agree(
            text in "0{0,2}[1-9][0-9]{0,4}(\\.[0-9]{1,2})?[a-cđ]{0,2}/(19[5-9][0-9]/|20[0-9]{2}/)?[A-ZĐa-z][A-ZĐa-z0-9]{0,6}(&[A-ZĐ]{1,3})?(-[A-ZĐ][A-ZĐa-z0-9]{0,6}){0,3}"
        ) {
            let number = DocumentNumber::parse(&text).unwrap();
            let printed = number.to_string();
            prop_assert_eq!(DocumentNumber::parse(&printed), Ok(number));
        }

        #[test]
        fn any_text_is_parsed_or_refused(text in "\\PC{0,30}") {
            if let Ok(number) = DocumentNumber::parse(&text) {
                let printed = number.to_string();
                prop_assert_eq!(DocumentNumber::parse(&printed).map(|again| again.to_string()), Ok(printed));
            }
        }
    }
}
