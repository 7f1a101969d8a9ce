//! VNI for Windows: a vowel, then a sign for its marks, as Latin-1 shows them.

/// Signs that follow a vowel, and the marks they put on it.
const SIGNS: [(char, &str); 17] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{323}\u{302}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{323}\u{306}"),
];

/// Letters that stand alone.
const ALONE: [(char, char); 16] = [
    ('ñ', 'đ'),
    ('Ñ', 'Đ'),
    ('ô', 'ơ'),
    ('Ô', 'Ơ'),
    ('ö', 'ư'),
    ('Ö', 'Ư'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('Æ', 'Ỉ'),
    ('Ó', 'Ĩ'),
    ('Ò', 'Ị'),
    ('î', 'ỵ'),
    ('Î', 'Ỵ'),
];

/// The text in Unicode.
pub(super) fn decoded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut read = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        match marks(small).filter(|marks| bears(before, marks)) {
            Some(marks) => {
                read.push_str(marks);
                before = ' ';
            }
            None => {
                let letter = ALONE.iter().find(|(shown, _)| *shown == c).map_or(c, |(_, meant)| *meant);
                read.push(letter);
                before = letter.to_lowercase().next().unwrap_or(letter);
            }
        }
    }
    read.nfc().collect()
}

fn marks(sign: char) -> Option<&'static str> {
    SIGNS.iter().find(|(known, _)| *known == sign).map(|(_, marks)| *marks)
}

/// Which vowels take which marks: a circumflex stands on a, e, o, a breve on a alone.
fn bears(vowel: char, marks: &str) -> bool {
    if marks.contains('\u{302}') {
        matches!(vowel, 'a' | 'e' | 'o')
    } else if marks.contains('\u{306}') {
        vowel == 'a'
    } else {
        matches!(vowel, 'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vowel_with_every_mark() {
        for (shown, meant) in [
            ("aù aø aû aõ aï", "á à ả ã ạ"),
            ("aâ aá aà aå aã aä", "â ấ ầ ẩ ẫ ậ"),
            ("aê aé aè aú aü aë", "ă ắ ằ ẳ ẵ ặ"),
            ("eù eø eû eõ eï eâ eá eà eå eã eä", "é è ẻ ẽ ẹ ê ế ề ể ễ ệ"),
            ("í ì æ ó ò", "í ì ỉ ĩ ị"),
            ("où oø oû oõ oï oâ oá oà oå oã oä", "ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ"),
            ("ô ôù ôø ôû ôõ ôï", "ơ ớ ờ ở ỡ ợ"),
            ("uù uø uû uõ uï ö öù öø öû öõ öï", "ú ù ủ ũ ụ ư ứ ừ ử ữ ự"),
            ("yù yø yû yõ î ñ", "ý ỳ ỷ ỹ ỵ đ"),
            ("COÄNG HOØA VIEÄT NAM ÑOÄC LAÄP ÔÛ TÖÏ", "CỘNG HÒA VIỆT NAM ĐỘC LẬP Ở TỰ"),
        ] {
            assert_eq!(decoded(shown), meant);
        }
    }
}
