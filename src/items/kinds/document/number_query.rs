//! Recognises a document number inside what a person types into the search box.

use std::ops::Range;

use super::abbreviations::{EVERYDAY, TYPES, known_issuer, type_of};
use super::number::{DocumentNumber, Serial, parse_year};
use crate::base::text::folded;

/// A document number as asked for; what was not said is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberQuery {
    /// The running number.
    pub serial: Serial,
    /// The year, if said.
    pub year: Option<u16>,
    /// The short form of the kind, if said (`L` for a law).
    pub kind: Option<&'static str>,
    /// The short forms of the bodies, if said.
    pub issuers: Vec<String>,
    /// All letters of the symbol in one word, as typed and folded, where they could not be told apart.
    pub glued: Option<String>,
    /// The bytes of the question that say it.
    pub span: Range<usize>,
}

/// Words after which a number counts things or places and names no document.
const COUNTED_BEFORE: &[&str] = &[
    "thang", "ngay", "nam", "dieu", "khoan", "diem", "chuong", "lop", "quy", "ky", "khoa", "thu", "phut",
    "gio", "duong", "ngo", "ngach", "nha", "to", "khu", "bieu", "mau", "tuoi", "luc", "bang", "tang",
    "trong", "muc", "thon", "xe", "phong", "buu",
];

/// Words before which a number is an amount.
const COUNTED_AFTER: &[&str] = &[
    "ngay", "thang", "nam", "tuan", "gio", "phut", "lan", "nguoi", "ho", "trieu", "nghin", "ngan", "ty",
    "dong", "dieu", "khoan", "tuoi", "met", "km", "m", "ha", "cap", "ban", "loai", "truong", "nhom", "con",
    "vo", "chong", "ben", "nguyen", "buoc", "muc", "dot", "phan",
];

/// Words that may follow a number after a kind whose name is also an everyday word.
const CONTINUES: &[&str] = &["cua", "ve", "quy", "do", "ban", "co", "con", "het", "ngay"];

/// The longest word taken apart into kind and bodies, in bytes.
const LONGEST_GLUED: usize = 40;

/// Kinds whose name in words is said of nothing else, so that a bare number after it is a document's.
const UNMISTAKABLE: &[&str] = &["NĐ", "TT", "TTLT", "NQ", "NQLT", "PL"];

impl NumberQuery {
    /// The first document number in the text, which should be normalised.
    ///
    /// Recognised: the printed forms with any signs, blanks or none between their parts and letters glued
    /// together, a kind in words or short before a number, "số 10 năm 2016". Amounts, dates, articles and
    /// addresses are not.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let atoms = atoms(text);
        (0..atoms.len()).find_map(|at| Reader { atoms: &atoms }.number_at(at))
    }

    /// The number as texts cite it, if enough of it was said to be one code.
    #[must_use]
    pub fn citation(&self) -> Option<String> {
        let letters: Vec<&str> = self
            .kind
            .filter(|kind| *kind != "L")
            .into_iter()
            .chain(self.issuers.iter().map(String::as_str))
            .collect();
        if self.issuers.is_empty() {
            return None;
        }
        let year = self.year.map(|year| format!("/{year}")).unwrap_or_default();
        Some(format!("{}{year}/{}", self.serial, letters.join("-")))
    }

    /// Whether a document's number answers the question fully.
    #[must_use]
    pub fn matches(&self, number: &DocumentNumber) -> bool {
        *number.serial() == self.serial
            && (self.year.is_none() || number.year() == self.year)
            && (self.kind.is_none() || self.kind == Some("L") || number.kind() == self.kind)
            && self.issuers.iter().all(|issuer| number.issuers().contains(issuer))
            && self.glued.as_ref().is_none_or(|glued| *glued == glued_letters(number))
    }
}

/// The letters of a number as somebody glues them together: `ttbtnmt`.
#[must_use]
pub fn glued_letters(number: &DocumentNumber) -> String {
    folded(&number.letters()).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// What stands between two atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    Blank,
    Slash,
    Hyphen,
    Dot,
    Colon,
    Other,
}

impl Gap {
    fn of(between: &str) -> Self {
        match between.trim() {
            "" => Self::Blank,
            "/" => Self::Slash,
            "-" | "_" => Self::Hyphen,
            "." => Self::Dot,
            ":" => Self::Colon,
            _ => Self::Other,
        }
    }

