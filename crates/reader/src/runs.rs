//! Runs of text with their fonts become paragraphs in Unicode: the one place where old encodings are decided.
//!
//! A font's name promises an encoding and is often wrong, so the words have the last say: first those of the whole
//! document, font by font ([`Survey`]), then those of the paragraph ([`paragraph`]).

use std::collections::HashMap;

use vietnamese::legacy::{self, Encoding, is_plainly_unicode, score};
use vietnamese::normalise;

use crate::Paragraph;
use crate::model::Written;

/// A stretch of text in one font.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Its text as the file has it: bytes of old encodings as Latin-1 or Windows-1252 shows them, soft hyphens kept.
    /// Tabs part the cells of a row.
    pub text: &'a str,
    /// The name of its font, as the file writes it; empty where it is unknown.
    pub font: &'a str,
}

/// How much of a font's text is looked at: enough to be sure.
const SAMPLE: usize = 64 * 1024;

/// Collects what the words of a document say about its fonts.
#[derive(Debug, Default)]
pub struct Survey {
    samples: HashMap<String, String>,
    promised: HashMap<Encoding, usize>,
}

impl Survey {
    /// Takes the runs of a paragraph into account.
    pub fn add(&mut self, runs: &[Run<'_>]) {
        for run in runs {
            if let Some((encoding, _)) = Encoding::of_font(run.font) {
                *self.promised.entry(encoding).or_default() += run.text.len();
                continue;
            }
            if !self.samples.contains_key(run.font) {
                self.samples.insert(run.font.to_owned(), String::new());
            }
            let Some(sample) = self.samples.get_mut(run.font) else { continue };
            if sample.len() + run.text.len() <= SAMPLE {
                sample.push_str(run.text);
            }
        }
        self.samples
            .values_mut()
            .filter(|sample| !sample.ends_with('\n'))
            .for_each(|sample| sample.push('\n'));
    }

    /// What they say.
    pub fn conclude(self) -> Habits {
        let fonts: HashMap<String, Encoding> = self
            .samples
            .into_iter()
            .map(|(font, sample)| (font, legacy::detect(&sample)))
            .filter(|(_, encoding)| *encoding != Encoding::Unicode)
            .collect();
        let promised = self.promised.into_iter().max_by_key(|(_, length)| *length);
        let whole = promised.map(|(encoding, _)| encoding).or_else(|| fonts.values().next().copied());
        Habits { fonts, whole: whole.unwrap_or_default() }
    }
}

/// What the fonts of a document are written in, where their names do not say so.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    fonts: HashMap<String, Encoding>,
    whole: Encoding,
}

impl Habits {
    /// The old encoding that the document is mostly in, if it is in one.
    pub fn whole(&self) -> Encoding {
        self.whole
    }

    fn of(&self, font: &str) -> Encoding {
        self.fonts.get(font).copied().unwrap_or_default()
    }
}

/// A paragraph of these runs, in a document of these habits: read in Unicode, composed, on one line, with what it was
/// written in. Where it stands and what it is to its page is left to the caller.
pub fn paragraph(runs: &[Run<'_>], document: &Habits) -> Paragraph {
    let mut whole = Whole::default();
    for group in grouped(runs) {
        whole.add(&group, group.read(document));
    }
    whole.paragraph()
}

/// Neighbours whose fonts promise the same; without a promise, of the same font.
struct Group<'a> {
    promise: Option<Encoding>,
    font: &'a str,
    /// Stretches, each with whether its font shows small letters as capitals.
    parts: Vec<(String, bool)>,
}

fn grouped<'a>(runs: &[Run<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for run in runs.iter().filter(|run| !run.text.is_empty()) {
        let (promise, capitals) = match Encoding::of_font(run.font) {
            Some((encoding, capitals)) => (Some(encoding), capitals),
            None => (None, false),
        };
        let text = without_private_use(run.text, promise.is_some());
        let alike = |group: &&mut Group<'a>| {
            group.promise == promise && (promise.is_some() || group.font == run.font)
        };
        match groups.last_mut().filter(alike) {
            Some(group) => match group.parts.last_mut().filter(|(_, shown)| *shown == capitals) {
                Some((part, _)) => part.push_str(&text),
                None => group.parts.push((text, capitals)),
            },
            None => groups.push(Group { promise, font: run.font, parts: vec![(text, capitals)] }),
        }
    }
    groups
}

