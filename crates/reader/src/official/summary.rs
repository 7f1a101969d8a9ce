//! What a document is about, as its head says: the lines under its kind, or "V/v".

use std::sync::LazyLock;

use regex::Regex;

use super::head::{Head, is_mark, is_motto, is_noise};
use super::pieces::{Piece, Side, is_upper};
use super::plain::plain;
use super::{Suggestion, casing, dates, issuer, number};

/// An abstract longer than this is running text.
const LONGEST: usize = 700;

/// The lines of the heading behind the kind, joined: "của Chính phủ số 116/2003/NĐ-CP …" or the abstract itself.
pub(super) struct Title<'a> {
    /// The pieces it stands in.
    pub pieces: Vec<&'a Piece>,
    /// What they say.
    pub text: String,
}

/// What stands under the heading.
pub(super) fn title<'a>(head: &Head<'a>) -> Option<Title<'a>> {
    let heading = head.heading?;
    let own = &head.pieces[heading.at];
    let rest: String = own.text.chars().skip(heading.length).collect();
    let mut pieces = vec![own];
    let mut texts = vec![rest.trim().to_owned()];
    let below = &head.pieces[heading.at + 1..office_start(head, heading.at + 1)];
    for piece in below {
        if piece.text.chars().all(|c| !c.is_alphanumeric()) {
            if texts.iter().any(|text| !text.is_empty()) {
                break;
            }
            continue;
        }
        if is_noise(piece) && !piece.text.starts_with('(') || is_mark(&piece.plain) || is_motto(piece) {
            continue;
        }
        let begun = pieces.len() > 1 || !texts[0].is_empty();
        if begun && ends_before(&pieces, &texts, piece) {
            break;
        }
        pieces.push(piece);
        texts.push(piece.text.clone());
    }
    texts.retain(|text| !text.is_empty());
    let text = texts.join(" ");
    Some(Title { pieces, text })
}

/// Where the one who decides is named, right above the running text; where that begins if nobody is.
fn office_start(head: &Head<'_>, from: usize) -> usize {
    let lines = &head.pieces[from.min(head.body)..head.body];
    let goes_on = |lines: &[Piece]| lines.len() <= 2 && lines.iter().all(|piece| is_upper(&piece.text));
    let office = lines.iter().rposition(is_office).filter(|at| goes_on(&lines[at + 1..]));
    // "CHỦ TỊCH" above "ỦY BAN NHÂN DÂN XÃ …".
    let posts =
        ["chu tich", "bo truong", "giam doc", "tong giam doc", "cuc truong", "truong ban", "truong phong"];
    let alone = |at: usize| posts.contains(&lines[at].plain.as_str());
    let first = office.map(|at| if at > 0 && alone(at - 1) { at - 1 } else { at });
    first.map_or(head.body.max(from), |first| from + first)
}

/// Whether the abstract is over before this piece.
fn ends_before(pieces: &[&Piece], texts: &[String], piece: &Piece) -> bool {
    let so_far: usize = texts.iter().map(|text| text.chars().count()).sum();
    let last = pieces.last().map_or("", |last| last.text.as_str());
    let length = piece.text.chars().count();
    let first_bold = pieces.get(1).is_some_and(|first| first.bold);
    let speaks = piece.text.trim_end().ends_with('.') && length > 100;
    last.ends_with('.')
        || piece.text.ends_with(';')
        || speaks
        || first_bold && !piece.bold && length > 60
        || so_far + length > LONGEST
        || piece.beside
        || piece.plain.starts_with('(')
        || is_off_centre_paragraph(pieces, piece)
}

/// Whether the first lines stand in the middle of the page and this one begins at its margin, as running text does.
fn is_off_centre_paragraph(pieces: &[&Piece], piece: &Piece) -> bool {
    let centred = |piece: &Piece| piece.off_centre().is_some_and(|off| off < 0.08);
    let (Some(first), Some(area), Some(width)) = (pieces.get(1), piece.area, piece.page_width) else {
        return false;
    };
    let wide = area.width / width > 0.65;
    let narrow_before = first.area.is_some_and(|area| area.width / width < 0.6);
    centred(first) && narrow_before && (wide && piece.text.chars().count() > 60)
}

