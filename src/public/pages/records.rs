//! The registers of a section: a list narrowed by facts, and the page of one entry.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::base::id::{ItemId, TenantId};
use crate::base::text::folded;
use crate::base::web::asked::Asked;
use crate::items::Kind;
use crate::items::kinds::record::{
    ABOUT, Fact, LEADERS, LINKS, LOOK, Record, Register, Shape, ways as ways_of,
};
use crate::items::markup::paragraphs;
use crate::items::store::{self as items, Filter, LiveItem};
use crate::public::site::{Around, day, moment};
use crate::public::views::news_list::FilterLink;
use crate::public::views::record::{
    AskedDay, Door, FactView, Part, RecordGroup, RecordListPage, RecordPage, RecordRow, Select, StandingLinks,
};
use crate::public::views::{Choice, Html, Link, Notice, Pager};
use crate::public::visit::{Reply, Visit};
use crate::questions::answering::store as answering;
use crate::tenants::directory::Tenant;
use crate::tenants::{Section, SectionKey};

use super::home::encode;
use super::introduction::Pages;
use super::issued::{self, Entry};
use super::section::{PAGE, archive_link, holds_archived};
use super::{chart, item, opened, questions};

/// A list of its own within a register that people look through by name: all procedures of a field.
const WHOLE_LIST: usize = 500;
/// The parameter of the day, and its value for every day.
const DAY: &str = "ngay";
const ALL_DAYS: &str = "tat-ca";
/// A page of a list that people look through by name or by heading: any procedure is three ways from home.
const LONG_PAGE: usize = 100;

/// What a section holds beside its articles.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The registers with something live in them, the site's own or issued to it, by their keys.
    registers: Vec<String>,
    /// Published answers by field.
    answers: bool,
}

impl Held {
    /// The sites of the deployment stand in the directory of links before anybody has entered anything.
    fn holds(&self, register: &Register) -> bool {
        register.key == LINKS.key || self.registers.iter().any(|key| key == register.key)
    }

    /// The register that a section's list shows: the one asked for as `so`, else the first that holds something.
    pub fn wanted(&self, asked: &Asked, section: &Section) -> Option<&'static Register> {
        let key = asked.query("so");
        let wanted = |one: &&'static Register| if key.is_empty() { self.holds(one) } else { one.key == key };
        Register::of_section(section.key).find(wanted)
    }
}

/// What a section holds beside its articles.
///
/// # Errors
/// When the database does not answer.
pub async fn held(visit: &Visit, section: &Section) -> Result<Held> {
    let answers = answered(visit, section).await?;
    if Register::of_section(section.key).next().is_none() {
        return Ok(Held { registers: Vec::new(), answers });
    }
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let facets =
        items::record_facets(&mut scope, &Filter::of_sections(&[section.key]), &["register"]).await?;
    drop(scope);
    let mut held: Vec<String> = facets.into_iter().flatten().map(|(register, _)| register).collect();
    for register in Register::of_section(section.key) {
        let filter = Filter { register: Some(register.key), ..Filter::of_sections(&[section.key]) };
        if !held.iter().any(|key| key == register.key) && issued::list(visit, &filter, 0, 1).await?.total > 0
        {
            held.push(register.key.to_owned());
        }
    }
    Ok(Held { registers: held, answers })
}

/// The registers of a section that hold something, as ways beside the list of its articles.
pub fn ways(visit: &Visit, section: &Section, held: &Held) -> Vec<Link> {
    let base = visit.tenant.section_url(section, "");
    let all = Register::of_section(section.key).filter(|register| held.holds(register));
    let ways = all.map(|register| Link::new(register.many, format!("{base}?so={}", register.key)));
    let chart = (section.key == SectionKey::Organisation)
        .then(|| Link::new(chart::TITLE, format!("{base}?so={}", chart::KEY)));
    let answers = held
        .answers
        .then(|| Link::new(questions::BY_FIELD_TITLE, format!("{base}?so={}", questions::BY_FIELD)));
    ways.chain(chart).chain(answers).collect()
}

