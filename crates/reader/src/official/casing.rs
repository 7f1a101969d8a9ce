//! Names printed in capitals, written as running text writes them: "Ủy ban nhân dân xã Đông Lỗ", "Bộ Khoa học và Công
//! nghệ".

use vietnamese::{capitalised, folded, is_syllable};

/// Units of the administration before a name of their own.
const TERRITORIES: &[&str] = &[
    "thành phố",
    "thị trấn",
    "thị xã",
    "đặc khu",
    "huyện",
    "phường",
    "quận",
    "tỉnh",
    "thôn",
    "xã",
    "tp",
    "tp.",
];

/// Kinds of bodies of several words: the first word alone takes a capital.
const BODIES: &[&str] = &[
    "ủy ban nhân dân",
    "uỷ ban nhân dân",
    "hội đồng nhân dân",
    "tòa án nhân dân",
    "toà án nhân dân",
    "viện kiểm sát nhân dân",
    "bảo hiểm xã hội",
    "văn phòng đăng ký đất đai",
    "trung tâm",
    "văn phòng",
    "chi cục",
    "tổng cục",
    "thanh tra",
    "ủy ban",
    "uỷ ban",
    "hội đồng",
    "công an",
    "bộ trưởng",
    "chủ tịch",
    "thủ tướng",
    "bệnh viện",
    "ngân hàng",
    "kho bạc",
    "tòa án",
    "toà án",
    "thường trực",
    "công ty",
    "tổng công ty",
    "học viện",
    "liên đoàn",
    "kiểm toán",
    "ban chấp hành",
    "huyện ủy",
    "tỉnh ủy",
    "thành ủy",
    "đảng ủy",
    "bộ",
    "sở",
    "phòng",
    "ban",
    "cục",
    "vụ",
    "viện",
    "trường",
    "trạm",
    "đài",
    "hạt",
    "hội",
    "đoàn",
    "tổ",
    "quỹ",
    "đội",
];

/// Words behind which stands a name, capital by capital.
const BEFORE_NAMES: &[&str] = &[
    "tiểu học và trung học cơ sở",
    "trung học phổ thông",
    "trung học cơ sở",
    "tiểu học",
    "mầm non",
    "thcs",
    "thpt",
    "huyện ủy",
    "tỉnh ủy",
    "thành ủy",
    "quận ủy",
];

/// What keeps its capitals wherever it stands.
const PROPER: &[&str] = &[
    "Mặt trận Tổ quốc Việt Nam",
    "Việt Nam",
    "Quốc hội",
    "Chính phủ",
    "Nhà nước",
    "Trung ương",
    "Hồ Chí Minh",
    "Thủ tướng",
    "Tổ quốc",
    "Liên hiệp Phụ nữ",
    "Hà Nội",
];

/// The name of a body as running text writes it.
pub(super) fn body(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut writer = Writer { words: &words, at: 0, written: Vec::new(), capital: true, in_name: false };
    while writer.at < words.len() {
        writer.step();
    }
    capitalised(&writer.written.join(" "))
}

struct Writer<'a> {
    words: &'a [&'a str],
    at: usize,
    written: Vec<String>,
    /// Whether the next word takes a capital.
    capital: bool,
    /// Whether a name is going on, every word of which takes one.
    in_name: bool,
}

