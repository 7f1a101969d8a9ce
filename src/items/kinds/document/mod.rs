//! Legal and administrative documents.

pub mod articles;
pub mod effect;
pub mod number_query;
pub mod relations;
mod steering;

pub use vietnamese::official::{abbreviations, number};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Common, one_line};
use crate::base::text::{folded, normalise};
use crate::items::markup;
use crate::tenants::SectionKey;
use number::DocumentNumber;

pub use articles::{Article, Text};
pub use relations::{Relation, RelationKind};
pub use steering::SteeringPart;

/// A document with the facts that NĐ 43/2011 Điều 10.1.e asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What every content has.
    pub common: Common,
    /// Number and symbol as the source writes it.
    pub number: String,
    /// `Quyết định`, …
    pub doc_type: String,
    /// The issuing body.
    pub issuer: String,
    /// `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`.
    #[serde(default)]
    pub signer_authority: String,
    /// The signer's post.
    #[serde(default)]
    pub signer_post: String,
    /// The signer's name.
    #[serde(default)]
    pub signer_name: String,
    /// Day of issue.
    #[serde(default)]
    pub issued_on: Option<Date>,
    /// First day in force.
    #[serde(default)]
    pub effective_on: Option<Date>,
    /// A person has compared the first day in force with the text.
    #[serde(default)]
    pub effective_confirmed: bool,
    /// The fields, as the rules call them, that a person has compared with the file they were read from; left out when
    /// empty, so that what was stored before reads the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checked: Vec<String>,
    /// First day no longer in force.
    #[serde(default)]
    pub expires_on: Option<Date>,
    /// Abstract ("trích yếu").
    #[serde(rename = "abstract")]
    pub summary: String,
    /// Fields it is about.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What stands before the first article, as clean HTML.
    #[serde(default)]
    pub preamble_html: String,
    /// The articles, or the parts of a plan.
    #[serde(default)]
    pub articles: Vec<Article>,
    /// What it says about other documents; left out when empty, so that what was stored before reads the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// In which part of the section of steering it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<SteeringPart>,
}

impl Document {
    /// A document of which nothing is known yet.
    pub fn blank(common: Common) -> Self {
        Self {
            common,
            number: String::new(),
            doc_type: String::new(),
            issuer: String::new(),
            signer_authority: String::new(),
            signer_post: String::new(),
            signer_name: String::new(),
            issued_on: None,
            effective_on: None,
            effective_confirmed: false,
            checked: Vec::new(),
            expires_on: None,
            summary: String::new(),
            fields: Vec::new(),
            preamble_html: String::new(),
            articles: Vec::new(),
            relations: Vec::new(),
            part: None,
        }
    }

    /// In which part of the section of steering it stands, if it stands there: directions unless it says otherwise.
    pub fn steering_part(&self) -> Option<SteeringPart> {
        (self.common.section == SectionKey::Steering).then(|| self.part.unwrap_or_default())
    }

    /// Type and number: "Quyết định số 10/2016/QĐ-UBND".
    pub fn name(&self) -> String {
        let join = if self.doc_type.is_empty() { "Số" } else { " số" };
        if self.number.is_empty() {
            self.doc_type.clone()
        } else {
            format!("{}{join} {}", self.doc_type, self.number)
        }
    }

    /// Type, number and abstract.
    pub fn title(&self) -> String {
        if self.summary.is_empty() { self.name() } else { format!("{}: {}", self.name(), self.summary) }
    }

    /// The number taken apart, where it is well formed.
    pub fn parsed_number(&self) -> Option<DocumentNumber> {
        DocumentNumber::parse(&self.number).ok()
    }

    /// The year in its symbol, else of its issue.
    pub fn year(&self) -> Option<i16> {
        let printed =
            self.parsed_number().and_then(|number| number.year()).and_then(|year| i16::try_from(year).ok());
        printed.or_else(|| self.issued_on.map(Date::year))
    }

    /// Whether there is anything to read on the page itself.
    pub fn has_text(&self) -> bool {
        !self.preamble_html.trim().is_empty() || self.articles.iter().any(|article| !article.text.is_empty())
    }

    /// Whether a person should still compare the first day in force with the text: sources are known to give
    /// the day of issue in its place.
    pub fn effective_unsure(&self) -> bool {
        let same = self.effective_on.is_some() && self.effective_on == self.issued_on;
        same && !self.effective_confirmed && !folded(&self.plain_text()).contains("ke tu ngay ky")
    }

    pub(super) fn plain_text(&self) -> String {
        let mut parts = vec![self.title(), markup::plain_text(&self.preamble_html)];
        for article in &self.articles {
            parts.push(article.label());
            parts.push(article.text.plain().into_owned());
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    pub(super) fn html_parts(&self) -> Vec<&str> {
        let articles = self.articles.iter().filter_map(|article| match &article.text {
            Text::Html(html) => Some(html.as_str()),
            Text::Plain(_) => None,
        });
        std::iter::once(self.preamble_html.as_str()).chain(articles).collect()
    }

    pub(super) fn tidied(self) -> Self {
        let steering = self.common.section == SectionKey::Steering;
        let fields =
            self.fields.iter().map(|field| one_line(field)).filter(|field| !field.is_empty()).collect();
        Self {
            common: self.common.tidied(),
            number: one_line(&self.number),
            doc_type: one_line(&self.doc_type),
            issuer: one_line(&self.issuer),
            signer_authority: one_line(&self.signer_authority),
            signer_post: one_line(&self.signer_post),
            signer_name: one_line(&self.signer_name),
            summary: one_line(&self.summary),
            fields,
            preamble_html: markup::clean(&self.preamble_html).trim().to_owned(),
            articles: articles::tidied(self.articles),
            relations: self.relations.into_iter().map(Relation::tidied).collect(),
            part: self.part.filter(|_| steering),
            ..self
        }
    }
}

/// The text before the first article and the articles, from what a person wrote in Markdown.
pub fn from_markdown(markdown: &str) -> (String, Vec<Article>) {
    articles::parse(&normalise(markdown))
}

/// Preamble and articles as Markdown, to be edited again.
///
/// # Errors
/// When the stored HTML cannot be read.
pub fn to_markdown(document: &Document) -> crate::base::error::Result<String> {
    articles::print(&document.preamble_html, &document.articles)
}