/// Whether published answers stand by field beside what the section of legal education tells.
async fn answered(visit: &Visit, section: &Section) -> Result<bool> {
    if section.key != SectionKey::LegalEducation {
        return Ok(false);
    }
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    Ok(answering::public_list(&mut scope, None, None, 0, 1).await?.total > 0)
}

/// The section and the register that a path and its `so` name.
///
/// # Errors
/// [`Error::NotFound`] for what is none.
pub async fn asked_for(visit: &Visit) -> Result<(Section, &'static Register)> {
    let section = visit.tenant.profile.section_by_slug(visit.asked.param("section")).cloned();
    let section = section.filter(|section| !section.hidden).ok_or(Error::NotFound)?;
    let register = held(visit, &section).await?.wanted(&visit.asked, &section).ok_or(Error::NotFound)?;
    Ok((section, register))
}

/// What a list is narrowed by: the facts asked for by their keys, and the day on which entries hold.
pub fn filter(section: &Section, register: &'static Register, asked: &Asked, today: Date) -> Filter {
    let given = register.facets().map(|fact| (fact.key, asked.query(fact.key).to_owned()));
    let day = super::typed_day::day(asked.query(DAY)).unwrap_or(today);
    let all = asked.query(DAY) == ALL_DAYS;
    Filter {
        register: Some(register.key),
        facts: given.filter(|(_, value)| !value.is_empty()).collect(),
        holding: register.holds.filter(|_| !all).map(|span| (day, (span.from, span.until))),
        by_title: register.by_name,
        ..Filter::of_sections(&[section.key])
    }
}

/// Where it stands who held the posts of the body on a day; nowhere where the register tells nobody.
///
/// # Errors
/// When the database does not answer.
pub async fn holders_url(visit: &Visit, day: Date) -> Result<Option<String>> {
    let section = visit.tenant.profile.section(LEADERS.section).filter(|section| !section.hidden);
    let Some(section) = section else { return Ok(None) };
    let told = !chart::officers(visit, day).await?.is_empty();
    let base = visit.tenant.section_url(section, "");
    Ok(told.then(|| format!("{base}?so={}&{DAY}={day}", LEADERS.key)))
}

/// What is told of the entries of a list, each by its item and the key of the fact.
struct Told(HashMap<(ItemId, String), String>);

impl Told {
    /// Read at whose site each entry is.
    async fn of(visit: &Visit, entries: &[Entry]) -> Result<Self> {
        let mut owners: HashMap<TenantId, Vec<ItemId>> = HashMap::new();
        for entry in entries {
            owners.entry(entry.owner.id().clone()).or_default().push(entry.listed.item_id.clone());
        }
        let mut all = HashMap::new();
        for (owner, ids) in owners {
            let told = items::told_of(&mut visit.app.db.read(&owner).await?, &ids).await?;
            all.extend(told.into_iter().map(|(item, key, value)| ((item, key), value)));
        }
        Ok(Self(all))
    }

    fn get(&self, entry: &Entry, key: &str) -> Option<&str> {
        self.0.get(&(entry.listed.item_id.clone(), key.to_owned())).map(String::as_str)
    }
}

