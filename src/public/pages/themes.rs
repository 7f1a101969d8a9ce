//! What is told under one theme of the news, from every section: a list and a feed at addresses that stay.

use crate::base::error::{Error, Result};
use crate::items::kinds::Kind;
use crate::items::marks;
use crate::items::store::Filter;
use crate::public::site::Around;
use crate::public::views::Link;
use crate::public::views::news_list::{FilterLink, NewsListPage};
use crate::public::views::{Pager, news_list::Month};
use crate::public::visit::{Reply, Visit};
use crate::tenants::NewsTheme;
use crate::tenants::directory::Tenant;

use super::feed::Feed;
use super::section::{PAGE, by_month};
use super::{cards, feeds, issued};

/// Items of a feed.
const FEED: usize = 30;

/// The address of a theme's list.
pub fn url(tenant: &Tenant, key: &str) -> String {
    tenant.url(&format!("/chu-de/{key}"))
}

fn asked(visit: &Visit) -> Result<&NewsTheme> {
    visit.tenant.profile.news_theme(visit.asked.param("theme")).ok_or(Error::NotFound)
}

fn filter(key: &str) -> Filter {
    Filter { theme: Some(key.to_owned()), ..Filter::of_kind(Kind::News) }
}

/// `/chu-de/:theme?trang=`
///
/// # Errors
/// [`Error::NotFound`] for a theme that the site has not.
pub async fn list(visit: Visit) -> Result<Reply> {
    let (tenant, theme) = (&visit.tenant, asked(&visit)?);
    let path = format!("/chu-de/{}", theme.key);
    let around = Around::of(&visit.app, tenant, &path, None).await?;
    let page = visit.asked.page();
    let found = issued::list(&visit, &filter(&theme.key), (page - 1) * PAGE, PAGE).await?;
    let pictures = cards::Pictures::of(&visit.app, tenant, &found.entries).await?;
    let months: Vec<Month> = by_month(&visit, &found.entries, &pictures);
    let title = format!("Chủ đề: {}", theme.title);
    let feed_url = tenant.url(&format!("{path}/rss.xml"));
    let description = format!("Tin, bài của {} về {}.", tenant.identity().body, theme.title.to_lowercase());
    let mut layout = around.layout(&title, &description, vec![]);
    layout.feeds = vec![Link::new(title.clone(), feed_url.clone())];
    Reply::page(&NewsListPage {
        layout,
        title,
        intro: None,
        topics: Vec::new(),
        themes: links(&visit, &theme.key).await?,
        months,
        empty_text: "Chưa có tin, bài nào về chủ đề này.".into(),
        pager: Pager::over(found.total.div_ceil(PAGE).max(1), page, |page| {
            tenant.url(&format!("{path}?trang={page}"))
        }),
        feed_url: Some(feed_url),
    })
}

/// The themes of a site, each with how many items bear it; the regulation's stand there while they are empty.
///
/// # Errors
/// When the database does not answer.
pub async fn links(visit: &Visit, current: &str) -> Result<Vec<FilterLink>> {
    let counts = marks::store::themes(&mut visit.app.db.read(visit.tenant.id()).await?).await?;
    let count = |key: &str| counts.iter().find(|(known, _)| known == key).map_or(0, |(_, count)| *count);
    let link = |theme: &NewsTheme| FilterLink {
        link: Link::new(theme.title.clone(), url(&visit.tenant, &theme.key)),
        count: u64::try_from(count(&theme.key)).ok(),
        current: theme.key == current,
    };
    Ok(visit.tenant.profile.news_themes().map(link).collect())
}

/// `/chu-de/:theme/rss.xml`
///
/// # Errors
/// [`Error::NotFound`] for a theme that the site has not.
pub async fn feed(visit: Visit) -> Result<Reply> {
    let theme = asked(&visit)?;
    let latest = issued::list(&visit, &filter(&theme.key), 0, FEED).await?;
    let (tenant, page) = (&visit.tenant, url(&visit.tenant, &theme.key));
    let feed = Feed {
        title: format!("{} - {}", theme.title, tenant.identity().full_name),
        itself: format!("{page}/rss.xml"),
        url: page,
        about: tenant.identity().body.clone(),
        podcast: None,
        entries: latest.entries.iter().map(|listed| feeds::entry(tenant, listed, None)).collect(),
    };
    Ok(feed.rss())
}
