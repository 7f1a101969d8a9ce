//! The fixed words of an official document (Nghị định 30/2020/NĐ-CP, Phụ lục I): number, day, authority, copies, its end.

use jiff::civil::Date;

use crate::model::{Block, Copies, Head, Mark, Paper, Signature, Stead};

/// Ô 1.
pub const STATE: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
/// Ô 1.
pub const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
/// What stands under a document's last words.
pub const END: &str = "./.";
/// What a draft says of itself.
pub const DRAFT: &str = "DỰ THẢO";
/// What a paper says of itself that was taken back.
pub const RECALLED: &str = "ĐÃ THU HỒI";

/// A number as it is written: with a leading 0 below 10 (Phụ lục I, mục II.3).
pub fn number(number: i64) -> String {
    format!("{number:02}")
}

/// Number and symbol: `05/BC-BBT`; room is left for a number that is not there yet. The symbol stays as it is given:
/// short forms of kinds have small letters (`TTr`, `QyĐ`; Phụ lục III).
pub fn sign(given: Option<i64>, symbol: &str) -> String {
    let number = given.map_or_else(|| "\u{a0}".repeat(6), number);
    format!("{number}/{symbol}")
}

/// A day in words: days below 10 and the months 1 and 2 get a leading 0 (Phụ lục I, mục II.4).
pub fn day(day: Date) -> String {
    let month = if day.month() <= 2 { format!("{:02}", day.month()) } else { day.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
}

/// Place and day.
pub fn dated(place: &str, on: Option<Date>) -> String {
    let day = on.map_or_else(|| "ngày …… tháng …… năm ………".to_owned(), day);
    format!("{place}, {day}")
}

/// A number in Roman numerals, as annexes are counted.
pub fn roman(number: usize) -> String {
    const STEPS: [(usize, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut left = number;
    let mut written = String::new();
    for (value, letters) in STEPS {
        while left >= value {
            written.push_str(letters);
            left -= value;
        }
    }
    written
}

/// A whole number with its thousands apart.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    if number < 0 { format!("-{written}") } else { written }
}

/// Three digits in words; `full` says the hundreds though they are none, as in what follows larger digits.
fn hundreds(number: u64, full: bool) -> String {
    const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    let digit = |digit: u64| DIGITS[usize::try_from(digit % 10).unwrap_or(0)];
    let (hundred, ten, unit) = (number / 100, number / 10 % 10, number % 10);
    let mut words = Vec::new();
    if hundred > 0 || full {
        words.push(format!("{} trăm", digit(hundred)));
    }
    match (ten, unit) {
        (0, 0) => {}
        (0, _) if words.is_empty() => {}
        (0, _) => words.push("linh".to_owned()),
        (1, _) => words.push("mười".to_owned()),
        _ => words.push(format!("{} mươi", digit(ten))),
    }
    match (ten, unit) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt".to_owned()),
        (1.., 5) => words.push("lăm".to_owned()),
        _ => words.push(digit(unit).to_owned()),
    }
    words.join(" ")
}

/// A whole number in words, with its first letter large, as sums of money are repeated: `Một trăm linh một`.
pub fn in_words(number: u64) -> String {
    const SCALES: [&str; 3] = ["", " nghìn", " triệu"];
    const BILLION: u64 = 1_000_000_000;
    if number == 0 {
        return "Không".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    let (high, mut low) = (number / BILLION, number % BILLION);
    if high > 0 {
        parts.push(format!("{} tỷ", in_words(high).to_lowercase()));
    }
    for (nth, scale) in SCALES.iter().enumerate().rev() {
        let size = 1000_u64.pow(u32::try_from(nth).unwrap_or(0));
        let part = low / size;
        low %= size;
        if part > 0 {
            parts.push(format!("{}{scale}", hundreds(part, !parts.is_empty())));
        }
    }
    vietnamese_first(&parts.join(" "))
}

/// The last words of a document, closed once.
fn closed(text: &str) -> String {
    let bare = text.trim_end().trim_end_matches(END).trim_end_matches(['.', ';', ' ']);
    format!("{bare}{END}")
}

/// What stands before the nth point.
pub fn mark(mark: Mark, nth: usize) -> String {
    match mark {
        Mark::Dash => "-".to_owned(),
        Mark::Number => format!("{}.", nth + 1),
        Mark::Letter => {
            const LETTERS: [char; 22] = [
                'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
                't', 'u', 'v', 'x',
            ];
            format!("{})", LETTERS[nth % LETTERS.len()])
        }
    }
}

impl Signature {
    /// The lines over the name, in their order: `TM. …`, `KT. …`, the post.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.behalf.is_empty() {
            lines.push(format!("TM. {}", self.behalf.to_uppercase()));
        }
        let stead = match &self.stead {
            Stead::Own | Stead::Acting => None,
            Stead::For(head) => Some(format!("KT. {}", head.to_uppercase())),
            Stead::ByOrder(head) => Some(format!("TL. {}", head.to_uppercase())),
            Stead::Authorised(head) => Some(format!("TUQ. {}", head.to_uppercase())),
        };
        lines.extend(stead);
        let post = self.post.to_uppercase();
        lines.push(if self.stead == Stead::Acting { format!("Q. {post}") } else { post });
        lines
    }
}

impl Copies {
    /// The lines under "Nơi nhận:".
    pub fn lines(&self) -> Vec<String> {
        let kept = if self.kept.is_empty() { String::new() } else { format!(", {}", self.kept) };
        let to = self.to.iter().map(|line| format!("- {};", line.trim_end_matches([';', '.'])));
        to.chain([format!("- Lưu: VT{kept}.")]).collect()
    }
}

