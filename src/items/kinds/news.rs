//! News and the plain texts of the other sections.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::items::markup;
use crate::tenants::SectionKey;

use super::document::relations::number_key;
use super::language::{Language, slug_of};
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

/// In which form a news item tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Genre {
    /// Words, perhaps with pictures.
    #[default]
    #[serde(rename = "bai-viet")]
    Article,
    /// A sequence of pictures from the library, each with its caption, author and source (Quy chế Điều 8.1).
    #[serde(rename = "phong-su-anh")]
    PhotoStory,
}

impl Genre {
    /// All of them, with what each is called.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Article, "Tin, bài viết"), (Self::PhotoStory, "Phóng sự ảnh")];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "bai-viet",
            Self::PhotoStory => "phong-su-anh",
        }
    }

    /// The genre of a stored or typed word; an article for anything else.
    pub fn of(text: &str) -> Self {
        Self::ALL.into_iter().map(|(genre, _)| genre).find(|genre| genre.as_str() == text).unwrap_or_default()
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
    fn is_article(&self) -> bool {
        *self == Self::Article
    }
}

/// The fewest pictures of a photo story.
pub const FEWEST_PICTURES: usize = 3;

/// A document that an article introduces, as it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduced {
    /// Number and symbol.
    pub number: String,
    /// Its day of issue: numbers without a year repeat every year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
}

impl Introduced {
    /// As it is marked on the article: the key of its number, and the day where it is told. None where the number is
    /// printed in no known form.
    pub fn mark(&self) -> Option<String> {
        let key = number_key(&self.number)?;
        Some(self.issued_on.map_or_else(|| key.clone(), |day| format!("{key}|{day}")))
    }

    /// The marks of the articles that introduce a document: those that name its day, and those that name none.
    pub fn marks_of(number: &str, issued_on: Option<Date>) -> Vec<String> {
        let of = |issued_on| Self { number: number.to_owned(), issued_on }.mark();
        std::iter::once(None).chain(issued_on.map(Some)).filter_map(of).collect()
    }

    /// Whether a document of that number is the one that is meant.
    pub fn names(&self, number: &str, issued_on: Option<Date>) -> bool {
        let same_day = self.issued_on.is_none_or(|day| issued_on.is_none_or(|issued| issued == day));
        same_day && number_key(&self.number).is_some_and(|key| number_key(number) == Some(key))
    }
}

/// What else is said of a news item; left out where nothing is, so that what was stored before reads the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aspects {
    /// In which form it tells.
    #[serde(default, skip_serializing_if = "Genre::is_article")]
    pub genre: Genre,
    /// What it is about: keys of the site's themes (Quy chế Điều 2.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    /// The documents that it introduces (Quy chế Điều 3.6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introduces: Vec<Introduced>,
    /// The language it is written in, if that is not Vietnamese (Nghị định 43/2011/NĐ-CP Điều 13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The slug of the item that it translates.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub translates: String,
}

impl Aspects {
    fn tidied(self) -> Self {
        let mut themes: Vec<String> = Vec::new();
        for theme in self.themes.iter().map(|theme| one_line(theme)).filter(|theme| !theme.is_empty()) {
            if !themes.contains(&theme) {
                themes.push(theme);
            }
        }
        let introduces = self.introduces.into_iter();
        let introduces = introduces.map(|one| Introduced { number: one_line(&one.number), ..one });
        Self {
            themes,
            introduces: introduces.filter(|one| !one.number.is_empty()).collect(),
            translates: slug_of(&self.translates).to_owned(),
            ..self
        }
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
    /// What else is said of it.
    #[serde(flatten)]
    pub aspects: Box<Aspects>,
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
            aspects: Box::new(self.aspects.tidied()),
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