    /// Whether the parts of one number may stand on both sides.
    fn joins(self) -> bool {
        matches!(self, Self::Blank | Self::Slash | Self::Hyphen | Self::Dot)
    }
}

/// A run of letters and digits.
#[derive(Debug)]
struct Atom<'a> {
    raw: &'a str,
    key: String,
    range: Range<usize>,
    gap: Gap,
}

fn atoms(text: &str) -> Vec<Atom<'_>> {
    let inside = |c: char| c.is_alphanumeric() || c == '&' || ('\u{300}'..='\u{36F}').contains(&c);
    let mut atoms: Vec<Atom<'_>> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(inside).map(|offset| at + offset) {
        let end = text[start..].find(|c| !inside(c)).map_or(text.len(), |length| start + length);
        let middle = start + seam(&text[start..end]);
        let mut gap = Gap::of(&text[at..start]);
        for range in [start..middle, middle..end].into_iter().filter(|range| !range.is_empty()) {
            let raw = &text[range.clone()];
            atoms.push(Atom { raw, key: folded(raw), range, gap });
            gap = Gap::Blank;
        }
        at = end;
    }
    atoms
}

/// Where a number and the letters of a document are glued together (`QD10`, `10qdubnd`); 0 where nothing is.
fn seam(run: &str) -> usize {
    let Some(digit) = run.find(|c: char| c.is_ascii_digit()) else { return 0 };
    if digit > 0 {
        let digits_only = run[digit..].bytes().all(|b| b.is_ascii_digit());
        let kind = type_of(&run[..digit]).filter(|kind| *kind == "QĐ" || UNMISTAKABLE.contains(kind));
        return if digits_only && kind.is_some() { digit } else { 0 };
    }
    let letters = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
    let rest = &run[letters..];
    if rest.is_empty() {
        return 0;
    }
    let is_kind = type_of(rest).is_some_and(|kind| kind.len() > 1 && !EVERYDAY.contains(&kind));
    if is_kind || glued(rest).is_some() { letters } else { 0 }
}

/// What precedes a number.
#[derive(Debug, Default)]
struct Lead {
    kind: Option<&'static str>,
    issuers: Vec<String>,
    in_words: bool,
    says_number: bool,
    first: usize,
}

/// The letters that follow a number, up to but not including atom `end`.
#[derive(Debug)]
struct Letters {
    kind: Option<&'static str>,
    issuers: Vec<String>,
    glued: Option<String>,
    end: usize,
}

struct Reader<'a> {
    atoms: &'a [Atom<'a>],
}

