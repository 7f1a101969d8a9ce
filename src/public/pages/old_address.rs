//! Where the addresses of a site before this one lead: asked when nothing else answers.

use poem::Response;
use poem::http::uri::PathAndQuery;
use poem::http::{Method, Uri};

use crate::app::App;
use crate::base::error::Result;
use crate::items::addresses::OldAddress;
use crate::items::addresses::store::{self, Leads};
use crate::items::withdrawal::{Farewell, Place};
use crate::public::visit::Reply;
use crate::tenants::directory::Tenant;

/// Whether a request asks the home page for something that the home page does not know: old sites wrote `/?p=123`.
pub fn may_stand_on_the_home(method: &Method, uri: &Uri) -> bool {
    matches!(*method, Method::GET | Method::HEAD) && uri.path() == "/" && uri.query().is_some()
}

/// The answer at an old address of a tenant: on to the page as it stands today, or that it is gone. None where it is no
/// old address; it never leads to a page that does not answer, so nothing goes in a circle.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(app: &App, tenant: &Tenant, method: &Method, uri: &Uri) -> Result<Option<Response>> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Ok(None);
    }
    let asked = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let Some(address) = OldAddress::read(asked) else { return Ok(None) };
    let mut scope = app.db.read(tenant.id()).await?;
    let leads = store::leads(&mut scope, &address).await?;
    drop(scope);
    let farewell = match leads {
        None => return Ok(None),
        Some(Leads::Left(farewell)) => farewell,
        Some(Leads::Live { section, slug }) => {
            let shown = tenant.profile.section(section).is_some_and(|section| !section.hidden);
            let path = super::item_path(tenant, section, &slug);
            if !shown || path == uri.path() {
                return Ok(None);
            }
            Farewell::Moved(Place { tenant: tenant.id().clone(), path })
        }
    };
    match super::gone::answer(app, tenant, farewell).await? {
        Reply::Raw(response) => Ok(Some(response)),
        _ => Ok(None),
    }
}
