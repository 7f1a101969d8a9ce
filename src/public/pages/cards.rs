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
use super::issued::Entry;

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

/// A news item in a list, of this site or issued to it.
pub fn entry(tenant: &Tenant, entry: &Entry) -> NewsCard {
    let mut card = any(&entry.owner, &entry.listed);
    if entry.issued {
        card.link.url = super::issued::url(tenant, &entry.owner, &entry.listed.slug);
        card.author = format!("{} phát hành", entry.owner.identity().body);
    }
    card
}

/// The documents of a list, of this site or issued to it, each with whether it is in force today.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(app: &App, tenant: &Arc<Tenant>, entries: &[Entry]) -> Result<Vec<DocumentCard>> {
    let mut cards = Vec::new();
    // Whether a document is in force is judged among those of its own site; runs of one owner are judged together.
    for run in entries.chunk_by(|a, b| a.owner.id() == b.owner.id()) {
        let owner = &run[0].owner;
        let listed: Vec<Listed> = run.iter().map(|entry| entry.listed.clone()).collect();
        let made = documents(app, owner, &listed).await?;
        cards.extend(made.into_iter().zip(run).map(|(mut card, entry)| {
            if entry.issued {
                card.url = super::issued::url(tenant, owner, &entry.listed.slug);
            }
            card
        }));
    }
    Ok(cards)
}

/// The pictures of a list's entries.
#[derive(Debug, Default)]
pub struct Pictures(HashMap<ItemId, Picture>);

/// How wide a picture stands beside a card.
const BESIDE: &str = "(min-width: 60em) 13rem, 100vw";

impl Pictures {
    /// Of these entries of a site's list; what another site issued is fetched from the site that lists it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(app: &App, site: &Tenant, entries: &[Entry]) -> Result<Self> {
        let mut pictures = HashMap::new();
        for run in entries.chunk_by(|a, b| a.owner.id() == b.owner.id()) {
            let ids: Vec<ItemId> = run.iter().map(|entry| entry.listed.item_id.clone()).collect();
            let mut scope = app.db.read(run[0].owner.id()).await?;
            let first = media::store::first_pictures(&mut scope, &ids).await?;
            let files: Vec<FileId> = first.values().cloned().collect();
            let wardrobe = Wardrobe::of(&mut scope, &files).await?;
            pictures.extend(first.into_iter().filter_map(|(item, file)| {
                let picture = wardrobe.picture(file.as_str(), &|path| site.url(path))?;
                Some((item, files::view(picture))).filter(|(_, picture)| !picture.alt.is_empty())
            }));
        }
        Ok(Self(pictures))
    }

    /// Of one entry, as it stands above or across a page.
    pub fn large(&self, entry: &Entry) -> Option<Picture> {
        self.0.get(&entry.listed.item_id).cloned()
    }

    /// Of one entry, as it stands beside its card.
    pub fn small(&self, entry: &Entry) -> Option<Picture> {
        self.large(entry).map(|picture| Picture { sizes: BESIDE.to_owned(), ..picture })
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
