//! One line of an imported file: a document in the shape that the README describes.

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::text::{folded, normalise};
use crate::items::kinds::document::{Article, Relation, RelationKind, Text};
use crate::items::{Common, Content, Document};
use crate::tenants::SectionKey;

/// Types whose numbered-by-year texts are legislation (Luật BHVBQPPL 80/2015, Điều 4), folded.
const LEGISLATION: [&str; 9] = [
    "hien phap",
    "luat",
    "bo luat",
    "phap lenh",
    "lenh",
    "nghi dinh",
    "thong tu",
    "thong tu lien tich",
    "nghi quyet lien tich",
];
/// Types that are legislation only with a year in their number, folded.
const WITH_YEAR: [&str; 3] = ["quyet dinh", "nghi quyet", "chi thi"];

/// A document as a file gives it; unknown keys are left alone.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// What the source calls it.
    #[serde(default, alias = "id")]
    pub r#ref: Option<Reference>,
    /// Number and symbol.
    pub number: String,
    /// Type.
    #[serde(default, rename = "type")]
    pub doc_type: Option<String>,
    /// Issuing body.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Day of issue.
    #[serde(default)]
    pub issued_on: Option<String>,
    /// First day in force.
    #[serde(default)]
    pub effective_on: Option<String>,
    /// First day no longer in force.
    #[serde(default)]
    pub expires_on: Option<String>,
    /// Abstract.
    #[serde(default, rename = "abstract")]
    pub about: Option<String>,
    /// Fields.
    #[serde(default)]
    pub fields: Vec<String>,
    /// The post or name that signed.
    #[serde(default)]
    pub signer: Option<String>,
    /// The articles.
    #[serde(default)]
    pub articles: Vec<LineArticle>,
    /// What it says about other documents.
    #[serde(default)]
    pub relations: Vec<LineRelation>,
}

/// A document named by this one.
#[derive(Clone, Debug, Deserialize)]
pub struct LineRelation {
    /// How this one stands to it.
    pub kind: RelationKind,
    /// Its number and symbol.
    pub number: String,
    /// Its body, where it is another than this document's.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Its day of issue.
    #[serde(default)]
    pub issued_on: Option<String>,
    /// Its name.
    #[serde(default)]
    pub title: Option<String>,
    /// First day of the relation.
    #[serde(default)]
    pub effective_on: Option<String>,
}

/// An id, as a number or as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Reference {
    /// 17
    Number(i64),
    /// "tt-17"
    Text(String),
}

impl Reference {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// An article of a document.
#[derive(Clone, Debug, Deserialize)]
pub struct LineArticle {
    /// What the source calls it.
    #[serde(default, alias = "ref")]
    pub id: Option<Reference>,
    /// Its number.
    #[serde(default)]
    pub no: Option<String>,
    /// Its heading.
    #[serde(default)]
    pub heading: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub topic: Option<String>,
    /// Its field of law.
    #[serde(default)]
    pub field: Option<String>,
    /// Its text.
    #[serde(default)]
    pub text: String,
}

impl Line {
    /// What makes the document the same in the next run: its own reference, else number, issuer and year.
    pub fn source_key(&self) -> String {
        if let Some(reference) = &self.r#ref {
            return format!("ref:{}", reference.text());
        }
        let year = self.issued_on.as_deref().and_then(|date| date.get(..4)).unwrap_or("");
        key(&self.number, self.issuer.as_deref().unwrap_or_default(), year)
    }

    /// The document as an item's content.
    pub fn content(self, unit_key: &str, source: &str) -> Content {
        let issuer = self.issuer.unwrap_or_default();
        let doc_type = self.doc_type.unwrap_or_default();
        let number = normalise(&self.number);
        let document = Document {
            common: Common {
                section: section(&doc_type, &number),
                unit_key: unit_key.to_owned(),
                author: if issuer.trim().is_empty() { source.to_owned() } else { issuer.clone() },
                source: source.to_owned(),
                attachments: Vec::new(),
            },
            number,
            doc_type,
            issuer,
            signer_authority: String::new(),
            signer_post: self.signer.unwrap_or_default(),
            signer_name: String::new(),
            issued_on: date(self.issued_on.as_deref()),
            effective_on: date(self.effective_on.as_deref()),
            effective_confirmed: false,
            checked: Vec::new(),
            expires_on: date(self.expires_on.as_deref()),
            summary: self.about.unwrap_or_default(),
            fields: self.fields,
            preamble_html: String::new(),
            articles: self.articles.into_iter().map(article).collect(),
            relations: self.relations.into_iter().map(relation).collect(),
            part: None,
        };
        Content::Document(Box::new(document)).tidied()
    }
}

