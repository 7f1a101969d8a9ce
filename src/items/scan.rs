//! Reads clean HTML piece by piece: for the checks before approval and the comparison of two texts.

use super::Content;
use super::kinds::document::Text;
use super::markup::paragraphs;

/// A piece of clean HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A tag that opens, or stands alone.
    Open(Tag<'a>),
    /// A tag that closes.
    Close(&'a str),
    /// Text between tags, with its entities resolved.
    Text(String),
}

/// A tag with what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its name in small letters.
    pub name: &'a str,
    inside: &'a str,
}

impl Tag<'_> {
    /// An attribute's value; none where the tag has no such.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let (_, rest) = self.inside.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| decoded(value))
    }
}

/// The pieces of clean HTML, in order.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        if start > 0 {
            found.push(Piece::Text(decoded(&rest[..start])));
        }
        let end = tag_end(&rest[start..]).map_or(rest.len(), |length| start + length);
        found.extend(tag(&rest[start..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        found.push(Piece::Text(decoded(rest)));
    }
    found
}

fn tag(text: &str) -> Option<Piece<'_>> {
    let inside = text.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let (closing, named) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
    let length = named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len());
    let name = &named[..length];
    if name.is_empty() {
        return None;
    }
    Some(if closing { Piece::Close(name) } else { Piece::Open(Tag { name, inside: named }) })
}

/// The length of the tag that `html` begins with, quoted values skipped.
fn tag_end(html: &str) -> Option<usize> {
    let mut quoted = false;
    html.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at + 1)
    })
}

fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// The whole text of a content as one HTML; the parts of a document under headings of their own.
pub fn whole(content: &Content) -> String {
    match content {
        Content::News(news) => news.body_html.clone(),
        Content::Record(record) => {
            let facts = record
                .told()
                .map(|(fact, value)| format!("<h2>{}</h2>{}", escaped(fact.label), paragraphs(&value)));
            facts.chain([record.body_html.clone()]).collect()
        }
        Content::Document(document) => {
            let articles = document.articles.iter().map(|article| {
                let text = match &article.text {
                    Text::Plain(text) => paragraphs(text),
                    Text::Html(html) => html.clone(),
                };
                format!("<h2>{}</h2>{text}", escaped(&article.label()))
            });
            std::iter::once(document.preamble_html.clone()).chain(articles).collect()
        }
    }
}

/// Text as it may stand in HTML, in a quoted attribute too.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The elements of one name, each with its tag and the text within it.
pub fn elements<'a>(pieces: &[Piece<'a>], wanted: impl Fn(&str) -> bool) -> Vec<(Tag<'a>, String)> {
    let mut found: Vec<(Tag<'a>, String)> = Vec::new();
    let mut open: Option<&'a str> = None;
    for piece in pieces {
        match piece {
            Piece::Open(tag) if open.is_none() && wanted(tag.name) => {
                found.push((*tag, String::new()));
                open = Some(tag.name);
            }
            Piece::Close(name) if open == Some(*name) => open = None,
            Piece::Text(text) if open.is_some() => {
                if let Some(last) = found.last_mut() {
                    last.1.push_str(text);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_texts_and_attributes_are_told_apart() {
        let html = "<p>A &lt; <strong>b</strong><img src=\"/tep/1/x.jpg\" alt=\"một > hai &amp; ba\"></p>";
        let pieces = pieces(html);
        assert_eq!(pieces[1], Piece::Text("A < ".into()));
        assert_eq!(pieces[4], Piece::Close("strong"));
        let Piece::Open(image) = &pieces[5] else { panic!("{pieces:?}") };
        assert_eq!(image.attribute("alt").as_deref(), Some("một > hai & ba"));
        assert_eq!(image.attribute("title"), None);
        assert_eq!(pieces.last(), Some(&Piece::Close("p")));
    }

    #[test]
    fn broken_html_is_read_to_its_end() {
        for html in ["<", "<p", "</", "<>", "a < b", "<img alt=\"x", "&", "<p><"] {
            let _ = pieces(html);
        }
        assert_eq!(elements(&pieces("<a href=\"x\">một <b>hai</b></a>"), |name| name == "a")[0].1, "một hai");
    }
}
