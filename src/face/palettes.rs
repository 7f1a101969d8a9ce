//! The palettes, measured: every pair of colours that meets on a page is legible (WCAG 2.2, 1.4.3 and 1.4.11).

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Tokens by their names in the style sheet, without the dashes: `accent` → `#a12a1d`.
pub type Tokens = BTreeMap<String, String>;

/// How a token is called that holds by night.
pub const NIGHT: &str = "-dark";

/// The style sheet that all sites share.
const SHEET: &str = include_str!("../public/assets/base.css");

/// Two colours that meet on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The token of what is read.
    pub ink: &'static str,
    /// The token of what it stands on.
    pub ground: &'static str,
    /// Whether it is a border, a ring or a rule that carries meaning, and no text.
    pub is_shape: bool,
}

impl Pair {
    /// The least contrast: 4.5:1 for text (1.4.3), 3:1 for shapes (1.4.11).
    pub fn least(self) -> f64 {
        if self.is_shape { 3.0 } else { 4.5 }
    }
}

const fn text(ink: &'static str, ground: &'static str) -> Pair {
    Pair { ink, ground, is_shape: false }
}

const fn shape(ink: &'static str, ground: &'static str) -> Pair {
    Pair { ink, ground, is_shape: true }
}

/// Every pair that meets on a page.
pub const PAIRS: &[Pair] = &[
    text("ink", "paper"),
    text("ink", "surface"),
    text("ink", "tint"),
    text("ink", "accent-soft"),
    text("ink", "warn-soft"),
    text("ink", "bad-soft"),
    text("ink", "good-soft"),
    text("ink", "found"),
    text("muted", "paper"),
    text("muted", "surface"),
    text("muted", "tint"),
    text("accent", "paper"),
    text("accent", "surface"),
    text("accent", "tint"),
    text("accent", "warn-soft"),
    text("accent-strong", "paper"),
    text("accent-strong", "surface"),
    text("accent-strong", "tint"),
    text("accent-strong", "accent-soft"),
    text("accent-strong", "found"),
    text("on-accent", "accent"),
    text("on-accent", "accent-strong"),
    text("on-accent-muted", "accent-strong"),
    text("on-band", "band"),
    text("on-band-muted", "band"),
    text("good", "good-soft"),
    text("good", "paper"),
    text("good", "surface"),
    text("warn", "warn-soft"),
    text("warn", "paper"),
    text("warn", "surface"),
    text("bad", "bad-soft"),
    text("bad", "paper"),
    text("bad", "surface"),
    text("bad", "tint"),
    text("surface", "bad"),
    shape("control", "paper"),
    shape("control", "surface"),
    shape("control", "tint"),
    shape("focus", "paper"),
    shape("focus", "surface"),
    shape("focus", "tint"),
    shape("accent", "paper"),
    shape("good", "paper"),
    shape("on-band", "band"),
    shape("gold", "band"),
];

/// The custom properties of every block whose selectors fit, in the order of the sheet.
fn tokens(fits: impl Fn(&str) -> bool) -> Tokens {
    let blocks = SHEET.split('}').filter_map(|block| block.rsplit_once('{'));
    let selectors = |head: &str| head.rsplit("*/").next().unwrap_or(head).trim().to_owned();
    let chosen = blocks.filter(|(head, _)| selectors(head).split(',').any(|selector| fits(selector.trim())));
    chosen
        .flat_map(|(_, body)| body.split(';'))
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}

/// What every page has, whatever its palette.
static SHARED: LazyLock<Tokens> = LazyLock::new(|| tokens(|selector| selector == ":root"));

/// All tokens of a palette, those by night under their own names; a name that is no palette has the shared ones alone.
pub fn palette(name: &str) -> Tokens {
    let own = tokens(|selector| selector == format!("[data-palette=\"{name}\"]"));
    SHARED.iter().map(|(name, value)| (name.clone(), value.clone())).chain(own).collect()
}

/// The tokens as they hold by night: what has a value for the night takes it.
pub fn by_night(tokens: &Tokens) -> Tokens {
    let night = tokens.iter().filter_map(|(name, value)| Some((name.strip_suffix(NIGHT)?, value)));
    let mut all = tokens.clone();
    all.extend(night.map(|(name, value)| (name.to_owned(), value.clone())));
    all
}

