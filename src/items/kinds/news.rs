//! News and the plain texts of the other sections.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::items::markup;
use crate::tenants::SectionKey;

use super::{Common, one_line};

/// The three parts of the news section; every item there has exactly one (Quy chế Điều 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Topic {
    /// Of the place itself.
    #[serde(rename = "trong-huyen")]
    Local,
    /// Of the province.
    #[serde(rename = "trong-tinh")]
    Province,
    /// Other notable news.
    #[serde(rename = "noi-bat")]
    Notable,
}

impl Topic {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Local, Self::Province, Self::Notable];

    /// As it is stored and written in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "trong-huyen",
            Self::Province => "trong-tinh",
            Self::Notable => "noi-bat",
        }
    }

    /// The topic of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }
}

/// A news item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// What every content has.
    pub common: Common,
    /// Headline.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// In the news section only.
    #[serde(default)]
    pub topic: Option<Topic>,
    /// The text, as clean HTML.
    pub body_html: String,
    /// The day it is listed under, if that is not the day it goes live.
    #[serde(default)]
    pub published_on: Option<Date>,
    /// The day of what it tells: of the event, the issue or the approval; limits are counted from it. Left out when
    /// empty, so that what was stored before reads the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_on: Option<Date>,
}

impl News {
    pub(super) fn tidied(self) -> Self {
        let common = self.common.tidied();
        Self {
            topic: self.topic.filter(|_| common.section == SectionKey::News),
            common,
            title: one_line(&self.title),
            summary: one_line(&self.summary),
            body_html: markup::clean(&self.body_html).trim().to_owned(),
            published_on: self.published_on,
            event_on: self.event_on,
        }
    }

    pub(super) fn plain_text(&self) -> String {
        [&self.title, &self.summary, &markup::plain_text(&self.body_html)]
            .map(String::as_str)
            .join("\n")
            .trim()
            .to_owned()
    }
}
