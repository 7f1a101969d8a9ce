//! Where the first document of a file ends: annexes and what is issued with it follow.

use std::sync::LazyLock;

use regex::Regex;

use super::head::is_motto;
use super::kind;
use super::pieces::{Piece, is_upper};

static ATTACHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,2}(?:duoc )?(?:ban hanh )?kem theo (?:quyet dinh|nghi dinh|thong tu|nghi quyet|ke hoach|cong van|bao cao|to trinh|thong bao|chi thi)(?: lien tich)? (?:so|cua|nay|ngay)\b",
    )
});
static ANNEX: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:phu luc|mau so|bieu so|danh muc)\b[^.;]{0,60}$"));

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

/// How many pieces belong to the first document; `from` is where its running text begins.
pub(super) fn end(pieces: &[Piece], from: usize) -> usize {
    let rest = pieces.iter().enumerate().skip(from + 1);
    for (at, piece) in rest {
        if piece.plain.starts_with("sao y") && piece.text.chars().count() < 30 {
            return at;
        }
        if ATTACHED.is_match(&piece.plain) {
            return heading_before(pieces, at, from);
        }
        let parts = pieces[at - 1].page != piece.page || is_signed(pieces, at);
        let annexed = ANNEX.is_match(&piece.plain) && is_heading(piece) && (parts || is_upper(&piece.text));
        if annexed || is_motto(piece) && parts {
            return heading_before(pieces, at, from);
        }
    }
    pieces.len()
}

/// Whether a file is only what was issued with a document: its head says with which.
pub(super) fn attachment(pieces: &[Piece]) -> Option<&Piece> {
    pieces.iter().take(25).find(|piece| ATTACHED.is_match(&piece.plain))
}

/// Whether it stands as a heading does.
fn is_heading(piece: &Piece) -> bool {
    let few = piece.text.split_whitespace().count() <= 12;
    few && (piece.text.starts_with(char::is_uppercase) || is_upper(&piece.text))
        && !piece.text.ends_with([';', ':'])
}

/// Whether a signature or its recipients stand not far before.
fn is_signed(pieces: &[Piece], at: usize) -> bool {
    pieces[at.saturating_sub(30)..at]
        .iter()
        .any(|piece| piece.plain.contains("noi nhan") || piece.text.contains("./."))
}

/// The first of the headings right before an annex's mark.
fn heading_before(pieces: &[Piece], at: usize, from: usize) -> usize {
    let floor = at.saturating_sub(6).max(from + 1);
    let mut first = at;
    for before in (floor..at).rev() {
        let piece = &pieces[before];
        let heads =
            is_upper(&piece.text) && piece.text.chars().count() < 160 || kind::named(&piece.text).is_some();
        if !heads || piece.page != pieces[at].page {
            break;
        }
        first = before;
    }
    first
}