impl Writer<'_> {
    fn step(&mut self) {
        if let Some(phrase) = self.phrase(PROPER) {
            let written: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
            self.take(written);
        } else if self.at > 0 && self.phrase(TERRITORIES).is_some() && !self.is_society() {
            let words = self.lowered(self.phrase(TERRITORIES).unwrap_or_default());
            self.take(words);
            self.in_name = true;
        } else if let Some(phrase) = self.phrase(BEFORE_NAMES) {
            let mut words = self.lowered(phrase);
            if self.capital || self.at == 0 {
                words[0] = capitalised(&words[0]);
            }
            self.take(words);
            self.in_name = true;
        } else if (self.at == 0 || self.capital) && self.phrase(BODIES).is_some() {
            let mut words = self.lowered(self.phrase(BODIES).unwrap_or_default());
            words[0] = capitalised(&words[0]);
            self.take(words);
            self.capital = true;
        } else {
            self.word();
        }
    }

    fn word(&mut self) {
        let word = self.words[self.at];
        let lower = word.to_lowercase();
        let joins = matches!(lower.as_str(), "và" | "-" | "–" | "&");
        let written = match () {
            () if is_abbreviation(word) => word.to_owned(),
            () if joins => lower.clone(),
            () if lower == "số" && self.at > 0 => lower.clone(),
            () if self.capital || self.in_name => titled(&lower),
            () => lower.clone(),
        };
        self.in_name = self.in_name && lower != "và";
        self.capital = joins || lower.ends_with([',', '-']);
        self.written.push(written);
        self.at += 1;
    }

    /// The longest phrase of a list that begins here.
    fn phrase(&self, list: &[&'static str]) -> Option<&'static str> {
        list.iter().copied().find(|phrase| {
            let mut words = phrase.split(' ');
            let same =
                self.words[self.at..].iter().zip(&mut words).all(|(word, wanted)| is_same(word, wanted));
            same && self.words.len() - self.at >= phrase.split(' ').count()
        })
    }

    /// Whether "xã" here is that of "xã hội".
    fn is_society(&self) -> bool {
        folded(self.words[self.at]) == "xa"
            && self.words.get(self.at + 1).is_some_and(|next| folded(next).starts_with("hoi"))
    }

    /// The next words as they are, in small letters.
    fn lowered(&self, phrase: &str) -> Vec<String> {
        let count = phrase.split(' ').count();
        let words = self.words[self.at..self.at + count].iter();
        words
            .map(|word| if is_abbreviation(word) { (*word).to_owned() } else { word.to_lowercase() })
            .collect()
    }

    fn take(&mut self, words: Vec<String>) {
        self.at += words.len();
        self.written.extend(words);
        self.capital = false;
        self.in_name = false;
    }
}

/// Whether a word is the wanted one, a comma behind it forgiven.
fn is_same(word: &str, wanted: &str) -> bool {
    let lower = word.to_lowercase();
    lower == wanted.to_lowercase() || lower.trim_end_matches(',') == wanted.to_lowercase()
}

/// Whether a word is a short form that stays in capitals: UBND, PCCC.
pub(super) fn is_abbreviation(word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let upper = !letters.chars().any(char::is_lowercase);
    upper
        && letters.chars().count() > 1
        && letters.split(['-', '–', '.']).all(|part| !is_syllable(&folded(part)))
}

/// A word with a capital at its head and behind each hyphen.
fn titled(lower: &str) -> String {
    lower.split('-').map(capitalised).collect::<Vec<_>>().join("-")
}

/// The name of a person or place: each word with a capital.
pub(super) fn name(text: &str) -> String {
    let words = text
        .split_whitespace()
        .map(|word| if is_abbreviation(word) { word.to_owned() } else { titled(&word.to_lowercase()) });
    words.collect::<Vec<_>>().join(" ")
}

/// A sentence printed in capitals, in small letters but for its first and the short forms in it.
pub(super) fn sentence(text: &str) -> String {
    let words = text
        .split_whitespace()
        .map(|word| if is_abbreviation(word) { word.to_owned() } else { word.to_lowercase() });
    capitalised(&words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_written_as_running_text_writes_them() {
        for (printed, written) in [
            ("ỦY BAN NHÂN DÂN XÃ ĐÔNG LỖ", "Ủy ban nhân dân xã Đông Lỗ"),
            ("ủy Ban Nhân Dân thành phố cần thơ", "Ủy ban nhân dân thành phố Cần Thơ"),
            ("UBND HUYỆN HIỆP HÒA", "UBND huyện Hiệp Hòa"),
            ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Bộ Lao động - Thương binh và Xã hội"),
            ("BỘ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", "Bộ Nông nghiệp và Phát triển nông thôn"),
            ("PHÒNG TÀI CHÍNH - KẾ HOẠCH", "Phòng Tài chính - Kế hoạch"),
            ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch"),
            ("HỘI ĐỒNG NHÂN DÂN TỈNH BẮC GIANG", "Hội đồng nhân dân tỉnh Bắc Giang"),
            ("CỤC CẢNH SÁT PCCC VÀ CNCH", "Cục Cảnh sát PCCC và CNCH"),
            ("VĂN PHÒNG HĐND VÀ UBND", "Văn phòng HĐND và UBND"),
            ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
            ("QUỐC HỘI", "Quốc hội"),
            ("BẢO HIỂM XÃ HỘI HUYỆN HIỆP HÒA", "Bảo hiểm xã hội huyện Hiệp Hòa"),
            ("TRƯỜNG TIỂU HỌC ĐÔNG LỖ SỐ 1", "Trường Tiểu học Đông Lỗ số 1"),
            ("HUYỆN ỦY HIỆP HÒA", "Huyện ủy Hiệp Hòa"),
            ("BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP", "Ban Quản lý các khu công nghiệp"),
            ("UBND TỈNH BÀ RỊA - VŨNG TÀU", "UBND tỉnh Bà Rịa - Vũng Tàu"),
            ("CÔNG AN HUYỆN HIỆP HÒA", "Công an huyện Hiệp Hòa"),
            ("BỘ CÔNG AN", "Bộ Công an"),
            ("BỘ Y TẾ", "Bộ Y tế"),
            ("ỦY BAN THƯỜNG VỤ QUỐC HỘI", "Ủy ban Thường vụ Quốc hội"),
        ] {
            assert_eq!(body(printed), written);
            assert_eq!(body(written), written);
        }
    }

    #[test]
    fn names_and_sentences() {
        assert_eq!(name("Hà nội"), "Hà Nội");
        assert_eq!(name("HIỆP HÒA"), "Hiệp Hòa");
        assert_eq!(sentence("VỀ CÔNG TÁC PCCC NĂM 2016"), "Về công tác PCCC năm 2016");
    }
}
