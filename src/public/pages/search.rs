//! The page of results: what was found, in which ways it can be narrowed, and what helps where nothing was.

pub mod facets;
pub mod feed;
pub mod hits;
pub mod json;
pub mod nothing;
pub mod opensearch;
pub mod suggest;
pub mod wanted;
pub mod way;

use askama::Template as _;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::base::text::thousands;
use crate::items::kinds::document::number_query::NumberQuery;
use crate::public::site::Around;
use crate::public::views::search::{Correction, HitGroup, Refused, SearchPage};
use crate::public::views::{Link, Pager};
use crate::public::visit::{Reply, Visit};
use crate::search::service::Which;
use crate::search::{Order, Query, Results};
use crate::tenants::Level;
use crate::tenants::directory::Tenant;

use hits::Shown;
use wanted::{LAST_PAGE, LONGEST, Problem, Wanted};
use way::{Face, Way};

use super::home::encode;
use super::looked;

/// Hits on one page.
const PAGE: usize = 15;
/// Hits of the site above, shown below a site's own.
const FROM_PARENT: usize = 5;

/// `/tim-kiem?q=&noi=&kieu=&loai=&hieu-luc=&co-quan=&linh-vuc=&nam=&muc=&tu=&den=&ngay=&xep=&trang=`
///
/// # Errors
/// [`Error::TooMany`] above the limit of searches.
pub async fn search(visit: Visit) -> Result<Reply> {
    let (wanted, problems) = Wanted::of(&visit, Face::Page);
    let mut page = empty_page(&visit, &wanted).await?;
    if !problems.is_empty() {
        page.narrowing = facets::to_correct(&visit, &wanted, &problems);
        page.refused = problems.into_iter().map(|problem| refused(&visit, &wanted, problem)).collect();
        return shown(StatusCode::BAD_REQUEST, &page);
    }
    if wanted.is_nothing() {
        return shown(StatusCode::OK, &page);
    }
    limit(&visit)?;
    if wanted.is_unreadable() {
        page.notes.push("Câu tìm chỉ có dấu, chưa có chữ hoặc số nào để tìm.".into());
        page.count_text = "Không có kết quả".into();
        return shown(StatusCode::OK, &page);
    }
    let query = Query { facets: true, ..wanted.query(&visit, tenants_of(&visit, &visit.tenant), PAGE) };
    let found = visit.app.search.search(Which::Public, query).await?;
    let pages = found.total.div_ceil(PAGE).clamp(1, LAST_PAGE);
    if wanted.page > pages {
        page.refused.push(beyond(&visit, &wanted, pages));
        return shown(StatusCode::NOT_FOUND, &page);
    }
    fill(&visit, &wanted, &found, &mut page).await?;
    page.pager = Pager::over(pages, wanted.page, |n| visit.tenant.url(&wanted.on_page(n).path()));
    count(&visit, &wanted, found.total, &mut page);
    shown(StatusCode::OK, &page)
}

/// Tells the log of searches what was looked for, and each result where to tell that it was opened.
fn count(visit: &Visit, wanted: &Wanted, total: usize, page: &mut SearchPage) {
    let before = (wanted.page - 1) * PAGE;
    let hits = page.groups.iter_mut().flat_map(|group| &mut group.hits);
    let mut shown = 0;
    for hit in hits {
        shown += 1;
        hit.ping = looked::ping(visit, &wanted.words, before + shown);
    }
    looked::note(visit, &wanted.words, total.max(shown));
}

fn shown(status: StatusCode, page: &SearchPage) -> Result<Reply> {
    Ok(Reply::Fresh(status, page.render()?))
}

/// The page before anything is found.
async fn empty_page(visit: &Visit, wanted: &Wanted) -> Result<SearchPage> {
    let around = Around::of(&visit.app, &visit.tenant, &wanted.path(), None).await?;
    let title = match (wanted.words.is_empty(), wanted.is_narrowed()) {
        (false, _) => format!("Tìm kiếm: {}", wanted.words),
        (true, true) => "Danh sách theo bộ lọc".to_owned(),
        (true, false) => "Tìm kiếm".to_owned(),
    };
    let mut layout = around.unlisted(&title, vec![]);
    let feed_url = (!wanted.is_nothing()).then(|| feed::url(visit, wanted));
    layout.feeds = feed_url.iter().map(|url| Link::new(title.clone(), url.clone())).collect();
    let kept = wanted.kept().into_iter();
    Ok(SearchPage {
        layout,
        q: wanted.words.clone(),
        is_listing: wanted.words.is_empty() && wanted.is_narrowed(),
        kept: kept.map(|(name, value)| (name.to_owned(), value)).collect(),
        notes: wanted.typed.map(cut_note).into_iter().collect(),
        examples: examples(&visit.tenant),
        building: visit.app.search.incomplete(Which::Public),
        feed_url,
        ..SearchPage::default()
    })
}

/// What is said of a question that is longer than what is read.
fn cut_note(typed: usize) -> String {
    format!(
        "Câu tìm dài {typed} ký tự. Chỉ phần đầu, tối đa {LONGEST} ký tự như trong ô trên, được dùng để tìm."
    )
}

fn refused(visit: &Visit, wanted: &Wanted, problem: Problem) -> Refused {
    let url = visit.tenant.url(&wanted.on_page(1).path());
    Refused { message: problem.message, link: Link::new("Tìm lại không có giá trị này", url) }
}

fn beyond(visit: &Visit, wanted: &Wanted, pages: usize) -> Refused {
    let message = format!("Không có trang {}: kết quả của câu tìm này chỉ có {pages} trang.", wanted.page);
    let url = visit.tenant.url(&wanted.on_page(1).path());
    Refused { message, link: Link::new("Về trang đầu của kết quả", url) }
}

