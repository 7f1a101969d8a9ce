//! Labels of lists.

use crate::numbering::{LEVELS, Level, Numerals, Part};
use crate::xml::Attributes;

/// The level that an element describes, counted from 1.
pub fn level(place: usize, attributes: &Attributes<'_>) -> Level {
    if let Some(bullet) = attributes.get("bullet-char") {
        let label = vec![Part::Text(bullet)];
        return Level { start: 1, numerals: Numerals::None, label, font: None };
    }
    let numerals = match attributes.get("num-format").as_deref() {
        Some("I") => Numerals::UpperRoman,
        Some("i") => Numerals::LowerRoman,
        Some("A") => Numerals::UpperLetter,
        Some("a") => Numerals::LowerLetter,
        Some("") | None => Numerals::None,
        _ => Numerals::Arabic,
    };
    let shown = attributes.number::<usize>("display-levels").unwrap_or(1).clamp(1, place.min(LEVELS));
    let mut label: Vec<Part> = attributes.get("num-prefix").map(Part::Text).into_iter().collect();
    if numerals != Numerals::None {
        for number in place - shown..place {
            if number > place - shown {
                label.push(Part::Text(".".to_owned()));
            }
            label.push(Part::Number(number));
        }
        label.extend(attributes.get("num-suffix").map(Part::Text));
    }
    Level { start: attributes.number("start-value").unwrap_or(1), numerals, label, font: None }
}
