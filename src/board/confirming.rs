//! The unit's word for what it supplies: its head confirms, or an officer to whom the head gave that, dated (Điều 8.2, 12.3).

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{Millis, local};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, EditionId, RevisionId, fresh};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::people::store::appointments_in;
use crate::people::{Action, Role, Staff, State};
use crate::tenants::Profile;
use crate::tenants::directory::Tenant;

use super::{SUPPLIED, refuse_dates, store};

/// The clause behind the head's confirmation.
const CONFIRMED: &str = "Quy chế Điều 8.2, 12.3";

/// Which items wait for their unit's word before they are approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// What a unit's own officer sent in: the unit answers for it by name. This is what holds where nothing was set;
    /// what the board or a contributor wrote about a unit needs no word of it.
    SentByUnit,
    /// Whatever names another unit than the board's own office.
    OtherUnits,
    /// None.
    Nothing,
}

impl Demand {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::SentByUnit, Self::OtherUnits, Self::Nothing];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SentByUnit => "sent-by-unit",
            Self::OtherUnits => "other-units",
            Self::Nothing => "nothing",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::SentByUnit => "Bắt buộc với bài do cán bộ đơn vị gửi",
            Self::OtherUnits => "Bắt buộc với mọi bài của đơn vị khác Văn phòng",
            Self::Nothing => "Không bắt buộc",
        }
    }
}

/// What a site asks of its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whose word is waited for.
    pub demand: Demand,
    /// The unit that is the board's own office.
    pub office_unit: String,
    /// The day of the month from which a unit behind its quota is reminded.
    pub remind_day: i64,
}

impl Settings {
    /// What holds where nothing was set; the first declared unit is the office.
    pub fn usual(profile: &Profile) -> Self {
        let office_unit = profile.units.first().map_or_else(String::new, |unit| unit.key.clone());
        Self { demand: Demand::SentByUnit, office_unit, remind_day: 25 }
    }

    /// Of a tenant.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope, profile: &Profile) -> Result<Self> {
        Ok(store::settings(scope).await?.unwrap_or_else(|| Self::usual(profile)))
    }
}

/// Changes what is asked of the units.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn set(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, settings: &Settings) -> Result<()> {
    staff.require(Action::SupplySet, State::Any)?;
    let mut refusals = Vec::new();
    if !(1..=28).contains(&settings.remind_day) {
        refusals.push(Refusal::new("remind_day", "Ngày nhắc là một ngày từ 1 đến 28.", "Quy chế Điều 6.3"));
    }
    super::refuse_unknown_unit(&tenant.profile, Some(&settings.office_unit), db.clock.today(), &mut refusals);
    Error::unless_empty(refusals)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    store::put_settings(&mut scope, settings, &staff.account, db.clock.now()).await?;
    scope.changed("supply", "settings", Reach::Staff);
    scope.audit(
        Action::SupplySet.as_str(),
        "supply",
        "settings",
        json!({ "confirmation": settings.demand.as_str(), "office": settings.office_unit, "remind_day": settings.remind_day }),
    );
    scope.commit().await
}

/// A head's leave to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Its id.
    pub id: String,
    /// For which unit.
    pub unit: String,
    /// To whom.
    pub account: AccountId,
    /// The first day.
    pub from: Date,
    /// The first day without it.
    pub until: Date,
    /// The paper it rests on.
    pub paper: String,
    /// The head who gave it.
    pub given_by: AccountId,
}

impl Delegation {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && day < self.until
    }
}

/// A delegation as the head typed it.
#[derive(Clone, Debug)]
pub struct NewDelegation<'a> {
    /// For which of the head's units.
    pub unit: &'a str,
    /// To which of its officers.
    pub account: &'a AccountId,
    /// The first day.
    pub from: Option<Date>,
    /// The first day without it.
    pub until: Option<Date>,
    /// The paper it rests on.
    pub paper: &'a str,
}

fn heads(staff: &Staff, unit: &str) -> bool {
    staff.appointments.iter().any(|held| held.role == Role::UnitHead && held.unit.as_deref() == Some(unit))
}

