//! Takes out of a text what leads to a person: mail addresses, telephone and identity numbers, known names; of what
//! everybody reads also account numbers, plates, birth dates, and the names and addresses that people give.

mod personal;

use super::folded;

/// What stands where a person's name stood.
pub const NAME: &str = "[họ tên]";
/// What stands where a postal address stood.
pub const ADDRESS: &str = "[địa chỉ]";
const MAIL: &str = "[thư điện tử]";
/// What stands where a telephone number stood.
pub const PHONE: &str = "[số điện thoại]";
const IDENTITY: &str = "[số giấy tờ]";

/// How far a text goes, and so what is taken out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To who answers: what leads to the reader goes, the facts of the matter stay.
    Unit,
    /// To everybody: whatever leads to any person goes.
    Everybody,
}

/// A stretch of a text: as it stands, or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Stays.
    Kept(String),
    /// Goes; the label stands in its place.
    Masked {
        /// What stood there.
        original: String,
        /// What stands there now.
        label: &'static str,
    },
}

/// Where something stands in a text, and what shall stand there instead.
type Span = (usize, usize, &'static str);

/// The text without mail addresses, Vietnamese telephone numbers, twelve-digit identity numbers, and without the
/// `known` values, each given with what shall stand in its place. Known values are found with and without
/// diacritics; one-syllable ones are left alone, since they are also ordinary words.
#[must_use]
pub fn redact(text: &str, known: &[(&str, &'static str)]) -> String {
    joined(&pieces(text, known, Reach::Unit))
}

/// The text in pieces, so that what was taken out can be shown beside the original.
#[must_use]
pub fn pieces(text: &str, known: &[(&str, &'static str)], reach: Reach) -> Vec<Piece> {
    let mut pieces = vec![Piece::Kept(text.to_owned())];
    for (value, label) in known {
        pieces = masked(pieces, |text| of_known(text, value, label));
    }
    pieces = masked(pieces, mails);
    if reach == Reach::Everybody {
        for find in personal::FINDERS {
            pieces = masked(pieces, *find);
        }
    }
    pieces = masked(pieces, numbers);
    if reach == Reach::Everybody {
        pieces = masked(pieces, personal::bare_identities);
    }
    pieces
}

/// What readers get of the pieces.
#[must_use]
pub fn joined(pieces: &[Piece]) -> String {
    let shown = |piece: &Piece| match piece {
        Piece::Kept(text) => text.clone(),
        Piece::Masked { label, .. } => (*label).to_owned(),
    };
    pieces.iter().map(shown).collect()
}

/// The pieces with what `find` finds in those that stood.
fn masked(pieces: Vec<Piece>, find: impl Fn(&str) -> Vec<Span>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let Piece::Kept(text) = piece else {
            out.push(piece);
            continue;
        };
        let mut spans = find(&text);
        spans.sort_by_key(|(start, end, _)| (*start, usize::MAX - *end));
        let mut done = 0;
        for (start, end, label) in spans {
            if start < done || end <= start {
                continue;
            }
            if start > done {
                out.push(Piece::Kept(text[done..start].to_owned()));
            }
            out.push(Piece::Masked { original: text[start..end].to_owned(), label });
            done = end;
        }
        if done < text.len() {
            out.push(Piece::Kept(text[done..].to_owned()));
        }
    }
    out
}

fn mails(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut base = 0;
    while let Some(at) = text[base..].find('@') {
        let rest = &text[base..];
        let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
        let start = rest[..at]
            .rfind(|c| !local(c))
            .map_or(0, |i| i + rest[i..].chars().next().map_or(1, char::len_utf8));
        let tail = &rest[at + 1..];
        let length = tail.find(|c| !domain(c)).unwrap_or(tail.len());
        let host = tail[..length].trim_end_matches(['.', '-']);
        if start < at && host.contains('.') {
            spans.push((base + start, base + at + 1 + host.len(), MAIL));
        }
        base += at + 1 + host.len();
    }
    spans
}

/// Digits in groups, as people write long numbers.
struct Run {
    groups: Vec<String>,
    /// Where each ends.
    ends: Vec<usize>,
    /// Bytes from the first digit to the last.
    length: usize,
}

fn numbers(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        let (length, label) = judge(&run(&text[start..]));
        if let Some(label) = label {
            let from = if text[..start].ends_with('+') { start - 1 } else { start };
            spans.push((from, start + length, label));
        }
        at = start + length;
    }
    spans
}

/// The digits at the start of `rest`, groups parted by at most two blanks, points, hyphens or brackets.
fn run(rest: &str) -> Run {
    let mut groups = vec![String::new()];
    let mut ends = vec![0];
    let mut length = 0;
    let mut gap = 0;
    for (at, c) in rest.char_indices() {
        if c.is_ascii_digit() {
            if gap > 0 {
                groups.push(String::new());
                ends.push(0);
            }
            gap = 0;
            length = at + 1;
            ends.last_mut().into_iter().for_each(|end| *end = at + 1);
            groups.last_mut().into_iter().for_each(|group| group.push(c));
        } else if " .-()\u{A0}".contains(c) && gap < 2 {
            gap += 1;
        } else {
            break;
        }
    }
    Run { groups, ends, length }
}

/// How many bytes of the run are decided, and what replaces them.
fn judge(run: &Run) -> (usize, Option<&'static str>) {
    let digits: String = run.groups.concat();
    let first = run.groups[0].len();
    if is_date(&run.groups) {
        return (first, None);
    }
    let national = digits.strip_prefix("84").filter(|_| digits.len() >= 11).map(|rest| format!("0{rest}"));
    let number = national.as_deref().unwrap_or(&digits);
    if number.starts_with('0') && (9..=11).contains(&number.len()) {
        return (run.length, Some(PHONE));
    }
    if first == 12 {
        return (first, Some(IDENTITY));
    }
    // Two numbers beside each other look like one that is too long.
    let mut so_far = 0;
    for (group, end) in run.groups.iter().zip(&run.ends) {
        so_far += group.len();
        if number.starts_with('0') && (10..=11).contains(&so_far) {
            return (*end, Some(PHONE));
        }
    }
    (first, None)
}

fn is_date(groups: &[String]) -> bool {
    let year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    matches!(groups, [day, month, then, ..] if day.len() <= 2 && month.len() <= 2 && year(then))
}

fn of_known(text: &str, value: &str, label: &'static str) -> Vec<Span> {
    let needle = folded(value).split_whitespace().collect::<Vec<_>>().join(" ");
    if !needle.contains(' ') {
        return Vec::new();
    }
    let plain = Plain::of(text);
    let places = plain.text.match_indices(&needle).filter(|(at, _)| plain.is_whole(*at, at + needle.len()));
    places.map(|(at, _)| (plain.origin[at], plain.origin[at + needle.len()], label)).collect()
}

/// A folded text with single blanks, each of its bytes knowing the byte of the source it came from.
struct Plain {
    text: String,
    origin: Vec<usize>,
}

impl Plain {
    fn of(source: &str) -> Self {
        let mut plain = Self { text: String::new(), origin: Vec::new() };
        for (at, c) in source.char_indices() {
            let piece = if c.is_whitespace() { " ".to_owned() } else { folded(c.encode_utf8(&mut [0; 4])) };
            if piece != " " || !plain.text.ends_with(' ') {
                plain.origin.extend(piece.bytes().map(|_| at));
                plain.text.push_str(&piece);
            }
        }
        plain.origin.push(source.len());
        plain
    }

    fn is_whole(&self, start: usize, end: usize) -> bool {
        let before = self.text[..start].chars().next_back();
        let after = self.text[end..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> String {
        redact(text, &[])
    }

    #[test]
    fn mail_addresses_go() {
        assert_eq!(plain("Gửi về an.nguyen+1@thu.example.vn. Cảm ơn"), "Gửi về [thư điện tử]. Cảm ơn");
        assert_eq!(plain("(đ@x.vn, @ 5 và a@b)"), "(đ@x.vn, @ 5 và a@b)");
        assert_eq!(plain("a@b.vn,c@d.vn"), "[thư điện tử],[thư điện tử]");
    }

    #[test]
    fn telephone_and_identity_numbers_go_however_they_are_written() {
        for number in [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "(0204) 3872 345",
            "+84 912 345 678",
            "84912345678",
            "01234567890",
        ] {
            let out = plain(&format!("Gọi tôi {number}, xin cảm ơn"));
            assert!(out.contains(PHONE) && !out.chars().any(|c| c.is_ascii_digit()), "{number}: {out}");
        }
        assert_eq!(plain("CCCD 024123456789 nhé"), "CCCD [số giấy tờ] nhé");
        let both = plain("0912345678  0987654321, 0912 345 678 0987 654 321");
        assert!(!both.chars().any(|c| c.is_ascii_digit()), "two beside each other: {both}");
    }

    #[test]
    fn dates_sums_and_document_numbers_stay() {
        for text in [
            "ngày 01-02-2016 08 giờ",
            "05.10.2016",
            "1.500.000 đồng",
            "150000000 đồng",
            "Nghị định 43/2011/NĐ-CP",
            "năm 2003 ghi thiếu 45 m2",
            "gọi 1900 1234 hoặc 113",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn known_values_go_with_and_without_diacritics_as_whole_words() {
        let known = [("Trần Thị Mẫu", NAME), ("Hòa", NAME), ("Thôn Đông, xã Mẫu", ADDRESS)];
        let text = "Tôi là TRẦN  thị mẫu (tran thi mau), ở thôn Đông, xã Mẫu; ông Trần Thị Mẫun; Hòa.";
        assert_eq!(redact(text, &known), "Tôi là [họ tên] ([họ tên]), ở [địa chỉ]; ông Trần Thị Mẫun; Hòa.");
    }

    proptest! {
        #[test]
        fn never_panics_and_is_idempotent(text in "[ab0-9@.+() đấ\u{300}\u{A0}\n-]{0,60}|\\PC{0,40}", name in "\\PC{0,6} \\PC{0,6}") {
            let once = redact(&text, &[]);
            prop_assert_eq!(redact(&once, &[]), once);
            let _ = redact(&text, &[(&name, NAME)]);
        }
    }
}
