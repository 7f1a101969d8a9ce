//! Where the addresses of a site before this one, and of sections before they were renamed, lead: asked when nothing else
//! answers.

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
use crate::tenants::store::section_once_at;

use super::home::encode;

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
    if let Some(url) = renamed(app, tenant, uri).await? {
        return Ok(Some(super::gone::moved_to(&url)));
    }
    let asked = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let Some(address) = OldAddress::read(asked) else { return Ok(None) };
    let mut scope = app.db.read(tenant.id()).await?;
    let leads = store::leads(&mut scope, &address).await?;
    drop(scope);
    let farewell = match leads {
        None => return Ok(None),
        Some(Leads::Left(farewell)) => farewell,
        Some(Leads::File { id, name }) => {
            let url = tenant.url(&format!("/tep/{id}/{}", encode(&name)));
            return Ok(Some(super::gone::moved_to(&url)));
        }
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

/// The same address under the name that its section has today.
async fn renamed(app: &App, tenant: &Tenant, uri: &Uri) -> Result<Option<String>> {
    let path = uri.path().trim_start_matches('/');
    let (slug, rest) = path.split_once('/').map_or((path, None), |(slug, rest)| (slug, Some(rest)));
    let mut scope = app.db.read(tenant.id()).await?;
    let Some(key) = section_once_at(&mut scope, slug).await? else { return Ok(None) };
    let Some(section) = tenant.profile.section(key) else { return Ok(None) };
    if section.hidden || section.slug == slug {
        return Ok(None);
    }
    let rest = rest.map(|rest| format!("/{rest}")).unwrap_or_default();
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Ok(Some(tenant.url(&format!("/{}{rest}{query}", section.slug))))
}
