//! Awards (Điều 13.1): the register of decisions, and what people and units have done in a year to be thought of.

pub mod merits;
pub mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, fresh};
use crate::base::scope::{Reach, Scope};
use crate::people::store::appointments_in;
use crate::people::{Action, State};
use crate::tenants::directory::Tenant;

use super::feedback::Desk;
use super::struck::{self, Struck};
use super::{measures, tidy};

const CLAUSE: &str = "Quy chế Điều 13.1";

/// Whom something is about: a person of the site, or one of its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person.
    Account(AccountId),
    /// A unit, by its key.
    Unit(String),
}

impl Who {
    /// As forms send it.
    pub fn word(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Unit(key) => format!("unit:{key}"),
        }
    }

    /// Whom a form names, if they belong to the site.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope, tenant: &Tenant, word: &str) -> Result<Option<Self>> {
        Ok(match word.split_once(':') {
            Some(("account", id)) => {
                let held = appointments_in(scope).await?;
                held.iter().any(|held| held.account.as_str() == id).then(|| Self::Account(id.into()))
            }
            Some(("unit", key)) => tenant.profile.unit(key).map(|unit| Self::Unit(unit.key.clone())),
            _ => None,
        })
    }

    /// The columns it is stored in.
    pub(crate) fn columns(&self) -> (Option<&AccountId>, Option<&String>) {
        match self {
            Self::Account(id) => (Some(id), None),
            Self::Unit(key) => (None, Some(key)),
        }
    }
}

/// An award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// Its id.
    pub id: String,
    /// The decision's number.
    pub decision: String,
    /// Its day.
    pub on: Date,
    /// `Giấy khen`, …
    pub kind: String,
    /// For what.
    pub reason: String,
    /// Who received it.
    pub who: Who,
    /// Where it was written down by mistake.
    pub struck: Option<Struck>,
}

/// An award as somebody typed it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// The decision's number.
    pub decision: &'a str,
    /// Its day.
    pub on: Option<Date>,
    /// `Giấy khen`, …
    pub kind: &'a str,
    /// For what.
    pub reason: &'a str,
    /// [`Who`] as a word.
    pub who: &'a str,
}

/// Strikes out an award that was written down by mistake.
///
/// # Errors
/// [`Error::Refused`] when there is none that stands, or without a reason.
pub async fn strike(desk: Desk<'_>, id: &str, reason: &str) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let stands = store::stands(&mut scope, id).await?;
    let reason = struck::reason(reason, stands, CLAUSE)?;
    store::strike(&mut scope, id, &reason).await?;
    scope.changed("award", id, Reach::Staff);
    scope.audit("award.strike", "award", id, json!({ "reason": reason }));
    scope.commit().await
}

/// Writes an award down; its id.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn add(desk: Desk<'_>, typed: Typed<'_>) -> Result<String> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let who = Who::read(&mut scope, desk.tenant, typed.who).await?;
    let (decision, kind, reason) = (tidy(typed.decision), tidy(typed.kind), tidy(typed.reason));
    let on = typed.on.filter(|day| *day <= desk.db.clock.today());
    let checks = [
        (who.is_none(), "ai", "Hãy chọn cá nhân hoặc đơn vị được khen."),
        (!measures(&decision, 3, 100), "quyet-dinh", "Hãy ghi số quyết định khen thưởng."),
        (on.is_none(), "ngay", "Hãy ghi ngày quyết định, không sau hôm nay, ví dụ 28/12/2016."),
        (!measures(&kind, 3, 100), "hinh-thuc", "Hãy ghi hình thức khen thưởng, ví dụ Giấy khen."),
        (!measures(&reason, 0, 500), "thanh-tich", "Thành tích ghi không quá 500 ký tự."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
    let (Some(who), Some(on)) = (who, on) else { return Err(Error::NotFound) };
    let award = Award {
        id: fresh(desk.db.clock.now(), &desk.db.entropy),
        decision,
        on,
        kind,
        reason,
        who,
        struck: None,
    };
    if store::is_there(&mut scope, &award).await? {
        let message = "Quyết định này đã ghi cho cá nhân, đơn vị này.";
        return Err(Error::refused("quyet-dinh", message, CLAUSE));
    }
    store::insert(&mut scope, &award).await?;
    scope.changed("award", &award.id, Reach::Staff);
    scope.audit(
        Action::OfficeSet.as_str(),
        "award",
        &award.id,
        json!({ "decision": award.decision, "on": award.on, "kind": award.kind, "who": award.who.word() }),
    );
    scope.commit().await?;
    Ok(award.id)
}
