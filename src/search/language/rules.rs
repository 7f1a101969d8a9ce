//! Reading the rules of a file: `a = b` holds both ways, `a -> b` lets a question with `a` also find `b`.

use super::Word;
use super::files::{Kind, Source};
use super::lines::{Line, lines};
use super::problem::Problem;

/// One rule as written.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The kind of the file in which it stands.
    pub kind: Kind,
    /// The line, from 1.
    pub line: usize,
    /// The side before the sign.
    pub left: Side,
    /// The side after it.
    pub right: Side,
    /// Whether a question with the right side also finds the left one.
    pub both_ways: bool,
    /// Why it is so.
    pub comment: String,
}

/// One side of a rule.
#[derive(Debug, Clone)]
pub struct Side {
    /// As written.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
}

impl Side {
    fn of(text: &str) -> Self {
        Self { text: text.trim().to_owned(), words: Word::all_of(text) }
    }

    /// The folded keys of its words.
    pub fn keys(&self) -> Vec<String> {
        self.words.iter().map(|word| word.key.clone()).collect()
    }

    /// What tells it from other sides: its words with their marks.
    pub fn identity(&self) -> String {
        self.words.iter().map(Word::exact).collect::<Vec<_>>().join(" ")
    }
}

impl Rule {
    /// What it lets a question find: a typed side and the other form of it.
    pub fn directions(&self) -> Vec<(&Side, &Side)> {
        let back = self.both_ways.then_some((&self.right, &self.left));
        std::iter::once((&self.left, &self.right)).chain(back).collect()
    }

    fn of(kind: Kind, line: &Line<'_>) -> Result<Self, String> {
        let (left, right, both_ways) = split(line.body)?;
        let (left, right) = (Side::of(left), Side::of(right));
        if left.words.is_empty() || right.words.is_empty() {
            return Err("thiếu một vế: mỗi bên của dấu = hoặc -> phải có từ".to_owned());
        }
        Ok(Self { kind, line: line.number, left, right, both_ways, comment: line.comment.to_owned() })
    }
}

const MALFORMED: &str = "không hiểu dòng này: cần đúng một dấu, `vế trái = vế phải  # chú thích` hoặc \
                         `vế trái -> vế phải  # chú thích`";

/// The two sides of a line, and whether the rule holds both ways.
fn split(body: &str) -> Result<(&str, &str, bool), String> {
    let one_way: Vec<&str> = body.split("->").collect();
    let both_ways: Vec<&str> = body.split('=').collect();
    let odd = one_way.iter().any(|side| side.contains(['<', '>']));
    match (one_way.as_slice(), both_ways.as_slice()) {
        _ if odd => Err(MALFORMED.to_owned()),
        ([left, right], [_]) => Ok((left, right, false)),
        ([_], [left, right]) => Ok((left, right, true)),
        _ => Err(MALFORMED.to_owned()),
    }
}

/// The rules of a file and the lines that are none.
pub fn read(source: &Source) -> (Vec<Rule>, Vec<Problem>) {
    let (mut rules, mut problems) = (Vec::new(), Vec::new());
    for line in lines(&source.text) {
        match Rule::of(source.kind, &line) {
            Ok(rule) => rules.push(rule),
            Err(message) => {
                problems.push(Problem { file: source.path.clone(), line: line.number, message });
            }
        }
    }
    (rules, problems)
}
