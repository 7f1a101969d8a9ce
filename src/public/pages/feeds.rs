//! RSS feeds of the sections.

use poem::Response;
use poem::http::header;

use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::items::store::{self as items, Filter};
use crate::public::visit::{Reply, Visit};

use super::about::escape;

/// `/:section/rss.xml`
///
/// # Errors
/// [`Error::NotFound`] when the site has no such section.
pub async fn rss(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let section = tenant.profile.section_by_slug(visit.asked.param("section")).ok_or(Error::NotFound)?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let latest = items::live_list(&mut scope, &Filter::of_sections(&[section.key]), 0, 30).await?;
    let entries: String = latest
        .items
        .iter()
        .map(|item| {
            let url = super::item_url(tenant, item.section, &item.slug);
            let date = item.listed_on.map(|date| clock::local(clock::start_of(date)).strftime("%a, %d %b %Y %H:%M:%S +0700").to_string());
            format!(
                "<item><title>{}</title><link>{}</link><guid>{}</guid><description>{}</description><pubDate>{}</pubDate></item>\n",
                escape(&item.title),
                escape(&url),
                escape(&url),
                escape(&item.summary),
                date.unwrap_or_default()
            )
        })
        .collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{} - {}</title><link>{}</link>\
         <description>{}</description><language>vi</language>\n{entries}</channel></rss>\n",
        escape(&section.title),
        escape(&tenant.identity().full_name),
        escape(&tenant.section_url(section, "")),
        escape(&tenant.identity().body),
    );
    Ok(Reply::Raw(
        Response::builder().header(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8").body(xml),
    ))
}
