//! Reads civil dates from TOML (unquoted) and JSON (text) alike, for `#[serde(deserialize_with)]`.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

#[derive(Deserialize)]
#[serde(untagged)]
enum Either {
    Toml(toml::value::Datetime),
    Text(String),
}

/// A date.
///
/// # Errors
/// When it is no civil date.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = match Either::deserialize(deserializer)? {
        Either::Toml(value) => value.to_string(),
        Either::Text(text) => text,
    };
    text.parse().map_err(|_| D::Error::custom(format!("not a date: {text}")))
}

/// A date or nothing.
///
/// # Errors
/// When it is something else.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(deserializer).map(Some)
}
