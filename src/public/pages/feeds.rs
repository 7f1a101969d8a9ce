//! RSS feeds of the sections.

use poem::Response;
use poem::http::header;

use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::items::Attachment;
use crate::items::corrections::{self, Corrected};
use crate::items::store::{self as items, Filter};
use crate::public::visit::{Reply, Visit};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::about::escape;
use super::home::encode;
use super::issued::{self, Entry};

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

/// The sections whose feed podcast programs fetch sound and film from.
const BROADCASTS: [SectionKey; 2] = [SectionKey::Television, SectionKey::Radio];

/// The sound or film of an entry, as a podcast program fetches it; nothing where it has none.
async fn enclosure(visit: &Visit, entry: &Entry) -> Result<String> {
    let mut scope = visit.app.db.read(entry.owner.id()).await?;
    let live = items::live_by_id(&mut scope, &entry.listed.item_id).await?;
    let files = live.map(|live| live.content.common().attachments.clone()).unwrap_or_default();
    let played =
        |file: &&Attachment| ["audio/", "video/"].iter().any(|kind| file.media_type.starts_with(kind));
    Ok(files.iter().find(played).map_or_else(String::new, |file| {
        let url = visit.tenant.url(&format!("/tep/{}/{}", file.file_id, encode(&file.name)));
        let media_type = escape(&file.media_type);
        format!("<enclosure url=\"{}\" length=\"{}\" type=\"{media_type}\"/>", escape(&url), file.bytes)
    }))
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
    let entries = entries(&visit, &latest.entries).await?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let corrected = corrections::latest(&mut scope, section.key, 30).await?;
    let corrected: String = corrected.iter().map(|one| correction(tenant, section.key, one)).collect();
    let told = format!("{corrected}{entries}");
    Ok(channel(tenant, &section.title, &tenant.section_url(section, ""), &told))
}

/// The entries of a feed.
///
/// # Errors
/// When the database does not answer.
pub async fn entries(visit: &Visit, latest: &[Entry]) -> Result<String> {
    let mut entries = String::new();
    for entry in latest {
        let broadcast = BROADCASTS.contains(&entry.listed.section);
        let sound = if broadcast { enclosure(visit, entry).await? } else { String::new() };
        let item = &entry.listed;
        let url = escape(&issued::entry_url(&visit.tenant, entry));
        let date = item.listed_on.map(|date| {
            clock::local(clock::start_of(date)).strftime("%a, %d %b %Y %H:%M:%S +0700").to_string()
        });
        entries.push_str(&format!(
            "<item><title>{}</title><link>{url}</link><guid>{url}</guid><description>{}</description><pubDate>{}</pubDate>{sound}</item>\n",
            escape(&item.title),
            escape(&item.summary),
            date.unwrap_or_default()
        ));
    }
    Ok(entries)
}

/// A feed of a site with its entries.
pub fn channel(tenant: &Tenant, title: &str, url: &str, entries: &str) -> Reply {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{} - {}</title><link>{}</link>\
         <description>{}</description><language>vi</language>\n{entries}</channel></rss>\n",
        escape(title),
        escape(&tenant.identity().full_name),
        escape(url),
        escape(&tenant.identity().body),
    );
    Reply::Raw(
        Response::builder().header(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8").body(xml),
    )
}
