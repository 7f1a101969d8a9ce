//! The search page, and the same search as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::error::{Error, Result};
use crate::public::site::{Around, day};
use crate::public::views::news_list::FilterLink;
use crate::public::views::search::{Facet, Hit as HitView, HitGroup, SearchPage};
use crate::public::views::{Link, Pager, Run};
use crate::public::visit::{Reply, Visit};
use crate::search::service::Which;
use crate::search::{Filters, Group, Hit, Query, Results};
use crate::tenants::directory::Tenant;
use crate::tenants::{Level, SectionKey};

use super::home::encode;
use super::looked;

/// Hits on one page.
const PAGE: usize = 15;
/// Hits of the site above, shown below a site's own.
const FROM_PARENT: usize = 5;
/// The longest query worth reading, in characters.
const LONGEST: usize = 400;

/// What each kind is called.
const KINDS: [(&str, &str); 3] = [("document", "Văn bản"), ("news", "Tin, bài"), ("question", "Hỏi đáp")];

/// `/tim-kiem?q=&kieu=&muc=&trang=`
///
/// # Errors
/// [`Error::TooMany`] above the limit of searches.
pub async fn search(visit: Visit) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let q: String = asked.query("q").chars().take(LONGEST).collect();
    let around = Around::of(&visit.app, tenant, "/tim-kiem", None).await?;
    let title = if q.is_empty() { "Tìm kiếm".to_owned() } else { format!("Tìm kiếm: {q}") };
    let mut page = SearchPage {
        layout: around.unlisted(&title, vec![]),
        kept: kept(&visit),
        count_text: String::new(),
        suggestion: None,
        building: None,
        facets: Vec::new(),
        groups: Vec::new(),
        pager: Pager::default(),
        examples: examples(tenant),
        q: q.clone(),
    };
    if q.is_empty() {
        return Reply::private(&page);
    }
    limit(&visit)?;
    let own = query(&visit, &q, own_tenants(&visit), PAGE, (asked.page() - 1) * PAGE);
    let found = visit.app.search.search(Which::Public, own).await?;
    page.building = visit.app.search.incomplete(Which::Public);
    page.count_text = if found.total == 0 {
        "Không có kết quả".into()
    } else {
        format!("{} kết quả", found.total)
    };
    page.facets = facets(&visit, &q);
    page.pager = Pager::over(found.total.div_ceil(PAGE).max(1), asked.page(), |n| {
        url(&visit, &q, Some(n), &kept(&visit))
    });
    page.groups.push(HitGroup {
        title: None,
        hits: views(&visit, &found, (asked.page() - 1) * PAGE),
        more: None,
    });
    if asked.page() == 1 {
        page.groups.extend(parents_group(&visit, &q).await?);
    }
    let shown = page.groups.iter().map(|group| group.hits.len()).sum();
    looked::note(&visit, &q, found.total.max(shown));
    Reply::private(&page)
}

/// A commune's own site alone; from the site above, the whole tree below it.
fn own_tenants(visit: &Visit) -> Vec<String> {
    let tree = visit.app.directory.tree(visit.tenant.id());
    tree.iter().map(|tenant| tenant.id().as_str().to_owned()).collect()
}

fn query(visit: &Visit, q: &str, tenants: Vec<String>, limit: usize, offset: usize) -> Query {
    let given = |name: &str| Some(visit.asked.query(name).to_owned()).filter(|value| !value.is_empty());
    Query {
        text: q.to_owned(),
        tenants,
        filters: Filters {
            kinds: given("kieu").into_iter().collect(),
            sections: given("muc").into_iter().collect(),
            ..Filters::default()
        },
        audience: None,
        group: Group::Item,
        limit,
        offset,
        own_issuer: Some(visit.tenant.identity().body.clone()),
        prefer_tenant: Some(visit.tenant.id().as_str().to_owned()),
        ..Query::default()
    }
}

