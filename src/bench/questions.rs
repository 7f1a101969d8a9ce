//! Questions with their right answers, and the two halves they are split into.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::chance::Chance;
use super::corpus;
use crate::base::text::normalise;

/// A question with its right answers.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the source calls it.
    pub id: String,
    /// What was asked.
    pub text: String,
    /// For each right answer the ids of the articles that give it.
    pub gold: Vec<Vec<String>>,
}

/// One of two halves, drawn by the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// On which weights may be chosen.
    Tuned,
    /// Which judges.
    Held,
}

/// An id, as a number or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Number(i64),
    Text(String),
}

impl Id {
    fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

#[derive(Deserialize)]
struct Line {
    id: Id,
    text: String,
    gold: Vec<Vec<Id>>,
}

impl Question {
    /// The half it belongs to.
    pub fn fold(&self) -> Fold {
        if Chance::of("fold", &self.id).draw().is_multiple_of(2) { Fold::Tuned } else { Fold::Held }
    }
}

/// The questions of a file of JSON Lines, plain or gzip.
///
/// # Errors
/// When the file cannot be read or a line is no question.
pub fn read(file: &Path) -> Result<Vec<Question>> {
    let lines = corpus::lines(file)?;
    lines.enumerate().map(|(at, line)| parse(&line?).with_context(|| format!("line {}", at + 1))).collect()
}

fn parse(line: &str) -> Result<Question> {
    let Line { id, text, gold } = serde_json::from_str(line)?;
    let gold = gold.into_iter().map(|ids| ids.into_iter().map(Id::text).collect()).collect();
    Ok(Question { id: id.text(), text: normalise(&text), gold })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_may_be_numbers_or_text() {
        let question = parse(r#"{"id": 7, "text": "Q\u00d0 gì?", "gold": [[1, "a"], [2]], "x": 1}"#).unwrap();
        assert_eq!((question.id.as_str(), question.text.as_str()), ("7", "QĐ gì?"));
        assert_eq!(question.gold, [vec!["1", "a"], vec!["2"]]);
        assert!(parse(r#"{"id": 7}"#).is_err());
    }

    #[test]
    fn both_halves_are_about_as_large() {
        let held = (0..1000)
            .filter(|id| {
                let question = Question { id: id.to_string(), text: String::new(), gold: Vec::new() };
                question.fold() == Fold::Held
            })
            .count();
        assert!((450..550).contains(&held), "{held}");
    }
}
