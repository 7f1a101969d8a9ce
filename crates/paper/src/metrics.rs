//! What is known of the letters of a face before they are drawn: which glyph they are and how far they lead.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fonts;

/// Upright, bold, italic, both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Upright.
    Regular,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Bold italic.
    BoldItalic,
}

/// The glyphs of one face and how far each leads, in parts of the size.
#[derive(Debug)]
pub struct Face {
    glyphs: HashMap<char, u16>,
    advances: Vec<f32>,
}

static FACES: LazyLock<[Face; 4]> = LazyLock::new(|| {
    [Style::Regular, Style::Bold, Style::Italic, Style::BoldItalic]
        .map(|style| Face::read(style.bytes()).expect("the faces are built in"))
});

impl Style {
    /// The face's file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => fonts::REGULAR,
            Self::Bold => fonts::BOLD,
            Self::Italic => fonts::ITALIC,
            Self::BoldItalic => fonts::BOLD_ITALIC,
        }
    }

    /// Its place among the four.
    pub fn index(self) -> usize {
        self as usize
    }

    /// What is known of its letters.
    pub fn face(self) -> &'static Face {
        &FACES[self.index()]
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize)
}

/// The table of a font file by its tag.
fn table(file: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let count = usize::from(word(file, 4)?);
    let entry = (0..count).map(|nth| 12 + nth * 16).find(|at| file.get(*at..at + 4) == Some(&tag))?;
    let start = long(file, entry + 8)?;
    file.get(start..start + long(file, entry + 12)?)
}

impl Face {
    /// Reads the tables of a TrueType file that say which glyph a letter is and how wide it is.
    fn read(file: &[u8]) -> Option<Self> {
        let whole = f32::from(word(table(file, *b"head")?, 18)?);
        let told = usize::from(word(table(file, *b"hhea")?, 34)?);
        let widths = table(file, *b"hmtx")?;
        let advances = (0..told)
            .map(|glyph| Some(f32::from(word(widths, glyph * 4)?) / whole))
            .collect::<Option<_>>()?;
        Some(Self { glyphs: glyphs(table(file, *b"cmap")?)?, advances })
    }

    /// The glyph of a letter; the face's own sign for what it does not have.
    pub fn glyph(&self, letter: char) -> u16 {
        self.glyphs.get(&letter).copied().unwrap_or(0)
    }

    /// How far a letter leads, in parts of the size.
    pub fn advance(&self, letter: char) -> f32 {
        let glyph = usize::from(self.glyph(letter));
        self.advances.get(glyph).or(self.advances.last()).copied().unwrap_or(0.0)
    }

    /// How wide words are at a size.
    pub fn width(&self, words: &str, size: f32) -> f32 {
        words.chars().map(|letter| self.advance(letter)).sum::<f32>() * size
    }

    /// Whether it has a letter.
    pub fn has(&self, letter: char) -> bool {
        self.glyphs.contains_key(&letter)
    }
}

/// The letters of a `cmap` in format 4 and their glyphs.
fn glyphs(cmap: &[u8]) -> Option<HashMap<char, u16>> {
    let count = usize::from(word(cmap, 2)?);
    let mut starts = (0..count).filter_map(|nth| long(cmap, 8 + nth * 8));
    let at = starts.rfind(|at| word(cmap, *at) == Some(4))?;
    let part = cmap.get(at..)?;
    let doubled = usize::from(word(part, 6)?);
    let mut found = HashMap::new();
    for segment in (0..doubled).step_by(2) {
        let last = word(part, 14 + segment)?;
        let first = word(part, 16 + doubled + segment)?;
        let delta = word(part, 16 + 2 * doubled + segment)?;
        let place = 16 + 3 * doubled + segment;
        let offset = usize::from(word(part, place)?);
        for code in first..=last.min(0xFFFE) {
            let glyph = match offset {
                0 => code.wrapping_add(delta),
                _ => match word(part, place + offset + usize::from(code - first) * 2)? {
                    0 => 0,
                    listed => listed.wrapping_add(delta),
                },
            };
            if let (Some(letter), true) = (char::from_u32(u32::from(code)), glyph != 0) {
                found.insert(letter, glyph);
            }
        }
    }
    Some(found)
}

/// Breaks words into lines no wider than `width`, the first of which is shorter by `indent`.
pub fn lines(words: &str, style: Style, size: f32, width: f32, indent: f32) -> Vec<String> {
    let face = style.face();
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        for piece in pieces(word, face, size, width - indent) {
            let room = if lines.is_empty() { width - indent } else { width };
            let wide = face.width(piece, size);
            let gap = if line.is_empty() { 0.0 } else { face.advance(' ') * size };
            if !line.is_empty() && used + gap + wide > room {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            } else if !line.is_empty() {
                line.push(' ');
                used += gap;
            }
            line.push_str(piece);
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Where an address may be broken: after one of these.
const STOPS: [char; 7] = ['/', '-', '.', '_', '?', '&', '='];

/// A word that is wider than a line (an address, say) in pieces that are not, broken at its stops where it has some.
fn pieces<'a>(word: &'a str, face: &Face, size: f32, width: f32) -> Vec<&'a str> {
    if face.width(word, size) <= width {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let (mut start, mut stop, mut used) = (0, 0, 0.0);
    for (at, letter) in word.char_indices() {
        let wide = face.advance(letter) * size;
        if used + wide > width && at > start {
            let end = if stop > start { stop } else { at };
            pieces.push(&word[start..end]);
            (start, used) = (end, face.width(&word[end..at], size));
        }
        used += wide;
        if STOPS.contains(&letter) {
            stop = at + letter.len_utf8();
        }
    }
    pieces.push(&word[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_have_every_letter_of_vietnamese() {
        let letters =
            "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";
        let all = format!("{letters}{}0123456789.,;:/()-–…“”%", letters.to_uppercase());
        for style in [Style::Regular, Style::Bold, Style::Italic, Style::BoldItalic] {
            let missing: String = all.chars().filter(|letter| !style.face().has(*letter)).collect();
            assert_eq!(missing, "", "{style:?}");
        }
    }

    #[test]
    fn widths_are_those_of_times() {
        // Times New Roman: a digit is half as wide as its size, a space a quarter.
        assert!((Style::Regular.face().advance('5') - 0.5).abs() < 0.001);
        assert!((Style::Regular.face().advance(' ') - 0.25).abs() < 0.001);
    }

    #[test]
    fn no_line_is_wider_than_it_may_be_and_no_word_is_lost() {
        let words = "Ủy ban nhân dân huyện Hiệp Hòa https://hiephoa.example.vn/mot-dia-chi-rat-dai-khong-co-dau-cach-nao-ca báo cáo";
        let broken = lines(words, Style::Regular, 14.0, 180.0, 36.0);
        assert!(broken.len() > 2);
        for (nth, line) in broken.iter().enumerate() {
            let room = if nth == 0 { 144.0 } else { 180.0 };
            assert!(Style::Regular.face().width(line, 14.0) <= room, "{line}");
        }
        let joined: String = broken.concat().chars().filter(|c| *c != ' ').collect();
        assert_eq!(joined, words.replace(' ', ""));
    }
}
