//! How a site looks: one of the tested palettes, values of its own for some tokens, corners and an emblem.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::base::error::Refusal;
use crate::tenants::directory::Tenant;
use crate::tenants::{PALETTES, declare};

use super::palettes::{self, NIGHT, Tokens};

const CLAUSE: &str = "WCAG 2.2, 1.4.3 và 1.4.11";
/// The largest emblem, in bytes.
const EMBLEM: usize = 64 * 1024;
/// The radius that the shared sheet sets, in pixels.
const RADIUS: u8 = 6;

/// The radii of corners that can be chosen, in pixels.
pub const RADII: [u8; 4] = [0, 4, 6, 8];

/// A token that may have a value of its own, with its field in the form.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    /// The token; by night it ends with [`NIGHT`].
    pub token: &'static str,
    /// The form's field.
    pub field: &'static str,
    /// What it is called.
    pub label: &'static str,
}

macro_rules! own {
    ($($token:literal $label:literal),* $(,)?) => {
        /// The tokens that may have values of their own, each by day and by night.
        pub const OWN: &[Own] = &[$(
            Own { token: $token, field: concat!("mau-", $token), label: concat!($label, ", nền sáng") },
            Own {
                token: concat!($token, "-dark"),
                field: concat!("mau-", $token, "-dark"),
                label: concat!($label, ", nền tối"),
            },
        )*];
    };
}

own! {
    "paper" "Nền trang",
    "surface" "Nền khung",
    "ink" "Chữ",
    "muted" "Chữ phụ",
    "accent" "Màu nhấn, liên kết",
    "accent-strong" "Màu nhấn đậm",
}

/// What the tokens of measured pairs are called.
pub fn token_title(token: &str) -> &str {
    match token {
        "paper" => "nền trang",
        "surface" => "nền khung",
        "tint" => "nền xen",
        "ink" => "chữ",
        "muted" => "chữ phụ",
        "accent" => "màu nhấn",
        "accent-strong" => "màu nhấn đậm",
        "accent-soft" => "nền nhấn nhạt",
        "on-accent" => "chữ trên màu nhấn",
        "on-accent-muted" => "chữ phụ trên màu nhấn",
        "band" => "dải đầu trang",
        "on-band" => "chữ trên dải đầu trang",
        "on-band-muted" => "chữ phụ trên dải đầu trang",
        "good" => "màu tốt",
        "good-soft" => "nền tốt",
        "warn" => "màu lưu ý",
        "warn-soft" => "nền lưu ý",
        "bad" => "màu lỗi",
        "bad-soft" => "nền lỗi",
        "found" => "nền từ tìm thấy",
        "control" => "viền ô nhập",
        "focus" => "khung đang chọn",
        "gold" => "đường kẻ vàng",
        other => other,
    }
}

/// The look of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// One of the palettes.
    pub palette: String,
    /// Values of its own for some tokens, `#rrggbb`.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Radius of corners, in pixels.
    #[serde(default = "radius")]
    pub radius: u8,
    /// Its own emblem as SVG text, or "" for the declared one.
    #[serde(default)]
    pub emblem: String,
}

fn radius() -> u8 {
    RADIUS
}

impl Look {
    /// What a site was declared with.
    pub fn declared(tenant: &Tenant) -> Self {
        let palette = tenant.profile.theme.palette.clone();
        Self { palette, values: BTreeMap::new(), radius: RADIUS, emblem: String::new() }
    }

    /// All tokens by day.
    pub fn tokens(&self) -> Tokens {
        let own = self.values.iter().map(|(token, value)| (token.clone(), value.clone()));
        palettes::palette(&self.palette).into_iter().chain(own).collect()
    }

    /// Every pair that meets on a page with its contrast, by day and by night.
    pub fn measured(&self) -> Vec<(palettes::Measured, palettes::Measured)> {
        let day = self.tokens();
        let night = palettes::measured(&palettes::by_night(&day));
        palettes::measured(&day).into_iter().zip(night).collect()
    }

