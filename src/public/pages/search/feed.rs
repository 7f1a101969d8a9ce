//! A search as an RSS feed, newest first.

use poem::Response;
use poem::http::header;

use crate::base::clock;
use crate::base::error::Result;
use crate::public::pages::about::escape;
use crate::public::visit::{Reply, Visit};
use crate::search::service::Which;
use crate::search::{Hit, Order};

use super::hits::{full_url, plain};
use super::wanted::Wanted;
use super::way::Face;
use super::{limit, tenants_of};

/// The most entries of a feed.
const ENTRIES: usize = 30;

/// `/tim-kiem/rss.xml` with the parameters of `/tim-kiem`
///
/// # Errors
/// [`crate::base::error::Error::BadRequest`] for a parameter that does not parse,
/// [`crate::base::error::Error::TooMany`] above the limit of searches.
pub async fn rss(visit: Visit) -> Result<Reply> {
    let wanted = Wanted::or_refused(&visit, Face::Page)?.ordered(Order::Newest);
    limit(&visit)?;
    let hits = if wanted.is_unreadable() {
        Vec::new()
    } else {
        let query = wanted.query(&visit, tenants_of(&visit, &visit.tenant), ENTRIES);
        visit.app.search.search(Which::Public, query).await?.hits
    };
    let entries: String = hits.iter().map(|hit| entry(&visit, hit)).collect();
    let site = &visit.tenant.identity().full_name;
    let title = if wanted.words.is_empty() {
        format!("Nội dung mới trên trang {site}")
    } else {
        format!("Tìm “{}” trên trang {site}", wanted.words)
    };
    let about = format!("Nội dung mới khớp với câu tìm này, của {}.", visit.tenant.identity().body);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>{}</title><link>{}</link>\
         <description>{}</description><language>vi</language>\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>\n{entries}</channel></rss>\n",
        escape(&title),
        escape(&visit.tenant.url(&wanted.ordered(Order::Relevance).path())),
        escape(&about),
        escape(&url(&visit, &wanted)),
    );
    Ok(Reply::Raw(
        Response::builder().header(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8").body(xml),
    ))
}

/// Where the feed of a search is.
pub fn url(visit: &Visit, wanted: &Wanted) -> String {
    let query = wanted.ordered(Order::Relevance).query_string();
    visit.tenant.url(&format!("/tim-kiem/rss.xml{query}"))
}

fn entry(visit: &Visit, hit: &Hit) -> String {
    let url = full_url(visit, hit, None);
    let date = hit.date.map(|date| {
        let at = clock::local(clock::start_of(date)).strftime("%a, %d %b %Y %H:%M:%S +0700");
        format!("<pubDate>{at}</pubDate>")
    });
    let text = hit.places.first().map_or_else(String::new, |place| plain(&place.snippet));
    format!(
        "<item><title>{}</title><link>{}</link><guid>{}</guid><description>{}</description>{}</item>\n",
        escape(&hit.title),
        escape(&url),
        escape(&url),
        escape(&text),
        date.unwrap_or_default()
    )
}
