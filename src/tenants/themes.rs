//! The themes under which news is told: those of the regulation (Quy chế Điều 2.1), and those that a site adds.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What news is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewsTheme {
    /// As it is stored and written in addresses: a-z, 0-9 and '-'.
    pub key: String,
    /// What it is called.
    pub title: String,
}

#[derive(Deserialize)]
struct Rules {
    themes: Vec<NewsTheme>,
}

/// The themes of every site.
static COMMON: LazyLock<Vec<NewsTheme>> = LazyLock::new(|| {
    let rules: Rules = toml::from_str(include_str!("../../rules/news-themes.toml"))
        .expect("rules/news-themes.toml is checked by a test");
    rules.themes
});

impl super::Profile {
    /// The themes of this site: those of the regulation first.
    pub fn news_themes(&self) -> impl Iterator<Item = &NewsTheme> {
        COMMON.iter().chain(&self.themes)
    }

    /// A theme of this site by its key.
    pub fn news_theme(&self, key: &str) -> Option<&NewsTheme> {
        self.news_themes().find(|theme| theme.key == key)
    }
}

/// Whether a key may be declared: it stands in addresses, and is none of the regulation's.
pub(super) fn may_be_added(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !key.is_empty() && key.chars().all(plain) && COMMON.iter().all(|theme| theme.key != key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// QC-2.1: the five themes that the regulation names.
    #[test]
    fn the_regulations_five_themes_are_there() {
        let keys: Vec<&str> = COMMON.iter().map(|theme| theme.key.as_str()).collect();
        assert_eq!(keys, ["kinh-te", "van-hoa", "xa-hoi", "an-ninh-quoc-phong", "con-nguoi"]);
        assert!(may_be_added("nong-thon-moi"));
        for taken in ["kinh-te", "", "Nông thôn", "a/b"] {
            assert!(!may_be_added(taken), "{taken}");
        }
    }
}