/// A unit's head lets one of its officers confirm, from and until a day.
///
/// # Errors
/// [`Error::Forbidden`] for another unit, [`Error::Refused`] with every reason.
pub async fn delegate(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    new: &NewDelegation<'_>,
) -> Result<()> {
    staff.require(Action::SupplyDelegate, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let mut refusals = Vec::new();
    if !heads(staff, new.unit) {
        refusals.push(Refusal::new("unit", "Ông/bà chỉ ủy quyền được cho đơn vị mình đứng đầu.", SUPPLIED));
    }
    let officer = appointments_in(&mut scope).await?.into_iter().any(|held| {
        held.account == *new.account
            && held.role == Role::UnitOfficer
            && held.unit.as_deref() == Some(new.unit)
            && held.holds_on(new.from.unwrap_or_else(|| db.clock.today()))
    });
    if !officer {
        let message = "Người được ủy quyền phải là cán bộ của đơn vị, đang giữ nhiệm vụ vào ngày bắt đầu.";
        refusals.push(Refusal::new("account", message, SUPPLIED));
    }
    refuse_dates(new.from, new.until, &mut refusals);
    if new.until.is_none() {
        refusals.push(Refusal::new("until", "Ủy quyền phải có thời hạn: hãy ghi ngày kết thúc.", SUPPLIED));
    } else if new.until.is_some_and(|until| until <= db.clock.today()) {
        refusals.push(Refusal::new("until", "Ngày kết thúc đã qua.", SUPPLIED));
    }
    if new.paper.trim().is_empty() {
        refusals.push(Refusal::new("decision", "Hãy ghi số giấy ủy quyền hoặc văn bản phân công.", SUPPLIED));
    }
    Error::unless_empty(refusals)?;
    let (Some(from), Some(until)) = (new.from, new.until) else {
        return Err(Error::internal("checked above"));
    };
    let delegation = Delegation {
        id: fresh(db.clock.now(), &db.entropy),
        unit: new.unit.to_owned(),
        account: new.account.clone(),
        from,
        until,
        paper: new.paper.trim().to_owned(),
        given_by: staff.account.clone(),
    };
    store::insert_delegation(&mut scope, &delegation, db.clock.now()).await?;
    scope.changed("supply", &delegation.id, Reach::Staff);
    scope.audit(
        Action::SupplyDelegate.as_str(),
        "delegation",
        &delegation.id,
        json!({ "unit": delegation.unit, "account": delegation.account, "from": from, "until": until, "paper": delegation.paper }),
    );
    scope.commit().await
}

/// Takes a delegation back from today on.
///
/// # Errors
/// [`Error::NotFound`] when the head's units have no such delegation, [`Error::Conflict`] when it is over.
pub async fn take_back(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, id: &str) -> Result<()> {
    staff.require(Action::SupplyDelegate, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let all = store::delegations(&mut scope).await?;
    all.iter().find(|one| one.id == id && heads(staff, &one.unit)).ok_or(Error::NotFound)?;
    store::end_delegation(&mut scope, id, db.clock.today()).await?;
    scope.changed("supply", id, Reach::Staff);
    scope.audit(Action::SupplyDelegate.as_str(), "delegation", id, json!({ "ended": db.clock.today() }));
    scope.commit().await
}

/// A unit's word for one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Which unit.
    pub unit: String,
    /// Who gave it.
    pub account: AccountId,
    /// Whether in the head's stead.
    pub delegated: bool,
    /// When.
    pub at: Millis,
}

/// By what a person may confirm for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// As its head.
    Head,
    /// As an officer to whom the head gave it.
    Delegate(Delegation),
}

/// By what a person may confirm for a unit today, if they may.
///
/// # Errors
/// When the database does not answer.
pub async fn authority(scope: &mut Scope, staff: &Staff, unit: &str) -> Result<Option<Authority>> {
    if heads(staff, unit) {
        return Ok(Some(Authority::Head));
    }
    let officer = staff
        .appointments
        .iter()
        .any(|held| held.role == Role::UnitOfficer && held.unit.as_deref() == Some(unit));
    if !officer {
        return Ok(None);
    }
    let day = scope.db().clock.today();
    Ok(store::delegation_of(scope, &staff.account, unit, day).await?.map(Authority::Delegate))
}

/// The word that stands for what an edition says now.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(
    scope: &mut Scope,
    edition: &EditionId,
    revision: &RevisionId,
    unit: &str,
) -> Result<Option<Confirmation>> {
    Ok(store::confirmation(scope, edition, revision).await?.filter(|one| one.unit == unit))
}

