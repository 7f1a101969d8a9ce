//! The registers of a section: a list narrowed by facts, and the page of one entry.

use std::collections::HashMap;

use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::base::web::asked::Asked;
use crate::items::kinds::record::{Fact, Record, Register, Shape};
use crate::items::markup::paragraphs;
use crate::items::store::{self as items, Filter, LiveItem};
use crate::public::site::{Around, day, moment};
use crate::public::views::news_list::FilterLink;
use crate::public::views::record::{FactView, Part, RecordListPage, RecordPage, RecordRow, Select};
use crate::public::views::{Choice, Html, Link, Pager};
use crate::public::visit::{Reply, Visit};
use crate::tenants::Section;

use super::home::encode;
use super::issued;
use super::item;
use super::section::PAGE;

/// The register that a section's list shows: the one asked for as `so`, else the first that holds something.
///
/// # Errors
/// When the database does not answer.
pub async fn wanted(visit: &Visit, section: &Section) -> Result<Option<&'static Register>> {
    let key = visit.asked.query("so");
    if !key.is_empty() {
        return Ok(Register::of_section(section.key).find(|register| register.key == key));
    }
    let held = held(visit, section).await?;
    Ok(Register::of_section(section.key).find(|register| held.contains(&register.key.to_owned())))
}

/// The keys of the registers of a section that hold something live.
async fn held(visit: &Visit, section: &Section) -> Result<Vec<String>> {
    if Register::of_section(section.key).next().is_none() {
        return Ok(Vec::new());
    }
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let facets = items::record_facets(&mut scope, &Filter::of_sections(&[section.key]), &["register"]).await?;
    Ok(facets.into_iter().flatten().map(|(register, _)| register).collect())
}

/// The registers of a section that hold something, as ways beside the list of its articles.
///
/// # Errors
/// When the database does not answer.
pub async fn ways(visit: &Visit, section: &Section) -> Result<Vec<Link>> {
    let base = visit.tenant.section_url(section, "");
    let held = held(visit, section).await?;
    let all = Register::of_section(section.key).filter(|register| held.contains(&register.key.to_owned()));
    Ok(all.map(|register| Link::new(register.many, format!("{base}?so={}", register.key))).collect())
}

/// What a list is narrowed by: the facts asked for by their keys, and the day on which entries hold.
fn filter(section: &Section, register: &'static Register, asked: &Asked, today: jiff::civil::Date) -> Filter {
    let given = register.facets().map(|fact| (fact.key, asked.query(fact.key).to_owned()));
    let day = super::typed_day::day(asked.query("ngay")).unwrap_or(today);
    let all = asked.query("ngay") == "tat-ca";
    Filter {
        register: Some(register.key),
        facts: given.filter(|(_, value)| !value.is_empty()).collect(),
        holding: register.holds.filter(|_| !all).map(|holds| (day, holds)),
        by_title: register.by_name,
        ..Filter::of_sections(&[section.key])
    }
}

/// A section's register: `?so=&<fact>=&ngay=&trang=`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(visit: &Visit, section: &Section, register: &'static Register) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let path = format!("/{}", section.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(section.key)).await?;
    let filter = filter(section, register, asked, tenant.day);
    let found = issued::list(visit, &filter, (asked.page() - 1) * PAGE, PAGE).await?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let open = Filter { facts: Vec::new(), ..filter.clone() };
    let keys: Vec<&'static str> = register.facets().map(|fact| fact.key).collect();
    let facets = items::record_facets(&mut scope, &open, &keys).await?;
    let ids: Vec<ItemId> = found.entries.iter().map(|entry| entry.listed.item_id.clone()).collect();
    let told = items::told_of(&mut scope, &ids).await?;
    let others = items::live_list(
        &mut scope,
        &Filter { kind: Some(crate::items::Kind::News), ..Filter::of_sections(&[section.key]) },
        0,
        1,
    )
    .await?
    .total;
    drop(scope);
    let mut values: HashMap<(ItemId, String), String> = HashMap::new();
    values.extend(told.into_iter().map(|(item, key, value)| ((item, key), value)));
    let rows = found.entries.iter().map(|entry| {
        let value = |key: &str| values.get(&(entry.listed.item_id.clone(), key.to_owned()));
        let facts = register.facts.iter().filter(|fact| fact.listed);
        RecordRow {
            link: Link::new(entry.listed.title.clone(), issued::entry_url(tenant, entry)),
            summary: entry.listed.summary.clone(),
            facts: facts.filter_map(|fact| value(fact.key).map(|stored| shown(fact, stored))).collect(),
        }
    });
    let narrowed = narrowed(register, asked);
    let feed_url = tenant.section_url(section, "rss.xml");
    let title = section.title.clone();
    let mut layout =
        around.layout(&title, &format!("{} của {}.", register.many, tenant.identity().body), vec![]);
    layout.feeds = vec![Link::new(title.clone(), feed_url.clone())];
    Reply::page(&RecordListPage {
        layout,
        title,
        registers: registers(visit, section, register, others),
        action: tenant.section_url(section, ""),
        register: register.key.to_owned(),
        selects: selects(register, asked, &facets),
        day: register.holds.map(|_| asked.query("ngay").to_owned()),
        active: active(visit, section, register, asked),
        count_text: format!("{} {}", found.total, register.many.to_lowercase()),
        empty_text: format!("Chưa có nội dung nào trong mục “{}” khớp với điều đang chọn.", register.many),
        rows: rows.collect(),
        pager: Pager::over(found.total.div_ceil(PAGE).max(1), asked.page(), |page| {
            tenant.url(&format!("{path}?trang={page}&so={}{narrowed}", register.key))
        }),
        feed_url: Some(feed_url),
    })
}

