//! The fonts of a document: what they are called, what their codes mean, how wide they run.

use std::collections::HashMap;
use std::sync::Arc;

use hayro_font::hayro_cmap::{self, BfString};
use hayro_font::{Font, FontCache, FontGlyph, FontQuery};
use hayro_syntax::object::{Dict, Name, Object, Stream};
use vietnamese::legacy::Encoding;

use super::limits;
use crate::layout::Face;

/// A font of the document, with what the layout needs to know of it.
pub struct Known<'a> {
    /// What draws its codes.
    pub font: Font<'a>,
    /// Its number in [`Fonts::faces`].
    pub face: u16,
    /// Whether its codes are bytes of an encoding from before Unicode and say more than its own table of letters.
    raw: bool,
    letters: HashMap<u32, Box<str>>,
}

/// All fonts met so far.
#[derive(Default)]
pub struct Fonts<'a> {
    cache: FontCache<'a>,
    known: Vec<Known<'a>>,
    by_place: HashMap<usize, Option<usize>>,
    /// Name and style of each.
    pub faces: Vec<Face>,
}

impl<'a> Fonts<'a> {
    /// The font a dictionary describes; none where it cannot be read.
    pub fn of(&mut self, dict: &Dict<'a>) -> Option<usize> {
        let place = dict.data().as_ptr() as usize;
        if let Some(known) = self.by_place.get(&place) {
            return *known;
        }
        let known = self.load(dict);
        self.by_place.insert(place, known);
        known
    }

    /// The font of a number that [`Fonts::of`] gave.
    pub fn get(&mut self, number: usize) -> Option<&mut Known<'a>> {
        self.known.get_mut(number)
    }

    fn load(&mut self, dict: &Dict<'a>) -> Option<usize> {
        if !programs_fit(dict) {
            return None;
        }
        let standard: hayro_font::FontResolverFn = Arc::new(|query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(wanted) => Some(wanted.pick_standard_font().get_font_data()),
        });
        let tables: hayro_font::CMapResolverFn = Arc::new(hayro_cmap::load_embedded);
        let font = self.cache.font(dict, &standard, &tables)?;
        let face = face_of(dict);
        let simple = !dict.contains_key("DescendantFonts");
        let raw = simple && !dict.contains_key("ToUnicode") && Encoding::of_font(&face.name).is_some();
        let number = self.face(face);
        self.known.push(Known { font, face: number, raw, letters: HashMap::new() });
        Some(self.known.len() - 1)
    }

    fn face(&mut self, face: Face) -> u16 {
        let at = self.faces.iter().position(|known| *known == face).unwrap_or_else(|| {
            self.faces.push(face);
            self.faces.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}

impl Known<'_> {
    /// The letters a code stands for; empty where the font does not say.
    pub fn letters(&mut self, code: u32) -> &str {
        if !self.letters.contains_key(&code) {
            let letters = self.look_up(code);
            self.letters.insert(code, letters.into());
        }
        &self.letters[&code]
    }

    fn look_up(&self, code: u32) -> String {
        if self.raw
            && let Ok(byte @ 0xA0..) = u8::try_from(code)
        {
            return char::from(byte).to_string();
        }
        let unicode = match self.font.glyph(self.font.map_code(code), code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        match unicode {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => String::new(),
        }
    }
}

/// Whether what the font is made of stays within bounds when it is unpacked.
fn programs_fit(dict: &Dict<'_>) -> bool {
    let descendant = dict
        .get::<hayro_syntax::object::Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptors = [Some(dict), descendant.as_ref()]
        .into_iter()
        .flatten()
        .filter_map(|d| d.get::<Dict<'_>>("FontDescriptor"));
    let programs = descriptors
        .flat_map(|d| ["FontFile", "FontFile2", "FontFile3"].map(|key| d.get::<Stream<'_>>(key)))
        .flatten();
    let tables = ["ToUnicode", "Encoding"].map(|key| dict.get::<Stream<'_>>(key)).into_iter().flatten();
    programs.chain(tables).all(|stream| limits::fits(&stream))
}

/// What a font is called and how it looks.
fn face_of(dict: &Dict<'_>) -> Face {
    let base = dict.get::<Name<'_>>("BaseFont").map(|name| latin(name.as_ref())).unwrap_or_default();
    let descendant = dict
        .get::<hayro_syntax::object::Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = descendant.as_ref().unwrap_or(dict).get::<Dict<'_>>("FontDescriptor");
    let number = |key: &str| {
        descriptor
            .as_ref()
            .and_then(|d| d.get::<Object<'_>>(key))
            .and_then(Object::into_number)
            .map(|n| n.as_f64())
    };
    let style = style_of(&base);
    let flags = number("Flags").unwrap_or_default() as u32;
    let slanted = number("ItalicAngle").is_some_and(|angle| angle != 0.0) || flags & 64 != 0;
    let heavy = number("FontWeight").is_some_and(|weight| weight >= 600.0) || flags & (1 << 18) != 0;
    Face {
        name: family_of(&base),
        bold: style.contains("bold") || heavy,
        italic: style.contains("italic") || slanted,
    }
}

fn latin(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

fn style_of(base: &str) -> String {
    base.to_lowercase().replace("oblique", "italic")
}

/// The family's name: without the prefix of a subset and the style, the dot of `.VnTime` put back where the program
/// that made the file dropped it.
fn family_of(base: &str) -> String {
    let name = match base.split_once('+') {
        Some((subset, name)) if subset.len() == 6 => name,
        _ => base,
    };
    let mut name = name.split(',').next().unwrap_or_default();
    while let Some(shorter) = STYLES.iter().find_map(|style| name.strip_suffix(style)) {
        name = shorter.trim_end_matches('-');
    }
    let is_old = name
        .strip_prefix("Vn")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()));
    if is_old { format!(".{name}") } else { name.to_owned() }
}

const STYLES: [&str; 4] = ["Bold", "Italic", "Regular", "Oblique"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_named_without_subset_and_style() {
        for (base, family) in [
            ("GDNPMG+VnTimeHBold", ".VnTimeH"),
            ("BADEPR+.VnTime,BoldItalic", ".VnTime"),
            ("GDNPOI+VnTimeItalic", ".VnTime"),
            ("ABCDEF+TimesNewRomanPS-BoldMT", "TimesNewRomanPS-BoldMT"),
            ("VNI-Times-Bold", "VNI-Times"),
            ("Vnexpress", "Vnexpress"),
        ] {
            assert_eq!(family_of(base), family);
        }
    }
}
