//! What is left of TCVN3, VNI and VIQR: the site speaks Unicode (Điều 9.2).

use super::{Finding, Subject, Weight, found};
use crate::base::text::from_tcvn3;

/// So many words of one kind are no accident.
const ENOUGH: usize = 3;
/// What VNI writes after a vowel for its mark, where Unicode Vietnamese never does.
const VNI_MARKS: &str = "øûïåäëõùØÛÏÅÄËÕÙ";
const VNI_BASES: &str = "aeouyöôAEOUYÖÔ";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let is_old = |line: &&str| from_tcvn3(line).is_some() || KINDS.iter().any(|kind| has_enough(line, *kind));
    let all = subject.plain.lines().filter(is_old).map(str::to_owned).collect();
    found("encoding", Weight::Refusal, "Quy chế Điều 9.2", all, |list| {
        format!("Đoạn còn ở bảng mã cũ (TCVN3, VNI hoặc VIQR): {list}. Hãy chuyển sang Unicode.")
    })
}

/// Whether a word is written in one of the old ways.
const KINDS: [fn(&str) -> bool; 3] = [|word| from_tcvn3(word).is_some(), is_vni, is_viqr];

fn has_enough(line: &str, kind: fn(&str) -> bool) -> bool {
    line.split_whitespace().filter(|word| kind(word)).count() >= ENOUGH
}

fn is_vni(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    letters.windows(2).any(|pair| VNI_BASES.contains(pair[0]) && VNI_MARKS.contains(pair[1]))
}

/// A vowel, its shape as `^ ( +`, or its tone as `' ` ? ~ .` before another letter.
fn is_viqr(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let vowel = |c: char| "aeiouyAEIOUY".contains(c);
    let shaped = letters.windows(3).any(|w| vowel(w[0]) && "^(+".contains(w[1]) && "`'?~.".contains(w[2]));
    let toned = letters.windows(2).any(|w| vowel(w[0]) && "`~".contains(w[1]))
        || letters.windows(3).any(|w| vowel(w[0]) && "'?".contains(w[1]) && w[2].is_alphabetic());
    shaped || toned
}
