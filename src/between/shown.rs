//! What a site's readers see of other sites' items. A row of [`super::store`] that stands in the reader's own tenant is
//! the only key to them, and only what is live at its source comes out.

use crate::base::error::Result;
use crate::base::id::{ItemId, TenantId};
use crate::base::scope::Db;
use crate::items::Kind;
use crate::items::store::{self as items, Filter};
use crate::tenants::{Profile, SectionKey};

use super::store::{self, ShownItem};

/// How many issued items a site's lists look through.
const MOST: usize = 1000;

/// In which section of a site another's item stands: its own, or among the news where that is hidden.
pub fn section_here(profile: &Profile, key: SectionKey) -> SectionKey {
    let shown = profile.section(key).is_some_and(|section| !section.hidden);
    if shown { key } else { SectionKey::News }
}

/// What a site shows of others that passes a list's filter, newest first. Whether an issued document is in force is
/// told on its own page: a list narrowed by that, or by a theme of the site, holds the site's own only.
///
/// # Errors
/// When the database does not answer.
pub async fn list(db: &Db, tenant: &TenantId, profile: &Profile, filter: &Filter) -> Result<Vec<ShownItem>> {
    if filter.archived || filter.in_force.is_some() || filter.theme.is_some() {
        return Ok(Vec::new());
    }
    let all = store::shown(&mut db.platform().await?, tenant, MOST).await?;
    let passing = all.into_iter().filter(|item| passes(item, profile, filter)).collect();
    if filter.register.is_none() { Ok(passing) } else { entries(db, passing, filter).await }
}

/// Those of other sites' items whose facts pass, each told at its source.
async fn entries(db: &Db, items: Vec<ShownItem>, filter: &Filter) -> Result<Vec<ShownItem>> {
    let mut passing = Vec::new();
    for item in items.into_iter().filter(|item| item.listed.kind == Kind::Record) {
        let mut scope = db.read(&item.source).await?;
        let told = items::told_of(&mut scope, std::slice::from_ref(&item.listed.item_id)).await?;
        let told: Vec<(String, String)> = told.into_iter().map(|(_, key, value)| (key, value)).collect();
        if filter.passes_told(&told) {
            passing.push(item);
        }
    }
    Ok(passing)
}

fn passes(item: &ShownItem, profile: &Profile, filter: &Filter) -> bool {
    let listed = &item.listed;
    let same = |wanted: &Option<String>, value: &Option<String>| wanted.is_none() || wanted == value;
    let section = section_here(profile, listed.section);
    (filter.sections.is_empty() || filter.sections.contains(&section))
        && filter.kind.is_none_or(|kind| kind == listed.kind)
        && same(&filter.topic, &item.topic)
        && same(&filter.doc_type, &listed.doc_type)
        && same(&filter.issuer, &listed.issuer)
        && filter.year.is_none_or(|year| listed.issued_on.map(|day| i64::from(day.year())) == Some(year))
}

/// The sections that hold something of others on a site.
///
/// # Errors
/// When the database does not answer.
pub async fn sections(db: &Db, tenant: &TenantId, profile: &Profile) -> Result<Vec<SectionKey>> {
    let all = store::shown_sections(&mut db.platform().await?, tenant).await?;
    Ok(all.into_iter().map(|key| section_here(profile, key)).collect())
}

/// The sites on which an item of a tenant is shown beside its own.
///
/// # Errors
/// When the database does not answer.
pub async fn hosts(db: &Db, source: &TenantId, item: &ItemId) -> Result<Vec<String>> {
    store::hosts(&mut db.platform().await?, source, item).await
}
