//! A reading cut into the pieces that rules look at: a cell, a line of one column, a paragraph, each with its place.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use vietnamese::official::abbreviations::TYPES;

use super::issuer;
use super::plain::plain;
use crate::{Area, Page, Paragraph, Reading, Role, Source};

/// So many pieces at the beginning may belong to the head; behind them only running text is expected.
const HEAD_REACH: usize = 80;

/// On which side of the page a piece stands, where that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A cell, a line of one column, a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// As it is written, blanks tidied.
    pub text: String,
    /// The same without marks and capitals, character for character.
    pub plain: String,
    pub page: u32,
    pub area: Option<Area>,
    /// The width of its page.
    pub page_width: Option<f32>,
    pub side: Option<Side>,
    pub bold: bool,
    /// Whether it stands in a row with others.
    pub beside: bool,
    /// Whether it was recognised from a picture.
    pub recognised: bool,
}

impl Piece {
    /// What is written at a range of `plain`.
    pub fn written(&self, range: Range<usize>) -> &str {
        let start = byte_of(&self.text, self.plain[..range.start].chars().count());
        let length = self.plain[range].chars().count();
        let end = start + byte_of(&self.text[start..], length);
        &self.text[start..end]
    }

    /// A part of it, as a piece of its own.
    pub fn part(&self, range: Range<usize>) -> Self {
        let text = self.written(range).trim().to_owned();
        Self { plain: plain(&text), text, ..self.clone() }
    }

    /// How far its middle stands from the middle of the page, in parts of the page's width.
    pub fn off_centre(&self) -> Option<f32> {
        let (area, width) = (self.area?, self.page_width?);
        Some(((area.left + area.width / 2.0) - width / 2.0).abs() / width)
    }
}

/// Whether all letters are capitals, and there are some.
pub(super) fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

fn byte_of(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

/// All pieces of the running text in the order people read them.
pub(super) fn pieces(reading: &Reading) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for page in &reading.pages {
        for paragraph in page.paragraphs.iter().filter(|paragraph| paragraph.role != Role::Margin) {
            let in_head = pieces.len() < HEAD_REACH;
            push_paragraph(&mut pieces, page, paragraph, in_head);
        }
    }
    pieces
}

fn push_paragraph(pieces: &mut Vec<Piece>, page: &Page, paragraph: &Paragraph, in_head: bool) {
    let cells = cells(&paragraph.text);
    let count = cells.len();
    for (at, (cell, indented)) in cells.into_iter().enumerate() {
        let by_order = match (count, at) {
            (1, _) => indented.then_some(Side::Right),
            (_, 0) => Some(Side::Left),
            _ => Some(Side::Right),
        };
        let side = if count > 1 { by_order } else { by_place(page, paragraph).or(by_order) };
        let tidy = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        for text in if in_head { cut(&tidy) } else { vec![tidy] } {
            pieces.push(Piece {
                plain: plain(&text),
                text,
                page: page.number,
                area: paragraph.area,
                page_width: page.size.map(|(width, _)| width),
                side,
                bold: paragraph.bold,
                beside: count > 1,
                recognised: page.source == Source::Recognised,
            });
        }
    }
}

/// The side on which a paragraph stands by its place; none where it reaches over the middle.
fn by_place(page: &Page, paragraph: &Paragraph) -> Option<Side> {
    let (area, (width, _)) = (paragraph.area?, page.size?);
    let (left, right) = (area.left / width, (area.left + area.width) / width);
    let middle = f32::midpoint(left, right);
    match () {
        () if right < 0.55 && middle < 0.42 => Some(Side::Left),
        () if left > 0.38 && middle > 0.55 => Some(Side::Right),
        () => None,
    }
}

