//! What programs read of a site: which addresses it has, where they may go, and whom to tell of a weakness.

use poem::Response;
use poem::http::header;

use crate::base::clock::{self, DAY};
use crate::base::error::{Error, Result};
use crate::items::store::{self as items, Filter};
use crate::public::visit::{Reply, Visit};
use crate::tenants::SectionKey;

use super::about::{self, escape};

/// The most addresses of one file (sitemaps.org).
const MOST: usize = 50_000;
/// How long what is said of weaknesses holds; RFC 9116 wants less than a year.
const SECURITY_HOLDS: i64 = 180 * DAY;

/// Every public address of a site: pages that stand for themselves. What has a query narrows another page, and forms,
/// receipts and results are kept out of search engines; neither is among them.
///
/// # Errors
/// When the database does not answer.
async fn addresses(visit: &Visit) -> Result<Vec<String>> {
    let tenant = &visit.tenant;
    let site = crate::public::site::view(&visit.app, tenant, None).await?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let mut urls = vec![tenant.url("/")];
    urls.extend(site.nav.iter().map(|nav| nav.url.clone()));
    let standing = about::STANDING.iter().filter(|page| !page.is_form);
    urls.extend(standing.map(|page| tenant.url(page.path)));
    if tenant.profile.section(SectionKey::News).is_some_and(|section| !section.hidden) {
        urls.extend(tenant.profile.news_themes().map(|theme| super::themes::url(tenant, &theme.key)));
    }
    for archived in [false, true] {
        let filter = Filter { archived, ..Filter::default() };
        let all = items::titles(&mut scope, &filter, None).await?;
        urls.extend(all.iter().map(|item| super::item_url(tenant, item.section, &item.slug)));
    }
    urls.extend(super::questions::public_urls(&mut scope, tenant).await?);
    urls.extend(super::consultations::public_urls(&mut scope, tenant).await?);
    drop(scope);
    if super::regulation::is_there(visit).await? {
        urls.push(tenant.url(super::regulation::WHOLE));
    }
    if super::plans::is_there(visit).await? {
        urls.push(tenant.url(super::plans::PUBLIC));
    }
    Ok(urls)
}

/// One file with all addresses, or an index of parts where they are more than one file may hold; none for a part that
/// there is not. Parts count from 1, and the whole is no part.
fn sitemap(
    urls: &[String],
    part: Option<usize>,
    most: usize,
    part_url: impl Fn(usize) -> String,
) -> Option<String> {
    let loc = |tag: &str, url: &str| format!("<{tag}><loc>{}</loc></{tag}>\n", escape(url));
    let set = |urls: &[String]| {
        let lines: String = urls.iter().map(|url| loc("url", url)).collect();
        enclosed("urlset", &lines)
    };
    let parts = urls.len().div_ceil(most);
    match part {
        None if parts <= 1 => Some(set(urls)),
        None => {
            let lines: String = (1..=parts).map(|no| loc("sitemap", &part_url(no))).collect();
            Some(enclosed("sitemapindex", &lines))
        }
        Some(no) => urls.chunks(most).nth(no.checked_sub(1)?).filter(|_| parts > 1).map(set),
    }
}

fn enclosed(tag: &str, lines: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{tag} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{lines}</{tag}>\n"
    )
}

/// `/sitemap.xml`, with `?phan=` one of its parts
///
/// # Errors
/// [`Error::NotFound`] for a part that there is not.
pub async fn sitemap_xml(visit: Visit) -> Result<Reply> {
    let asked = visit.asked.query("phan");
    let part = if asked.is_empty() { None } else { Some(asked.parse().map_err(|_| Error::NotFound)?) };
    let urls = addresses(&visit).await?;
    let part_url = |no: usize| visit.tenant.url(&format!("/sitemap.xml?phan={no}"));
    let xml = sitemap(&urls, part, MOST, part_url).ok_or(Error::NotFound)?;
    Ok(text(xml, "application/xml; charset=utf-8"))
}

/// `/robots.txt`
///
/// # Errors
/// Never.
pub async fn robots(visit: Visit) -> Result<Reply> {
    let body = format!(
        "User-agent: *\nDisallow: /tra-loi/\nDisallow: /tim-kiem\nDisallow: /xem-truoc/\nSitemap: {}\n",
        visit.tenant.url("/sitemap.xml")
    );
    Ok(text(body, "text/plain; charset=utf-8"))
}

/// `/.well-known/security.txt` (RFC 9116): whom to tell of a weakness, and until when this holds.
///
/// # Errors
/// Never.
pub async fn security(visit: Visit) -> Result<Reply> {
    // From the begin of the day, so that all answers of a day are the same.
    let until = clock::start_of(visit.app.db.clock.today()) + SECURITY_HOLDS;
    let body = format!(
        "Contact: mailto:{}\nExpires: {}\nPreferred-Languages: vi\nCanonical: {}\n",
        visit.tenant.profile.footer.email,
        clock::iso(until),
        visit.tenant.url("/.well-known/security.txt"),
    );
    Ok(text(body, "text/plain; charset=utf-8"))
}

fn text(body: String, kind: &'static str) -> Reply {
    Reply::Raw(Response::builder().header(header::CONTENT_TYPE, kind).body(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(count: usize) -> Vec<String> {
        (1..=count).map(|no| format!("https://x.example/{no}?a=1&b=2")).collect()
    }

    fn written(count: usize, part: Option<usize>) -> Option<String> {
        sitemap(&urls(count), part, 3, |no| format!("https://x.example/sitemap.xml?phan={no}"))
    }

    #[test]
    fn up_to_the_limit_there_is_one_file() {
        let whole = written(3, None).unwrap();
        assert!(whole.contains("<urlset ") && whole.contains("?a=1&amp;b=2"));
        assert_eq!(whole.matches("<loc>").count(), 3);
        assert_eq!(written(3, Some(1)), None);
        assert_eq!(written(0, None).unwrap().matches("<loc>").count(), 0);
    }

    #[test]
    fn above_it_an_index_leads_to_parts_that_hold_every_address_once() {
        let index = written(7, None).unwrap();
        assert!(index.contains("<sitemapindex ") && index.contains("?phan=3</loc>"));
        assert_eq!(index.matches("<loc>").count(), 3);
        let parts: String = (1..=3).map(|no| written(7, Some(no)).unwrap()).collect();
        for url in urls(7) {
            assert_eq!(parts.matches(&escape(&url)).count(), 1);
        }
        assert_eq!((written(7, Some(0)), written(7, Some(4))), (None, None));
    }
}
