//! What a site's readers see of other sites' items. A row of [`super::store`] that stands in the reader's own tenant is
//! the only key to them, and only what is live at its source comes out.

use std::collections::{BTreeSet, HashMap};

use crate::base::error::Result;
use crate::base::id::{ItemId, TenantId};
use crate::base::scope::Db;
use crate::items::Kind;
use crate::items::store::{self as items, Filter};
use crate::schedule;
use crate::tenants::{Profile, SectionKey};

use super::store::{self, ShownItem, ToldOfShown};

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
    let mut platform = db.platform().await?;
    let mut all = store::shown(&mut platform, tenant, MOST).await?;
    all.retain(|item| passes(item, profile, filter));
    if filter.register.is_some() {
        all.retain(|item| item.listed.kind == Kind::Record);
    }
    if filter.register.is_none() || all.is_empty() {
        return Ok(all);
    }
    Ok(entries(all, store::told_of_shown(&mut platform, tenant).await?, filter))
}

/// Those of other sites' items whose facts pass, each by what is told of it at its source.
fn entries(mut items: Vec<ShownItem>, told: Vec<ToldOfShown>, filter: &Filter) -> Vec<ShownItem> {
    let mut facts: HashMap<(TenantId, ItemId), Vec<(String, String)>> = HashMap::new();
    for one in told {
        facts.entry((one.source, one.item)).or_default().push((one.key, one.value));
    }
    items.retain(|item| {
        let told = facts.get(&(item.source.clone(), item.listed.item_id.clone()));
        filter.passes_told(told.map_or(&[], Vec::as_slice))
    });
    items
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

/// The sections of a site in which readers find something: its own texts, the leaders' calendar, what other sites have issued, and
/// the links to them, which are always there.
///
/// # Errors
/// When the database does not answer.
pub async fn filled(
    db: &Db,
    tenant: &TenantId,
    profile: &Profile,
    stands_alone: bool,
) -> Result<BTreeSet<SectionKey>> {
    let mut scope = db.read(tenant).await?;
    let mut filled = items::filled_sections(&mut scope).await?;
    if schedule::store::public_span(&mut scope).await?.is_some() {
        filled.insert(SectionKey::Calendar);
    }
    drop(scope);
    if !stands_alone {
        filled.insert(SectionKey::Links);
    }
    // Questions can be asked from the first day on.
    filled.insert(SectionKey::Questions);
    filled.extend(sections(db, tenant, profile).await?);
    Ok(filled)
}

/// The sites on which an item of a tenant is shown beside its own.
///
/// # Errors
/// When the database does not answer.
pub async fn hosts(db: &Db, source: &TenantId, item: &ItemId) -> Result<Vec<String>> {
    store::hosts(&mut db.platform().await?, source, item).await
}
