//! The lines of a file of the language: what they say, and their comments.

/// A line that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number, from 1.
    pub number: usize,
    /// What it says, without its comment.
    pub body: &'a str,
    /// Its comment, if any.
    pub comment: &'a str,
}

/// How the header of a file names forms that mean several things and may be no side of a rule.
const AMBIGUOUS: &str = "# ambiguous:";

/// The lines that say something.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().enumerate().map(|(index, line)| split(index + 1, line)).filter(|line| !line.body.is_empty())
}

fn split(number: usize, line: &str) -> Line<'_> {
    let (body, comment) = line.split_once('#').unwrap_or((line, ""));
    Line { number, body: body.trim(), comment: comment.trim() }
}

/// The ambiguous forms that the file's comments list.
pub fn ambiguous(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix(AMBIGUOUS)).flat_map(str::split_whitespace)
}
