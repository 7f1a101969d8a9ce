//! Who signed: the authority ("TM.", "KT."), the post and the name at the end of a document.

use std::sync::LazyLock;

use regex::Regex;
use vietnamese::{folded, is_syllable};

use super::casing;
use super::pieces::{Piece, Side, is_upper};

/// So many pieces from the end may belong to the signature.
const REACH: usize = 60;

/// A signature: where its parts stand, by the places of their pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    /// "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH".
    pub authority: Vec<usize>,
    /// "PHÓ CHỦ TỊCH".
    pub post: Option<usize>,
    /// The name.
    pub name: Option<usize>,
}

static AUTHORITY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:t[./]?m|k[./]?t|t[./]?l|tuq|tun|t/m|k/t|t/l|q)\s?[./,]\s*\S"));
static POST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:pho |quyen |q\. ?)?(?:chu tich|thu tuong|bo truong|thu truong|giam doc|tong giam doc|truong|cuc truong|tong cuc truong",
        r"|chi cuc truong|chanh|vu truong|hieu truong|bi thu|thong doc|tong thanh tra|vien truong|tong kiem toan",
        r"|tu lenh|tong bi thu|thuong truc|uy vien|doi truong|tong bien tap|chinh uy|chi huy)(?:\s|$)",
    ))
});
static SIGNED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\W*(?:da ky|ky ten|ky,|ky ghi|chu ky)"));
static RANK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:(?:dai|thuong|trung|thieu) (?:ta|tuong|uy)|ts|ths|gs|pgs|bs|ks|ong|ba|dai tuong)\b[.\s]*")
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

/// The signatures at the end of a document, in the order they stand.
pub(super) fn signatures(pieces: &[Piece]) -> Vec<Signature> {
    let mut all: Vec<Signature> = Vec::new();
    let mut open: Option<Signature> = None;
    for (at, piece) in pieces.iter().enumerate() {
        if SIGNED.is_match(&piece.plain) && !is_name(piece) {
            continue;
        }
        let short = piece.text.chars().count() <= 90;
        if short && AUTHORITY.is_match(&piece.plain) {
            match &mut open {
                // "TM. ỦY BAN NHÂN DÂN", then "KT. CHỦ TỊCH".
                Some(signature) if signature.post.is_none() || !begins_new(pieces, signature, at) => {
                    signature.authority.push(at);
                }
                _ => {
                    all.extend(open.take());
                    open = Some(Signature { authority: vec![at], ..Signature::default() });
                }
            }
        } else if short && POST.is_match(&piece.plain) && is_stated(piece, open.is_some()) {
            match &mut open {
                Some(signature) if signature.post.is_none() => signature.post = Some(at),
                Some(_) => {}
                None => open = Some(Signature { post: Some(at), ..Signature::default() }),
            }
        } else if short
            && is_name(piece)
            && let Some(signature) = open.take()
        {
            all.push(Signature { name: Some(at), ..signature });
        }
    }
    if let Some(signature) = open {
        all.push(Signature { name: beside_list(pieces, &signature), ..signature });
    }
    all.retain(|signature| signature.name.is_some() || !signature.authority.is_empty());
    all
}

/// The pieces of a document's end cut where parts of a signature stand in one: tables lose the breaks within cells.
pub(super) fn parted(pieces: &[Piece], from: usize) -> Vec<Piece> {
    let start = from.max(pieces.len().saturating_sub(REACH));
    pieces[start.min(pieces.len())..].iter().flat_map(cut).collect()
}

fn cut(piece: &Piece) -> Vec<Piece> {
    static PARTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?P<short>\b(?:tm|kt|tl|tuq|k/t|t/m|t/l)\s?[./]\s?)|(?P<signed>\(?\bda ky\b\)?:?)|(?P<list>[;:.] ?- |^noi nhan ?: ?)",
            r"|\b(?:(?:pho |quyen )?(?:chu tich|chu nhiem|thu tuong|bo truong|thu truong|tong giam doc|giam doc|tong cuc truong",
            r"|chi cuc truong|cuc truong|vu truong|hieu truong|truong (?:phong|ban|cong an)|chanh (?:van phong|thanh tra|an)",
            r"|bi thu|thong doc|tong thanh tra|vien truong|tong kiem toan))\b",
            r"|\b(?P<rank>(?:dai|thuong|trung|thieu) (?:ta|tuong|uy) )",
        ))
    });
    let opens = AUTHORITY.is_match(&piece.plain)
        || POST.is_match(&piece.plain)
        || piece.plain.starts_with("noi nhan");
    if !opens || piece.text.chars().count() > 900 {
        return vec![piece.clone()];
    }
    let mut cuts = vec![0];
    let mut within_short = None;
    for found in PARTS.captures_iter(&piece.plain) {
        let Some(whole) = found.get(0) else { continue };
        let capital =
            piece.written(whole.range()).chars().find(|c| c.is_alphabetic()).is_none_or(char::is_uppercase);
        if found.name("short").is_some() && capital {
            within_short = Some(whole.end());
            cuts.push(whole.start());
        } else if found.name("list").is_some() {
            cuts.push(if whole.start() == 0 { whole.end() } else { whole.start() + 1 });
        } else if found.name("signed").is_some() {
            cuts.extend([whole.start(), whole.end()]);
        } else if capital && within_short != Some(whole.start()) {
            cuts.push(whole.start());
        }
    }
    cuts.push(piece.plain.len());
    cuts.dedup();
    let parts = cuts.windows(2).map(|pair| piece.part(pair[0]..pair[1]));
    parts.filter(|part| !part.text.is_empty()).flat_map(|part| with_name_apart(&part)).collect()
}