/// Fonts of symbols put their bytes into the private use area: a letter of an old encoding, or a bullet.
fn without_private_use(text: &str, of_old_font: bool) -> String {
    let plain = |c: char| match u32::from(c) {
        code @ 0xF020..=0xF0FF if of_old_font => char::from_u32(code - 0xF000),
        0xF0B7 | 0xF0A7 | 0xF0A8 | 0xF0D8 | 0xF0FC | 0xF076 => Some('•'),
        0xE000..=0xF8FF => None,
        _ => Some(c),
    };
    text.chars().filter_map(plain).collect()
}

/// A group as it was read.
struct Read {
    encoding: Encoding,
    /// The reading that could be right as well.
    other: Option<Encoding>,
}

impl Group<'_> {
    fn text(&self) -> String {
        self.parts.iter().map(|(part, _)| part.as_str()).collect()
    }

    fn read(&self, document: &Habits) -> Read {
        let text = self.text();
        let text = legacy::sample(&text);
        match self.promise {
            Some(promised) => kept_promise(promised, text),
            None => by_words(text, document.of(self.font)),
        }
    }

    fn decoded(&self, encoding: Encoding) -> String {
        let promised = self.promise == Some(encoding);
        let parts = self.parts.iter().map(|(part, capitals)| {
            let read = encoding.decode(part);
            if *capitals && promised { read.to_uppercase() } else { read }
        });
        parts.collect()
    }
}

/// A font's promise holds unless the words read worse by it than they stand, or badly and well by another.
fn kept_promise(promised: Encoding, text: &str) -> Read {
    let by_promise = promised.decode(text);
    if by_promise == text {
        return Read { encoding: promised, other: None };
    }
    if let Some(better) = plainly_better(promised, text) {
        return Read { encoding: better, other: None };
    }
    if !legacy::is_no_worse(promised, text) {
        let encoding = legacy::of_paragraph(text, Encoding::Unicode);
        return Read { encoding, other: Some(promised).filter(|promised| *promised != encoding) };
    }
    let read = score(&by_promise);
    Read { encoding: promised, other: Some(Encoding::Unicode).filter(|_| read.valid * 2 < read.marked) }
}

/// Without a promise, many words speak for themselves and few go with the others of their font.
fn by_words(text: &str, habit: Encoding) -> Read {
    let encoding = legacy::of_paragraph(text, habit);
    if encoding == Encoding::Unicode {
        if is_much_better(habit, text) {
            return Read { encoding: habit, other: None };
        }
        let left = habit != Encoding::Unicode && !is_plainly_unicode(text) && habit.decode(text) != text;
        return Read { encoding, other: left.then_some(habit) };
    }
    if let Some(better) = plainly_better(encoding, text) {
        return Read { encoding: better, other: None };
    }
    let read = score(&encoding.decode(text));
    let doubtful = read.valid < read.marked && text.split_whitespace().count() < 12;
    Read { encoding, other: doubtful.then_some(Encoding::Unicode) }
}

/// Whether more of the words are Vietnamese in an encoding than as they stand, and most of them are.
fn is_much_better(encoding: Encoding, text: &str) -> bool {
    let read = score(&encoding.decode(text));
    !is_plainly_unicode(text) && read.valid > score(text).valid && read.valid * 10 >= read.marked * 7
}

/// The common encoding in which all words are Vietnamese, where less than half of them are in the one supposed.
fn plainly_better(supposed: Encoding, text: &str) -> Option<Encoding> {
    let read = score(&supposed.decode(text));
    if is_plainly_unicode(text) || read.marked == 0 || read.valid * 2 >= read.marked {
        return None;
    }
    let others = [Encoding::Tcvn3, Encoding::Vni].into_iter().filter(|other| *other != supposed);
    let reads_well = |other: &Encoding| {
        let read = score(&other.decode(text));
        read.marked > 0 && read.valid * 10 >= read.marked * 9
    };
    let stands_well = || reads_well(&Encoding::Unicode);
    others.into_iter().find(reads_well).filter(|_| !stands_well())
}

/// The groups of a paragraph put together again.
#[derive(Default)]
struct Whole {
    text: String,
    raw: String,
    other: String,
    encoding: Encoding,
    changed: bool,
    doubtful: bool,
}

impl Whole {
    fn add(&mut self, group: &Group<'_>, read: Read) {
        let raw = group.text();
        let text = group.decoded(read.encoding);
        let changed = text != raw;
        if changed && self.encoding == Encoding::Unicode {
            self.encoding = read.encoding;
        }
        match read.other {
            Some(other) => self.other.push_str(&group.decoded(other)),
            None => self.other.push_str(&text),
        }
        self.changed |= changed;
        self.doubtful |= read.other.is_some();
        self.text.push_str(&text);
        self.raw.push_str(&raw);
    }

