//! The languages besides Vietnamese in which a page may be told, and which item it translates.

use serde::{Deserialize, Serialize};

/// A language besides Vietnamese (Nghị định 43/2011/NĐ-CP Điều 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::English];

    /// Its tag (BCP 47), as it is stored and as pages carry it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    /// What it calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
        }
    }

    /// What it is called in Vietnamese.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::English => "Tiếng Anh",
        }
    }

    /// The same within a sentence.
    pub fn in_sentence(self) -> &'static str {
        match self {
            Self::English => "tiếng Anh",
        }
    }

    /// The language of a tag.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// The slug that an address of an item ends with; a bare slug is its own.
pub fn slug_of(address: &str) -> &str {
    let path = address.trim().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_named_by_its_address_or_its_slug() {
        for address in
            ["ky-ket", " /tin-tuc/ky-ket ", "https://a.example/tin-tuc/ky-ket?in=1#a", "/x/ky-ket/"]
        {
            assert_eq!(slug_of(address), "ky-ket", "{address}");
        }
        assert_eq!(slug_of(""), "");
        assert_eq!(Language::parse("en"), Some(Language::English));
        assert_eq!(Language::parse("vi"), None, "pages are Vietnamese unless they say otherwise");
    }
}