/// "THỦ TƯỚNG NGUYỄN VĂN …" as post and name.
fn with_name_apart(piece: &Piece) -> Vec<Piece> {
    if !POST.is_match(&piece.plain) {
        return vec![piece.clone()];
    }
    let starts: Vec<usize> = piece.plain.match_indices(' ').map(|(at, _)| at + 1).collect();
    let at = starts.into_iter().find(|at| {
        let rest = &piece.plain[*at..];
        // "PHÓ TRƯỞNG PHÒNG" and "CHỦ TỊCH … XÃ HÀ CHÂU" end in no name.
        let before = piece.plain[..*at].split_whitespace().last().unwrap_or_default();
        let placed = ["xa", "phuong", "huyen", "quan", "tinh", "tran", "pho", "thon"].contains(&before);
        if placed || POST.is_match(rest) {
            return false;
        }
        let surname = rest.split(' ').next().unwrap_or_default();
        let words = rest.split(' ').count();
        (2..=5).contains(&words)
            && SURNAMES.contains(&surname)
            && is_name(&piece.part(*at..piece.plain.len()))
    });
    match at {
        Some(at) => vec![piece.part(0..at), piece.part(at..piece.plain.len())],
        None => vec![piece.clone()],
    }
}

/// Surnames that are no words of posts; only where a post and a name stand in one line.
const SURNAMES: &[&str] = &[
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ngo",
    "duong", "ly", "dao", "doan", "vuong", "trinh", "dinh", "lam", "phung", "mai", "ta", "cao", "thai",
    "than", "giap", "luong", "luu", "trieu", "quach", "kieu", "nghiem", "hua", "tong", "nong", "tang", "be",
    "lo", "giang", "sung", "dam", "khuat", "to", "ha", "chu", "ho", "truong", "la", "ma", "luc", "ngoc",
    "thach", "son", "kim", "chau", "tang",
];

/// The name that ends a line of the recipients: both columns in one line.
fn beside_list(pieces: &[Piece], signature: &Signature) -> Option<usize> {
    let from = signature.post.or(signature.authority.first().copied())?;
    (from..pieces.len().min(from + 25)).find(|at| tail_name(&pieces[*at].text).is_some())
}

/// The person's name at the end of a line that has more before it.
fn tail_name(text: &str) -> Option<&str> {
    let starts: Vec<usize> = text.match_indices(' ').map(|(at, _)| at + 1).collect();
    starts.into_iter().find_map(|at| {
        let tail = &text[at..];
        let surname = folded(tail.split(' ').next().unwrap_or_default());
        let words = tail.split(' ').count();
        let named = SURNAMES.contains(&surname.as_str()) && (3..=4).contains(&words);
        (named && is_personal(tail)).then_some(tail)
    })
}

/// Whether an authority at `at` begins another signature beside the open one.
fn begins_new(pieces: &[Piece], signature: &Signature, at: usize) -> bool {
    let post = signature.post.unwrap_or(at);
    pieces[at].page != pieces[post].page || at > post + 1
}

/// Whether a post is printed as one, and not the beginning of a sentence.
fn is_stated(piece: &Piece, within: bool) -> bool {
    let few = piece.text.split_whitespace().count() <= 9 && !piece.text.ends_with(['.', ';', ',']);
    few && (is_upper(&piece.text) || within || piece.side == Some(Side::Right))
}

/// Whether it is a person's name: two to six words, each a syllable with a capital.
fn is_name(piece: &Piece) -> bool {
    is_personal(&piece.text) && !is_listed(&piece.plain)
}

/// Whether a text is a person's name, with or without a rank.
fn is_personal(text: &str) -> bool {
    let name = without_rank(text);
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_word = |word: &&str| {
        let first = word.chars().next().is_some_and(char::is_uppercase);
        first && word.chars().all(char::is_alphabetic) && is_syllable(&folded(word))
    };
    (2..=6).contains(&words.len()) && words.iter().all(is_word)
}

/// Whether it belongs to the recipients or to an office.
fn is_listed(plain: &str) -> bool {
    [
        "noi nhan",
        "nhu ",
        "luu",
        "bo ",
        "so ",
        "vu ",
        "uy ban",
        "van phong",
        "hoi dong",
        "ban ",
        "chinh phu",
        "cuc ",
    ]
    .iter()
    .any(|beginning| plain.starts_with(beginning))
}

/// A name without the rank or title before it, or "Đã ký:".
pub(super) fn without_rank(text: &str) -> String {
    let text = text.trim_start_matches("Đã ký:").trim_start();
    let plain = super::plain::plain(text);
    match RANK.find(&plain) {
        Some(found) if !plain[found.end()..].is_empty() => {
            text.chars().skip(plain[..found.end()].chars().count()).collect::<String>().trim().to_owned()
        }
        _ => text.trim().to_owned(),
    }
}

/// A name as people write it.
pub(super) fn name(text: &str) -> String {
    let name = without_rank(text);
    let name = if is_personal(&name) { name } else { tail_name(&name).map_or(name.clone(), str::to_owned) };
    if is_upper(&name) { casing::name(&name) } else { name }
}

/// An authority or post as it is printed: capitals, the short form parted by a point.
pub(super) fn post(text: &str) -> String {
    static SHORT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:(?P<short>t[./]?m|k[./]?t|t[./]?l|tuq|tun|q))\s?[./,]\s*").expect("a fixed pattern")
    });
    let text = text.trim().trim_end_matches([':', ',']).to_uppercase();
    match SHORT.captures(&text) {
        Some(found) => {
            let short: String = found["short"].chars().filter(|c| c.is_alphabetic()).collect();
            format!("{short}. {}", &text[found[0].len()..])
        }
        None => text,
    }
}
