//! The language of searching as reviewed text: what may stand for what, and which words carry no topic.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::analyser::{key, marked_key};
use crate::base::text::tokens;

/// The rules that ship with the house.
static SHIPPED: LazyLock<Language> = LazyLock::new(|| {
    Language::read(
        include_str!("../../search-index/abbreviations.txt"),
        include_str!("../../search-index/function-words.txt"),
    )
    .expect("the shipped rules are checked by a test")
});

/// One piece of what a person typed, or of one side of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its key in the folded reading.
    pub key: String,
    /// Its key in the exact reading, if it was typed with marks.
    pub marked: Option<String>,
    /// Whether punctuation parts it from the word before.
    pub breaks: bool,
}

impl Word {
    /// The words of a text.
    #[must_use]
    pub fn all_of(text: &str) -> Vec<Self> {
        tokens(text)
            .map(|piece| Self { key: key(piece.text), marked: marked_key(piece.text), breaks: piece.breaks })
            .collect()
    }

    /// Whether a typed word may be this one: marks count where the person typed them.
    fn allows(&self, typed: &Self) -> bool {
        self.key == typed.key && (typed.marked.is_none() || typed.marked == self.marked)
    }
}

/// A rule met in a question: the words `span` may also stand in a text as the words `keys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The words of the question, by index.
    pub span: Range<usize>,
    /// The folded keys of the other form, in order.
    pub keys: Vec<String>,
}

/// The rules: forms that stand for each other, and function words.
#[derive(Debug)]
pub struct Language {
    rules: Vec<(Vec<Word>, Vec<Word>)>,
    function_words: HashSet<String>,
    bare_function_words: HashSet<String>,
}

/// A line of the rules that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule on line {line}: expected `short form = full form  # comment`")]
pub struct RuleError {
    /// The line, from 1.
    pub line: usize,
}

impl Language {
    /// The rules that ship with the house.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads rules `short form = full form  # comment` and function words, one a line.
    ///
    /// # Errors
    /// When a rule lacks one of its sides.
    pub fn read(abbreviations: &str, function_words: &str) -> Result<Self, RuleError> {
        let mut rules = Vec::new();
        for (number, line) in rule_lines(abbreviations) {
            let (short, full) = line.split_once('=').ok_or(RuleError { line: number })?;
            let (short, full) = (Word::all_of(short), Word::all_of(full));
            if short.is_empty() || full.len() < 2 {
                return Err(RuleError { line: number });
            }
            rules.push((short, full));
        }
        let words: Vec<Word> = rule_lines(function_words).flat_map(|(_, line)| Word::all_of(line)).collect();
        Ok(Self {
            rules,
            bare_function_words: words.iter().map(|word| word.key.clone()).collect(),
            function_words: words.into_iter().map(|word| word.marked.unwrap_or(word.key)).collect(),
        })
    }

    /// Every rule that a side of is typed in the question.
    #[must_use]
    pub fn alternatives(&self, words: &[Word]) -> Vec<Alternative> {
        let both_ways = self.rules.iter().flat_map(|(short, full)| [(short, full), (full, short)]);
        let mut found = Vec::new();
        for (typed, other) in both_ways {
            for start in places_of(typed, words) {
                let keys = other.iter().map(|word| word.key.clone()).collect();
                found.push(Alternative { span: start..start + typed.len(), keys });
            }
        }
        found
    }

    /// Whether the word carries no topic of its own. A word typed without marks counts as one if any function
    /// word is typed so.
    #[must_use]
    pub fn is_function_word(&self, word: &Word) -> bool {
        match &word.marked {
            Some(marked) => self.function_words.contains(marked),
            None => self.bare_function_words.contains(&word.key),
        }
    }
}

/// Where in the question the words of a form stand next to each other.
fn places_of<'a>(form: &'a [Word], words: &'a [Word]) -> impl Iterator<Item = usize> + 'a {
    (0..(words.len() + 1).saturating_sub(form.len())).filter(move |start| {
        let typed = &words[*start..start + form.len()];
        form.iter().zip(typed).all(|(word, typed)| word.allows(typed))
            && !typed[1..].iter().any(|word| word.breaks)
    })
}

/// The lines that say something, numbered from 1, without their comments.
fn rule_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(question: &str) -> Vec<String> {
        let found = Language::shipped().alternatives(&Word::all_of(question));
        found.into_iter().map(|alternative| alternative.keys.join(" ")).collect()
    }

    #[test]
    fn shipped_rules_are_readable_commented_and_single() {
        let text = include_str!("../../search-index/abbreviations.txt");
        let rules = Language::shipped();
        assert!(rules.rules.len() > 80);
        for line in text.lines().filter(|line| line.contains('=')) {
            assert!(line.contains("  # "), "{line}");
        }
        let mut shorts: Vec<String> = rules
            .rules
            .iter()
            .map(|(short, _)| short.iter().map(|word| word.key.as_str()).collect::<Vec<_>>().join(" "))
            .collect();
        shorts.sort();
        let twice: Vec<_> = shorts.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn abbreviations_stand_for_words_and_back() {
        assert_eq!(forms("UBND xã"), ["uy ban nhan dan"]);
        assert_eq!(forms("ubnd"), ["uy ban nhan dan"]);
        assert_eq!(forms("ủy ban nhân dân"), ["ubnd"]);
        assert!(forms("làm sổ đỏ").contains(&"giay chung nhan quyen su dung dat".to_owned()));
    }

    #[test]
    fn marks_that_were_typed_count() {
        assert_eq!(forms("sơ đồ"), Vec::<String>::new());
        assert_eq!(forms("uy ban nhan dan"), ["ubnd"]);
        assert_eq!(forms("ủy ban, nhân dân"), Vec::<String>::new());
    }

    #[test]
    fn ambiguous_abbreviations_are_left_alone() {
        for short in ["TT", "CT", "KH", "CP", "TP", "KT", "HS"] {
            assert_eq!(forms(short), Vec::<String>::new(), "{short}");
        }
    }

    #[test]
    fn function_words() {
        let is_function_word = |text: &str| Language::shipped().is_function_word(&Word::all_of(text)[0]);
        assert!(is_function_word("được"));
        assert!(is_function_word("duoc"));
        assert!(is_function_word("Không"));
        assert!(!is_function_word("hội"));
        assert!(!is_function_word("đất"));
    }

    #[test]
    fn a_rule_without_a_side_is_refused() {
        assert_eq!(Language::read("# only\n\nUBND", "").unwrap_err(), RuleError { line: 3 });
        assert_eq!(Language::read("UBND = ", "").unwrap_err(), RuleError { line: 1 });
    }
}
