//! What belongs to a special-topic site, and the ones that are open today (Quy chế Điều 3.15).

use crate::app::App;
use crate::base::error::Result;
use crate::items::kinds::record::{MEMBERS, Member, Record, SPECIALS, members};
use crate::items::store::{self as items, Filter};
use crate::public::site::day;
use crate::public::views::Link;
use crate::public::views::record::{Belonging, MemberGroup};
use crate::public::visit::Visit;
use crate::tenants::directory::Tenant;
use crate::tenants::{Section, SectionKey};

use super::{cards, issued};

/// How many items of a section stand on a special's home.
const OF_A_SECTION: usize = 10;
/// How many specials stand in the menus.
const OPEN: usize = 6;

/// The specials that are open on the site's day.
///
/// # Errors
/// When the database does not answer.
pub async fn open(app: &App, tenant: &Tenant) -> Result<Vec<Link>> {
    if tenant.profile.section(SPECIALS.section).is_none_or(|section| section.hidden) {
        return Ok(Vec::new());
    }
    let filter = Filter {
        register: Some(SPECIALS.key),
        holding: SPECIALS.holds.map(|span| (tenant.day, (span.from, span.until))),
        ..Filter::of_sections(&[SPECIALS.section])
    };
    let mut scope = app.db.read(tenant.id()).await?;
    let listed = items::live_list(&mut scope, &filter, 0, OPEN).await?.items;
    Ok(listed
        .into_iter()
        .map(|one| Link::new(one.title, super::item_url(tenant, one.section, &one.slug)))
        .collect())
}

/// What belongs to a special: the chosen items first, then each section that was named.
///
/// # Errors
/// When the database does not answer.
pub async fn belonging(visit: &Visit, record: &Record) -> Result<Vec<MemberGroup>> {
    let (mut chosen, mut groups) = (Vec::new(), Vec::new());
    for member in members(record.facts.get(MEMBERS)) {
        match member {
            Member::Item(_, slug) => chosen.extend(item(visit, slug).await?),
            Member::Section(slug, theme) => groups.extend(section(visit, slug, theme).await?),
        }
    }
    let chosen = Some(MemberGroup { title: "Nội dung chính".into(), items: chosen, all: None });
    Ok(chosen.into_iter().chain(groups).filter(|group| !group.items.is_empty()).collect())
}

/// One item; nothing where it is not live.
async fn item(visit: &Visit, slug: &str) -> Result<Option<Belonging>> {
    let tenant = &visit.tenant;
    let live = items::live(&mut visit.app.db.read(tenant.id()).await?, slug).await?;
    Ok(live.map(|live| Belonging {
        link: Link::new(live.content.title(), super::item_url(tenant, live.section, &live.slug)),
        summary: live.content.summary().to_owned(),
        at: live.listed_on.map(day),
    }))
}

async fn section(visit: &Visit, slug: &str, theme: Option<&str>) -> Result<Option<MemberGroup>> {
    let tenant = &visit.tenant;
    let Some(section) = tenant.profile.section_by_slug(slug) else { return Ok(None) };
    let title = |section: &Section| match theme.and_then(|key| tenant.profile.news_theme(key)) {
        Some(theme) => format!("{}: {}", section.title, theme.title),
        None => section.title.clone(),
    };
    let query = theme.map(|key| format!("?chu-de={key}")).unwrap_or_default();
    let all = Link::new(
        format!("Tất cả: {}", title(section)),
        format!("{}{query}", tenant.section_url(section, "")),
    );
    if section.key == SectionKey::Questions {
        return Ok(None);
    }
    let filter = Filter { theme: theme.map(str::to_owned), ..Filter::of_sections(&[section.key]) };
    let found = issued::list(visit, &filter, 0, OF_A_SECTION).await?;
    let items = found.entries.iter().map(|entry| {
        let card = cards::entry(tenant, entry);
        Belonging { link: card.link, summary: card.summary, at: entry.listed.listed_on.map(day) }
    });
    Ok(Some(MemberGroup { title: title(section), items: items.collect(), all: Some(all) }))
}
