//! What stands in the blocks of a home; a block that has nothing is left out, so that no empty box is shown.

use crate::base::error::Result;
use crate::face::arrangement::{Arrangement, Block, Placed};
use crate::items::kinds::Kind;
use crate::items::kinds::record::Register;
use crate::items::store::{self as items, Filter, Listed};
use crate::public::site;
use crate::public::views::Link;
use crate::public::views::home::{BlockContent, HomeBlock, NewsCard};
use crate::public::visit::Visit;
use crate::questions::store as questions;
use crate::schedule::{self, Week};
use crate::tenants::SectionKey;

use super::issued::{self, Entries};
use super::{cards, consultations, schedule as calendar};

/// The blocks that are shown and have something to show, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn filled(visit: &Visit, arrangement: &Arrangement) -> Result<Vec<HomeBlock>> {
    let mut blocks = Vec::new();
    for placed in arrangement.blocks.iter().filter(|placed| placed.shown) {
        let Some((content, all)) = content(visit, placed).await? else { continue };
        let title = match placed.block {
            Block::Communes if placed.heading.is_empty() => site::children_title(&visit.app, &visit.tenant),
            _ => placed.title().to_owned(),
        };
        blocks.push(HomeBlock { key: placed.block.key(), title, all, content });
    }
    Ok(blocks)
}

/// What a block shows with the way to all of it; none where there is nothing.
type Filled = Option<(BlockContent, Option<Link>)>;

async fn content(visit: &Visit, placed: &Placed) -> Result<Filled> {
    let limit = placed.limit();
    match placed.block {
        Block::Lead => lead(visit, limit).await,
        Block::Documents => documents(visit, limit).await,
        Block::Announcements => briefs(visit, SectionKey::Steering, "Tất cả chỉ đạo, thông báo", limit).await,
        Block::Week => week(visit, limit).await,
        Block::Ask => questions(visit, limit).await,
        Block::Consultations => consulted(visit, limit).await,
        Block::Procedures => procedures(visit, limit).await,
        Block::Media => media(visit, limit).await,
        Block::Specials => specials(visit, limit).await,
        Block::Communes => Ok(communes(visit)),
        Block::Links => others(visit, limit).await,
        Block::Above => above(visit, limit).await,
    }
}

/// The way to a section that the site shows.
fn section(visit: &Visit, key: SectionKey, words: &str) -> Option<Link> {
    let section = visit.tenant.profile.section(key).filter(|section| !section.hidden)?;
    Some(Link::new(words, visit.tenant.section_url(section, "")))
}

fn briefs_of(visit: &Visit, found: &Entries) -> Vec<NewsCard> {
    found.entries.iter().map(|entry| cards::entry(&visit.tenant, entry)).collect()
}

async fn lead(visit: &Visit, limit: usize) -> Result<Filled> {
    let (app, tenant) = (&visit.app, &visit.tenant);
    let mut found = issued::list(visit, &Filter::of_sections(&[SectionKey::News]), 0, limit).await?;
    let mut all = section(visit, SectionKey::News, "Tất cả tin tức");
    if found.entries.is_empty() {
        // A small site opens with whatever it has, rather than with nothing.
        found = issued::list(visit, &Filter::default(), 0, limit).await?;
        all = None;
    }
    let mut cards = briefs_of(visit, &found);
    let Some(first) = found.entries.first() else { return Ok(None) };
    let mut lead = cards.remove(0);
    lead.picture = cards::Pictures::of(app, tenant, std::slice::from_ref(first)).await?.large(first);
    Ok(Some((BlockContent::News { lead: Box::new(lead), further: cards }, all)))
}

async fn documents(visit: &Visit, limit: usize) -> Result<Filled> {
    let found = issued::list(visit, &Filter::of_kind(Kind::Document), 0, limit).await?;
    let cards = cards::entries(&visit.app, &visit.tenant, &found.entries).await?;
    let all = Link::new("Tất cả văn bản", visit.tenant.url("/van-ban-tat-ca"));
    Ok((!cards.is_empty()).then_some((BlockContent::Documents(cards), Some(all))))
}

async fn briefs(visit: &Visit, key: SectionKey, words: &str, limit: usize) -> Result<Filled> {
    let Some(all) = section(visit, key, words) else { return Ok(None) };
    let cards = briefs_of(visit, &issued::list(visit, &Filter::of_sections(&[key]), 0, limit).await?);
    Ok((!cards.is_empty()).then_some((BlockContent::Briefs(cards), Some(all))))
}

/// What is published of this week from today on.
async fn week(visit: &Visit, limit: usize) -> Result<Filled> {
    let Some(all) = section(visit, SectionKey::Calendar, "Cả tuần và các tuần khác") else {
        return Ok(None);
    };
    let today = visit.app.db.clock.today();
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let mut entries = schedule::store::between(&mut scope, today, Week::of(today).last(), true).await?;
    entries.truncate(limit);
    let days = calendar::days(&visit.tenant.profile, Week::of(today), today, &entries);
    let days: Vec<_> = days.into_iter().filter(|day| !day.entries.is_empty()).collect();
    Ok((!days.is_empty()).then_some((BlockContent::Week(days), Some(all))))
}

