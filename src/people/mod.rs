//! Who may do what: personal accounts, sign-in, dated appointments, the permission table.

pub mod accounts;
pub mod csrf;
pub mod grants;
pub mod keys;
pub mod passwords;
pub mod permissions;
pub mod posts;
pub mod sessions;
pub mod store;

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};

pub use grants::Grants;
pub use permissions::{Action, Relation, Role, State, allows};

/// A person's dated appointment in a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Where.
    pub tenant: TenantId,
    /// Its id in the tenant.
    pub id: String,
    /// Whose.
    pub account: AccountId,
    /// To what.
    pub role: Role,
    /// For which unit, where the role belongs to one.
    pub unit: Option<String>,
    /// The first day.
    pub from: Date,
    /// The first day without the right.
    pub until: Option<Date>,
    /// The decision's number.
    pub decision: String,
    /// The tenant that lends this person, where they belong to another board.
    pub lent_by: Option<TenantId>,
    /// Since when it gives no more than a look: a contributor who was stopped.
    pub stopped_at: Option<Millis>,
}

/// What a stopped contributor may still do.
const STILL: [Action; 2] = [Action::Enter, Action::ItemRead];

impl Appointment {
    /// Whether it gives the right to this while the thing is in this state, in a tenant that stands so to its own.
    pub fn allows(&self, relation: Relation, action: Action, state: State) -> bool {
        self.may_still(action) && relation.allows(self.role, action, state)
    }

    /// Whether it gives the right to this in some state.
    pub fn allows_somewhere(&self, relation: Relation, action: Action) -> bool {
        self.may_still(action) && relation.allows_somewhere(self.role, action)
    }

    fn may_still(&self, action: Action) -> bool {
        self.stopped_at.is_none() || STILL.contains(&action)
    }

    /// Whether it holds on a day: an appointment that ended yesterday has no right today.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

impl FromRow for Appointment {
    fn from_row(row: &Row) -> Result<Self> {
        let role: String = row.get("role")?;
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            id: row.get("appointment_id")?,
            account: row.get::<String>("account_id")?.into(),
            role: Role::parse(&role).ok_or_else(|| Error::internal(format!("unknown role {role}")))?,
            unit: row.get("unit_key")?,
            from: row
                .date("from_on")?
                .ok_or_else(|| Error::internal("an appointment without a first day"))?,
            until: row.date("until_on")?,
            decision: row.get("decision")?,
            lent_by: row.get::<Option<String>>("lent_by")?.map(TenantId::from),
            stopped_at: row.get("stopped_at")?,
        })
    }
}

/// A signed-in person as they stand in one tenant today.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who.
    pub account: AccountId,
    /// Their login.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they hold here today; empty for who only looks on from above.
    pub appointments: Vec<Appointment>,
    /// What they hold in the tenants above that lets them look on here.
    pub above: Vec<Appointment>,
    /// What the key they came with is limited to; none for who came in person.
    pub limit: Option<Grants>,
}

impl Staff {
    /// Their appointments, each with where it stands to this tenant.
    fn held(&self) -> impl Iterator<Item = (Relation, &Appointment)> {
        let own = self.appointments.iter().map(|held| (Relation::Own, held));
        own.chain(self.above.iter().map(|held| (Relation::Above, held)))
    }

    fn granted(&self, action: Action) -> bool {
        self.limit.as_ref().is_none_or(|grants| grants.cover(action))
    }

    /// Whether one of their roles may do this while the thing is in this state.
    pub fn may(&self, action: Action, state: State) -> bool {
        self.granted(action) && self.held().any(|(relation, held)| held.allows(relation, action, state))
    }

    /// Whether one of their roles may do this in some state.
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.granted(action) && self.held().any(|(relation, held)| held.allows_somewhere(relation, action))
    }

    /// As [`Staff::may`], as an error.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when none may.
    pub fn require(&self, action: Action, state: State) -> Result<()> {
        if self.may(action, state) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Whether they hold one of these roles.
    pub fn is(&self, roles: &[Role]) -> bool {
        self.appointments.iter().any(|appointment| roles.contains(&appointment.role))
    }

    /// Whether they hold nothing here and look on from a tenant above.
    pub fn only_looks_on(&self) -> bool {
        self.appointments.is_empty()
    }

    /// The units they act for.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.appointments.iter().filter_map(|appointment| appointment.unit.as_deref())
    }

    /// Whether all they hold binds them to their own unit's matters.
    pub fn only_own_unit(&self) -> bool {
        self.appointments
            .iter()
            .all(|a| matches!(a.role, Role::UnitOfficer | Role::UnitHead | Role::Contributor))
    }

    /// Whether they may write to their own drafts only.
    pub fn only_own_drafts(&self) -> bool {
        self.appointments
            .iter()
            .all(|a| !matches!(a.role, Role::BoardHead | Role::StandingDeputy | Role::Deputy | Role::Member))
    }
}