/// What is confirmed, and who sent it in.
#[derive(Clone, Copy, Debug)]
pub struct Supplied<'a> {
    /// The edition.
    pub edition: &'a EditionId,
    /// What it says now.
    pub revision: &'a RevisionId,
    /// The unit it names.
    pub unit: &'a str,
    /// Who began it.
    pub created_by: Option<&'a AccountId>,
    /// Who sent it to the board, and when.
    pub sent: Option<(&'a AccountId, Millis)>,
}

/// Whether this item waits for its unit's word.
///
/// # Errors
/// When the database does not answer.
pub async fn is_demanded(scope: &mut Scope, profile: &Profile, supplied: Supplied<'_>) -> Result<bool> {
    let persons: Vec<&AccountId> =
        supplied.sent.map(|(by, _)| by).into_iter().chain(supplied.created_by).collect();
    is_demanded_of(scope, profile, supplied.unit, &persons, supplied.sent.map(|(_, at)| at)).await
}

/// Whether what these persons wrote for a unit waits for its word, as it was on the day they sent it.
///
/// # Errors
/// When the database does not answer.
pub async fn is_demanded_of(
    scope: &mut Scope,
    profile: &Profile,
    unit: &str,
    persons: &[&AccountId],
    sent_at: Option<Millis>,
) -> Result<bool> {
    let settings = Settings::read(scope, profile).await?;
    Ok(match settings.demand {
        Demand::Nothing => false,
        Demand::OtherUnits => unit != settings.office_unit,
        Demand::SentByUnit => {
            let day = sent_at.map_or_else(|| scope.db().clock.today(), |at| local(at).date());
            let mut by_unit = false;
            for person in persons {
                by_unit = by_unit || store::acted_for(scope, person, unit, day).await?;
            }
            by_unit
        }
    })
}

/// Why this item cannot be approved yet: its unit has not given its word for what it says now.
///
/// # Errors
/// When the database does not answer.
pub async fn refusal(
    scope: &mut Scope,
    profile: &Profile,
    supplied: Supplied<'_>,
) -> Result<Option<Refusal>> {
    if standing(scope, supplied.edition, supplied.revision, supplied.unit).await?.is_some()
        || !is_demanded(scope, profile, supplied).await?
    {
        return Ok(None);
    }
    let unit = profile.unit(supplied.unit).map_or(supplied.unit, |unit| unit.name.as_str());
    let message = if store::confirmed_before(scope, supplied.edition).await? > 0 {
        format!("Nội dung đã sửa sau khi thủ trưởng {unit} xác nhận; cần xác nhận lại.")
    } else {
        format!("Thủ trưởng {unit} (hoặc người được ủy quyền) chưa xác nhận bài của đơn vị.")
    };
    Ok(Some(Refusal::new("", message, CONFIRMED)))
}

/// Writes the word down and into the trail; whether it was not there before.
///
/// # Errors
/// When the database refuses.
pub async fn record(
    scope: &mut WriteScope,
    staff: &Staff,
    authority: &Authority,
    supplied: Supplied<'_>,
    item: &str,
) -> Result<bool> {
    let db = scope.db().clone();
    let delegation = match authority {
        Authority::Head => None,
        Authority::Delegate(delegation) => Some(delegation.id.as_str()),
    };
    let confirmation = Confirmation {
        unit: supplied.unit.to_owned(),
        account: staff.account.clone(),
        delegated: delegation.is_some(),
        at: db.clock.now(),
    };
    let id = fresh(db.clock.now(), &db.entropy);
    let (edition, revision) = (supplied.edition, supplied.revision);
    let new = store::insert_confirmation(scope, &id, edition, revision, &confirmation, delegation).await?;
    if new {
        scope.changed("item", item, Reach::Staff);
        scope.audit(
            Action::ItemConfirm.as_str(),
            "item",
            item,
            json!({ "edition": edition, "revision": revision, "unit": supplied.unit, "delegation": delegation }),
        );
    }
    Ok(new)
}

/// Who sends a unit's item in and may confirm it has confirmed it by that.
///
/// # Errors
/// When the database refuses.
pub async fn by_sending(
    scope: &mut WriteScope,
    staff: &Staff,
    supplied: Supplied<'_>,
    item: &str,
) -> Result<()> {
    if let Some(authority) = authority(scope, staff, supplied.unit).await? {
        record(scope, staff, &authority, supplied, item).await?;
    }
    Ok(())
}