/// Of a copy: to whom the document is addressed.
const AS_ABOVE: &str = "Như trên";

impl Paper {
    /// The lines under "Nơi nhận:"; "Như trên" only where somebody is named above.
    pub fn copies_lines(&self) -> Vec<String> {
        let mut copies = self.copies.clone();
        copies.to.retain(|line| !self.to.is_empty() || line.trim_end_matches([';', '.']) != AS_ABOVE);
        copies.lines()
    }

    /// Its number and symbol.
    pub fn sign(&self) -> String {
        sign(self.number, &self.symbol)
    }

    /// Its name among other documents.
    pub fn title(&self) -> String {
        match &self.head {
            Head::Titled { kind, about } => format!("{kind} {about}"),
            Head::Letter { about } => format!("Công văn về việc {about}"),
        }
    }

    /// Its body with "./." under the last words (Phụ lục I, mục II.6).
    pub fn closed_body(&self) -> Vec<Block> {
        let mut body = self.body.clone();
        match body.last_mut() {
            Some(Block::Paragraph(text)) => *text = closed(text),
            Some(Block::Points(_, points)) if !points.is_empty() => {
                if let Some(last) = points.last_mut() {
                    *last = closed(last);
                }
            }
            _ => body.push(Block::Paragraph(END.to_owned())),
        }
        body
    }

    /// The heads of an annex: `Phụ lục`, counted where there are several, and what it is an annex of.
    pub fn annex_heads(&self, nth: usize) -> (String, String) {
        let counted = if self.annexes.len() > 1 { format!(" {}", roman(nth + 1)) } else { String::new() };
        let kind = match &self.head {
            Head::Titled { kind, .. } => kind.to_lowercase(),
            Head::Letter { .. } => "công văn".to_owned(),
        };
        let kind: String = vietnamese_first(&kind);
        let day = self.day.map_or_else(|| "ngày …… tháng …… năm ………".to_owned(), day);
        let of = format!("(Kèm theo {kind} số {} {day} của {})", self.sign(), self.issuer);
        (format!("Phụ lục{counted}"), of)
    }
}

/// The words with their first letter large.
fn vietnamese_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn sums_are_repeated_in_words() {
        for (number, words) in [
            (0, "Không"),
            (10, "Mười"),
            (15, "Mười lăm"),
            (21, "Hai mươi mốt"),
            (101, "Một trăm linh một"),
            (1_005, "Một nghìn không trăm linh năm"),
            (181_500, "Một trăm tám mươi mốt nghìn năm trăm"),
            (2_000_000, "Hai triệu"),
            (2_057_000, "Hai triệu không trăm năm mươi bảy nghìn"),
            (
                1_234_567_890,
                "Một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi",
            ),
        ] {
            assert_eq!(in_words(number), words);
        }
    }

    #[test]
    fn numbers_below_ten_days_below_ten_and_two_months_get_a_zero() {
        assert_eq!(sign(Some(5), "BC-VP"), "05/BC-VP");
        assert_eq!(sign(Some(7), "TTr-BBT"), "07/TTr-BBT");
        assert_eq!(sign(Some(12), "UBND-VX"), "12/UBND-VX");
        assert_eq!(dated("Hiệp Hòa", Some(date(2016, 2, 5))), "Hiệp Hòa, ngày 05 tháng 02 năm 2016");
        assert_eq!(day(date(2016, 6, 3)), "ngày 03 tháng 6 năm 2016");
        assert_eq!(day(date(2016, 12, 28)), "ngày 28 tháng 12 năm 2016");
    }

    #[test]
    fn a_deputy_signs_under_the_body_and_its_head() {
        let signature = Signature {
            behalf: "UBND".into(),
            stead: Stead::For("Chủ tịch".into()),
            post: "Phó Chủ tịch".into(),
            name: "Tên (mẫu)".into(),
        };
        assert_eq!(signature.lines(), ["TM. UBND", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]);
        let by = |stead| Signature {
            behalf: String::new(),
            stead,
            post: "Chánh Văn phòng".into(),
            name: String::new(),
        };
        assert_eq!(by(Stead::ByOrder("Chủ tịch".into())).lines(), ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]);
        assert_eq!(by(Stead::Authorised("Chủ tịch".into())).lines(), ["TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]);
        assert_eq!(by(Stead::Acting).lines(), ["Q. CHÁNH VĂN PHÒNG"]);
        assert_eq!(by(Stead::Own).lines(), ["CHÁNH VĂN PHÒNG"]);
    }

    #[test]
    fn copies_end_with_who_keeps_it() {
        let copies = Copies { to: vec!["Như trên".into(), "Sở TT&TT;".into()], kept: "BBT".into() };
        assert_eq!(copies.lines(), ["- Như trên;", "- Sở TT&TT;", "- Lưu: VT, BBT."]);
        assert_eq!(Copies::default().lines(), ["- Lưu: VT."]);
    }

    #[test]
    fn the_last_words_are_closed_once() {
        for text in ["Trân trọng", "Trân trọng.", "Trân trọng./."] {
            assert_eq!(closed(text), "Trân trọng./.");
        }
    }

    #[test]
    fn annexes_are_counted_in_roman() {
        let written: Vec<_> = [1, 4, 9, 14, 40, 99].into_iter().map(roman).collect();
        assert_eq!(written, ["I", "IV", "IX", "XIV", "XL", "XCIX"]);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [0, 999, 1000, 1_234_567, -1000].map(grouped),
            ["0", "999", "1.000", "1.234.567", "-1.000"]
        );
    }
}
