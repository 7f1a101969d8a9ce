//! Takes out of a text what leads to a person: mail addresses, telephone and identity numbers, known names.

use super::folded;

/// What stands where a person's name stood.
pub const NAME: &str = "[họ tên]";
/// What stands where a postal address stood.
pub const ADDRESS: &str = "[địa chỉ]";
const MAIL: &str = "[thư điện tử]";
const PHONE: &str = "[số điện thoại]";
const IDENTITY: &str = "[số giấy tờ]";

/// The text without mail addresses, Vietnamese telephone numbers, twelve-digit identity numbers, and without the
/// `known` values, each given with what shall stand in its place. Known values are found with and without
/// diacritics; one-syllable ones are left alone, since they are also ordinary words.
#[must_use]
pub fn redact(text: &str, known: &[(&str, &str)]) -> String {
    let spelled =
        known.iter().fold(text.to_owned(), |text, (value, label)| without_known(&text, value, label));
    without_numbers(&without_mail(&spelled))
}

fn without_mail(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
        let start = rest[..at]
            .rfind(|c| !local(c))
            .map_or(0, |i| i + rest[i..].chars().next().map_or(1, char::len_utf8));
        let tail = &rest[at + 1..];
        let length = tail.find(|c| !domain(c)).unwrap_or(tail.len());
        let host = tail[..length].trim_end_matches(['.', '-']);
        if start < at && host.contains('.') {
            out.push_str(&rest[..start]);
            out.push_str(MAIL);
        } else {
            out.push_str(&rest[..=at + host.len()]);
        }
        rest = &rest[at + 1 + host.len()..];
    }
    out + rest
}

/// Digits in groups, as people write long numbers.
struct Run {
    groups: Vec<String>,
    /// Bytes from the first digit to the last.
    length: usize,
}

fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        out.push_str(&text[at..start]);
        let run = run(&text[start..]);
        let (length, label) = judge(&run);
        match label {
            Some(label) => {
                if out.ends_with('+') {
                    out.pop();
                }
                out.push_str(label);
            }
            None => out.push_str(&text[start..start + length]),
        }
        at = start + length;
    }
    out + &text[at..]
}

/// The digits at the start of `rest`, groups parted by at most two blanks, points, hyphens or brackets.
fn run(rest: &str) -> Run {
    let mut groups = vec![String::new()];
    let mut length = 0;
    let mut gap = 0;
    for (at, c) in rest.char_indices() {
        if c.is_ascii_digit() {
            if gap > 0 {
                groups.push(String::new());
            }
            gap = 0;
            length = at + 1;
            groups.last_mut().into_iter().for_each(|group| group.push(c));
        } else if " .-()\u{A0}".contains(c) && gap < 2 {
            gap += 1;
        } else {
            break;
        }
    }
    Run { groups, length }
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
    (first, None)
}

fn is_date(groups: &[String]) -> bool {
    let year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    matches!(groups, [day, month, then, ..] if day.len() <= 2 && month.len() <= 2 && year(then))
}

fn without_known(text: &str, value: &str, label: &str) -> String {
    let needle = folded(value).split_whitespace().collect::<Vec<_>>().join(" ");
    if !needle.contains(' ') {
        return text.to_owned();
    }
    let plain = Plain::of(text);
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in plain.text.match_indices(&needle) {
        let (start, end) = (plain.origin[at], plain.origin[at + needle.len()]);
        if start >= done && plain.is_whole(at, at + needle.len()) {
            out.push_str(&text[done..start]);
            out.push_str(label);
            done = end;
        }
    }
    out + &text[done..]
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
