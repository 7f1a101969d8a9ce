//! A staff member's request to the console, at its three depths: at the door, signed in, in a tenant.

use std::sync::Arc;

use poem::Response;
use poem::http::{StatusCode, header};

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::web::asked::Asked;
use crate::people::sessions::{self, Session};
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

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
}

impl SignedIn {
    /// The person as the audit knows them.
    pub fn actor(&self) -> Actor {
        sessions::actor(&self.session.account, Some(&self.asked.address()))
    }

    /// The tenants in which they hold something today, with what they hold.
    pub fn places(&self) -> Vec<(Arc<Tenant>, Staff)> {
        let tenants = self.app.directory.all();
        tenants.into_iter().filter_map(|tenant| Some((tenant.clone(), self.staff_in(&tenant)?))).collect()
    }

    /// The person as they stand in one tenant today; none if they hold nothing there.
    pub fn staff_in(&self, tenant: &Tenant) -> Option<Staff> {
        let day = self.app.db.clock.today();
        let appointments: Vec<_> = self
            .session
            .appointments
            .iter()
            .filter(|appointment| &appointment.tenant == tenant.id() && appointment.holds_on(day))
            .cloned()
            .collect();
        (!appointments.is_empty()).then(|| Staff {
            account: self.session.account.id.clone(),
            login: self.session.account.login.clone(),
            name: self.session.account.name.clone(),
            appointments,
        })
    }
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
