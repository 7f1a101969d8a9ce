//! A staff member's request to the console, at its three depths: at the door, signed in, in a tenant.

use std::sync::Arc;

use poem::Response;
use poem::http::{StatusCode, header};

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::web::asked::Asked;
use crate::people::keys::Key;
use crate::people::sessions::{self, Session};
use crate::people::{Action, Appointment, Relation, Staff, State};
use crate::questions::desk::Act;
use crate::tenants::directory::Tenant;

/// Above a commune stand a district or province and no more.
const LEVELS: usize = 4;

/// Nobody has signed in yet.
pub struct Door {
    /// Everything the process has.
    pub app: App,
    /// What was asked.
    pub asked: Asked,
}

/// Somebody has signed in.
pub struct SignedIn {
    /// Everything the process has.
    pub app: App,
    /// What was asked.
    pub asked: Asked,
    /// Who, with all they are appointed to.
    pub session: Session,
    /// The personal key they came with; none for who came in person.
    pub key: Option<Key>,
}

impl SignedIn {
    /// The person as the audit knows them.
    pub fn actor(&self) -> Actor {
        let address = self.asked.address();
        let place = match &self.key {
            Some(key) => format!("{address}, khóa {}", key.short()),
            None => address,
        };
        sessions::actor(&self.session.account, Some(&place))
    }

    /// The tenants in which they hold something today, with what they hold.
    pub fn places(&self) -> Vec<(Arc<Tenant>, Staff)> {
        let tenants = self.app.directory.all();
        tenants
            .into_iter()
            .filter_map(|tenant| Some((tenant.clone(), self.staff_in(&tenant)?)))
            .filter(|(_, staff)| !staff.only_looks_on())
            .collect()
    }

    /// The tenants below a tenant on which the person may look, parents before children.
    pub fn overseen(&self, tenant: &Tenant) -> Vec<Arc<Tenant>> {
        let below = self.app.directory.tree(tenant.id()).into_iter().skip(1);
        below.filter(|below| self.staff_in(below).is_some_and(|staff| !staff.above.is_empty())).collect()
    }

    /// The person as they stand in one tenant today; none if they hold nothing there that lets them in, nor above it.
    pub fn staff_in(&self, tenant: &Tenant) -> Option<Staff> {
        let appointments = self.held_in(tenant);
        let above: Vec<_> = ancestors(&self.app, tenant)
            .iter()
            .flat_map(|ancestor| self.held_in(ancestor))
            .filter(|held| Relation::Above.allows_somewhere(held.role, Action::Enter))
            .collect();
        (!appointments.is_empty() || !above.is_empty()).then(|| Staff {
            account: self.session.account.id.clone(),
            login: self.session.account.login.clone(),
            name: self.session.account.name.clone(),
            appointments,
            above,
            limit: self.key.as_ref().map(|key| key.grants.clone()),
        })
    }

    /// What they hold in a tenant today, as far as the key they came with reaches.
    fn held_in(&self, tenant: &Tenant) -> Vec<Appointment> {
        if self.key.as_ref().is_some_and(|key| !key.tenants.contains(tenant.id())) {
            return Vec::new();
        }
        let day = self.app.db.clock.today();
        let held = self.session.appointments.iter();
        held.filter(|held| &held.tenant == tenant.id() && held.holds_on(day)).cloned().collect()
    }
}

/// The tenants above one, nearest first; bounded, should the data hold a circle.
fn ancestors(app: &App, tenant: &Tenant) -> Vec<Arc<Tenant>> {
    let parent = |tenant: &Arc<Tenant>| tenant.parent.as_ref().and_then(|id| app.directory.get(id));
    let first = tenant.parent.as_ref().and_then(|id| app.directory.get(id));
    std::iter::successors(first, parent).take(LEVELS).collect()
}

/// Somebody works in a tenant.
pub struct Desk {
    /// The person's request.
    pub signed_in: SignedIn,
    /// What they hold here today.
    pub staff: Staff,
    /// Where.
    pub tenant: Arc<Tenant>,
}

impl std::ops::Deref for Desk {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.signed_in
    }
}

impl Desk {
    /// Whether one of their roles may do this in this state.
    pub fn may(&self, action: Action, state: State) -> bool {
        self.staff.may(action, state)
    }

    /// The person's hand on a question of this tenant.
    pub fn act<'a>(&'a self, actor: &'a Actor) -> Act<'a> {
        Act { db: &self.app.db, mail: &self.app.mail, tenant: &self.tenant, actor, staff: &self.staff }
    }

    /// An address of this tenant in the console.
    pub fn url(&self, path: &str) -> String {
        format!("/{}{path}", self.tenant.slug())
    }

    /// The form's version field.
    ///
    /// # Errors
    /// [`Error::BadRequest`] when it is missing or no number.
    pub fn version(&self) -> Result<i64> {
        self.asked
            .form
            .get("phien-ban")
            .parse()
            .map_err(|_| Error::BadRequest("Biểu mẫu thiếu số phiên bản.".into()))
    }
}

/// A console page.
///
/// # Errors
/// When the template fails.
pub fn page(template: &impl askama::Template) -> Result<Response> {
    html(StatusCode::OK, template)
}

/// A console page with another status.
///
/// # Errors
/// When the template fails.
pub fn html(status: StatusCode, template: &impl askama::Template) -> Result<Response> {
    let body = template.render()?;
    Ok(Response::builder().status(status).header(header::CONTENT_TYPE, "text/html; charset=utf-8").body(body))
}

/// A file of the console to take along, under a name of plain letters.
pub fn download(name: &str, media_type: &str, body: impl Into<poem::Body>) -> Response {
    Response::builder()
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
        .body(body)
}

/// Elsewhere, after a form was taken.
pub fn see_other(url: &str) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, url).finish()
}

/// JSON with a status.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn json(status: StatusCode, value: &impl serde::Serialize) -> Result<Response> {
    let body = serde_json::to_vec(value)?;
    Ok(Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(body))
}
