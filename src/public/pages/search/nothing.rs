//! Where nothing was found: what would help, the filters that were the cause, other sites, and asking the office.

use crate::base::error::Result;
use crate::public::pages::ask::SUBJECT;
use crate::public::pages::home::encode;
use crate::public::views::Link;
use crate::public::views::news_list::FilterLink;
use crate::public::views::search::Nothing;
use crate::public::visit::Visit;
use crate::search::Results;
use crate::search::service::Which;
use crate::tenants::directory::Tenant;

use super::tenants_of;
use super::wanted::Wanted;
use super::way::Way;

/// What helps a reader who found nothing.
///
/// # Errors
/// When the index cannot be read.
pub async fn nothing(visit: &Visit, wanted: &Wanted, found: &Results) -> Result<Nothing> {
    Ok(Nothing {
        unknown: found.unknown.clone(),
        without: without_filters(visit, wanted).await?,
        elsewhere: elsewhere(visit, wanted).await?,
        ask_url: ask_url(&visit.tenant, &wanted.words),
    })
}

/// The form to ask, with the words already filled in.
pub fn ask_url(tenant: &Tenant, words: &str) -> String {
    if words.is_empty() {
        return tenant.url("/hoi-dap/gui");
    }
    let subject: String = words.chars().take(SUBJECT).collect();
    tenant.url(&format!("/hoi-dap/gui?tieu-de={}&noi-dung={}", encode(subject.trim()), encode(words)))
}

/// How many there are without one filter, or without all, where that is more than none.
async fn without_filters(visit: &Visit, wanted: &Wanted) -> Result<Vec<FilterLink>> {
    let mut ways: Vec<(String, Wanted)> = Vec::new();
    for way in Way::ALL {
        if way != Way::Year && wanted.chosen.iter().any(|(on, _)| *on == way) {
            ways.push((format!("Bỏ lọc “{}”", way.title()), wanted.without(way)));
        }
    }
    let of_any_day = wanted.of_any_day();
    if of_any_day != wanted.on_page(1) {
        ways.push(("Bỏ lọc theo thời gian".into(), of_any_day));
    }
    if ways.len() > 1 {
        ways.push(("Bỏ tất cả bộ lọc".into(), wanted.unnarrowed()));
    }
    let mut links = Vec::new();
    for (title, other) in ways {
        let count = count(visit, &other, tenants_of(visit, &visit.tenant)).await?;
        if count > 0 {
            let link = Link::new(title, visit.tenant.url(&other.path()));
            links.push(FilterLink { link, count: u64::try_from(count).ok(), current: false });
        }
    }
    Ok(links)
}

/// From a site below another: how many there are on all sites of the one above.
async fn elsewhere(visit: &Visit, wanted: &Wanted) -> Result<Option<FilterLink>> {
    let Some(parent) = visit.tenant.parent.as_ref().and_then(|id| visit.app.directory.get(id)) else {
        return Ok(None);
    };
    let other = wanted.without(Way::Site);
    let count = count(visit, &other, tenants_of(visit, &parent)).await?;
    let title = format!("Tìm trên trang {} và các trang trực thuộc", parent.identity().full_name);
    let link = Link::new(title, parent.url(&other.path()));
    Ok((count > 0).then(|| FilterLink { link, count: u64::try_from(count).ok(), current: false }))
}

async fn count(visit: &Visit, wanted: &Wanted, tenants: Vec<String>) -> Result<usize> {
    let query = wanted.query(visit, tenants, 0);
    Ok(visit.app.search.search(Which::Public, query).await?.total)
}
