//! Who one is to the interface, and where one may do what.

use poem::Response;
use poem::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::console::desk::{self, SignedIn};
use crate::people::{Action, State};

/// Who one is.
#[derive(Serialize, JsonSchema)]
pub struct MeJson {
    /// The login.
    login: String,
    /// The name.
    name: String,
    /// When the key opens nothing any more; absent for a session.
    key_expires_at: Option<String>,
    /// Where one may come in.
    tenants: Vec<PlaceJson>,
}

/// A tenant in which one may come in.
#[derive(Serialize, JsonSchema)]
pub struct PlaceJson {
    /// Its name in addresses.
    tenant: String,
    /// Its full name.
    name: String,
    /// Whether one only looks on from a tenant above.
    read_only: bool,
    /// What one may do there in some state.
    may: Vec<&'static str>,
}

/// `GET /api/v1/staff/me`
///
/// # Errors
/// Never in practice.
pub fn respond(person: &SignedIn) -> Result<Response> {
    let all = person.app.directory.all();
    let place = |tenant: &std::sync::Arc<crate::tenants::directory::Tenant>| {
        let staff = person.staff_in(tenant)?;
        let may = Action::ALL.iter().filter(|action| staff.may_somewhere(**action));
        let enters = staff.may(Action::Enter, State::Any);
        enters.then(|| PlaceJson {
            tenant: tenant.slug().to_owned(),
            name: tenant.identity().full_name.clone(),
            read_only: staff.only_looks_on(),
            may: may.map(|action| action.as_str()).collect(),
        })
    };
    let me = MeJson {
        login: person.session.account.login.clone(),
        name: person.session.account.name.clone(),
        key_expires_at: person.key.as_ref().map(|key| iso(key.expires_at)),
        tenants: all.iter().filter_map(place).collect(),
    };
    desk::json(StatusCode::OK, &me)
}