async fn fill(visit: &Visit, wanted: &Wanted, found: &Results, page: &mut SearchPage) -> Result<()> {
    let corrected = found.correction.as_ref().filter(|better| better.applied);
    let words = corrected.map_or(wanted.words.as_str(), |better| better.text.as_str());
    let shown = Shown { visit, words, day: wanted.day(visit) };
    page.count_text = count_text(found.total);
    page.correction = found.correction.as_ref().map(|better| Correction {
        applied: better.applied,
        link: Link::new(better.text.clone(), visit.tenant.url(&wanted.with_words(&better.text).path())),
    });
    page.narrowing = facets::narrowing(visit, wanted, found);
    page.sorts = facets::sorts(visit, wanted);
    page.notes.extend(number_note(wanted, found));
    page.groups = own_groups(wanted, found, shown);
    if wanted.page == 1 {
        page.groups.extend(parents_group(visit, wanted, shown).await?);
    }
    if found.total == 0 {
        page.nothing = Some(nothing::nothing(visit, wanted, found).await?);
    }
    Ok(())
}

fn count_text(total: usize) -> String {
    if total == 0 { "Không có kết quả".into() } else { format!("{} kết quả", thousands(total)) }
}

/// A document number asked for that no document here has.
fn number_note(wanted: &Wanted, found: &Results) -> Option<String> {
    let number = found.number_query.as_ref()?;
    let none = found.total > 0 && wanted.page == 1 && !found.hits.iter().any(|hit| hit.by_number);
    let first = none && wanted.order == Order::Relevance;
    first.then(|| {
        format!("Không có văn bản nào mang số {}. Dưới đây là nội dung có nhắc tới.", number_words(number))
    })
}

/// A document number as a reader would write it.
pub fn number_words(number: &NumberQuery) -> String {
    let year = number.year.map(|year| format!("/{year}")).unwrap_or_default();
    let kind = number.kind.filter(|kind| *kind != "L");
    let letters: Vec<&str> = kind.into_iter().chain(number.issuers.iter().map(String::as_str)).collect();
    let letters = if letters.is_empty() { String::new() } else { format!("/{}", letters.join("-")) };
    format!("{}{year}{letters}", number.serial)
}

/// The site's own hits; those there for their number stand apart.
fn own_groups(wanted: &Wanted, found: &Results, shown: Shown<'_>) -> Vec<HitGroup> {
    let first = found.hits.iter().take_while(|hit| hit.by_number).count();
    let (numbered, rest) = found.hits.split_at(first);
    let group = |title: Option<String>, hits: &[crate::search::Hit]| HitGroup {
        title,
        hits: shown.views(hits),
        ..HitGroup::default()
    };
    match &found.number_query {
        Some(number) if first > 0 && wanted.order == Order::Relevance => {
            let title = format!("Văn bản có số {}", number_words(number));
            let others = (!rest.is_empty()).then(|| group(Some("Nội dung khác có nhắc tới".into()), rest));
            std::iter::once(group(Some(title), numbered)).chain(others).collect()
        }
        _ => vec![group(None, &found.hits)],
    }
}

/// The first of what the site above holds.
async fn parents_group(visit: &Visit, wanted: &Wanted, shown: Shown<'_>) -> Result<Option<HitGroup>> {
    let Some(parent) = visit.tenant.parent.as_ref().and_then(|id| visit.app.directory.get(id)) else {
        return Ok(None);
    };
    let elsewhere = wanted.without(Way::Site);
    if elsewhere != wanted.on_page(1) {
        // The reader has said which site.
        return Ok(None);
    }
    let query = wanted.query(visit, vec![parent.id().as_str().to_owned()], FROM_PARENT);
    let found = visit.app.search.search(Which::Public, query).await?;
    if found.hits.is_empty() {
        return Ok(None);
    }
    let name = &parent.identity().full_name;
    let mut more = Vec::new();
    if found.total > FROM_PARENT {
        let there = elsewhere.toggled(Way::Site, parent.slug());
        let title = format!("Xem cả {} trên trang {name}", count_text(found.total));
        more.push(Link::new(title, parent.url(&there.path())));
    }
    more.push(Link::new(
        format!("Tìm trên trang {name} và các trang trực thuộc"),
        parent.url(&elsewhere.path()),
    ));
    let title = Some(format!("Kết quả từ {name}"));
    Ok(Some(HitGroup { title, hits: shown.views(&found.hits), more, from_above: true }))
}

/// A site and all below it, as the index names them.
fn tenants_of(visit: &Visit, tenant: &Tenant) -> Vec<String> {
    let tree = visit.app.directory.open_tree(tenant.id());
    tree.iter().map(|tenant| tenant.id().as_str().to_owned()).collect()
}

fn examples(tenant: &Tenant) -> Vec<Link> {
    let number = if tenant.profile.level == Level::Province { "224/2026/NĐ-CP" } else { "10/2016/QĐ-UBND" };
    let words = [number, "sổ đỏ", "giấy khai sinh", "lich tiep cong dan"];
    words
        .iter()
        .map(|words| Link::new(*words, tenant.url(&format!("/tim-kiem?q={}", encode(words)))))
        .collect()
}

fn limit(visit: &Visit) -> Result<()> {
    visit.app.limits.search.check(visit.asked.client.addr).map_err(|often| Error::TooMany(often.seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_in_one_form() {
        let words = |text: &str| NumberQuery::find(text).as_ref().map(number_words);
        assert_eq!(words("so 10 nam 2016").as_deref(), Some("10/2016"));
        assert_eq!(words("QĐ 10/2016").as_deref(), Some("10/2016/QĐ"));
        assert_eq!(words("10/2016/qd-ubnd").as_deref(), Some("10/2016/QĐ-UBND"));
    }
}