/// The query of what is narrowed now.
fn narrowed(register: &Register, asked: &Asked) -> String {
    let keys = register.facets().map(|fact| fact.key).chain(register.holds.map(|_| "ngay"));
    keys.filter(|key| !asked.query(key).is_empty())
        .map(|key| format!("&{key}={}", encode(asked.query(key))))
        .collect()
}

/// The section's registers and its articles, as ways to go between them; none where there is but one.
fn registers(visit: &Visit, section: &Section, current: &Register, articles: usize) -> Vec<FilterLink> {
    let base = visit.tenant.section_url(section, "");
    let way = |title: &str, query: String, on: bool| FilterLink {
        link: Link::new(title, format!("{base}{query}")),
        count: None,
        current: on,
    };
    let all = Register::of_section(section.key);
    let mut ways: Vec<FilterLink> =
        all.map(|one| way(one.many, format!("?so={}", one.key), one.key == current.key)).collect();
    if articles > 0 {
        ways.push(way("Tin, bài", "?so=tin".to_owned(), false));
    }
    if ways.len() == 1 { Vec::new() } else { ways }
}

fn selects(register: &'static Register, asked: &Asked, facets: &[Vec<(String, usize)>]) -> Vec<Select> {
    let with = register.facets().zip(facets).filter(|(_, values)| !values.is_empty());
    with.map(|(fact, values)| {
        let choice = |value: &str, label: String| {
            let choice = Choice::new(value, label);
            if asked.query(fact.key) == value { choice.chosen() } else { choice }
        };
        let told = values.iter().map(|(value, count)| choice(value, format!("{} ({count})", fact.shown(value))));
        Select {
            id: fact.key.to_owned(),
            label: fact.label.to_owned(),
            choices: std::iter::once(choice("", "Tất cả".to_owned())).chain(told).collect(),
        }
    })
    .collect()
}

/// What the list is narrowed by, each as a link that takes it away.
fn active(visit: &Visit, section: &Section, register: &'static Register, asked: &Asked) -> Vec<Link> {
    let base = visit.tenant.section_url(section, "");
    let on: Vec<&Fact> = register.facets().filter(|fact| !asked.query(fact.key).is_empty()).collect();
    let without = |off: &Fact| {
        let rest = on.iter().filter(|fact| fact.key != off.key);
        let rest: String = rest.map(|fact| format!("&{}={}", fact.key, encode(asked.query(fact.key)))).collect();
        format!("{base}?so={}{rest}", register.key)
    };
    on.iter()
        .map(|fact| Link::new(format!("{}: {}", fact.label, fact.shown(asked.query(fact.key))), without(fact)))
        .collect()
}

fn shown(fact: &Fact, stored: &str) -> FactView {
    let url = match fact.shape {
        Shape::Address if fact.keeps(stored) => Some(stored.to_owned()),
        Shape::Mail if fact.keeps(stored) => Some(format!("mailto:{stored}")),
        _ => None,
    };
    FactView { label: fact.label.to_owned(), value: fact.shown(stored), url }
}

/// The page of one entry.
///
/// # Errors
/// When the database does not answer.
pub async fn page(visit: &Visit, section: &Section, live: &LiveItem, record: &Record) -> Result<Reply> {
    let tenant = &visit.tenant;
    let layout = item::layout(visit, section, live, &record.title, &record.summary).await?;
    let wardrobe = super::files::wardrobe(&visit.app, tenant, &live.content.file_ids()).await?;
    let told = || record.told();
    let is_long = |fact: &Fact| matches!(fact.shape, Shape::Text);
    let short = told().filter(|(fact, _)| !is_long(fact));
    let parts = told().filter(|(fact, _)| is_long(fact)).map(|(fact, text)| Part {
        anchor: fact.key.to_owned(),
        title: fact.label.to_owned(),
        body: Html::sanitised(paragraphs(&text)),
    });
    Reply::page(&RecordPage {
        kind: Link::new(
            record.register.one,
            format!("{}?so={}", tenant.section_url(section, ""), record.register.key),
        ),
        title: record.title.clone(),
        summary: record.summary.clone(),
        facts: short.map(|(fact, _)| shown(fact, record.facts.get(fact.key))).collect(),
        parts: parts.collect(),
        published: live.listed_on.map_or_else(|| moment(live.first_live_at), day),
        changed: (live.live_from > live.first_live_at).then(|| moment(live.live_from)),
        author: record.common.author.clone(),
        source: record.common.source.clone(),
        unit: item::unit_name(visit, &record.common.unit_key),
        corrections: item::corrections(visit, live).await?,
        body: Html::sanitised(super::files::dressed(&wardrobe, visit.site(), &record.body_html)),
        players: super::files::players(&wardrobe, visit.site(), &record.common.attachments),
        files: item::files(visit, &record.common.attachments),
        mail_url: item::mail_url(&record.title, &layout),
        print_url: item::print_url(visit, live),
        layout,
    })
}
