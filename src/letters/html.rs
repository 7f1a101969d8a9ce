//! A letter's HTML, made from its text: plain enough for every program, without colours of its own, nothing fetched.

use askama::Template;

use crate::base::error::Result;
use crate::base::mail::flow;

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Words.
    Words(String),
    /// An address of a page.
    Link(String),
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines that belong together.
    Paragraph(Vec<Vec<Run>>),
    /// Somebody else's words.
    Quote(Vec<Vec<Run>>),
    /// A list.
    List(Vec<Vec<Run>>),
    /// Names with their values.
    Facts(Vec<(String, Vec<Run>)>),
    /// Who writes.
    Signature(Vec<Vec<Run>>),
}

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct Page<'a> {
    subject: &'a str,
    body: &'a str,
}

#[derive(Template)]
#[template(path = "letters/body.html")]
struct Body {
    blocks: Vec<Block>,
}

/// The whole page of a letter.
///
/// # Errors
/// When the template fails.
pub fn page(subject: &str, text: &str) -> Result<String> {
    Ok(Page { subject, body: &body(text)? }.render()?)
}

/// What stands in the page, as the console previews it.
///
/// # Errors
/// When the template fails.
pub fn body(text: &str) -> Result<String> {
    Ok(Body { blocks: blocks(text) }.render()?)
}

/// The parts of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let lines = flow::joined(&text.replace('\r', ""));
    let signature = lines.iter().rposition(|line| line == flow::SIGNATURE || line == "--");
    let (lines, under) = lines.split_at(signature.unwrap_or(lines.len()));
    let mut blocks = Vec::new();
    let mut group: Vec<&str> = Vec::new();
    for line in lines.iter().map(|line| line.trim_end()).chain([""]) {
        if line.is_empty() || group.first().is_some_and(|first| kind(first) != kind(line)) {
            blocks.extend(block(&std::mem::take(&mut group)));
        }
        if !line.is_empty() {
            group.push(line);
        }
    }
    let under: Vec<_> =
        under.iter().skip(1).filter(|line| !line.trim().is_empty()).map(|line| runs(line)).collect();
    if !under.is_empty() {
        blocks.push(Block::Signature(under));
    }
    blocks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Quote,
    List,
    Fact,
}

fn kind(line: &str) -> Kind {
    if line.starts_with('>') {
        Kind::Quote
    } else if line.starts_with("- ") {
        Kind::List
    } else if fact(line).is_some() {
        Kind::Fact
    } else {
        Kind::Plain
    }
}

fn fact(line: &str) -> Option<(&str, &str)> {
    line.split_once(":  ").filter(|(name, _)| !name.is_empty() && name.chars().count() <= 40)
}

fn block(group: &[&str]) -> Option<Block> {
    let lines = |strip: fn(&str) -> &str| group.iter().map(|line| runs(strip(line))).collect();
    Some(match kind(group.first()?) {
        Kind::Plain => Block::Paragraph(lines(|line| line)),
        Kind::Quote => Block::Quote(lines(|line| line.trim_start_matches('>').trim_start())),
        Kind::List => Block::List(lines(|line| line.strip_prefix("- ").unwrap_or(line))),
        Kind::Fact => Block::Facts(
            group
                .iter()
                .filter_map(|line| fact(line))
                .map(|(name, value)| (name.to_owned(), runs(value)))
                .collect(),
        ),
    })
}

/// Words and addresses; an address ends before the mark that ends a sentence.
fn runs(line: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut rest = line;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ';', ')', ':', '!', '?']);
        if !before.is_empty() {
            runs.push(Run::Words(before.to_owned()));
        }
        runs.push(Run::Link(address.to_owned()));
        rest = &from[address.len()..];
    }
    if !rest.is_empty() || runs.is_empty() {
        runs.push(Run::Words(rest.to_owned()));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Run> {
        vec![Run::Words(text.into())]
    }

    #[test]
    fn a_text_becomes_its_parts() {
        let text = "Kính gửi ông/bà,\n\nMã theo dõi:  AB-CD\nHạn trả lời:  05/01/2017\n\nTại https://hiephoa.example/x.\n\n> dòng một\n> dòng hai\n\n- một\n- hai\n\n-- \nỦy ban\nhttps://hiephoa.example/";
        assert_eq!(
            blocks(text),
            [
                Block::Paragraph(vec![words("Kính gửi ông/bà,")]),
                Block::Facts(vec![
                    ("Mã theo dõi".into(), words("AB-CD")),
                    ("Hạn trả lời".into(), words("05/01/2017"))
                ]),
                Block::Paragraph(vec![vec![
                    Run::Words("Tại ".into()),
                    Run::Link("https://hiephoa.example/x".into()),
                    Run::Words(".".into())
                ]]),
                Block::Quote(vec![words("dòng một"), words("dòng hai")]),
                Block::List(vec![words("một"), words("hai")]),
                Block::Signature(vec![words("Ủy ban"), vec![Run::Link("https://hiephoa.example/".into())]]),
            ]
        );
    }

    #[test]
    fn nothing_typed_is_markup_or_is_fetched() {
        let text = "<script>alert(1)</script> <img src=x onerror=y>\nhttps://a.example/\"><b>x</b>\njavascript:alert(1)\n\n> </blockquote><style>*{}</style>";
        let html = page("<title>\"x\"", text).unwrap();
        for bad in ["<script", "<img", "<style", "<b>x", "href=\"javascript", "url("] {
            assert!(!html.contains(bad), "{bad}: {html}");
        }
        assert!(html.contains("href=\"https://a.example/\""), "{html}");
    }
}