/// Whether it names the one who decides, as stands above "Căn cứ": "CHÍNH PHỦ", "CHỦ TỊCH ỦY BAN NHÂN DÂN …".
pub(super) fn is_office(piece: &Piece) -> bool {
    let plain = &piece.plain;
    let head_of = [
        "chu tich",
        "bo truong",
        "thu tuong",
        "truong ban",
        "giam doc",
        "thong doc",
        "tong cuc truong",
        "cuc truong",
        "truong phong",
        "hieu truong",
        "vien truong",
        "chanh an",
        "tong thanh tra",
        "chinh phu",
    ];
    let short = piece.text.chars().count() <= 110 && !piece.text.ends_with(['.', ';']);
    let stated = is_upper(&piece.text) || piece.text.split_whitespace().count() <= 12;
    let names = issuer::is_body(&piece.text) || head_of.iter().any(|office| plain.starts_with(office));
    short && stated && names && !plain.contains(" ve ")
}

/// The abstract of a title, and whether it had to be taken out of capitals.
pub(super) fn of_title(title: &Title<'_>, body: &str) -> Option<Suggestion<String>> {
    let text = after_office(&title.text);
    let text = trimmed(&text);
    let piece = title.pieces.iter().find(|piece| !piece.text.is_empty() && piece.plain.len() > 3)?;
    let piece = title.pieces.get(1).unwrap_or(piece);
    suggestion(piece, &text, body)
}

/// The abstract of a letter: "V/v …", over as many lines as stand in its column.
pub(super) fn of_subject(head: &Head<'_>, body: &str) -> Option<Suggestion<String>> {
    let at = head.subject?;
    let first = &head.pieces[at];
    let mut texts = vec![first.text.clone()];
    for piece in &head.pieces[at + 1..head.body.max(at + 1)] {
        let foreign =
            piece.side == Some(Side::Right) || is_motto(piece) || dates::in_words(&piece.plain).is_some();
        if foreign {
            continue;
        }
        let over = is_noise(piece) || number::is_labelled(piece) || is_upper(&piece.text) || texts.len() > 6;
        if over || texts.last().is_some_and(|last| last.ends_with('.')) {
            break;
        }
        texts.push(piece.text.clone());
    }
    suggestion(first, &trimmed(&texts.join(" ")), body)
}

/// What a title says behind "của … số … ngày …".
fn after_office(text: &str) -> String {
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:cua [^.;]*?\s)?(?:so\s*:?\s*\S+(?:\s?[-/]\s?\S+)*?\s+ngay\s+(?:\d+ thang \d+ nam \d{4}|\d[\d/.\-]+)\s*)")
        .expect("a fixed pattern")
    });
    let folded = plain(text);
    if let Some(found) = OFFICE.find(&folded) {
        return text.chars().skip(folded[..found.end()].chars().count()).collect();
    }
    if folded.starts_with("cua ") {
        let begins = ["v/v", "ve viec ", "ve "].iter().filter_map(|word| folded.find(word)).min();
        return begins
            .map_or_else(String::new, |at| text.chars().skip(folded[..at].chars().count()).collect());
    }
    text.to_owned()
}

/// Without the blanks, signs and "V/v" at its ends.
fn trimmed(text: &str) -> String {
    static VIEWED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?i:v\s?[/\\|]\s?v)\s*:?\s*").expect("a fixed pattern"));
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '(' | '"' | '“' | '”'));
    match VIEWED.find(text) {
        Some(found) => {
            let rest = &text[found.end()..];
            if plain(rest).starts_with("viec ") {
                format!("Về {rest}")
            } else {
                format!("Về việc {rest}")
            }
        }
        None => vietnamese::capitalised(text),
    }
}

fn suggestion(piece: &Piece, text: &str, body: &str) -> Option<Suggestion<String>> {
    if text.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return None;
    }
    let found = Suggestion::at(piece, text.to_owned());
    if !is_upper(text) {
        return Some(found);
    }
    match as_in(body, text) {
        Some(written) => Some(Suggestion { value: vietnamese::capitalised(&written), ..found }),
        None => {
            let doubt = "Trích yếu in hoa toàn bộ: kiểm tra chữ hoa của tên riêng.";
            Some(Suggestion { value: casing::sentence(text), ..found }.doubted(Some(doubt.to_owned())))
        }
    }
}

/// The same words where running text has them in small letters.
fn as_in(body: &str, text: &str) -> Option<String> {
    let (folded, wanted) = (plain(body), plain(text));
    folded.match_indices(&wanted).find_map(|(at, _)| {
        let start = folded[..at].chars().count();
        let written: String = body.chars().skip(start).take(wanted.chars().count()).collect();
        (!is_upper(&written)).then_some(written)
    })
}