/// The cells of a paragraph, each with whether it stands far from the margin: parted by tabs, or by so many blanks
/// that a person saw columns in them.
fn cells(text: &str) -> Vec<(&str, bool)> {
    static GAP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\t\s*| {4,}").expect("a fixed pattern"));
    let lead = text.len() - text.trim_start().len();
    let indented = text[..lead].matches('\t').count() >= 3 || lead >= 20;
    let mut cells: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (end, next) in
        GAP.find_iter(text).map(|gap| (gap.start(), gap.end())).chain([(text.len(), text.len())])
    {
        let cell = start..end;
        start = next;
        match cells.last_mut() {
            _ if text[cell.clone()].trim().is_empty() => {}
            Some(last) if is_left_open(&text[last.clone()]) => last.end = cell.end,
            _ => cells.push(cell),
        }
    }
    cells.into_iter().map(|cell| (text[cell].trim(), indented)).collect()
}

/// Whether what follows a gap fills it in: "Số:", "ngày", "tháng", "năm".
fn is_left_open(cell: &str) -> bool {
    static OPEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:\bs[o06] ?:?|\bngay|\bthang|\bnam)\s*$").expect("a fixed pattern"));
    let plain = plain(cell);
    OPEN.is_match(&plain) && !plain.trim_end().ends_with("viet nam")
}

/// Cuts a line of the head where a known part of it begins: tables lose the breaks within their cells.
fn cut(text: &str) -> Vec<String> {
    static BEGINNINGS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"\bcong hoa (?:xa hoi chu nghia|xhcn) viet nam\b|\bdoc lap ?[-–—] ?tu do ?[-–—] ?hanh phuc\b",
            r"|\b(?:(?:bo luat|luat|phap lenh|nghi quyet|lenh|quyet dinh|nghi dinh|thong tu) )?so ?(?::|\d{1,5} ?/)",
            r"|\bv/ ?v\b|\bkinh g[uo]i ?:|\bchuong i\b|\bdieu 1\.",
        ))
        .expect("a fixed pattern")
    });
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:cong hoa (?:xa hoi chu nghia|xhcn) viet nam|doc lap ?[-–—] ?tu do ?[-–—] ?hanh phuc)",
        )
        .expect("a fixed pattern")
    });
    let folded = plain(text);
    if folded.len() > 400 || is_running(&folded) {
        return vec![text.to_owned()];
    }
    let mut cuts = vec![0];
    for found in BEGINNINGS.find_iter(&folded) {
        let within_brackets =
            folded[..found.start()].matches('(').count() > folded[..found.start()].matches(')').count();
        if within_brackets
            || names_another(&folded[..found.start()], found.as_str())
                && !is_office(text, &folded[..found.start()])
        {
            continue;
        }
        cuts.push(found.start());
        if let Some(whole) = WHOLE.find(&folded[found.start()..]) {
            cuts.push(found.start() + whole.end());
        }
    }
    cuts.push(folded.len());
    cuts.dedup();
    let chars: Vec<usize> = cuts.iter().map(|cut| folded[..*cut].chars().count()).collect();
    let parts = chars
        .windows(2)
        .map(|pair| text.chars().skip(pair[0]).take(pair[1] - pair[0]).collect::<String>().trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// Whether what follows is the number of another document: "… của Quyết định số 12/…".
fn names_another(before: &str, found: &str) -> bool {
    let before = before.trim_end();
    let named = |text: &str| TYPES.iter().any(|kind| text.ends_with(kind.words));
    let labelled =
        ["quyet dinh", "nghi dinh", "thong tu", "nghi quyet"].iter().any(|kind| found.starts_with(kind));
    let begun = TYPES.iter().any(|kind| before.starts_with(kind.words)) && found.starts_with("so");
    let cited = ["van ban", "cong van", " theo", " cua", " va", " tai", ","]
        .iter()
        .any(|word| before.ends_with(word));
    named(before) || labelled && !before.is_empty() || begun || cited && found.contains("so")
}

/// Whether what stands before is the name of a body: "PHÒNG TÀI CHÍNH - KẾ HOẠCH Số: …".
fn is_office(text: &str, before: &str) -> bool {
    let before: String = text.chars().take(before.chars().count()).collect();
    is_upper(&before) && issuer::is_body(&before)
}

/// Whether it begins as running text does, so that what it names is named and not its own.
fn is_running(folded: &str) -> bool {
    ["can cu", "- can cu", "theo ", "thuc hien ", "xet ", "(", "kem theo", "ban hanh kem"]
        .iter()
        .any(|beginning| folded.starts_with(beginning))
}