/// What makes a document the same wherever it comes from: number, body and year, however they are typed.
pub(super) fn key(number: &str, issuer: &str, year: &str) -> String {
    folded(&normalise(&format!("{number}|{issuer}|{year}"))).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn article(line: LineArticle) -> Article {
    let mut article = Article::new(
        line.no.as_deref().unwrap_or_default(),
        line.heading.as_deref().unwrap_or_default(),
        Text::Plain(line.text),
    );
    article.source_ref = line.id.map(|id| id.text());
    article.topic = line.topic;
    article.field = line.field;
    article
}

fn relation(line: LineRelation) -> Relation {
    Relation {
        kind: line.kind,
        number: line.number,
        issuer: line.issuer,
        issued_on: date(line.issued_on.as_deref()),
        title: line.title,
        effective_on: date(line.effective_on.as_deref()),
    }
}

fn date(text: Option<&str>) -> Option<Date> {
    text.and_then(|text| text.parse().ok())
}

/// Legislation, or steering documents.
pub(super) fn section(doc_type: &str, number: &str) -> SectionKey {
    let kind = folded(&normalise(doc_type));
    let has_year = number
        .split('/')
        .nth(1)
        .is_some_and(|part| part.trim().len() == 4 && part.trim().chars().all(|c| c.is_ascii_digit()));
    let legislation =
        LEGISLATION.contains(&kind.as_str()) || (WITH_YEAR.contains(&kind.as_str()) && has_year);
    if legislation { SectionKey::Legislation } else { SectionKey::Steering }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: &str) -> Line {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_same_document_has_the_same_key_however_it_is_typed() {
        let a = line(r#"{"number": "10/2016/QĐ-UBND", "issuer": "UBND huyện", "issued_on": "2016-12-28"}"#);
        let b = line(r#"{"number": "10/2016/QÐ-UBND", "issuer": "UBND  huyện", "issued_on": "2016-12-28"}"#);
        assert_eq!(a.source_key(), b.source_key());
        assert_eq!(line(r#"{"number": "1", "id": 7}"#).source_key(), "ref:7");
    }

    #[test]
    fn sections_follow_type_and_year() {
        assert_eq!(section("Luật", "24/2018/QH14"), SectionKey::Legislation);
        assert_eq!(section("Quyết định", "10/2016/QĐ-UBND"), SectionKey::Legislation);
        assert_eq!(section("Quyết định", "1234/QĐ-UBND"), SectionKey::Steering);
        assert_eq!(section("Kế hoạch", "12/KH-UBND"), SectionKey::Steering);
    }

    #[test]
    fn missing_and_malformed_dates_are_unknown() {
        let content = line(r#"{"number": "1/KH-UBND", "issued_on": "28/12/2016", "abstract": "a"}"#)
            .content("vanphong", "Nguồn");
        let Content::Document(document) = content else { panic!("a document") };
        assert_eq!((document.issued_on, document.effective_on), (None, None));
        assert_eq!(document.common.author, "Nguồn");
    }

    #[test]
    fn relations_are_taken_and_a_line_without_them_is_stored_as_before() {
        let json = r#"{"number": "6/2016/QĐ-UBND", "relations": [
            {"kind": "replaces", "number": "02/2014/QĐ-UBND", "effective_on": "2016-07-01"}]}"#;
        let Content::Document(document) = line(json).content("vanphong", "Nguồn") else {
            panic!("a document")
        };
        let expected = Relation {
            effective_on: Some(jiff::civil::date(2016, 7, 1)),
            ..Relation::new(RelationKind::Replaces, "02/2014/QĐ-UBND")
        };
        assert_eq!(document.relations, [expected]);
        let unknown = r#"{"number": "1", "relations": [{"kind": "likes", "number": "2"}]}"#;
        assert!(serde_json::from_str::<Line>(unknown).is_err());
        let without = line(r#"{"number": "1/KH-UBND"}"#).content("vanphong", "Nguồn");
        assert!(!without.canonical().unwrap().0.contains("relations"));
    }
}
