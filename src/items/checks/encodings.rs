//! What is left of TCVN3, VNI and VIQR: the site speaks Unicode (Điều 9.2).

use super::{Finding, Subject, Weight, found};
use crate::base::text::is_syllable;
use crate::base::text::legacy::{Encoding, detect, of_paragraph};

/// So many words of one kind are no accident.
const ENOUGH: usize = 3;
/// How VIQR writes the marks that stand after a vowel.
const VIQR_MARKS: [char; 8] = ['^', '(', '+', '`', '\'', '?', '~', '.'];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let whole = detect(&subject.plain);
    let is_old = |line: &&str| of_paragraph(line, whole) != Encoding::Unicode || has_viqr(line);
    let all = subject.plain.lines().filter(is_old).map(str::to_owned).collect();
    found("encoding", Weight::Refusal, "Quy chế Điều 9.2", all, |list| {
        format!("Đoạn còn ở bảng mã cũ (TCVN3, VNI hoặc VIQR): {list}. Hãy chuyển sang Unicode.")
    })
}

fn has_viqr(line: &str) -> bool {
    line.split_whitespace().filter(|word| is_viqr(word)).count() >= ENOUGH
}

/// A syllable with VIQR's marks within: a vowel, its shape as `^ ( +`, or its tone as `' ` ? ~ .` before another
/// letter.
fn is_viqr(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let vowel = |c: char| "aeiouyAEIOUY".contains(c);
    let shaped = letters.windows(3).any(|w| vowel(w[0]) && "^(+".contains(w[1]) && "`'?~.".contains(w[2]));
    let toned = letters.windows(2).any(|w| vowel(w[0]) && "`~".contains(w[1]))
        || letters.windows(3).any(|w| vowel(w[0]) && "'?".contains(w[1]) && w[2].is_alphabetic());
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).replace(VIQR_MARKS, "");
    (shaped || toned) && is_syllable(&bare.to_lowercase())
}