/// A section's register: `?so=&<fact>=&ngay=&trang=`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    visit: &Visit,
    section: &Section,
    register: &'static Register,
    held: &Held,
) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let path = format!("/{}", section.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(section.key)).await?;
    let filter = filter(section, register, asked, tenant.day);
    let size = page_size(register, asked);
    let found = issued::list(visit, &filter, (asked.page() - 1) * size, size).await?;
    let told = Told::of(visit, &found.entries).await?;
    let open = Filter { facts: Vec::new(), ..filter };
    let keys: Vec<&'static str> = register.facets().map(|fact| fact.key).collect();
    let facets = items::record_facets(&mut visit.app.db.read(tenant.id()).await?, &open, &keys).await?;
    let facets: Vec<(&'static Fact, Vec<(String, usize)>)> = register.facets().zip(facets).collect();
    let narrowed = narrowed(register, asked);
    let feed_url = tenant.section_url(section, "rss.xml");
    let title = section.title.clone();
    let mut layout =
        around.layout(&title, &format!("{} của {}.", register.many, tenant.identity().body), vec![]);
    layout.feeds = super::feeds::offered(tenant, section);
    let base = tenant.section_url(section, "");
    let data = |name: &str, file: &str| {
        Link::new(name, format!("{}?so={}{narrowed}", tenant.section_url(section, file), register.key))
    };
    Reply::page(&RecordListPage {
        layout,
        title,
        registers: ways_here(visit, section, register.key, held).await?,
        lists: lists(&base, register, asked, &facets),
        kept: register.split.map(|key| (key.to_owned(), asked.query(key).to_owned())),
        action: base.clone(),
        register: register.key.to_owned(),
        selects: selects(register, asked, &facets),
        day: register.holds.map(|span| AskedDay {
            label: span.asked.to_owned(),
            typed: Some(asked.query(DAY)).filter(|typed| *typed != ALL_DAYS).unwrap_or_default().to_owned(),
            all_url: format!("{base}?so={}&{DAY}={ALL_DAYS}", register.key),
        }),
        active: active(&base, register, asked),
        count_text: format!("{} {}", found.total, register.many.to_lowercase()),
        empty_text: format!("Chưa có nội dung nào trong mục “{}” khớp với điều đang chọn.", register.many),
        groups: groups(tenant, register, &found.entries, &told),
        standing: standing(visit, register),
        pager: Pager::over(found.total.div_ceil(size).max(1), asked.page(), |page| {
            tenant.url(&format!("{path}?trang={page}&so={}{narrowed}", register.key))
        }),
        feed_url: Some(feed_url),
        data: vec![data("CSV", "du-lieu.csv"), data("JSON", "du-lieu.json")],
    })
}

/// How many entries stand on one page.
fn page_size(register: &Register, asked: &Asked) -> usize {
    let split = register.split.is_some_and(|key| !asked.query(key).is_empty());
    match (register.by_name, register.grouped.is_some(), split) {
        (true, _, true) => WHOLE_LIST,
        (true, ..) | (_, true, _) => LONG_PAGE,
        _ => PAGE,
    }
}

/// What stands beside the entries of the directory of links and is never typed: every site of the deployment and
/// every unit of the body (Nghị định 43/2011/NĐ-CP Điều 15.1.b, Điều 16).
fn standing(visit: &Visit, register: &'static Register) -> Vec<StandingLinks> {
    if register.key != LINKS.key {
        return Vec::new();
    }
    let tenant = &visit.tenant;
    let mut sites: Vec<Link> = (visit.app.directory.all().iter())
        .filter(|site| site.id() != tenant.id())
        .map(|site| Link::new(site.identity().full_name.clone(), site.url("/")))
        .collect();
    sites.sort_by_key(|link| folded(&link.title));
    let units = tenant.profile.units_on(tenant.day);
    let units = units.map(|unit| {
        Link::new(unit.name.clone(), tenant.url(&format!("/lien-he#{}", super::about::unit_anchor(unit))))
    });
    let group = |title: String, links: Vec<Link>| StandingLinks { title, links };
    let all = [
        group("Các trang cùng hệ thống".to_owned(), sites),
        group(format!("Các đơn vị của {}", tenant.identity().body), units.collect()),
    ];
    all.into_iter().filter(|group| !group.links.is_empty()).collect()
}