impl Reader<'_> {
    /// The number whose running number is the atom `at`, if it is one.
    fn number_at(&self, at: usize) -> Option<NumberQuery> {
        let (serial, mut end) = self.serial(at)?;
        let (year, year_gap) = match self.year(end) {
            Some((year, gap, next)) => {
                end = next;
                (Some(year), Some(gap))
            }
            None => (None, None),
        };
        let lead = self.lead(at);
        let letters = self.letters(end);
        let accepted = match &letters {
            Some(letters) => {
                self.symbol_counts(at, end, year_gap, letters) || self.lead_counts(at, end, &lead, year)
            }
            None => {
                self.lead_counts(at, end, &lead, year) || self.is_whole_number_and_year(at, end, year_gap)
            }
        };
        if !accepted {
            return None;
        }
        let (kind, issuers, glued, end) = match letters {
            Some(letters) => (letters.kind.or(lead.kind), letters.issuers, letters.glued, letters.end),
            None => (lead.kind, lead.issuers, None, end),
        };
        let first = if lead.kind.is_some() || lead.says_number { lead.first } else { at };
        let span = self.atoms[first].range.start..self.atoms[end - 1].range.end;
        Some(NumberQuery { serial, year, kind, issuers, glued, span })
    }

    /// The running number at `at`, dotted ones included, and the atom after it.
    fn serial(&self, at: usize) -> Option<(Serial, usize)> {
        if at > 0
            && self.is_digits(at - 1)
            && matches!(self.atoms[at].gap, Gap::Slash | Gap::Hyphen | Gap::Dot)
        {
            return None;
        }
        let dotted = self.gap(at + 1) == Some(Gap::Dot) && self.is_digits(at) && self.is_digits(at + 1);
        if dotted && self.gap(at + 2) == Some(Gap::Slash) && parse_year(&self.atoms[at + 1].key).is_none() {
            let text = format!("{}.{}", self.atoms[at].key, self.atoms[at + 1].key);
            return Serial::parse(&text).map(|serial| (serial, at + 2));
        }
        Serial::parse(&self.atoms[at].key).map(|serial| (serial, at + 1))
    }

    /// A year at `at`, or after the word "năm": the year, what stands before it, and the atom after it.
    fn year(&self, at: usize) -> Option<(u16, Gap, usize)> {
        let atom = self.atoms.get(at)?;
        if atom.key == "nam" && atom.gap == Gap::Blank {
            let year = parse_year(&self.atoms.get(at + 1)?.key)?;
            return Some((year, Gap::Other, at + 2));
        }
        let year = parse_year(&atom.key).filter(|_| atom.gap.joins())?;
        Some((year, atom.gap, at + 1))
    }

    /// The letters of a symbol at `at`: kind and bodies, glued or apart.
    fn letters(&self, at: usize) -> Option<Letters> {
        let atom = self.atoms.get(at).filter(|atom| atom.gap.joins())?;
        if let Some((kind, issuers)) = glued(atom.raw) {
            return Some(Letters { kind: Some(kind), issuers, glued: None, end: at + 1 });
        }
        let kind = type_of(atom.raw).filter(|kind| atom.gap == Gap::Slash || !EVERYDAY.contains(kind));
        let (issuers, end) = self.issuers(if kind.is_some() { at + 1 } else { at });
        let foreign = kind.is_none() && issuers.is_empty() && self.is_foreign_symbol(at);
        if foreign {
            let issuers = vec![atom.raw.to_owned()];
            return Some(Letters { kind: None, issuers, glued: None, end: at + 2 });
        }
        if kind.is_none() && issuers.is_empty() && self.may_be_glued(at) {
            return Some(Letters { kind, issuers, glued: Some(atom.key.clone()), end: at + 1 });
        }
        (kind.is_some() || !issuers.is_empty()).then_some(Letters { kind, issuers, glued: None, end })
    }

    /// The known bodies from `at` on, with a drafting unit swallowed but not asked for.
    fn issuers(&self, at: usize) -> (Vec<String>, usize) {
        let mut issuers = Vec::new();
        let mut end = at;
        while let Some(atom) = self.atoms.get(end).filter(|atom| atom.gap.joins()) {
            let Some(issuer) = known_issuer(atom.raw) else { break };
            issuers.push(issuer);
            end += 1;
        }
        while !issuers.is_empty() && self.gap(end) == Some(Gap::Hyphen) && self.is_capital(end) {
            end += 1;
        }
        (issuers, end)
    }

    /// `/XYZ-VP` in capitals: an official letter of a body that is not listed.
    fn is_foreign_symbol(&self, at: usize) -> bool {
        self.gap(at) == Some(Gap::Slash)
            && self.gap(at + 1) == Some(Gap::Hyphen)
            && self.is_capital(at)
            && self.is_capital(at + 1)
    }

    /// `/2016/ttbtnmt`: a word right after number, year and slash.
    fn may_be_glued(&self, at: usize) -> bool {
        let slashed = |at: usize| self.gap(at) == Some(Gap::Slash);
        let after_year = at >= 2 && slashed(at - 1) && parse_year(&self.atoms[at - 1].key).is_some();
        let letters = self.atoms[at].key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'&');
        slashed(at) && after_year && letters && !self.is_digits(at)
    }

    /// What stands before the number: kind in words or short, its body, "số".
    fn lead(&self, at: usize) -> Lead {
        let mut first = at;
        let mut lead = Lead { first: at, ..Lead::default() };
        if self.leads(first) && self.atoms[first - 1].key == "so" {
            lead.says_number = true;
            first -= 1;
        }
        // "tư" alone is also the short form of a body, in "thông tư" it is not.
        let names_body = self.leads(first) && self.kind_before(first).is_none();
        let body = if names_body { known_issuer(self.atoms[first - 1].raw) } else { None };
        if let Some(body) = body {
            lead.issuers.push(body);
            first -= 1;
        }
        if let Some((kind, start, in_words)) = self.kind_before(first) {
            lead.kind = Some(kind);
            lead.in_words = in_words;
            lead.first = start;
        } else {
            lead.issuers.clear();
            lead.first = if lead.says_number { at - 1 } else { at };
        }
        lead
    }

    /// The kind that ends right before `end`: its short form, the atom where it starts, whether in words.
    fn kind_before(&self, end: usize) -> Option<(&'static str, usize, bool)> {
        if end == 0 || !self.leads(end) {
            return None;
        }
        for length in (1..=4.min(end)).rev() {
            let start = end - length;
            let words: Vec<&str> = self.atoms[start..end].iter().map(|atom| atom.key.as_str()).collect();
            let phrase = words.join(" ");
            if let Some(name) = TYPES.iter().find(|name| name.words == phrase) {
                return Some((name.abbreviation, start, true));
            }
        }
        let short = type_of(self.atoms[end - 1].raw).filter(|kind| !EVERYDAY.contains(kind))?;
        Some((short, end - 1, false))
    }

    /// Whether the letters after the number make it a document's, however it was introduced.
    fn symbol_counts(&self, at: usize, letters_at: usize, year_gap: Option<Gap>, letters: &Letters) -> bool {
        let slashed = self.gap(letters_at) == Some(Gap::Slash);
        let full = letters.kind.is_some() && !letters.issuers.is_empty();
        let of_parliament = letters.issuers.iter().any(|issuer| issuer.contains("QH"));
        if slashed {
            let unit_named = letters.issuers.len() > 1;
            return full
                || of_parliament
                || unit_named
                || year_gap == Some(Gap::Slash)
                || self.is_capital(letters_at);
        }
        if self.counted_before(at) {
            return false;
        }
        full || year_gap.is_some_and(Gap::joins) && (of_parliament || letters.kind.is_some())
    }

    /// Whether what precedes the number makes it a document's.
    fn lead_counts(&self, at: usize, end: usize, lead: &Lead, year: Option<u16>) -> bool {
        if lead.kind.is_none() {
            return lead.says_number && year.is_some() && !self.counted_before(at - 1);
        }
        if year.is_some() || lead.says_number || !lead.issuers.is_empty() {
            return true;
        }
        let looks_like_year = parse_year(&self.atoms[at].key).is_some_and(|year| year > 1975);
        if looks_like_year || self.next_is(end, COUNTED_AFTER) {
            return false;
        }
        let unmistakable = lead.kind.is_some_and(|kind| UNMISTAKABLE.contains(&kind));
        let sure = unmistakable && (lead.in_words || matches!(lead.kind, Some("NĐ" | "TTLT")));
        sure || self.gap(end).is_none_or(|gap| gap == Gap::Other)
            || self.next_is(end, CONTINUES)
            || self.issuer_at(end)
    }

    /// `10/2016` and nothing else.
    fn is_whole_number_and_year(&self, at: usize, end: usize, year_gap: Option<Gap>) -> bool {
        year_gap == Some(Gap::Slash) && at == 0 && end == self.atoms.len()
    }

    fn counted_before(&self, at: usize) -> bool {
        at > 0 && COUNTED_BEFORE.contains(&self.atoms[at - 1].key.as_str())
    }

    fn next_is(&self, at: usize, words: &[&str]) -> bool {
        self.atoms.get(at).is_some_and(|atom| words.contains(&atom.key.as_str()))
    }

    fn issuer_at(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|atom| known_issuer(atom.raw).is_some())
    }

    fn gap(&self, at: usize) -> Option<Gap> {
        self.atoms.get(at).map(|atom| atom.gap)
    }

    /// Whether the atom before `at` may introduce it.
    fn leads(&self, at: usize) -> bool {
        at > 0 && matches!(self.atoms[at].gap, Gap::Blank | Gap::Colon | Gap::Dot | Gap::Hyphen)
    }

    fn is_digits(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|atom| atom.key.bytes().all(|b| b.is_ascii_digit()))
    }

    fn is_capital(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|atom| {
            atom.raw.starts_with(char::is_uppercase) && !atom.raw.chars().any(char::is_lowercase)
        })
    }
}

