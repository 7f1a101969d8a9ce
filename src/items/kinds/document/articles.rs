//! The articles of a document: their anchors, and the light markup in which they are written.

use std::borrow::Cow;
use std::collections::HashSet;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};
use serde::{Deserialize, Serialize};

use super::one_line;
use crate::base::error::Result;
use crate::base::text::{folded, normalise, slug};
use crate::items::markup;

/// The text of an article in the form it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Text {
    /// As an import gave it: paragraphs parted by empty lines.
    Plain(String),
    /// Clean HTML from the editor.
    Html(String),
}

impl Text {
    /// For pages.
    pub fn html(&self) -> Cow<'_, str> {
        match self {
            Self::Plain(text) => Cow::Owned(markup::paragraphs(text)),
            Self::Html(html) => Cow::Borrowed(html),
        }
    }

    /// For the search.
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Plain(text) if text.contains('*') => Cow::Owned(text.replace('*', "")),
            Self::Plain(text) => Cow::Borrowed(text),
            Self::Html(html) => Cow::Owned(markup::plain_text(html)),
        }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        let (Self::Plain(text) | Self::Html(text)) = self;
        text.trim().is_empty()
    }

    fn tidied(self) -> Self {
        match self {
            Self::Plain(text) => Self::Plain(normalise(&text).trim().to_owned()),
            Self::Html(html) => Self::Html(markup::clean(&html).trim().to_owned()),
        }
    }
}

/// A part of the text with an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// `dieu-12`, `i-muc-tieu`; unique in its document.
    pub anchor: String,
    /// `12`, `9a`, `IV`; empty where the heading has no number.
    pub no: String,
    /// Without the number.
    pub heading: String,
    /// What it says.
    pub text: Text,
    /// Its id in the source it was imported from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ref: Option<String>,
    /// What it is about, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The field of law, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Article {
    /// An article whose anchor is made from its number and heading.
    pub fn new(no: &str, heading: &str, text: Text) -> Self {
        let (no, heading) = (one_line(no), one_line(heading));
        let anchor = String::new();
        Self { anchor, no, heading, text, source_ref: None, topic: None, field: None }
    }

    /// Its heading as it is printed: "Điều 12. Phạm vi", "IV. Kinh phí".
    pub fn label(&self) -> String {
        let number = match self.no.chars().next() {
            Some(first) if first.is_ascii_digit() => format!("Điều {}", self.no),
            _ => self.no.clone(),
        };
        let parts = [number, self.heading.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ")
    }

    fn wanted_anchor(&self) -> String {
        match self.no.chars().next() {
            Some(first) if first.is_ascii_digit() => slug(&format!("Điều {}", self.no)),
            _ => slug(&self.label()),
        }
    }
}

/// Cleans every text and gives each article an anchor of its own.
pub(super) fn tidied(articles: Vec<Article>) -> Vec<Article> {
    let mut taken = HashSet::new();
    articles
        .into_iter()
        .map(|article| {
            let mut article = Article {
                no: one_line(&article.no),
                heading: one_line(&article.heading),
                text: article.text.tidied(),
                ..article
            };
            let wanted = article.wanted_anchor();
            article.anchor = (1..)
                .map(|n| if n == 1 { wanted.clone() } else { format!("{wanted}-{n}") })
                .find(|anchor| taken.insert(anchor.clone()))
                .unwrap_or(wanted);
            article
        })
        .collect()
}

/// Cuts Markdown at its headings of the first two levels: what stands before them, then the articles.
pub(super) fn parse(markdown: &str) -> (String, Vec<Article>) {
    let headings = headings(markdown);
    let first = headings.first().map_or(markdown.len(), |heading| heading.start);
    let preamble = markup::to_html(&markdown[..first]);
    let ends = headings.iter().skip(1).map(|heading| heading.start).chain([markdown.len()]);
    let articles = headings
        .iter()
        .zip(ends)
        .map(|(heading, end)| {
            let (no, title) = numbered(&heading.text);
            let text = Text::Html(markup::to_html_below(&markdown[heading.end..end], HeadingLevel::H4));
            Article::new(no, title, text)
        })
        .collect();
    (preamble, tidied(articles))
}

struct Heading {
    start: usize,
    end: usize,
    text: String,
}

