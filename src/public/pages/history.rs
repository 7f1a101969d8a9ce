//! The public history of a document: when it was published and corrected, why, and in what.

use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::items::Content;
use crate::items::corrections::{self, Step};
use crate::items::store as items;
use crate::public::site::{Around, day};
use crate::public::views::Link;
use crate::public::views::history::{FactRow, HistoryPage, StepView};
use crate::public::visit::{Reply, Visit};

/// `/:section/:slug/lich-su`
///
/// # Errors
/// [`Error::NotFound`] for what is not a live document of this site.
pub async fn history(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let section = tenant.profile.section_by_slug(visit.asked.param("section")).ok_or(Error::NotFound)?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let live = items::live(&mut scope, visit.asked.param("slug")).await?.ok_or(Error::NotFound)?;
    let Content::Document(document) = &live.content else { return Err(Error::NotFound) };
    if live.section != section.key {
        return Err(Error::NotFound);
    }
    let steps = corrections::history(&mut scope, &live.item_id).await?;
    drop(scope);
    let path = super::item_path(tenant, live.section, &live.slug);
    let around = Around::of(&visit.app, tenant, &format!("{path}/lich-su"), Some(section.key)).await?;
    let title = format!("Lịch sử thay đổi: {}", document.name());
    let way = vec![
        Link::new(section.title.clone(), tenant.section_url(section, "")),
        Link::new(document.name(), tenant.url(&path)),
    ];
    let mut layout =
        around.layout(&title, &format!("Các lần đăng và đính chính của {}.", document.name()), way);
    // Searches lead to the document, which leads here.
    layout.noindex = true;
    Reply::page(&HistoryPage {
        layout,
        title,
        summary: document.summary.clone(),
        document_url: tenant.url(&path),
        steps: steps.into_iter().map(view).collect(),
    })
}

fn view(step: Step) -> StepView {
    StepView {
        title: if step.no == 1 { "Đăng lần đầu".into() } else { format!("Bản {}", step.no) },
        at: day(clock::local(step.at).date()),
        note: step.note,
        facts: step
            .facts
            .into_iter()
            .map(|fact| FactRow { name: fact.name.into(), before: fact.before, after: fact.after })
            .collect(),
        articles: step.articles,
    }
}
