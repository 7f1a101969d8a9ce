//! A section's list: news by month, documents with the form that narrows them, or a register's own page.

use crate::base::error::{Error, Result};
use crate::base::web::asked::Asked;
use crate::items::kinds::{Kind, SteeringPart, Topic};
use crate::items::relations;
use crate::items::store::{self as items, Facets, Filter};
use crate::public::site::{Around, topic_title};
use crate::public::views::document_list::{DocumentFilter, DocumentListPage};
use crate::public::views::home::NewsCard;
use crate::public::views::news_list::{FilterLink, Month, NewsListPage};
use crate::public::views::{Choice, Link, Pager};
use crate::public::visit::{Reply, Visit};
use crate::search::Effect;
use crate::tenants::directory::Tenant;
use crate::tenants::{Section, SectionKey};

use super::cards;
use super::home::encode;
use super::issued::{self, Entry};
use super::records::Held;

/// Items on one page of a list.
pub const PAGE: usize = 20;

/// `/:section`
///
/// # Errors
/// [`Error::NotFound`] when the site has no such section.
pub async fn list(visit: Visit) -> Result<Reply> {
    let section =
        visit.tenant.profile.section_by_slug(visit.asked.param("section")).cloned().ok_or(Error::NotFound)?;
    match section.key {
        SectionKey::Questions => super::questions::list(visit).await,
        SectionKey::Legislation | SectionKey::Steering => {
            let title = section.title.clone();
            documents(&visit, &format!("/{}", section.slug), &title, &[section.key], Some(section.key)).await
        }
        SectionKey::LegalEducation if visit.asked.query("so") == super::questions::BY_FIELD => {
            super::questions::by_field(&visit, &section).await
        }
        _ if is_archive(&visit.asked) => archive(&visit, &section).await,
        SectionKey::Calendar if visit.asked.query("bai-viet").is_empty() => {
            super::schedule::week(visit, &section).await
        }
        SectionKey::Organisation if visit.asked.query("so") == super::chart::KEY => {
            super::chart::page(&visit, &section).await
        }
        _ => {
            let held = super::records::held(&visit, &section).await?;
            match held.wanted(&visit.asked, &section) {
                Some(register) => super::records::list(&visit, &section, register, &held).await,
                None => news(&visit, &section, &held).await,
            }
        }
    }
}

/// Whether what is no longer current is asked for, instead of what is.
fn is_archive(asked: &Asked) -> bool {
    asked.query("luu-tru") == "1"
}

/// What a section holds that is no longer current: articles and entries of its registers alike.
async fn archive(visit: &Visit, section: &Section) -> Result<Reply> {
    news(visit, section, &super::records::held(visit, section).await?).await
}

/// `/van-ban-tat-ca`: the documents of both sections.
///
/// # Errors
/// When the database does not answer.
pub async fn all_documents(visit: Visit) -> Result<Reply> {
    documents(
        &visit,
        "/van-ban-tat-ca",
        "Tra cứu văn bản",
        &[SectionKey::Legislation, SectionKey::Steering],
        None,
    )
    .await
}

async fn news(visit: &Visit, section: &Section, held: &Held) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let path = format!("/{}", section.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(section.key)).await?;
    let topic = asked.query("loai");
    let archived = is_archive(asked);
    let theme = asked.query("chu-de");
    let filter = Filter {
        kind: Some(Kind::News).filter(|_| !archived),
        topic: Some(topic.to_owned()).filter(|topic| !topic.is_empty()),
        theme: Some(theme.to_owned()).filter(|theme| !theme.is_empty()),
        archived,
        ..Filter::of_sections(&[section.key])
    };
    let found = issued::list(visit, &filter, (asked.page() - 1) * PAGE, PAGE).await?;
    let pictures = cards::Pictures::of(&visit.app, tenant, &found.entries).await?;
    let kept = if topic.is_empty() { String::new() } else { format!("&loai={}", encode(topic)) };
    let kept = if theme.is_empty() { kept } else { format!("{kept}&chu-de={}", encode(theme)) };
    let kept = if archived { format!("{kept}&luu-tru=1") } else { kept };
    let kept = if section.key == SectionKey::Calendar { format!("{kept}&bai-viet=1") } else { kept };
    let kept = if asked.query("so").is_empty() { kept } else { format!("{kept}&so=tin") };
    let ways = super::records::ways(visit, section, held);
    let holds_archived = archived || holds_archived(visit, section).await?;
    let pages = found.total.div_ceil(PAGE);
    let mut layout =
        around.layout(&section.title, &format!("{} của {}.", section.title, tenant.identity().body), vec![]);
    let feed_url = tenant.section_url(section, "rss.xml");
    layout.feeds = super::feeds::offered(tenant, section);
    Reply::page(&NewsListPage {
        layout,
        title: section.title.clone(),
        intro: None,
        topics: topics(visit, section, topic, holds_archived.then_some(archived), ways),
        themes: if section.key == SectionKey::News {
            super::themes::links(visit, theme).await?
        } else {
            Vec::new()
        },
        months: by_month(visit, &found.entries, &pictures),
        empty_text: "Chuyên mục này chưa có bài. Hãy dùng ô tìm kiếm, hoặc gửi câu hỏi tới cơ quan.".into(),
        pager: Pager::over(pages.max(1), asked.page(), |page| {
            tenant.url(&format!("{path}?trang={page}{kept}"))
        }),
        feed_url: Some(feed_url),
    })
}