/// Kind and bodies written as one word: `qdubnd`, `ndcp`, `ttltbytbtc`.
fn glued(letters: &str) -> Option<(&'static str, Vec<String>)> {
    if letters.len() > LONGEST_GLUED {
        return None;
    }
    let parts = splits(letters).filter_map(|(kind, rest)| {
        let kind = type_of(kind).filter(|kind| !EVERYDAY.contains(kind))?;
        Some((kind, glued_issuers(rest)?))
    });
    // The longest kind is meant: "ttlt", not "tt" of a body "lt…".
    parts.last()
}

/// The bodies whose short forms make up the whole of the letters.
fn glued_issuers(letters: &str) -> Option<Vec<String>> {
    if let Some(only) = known_issuer(letters) {
        return Some(vec![only]);
    }
    splits(letters).find_map(|(first, rest)| {
        let first = known_issuer(first)?;
        let mut issuers = glued_issuers(rest)?;
        issuers.insert(0, first);
        Some(issuers)
    })
}

/// Every way to part the letters in two.
fn splits(letters: &str) -> impl Iterator<Item = (&str, &str)> {
    (1..letters.len()).filter(|at| letters.is_char_boundary(*at)).map(|at| letters.split_at(at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Serial, year, kind, issuers: what a question asks for, in one line; "-" where no number is found.
    fn asked(text: &str) -> String {
        NumberQuery::find(text).map_or("-".to_owned(), |query| {
            let year = query.year.map_or("-".to_owned(), |year| year.to_string());
            format!(
                "{} {} {} {}",
                query.serial.key(),
                year,
                query.kind.unwrap_or("-"),
                query.issuers.join(",")
            )
            .trim_end()
            .to_owned()
        })
    }

    #[test]
    fn numbers_in_many_writings() {
        for (text, expected) in [
            ("10/2016/QĐ-UBND", "10 2016 QĐ UBND"),
            ("10 /2016/QĐ-UBND", "10 2016 QĐ UBND"),
            ("10/2016/QD-UBND", "10 2016 QĐ UBND"),
            ("10 2016 qd ubnd", "10 2016 QĐ UBND"),
            ("10-2016-qd-ubnd", "10 2016 QĐ UBND"),
            ("10.2016.qd.ubnd", "10 2016 QĐ UBND"),
            ("010/2016/qdubnd", "10 2016 QĐ UBND"),
            ("10/qdubnd", "10 - QĐ UBND"),
            ("10 qđ ubnd", "10 - QĐ UBND"),
            ("QĐ 10/2016", "10 2016 QĐ"),
            ("qd 10", "10 - QĐ"),
            ("QĐ-UBND 10/2016", "10 2016 QĐ UBND"),
            ("10/QĐ-UBND", "10 - QĐ UBND"),
            ("10/2016", "10 2016 -"),
            ("so 10 nam 2016", "10 2016 -"),
            ("văn bản số 10/2016", "10 2016 -"),
            ("Quyết định số 10 năm 2016 của UBND huyện", "10 2016 QĐ"),
            ("nghi dinh 43", "43 - NĐ"),
            ("nghị định 43 quy định gì", "43 - NĐ"),
            ("nghị định 43/2011/NĐ-CP về cung cấp thông tin", "43 2011 NĐ CP"),
            ("24 2018 qh14", "24 2018 - QH14"),
            ("Luật số: 80/2015/QH13", "80 2015 L QH13"),
            ("luật 24/2018", "24 2018 L"),
            ("thong tu lien tich 34/2012", "34 2012 TTLT"),
            ("34/2012/TTLT-BYT-BLĐTBXH", "34 2012 TTLT BYT,BLĐTBXH"),
            ("36a/NQ-CP", "36a - NQ CP"),
            ("66.13/2026/NQ-CP", "66.13 2026 NQ CP"),
            ("05/BNV-VP", "5 - - BNV,VP"),
            ("7/XYZ-TH", "7 - - XYZ"),
            ("thong tu 15/2010", "15 2010 TT"),
            ("thông tư 15", "15 - TT"),
            ("34/2012/ttltbytbldtbxh", "34 2012 TTLT BYT,BLĐTBXH"),
            ("quyết định 1956/qđ-ttg", "1956 - QĐ TTg"),
            ("nội dung của nghị quyết 36a", "36a - NQ"),
            ("quyết định 10 của UBND huyện", "10 - QĐ"),
            ("QD10/2016", "10 2016 QĐ"),
            ("QĐ10/2016", "10 2016 QĐ"),
            ("nđ43/2011", "43 2011 NĐ"),
            ("10qd-ubnd", "10 - QĐ UBND"),
            ("10QĐ-UBND", "10 - QĐ UBND"),
            ("10/2016QĐ-UBND", "10 2016 QĐ UBND"),
            ("10/2016/qdubnd", "10 2016 QĐ UBND"),
            ("36A/NQ-CP", "36a - NQ CP"),
            ("5/bnv-vp", "5 - - BNV,VP"),
        ] {
            assert_eq!(asked(text), expected, "{text}");
        }
    }

    #[test]
    fn ordinary_questions_with_numbers() {
        for text in [
            "",
            "xe máy 2 người",
            "trong 15 ngày",
            "trong 15 ngày kể từ ngày quyết định có hiệu lực",
            "từ ngày 10/12/2016 đến nay",
            "tháng 10/2016 có họp không",
            "Điều 12 Luật Đất đai 2013",
            "luật đất đai 2013",
            "nghị định 2013 về đất đai",
            "hợp đồng 12 tháng",
            "quyết định 2 vợ chồng ly hôn",
            "thông báo 15 ngày trước khi nghỉ",
            "đường số 10",
            "mẫu số 10 năm 2016",
            "lương cơ sở 1.210.000 đồng",
            "sinh năm 1990 đi nghĩa vụ quân sự",
            "chạy xe quá 60 km/h bị phạt bao nhiêu",
            "500.000 đồng/hộ",
            "trợ cấp 2/3 lương",
            "lớp 10 2016",
            "học sinh lớp 12",
            "trẻ dưới 6 tuổi",
            "da 10 ngay chua co ket qua",
            "24/7",
            "chung cư CT2",
            "giấy A4",
            "thông số 5m2",
            "khóa QH14",
        ] {
            assert_eq!(asked(text), "-", "{text}");
        }
    }

    #[test]
    fn letters_of_unlisted_bodies_match_as_one_word() {
        let number = DocumentNumber::parse("03/2007/NQ-HĐTPTANDTC").unwrap();
        let query = NumberQuery::find("03/2007/nqhdtptandtcx").unwrap();
        assert!(!query.matches(&number));
        let other = DocumentNumber::parse("03/2007/QĐ-XYZW").unwrap();
        let query = NumberQuery::find("03/2007/qdxyzw").unwrap();
        assert_eq!(query.glued.as_deref(), Some("qdxyzw"));
        assert!(query.matches(&other) && !query.matches(&number));
    }

    #[test]
    fn the_span_covers_the_number_and_its_lead() {
        let text = "nội dung Quyết định số 10/2016/QĐ-UBND về trang thông tin";
        let query = NumberQuery::find(text).unwrap();
        assert_eq!(&text[query.span], "Quyết định số 10/2016/QĐ-UBND");
    }

    #[test]
    fn matching_leaves_open_what_was_not_said() {
        let number = DocumentNumber::parse("10/2016/QĐ-UBND").unwrap();
        assert!(NumberQuery::find("qd 10").unwrap().matches(&number));
        assert!(NumberQuery::find("10/2016").unwrap().matches(&number));
        assert!(!NumberQuery::find("10/2015").unwrap().matches(&number));
        assert!(!NumberQuery::find("10/2016/NQ-HĐND").unwrap().matches(&number));
    }

    proptest! {
        #[test]
        fn printed_legal_numbers_are_found(serial in 1u32..9999, year in 1950u16..2030, kind in 0usize..5) {
            let letters = ["QĐ-UBND", "NQ-HĐND", "NĐ-CP", "TT-BTTTT", "QH14"][kind];
            let number = DocumentNumber::parse(&format!("{serial}/{year}/{letters}")).unwrap();
            for text in [number.to_string(), number.to_string().to_lowercase(), folded(&number.to_string())] {
                let query = NumberQuery::find(&text).unwrap();
                prop_assert!(query.matches(&number), "{}", text);
                prop_assert_eq!(query.year, Some(year));
                prop_assert_eq!(query.span, 0..text.len());
            }
        }

        #[test]
        fn no_text_breaks_it(text in "[0-9a-zđ/. :-]{0,30}|\\PC{0,30}") {
            if let Some(query) = NumberQuery::find(&text) {
                prop_assert!(text.get(query.span).is_some());
            }
        }
    }
}
