//! The small cards that lists are made of.

use jiff::civil::Date;

use crate::items::kinds::Kind;
use crate::items::store::Listed;
use crate::public::site::{day, moment};
use crate::public::views::home::{DocumentCard, NewsCard, QuestionCard};
use crate::public::views::{Badge, Link, Stamp, Tone};
use crate::questions::store::PublicQuestion;
use crate::tenants::directory::Tenant;

/// The longest opening of an answer in a list, in characters.
const OPENING: usize = 160;

/// A news item in a list.
pub fn news(tenant: &Tenant, item: &Listed) -> NewsCard {
    NewsCard {
        link: Link::new(item.title.clone(), super::item_url(tenant, item.section, &item.slug)),
        summary: item.summary.clone(),
        published: item.listed_on.map(day).unwrap_or_default(),
        author: item.author.clone(),
        picture: None,
    }
}

/// A document in a list.
pub fn document(tenant: &Tenant, item: &Listed) -> DocumentCard {
    DocumentCard {
        url: super::item_url(tenant, item.section, &item.slug),
        number: item.number.clone().unwrap_or_default(),
        kind: item.doc_type.clone().unwrap_or_default(),
        status: validity(item.effective_on, item.expires_on, tenant.day).0,
        summary: item.summary.clone(),
        issuer: item.issuer.clone().unwrap_or_default(),
        issued: item.issued_on.map_or_else(|| Stamp::new("chưa rõ ngày", ""), day),
        effective: item.effective_on.map(day),
    }
}

/// Whether a document is in force on a day, and the rest of the sentence.
pub fn validity(effective: Option<Date>, expires: Option<Date>, today: Date) -> (Badge, String) {
    match (effective, expires) {
        (_, Some(expires)) if expires <= today => {
            (Badge::new("Hết hiệu lực", Tone::Bad), format!("từ {}", day(expires).text))
        }
        (Some(effective), _) if effective > today => {
            (Badge::new("Chưa có hiệu lực", Tone::Warn), format!("có hiệu lực từ {}", day(effective).text))
        }
        (Some(effective), _) => {
            (Badge::new("Còn hiệu lực", Tone::Good), format!("từ {}", day(effective).text))
        }
        (None, _) => (Badge::new("Chưa rõ ngày hiệu lực", Tone::Plain), String::new()),
    }
}

/// A card for whatever kind the item is, as news.
pub fn any(tenant: &Tenant, item: &Listed) -> NewsCard {
    let mut card = news(tenant, item);
    if item.kind == Kind::Document {
        card.summary = item.issuer.clone().unwrap_or_default();
    }
    card
}

/// An answered question in a list.
pub fn question(tenant: &Tenant, question: &PublicQuestion) -> QuestionCard {
    let opening: String = question.answer.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = opening.chars().take(OPENING).collect();
    let opening = if short.len() < opening.len() { format!("{}…", short.trim_end()) } else { short };
    QuestionCard {
        link: Link::new(question.subject.clone(), tenant.url(&super::question_path(tenant, &question.slug))),
        unit: tenant.profile.unit(&question.unit_key).map_or_else(String::new, |unit| unit.name.clone()),
        answered: moment(question.published_at),
        opening,
        topic: None,
    }
}
