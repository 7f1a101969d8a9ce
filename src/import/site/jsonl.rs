//! One line of an export in JSON Lines; docs/import.md describes its keys.

use serde::Deserialize;
use serde_json::Value;

use crate::import::line::{Line, Reference};

use super::old::{OldFile, OldItem, OldKind};

#[derive(Deserialize)]
struct SiteLine {
    kind: String,
    #[serde(alias = "ref")]
    id: Option<Reference>,
    #[serde(default)]
    title: String,
    #[serde(default, rename = "abstract")]
    summary: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    published: String,
    #[serde(default)]
    old_urls: Vec<String>,
    #[serde(default)]
    section: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    files: Vec<FileLine>,
    #[serde(default)]
    pictures: Vec<FileLine>,
}

#[derive(Deserialize)]
struct FileLine {
    path: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    alt: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    source: String,
}

impl From<FileLine> for OldFile {
    fn from(line: FileLine) -> Self {
        let FileLine { path, url, alt, caption, author, source } = line;
        Self { path, url, alt, caption, author, source }
    }
}

/// The item of a line.
///
/// # Errors
/// A Vietnamese sentence for what is not JSON of this form.
pub fn read(text: &str) -> Result<OldItem, String> {
    let odd = |cause: serde_json::Error| format!("không phải JSON đúng dạng: {cause}");
    let value: Value = serde_json::from_str(text).map_err(odd)?;
    let line: SiteLine = SiteLine::deserialize(&value).map_err(odd)?;
    let kind = match line.kind.as_str() {
        "news" => OldKind::News,
        "page" => OldKind::Page,
        "document" => OldKind::Document(Box::new(Line::deserialize(&value).map_err(odd)?)),
        other => return Err(format!("không có loại “{other}”; các loại: news, page, document")),
    };
    let number = match &kind {
        OldKind::Document(document) => document.number.clone(),
        _ => String::new(),
    };
    Ok(OldItem {
        id: line.id.map(|id| id.text()).unwrap_or_default(),
        title: if line.title.is_empty() { number } else { line.title },
        kind,
        summary: line.summary,
        body: line.body,
        author: line.author,
        source: line.source,
        published: line.published,
        addresses: line.old_urls,
        sections: Some(line.section).filter(|section| !section.is_empty()).into_iter().collect(),
        topic: line.topic,
        files: line.files.into_iter().map(OldFile::from).collect(),
        pictures: line.pictures.into_iter().map(OldFile::from).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_kinds_are_read_and_others_named() {
        let news = read(r#"{"kind": "news", "id": 7, "title": "Tin", "section": "Tin tức"}"#).unwrap();
        assert_eq!((news.id.as_str(), news.sections.len()), ("7", 1));
        let document = read(r#"{"kind": "document", "id": "v1", "number": "10/2016/QĐ-UBND"}"#).unwrap();
        assert_eq!(document.title, "10/2016/QĐ-UBND");
        assert!(read(r#"{"kind": "poll", "id": 1}"#).unwrap_err().contains("không có loại “poll”"));
        assert!(read(r#"{"kind": "document", "id": 1}"#).unwrap_err().contains("number"));
    }
}