async fn questions(visit: &Visit, limit: usize) -> Result<Filled> {
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let found = questions::public_list(&mut scope, 0, limit).await?;
    let cards: Vec<_> =
        found.questions.iter().map(|question| cards::question(&visit.tenant, question)).collect();
    let all = section(visit, SectionKey::Questions, "Tất cả câu hỏi");
    Ok((!cards.is_empty()).then_some((BlockContent::Questions(cards), all)))
}

async fn consulted(visit: &Visit, limit: usize) -> Result<Filled> {
    let mut open = consultations::open_now(visit).await?;
    open.truncate(limit);
    let all = Link::new("Tất cả dự thảo lấy ý kiến", visit.tenant.url(consultations::HOME));
    Ok((!open.is_empty()).then_some((BlockContent::Consultations(open), Some(all))))
}

async fn procedures(visit: &Visit, limit: usize) -> Result<Filled> {
    let Some(all) = section(visit, SectionKey::Services, "Tất cả thủ tục") else { return Ok(None) };
    listed(visit, &Filter { by_title: true, ..Filter::of_sections(&[SectionKey::Services]) }, limit, all)
        .await
}

async fn others(visit: &Visit, limit: usize) -> Result<Filled> {
    let Some(all) = section(visit, SectionKey::Links, "Tất cả liên kết") else { return Ok(None) };
    listed(visit, &Filter { by_title: true, ..Filter::of_sections(&[SectionKey::Links]) }, limit, all).await
}

/// The special topics that are open today.
async fn specials(visit: &Visit, limit: usize) -> Result<Filled> {
    let Some(all) = section(visit, SectionKey::Specials, "Tất cả chuyên trang") else { return Ok(None) };
    let span = Register::of_section(SectionKey::Specials).find_map(|register| register.holds);
    let holding = span.map(|span| (visit.app.db.clock.today(), (span.from, span.until)));
    listed(visit, &Filter { holding, ..Filter::of_sections(&[SectionKey::Specials]) }, limit, all).await
}

async fn listed(visit: &Visit, filter: &Filter, limit: usize, all: Link) -> Result<Filled> {
    let found = issued::list(visit, filter, 0, limit).await?;
    let link = |entry| issued::entry_url(&visit.tenant, entry);
    let links: Vec<Link> =
        found.entries.iter().map(|entry| Link::new(entry.listed.title.clone(), link(entry))).collect();
    Ok((!links.is_empty()).then_some((BlockContent::Links(links), Some(all))))
}

/// Sound and film, of the sections that the site shows.
async fn media(visit: &Visit, limit: usize) -> Result<Filled> {
    let sections = [
        (SectionKey::Television, "Tất cả chương trình truyền hình"),
        (SectionKey::Radio, "Tất cả chương trình truyền thanh"),
    ];
    let shown: Vec<_> =
        sections.into_iter().filter_map(|(key, words)| Some((key, section(visit, key, words)?))).collect();
    let keys: Vec<SectionKey> = shown.iter().map(|(key, _)| *key).collect();
    if keys.is_empty() {
        return Ok(None);
    }
    let found = issued::list(visit, &Filter::of_sections(&keys), 0, limit).await?;
    let Some(first) = found.entries.first() else { return Ok(None) };
    let all = shown.into_iter().find(|(key, _)| *key == first.listed.section).map(|(_, link)| link);
    Ok(Some((BlockContent::Briefs(briefs_of(visit, &found)), all)))
}

fn communes(visit: &Visit) -> Filled {
    let links = site::children(&visit.app, &visit.tenant);
    (!links.is_empty()).then_some((BlockContent::Links(links), None))
}

/// The latest of the site above, without what it has issued to this one and stands here already.
async fn above(visit: &Visit, limit: usize) -> Result<Filled> {
    let Some(parent) = visit.tenant.parent.as_ref().and_then(|id| visit.app.directory.get(id)) else {
        return Ok(None);
    };
    let news = Filter::of_sections(&[SectionKey::News]);
    let here = issued::list(visit, &news, 0, limit).await?;
    let mut scope = visit.app.db.read(parent.id()).await?;
    let latest = items::live_list(&mut scope, &news, 0, limit).await?;
    let elsewhere = |item: &&Listed| here.entries.iter().all(|entry| entry.listed.item_id != item.item_id);
    let cards: Vec<_> =
        latest.items.iter().filter(elsewhere).map(|item| cards::news(&parent, item)).collect();
    let all = Link::new(format!("Đến trang {}", parent.identity().full_name), parent.url("/"));
    Ok((!cards.is_empty()).then_some((BlockContent::Briefs(cards), Some(all))))
}
