//! A reader's request to a tenant's site, and what may come back.

use std::sync::Arc;

use poem::Response;
use poem::http::{StatusCode, header};

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::web::asked::Asked;
use crate::tenants::directory::Tenant;

/// More levels than any country has; the bound keeps a circle in the data from hanging us.
const LEVELS: usize = 8;

/// A reader on a tenant's site.
pub struct Visit {
    /// Everything the process has.
    pub app: App,
    /// Whose site it is.
    pub tenant: Arc<Tenant>,
    /// What was asked.
    pub asked: Asked,
    /// The site around the page, where it is not that of the tenant whose page it is: what a site above has issued is
    /// read on the sites below.
    pub on: Option<Arc<Tenant>>,
}

impl Visit {
    /// The reader as the audit knows them.
    pub fn actor(&self) -> Actor {
        Actor::reader(Some(self.asked.address()))
    }

    /// The site around the page: where everything that the page loads is fetched.
    pub fn site(&self) -> &Arc<Tenant> {
        self.on.as_ref().unwrap_or(&self.tenant)
    }

    /// The tenants a page is read from unless it says more: its own and the one above it.
    pub fn reads(&self) -> Vec<TenantId> {
        std::iter::once(self.tenant.id().clone()).chain(self.tenant.parent.clone()).collect()
    }

    /// The tenants of [`Visit::reads`], all below this one, and all above: any of them may have issued what it shows.
    pub fn reads_tree(&self) -> Vec<TenantId> {
        let directory = &self.app.directory;
        let below = directory.tree(self.tenant.id());
        let above = std::iter::successors(self.tenant.parent.clone(), |id| directory.get(id)?.parent.clone());
        above.take(LEVELS).chain(below.iter().map(|tenant| tenant.id().clone())).collect()
    }
}

/// What a handler of a public site answers.
pub enum Reply {
    /// A whole page that everybody sees alike; cached when its route is.
    Page(String),
    /// A page that everybody sees alike and nobody keeps: results, which change with every word, and empty forms.
    Fresh(StatusCode, String),
    /// A page about one person's matter, or a refused form: never stored.
    Private(StatusCode, String),
    /// Elsewhere, after a form was taken.
    SeeOther(String),
    /// Bytes of another kind.
    Raw(Response),
}

impl Reply {
    /// A rendered template as a page.
    ///
    /// # Errors
    /// When the template fails.
    pub fn page(template: &impl askama::Template) -> Result<Self> {
        Ok(Self::Page(template.render()?))
    }

    /// A rendered template that nobody keeps and that holds nobody's data: an empty form with its moment.
    ///
    /// # Errors
    /// When the template fails.
    pub fn fresh(template: &impl askama::Template) -> Result<Self> {
        Ok(Self::Fresh(StatusCode::OK, template.render()?))
    }

    /// A rendered template as a private page.
    ///
    /// # Errors
    /// When the template fails.
    pub fn private(template: &impl askama::Template) -> Result<Self> {
        Ok(Self::Private(StatusCode::OK, template.render()?))
    }

    /// A form that comes back with its refusals.
    ///
    /// # Errors
    /// When the template fails.
    pub fn refused(template: &impl askama::Template) -> Result<Self> {
        Ok(Self::Private(StatusCode::UNPROCESSABLE_ENTITY, template.render()?))
    }

    /// JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn json(value: &impl serde::Serialize) -> Result<Self> {
        let body = serde_json::to_vec(value).map_err(Error::from)?;
        Ok(Self::Raw(
            Response::builder().header(header::CONTENT_TYPE, "application/json; charset=utf-8").body(body),
        ))
    }
}