async fn parents_group(visit: &Visit, q: &str) -> Result<Option<HitGroup>> {
    let Some(parent) = visit.tenant.parent.as_ref().and_then(|id| visit.app.directory.get(id)) else {
        return Ok(None);
    };
    let query = query(visit, q, vec![parent.id().as_str().to_owned()], FROM_PARENT, 0);
    let found = visit.app.search.search(Which::Public, query).await?;
    if found.hits.is_empty() {
        return Ok(None);
    }
    let more = (found.total > FROM_PARENT).then(|| {
        let title = format!("Xem cả {} kết quả trên trang {}", found.total, parent.identity().full_name);
        Link::new(title, parent.url(&format!("/tim-kiem?q={}", encode(q))))
    });
    let title = format!("Kết quả từ {}", parent.identity().full_name);
    Ok(Some(HitGroup { title: Some(title), hits: views(visit, &found, 0), more }))
}

fn views(visit: &Visit, found: &Results, before: usize) -> Vec<HitView> {
    found.hits.iter().zip(before + 1..).map(|(hit, place)| view(visit, hit, place)).collect()
}

fn view(visit: &Visit, hit: &Hit, place: usize) -> HitView {
    let owner = visit.app.directory.get(&hit.tenant.as_str().into());
    let elsewhere = owner.as_ref().filter(|owner| owner.id() != visit.tenant.id());
    HitView {
        title: vec![Run::around(hit.title.clone())],
        url: marked_url(visit, hit),
        ping: looked::ping(visit, visit.asked.query("q"), place),
        kind: KINDS.iter().find(|(key, _)| *key == hit.kind).map_or("", |(_, title)| title).to_owned(),
        number: None,
        status: None,
        snippet: runs(hit.places.first().map_or("", |place| &place.snippet)),
        place: hit
            .places
            .first()
            .filter(|p| !p.anchor.is_empty())
            .map(|p| Link::new(p.heading.clone(), marked_url(visit, hit))),
        by: elsewhere.map_or_else(String::new, |owner| owner.identity().full_name.clone()),
        day: hit.date.map(day),
    }
}

/// A document opens with the reader's words marked.
fn marked_url(visit: &Visit, hit: &Hit) -> String {
    let (url, words) = (full_url(visit, hit), visit.asked.query("q"));
    if hit.kind == "document" { super::document::with_marks(&url, words) } else { url }
}

fn full_url(visit: &Visit, hit: &Hit) -> String {
    visit
        .app
        .directory
        .get(&hit.tenant.as_str().into())
        .map_or_else(|| hit.address(), |owner| owner.url(&hit.address()))
}

