//! The beginning of a document number as typed: `10/20`, `10 2016 qd`, `qd 10/2016`, `so 10 nam 2016`.

use tantivy::TantivyError;

use super::READ;
use super::segment::{Candidate, Records, Segment};
use crate::base::text::folded;
use crate::items::kinds::document::abbreviations::{EVERYDAY, known_issuer, type_named, type_of};
use crate::items::kinds::document::number::Serial;
use crate::search::schema::NumberPart;

/// The most letters and units after a number that are looked at.
const MOST_LETTERS: usize = 6;

/// What was typed of a document number.
#[derive(Debug, PartialEq, Eq)]
pub struct NumberTyped {
    /// The running number, without leading zeros; none where only a kind was typed so far ("qd").
    serial: Option<String>,
    /// Whether the running number may go on.
    serial_is_open: bool,
    /// The year or its beginning.
    year: Option<String>,
    /// The short form of the kind said before the number.
    kind: Option<&'static str>,
    /// The beginnings of short forms of kinds and bodies, folded.
    letters: Vec<String>,
}

impl NumberTyped {
    /// Reads a normalised beginning; `None` where it is no number.
    pub fn of(typed: &str) -> Option<Self> {
        let parts = parts(typed);
        if let Some(kind) = kind_alone(&parts) {
            return Some(Self {
                serial: None,
                serial_is_open: false,
                year: None,
                kind: Some(kind),
                letters: Vec::new(),
            });
        }
        let at = parts.iter().position(|part| part.starts_with(|c: char| c.is_ascii_digit()))?;
        let (kind, mut letters) = lead(&parts[..at])?;
        let (serial, glued) = split_serial(&parts[at])?;
        let mut rest = &parts[at + 1..];
        if rest.first().is_some_and(|word| word == "nam") {
            rest = &rest[1..];
        }
        let mut year = None;
        if let Some(digits) = rest.first().filter(|part| part.bytes().all(|b| b.is_ascii_digit())) {
            let whole = digits.len() == 4 || digits.len() < 4 && rest.len() == 1;
            year = whole.then(|| Some(digits.clone()))?;
            rest = &rest[1..];
        }
        let serial_is_open =
            glued.is_none() && parts.len() == at + 1 && typed.ends_with(char::is_alphanumeric);
        letters.extend(glued);
        letters.extend(rest.iter().take(MOST_LETTERS).cloned());
        Some(Self { serial: Some(serial), serial_is_open, year, kind, letters })
    }

    /// The documents of a segment whose number goes on so; those of the very number lead.
    pub fn in_segment(&self, segment: &Segment<'_>) -> Result<Vec<Candidate>, TantivyError> {
        let field = segment.fields.number;
        let mut very = None;
        let mut records = match (&self.serial, self.kind) {
            (Some(serial), _) => {
                let serial = NumberPart::Serial(serial.clone()).term();
                let mut records = segment.with(field, &serial)?;
                very = Some(records.clone());
                if self.serial_is_open {
                    records.join(&segment.beginning(field, &serial)?);
                }
                records
            }
            (None, Some(kind)) => segment.with(field, &NumberPart::Kind(kind.to_owned()).term())?,
            (None, None) => return Ok(Vec::new()),
        };
        if let Some(year) = &self.year {
            records.keep(&segment.beginning(field, &format!("y {year}"))?);
        }
        if let Some(kind) = self.kind {
            records.keep(&segment.with(field, &NumberPart::Kind(kind.to_owned()).term())?);
        }
        for letters in &self.letters {
            records.keep(&with_letters(segment, letters)?);
        }
        Ok(segment.candidates(&records, READ, |_, doc| very.as_ref().is_some_and(|very| very.has(doc))))
    }
}

/// The kind whose short form is all that was typed; its name in words is left to the titles.
fn kind_alone(parts: &[String]) -> Option<&'static str> {
    let [only] = parts else { return None };
    type_of(only).filter(|kind| kind.len() > 1 && !EVERYDAY.contains(kind))
}