    fn paragraph(self) -> Paragraph {
        let text = on_one_line(&normalise(&self.text));
        let other = on_one_line(&normalise(&self.other));
        let raw = self.changed.then(|| on_one_line(&self.raw));
        let written = Written {
            encoding: self.encoding,
            raw: raw.filter(|raw| *raw != text),
            other: Some(other).filter(|other| self.doubtful && *other != text),
        };
        Paragraph { text, encoding: written, ..Paragraph::default() }
    }
}

/// Spaces made one, within each cell of a row; cells that are empty at the end left out.
fn on_one_line(text: &str) -> String {
    let mut row = String::with_capacity(text.len());
    for (number, cell) in text.split('\t').enumerate() {
        if number > 0 {
            row.push('\t');
        }
        for (number, word) in cell.split_whitespace().enumerate() {
            if number > 0 {
                row.push(' ');
            }
            row.push_str(word);
        }
    }
    row.truncate(row.trim_end().len());
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(runs: &[(&str, &str)]) -> Paragraph {
        let runs: Vec<Run<'_>> = runs.iter().map(|(text, font)| Run { text, font }).collect();
        let mut survey = Survey::default();
        survey.add(&runs);
        paragraph(&runs, &survey.conclude())
    }

    #[test]
    fn fonts_are_believed_where_the_words_agree() {
        let found = read(&[("céng hoµ x· héi chñ nghÜa", ".VnTimeH"), (" viÖt nam", ".VnTime")]);
        assert_eq!(found.text, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA việt nam");
        assert_eq!(found.encoding.encoding, Encoding::Tcvn3);
        assert_eq!(found.encoding.raw.as_deref(), Some("céng hoµ x· héi chñ nghÜa viÖt nam"));
        assert_eq!(found.encoding.other, None);
        assert_eq!(read(&[("Tröôøng ñaïi hoïc", "VNI-Times")]).text, "Trường đại học");
        assert_eq!(read(&[("Maùy in ñieän", ".VnTime")]).text, "Máy in điện");
    }

    #[test]
    fn unicode_under_an_old_font_stays_and_the_other_reading_is_kept() {
        let found = read(&[("Giá trị của Ủy ban", ".VnTime")]);
        assert_eq!((found.text.as_str(), found.encoding.encoding), ("Giá trị của Ủy ban", Encoding::Unicode));
        let found = read(&[("có ý nhà, là tài sản và vì xã", ".VnTime")]);
        assert_eq!(found.text, "có ý nhà, là tài sản và vì xã");
        assert!(found.encoding.other.is_some());
    }

    #[test]
    fn the_soft_hyphen_is_a_letter_in_one_encoding_and_nothing_in_the_other() {
        assert_eq!(read(&[("ng\u{AD}êi d\u{AD}íi", ".VnTime")]).text, "người dưới");
        assert_eq!(read(&[("người dân\u{AD} ở xã", "Times New Roman")]).text, "người dân ở xã");
        assert_eq!(read(&[("ng\u{AD}", ".VnTime"), ("êi", ".VnTime")]).text, "người");
    }

    #[test]
    fn a_mixed_paragraph_reads_each_run_in_its_own_way() {
        let found = read(&[
            ("Điều 1. ", "Times New Roman"),
            ("Quy ®Þnh", ".VnTime"),
            (" về ", "Times New Roman"),
            ("ñaát ñai", "VNI-Times"),
        ]);
        assert_eq!(found.text, "Điều 1. Quy định về đất đai");
    }

    #[test]
    fn short_text_goes_with_its_font_in_the_document() {
        let long = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Quy ®Þnh vÒ ®Êt ®ai";
        let mut survey = Survey::default();
        survey.add(&[Run { text: long, font: "Arial" }]);
        survey.add(&[Run { text: "là người Việt", font: "Tahoma" }]);
        let habits = survey.conclude();
        let read = |text, font| paragraph(&[Run { text, font }], &habits).text;
        assert_eq!(read("Sè", "Arial"), "Số");
        assert_eq!(read("có", "Tahoma"), "có");
    }

    #[test]
    fn letters_in_the_private_use_area_are_found() {
        assert_eq!(read(&[("\u{F0AE}\u{F0CA}t", ".VnTime")]).text, "đất");
        assert_eq!(read(&[("\u{F0B7} một", "Symbol")]).text, "• một");
    }

    #[test]
    fn cells_stay_apart() {
        assert_eq!(read(&[("\ta  b\tc \t\t", "")]).text, "\ta b\tc");
    }
}
