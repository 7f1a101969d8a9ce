//! The head of a document: which of its pieces are the number, the day, the issuer, the subject, the heading.

use std::sync::LazyLock;

use regex::Regex;

use vietnamese::{folded, is_syllable};

use super::casing::is_abbreviation;
use super::kind::{self, Heading};
use super::pieces::{Piece, Side, is_upper};
use super::plain::shape;
use super::{dates, issuer, number};

/// So many pieces may stand before the heading of a document.
const REACH: usize = 60;

/// The first pieces of a document, told apart.
pub(super) struct Head<'a> {
    /// All pieces of the document.
    pub pieces: &'a [Piece],
    /// The heading that names its kind.
    pub heading: Option<Heading>,
    /// The first piece of its subject ("V/v …").
    pub subject: Option<usize>,
    /// Where running text begins.
    pub body: usize,
}

static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[-–+*]?\s?(?:can cu\b|kinh g[uo]i\b|chuong (?:i|1|thu nhat)\b|dieu 1\b|phan (?:i|thu nhat|mot)\b|i\s?[.\-/]|1\s?[.)]",
        r"|thuc hien |theo de nghi|xet (?:de nghi|to trinh)|nham |de (?:thuc hien|trien khai|chu dong)|chieu )",
    ))
});
static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:nguoi ky|email|co quan:|thoi gian ky|ngay ky|ky boi|cong bao|signature|digitally|cong van den|van ban den",
        r"|den(?::|$| gio| so\b| ngay ?:)|so den|van ban gui|cong thong tin|vgp|ngay den|chuyen:|luu ho so|mau so|bieu so|(?:ban )?du thao(?: lan)?(?: \d+)?\W*$|ban sao|sao y|phu luc|dien thoai|fax|website",
        r"|dia chi|trang \d|page|\d{1,4}\W*$|khoa [ivx\d]+|\(|nhiem ky|ky hop|chu ky so|tcvn\b|xuat ban)",
    ))
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

impl<'a> Head<'a> {
    /// Looks for the head in the first pieces.
    pub fn of(pieces: &'a [Piece]) -> Self {
        let first = &pieces[..pieces.len().min(REACH)];
        let subject = first.iter().position(|piece| is_subject(&piece.plain));
        let body = first.iter().position(|piece| BODY.is_match(&piece.plain)).unwrap_or(first.len());
        // The subject of a letter may name a kind: "V/v sửa đổi / Quy định về …".
        let heading = kind::heading(&first[..body]).filter(|heading| {
            is_upper(&first[heading.at].text) || subject.is_none_or(|subject| heading.at < subject)
        });
        let subject = subject.filter(|subject| *subject < body);
        let body = match heading {
            // A report's abstract may begin as its text does.
            Some(heading) => first[heading.at + 1..]
                .iter()
                .position(|piece| BODY.is_match(&piece.plain))
                .map_or(first.len(), |at| heading.at + 1 + at),
            None => body,
        };
        Self { pieces, heading, subject, body }
    }

    /// The pieces before the heading, or before the running text where there is none.
    pub fn top(&self) -> &'a [Piece] {
        &self.pieces[..self.heading.map_or(self.body, |heading| heading.at)]
    }

    /// Whether it has what official papers begin with: the nation's name, or a number.
    pub fn is_official(&self) -> bool {
        self.top().iter().any(|piece| is_motto(piece) || number::is_labelled(piece))
    }

    /// The lines that name the issuer, from the highest body down.
    pub fn issuer_lines(&self) -> Vec<&'a Piece> {
        let top = self.top();
        let end = top
            .iter()
            .position(|piece| number::is_labelled(piece) || is_subject(&piece.plain))
            .unwrap_or(top.len());
        let lines = top[..end].iter().filter(|piece| {
            piece.side != Some(Side::Right) && !is_motto(piece) && !is_noise(piece) && !is_mark(&piece.plain)
        });
        let lines: Vec<&Piece> =
            lines.filter(|piece| !is_date(&piece.plain) && is_name(piece) && is_legible(piece)).collect();
        let first = lines.iter().position(|piece| begins_names(piece)).unwrap_or(lines.len());
        // Without columns, the issuer stands before the nation's name.
        let nation = top.iter().position(is_motto).map(|at| &top[at..]);
        let begun = lines.get(first).is_some_and(|first| {
            let behind = |after: &[Piece]| after.iter().any(|piece| std::ptr::eq(piece, *first));
            first.side.is_some() || !nation.is_some_and(behind)
        });
        if begun { lines[first..].to_vec() } else { Vec::new() }
    }
}

