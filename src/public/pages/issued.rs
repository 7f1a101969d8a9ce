//! What a site above has issued, on the sites below: a page under their own name that says whose it is and where the
//! original stands, and its place in their lists.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::base::error::{Error, Result};
use crate::base::id::{FileId, TenantId};
use crate::between::store::ShownItem;
use crate::between::{DeliveryState, shown, store as between};
use crate::items::store::{self as items, Filter, Listed, LiveItem};
use crate::public::views::Link;
use crate::public::visit::{Reply, Visit};
use crate::tenants::directory::Tenant;

/// An item in a list, with whose it is.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Whose.
    pub owner: Arc<Tenant>,
    /// The item.
    pub listed: Listed,
    /// Whether another site issued it to this one.
    pub issued: bool,
}

/// A page of a list, with the number of all.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    /// How many there are in all.
    pub total: usize,
    /// Those of this page.
    pub entries: Vec<Entry>,
}

/// The address on a site of what another has issued to it.
pub fn url(tenant: &Tenant, source: &Tenant, slug: &str) -> String {
    tenant.url(&format!("/phat-hanh/{}/{slug}", source.slug()))
}

/// The address of an entry on the site that lists it.
pub fn entry_url(tenant: &Tenant, entry: &Entry) -> String {
    if entry.issued {
        url(tenant, &entry.owner, &entry.listed.slug)
    } else {
        super::item_url(&entry.owner, entry.listed.section, &entry.listed.slug)
    }
}

/// What a site lists, in the list's own order: its own items and those issued to it.
///
/// # Errors
/// When the database does not answer.
pub async fn list(visit: &Visit, filter: &Filter, offset: usize, limit: usize) -> Result<Entries> {
    let (app, tenant) = (&visit.app, &visit.tenant);
    let given = shown::list(&app.db, tenant.id(), &tenant.profile, filter).await?;
    let mut given: Vec<Entry> = given.into_iter().filter_map(|item| entry_of(visit, item)).collect();
    let order = Order::of(filter);
    given.sort_by(|a, b| order.compare(a, b));
    let start = offset.saturating_sub(given.len());
    let mut scope = app.db.read(tenant.id()).await?;
    let own = items::live_list(&mut scope, filter, start, limit + given.len()).await?;
    let total = own.total + given.len();
    let own = own.items.into_iter().map(|listed| Entry { owner: tenant.clone(), listed, issued: false });
    let entries = merged(order, own.collect(), given, start, offset, limit);
    Ok(Entries { total, entries })
}

fn entry_of(visit: &Visit, item: ShownItem) -> Option<Entry> {
    let owner = visit.app.directory.get(&item.source)?;
    Some(Entry { owner, listed: item.listed, issued: true })
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// The newest first.
    Newest,
    /// By the name, as addresses write it.
    Name,
}

impl Order {
    fn of(filter: &Filter) -> Self {
        if filter.by_title { Self::Name } else { Self::Newest }
    }

    /// How two entries stand to each other; what is alike stays as it came.
    fn compare(self, a: &Entry, b: &Entry) -> Ordering {
        match self {
            Self::Newest => b.listed.listed_on.cmp(&a.listed.listed_on),
            Self::Name => a.listed.slug.cmp(&b.listed.slug),
        }
    }
}

/// The stretch `offset..offset + limit` of two lists put together, both in this order, own before given where they are
/// alike; `own` begins at its place `start` and `given` is whole.
fn merged(
    order: Order,
    own: Vec<Entry>,
    given: Vec<Entry>,
    start: usize,
    offset: usize,
    limit: usize,
) -> Vec<Entry> {
    let before = |given: &Entry, own: &Entry| order.compare(given, own) == Ordering::Less;
    // What is given and goes before the first own one stands before it.
    let passed = match own.first().filter(|_| start > 0) {
        Some(first) => given.iter().take_while(|entry| before(entry, first)).count(),
        None => 0,
    };
    let mut all: Vec<Entry> = Vec::with_capacity(own.len() + given.len());
    let mut given = given.into_iter().skip(passed).peekable();
    for entry in own {
        while let Some(next) = given.next_if(|next| before(next, &entry)) {
            all.push(next);
        }
        all.push(entry);
    }
    all.extend(given);
    all.into_iter().skip(offset.saturating_sub(start + passed)).take(limit).collect()
}

/// `/phat-hanh/:source/:slug`
///
/// # Errors
/// [`Error::NotFound`] for what was not issued to this site or is not shown on it.
pub async fn page(visit: Visit) -> Result<Reply> {
    let source = visit.app.directory.by_slug(visit.asked.param("source")).ok_or(Error::NotFound)?;
    let slug = visit.asked.param("slug").to_owned();
    let mut platform = visit.app.db.platform().await?;
    let state = between::delivered_as(&mut platform, visit.tenant.id(), source.id(), &slug).await?;
    drop(platform);
    match state {
        Some(DeliveryState::Shown) => {}
        Some(DeliveryState::Recalled) => {
            let gone = super::errors::gone(&visit.app, &visit.tenant, None).await;
            return Ok(Reply::Raw(gone));
        }
        Some(DeliveryState::Waiting | DeliveryState::Hidden) | None => return Err(Error::NotFound),
    }
    let mut scope = visit.app.db.read(source.id()).await?;
    let Some(live) = items::live(&mut scope, &slug).await? else {
        let farewell = items::farewell(&mut scope, &slug).await?;
        drop(scope);
        return super::gone::answer(&visit.app, &visit.tenant, farewell).await;
    };
    drop(scope);
    let section = source.profile.section(live.section).cloned().ok_or(Error::NotFound)?;
    let site = visit.tenant.clone();
    let visit = Visit { tenant: source, on: Some(site), ..visit };
    super::item::page(&visit, &section, &live).await
}