/// The documents of a kind or body whose short form begins so; both may be glued together.
fn with_letters(segment: &Segment<'_>, letters: &str) -> Result<Records, TantivyError> {
    let field = segment.fields.number;
    let mut records = segment.beginning(field, &format!("k {letters}"))?;
    records.join(&segment.beginning(field, &format!("i {letters}"))?);
    for at in (1..letters.len()).filter(|at| letters.is_char_boundary(*at)) {
        let (kind, body) = letters.split_at(at);
        if let Some(kind) = type_of(kind) {
            let mut both = segment.with(field, &NumberPart::Kind(kind.to_owned()).term())?;
            both.keep(&segment.beginning(field, &format!("i {body}"))?);
            records.join(&both);
        }
    }
    Ok(records)
}

/// Runs of letters and digits, folded; letters before digits are parted (`qd10`), dotted numbers are not.
fn parts(typed: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for run in folded(typed).split(|c: char| !c.is_alphanumeric() && c != '.' && c != '&') {
        let pieces: Vec<&str> = if is_dotted_number(run) { vec![run] } else { run.split('.').collect() };
        for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
            let digits = piece.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            let no_number_yet = !parts.iter().any(|part| part.starts_with(|c: char| c.is_ascii_digit()));
            let (letters, rest) = piece.split_at(if no_number_yet { digits } else { 0 });
            parts.extend([letters, rest].into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
        }
    }
    parts
}

/// `66.13`, but not `10.2016`.
fn is_dotted_number(run: &str) -> bool {
    run.split_once('.').is_some_and(|(left, right)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits(left) && digits(right) && right.len() < 4
    })
}

/// The kind and the bodies said before the number; `None` where the words before it say neither.
fn lead(words: &[String]) -> Option<(Option<&'static str>, Vec<String>)> {
    let words = match words {
        [before @ .., last] if last == "so" => before,
        _ => words,
    };
    let phrase = words.join(" ");
    if matches!(phrase.as_str(), "" | "van ban" | "cong van") {
        return Some((None, Vec::new()));
    }
    if let Some(kind) = type_named(&phrase) {
        return Some((Some(kind), Vec::new()));
    }
    let (first, bodies) = words.split_first()?;
    let kind = type_of(first)?;
    bodies.iter().all(|body| known_issuer(body).is_some()).then(|| (Some(kind), bodies.to_vec()))
}

/// The running number at the head of a part, and letters glued to it.
fn split_serial(part: &str) -> Option<(String, Option<String>)> {
    let digits = part.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(part.len());
    let (number, letters) = part.split_at(digits);
    if type_of(letters).is_some() || letters.len() > 2 {
        return Some((Serial::parse(number)?.key(), Some(letters.to_owned())));
    }
    Some((Serial::parse(part)?.key(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> String {
        NumberTyped::of(typed).map_or("-".to_owned(), |number| {
            let open = if number.serial_is_open { "*" } else { "" };
            let (year, serial) = (number.year.unwrap_or_default(), number.serial.unwrap_or_default());
            format!("{serial}{open} {year} {} {}", number.kind.unwrap_or("-"), number.letters.join(","))
                .trim_end()
                .to_owned()
        })
    }

    #[test]
    fn beginnings_in_many_writings() {
        for (typed, expected) in [
            ("1", "1*  -"),
            ("10/20", "10 20 -"),
            ("10/2016", "10 2016 -"),
            ("010/2016", "10 2016 -"),
            ("10 2016 qd", "10 2016 - qd"),
            ("10/2016/QĐ-UB", "10 2016 - qd,ub"),
            ("10 2016 qdubnd", "10 2016 - qdubnd"),
            ("qd 10/2016", "10 2016 QĐ"),
            ("QĐ10/2016", "10 2016 QĐ"),
            ("qd ubnd 10", "10*  QĐ ubnd"),
            ("quyết định số 10", "10*  QĐ"),
            ("so 10 nam 2016", "10 2016 -"),
            ("Luật số 24/2018/QH14", "24 2018 L qh14"),
            ("10/qd", "10  - qd"),
            ("10qd", "10  - qd"),
            ("36a/nq-cp", "36a  - nq,cp"),
            ("66.13/2026", "66.13 2026 -"),
            ("10.2016", "10 2016 -"),
            ("10 ", "10  -"),
            ("qd", "  QĐ"),
            ("NQ", "  NQ"),
        ] {
            assert_eq!(read(typed), expected, "{typed}");
        }
    }

    #[test]
    fn words_and_amounts_are_none() {
        for typed in ["", "luật", "thôn 10", "10/12/2016", "0", "hợp thịnh 3", "1234567", "…"] {
            assert_eq!(read(typed), "-", "{typed}");
        }
    }
}
