//! Which class the words of a text hint at, by the reviewed list in `rules/class-words.toml`. A person decides.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::search::language::Word;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    class: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    name: String,
    basis: String,
    words: Vec<String>,
    not: Vec<String>,
}

struct Class {
    entry: Entry,
    words: Vec<(String, Vec<String>)>,
    not: Vec<Vec<String>>,
}

/// A class that the words hint at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Its key: `to-cao`, …
    pub key: &'static str,
    /// As people read it.
    pub name: &'static str,
    /// The law that tells it from a question.
    pub basis: &'static str,
    /// The words that hint at it, as the list has them.
    pub words: Vec<&'static str>,
}

impl Guess {
    /// Whether it is a complaint or a denunciation, which are never answered as questions.
    pub fn is_sealed(&self) -> bool {
        matches!(self.key, "to-cao" | "khieu-nai")
    }
}

static CLASSES: LazyLock<Vec<Class>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../rules/class-words.toml"))
        .unwrap_or_else(|cause| panic!("rules/class-words.toml: {cause}"));
    file.class.into_iter().map(Class::of).collect()
});

impl Class {
    fn of(entry: Entry) -> Self {
        let words = entry.words.iter().map(|words| (words.clone(), keys(words))).collect();
        let not = entry.not.iter().map(|words| keys(words)).collect();
        Self { entry, words, not }
    }

    fn guess(&'static self, text: &[String]) -> Option<Guess> {
        let harmless: Vec<std::ops::Range<usize>> =
            self.not.iter().flat_map(|words| places(text, words)).collect();
        let counts = |at: &std::ops::Range<usize>| {
            !harmless.iter().any(|other| other.start <= at.start && at.end <= other.end)
        };
        let words: Vec<&str> = self
            .words
            .iter()
            .filter(|(_, words)| places(text, words).iter().any(counts))
            .map(|(shown, _)| shown.as_str())
            .collect();
        let Entry { key, name, basis, .. } = &self.entry;
        (!words.is_empty()).then_some(Guess { key, name, basis, words })
    }
}

fn keys(text: &str) -> Vec<String> {
    Word::all_of(text).into_iter().map(|word| word.key).collect()
}

/// Where some words stand in a text, one after the other.
pub(super) fn places(text: &[String], words: &[String]) -> Vec<std::ops::Range<usize>> {
    if words.is_empty() {
        return Vec::new();
    }
    let found = text.windows(words.len()).enumerate().filter(|(_, window)| *window == words);
    found.map(|(at, _)| at..at + words.len()).collect()
}

/// The words of a text that sound like a complaint or a denunciation.
pub fn complaints(text: &str) -> Vec<&'static str> {
    let text = keys(text);
    let sealed = CLASSES.iter().filter_map(|class| class.guess(&text)).filter(Guess::is_sealed);
    sealed.flat_map(|guess| guess.words).collect()
}

/// The class that a text's words hint at; none for a plain question.
pub fn guess(text: &str) -> Option<Guess> {
    let text = keys(text);
    CLASSES.iter().find_map(|class| class.guess(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hint_with_and_without_marks() {
        for text in ["Tôi làm đơn tố cáo cán bộ địa chính", "toi lam don to cao can bo dia chinh"]
        {
            assert_eq!(guess(text).map(|guess| guess.key), Some("to-cao"), "{text}");
        }
        assert_eq!(guess("Tôi khiếu nại mức đền bù").unwrap().words, ["khiếu nại"]);
        assert!(guess("Tôi khiếu nại mức đền bù").unwrap().is_sealed());
        assert!(!guess("Tôi xin góp ý về trang").unwrap().is_sealed());
    }

    #[test]
    fn who_asks_how_to_complain_does_not() {
        assert_eq!(guess("Thủ tục khiếu nại lần đầu gồm những gì?"), None);
        assert_eq!(
            guess("Thủ tục khiếu nại thế nào? Tôi khiếu nại quyết định số 5").map(|g| g.key),
            Some("khieu-nai")
        );
        assert_eq!(guess("Giấy tờ để đăng ký khai sinh?"), None);
    }
}