/// The entries under their headings: those of declared values in the declared order, others as they come.
fn groups(tenant: &Tenant, register: &'static Register, entries: &[Entry], told: &Told) -> Vec<RecordGroup> {
    let row = |entry: &Entry| RecordRow {
        link: Link::new(entry.listed.title.clone(), issued::entry_url(tenant, entry)),
        summary: entry.listed.summary.clone(),
        facts: (register.facts.iter().filter(|fact| fact.listed))
            .filter_map(|fact| told.get(entry, fact.key).map(|stored| shown(fact, stored)))
            .collect(),
    };
    let heading = register.grouped.and_then(|key| register.fact(key));
    let Some(fact) = heading else {
        let rows: Vec<RecordRow> = entries.iter().map(row).collect();
        return Some(RecordGroup { title: None, rows })
            .filter(|group| !group.rows.is_empty())
            .into_iter()
            .collect();
    };
    let mut groups: Vec<(&str, Vec<RecordRow>)> = Vec::new();
    for entry in entries {
        let value = fact.group(told.get(entry, fact.key).unwrap_or_default());
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, rows)) => rows.push(row(entry)),
            None => groups.push((value, vec![row(entry)])),
        }
    }
    groups.sort_by_key(|(value, _)| fact.place(value));
    let group = |(value, rows)| RecordGroup { title: Some(fact.heading(value)), rows };
    groups.into_iter().map(group).collect()
}

/// The query of what is narrowed now.
fn narrowed(register: &Register, asked: &Asked) -> String {
    let keys = register.facets().map(|fact| fact.key).chain(register.holds.map(|_| DAY));
    keys.filter(|key| !asked.query(key).is_empty())
        .map(|key| format!("&{key}={}", encode(asked.query(key))))
        .collect()
}

/// The section's registers that hold something, its articles and what is archived, as ways to go between them, one of
/// which is read now; none where there is but one.
///
/// # Errors
/// When the database does not answer.
pub async fn ways_here(
    visit: &Visit,
    section: &Section,
    current: &str,
    held: &Held,
) -> Result<Vec<FilterLink>> {
    let base = visit.tenant.section_url(section, "");
    let way = |title: &str, key: &str| FilterLink {
        link: Link::new(title, format!("{base}?so={key}")),
        count: None,
        current: key == current,
    };
    let news = Filter { kind: Some(Kind::News), ..Filter::of_sections(&[section.key]) };
    let articles = issued::list(visit, &news, 0, 1).await?.total > 0;
    let told = |one: &&'static Register| one.key == current || held.holds(one);
    let mut ways: Vec<FilterLink> =
        Register::of_section(section.key).filter(told).map(|one| way(one.many, one.key)).collect();
    if section.key == SectionKey::Organisation {
        ways.push(way(chart::TITLE, chart::KEY));
    }
    if articles {
        ways.push(way("Tin, bài", "tin"));
    }
    if holds_archived(visit, section).await? {
        ways.push(FilterLink { link: archive_link(&visit.tenant, section), count: None, current: false });
    }
    Ok(if ways.len() == 1 { Vec::new() } else { ways })
}