/// The index's safe snippet as stretches, so that the page escapes every one itself.
fn runs(snippet: &str) -> Vec<Run> {
    let text = |part: &str| {
        part.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    let mut runs = Vec::new();
    for (index, part) in snippet.split("<mark>").enumerate() {
        match part.split_once("</mark>") {
            Some((found, around)) if index > 0 => {
                runs.push(Run::found(text(found)));
                runs.push(Run::around(text(around)));
            }
            _ => runs.push(Run::around(text(part))),
        }
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

fn kept(visit: &Visit) -> Vec<(String, String)> {
    let on = ["kieu", "muc"].iter().filter(|name| !visit.asked.query(name).is_empty());
    on.map(|name| ((*name).to_owned(), visit.asked.query(name).to_owned())).collect()
}

fn url(visit: &Visit, q: &str, page: Option<usize>, kept: &[(String, String)]) -> String {
    let kept: String = kept.iter().map(|(name, value)| format!("&{name}={}", encode(value))).collect();
    let page = page.map(|page| format!("&trang={page}")).unwrap_or_default();
    visit.tenant.url(&format!("/tim-kiem?q={}{kept}{page}", encode(q)))
}

fn facets(visit: &Visit, q: &str) -> Vec<Facet> {
    let links = |name: &str, values: Vec<(String, String)>| {
        let others: Vec<_> = kept(visit).into_iter().filter(|(key, _)| key != name).collect();
        let entry = |value: &str, title: &str| {
            let mut kept = others.clone();
            if !value.is_empty() {
                kept.push((name.to_owned(), value.to_owned()));
            }
            FilterLink {
                link: Link::new(title, url(visit, q, None, &kept)),
                count: None,
                current: visit.asked.query(name) == value,
            }
        };
        let rest = values.iter().map(|(value, title)| entry(value, title));
        std::iter::once(entry("", "Tất cả")).chain(rest).collect()
    };
    let kinds = KINDS.iter().map(|(key, title)| ((*key).to_owned(), (*title).to_owned())).collect();
    let shown = [
        SectionKey::About,
        SectionKey::News,
        SectionKey::Legislation,
        SectionKey::Steering,
        SectionKey::LegalEducation,
        SectionKey::Questions,
    ];
    let sections = shown
        .iter()
        .filter_map(|key| visit.tenant.profile.section(*key))
        .map(|s| (s.key.as_str().to_owned(), s.title.clone()))
        .collect();
    vec![
        Facet { title: "Loại".into(), links: links("kieu", kinds) },
        Facet { title: "Chuyên mục".into(), links: links("muc", sections) },
    ]
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

/// One hit of the JSON search.
#[derive(Serialize, JsonSchema)]
pub struct HitJson {
    /// The item's id here.
    pub id: String,
    /// The id the article or document had in an imported file, if it came from one.
    pub r#ref: Option<String>,
    /// `document`, `news` or `question`.
    pub kind: String,
    /// Whose site it is on.
    pub tenant: String,
    /// Its title.
    pub title: String,
    /// A document's number as printed.
    pub number: Option<String>,
    /// The canonical URL, with the passage's anchor.
    pub url: String,
    /// The best passage as HTML; what was found stands in `<mark>`.
    pub snippet: String,
    /// Comparable within one answer only.
    pub score: f32,
}

/// The answer of the JSON search.
#[derive(Serialize, JsonSchema)]
pub struct SearchJson {
    /// How many items or passages match, as grouped.
    pub total: usize,
    /// How long the index took, in milliseconds.
    pub took_ms: u64,
    /// Those asked for, best first.
    pub hits: Vec<HitJson>,
}

/// `GET /api/v1/search?q=&scope=tenant|all&group=item|passage&limit=&offset=`
///
/// # Errors
/// [`Error::BadRequest`] for a parameter that does not parse, [`Error::TooMany`] above the limit.
pub async fn json(visit: Visit) -> Result<Reply> {
    let asked = &visit.asked;
    let number = |name: &str, default: usize, most: usize| match asked.query(name) {
        "" => Ok(default),
        text => text
            .parse()
            .ok()
            .filter(|n| *n <= most)
            .ok_or_else(|| Error::BadRequest(format!("{name} phải là số từ 0 đến {most}"))),
    };
    let tenants = match asked.query("scope") {
        "" | "tenant" => vec![visit.tenant.id().as_str().to_owned()],
        "all" => own_tenants(&visit),
        _ => return Err(Error::BadRequest("scope là tenant hoặc all".into())),
    };
    let group = match asked.query("group") {
        "" | "item" => Group::Item,
        "passage" => Group::Passage,
        _ => return Err(Error::BadRequest("group là item hoặc passage".into())),
    };
    let q: String = asked.query("q").chars().take(LONGEST).collect();
    if q.is_empty() {
        return Err(Error::BadRequest("thiếu q".into()));
    }
    limit(&visit)?;
    let query = Query {
        group,
        ..query(&visit, &q, tenants, number("limit", 10, 100)?, number("offset", 0, 10_000)?)
    };
    let started = tokio::time::Instant::now();
    let found = visit.app.search.search(Which::Public, query).await?;
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let hits = found.hits.iter().map(|hit| hit_json(&visit, hit, group)).collect();
    Reply::json(&SearchJson { total: found.total, took_ms, hits })
}

fn hit_json(visit: &Visit, hit: &Hit, group: Group) -> HitJson {
    let owner = visit.app.directory.get(&hit.tenant.as_str().into());
    let passage_ref = if group == Group::Passage || hit.source_ref.is_none() {
        hit.places.first().and_then(|p| p.source_ref.clone())
    } else {
        None
    };
    HitJson {
        id: hit.item.clone(),
        r#ref: passage_ref.or_else(|| hit.source_ref.clone()),
        kind: hit.kind.clone(),
        tenant: owner.map_or_else(String::new, |owner| owner.slug().to_owned()),
        title: hit.title.clone(),
        number: hit.number.clone(),
        url: full_url(visit, hit),
        snippet: hit.places.first().map_or_else(String::new, |place| place.snippet.clone()),
        score: hit.score,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_become_stretches_that_are_escaped_once() {
        let stretches = runs("a &amp; b <mark>Hòa</mark> &lt;c&gt;");
        assert_eq!(stretches, [Run::around("a & b "), Run::found("Hòa"), Run::around(" <c>")]);
        assert_eq!(runs("<mark>x</mark>"), [Run::found("x")]);
    }
}
