//! VPS and VISCII: a byte a letter, as Latin-1 or Windows-1252 shows the byte.

/// An encoding of one byte a letter, where it differs from ASCII.
pub(super) struct Table {
    /// The bytes from 0x80 on.
    upper: &'static str,
    /// Control characters that are letters: the rarest capitals.
    controls: &'static [(char, char)],
}

/// VPS, as the Vietnamese Professionals Society's fonts have it.
pub(super) const VPS: Table = Table {
    upper: "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ\u{A0}ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự\
            ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺßàáâãảạăçèéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ",
    controls: &[
        ('\u{2}', 'Ạ'),
        ('\u{3}', 'Ậ'),
        ('\u{4}', 'Ặ'),
        ('\u{5}', 'Ẹ'),
        ('\u{6}', 'Ệ'),
        ('\u{10}', 'Ị'),
        ('\u{11}', 'Ọ'),
        ('\u{12}', 'Ộ'),
        ('\u{13}', 'Ợ'),
        ('\u{14}', 'Ụ'),
        ('\u{15}', 'Ự'),
        ('\u{19}', 'Ỵ'),
        ('\u{1C}', 'Ẫ'),
        ('\u{1D}', 'Ữ'),
    ],
};

/// VISCII 1.1 (RFC 1456).
pub(super) const VISCII: Table = Table {
    upper: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ\
            ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    controls: &[
        ('\u{2}', 'Ẳ'),
        ('\u{5}', 'Ẵ'),
        ('\u{6}', 'Ẫ'),
        ('\u{14}', 'Ỷ'),
        ('\u{19}', 'Ỹ'),
        ('\u{1E}', 'Ỵ'),
    ],
};

/// What Windows-1252 shows for the bytes 0x80 to 0x9F; a dot where it has nothing.
const WINDOWS: &str = "€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ";

/// The text in Unicode.
pub(super) fn decoded(text: &str, table: &Table) -> String {
    let letters: Vec<char> = table.upper.chars().collect();
    text.chars().map(|c| meant(c, table, &letters).unwrap_or(c)).collect()
}

fn meant(shown: char, table: &Table, letters: &[char]) -> Option<char> {
    if shown.is_ascii() {
        return table.controls.iter().find(|(control, _)| *control == shown).map(|(_, letter)| *letter);
    }
    letters.get(byte(shown)?.checked_sub(0x80)?).copied()
}

/// The byte that is shown so.
fn byte(shown: char) -> Option<usize> {
    match u32::from(shown) {
        code @ 0x80..=0xFF => Some(code as usize),
        _ => WINDOWS.chars().position(|known| known == shown).map(|place| place + 0x80),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_letter_and_no_letter_two_bytes() {
        for table in [&VPS, &VISCII] {
            let mut letters: Vec<char> = table.upper.chars().collect();
            assert_eq!(letters.len(), 128);
            letters.extend(table.controls.iter().map(|(_, letter)| *letter));
            let all = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
            for letter in all.chars().flat_map(|c| [Some(c), c.to_uppercase().next()]).flatten() {
                let found = letters.iter().filter(|known| **known == letter).count();
                assert_eq!(found, 1, "{letter}");
            }
        }
    }

    #[test]
    fn bytes_are_known_by_either_look() {
        // 0x8A: ề in VPS, ề in VISCII is 0xAB.
        assert_eq!(decoded("v\u{8A} vŠ", &VPS), "về về");
        assert_eq!(decoded("v« \u{AD}", &VISCII), "về ễ");
    }
}
