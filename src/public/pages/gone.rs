//! What the address of something that is not live answers: nothing was there, it is gone, or it stands elsewhere.

use poem::Response;
use poem::http::{StatusCode, header};

use crate::app::App;
use crate::base::error::{Error, Result};
use crate::items::withdrawal::Farewell;
use crate::public::visit::Reply;
use crate::tenants::directory::Tenant;

/// The answer on a site.
///
/// # Errors
/// [`Error::NotFound`] when nothing was ever there.
pub async fn answer(app: &App, tenant: &Tenant, farewell: Farewell) -> Result<Reply> {
    let moved = match &farewell {
        Farewell::Unknown => return Err(Error::NotFound),
        Farewell::Moved(place) => app.directory.get(&place.tenant).map(|owner| owner.url(&place.path)),
        Farewell::Gone(_) => None,
    };
    if let Some(url) = moved {
        return Ok(Reply::Raw(moved_to(&url)));
    }
    let Farewell::Gone(reason) = farewell else { return Err(Error::Gone) };
    Ok(Reply::Raw(super::errors::gone(app, tenant, reason).await))
}

/// On to where it stands now. A correction may bring the page back, a section its old name: nobody keeps the way for good.
pub fn moved_to(url: &str) -> Response {
    let answer = Response::builder().status(StatusCode::PERMANENT_REDIRECT);
    answer.header(header::CACHE_CONTROL, "no-cache").header(header::LOCATION, url).finish()
}