/// The way to what a section holds that is no longer current.
pub fn archive_link(tenant: &Tenant, section: &Section) -> Link {
    Link::new("Đã lưu trữ", format!("{}?luu-tru=1", tenant.section_url(section, "")))
}

/// Whether a section holds something that is no longer current.
///
/// # Errors
/// When the database does not answer.
pub async fn holds_archived(visit: &Visit, section: &Section) -> Result<bool> {
    let filter = Filter { archived: true, ..Filter::of_sections(&[section.key]) };
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    Ok(items::live_list(&mut scope, &filter, 0, 1).await?.total > 0)
}

/// The ways to narrow a section's list; `archived` says, where there is an archive, whether it is the one shown.
fn topics(
    visit: &Visit,
    section: &Section,
    current: &str,
    archived: Option<bool>,
    ways: Vec<Link>,
) -> Vec<FilterLink> {
    let tenant = &visit.tenant;
    let in_archive = archived == Some(true);
    let link = |query: &str, title: String, current: bool| FilterLink {
        link: Link::new(title, format!("{}{query}", tenant.section_url(section, ""))),
        count: None,
        current,
    };
    let all = match section.key {
        // The section's own page is the week.
        SectionKey::Calendar => ("?bai-viet=1", "Thông báo về lịch"),
        _ if ways.is_empty() => ("", "Tất cả"),
        _ => ("?so=tin", "Tin, bài"),
    };
    let mut links = vec![link(all.0, all.1.to_owned(), current.is_empty() && !in_archive)];
    links.extend(ways.into_iter().map(|link| FilterLink { link, count: None, current: false }));
    if section.key == SectionKey::News {
        links.extend(Topic::ALL.iter().map(|topic| {
            let key = topic.as_str();
            link(&format!("?loai={key}"), topic_title(tenant, key), key == current && !in_archive)
        }));
    }
    if archived.is_some() {
        links.push(FilterLink { link: archive_link(tenant, section), count: None, current: in_archive });
    }
    if links.len() == 1 { Vec::new() } else { links }
}

/// Items under the months in which they are listed.
pub fn by_month(visit: &Visit, entries: &[Entry], pictures: &cards::Pictures) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for entry in entries {
        let title = entry.listed.listed_on.map_or_else(
            || "Chưa rõ ngày".to_owned(),
            |date| format!("Tháng {} năm {}", date.month(), date.year()),
        );
        let card = NewsCard { picture: pictures.small(entry), ..cards::entry(&visit.tenant, entry) };
        match months.last_mut() {
            Some(month) if month.title == title => month.items.push(card),
            _ => months.push(Month { title, items: vec![card] }),
        }
    }
    months
}

async fn documents(
    visit: &Visit,
    path: &str,
    title: &str,
    sections: &[SectionKey],
    current: Option<SectionKey>,
) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    if !asked.query("q").is_empty() {
        return Ok(Reply::SeeOther(tenant.url(&searched(asked))));
    }
    let around = Around::of(&visit.app, tenant, path, current).await?;
    let mut filter = filter(asked, sections, tenant.day);
    if filter.in_force.is_some() {
        filter.overruled =
            relations::overruled(&visit.app.db, &visit.app.directory, tenant, tenant.day).await?;
    }
    let found = issued::list(visit, &filter, (asked.page() - 1) * PAGE, PAGE).await?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let facets = items::document_facets(&mut scope, sections).await?;
    drop(scope);
    let kept: String = ["muc", "loai", "nam", "co-quan", "hieu-luc"]
        .iter()
        .filter(|name| !asked.query(name).is_empty())
        .map(|name| format!("&{name}={}", encode(asked.query(name))))
        .collect();
    Reply::page(&DocumentListPage {
        layout: around.layout(title, &format!("{title} của {}.", tenant.identity().body), vec![]),
        title: title.to_owned(),
        intro: None,
        parts: parts(visit, sections),
        part: asked.query("muc").to_owned(),
        filter: form(asked, tenant.url(path), &facets),
        count_text: format!("{} văn bản, mới nhất trước", found.total),
        documents: cards::entries(&visit.app, tenant, &found.entries).await?,
        pager: Pager::over(found.total.div_ceil(PAGE).max(1), asked.page(), |page| {
            tenant.url(&format!("{path}?trang={page}{kept}"))
        }),
        feed_url: None,
        data: current.map_or_else(Vec::new, |_| {
            let query = if kept.is_empty() { String::new() } else { format!("?{}", &kept[1..]) };
            let file = |name: &str, ending: &str| {
                Link::new(name, tenant.url(&format!("{path}/du-lieu.{ending}{query}")))
            };
            vec![file("CSV", "csv"), file("JSON", "json")]
        }),
    })
}

