//! The feeds of the sections and of the units.

use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::items::corrections::{self, Corrected};
use crate::items::store::{self as items, Filter};
use crate::public::views::Link;
use crate::public::visit::{Reply, Visit};
use crate::tenants::directory::Tenant;
use crate::tenants::{Section, SectionKey};

use super::feed::{Entry as FeedEntry, Feed, Sound};
use super::home::encode;
use super::issued::{self, Entry};
use super::podcast;

/// Entries of a feed.
const ENTRIES: usize = 30;

/// A correction as an entry of its own, so that who follows the feed sees it.
fn correction(tenant: &Tenant, section: SectionKey, corrected: &Corrected) -> FeedEntry {
    let url = super::item_url(tenant, section, &corrected.slug);
    let at = clock::local(corrected.correction.at);
    FeedEntry {
        title: format!("Đính chính: {}", corrected.title),
        id: Some(format!("{url}#dinh-chinh-{}", corrected.correction.no)),
        url,
        summary: format!("Đính chính ngày {}: {}", clock::date_vi(at.date()), corrected.correction.note),
        at: Some(corrected.correction.at),
        sound: None,
    }
}

/// What is listed, as an entry.
pub fn entry(tenant: &Tenant, listed: &Entry, sound: Option<Sound>) -> FeedEntry {
    FeedEntry {
        title: listed.listed.title.clone(),
        url: issued::entry_url(tenant, listed),
        id: None,
        summary: listed.listed.summary.clone(),
        at: listed.listed.listed_on.map(clock::start_of),
        sound,
    }
}

/// `/:section/rss.xml`
///
/// # Errors
/// [`Error::NotFound`] when the site has no such section.
pub async fn rss(visit: Visit) -> Result<Reply> {
    Ok(of_section(&visit, "rss.xml").await?.rss())
}

/// The feeds of a section that its list names to programs, in both formats.
pub fn offered(tenant: &Tenant, section: &Section) -> Vec<Link> {
    [("RSS", "rss.xml"), ("Atom", "atom.xml")]
        .map(|(format, name)| {
            Link::new(format!("{} ({format})", section.title), tenant.section_url(section, name))
        })
        .into()
}

/// `/:section/atom.xml`
///
/// # Errors
/// [`Error::NotFound`] when the site has no such section.
pub async fn atom(visit: Visit) -> Result<Reply> {
    let feed = of_section(&visit, "atom.xml").await?;
    Ok(feed.atom(clock::start_of(visit.tenant.identity().from)))
}

async fn of_section(visit: &Visit, name: &str) -> Result<Feed> {
    let section =
        visit.tenant.profile.section_by_slug(visit.asked.param("section")).ok_or(Error::NotFound)?;
    let entries = if section.key == SectionKey::Questions {
        super::questions::feed_entries(visit).await?
    } else {
        section_entries(visit, section).await?
    };
    let tenant = &visit.tenant;
    Ok(Feed {
        title: format!("{} - {}", section.title, tenant.identity().full_name),
        url: tenant.section_url(section, ""),
        itself: tenant.section_url(section, name),
        about: tenant.identity().body.clone(),
        podcast: podcast::SECTIONS.contains(&section.key).then(|| podcast::channel(visit, section)),
        entries,
    })
}

async fn section_entries(visit: &Visit, section: &Section) -> Result<Vec<FeedEntry>> {
    let tenant = &visit.tenant;
    let latest = issued::list(visit, &Filter::of_sections(&[section.key]), 0, ENTRIES).await?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let corrected = corrections::latest(&mut scope, section.key, ENTRIES).await?;
    drop(scope);
    let mut entries: Vec<FeedEntry> =
        corrected.iter().map(|one| correction(tenant, section.key, one)).collect();
    for listed in &latest.entries {
        let is_podcast = podcast::SECTIONS.contains(&section.key);
        let sound = if is_podcast { podcast::episode(visit, listed).await? } else { None };
        entries.push(entry(tenant, listed, sound));
    }
    Ok(entries)
}

/// `/don-vi/:key/rss.xml`: what a unit supplied.
///
/// # Errors
/// [`Error::NotFound`] for a unit that the site does not have.
pub async fn of_unit(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let unit = tenant.profile.unit(visit.asked.param("key")).ok_or(Error::NotFound)?;
    let filter = Filter { unit: Some(unit.key.clone()), ..Filter::default() };
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let latest = items::live_list(&mut scope, &filter, 0, ENTRIES).await?;
    drop(scope);
    let own = |listed| Entry { owner: tenant.clone(), listed, issued: false };
    let feed = Feed {
        title: format!("{} - {}", unit.name, tenant.identity().full_name),
        url: tenant.url("/lien-he"),
        itself: unit_url(tenant, &unit.key),
        about: format!("Tin bài, văn bản do {} cung cấp.", unit.name),
        podcast: None,
        entries: latest.items.into_iter().map(own).map(|listed| entry(tenant, &listed, None)).collect(),
    };
    Ok(feed.rss())
}

/// The feed of a unit.
pub fn unit_url(tenant: &Tenant, key: &str) -> String {
    tenant.url(&format!("/don-vi/{}/rss.xml", encode(key)))
}