fn headings(markdown: &str) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut open = false;
    let mut depth = 0_usize;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if level <= HeadingLevel::H2 && depth == 0 => {
                open = true;
                found.push(Heading { start: range.start, end: range.end, text: String::new() });
            }
            Event::End(pulldown_cmark::TagEnd::Heading(_)) if open => open = false,
            Event::Text(text) | Event::Code(text) if open => {
                if let Some(last) = found.last_mut() {
                    last.text.push_str(&text);
                }
            }
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => depth += 1,
            Event::End(pulldown_cmark::TagEnd::BlockQuote(_) | pulldown_cmark::TagEnd::List(_)) => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    found
}

/// "Điều 12. Phạm vi" is 12 and "Phạm vi"; "IV. Kinh phí" is IV and "Kinh phí"; others have no number.
fn numbered(heading: &str) -> (&str, &str) {
    let heading = heading.trim();
    let mut words = heading.splitn(2, char::is_whitespace);
    let (first, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().trim_start());
    if folded(first) == "dieu" {
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if rest.starts_with(|c: char| c.is_ascii_digit()) && end <= 6 {
            return (&rest[..end], rest[end..].trim_start_matches(['.', ':', ' ']));
        }
    }
    match first.strip_suffix('.') {
        Some(roman) if !roman.is_empty() && roman.chars().all(|c| "IVXLC".contains(c)) => (roman, rest),
        _ => ("", heading),
    }
}

/// Preamble and articles as the Markdown that [`parse`] reads.
pub(super) fn print(preamble: &str, articles: &[Article]) -> Result<String> {
    let mut parts = vec![markup::to_markdown(preamble)?];
    for article in articles {
        parts.push(format!("## {}", escaped(&article.label())));
        parts.push(markup::to_markdown(&article.text.html())?);
    }
    parts.retain(|part| !part.is_empty());
    Ok(parts.join("\n\n"))
}

fn escaped(heading: &str) -> String {
    heading.chars().fold(String::new(), |mut text, c| {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '\\' | '#' | '&') {
            text.push('\\');
        }
        text.push(c);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Căn cứ Luật Tổ chức chính quyền địa phương;\n\n## Điều 1. Phạm vi\n\nQuy định *này*.\n\n\
        - một\n- hai\n\n### Mục nhỏ\n\nNội dung\n\n## Điều 1. Phạm vi\n\nlần hai\n\n## Điều 9a\n\nba\n\n\
        ## IV. Kinh phí\n\nbốn\n\n## Chương II\n\n> ## không phải điều";

    #[test]
    fn headings_become_articles_with_anchors() {
        let (preamble, articles) = parse(TEXT);
        assert_eq!(preamble, "<p>Căn cứ Luật Tổ chức chính quyền địa phương;</p>");
        let anchors: Vec<_> = articles.iter().map(|article| article.anchor.as_str()).collect();
        assert_eq!(anchors, ["dieu-1", "dieu-1-2", "dieu-9a", "iv-kinh-phi", "chuong-ii"]);
        let labels: Vec<_> = articles.iter().map(Article::label).collect();
        assert_eq!(labels, ["Điều 1. Phạm vi", "Điều 1. Phạm vi", "Điều 9a", "IV. Kinh phí", "Chương II"]);
        assert!(articles[0].text.html().contains("<h4>Mục nhỏ</h4>"));
    }

    #[test]
    fn printed_articles_parse_back() {
        let (preamble, mut articles) = parse(TEXT);
        articles[0].heading = "Phạm vi *1* & [2] #".into();
        let printed = print(&preamble, &articles).unwrap();
        assert_eq!(parse(&printed), (preamble, articles));
    }

    #[test]
    fn imported_text_is_read_and_edited_as_paragraphs() {
        let text = Text::Plain("1. *Mạng* là\n\n2. <b>".into());
        assert_eq!(text.html(), "<p>1. <em>Mạng</em> là</p>\n<p>2. &lt;b&gt;</p>\n");
        assert_eq!(text.plain(), "1. Mạng là\n\n2. <b>");
        let printed = print("", &[Article::new("3", "Giải thích", text)]).unwrap();
        let (_, back) = parse(&printed);
        assert_eq!(markup::plain_text(&back[0].text.html()), "1. Mạng là\n2. <b>");
    }
}
