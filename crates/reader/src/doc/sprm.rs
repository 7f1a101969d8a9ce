//! Single properties: what a stretch of text or a paragraph is changed by.

use crate::compound::Bytes;

/// A property and its operand.
pub type Property<'a> = (u16, &'a [u8]);

/// The properties of a list of Word 97 and later.
pub fn each(list: &[u8]) -> impl Iterator<Item = Property<'_>> {
    let mut place = 0;
    std::iter::from_fn(move || {
        let code = list.u16_at(place)?;
        let (skip, length) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            _ if code == 0xD608 => (2, usize::from(list.u16_at(place + 2)?).saturating_sub(1)),
            _ => (1, usize::from(list.u8_at(place + 2)?)),
        };
        let begin = place + 2 + skip;
        let operand = list.slice(begin, length)?;
        place = begin + length;
        Some((code, operand))
    })
}

/// The properties of a list of Word 6 and 95 that are known, by the codes that Word 97 has for them.
pub fn each_old(list: &[u8]) -> Vec<Property<'_>> {
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(code) = list.u8_at(place) {
        let (known, length) = match code {
            24 => (0x2416, 1),
            25 => (0x2417, 1),
            65 => (0x0800, 1),
            80 => (0x4A30, 2),
            82 => (0x0855, 1),
            85 => (0x0835, 1),
            86 => (0x0836, 1),
            92 => (0x083C, 1),
            93 => (0x4A51, 2),
            99 => (0x4A43, 2),
            2
            | 4..=11
            | 13..=14
            | 30..=32
            | 44
            | 50..=51
            | 66..=67
            | 69..=71
            | 75..=76
            | 87..=91
            | 94
            | 98
            | 100
            | 102
            | 104 => (0, 1),
            16..=22 | 26..=29 | 33..=35 | 37..=43 | 45..=49 | 72..=73 | 96..=97 | 105 | 107..=110 | 117 => {
                (0, 2)
            }
            68 => (0, 3),
            // Others have lengths of their own: what follows is not understood.
            _ => break,
        };
        let Some(operand) = list.slice(place + 1, length) else { break };
        if known != 0 {
            found.push((known, operand));
        }
        place += 1 + length;
    }
    found
}