/// The four parts of steering (Nghị định 43/2011/NĐ-CP Điều 10.1.c), of which the leaders' calendar is a section of
/// its own; none for other sections.
fn parts(visit: &Visit, sections: &[SectionKey]) -> Vec<FilterLink> {
    let tenant = &visit.tenant;
    let Some(section) = tenant.profile.section(SectionKey::Steering).filter(|one| sections == [one.key])
    else {
        return Vec::new();
    };
    let (base, current) = (tenant.section_url(section, ""), visit.asked.query("muc"));
    let link =
        |title: &str, url: String, current| FilterLink { link: Link::new(title, url), count: None, current };
    let all = link("Tất cả", base.clone(), current.is_empty());
    let parts = SteeringPart::ALL.into_iter().map(|part| {
        link(part.vietnamese(), format!("{base}?muc={}", part.as_str()), current == part.as_str())
    });
    let calendar = tenant.profile.section(SectionKey::Calendar).filter(|section| !section.hidden);
    let calendar =
        calendar.map(|section| link("Lịch làm việc của lãnh đạo", tenant.section_url(section, ""), false));
    std::iter::once(all).chain(parts).chain(calendar).collect()
}

/// The search for what was typed into the list's form, under the same filters.
fn searched(asked: &Asked) -> String {
    let in_force = match asked.query("hieu-luc") {
        "con" => Effect::InForce.as_str(),
        "het" => Effect::Expired.as_str(),
        _ => "",
    };
    let [kind, year, issuer] = ["loai", "nam", "co-quan"].map(|name| (name, asked.query(name)));
    let kept = [("kieu", "document"), kind, ("hieu-luc", in_force), issuer, year];
    let kept = kept.iter().filter(|(_, value)| !value.is_empty());
    let kept: String = kept.map(|(name, value)| format!("&{name}={}", encode(value))).collect();
    format!("/tim-kiem?q={}{kept}", encode(asked.query("q")))
}

/// What a list of documents is narrowed by: `?loai=&co-quan=&nam=&hieu-luc=`.
pub(super) fn filter(asked: &Asked, sections: &[SectionKey], today: jiff::civil::Date) -> Filter {
    let given = |name: &str| Some(asked.query(name).to_owned()).filter(|value| !value.is_empty());
    Filter {
        kind: Some(Kind::Document),
        topic: given("muc"),
        doc_type: given("loai"),
        issuer: given("co-quan"),
        year: asked.query("nam").parse().ok(),
        in_force: match asked.query("hieu-luc") {
            "con" => Some((today, true)),
            "het" => Some((today, false)),
            _ => None,
        },
        archived: asked.query("hieu-luc") == "luu-tru",
        ..Filter::of_sections(sections)
    }
}

fn form(asked: &Asked, action: String, facets: &Facets) -> DocumentFilter {
    let choices = |name: &str, all: &str, values: &[(String, usize)]| {
        let entry = |value: &str, label: String| {
            let choice = Choice::new(value, label);
            if asked.query(name) == value { choice.chosen() } else { choice }
        };
        let rest = values.iter().map(|(value, count)| entry(value, format!("{value} ({count})")));
        std::iter::once(entry("", all.to_owned())).chain(rest).collect::<Vec<_>>()
    };
    let state = |value: &str, label: &str| {
        let choice = Choice::new(value, label);
        if asked.query("hieu-luc") == value { choice.chosen() } else { choice }
    };
    DocumentFilter {
        q: String::new(),
        kinds: choices("loai", "Mọi loại văn bản", &facets.types),
        years: choices("nam", "Mọi năm", &facets.years),
        issuers: choices("co-quan", "Mọi cơ quan", &facets.issuers),
        states: vec![
            state("", "Mọi tình trạng"),
            state("con", "Còn hiệu lực"),
            state("het", "Hết hiệu lực"),
            state("luu-tru", "Đã lưu trữ"),
        ],
        active: active(asked, &action),
        action,
    }
}

fn active(asked: &Asked, action: &str) -> Vec<Link> {
    let names = ["muc", "loai", "nam", "co-quan", "hieu-luc"];
    let on = names.iter().filter(|name| !asked.query(name).is_empty());
    on.map(|off| {
        let rest: Vec<String> = names
            .iter()
            .filter(|name| name != &off && !asked.query(name).is_empty())
            .map(|name| format!("{name}={}", encode(asked.query(name))))
            .collect();
        let shown = match asked.query(off) {
            part if *off == "muc" => match SteeringPart::parse(part) {
                Some(known) => known.vietnamese(),
                None => part,
            },
            "con" => "Còn hiệu lực",
            "het" => "Hết hiệu lực",
            "luu-tru" => "Đã lưu trữ",
            other => other,
        };
        Link::new(shown, format!("{action}?{}", rest.join("&")))
    })
    .collect()
}
