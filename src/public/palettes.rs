//! The palettes, measured: every pair of colours that meets on a page is legible (WCAG 2.2, 1.4.3 and 1.4.11).

/// Names of the palettes, as `tenant.toml` and the `data-palette` attribute write them.
pub const NAMES: [&str; 12] = [
    "son-do",
    "lua-chin",
    "tre-xanh",
    "song-cau",
    "gach-nung",
    "cham",
    "hoa-sen",
    "dat-phu-sa",
    "la-che",
    "troi-thu",
    "mau-da",
    "man-chin",
];

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::NAMES;

    type Tokens = HashMap<String, String>;

    /// Text on its ground: at least 4.5:1.
    const TEXT: [(&str, &str); 34] = [
        ("ink", "paper"),
        ("ink", "surface"),
        ("ink", "tint"),
        ("ink", "accent-soft"),
        ("ink", "warn-soft"),
        ("ink", "bad-soft"),
        ("ink", "good-soft"),
        ("ink", "found"),
        ("muted", "paper"),
        ("muted", "surface"),
        ("muted", "tint"),
        ("accent", "paper"),
        ("accent", "surface"),
        ("accent", "tint"),
        ("accent", "warn-soft"),
        ("accent-strong", "paper"),
        ("accent-strong", "surface"),
        ("accent-strong", "tint"),
        ("accent-strong", "accent-soft"),
        ("accent-strong", "found"),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
        ("on-accent-muted", "accent-strong"),
        ("good", "good-soft"),
        ("good", "paper"),
        ("good", "surface"),
        ("warn", "warn-soft"),
        ("warn", "paper"),
        ("warn", "surface"),
        ("bad", "bad-soft"),
        ("bad", "paper"),
        ("bad", "surface"),
        ("bad", "tint"),
        ("surface", "bad"),
    ];

    /// Borders of fields, rings and rules that carry meaning: at least 3:1.
    const SHAPES: [(&str, &str); 10] = [
        ("control", "paper"),
        ("control", "surface"),
        ("control", "tint"),
        ("focus", "paper"),
        ("focus", "surface"),
        ("focus", "tint"),
        ("accent", "paper"),
        ("good", "paper"),
        ("on-accent", "accent-strong"),
        ("gold", "accent-strong"),
    ];

    fn sheet() -> String {
        let (bytes, _) =
            crate::public::assets::get(&crate::public::assets::url("base.css")).expect("style sheet");
        String::from_utf8(bytes.into_owned()).expect("UTF-8")
    }

    /// The custom properties of every block whose selector fits, in the order of the sheet.
    fn tokens(sheet: &str, fits: impl Fn(&str) -> bool) -> Tokens {
        let blocks = sheet.split('}').filter_map(|block| block.rsplit_once('{'));
        let chosen =
            blocks.filter(|(selector, _)| fits(selector.rsplit("*/").next().unwrap_or(selector).trim()));
        let lines = chosen.flat_map(|(_, body)| body.split(';'));
        lines
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect()
    }

    fn palette(name: &str) -> Tokens {
        let sheet = sheet();
        let mut all = tokens(&sheet, |selector| selector == ":root");
        let own = tokens(&sheet, |selector| selector.ends_with(&format!("[data-palette=\"{name}\"]")));
        assert_eq!(own.len(), 12, "{name} sets all its tokens");
        all.extend(own);
        all
    }

    fn higher_contrast(name: &str) -> Tokens {
        let mut all = palette(name);
        let over = tokens(&sheet(), |selector| selector == ":root:has(#tuong-phan:checked)");
        assert!(!over.is_empty(), "the box for higher contrast changes tokens");
        all.extend(over);
        all
    }

    fn colour(tokens: &Tokens, name: &str) -> [f64; 3] {
        let value = tokens.get(name).unwrap_or_else(|| panic!("{name} is not set"));
        if let Some(other) = value.strip_prefix("var(--") {
            return colour(tokens, other.trim_end_matches(')'));
        }
        let digits = value.strip_prefix('#').unwrap_or_else(|| panic!("{name} is {value}"));
        let channel =
            |at: usize| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("hex")) / 255.0;
        [channel(0), channel(2), channel(4)]
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(colour: [f64; 3]) -> f64 {
        let linear = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(tokens: &Tokens, one: &str, other: &str) -> f64 {
        let (a, b) = (luminance(colour(tokens, one)), luminance(colour(tokens, other)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn failing(tokens: &Tokens, pairs: &[(&str, &str)], least: f64) -> Vec<String> {
        let measured = pairs.iter().map(|(one, other)| (one, other, contrast(tokens, one, other)));
        measured
            .filter(|(_, _, ratio)| *ratio < least)
            .map(|(one, other, ratio)| format!("{one} on {other} {ratio:.2}"))
            .collect()
    }

    #[test]
    fn the_measure_is_right_at_its_ends() {
        let tokens = Tokens::from([("a".into(), "#000000".into()), ("b".into(), "#ffffff".into())]);
        assert!((contrast(&tokens, "a", "b") - 21.0).abs() < 1e-9);
        assert!((contrast(&tokens, "a", "a") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn every_palette_is_legible() {
        for name in NAMES {
            let tokens = palette(name);
            assert_eq!(failing(&tokens, &TEXT, 4.5), Vec::<String>::new(), "{name}");
            assert_eq!(failing(&tokens, &SHAPES, 3.0), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn higher_contrast_reaches_seven_for_running_text() {
        for name in NAMES {
            let tokens = higher_contrast(name);
            let pairs = [("ink", "paper"), ("muted", "paper"), ("muted", "tint"), ("accent", "paper")];
            assert_eq!(failing(&tokens, &pairs, 7.0), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn the_sheet_holds_no_palette_without_a_name() {
        let named = sheet().matches("[data-palette=\"").count();
        assert_eq!(named, NAMES.len());
    }
}