    /// What stands against it.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if !PALETTES.contains(&self.palette.as_str()) {
            refusals.push(Refusal::new("bang-mau", "Hãy chọn một bảng màu có trong danh sách.", ""));
        }
        if !RADII.contains(&self.radius) {
            refusals.push(Refusal::new("bo-goc", "Hãy chọn độ bo góc có trong danh sách.", ""));
        }
        if !self.emblem.is_empty() && (self.emblem.len() > EMBLEM || !declare::is_plain_svg(&self.emblem)) {
            let message =
                "Biểu trưng phải là tệp SVG tối đa 64 KB, không có mã lệnh, không gọi tới nơi khác.";
            refusals.push(Refusal::new("bieu-trung", message, ""));
        }
        refusals.extend(self.wrong_values());
        if refusals.is_empty() {
            refusals.extend(self.illegible());
        }
        refusals
    }

    fn wrong_values(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (token, value) in &self.values {
            match OWN.iter().find(|own| own.token == token) {
                None => {
                    let message = format!("“{token}” không phải là màu được đặt riêng.");
                    refusals.push(Refusal::new("bang-mau", message, ""));
                }
                Some(own) if palettes::channels(value).is_none() => {
                    let message =
                        format!("{}: “{value}” không phải mã màu. Hãy ghi dạng #a12a1d.", own.label);
                    refusals.push(Refusal::new(own.field, message, ""));
                }
                Some(_) => {}
            }
        }
        refusals
    }

    /// Every pair that cannot be read, under the field of the colour that was set for it.
    fn illegible(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (day, night) in self.measured() {
            for (one, ending, when) in [(day, "", "nền sáng"), (night, NIGHT, "nền tối")] {
                if one.is_legible() {
                    continue;
                }
                let own = [one.pair.ink, one.pair.ground].into_iter().find_map(|token| {
                    let token = format!("{token}{ending}");
                    OWN.iter().find(|own| own.token == token && self.values.contains_key(&token))
                });
                let message = format!(
                    "{} trên {} ({when}): tương phản {}:1, cần ít nhất {}:1. Hãy chọn màu đậm nhạt khác nhau hơn.",
                    capital(token_title(one.pair.ink)),
                    token_title(one.pair.ground),
                    ratio(one.ratio),
                    ratio(one.pair.least()),
                );
                refusals.push(Refusal::new(own.map_or("bang-mau", |own| own.field), message, CLAUSE));
            }
        }
        refusals
    }

    /// The site's own style sheet; none where it is the palette as it is.
    pub fn sheet(&self) -> Option<String> {
        if self.values.is_empty() && self.radius == RADIUS {
            return None;
        }
        // Above the palette, below what a reader or a device asks for.
        let mut sheet = String::from(":root[data-palette] {\n");
        for (token, value) in &self.values {
            let _ = writeln!(sheet, "  --{token}: {value};");
        }
        if self.radius != RADIUS {
            let _ = writeln!(sheet, "  --radius: {}px;", self.radius);
        }
        sheet.push_str("}\n");
        Some(sheet)
    }

    /// Names the sheet by its words.
    pub fn digest(&self) -> String {
        super::short(&self.sheet().unwrap_or_default())
    }

    /// Names the emblem by its words; none where it is the declared one.
    pub fn emblem_digest(&self) -> Option<String> {
        (!self.emblem.is_empty()).then(|| super::short(&self.emblem))
    }
}

/// A contrast as it is written in Vietnamese, rounded down so that nothing looks better than it is.
pub fn ratio(value: f64) -> String {
    format!("{:.2}", (value * 100.0).floor() / 100.0).replace('.', ",")
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(values: &[(&str, &str)]) -> Look {
        let values = values.iter().map(|(token, value)| ((*token).to_owned(), (*value).to_owned())).collect();
        Look { palette: "tre-xanh".into(), values, radius: 6, emblem: String::new() }
    }

    fn fields(look: &Look) -> Vec<&'static str> {
        let mut fields: Vec<_> = look.refusals().into_iter().map(|refusal| refusal.field).collect();
        fields.dedup();
        fields
    }

    #[test]
    fn every_palette_as_it_is_is_allowed_and_needs_no_sheet() {
        for palette in PALETTES {
            let plain = Look { palette: palette.into(), ..look(&[]) };
            assert_eq!(plain.refusals(), [], "{palette}");
            assert_eq!(plain.sheet(), None);
        }
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_refused_by_day_and_by_night() {
        assert_eq!(fields(&look(&[("accent", "#9bcfa9")])), ["mau-accent"]);
        assert_eq!(fields(&look(&[("accent-dark", "#1c3a24")])), ["mau-accent-dark"]);
        assert_eq!(look(&[("accent", "#1d5c30")]).refusals(), []);
        let refused = look(&[("ink", "#999999")]).refusals();
        assert!(
            refused[0].message.starts_with("Chữ trên nền trang (nền sáng): tương phản 2,"),
            "{refused:?}"
        );
    }

    #[test]
    fn what_is_no_colour_no_token_and_no_picture_is_refused() {
        assert_eq!(fields(&look(&[("accent", "red; } body { display: none")])), ["mau-accent"]);
        assert_eq!(fields(&look(&[("font-size", "#000000")])), ["bang-mau"]);
        let script = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>";
        assert_eq!(fields(&Look { emblem: script.into(), ..look(&[]) }), ["bieu-trung"]);
        assert_eq!(fields(&Look { radius: 40, palette: "x".into(), ..look(&[]) }), ["bang-mau", "bo-goc"]);
    }

    #[test]
    fn the_sheet_holds_what_was_set_and_is_named_by_it() {
        let own = Look { radius: 0, ..look(&[("accent", "#1d5c30")]) };
        let sheet = own.sheet().unwrap();
        assert_eq!(sheet, ":root[data-palette] {\n  --accent: #1d5c30;\n  --radius: 0px;\n}\n");
        assert_ne!(own.digest(), look(&[("accent", "#1d5c31")]).digest());
    }
}
