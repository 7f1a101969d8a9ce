//! The parts of a document: what it rests on, its chapters and articles, to whom it goes.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::pieces::{Piece, is_upper};
use super::{Suggestion, number};

/// What a document rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// As it is written: "Căn cứ Luật …".
    pub text: String,
    /// The number in it, where there is one.
    pub number: Option<String>,
}

/// The rank of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// "Phần".
    Part,
    /// "Chương".
    Chapter,
    /// "Mục".
    Section,
    /// "Điều".
    Article,
}

/// A part with a heading of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// What it is.
    pub rank: Rank,
    /// Its number: `12`, `9a`, `IV`.
    pub number: String,
    /// Its heading, without the number; empty where it has none.
    pub heading: String,
    /// Its paragraphs, up to the next part.
    pub text: Vec<String>,
    /// On which page it begins.
    pub page: u32,
}

static ARTICLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^dieu\s?(?P<number>\d{1,3}[a-z]?)\s?(?:[.:\-–]\s*|\s+|$)(?P<heading>.*)$"));
static ABOVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<rank>phan|chuong|muc|tieu muc)\s+(?P<number>thu [a-z]+|[ivxlc]+|\d{1,2})\s?[.:\-–]?\s*(?P<heading>.*)$",
    )
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

/// The parts of the running text.
pub(super) fn divisions(pieces: &[Piece]) -> Vec<Division> {
    let mut divisions: Vec<Division> = Vec::new();
    let mut last_article = 0;
    for piece in pieces {
        if let Some((division, count)) = article(piece, last_article) {
            last_article = count;
            divisions.push(division);
        } else if let Some(division) = above(piece) {
            divisions.push(division);
        } else if let Some(open) = divisions.last_mut() {
            take(open, piece);
        }
    }
    divisions
}

/// How many pieces are text: who signed and who gets it follow.
pub(super) fn text_end(pieces: &[Piece]) -> usize {
    let ended = pieces.iter().rposition(|piece| piece.text.contains("./.")).map(|at| at + 1);
    ended
        .or_else(|| pieces.iter().rposition(|piece| piece.plain.starts_with("noi nhan")))
        .unwrap_or(pieces.len())
}

/// What stands before the first part.
pub(super) fn preamble(pieces: &[Piece]) -> Vec<String> {
    let before = pieces.iter().take_while(|piece| article(piece, 0).is_none() && above(piece).is_none());
    before.map(|piece| piece.text.clone()).collect()
}

/// An article, where it is the next one: others are quoted.
fn article(piece: &Piece, last: u32) -> Option<(Division, u32)> {
    let found = ARTICLE.captures(&piece.plain)?;
    let number = found["number"].to_owned();
    let count: u32 = number.trim_end_matches(char::is_alphabetic).parse().ok()?;
    let lettered = number.ends_with(char::is_alphabetic);
    let follows = if lettered { count == last || count == last + 1 } else { count == last + 1 };
    let said = piece.text.starts_with(['Đ', 'đ', 'D', 'Ð']);
    let heading = found.name("heading").map_or("", |heading| piece.written(heading.range()));
    (follows && said).then(|| {
        let (heading, text) = split_heading(heading);
        let division = Division { rank: Rank::Article, number, heading, text, page: piece.page };
        (division, count)
    })
}

/// A heading that is a sentence of the article itself is its text.
fn split_heading(heading: &str) -> (String, Vec<String>) {
    let heading = heading.trim();
    let speaks = heading.ends_with(['.', ';', ':', ',']) || heading.chars().count() > 160;
    if speaks { (String::new(), vec![heading.to_owned()]) } else { (heading.to_owned(), Vec::new()) }
}

fn above(piece: &Piece) -> Option<Division> {
    let found = ABOVE.captures(&piece.plain)?;
    let range = found.name("number")?.range();
    let heading = found.name("heading").map_or("", |heading| piece.written(heading.range())).trim();
    let stated = heading.is_empty() || is_upper(heading) || heading.starts_with(char::is_uppercase);
    if !stated || heading.ends_with([';', ',']) || piece.text.chars().count() > 200 {
        return None;
    }
    let rank = match &found["rank"] {
        "phan" => Rank::Part,
        "chuong" => Rank::Chapter,
        _ => Rank::Section,
    };
    let number = piece.written(range).to_owned();
    Some(Division { rank, number, heading: heading.to_owned(), text: Vec::new(), page: piece.page })
}

/// A piece below a heading: its rest where a chapter's name stands on lines of its own, else text.
fn take(open: &mut Division, piece: &Piece) {
    let names = open.rank != Rank::Article && open.text.is_empty();
    if names && (open.heading.is_empty() || is_upper(&open.heading) && is_upper(&piece.text)) {
        open.heading = [open.heading.as_str(), &piece.text].join(" ").trim().into();
    } else {
        open.text.push(piece.text.clone());
    }
}

/// What the document rests on: "Căn cứ …" before its first part.
pub(super) fn bases(pieces: &[Piece]) -> Vec<Suggestion<Basis>> {
    let mut bases: Vec<Suggestion<Basis>> = Vec::new();
    for piece in pieces {
        if ARTICLE.is_match(&piece.plain) || ABOVE.is_match(&piece.plain) {
            break;
        }
        let text = piece.text.trim_start_matches(['-', '–', '+', '*', ' ']);
        if piece.plain.trim_start_matches(['-', '–', '+', '*', ' ']).starts_with("can cu") {
            bases.push(Suggestion::at(piece, Basis { text: text.to_owned(), number: None }));
        } else if let Some(open) = bases.last_mut().filter(|open| !open.value.text.ends_with([';', '.', ':']))
        {
            open.value.text = format!("{} {text}", open.value.text);
        }
    }
    for basis in &mut bases {
        basis.value.text = basis.value.text.trim_end_matches([';', ',', ' ']).to_owned();
        basis.value.number = number::named_in(&basis.value.text).into_iter().next().map(|(_, number)| number);
        basis.as_written.clone_from(&basis.value.text);
    }
    bases
}

/// To whom it goes: the lines under "Nơi nhận:".
pub(super) fn recipients(pieces: &[Piece]) -> Vec<Suggestion<String>> {
    let Some(at) = pieces.iter().rposition(|piece| piece.plain.starts_with("noi nhan")) else {
        return Vec::new();
    };
    let listed = pieces[at..].iter().filter(|piece| piece.text.starts_with(['-', '–', '+', '•']));
    let mut recipients = Vec::new();
    for piece in listed {
        let name =
            piece.text.trim_start_matches(['-', '–', '+', '•', ' ']).trim_end_matches([';', '.', ',', ' ']);
        recipients.push(Suggestion::at(piece, name.to_owned()));
        if piece.plain.trim_start_matches(['-', '–', '+', ' ']).starts_with("luu") {
            break;
        }
    }
    recipients
}
