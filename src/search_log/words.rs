//! The words of a search as they are counted: without what leads to a person, cut, and alike however typed.

use crate::base::text::redact::redact;
use crate::base::text::{folded, normalise};

use super::LONGEST;

/// What stands for digits that may be a person's.
const DIGITS: &str = "[dãy số]";
/// Longer runs of digits are no year, no article and no document's number.
const LONGEST_NUMBER: usize = 5;

/// Words as they are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Folded: ways of typing the same are counted together.
    pub key: String,
    /// To be read.
    pub text: String,
}

impl Words {
    /// The words of a search; none where nothing is left to count by.
    pub fn of(typed: &str) -> Option<Self> {
        let text = without_long_numbers(&redact(&normalise(typed), &[]));
        let text: Vec<&str> = text.split_whitespace().collect();
        let text: String = text.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        let key: Vec<String> = folded(&text)
            .split(|c: char| !(c.is_alphanumeric() || c == '/'))
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let key = key.join(" ");
        (!key.is_empty()).then(|| Self { key, text: text.trim().to_owned() })
    }

    /// Takes the way of typing that says more: the one with more marks.
    pub fn prefer(&mut self, other: &str) {
        let marks = |text: &str| text.chars().filter(|c| !c.is_ascii()).count();
        if marks(other) > marks(&self.text) {
            other.clone_into(&mut self.text);
        }
    }
}

fn without_long_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let length = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        out.push_str(if length > LONGEST_NUMBER { DIGITS } else { &tail[..length] });
        rest = &tail[length..];
    }
    out + rest
}

/// The most common family names, folded.
const FAMILY: [&str; 32] = [
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo",
    "duong", "ly", "dinh", "doan", "trinh", "mai", "dao", "lam", "luong", "truong", "ta", "cao", "chu",
    "luu", "phung", "to", "ha", "thai",
];
/// The syllables that most often stand between a family name and a name, folded.
const MIDDLE: [&str; 18] = [
    "van", "thi", "duc", "ngoc", "minh", "thanh", "huu", "dinh", "xuan", "quang", "thu", "hong", "cong",
    "trong", "kim", "quoc", "tuan", "phuong",
];

/// Whether the words look like a person's: they held a number or an address of one, or they read like a full
/// name. Better one need too many hidden for a while than one name shown.
pub fn looks_personal(words: &Words) -> bool {
    let parts: Vec<&str> = words.key.split(' ').collect();
    let name = |three: &[&str]| FAMILY.contains(&three[0]) && MIDDLE.contains(&three[1]);
    words.text.contains('[') || words.text.contains('@') || parts.windows(3).any(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(typed: &str) -> Words {
        Words::of(typed).unwrap()
    }

    #[test]
    fn ways_of_typing_the_same_share_a_key_and_the_marked_one_is_read() {
        let mut bare = words("  SO   do, ");
        let marked = words("sổ đỏ");
        assert_eq!(bare.key, marked.key);
        bare.prefer(&marked.text);
        assert_eq!(bare.text, "sổ đỏ");
        bare.prefer("so do");
        assert_eq!(bare.text, "sổ đỏ");
        assert_eq!(words("10/2016/QĐ-UBND").key, "10/2016/qd ubnd");
    }

    #[test]
    fn what_leads_to_a_person_is_not_kept() {
        for typed in
            ["gọi 0912 345 678", "cccd 024123456789", "cmnd 121234567", "mst 2400123456", "an.b@thu.vn"]
        {
            let words = words(typed);
            assert!(words.key.chars().filter(char::is_ascii_digit).count() == 0, "{words:?}");
            assert!(!words.key.contains("an b"), "{words:?}");
            assert!(looks_personal(&words), "{words:?}");
        }
        assert_eq!(words("nghị định 43/2011/NĐ-CP điều 10").text, "nghị định 43/2011/NĐ-CP điều 10");
    }

    #[test]
    fn names_look_like_names_and_needs_do_not() {
        for typed in ["Nguyễn Văn Mẫu", "don cua tran thi mau", "PHẠM ĐỨC M"] {
            assert!(looks_personal(&words(typed)), "{typed}");
        }
        for typed in ["sổ đỏ", "lệ phí trước bạ", "ho khau thuong tru", "lý lịch tư pháp", "do dac dat dai"]
        {
            assert!(!looks_personal(&words(typed)), "{typed}");
        }
    }

    #[test]
    fn nothing_to_count_by_is_nothing_and_length_is_bounded() {
        assert_eq!(Words::of(" \u{0} ?! "), None);
        assert_eq!(words(&"khai sinh ".repeat(100)).text.chars().count(), LONGEST - 1);
    }

    proptest! {
        #[test]
        fn no_long_number_is_ever_kept(typed in "[0-9a-zđ ./@-]{0,60}") {
            if let Some(words) = Words::of(&typed) {
                let digits = words.key.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
                prop_assert!(digits <= LONGEST_NUMBER);
                prop_assert!(words.text.chars().count() <= LONGEST);
            }
        }
    }
}
