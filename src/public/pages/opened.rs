//! Counts how often the way out of an entry is opened: a procedure's on the national portal (NĐ 43/2011 Điều 18).
//!
//! The browser tells it beside following the link, as for the results of a search (see [`super::looked`]).

use poem::Response;
use poem::http::StatusCode;

use crate::base::error::{Error, Result};
use crate::items::{Content, store as items};
use crate::public::visit::{Reply, Visit};
use crate::tenants::Section;

/// Where the way out of an entry reports that it was opened.
pub fn ping(visit: &Visit, section: &Section, slug: &str) -> String {
    visit.tenant.section_url(section, &format!("{slug}/mo"))
}

/// `POST /:section/:slug/mo`
///
/// # Errors
/// [`Error::NotFound`] for what leads nowhere, [`Error::TooMany`] above the limit of searches.
pub async fn opened(visit: Visit) -> Result<Reply> {
    let limited = visit.app.limits.search.check(visit.asked.client.addr);
    limited.map_err(|often| Error::TooMany(often.seconds()))?;
    let db = &visit.app.db;
    let live = items::live(&mut db.read(visit.tenant.id()).await?, visit.asked.param("slug")).await?;
    let live =
        live.filter(|live| matches!(&live.content, Content::Record(record) if record.door().is_some()));
    let item = live.ok_or(Error::NotFound)?.item_id;
    let mut scope = db.write(visit.tenant.id(), &visit.actor()).await?;
    let today = db.clock.today();
    items::count_opening(&mut scope, &item, today).await?;
    scope.commit().await?;
    Ok(Reply::Raw(Response::builder().status(StatusCode::NO_CONTENT).finish()))
}
