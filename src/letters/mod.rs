//! The letters of the system: each a template with a sample, in good administrative Vietnamese; and what stands under them.
//!
//! A letter is written once, as text. Its HTML is made from that text, so that the two parts never say different things, and
//! any mail gets both whether or not it comes from here.

pub mod html;
pub mod kinds;
pub mod signature;

use askama::Template;

use crate::base::mail::flow;

use self::signature::Signature;

/// A letter's template. Its text is paragraphs parted by empty lines. In it `> ` begins a line of somebody else's words,
/// `- ` one of a list, and `Tên:  giá trị` (two spaces) one of facts.
pub trait Letter: Template {
    /// The subject, on one line.
    fn subject(&self) -> String;
}

/// A letter as it goes into [`crate::outbox::NewMail`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// In short lines, with the signature.
    pub text: String,
}

/// Fills a template and signs it.
pub fn write(letter: &impl Letter, signature: &Signature) -> Written {
    let mut filled = String::new();
    // Writing to a text in memory does not fail, and the templates call nothing that does.
    if let Err(cause) = letter.render_into(&mut filled) {
        tracing::error!(%cause, "a letter's template failed");
    }
    let mut lines: Vec<&str> = Vec::new();
    for line in filled.lines().map(str::trim_end) {
        // A fact that is not known leaves its line empty.
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    let body = lines.join("\n");
    let text = format!("{}\n\n{}", body.trim_end(), signature.print());
    Written { subject: letter.subject(), text: flow::flowed(&text) }
}

/// Somebody else's words, each line marked.
pub fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.trim().lines().map(|line| format!("> {}", line.trim_end())).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests;
