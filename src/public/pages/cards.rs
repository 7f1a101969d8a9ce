//! The small cards that lists are made of.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::App;
use crate::base::error::Result;
use crate::base::id::{FileId, ItemId};
use crate::items::kinds::Kind;
use crate::items::kinds::document::effect::Effect;
use crate::items::relations::{self, Judged};
use crate::items::store::Listed;
use crate::media::{self, dress::Wardrobe};
use crate::public::site::{day, moment};
use crate::public::views::home::{DocumentCard, NewsCard, QuestionCard};
use crate::public::views::{Link, Picture, Stamp};
use crate::questions::store::PublicQuestion;
use crate::tenants::directory::Tenant;

use super::files;

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

/// The pictures of a list's items.
#[derive(Debug, Default)]
pub struct Pictures(HashMap<ItemId, Picture>);

/// How wide a picture stands beside a card.
const BESIDE: &str = "(min-width: 60em) 13rem, 100vw";

impl Pictures {
    /// Of these items of one tenant.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(app: &App, tenant: &Tenant, items: &[Listed]) -> Result<Self> {
        let ids: Vec<ItemId> = items.iter().map(|item| item.item_id.clone()).collect();
        let mut scope = app.db.read(tenant.id()).await?;
        let first = media::store::first_pictures(&mut scope, &ids).await?;
        let files: Vec<FileId> = first.values().cloned().collect();
        let wardrobe = Wardrobe::of(&mut scope, &files).await?;
        let shown = |(item, file): (ItemId, FileId)| {
            let picture = wardrobe.picture(file.as_str(), &|path| tenant.url(path))?;
            Some((item, files::view(picture))).filter(|(_, picture)| !picture.alt.is_empty())
        };
        Ok(Self(first.into_iter().filter_map(shown).collect()))
    }

    /// Of one item, as it stands above or across a page.
    pub fn large(&self, item: &Listed) -> Option<Picture> {
        self.0.get(&item.item_id).cloned()
    }

    /// Of one item, as it stands beside its card.
    pub fn small(&self, item: &Listed) -> Option<Picture> {
        self.large(item).map(|picture| Picture { sizes: BESIDE.to_owned(), ..picture })
    }
}

/// The documents of a list, each with whether it is in force today.
///
/// # Errors
/// When the database does not answer.
pub async fn documents(app: &App, tenant: &Arc<Tenant>, listed: &[Listed]) -> Result<Vec<DocumentCard>> {
    let judged: Vec<Judged<'_>> = listed.iter().map(Judged::from).collect();
    let effects = relations::effects(&app.db, &app.directory, tenant, &judged, tenant.day).await?;
    let state = |item: &Listed| effects.get(&item.item_id).copied().unwrap_or(Effect::Unknown);
    Ok(listed.iter().map(|item| document(tenant, item, state(item))).collect())
}

fn document(tenant: &Tenant, item: &Listed, effect: Effect) -> DocumentCard {
    DocumentCard {
        url: super::item_url(tenant, item.section, &item.slug),
        number: item.number.clone().unwrap_or_default(),
        kind: item.doc_type.clone().unwrap_or_default(),
        status: super::effect::badge(effect),
        summary: item.summary.clone(),
        issuer: item.issuer.clone().unwrap_or_default(),
        issued: item.issued_on.map_or_else(|| Stamp::new("chưa rõ ngày", ""), day),
        effective: item.effective_on.map(day),
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
