//! Labels that a word processor counts by itself: "1.", "a)", "Điều 1.".

use std::collections::HashMap;

/// How a number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numerals {
    /// 1, 2, 3.
    #[default]
    Arabic,
    /// 01, 02, 03.
    Padded,
    /// I, II, III.
    UpperRoman,
    /// i, ii, iii.
    LowerRoman,
    /// A, B, C.
    UpperLetter,
    /// a, b, c.
    LowerLetter,
    /// None: the label is a bullet or nothing.
    None,
}

/// A piece of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it is.
    Text(String),
    /// The number of a level.
    Number(usize),
}

/// A level of a list.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// Its first number.
    pub start: u32,
    /// How it is written.
    pub numerals: Numerals,
    /// What its label is made of.
    pub label: Vec<Part>,
    /// The font of its label, where it has one of its own.
    pub font: Option<String>,
}

/// The most levels a list has.
pub const LEVELS: usize = 9;

/// The counts of all lists of a document.
#[derive(Default)]
pub struct Counters(HashMap<u32, [Option<u32>; LEVELS]>);

impl Counters {
    /// Counts a paragraph of a list and gives its label.
    pub fn label(&mut self, list: u32, levels: &[Level], level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let Some(own) = levels.get(level) else { return String::new() };
        let counts = self.0.entry(list).or_default();
        counts[level] = Some(counts[level].map_or(own.start, |count| count.saturating_add(1)));
        counts[level + 1..].fill(None);
        let number = |place: usize| {
            let of = levels.get(place)?;
            let count = counts.get(place)?.unwrap_or(of.start);
            Some(written(count, of.numerals))
        };
        let parts = own.label.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Number(place) => number(*place).unwrap_or_default(),
        });
        parts.collect()
    }
}

/// A number in its numerals.
fn written(number: u32, numerals: Numerals) -> String {
    match numerals {
        Numerals::Arabic => number.to_string(),
        Numerals::Padded => format!("{number:02}"),
        Numerals::UpperRoman => roman(number),
        Numerals::LowerRoman => roman(number).to_lowercase(),
        Numerals::UpperLetter => letters(number).to_uppercase(),
        Numerals::LowerLetter => letters(number),
        Numerals::None => String::new(),
    }
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return number.to_string();
    }
    let mut left = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}

/// a to z, then aa, bb, as word processors go on.
fn letters(number: u32) -> String {
    if !(1..=26 * 20).contains(&number) {
        return number.to_string();
    }
    let letter = char::from(b'a' + ((number - 1) % 26) as u8);
    std::iter::repeat_n(letter, ((number - 1) / 26 + 1) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(numerals: Numerals, label: &[Part]) -> Level {
        Level { start: 1, numerals, label: label.to_vec(), font: None }
    }

    #[test]
    fn numbers_are_written_in_their_numerals() {
        assert_eq!(written(14, Numerals::UpperRoman), "XIV");
        assert_eq!(written(1999, Numerals::LowerRoman), "mcmxcix");
        assert_eq!(written(27, Numerals::LowerLetter), "aa");
        assert_eq!(written(2, Numerals::Padded), "02");
        assert_eq!(written(0, Numerals::UpperRoman), "0");
    }

    #[test]
    fn inner_levels_begin_anew_under_each_outer_one() {
        let levels = [
            level(Numerals::Arabic, &[Part::Text("Điều ".into()), Part::Number(0), Part::Text(".".into())]),
            level(Numerals::LowerLetter, &[Part::Number(0), Part::Text(".".into()), Part::Number(1)]),
        ];
        let mut counters = Counters::default();
        let mut next = |place| counters.label(7, &levels, place);
        let labels = [next(0), next(1), next(1), next(0), next(1)];
        assert_eq!(labels, ["Điều 1.", "1.a", "1.b", "Điều 2.", "2.a"]);
    }
}