/// The lists that a register falls into, each with how many stand in it; the declared ones also while they are empty.
fn lists(
    base: &str,
    register: &'static Register,
    asked: &Asked,
    facets: &[(&'static Fact, Vec<(String, usize)>)],
) -> Vec<FilterLink> {
    let Some((fact, values)) = facets.iter().find(|(fact, _)| register.split == Some(fact.key)) else {
        return Vec::new();
    };
    let count = |value: &str| values.iter().find(|(known, _)| known == value).map_or(0, |(_, count)| *count);
    let keys: Vec<&str> = match fact.shape {
        Shape::Choice(choices) => choices.iter().map(|(key, _)| *key).collect(),
        _ => values.iter().map(|(value, _)| value.as_str()).collect(),
    };
    let chosen = asked.query(fact.key);
    let all = FilterLink {
        link: Link::new("Tất cả", format!("{base}?so={}", register.key)),
        count: None,
        current: chosen.is_empty(),
    };
    let list = |key: &str| FilterLink {
        link: Link::new(fact.shown(key), format!("{base}?so={}&{}={}", register.key, fact.key, encode(key))),
        count: u64::try_from(count(key)).ok(),
        current: chosen == key,
    };
    std::iter::once(all).chain(keys.into_iter().map(list)).collect()
}

fn selects(
    register: &'static Register,
    asked: &Asked,
    facets: &[(&'static Fact, Vec<(String, usize)>)],
) -> Vec<Select> {
    let with = facets.iter().filter(|(fact, values)| !values.is_empty() && register.split != Some(fact.key));
    with.map(|(fact, values)| {
        let choice = |value: &str, label: String| {
            let choice = Choice::new(value, label);
            if asked.query(fact.key) == value { choice.chosen() } else { choice }
        };
        let told =
            values.iter().map(|(value, count)| choice(value, format!("{} ({count})", fact.shown(value))));
        Select {
            id: fact.key.to_owned(),
            label: fact.label.to_owned(),
            choices: std::iter::once(choice("", "Tất cả".to_owned())).chain(told).collect(),
        }
    })
    .collect()
}

/// What the list is narrowed by, each as a link that takes it away.
fn active(base: &str, register: &'static Register, asked: &Asked) -> Vec<Link> {
    let on: Vec<&Fact> = register.facets().filter(|fact| !asked.query(fact.key).is_empty()).collect();
    let without = |off: &Fact| {
        let rest = on.iter().filter(|fact| fact.key != off.key);
        let rest: String =
            rest.map(|fact| format!("&{}={}", fact.key, encode(asked.query(fact.key)))).collect();
        format!("{base}?so={}{rest}", register.key)
    };
    on.iter()
        .map(|fact| {
            Link::new(format!("{}: {}", fact.label, fact.shown(asked.query(fact.key))), without(fact))
        })
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
    let mut layout = item::layout(visit, section, live, &record.title, &record.summary).await?;
    layout.banners.extend(over(record, tenant.day));
    let look = record.facts.get(LOOK);
    if !look.is_empty() {
        look.clone_into(&mut layout.site.palette);
    }
    let pages = if record.register.key == ABOUT.key { Pages::of(visit).await? } else { Pages::default() };
    layout.breadcrumbs.extend(pages.way(visit, section, &live.slug));
    let wardrobe = super::files::wardrobe(&visit.app, tenant, &live.content.file_ids()).await?;
    let told = || record.told();
    let short = told().filter(|(fact, _)| !fact.shape.is_long());
    let parts = told().filter(|(fact, _)| matches!(fact.shape, Shape::Text)).map(|(fact, text)| Part {
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
        picture: super::files::lead(&wardrobe, visit.site(), &record.common.attachments, &record.body_html),
        menu: menu(visit, record),
        belonging: super::specials::belonging(visit, record).await?,
        tree: pages.tree(visit, section),
        door: record.door().map(|(words, address)| Door {
            link: Link::new(words, address),
            ping: opened::ping(visit, section, &live.slug),
        }),
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
        files: item::files(visit, &record.common.attachments).await?,
        mail_url: item::mail_url(&record.title, &layout),
        print_url: item::print_url(visit, live),
        layout,
    })
}

/// What the page says of an entry that no longer holds.
fn over(record: &Record, today: Date) -> Option<Notice> {
    let (last, span) = (record.over_since(today)?, record.register.holds?);
    Some(Notice {
        kind: span.over.to_owned(),
        text: format!("Đến hết ngày {}; nội dung được giữ lại để tra cứu.", date_vi(last)),
        link: None,
    })
}

/// The entry's own menu; what lies on the site itself is led to there.
fn menu(visit: &Visit, record: &Record) -> Vec<Link> {
    let kept = record.register.facts.iter().filter(|fact| matches!(fact.shape, Shape::Ways));
    kept.flat_map(|fact| ways_of(record.facts.get(fact.key)))
        .map(|(name, address)| {
            let own = address.starts_with('/');
            Link::new(name, if own { visit.tenant.url(address) } else { address.to_owned() })
        })
        .collect()
}