/// Whether it is the nation's name, the motto, or the party's.
pub(super) fn is_motto(piece: &Piece) -> bool {
    static MOTTO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "conghoaxahoi|chunghiavietnam|chunghiaviet|xhcnvietnam|doclaptudo|tudohanhphuc|dangcongsanvietnam|vietnamdanchucong",
        )
    });
    piece.plain.len() < 75 && MOTTO.is_match(&shape(&piece.text))
}

/// Whether it begins with "V/v".
pub(super) fn is_subject(plain: &str) -> bool {
    static SUBJECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\W{0,2}v\s?[/\\|]\s?v\b"));
    SUBJECT.is_match(plain)
}

/// Whether it is a mark of urgency or secrecy.
pub(super) fn is_mark(plain: &str) -> bool {
    let letters = plain.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(
        letters,
        "mat" | "toi mat" | "tuyet mat" | "khan" | "thuong khan" | "hoa toc" | "hoa toc hen gio"
    )
}

/// Whether it is only there for machines or offices: stamps, page numbers, rules.
pub(super) fn is_noise(piece: &Piece) -> bool {
    let letters = piece.text.chars().filter(|c| c.is_alphabetic()).count();
    letters < 2 || NOISE.is_match(&piece.plain)
}

/// Whether the day of issue stands here.
fn is_date(plain: &str) -> bool {
    dates::in_words(plain).is_some() || plain.starts_with("ngay ") || plain.starts_with("nam ")
}

/// Whether what a machine recognised can be words: stamps and strokes come out as letters too.
fn is_legible(piece: &Piece) -> bool {
    if !piece.recognised {
        return true;
    }
    let words: Vec<&str> = piece.text.split_whitespace().collect();
    let sound = words.iter().filter(|word| is_sound(word)).count();
    let enough = words.len() > 1 || piece.text.chars().count() > 4;
    enough && sound * 4 >= words.len() * 3
}

/// Whether a word can be one of a name: a syllable, a short form in capitals, a sign between words.
fn is_sound(word: &str) -> bool {
    let letters = word.trim_matches([',', '.', '-', '–', '(', ')']);
    let code = !letters.chars().all(char::is_alphabetic);
    letters.is_empty() || !code && (is_syllable(&folded(letters)) || is_abbreviation(word))
}

/// The text of a piece, in pictures without the strokes and stamps that came out as letters.
pub(super) fn legible(piece: &Piece) -> String {
    let words = piece.text.split_whitespace().filter(|word| !piece.recognised || is_sound(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether it may be part of a body's name: capitals, or the words of one.
fn is_name(piece: &Piece) -> bool {
    let code = !piece.text.contains(' ') && piece.text.contains(|c: char| c.is_ascii_digit());
    let short = piece.text.chars().count() <= 120 && !piece.text.ends_with(['.', ';', ':']) && !code;
    short
        && (is_mostly_upper(&piece.text)
            || issuer::is_body(&piece.text)
            || !piece.text.contains(char::is_uppercase)
            || is_unit(&piece.plain))
}

fn is_unit(plain: &str) -> bool {
    ["tinh ", "huyen ", "xa ", "phuong ", "quan ", "thi ", "thanh pho ", "tp", "va ", "cac "]
        .iter()
        .any(|unit| plain.starts_with(unit))
}

fn begins_names(piece: &Piece) -> bool {
    issuer::is_body(&piece.text) || is_unit(&piece.plain)
}

/// Whether nearly all of its letters are capitals: fonts and machines lose some.
fn is_mostly_upper(text: &str) -> bool {
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    is_upper(text) || upper > 4 * lower
}
