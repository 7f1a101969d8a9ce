//! The language of searching as reviewed text: what may stand for what, and which words carry no topic.
//!
//! The files are read when the server starts and applied to questions only: changing them needs no new index.

pub mod check;
pub mod files;
mod forms;
mod lines;
mod problem;
mod rules;
pub(super) mod tone;
mod word;

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use files::{Kind, Source};
use forms::{Forms, is_within};
pub use problem::{LoadError, Problem};
use rules::Rule;
pub use word::Word;

/// The language that ships with the program.
static SHIPPED: LazyLock<Arc<Language>> = LazyLock::new(|| {
    Arc::new(Language::read(&Source::all_shipped()).expect("the shipped files are checked by a test"))
});

/// A rule met in a question: the words `span` may also stand in a text as the words `keys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The words of the question, by index.
    pub span: Range<usize>,
    /// The folded keys of the other form, in order.
    pub keys: Vec<String>,
}

/// The other form of a typed one, and the kind of its rule.
#[derive(Debug)]
struct Other {
    keys: Vec<String>,
    kind: Kind,
}

/// The rules: forms that stand for each other, protected words and function words.
#[derive(Debug, Default)]
pub struct Language {
    others: Forms<Other>,
    protected_forms: Forms<()>,
    protected: Marks,
    function_words: Marks,
}

/// A set of words in which marks count where they are typed.
#[derive(Debug, Default)]
struct Marks {
    exact: HashSet<String>,
    bare: HashSet<String>,
}

impl Marks {
    fn add(&mut self, word: &Word) {
        self.exact.insert(word.exact().to_owned());
        self.bare.insert(word.key.clone());
    }

    fn allows(&self, typed: &Word) -> bool {
        match &typed.marked {
            Some(marked) => self.exact.contains(marked),
            None => self.bare.contains(&typed.key),
        }
    }
}

impl Language {
    /// The language that ships with the program.
    #[must_use]
    pub fn shipped() -> &'static Arc<Self> {
        &SHIPPED
    }

    /// The language of a folder; the shipped file stands in for one that is not there.
    ///
    /// # Errors
    /// When the folder cannot be read, or a line cannot be understood: each with file, line and what was expected.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        Self::read(&Source::all_in(folder)?).map_err(LoadError::Malformed)
    }

    /// Reads the texts of files.
    ///
    /// # Errors
    /// All lines that cannot be understood.
    pub fn read(sources: &[Source]) -> Result<Self, Vec<Problem>> {
        let mut language = Self::default();
        let mut problems = Vec::new();
        for source in sources {
            if source.kind.has_rules() {
                let (rules, malformed) = rules::read(source);
                rules.iter().for_each(|rule| language.add_rule(rule));
                problems.extend(malformed);
            } else {
                language.add_words(source);
            }
        }
        if problems.is_empty() { Ok(language) } else { Err(problems) }
    }

    fn add_rule(&mut self, rule: &Rule) {
        for (typed, other) in rule.directions() {
            self.others.add(typed.words.clone(), Other { keys: other.keys(), kind: rule.kind });
        }
    }

    fn add_words(&mut self, source: &Source) {
        for line in lines::lines(&source.text) {
            for form in line.body.split(',').map(Word::all_of) {
                let set = match source.kind {
                    Kind::FunctionWords => &mut self.function_words,
                    _ => &mut self.protected,
                };
                form.iter().for_each(|word| set.add(word));
                if source.kind == Kind::ProtectedWords {
                    self.protected_forms.add(form, ());
                }
            }
        }
    }

    /// The other forms of what is typed in the question, in the order of the question. Of rules that meet, one that
    /// stands within a longer one is dropped, and so is a synonym of what is protected.
    #[must_use]
    pub fn alternatives(&self, words: &[Word]) -> Vec<Alternative> {
        let met: Vec<_> = self.others.met_in(words).collect();
        let protected: Vec<_> = self.protected_forms.met_in(words).map(|(span, ())| span).collect();
        let mut found: Vec<Alternative> = Vec::new();
        for (span, other) in &met {
            let shadowed = met.iter().any(|(outer, _)| is_within(span, outer));
            let untouchable = other.kind == Kind::Synonyms
                && protected.iter().any(|outer| outer == span || is_within(span, outer));
            let alternative = Alternative { span: span.clone(), keys: other.keys.clone() };
            if !shadowed && !untouchable && !found.contains(&alternative) {
                found.push(alternative);
            }
        }
        found
    }

    /// Whether the word carries no topic of its own. A word typed without marks counts as one if any function
    /// word is typed so.
    #[must_use]
    pub fn is_function_word(&self, word: &Word) -> bool {
        self.function_words.allows(word)
    }

    /// Whether the word is, or belongs to, a name or term that must stay as it was typed. A word typed without marks
    /// counts as one if any protected word is typed so.
    #[must_use]
    pub fn is_protected(&self, word: &Word) -> bool {
        self.protected.allows(word)
    }
}

#[cfg(test)]
mod tests;