/// Whose a file of what was issued to this site is, which is fetched from this site: pages show pictures of their own
/// host only.
///
/// # Errors
/// When the database does not answer.
pub async fn source_of_file(visit: &Visit, id: &FileId) -> Result<Option<TenantId>> {
    between::source_of_file(&mut visit.app.db.platform().await?, visit.tenant.id(), id).await
}

/// Where the original of an item stands that was taken over from another site, while it is live there.
///
/// # Errors
/// When the database does not answer.
pub async fn origin(visit: &Visit, live: &LiveItem) -> Result<Option<Link>> {
    let (app, tenant) = (&visit.app, &visit.tenant);
    let from = between::origin(&mut app.db.read(tenant.id()).await?, &live.item_id).await?;
    let Some((source, item)) = from else { return Ok(None) };
    let Some(source) = app.directory.get(&source) else { return Ok(None) };
    let original = items::live_by_id(&mut app.db.read(source.id()).await?, &item).await?;
    Ok(original.map(|original| {
        let url = super::item_url(&source, original.section, &original.slug);
        Link::new(source.identity().body.clone(), url)
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jiff::civil::{Date, date};

    use super::*;
    use crate::items::Kind;
    use crate::tenants::SectionKey;
    use crate::tenants::declare;
    use crate::tenants::directory::{Directory, Reachability};

    fn tenant() -> Arc<Tenant> {
        let profiles = declare::load(Path::new("tenants/hiep-hoa-2016")).unwrap().tenants;
        let directory = Directory::new(Reachability::of(&toml::from_str("trial_hosts = true").unwrap()));
        directory.fill(profiles, date(2016, 12, 30));
        directory.all()[0].clone()
    }

    fn entry(owner: &Arc<Tenant>, name: &str, on: Date, issued: bool) -> Entry {
        let listed = Listed {
            item_id: name.into(),
            kind: Kind::News,
            section: SectionKey::News,
            slug: name.into(),
            title: name.into(),
            summary: String::new(),
            author: String::new(),
            listed_on: Some(on),
            number: None,
            doc_type: None,
            issuer: None,
            issued_on: None,
            effective_on: None,
            expires_on: None,
        };
        Entry { owner: owner.clone(), listed, issued }
    }

    #[test]
    fn every_page_of_the_merged_list_is_the_stretch_of_the_whole() {
        let owner = tenant();
        let day = |n: i8| date(2016, 12, n);
        let own: Vec<Entry> =
            (1..=15).rev().map(|n| entry(&owner, &format!("own-{n}"), day(n), false)).collect();
        for given_days in [vec![], vec![14, 14, 9, 3, 1], vec![30, 29, 28], vec![1, 1], vec![15, 8, 8, 8]] {
            let given: Vec<Entry> = given_days
                .iter()
                .enumerate()
                .map(|(at, n)| entry(&owner, &format!("given-{at}"), day(*n), true))
                .collect();
            let names = |entries: Vec<Entry>| -> Vec<String> {
                entries.into_iter().map(|entry| entry.listed.slug).collect()
            };
            let whole = names(merged(Order::Newest, own.clone(), given.clone(), 0, 0, 100));
            assert_eq!(whole.len(), own.len() + given.len());
            for limit in [1, 4, 7] {
                let mut read = Vec::new();
                for offset in (0..whole.len() + limit).step_by(limit) {
                    let start = offset.saturating_sub(given.len());
                    let page: Vec<Entry> =
                        own.iter().skip(start).take(limit + given.len()).cloned().collect();
                    if page.is_empty() && start > 0 && offset >= whole.len() {
                        continue;
                    }
                    read.extend(names(merged(Order::Newest, page, given.clone(), start, offset, limit)));
                }
                assert_eq!(read, whole, "limit {limit}, given {given_days:?}");
            }
        }
    }

    #[test]
    fn a_list_by_name_is_merged_by_name_whatever_the_days() {
        let owner = tenant();
        let named = |names: [(&str, i8); 3], issued: bool| -> Vec<Entry> {
            names.iter().map(|(name, day)| entry(&owner, name, date(2016, 12, *day), issued)).collect()
        };
        let own = named([("an-sinh", 1), ("dat-dai", 30), ("ho-tich", 2)], false);
        let given = named([("bao-hiem", 29), ("dat-dai", 31), ("thue", 3)], true);
        let all = ["an-sinh", "bao-hiem", "dat-dai", "dat-dai", "ho-tich", "thue"];
        for limit in 1..=6 {
            let mut read = Vec::new();
            for offset in (0..all.len()).step_by(limit) {
                let start = offset.saturating_sub(given.len());
                let page: Vec<Entry> = own.iter().skip(start).take(limit + given.len()).cloned().collect();
                read.extend(merged(Order::Name, page, given.clone(), start, offset, limit));
            }
            let names: Vec<&str> = read.iter().map(|entry| entry.listed.slug.as_str()).collect();
            assert_eq!(names, all, "limit {limit}");
            assert!(!read[2].issued && read[3].issued, "own before given of the same name");
        }
    }
}
