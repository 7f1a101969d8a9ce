//! RSS feeds of the sections.

use poem::Response;
use poem::http::header;

use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::items::corrections::{self, Corrected};
use crate::items::store::Filter;
use crate::public::visit::{Reply, Visit};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::about::escape;
use super::issued::{self, Entry};
use super::podcast;

/// A correction as an entry of its own, so that who follows the feed sees it.
fn correction(tenant: &Tenant, section: SectionKey, corrected: &Corrected) -> String {
    let url = super::item_url(tenant, section, &corrected.slug);
    let at = clock::local(corrected.correction.at);
    format!(
        "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}#dinh-chinh-{}</guid><description>{}</description>\
         <pubDate>{}</pubDate></item>\n",
        escape(&format!("Đính chính: {}", corrected.title)),
        escape(&url),
        escape(&url),
        corrected.correction.no,
        escape(&format!("Đính chính ngày {}: {}", clock::date_vi(at.date()), corrected.correction.note)),
        at.strftime("%a, %d %b %Y %H:%M:%S +0700"),
    )
}

/// `/:section/rss.xml`
///
/// # Errors
/// [`Error::NotFound`] when the site has no such section.
pub async fn rss(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let section = tenant.profile.section_by_slug(visit.asked.param("section")).ok_or(Error::NotFound)?;
    if section.key == SectionKey::Questions {
        return super::questions::feed(&visit, section).await;
    }
    let latest = issued::list(&visit, &Filter::of_sections(&[section.key]), 0, 30).await?;
    let is_podcast = podcast::SECTIONS.contains(&section.key);
    let mut entries = String::new();
    for entry in &latest.entries {
        let more = if is_podcast { podcast::episode(&visit, entry).await? } else { String::new() };
        entries += &item(tenant, entry, &more);
    }
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let corrected = corrections::latest(&mut scope, section.key, 30).await?;
    drop(scope);
    let corrected: String = corrected.iter().map(|one| correction(tenant, section.key, one)).collect();
    let (space, about) = if is_podcast {
        (podcast::NAMESPACE, podcast::channel(&visit, section))
    } else {
        ("", String::new())
    };
    let told = format!("{about}\n{corrected}{entries}");
    let itself = tenant.section_url(section, "rss.xml");
    Ok(channel(tenant, &section.title, (&tenant.section_url(section, ""), &itself), space, &told))
}

/// The entries of a feed.
pub fn entries(tenant: &Tenant, latest: &[Entry]) -> String {
    latest.iter().map(|entry| item(tenant, entry, "")).collect()
}

/// A feed of a site: its page and its own address, the names it uses beside, its entries.
pub fn channel(
    tenant: &Tenant,
    title: &str,
    (url, itself): (&str, &str),
    space: &str,
    entries: &str,
) -> Reply {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"{space}><channel>\
         <title>{} - {}</title><link>{}</link><atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>\
         <description>{}</description><language>vi</language>{entries}</channel></rss>\n",
        escape(title),
        escape(&tenant.identity().full_name),
        escape(url),
        escape(itself),
        escape(&tenant.identity().body),
    );
    Reply::Raw(
        Response::builder().header(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8").body(xml),
    )
}

/// An entry, with what the feed of its section tells beside.
fn item(tenant: &Tenant, entry: &Entry, more: &str) -> String {
    let listed = &entry.listed;
    let url = escape(&issued::entry_url(tenant, entry));
    let date = listed.listed_on.map_or_else(String::new, |date| {
        let at = clock::local(clock::start_of(date));
        format!("<pubDate>{}</pubDate>", at.strftime("%a, %d %b %Y %H:%M:%S +0700"))
    });
    format!(
        "<item><title>{}</title><link>{url}</link><guid>{url}</guid><description>{}</description>{date}{more}</item>\n",
        escape(&listed.title),
        escape(&listed.summary),
    )
}