/// The three channels of `#rrggbb`, each from 0 to 1; none for anything else.
pub fn channels(value: &str) -> Option<[f64; 3]> {
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok().map(|c| f64::from(c) / 255.0);
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// The colour of a token, through those it is another name of; none where it is not set or no colour.
fn colour(tokens: &Tokens, name: &str) -> Option<[f64; 3]> {
    let value = tokens.get(name)?;
    match value.strip_prefix("var(--") {
        // A name of itself would never end.
        Some(other) if other.trim_end_matches(')') != name => colour(tokens, other.trim_end_matches(')')),
        _ => channels(value),
    }
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// The contrast of two tokens, from 1 to 21; 1 where one of them is no colour.
pub fn contrast(tokens: &Tokens, one: &str, other: &str) -> f64 {
    let (Some(one), Some(other)) = (colour(tokens, one), colour(tokens, other)) else { return 1.0 };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A pair with its contrast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Which.
    pub pair: Pair,
    /// Its contrast.
    pub ratio: f64,
}

impl Measured {
    /// Whether it can be read.
    pub fn is_legible(&self) -> bool {
        self.ratio >= self.pair.least()
    }
}

/// Every pair that meets on a page, measured.
pub fn measured(tokens: &Tokens) -> Vec<Measured> {
    PAIRS.iter().map(|&pair| Measured { pair, ratio: contrast(tokens, pair.ink, pair.ground) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::PALETTES;

    /// The tokens that a palette sets by day; by night it sets three more.
    const OWN: [&str; 12] = [
        "paper",
        "surface",
        "ink",
        "muted",
        "line",
        "control",
        "accent",
        "accent-strong",
        "accent-soft",
        "on-accent",
        "on-accent-muted",
        "tint",
    ];

    fn failing(tokens: &Tokens) -> Vec<String> {
        let bad = measured(tokens).into_iter().filter(|one| !one.is_legible());
        bad.map(|one| format!("{} on {} {:.2}", one.pair.ink, one.pair.ground, one.ratio)).collect()
    }

    fn higher_contrast(name: &str) -> Tokens {
        let over = tokens(|selector| selector == ":root:has(#tuong-phan:checked)");
        assert!(!over.is_empty(), "the box for higher contrast changes tokens");
        palette(name).into_iter().chain(over).collect()
    }

    #[test]
    fn the_measure_is_right_at_its_ends() {
        let tokens = Tokens::from([("a".into(), "#000000".into()), ("b".into(), "#ffffff".into())]);
        assert!((contrast(&tokens, "a", "b") - 21.0).abs() < 1e-9);
        assert!((contrast(&tokens, "a", "a") - 1.0).abs() < 1e-9);
        assert!((contrast(&tokens, "a", "c") - 1.0).abs() < 1e-9, "what is not set is never legible");
    }

    #[test]
    fn every_palette_sets_all_its_tokens_and_has_a_title() {
        for (name, (titled, _)) in PALETTES.iter().zip(crate::tenants::PALETTE_TITLES) {
            assert_eq!(*name, titled);
            let own = tokens(|selector| selector == format!("[data-palette=\"{name}\"]"));
            let night = OWN.iter().chain(&["band", "on-band", "on-band-muted"]);
            let night: Vec<String> = night.map(|token| format!("{token}{NIGHT}")).collect();
            let wanted = OWN.iter().map(|token| (*token).to_owned()).chain(night);
            let mut wanted: Vec<String> = wanted.collect();
            wanted.sort();
            assert_eq!(own.into_keys().collect::<Vec<_>>(), wanted, "{name}");
        }
        let named = SHEET.matches("[data-palette=\"").count();
        assert_eq!(named, PALETTES.len(), "no palette without a name");
    }

    #[test]
    fn every_palette_is_legible_by_day_and_by_night() {
        for name in PALETTES {
            assert_eq!(failing(&palette(name)), Vec::<String>::new(), "{name} by day");
            assert_eq!(failing(&by_night(&palette(name))), Vec::<String>::new(), "{name} by night");
        }
    }

    #[test]
    fn higher_contrast_reaches_seven_for_running_text_by_day_and_by_night() {
        for name in PALETTES {
            let day = higher_contrast(name);
            for tokens in [by_night(&day), day] {
                for (ink, ground) in
                    [("ink", "paper"), ("muted", "paper"), ("muted", "tint"), ("accent", "paper")]
                {
                    let ratio = contrast(&tokens, ink, ground);
                    assert!(ratio >= 7.0, "{name}: {ink} on {ground} {ratio:.2}");
                }
                assert_eq!(failing(&tokens), Vec::<String>::new(), "{name}");
            }
        }
    }

    #[test]
    fn night_takes_every_token_that_has_a_value_for_it_whoever_asks_for_it() {
        let device = tokens(|selector| selector.ends_with(":root:not(:has(#nen-sang:checked))"));
        let reader = tokens(|selector| selector.ends_with(":root:has(#nen-toi:checked:checked)"));
        assert_eq!(device, reader);
        let mapped: Vec<&String> = device.keys().collect();
        let all = palette(PALETTES[0]);
        let nightly: Vec<&str> = all.keys().filter_map(|name| name.strip_suffix(NIGHT)).collect();
        assert_eq!(mapped, nightly);
        for (name, value) in &device {
            assert_eq!(value, &format!("var(--{name}{NIGHT})"));
        }
    }
}
