//! Where the tone mark of a syllable stands in official texts: hòa, khỏe, thủy, not hoà, khoẻ, thuỷ.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Grave, acute, hook, tilde, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'];

/// The syllable with its tone mark where official texts put it; in small letters. What is no syllable, or has no
/// tone, stays as it is.
pub fn placed(syllable: &str) -> String {
    let small = syllable.to_lowercase();
    let Some(tone) = small.nfd().find(|c| TONES.contains(c)) else { return small };
    let level: Vec<char> = small.nfd().filter(|c| !TONES.contains(c)).nfc().collect();
    let Some(place) = place(&level) else { return small };
    let marked = level.iter().enumerate().flat_map(|(at, c)| {
        let mark = (at == place).then_some(tone);
        std::iter::once(*c).chain(mark)
    });
    marked.nfc().collect()
}

/// The index of the vowel that bears the tone.
fn place(level: &[char]) -> Option<usize> {
    let start = level.iter().position(|c| is_vowel(*c))?;
    let start = start + glide(level, start);
    let end = level[start..].iter().position(|c| !is_vowel(*c)).map_or(level.len(), |length| start + length);
    let vowels = &level[start..end];
    if let Some(last) = vowels.iter().rposition(|c| "ăâêôơư".contains(*c)) {
        return Some(start + last);
    }
    let closed = end < level.len();
    Some(match vowels.len() {
        0 => return None,
        1 => start,
        2 if !closed => start,
        _ => start + 1,
    })
}

/// 1 where the first vowel belongs to `qu` or `gi` and another follows.
fn glide(level: &[char], start: usize) -> usize {
    let before = start.checked_sub(1).map(|at| level[at]);
    let belongs = matches!((before, level[start]), (Some('q'), 'u') | (Some('g'), 'i'));
    usize::from(belongs && level.get(start + 1).is_some_and(|c| is_vowel(*c)))
}

fn is_vowel(c: char) -> bool {
    let base = c.to_string().nfd().find(|c| !is_combining_mark(*c));
    base.is_some_and(|base| "aeiouy".contains(base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_where_official_texts_put_it() {
        for (given, official) in [
            ("hoà", "hòa"),
            ("khoẻ", "khỏe"),
            ("thuỷ", "thủy"),
            ("Uỷ", "ủy"),
            ("vịêt", "việt"),
            ("qúy", "quý"),
            ("điạ", "địa"),
            ("mià", "mìa"),
        ] {
            assert_eq!(placed(given), official);
        }
    }

    #[test]
    fn official_spelling_stays() {
        let text = "của giấy phép quyền sử dụng đất nghiệp người cứu nước thuế trưởng hòa hoàn giá giống gìn \
                    quốc quả quỹ tuổi tuyển khuỷu ngoài cưới mưa cửa hữu lửa toán khoản nghĩa bảo mẫu thủy rượu \
                    thuở huỷnh gửi già giường yến nguyễn oán ủy loại tòa xóa đường";
        for syllable in text.split_whitespace() {
            assert_eq!(placed(syllable), syllable);
        }
    }

    #[test]
    fn what_is_no_syllable_stays() {
        for text in ["ubnd", "gd&đt", "12", "đ"] {
            assert_eq!(placed(text), text);
        }
    }
}
