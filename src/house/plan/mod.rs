//! The plan of a year (Điều 6.1): tasks drafted by one, approved by another, followed to their end. What is changed after the
//! approval stays visible, step by step.

pub mod discard;
pub mod papers;
pub mod progress;
pub mod remind;
pub mod store;
pub mod work;

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, fresh};
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::people::permissions::words;
use crate::people::store::appointments_in;
use crate::people::{Action, Role, Staff, State};
use crate::tenants::directory::Tenant;

use super::feedback::Desk;
use super::{YEARS, measures, tidy};

pub use progress::Progress;

/// What it rests on.
pub const CLAUSE: &str = "Quy chế Điều 6.1";
/// The trail's word for one, and the change that tells followers.
pub const SUBJECT: &str = "plan";
/// The kind of the task that somebody is given when one of the plan's is late.
pub const LATE: &str = "plan.late";
const AIMS: usize = 5_000;

words! {
    /// Where a task of a plan stands.
    Stage {
        /// Nobody has begun.
        Open = "open" / "Chưa thực hiện",
        /// Somebody is at it.
        Doing = "doing" / "Đang thực hiện",
        /// Done.
        Done = "done" / "Đã hoàn thành",
        /// It is no longer to be done.
        Dropped = "dropped" / "Thôi thực hiện",
    }
}

impl Stage {
    /// Whether it is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Doing)
    }
}

words! {
    /// What happened to a plan or a task of it.
    Step {
        /// The plan was begun.
        Begun = "begun" / "Lập dự thảo",
        /// What it is for was written.
        Aims = "aims" / "Sửa căn cứ, mục đích",
        /// A task was added.
        Added = "added" / "Thêm việc",
        /// A task was changed.
        Changed = "changed" / "Sửa việc",
        /// A task was taken out of the draft.
        Removed = "removed" / "Bỏ việc khỏi dự thảo",
        /// The plan was approved.
        Approved = "approved" / "Duyệt kế hoạch",
        /// Readers see it from now on.
        Shown = "shown" / "Công bố trên trang",
        /// They do so no longer.
        Hidden = "hidden" / "Thôi công bố",
        /// How far a task is.
        Progress = "progress" / "Báo cáo tiến độ",
        /// A task is done.
        Done = "done" / "Báo cáo hoàn thành",
        /// A task is not done after all.
        Returned = "returned" / "Yêu cầu làm tiếp",
        /// A task is no longer to be done.
        Dropped = "dropped" / "Thôi thực hiện",
    }
}

impl Step {
    /// Whether who made it wrote the plan, and so does not approve it.
    pub fn writes(self) -> bool {
        matches!(self, Self::Begun | Self::Aims | Self::Added | Self::Changed | Self::Removed)
    }

    /// Whether it changes what a plan says, so that it stays visible after the approval.
    pub fn alters(self) -> bool {
        self.writes() || self == Self::Dropped
    }
}

/// Who is to do a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A person of the site.
    Account(AccountId),
    /// One of its units.
    Unit(String),
    /// Its board.
    Board,
}

impl Owner {
    /// As forms send it.
    pub fn word(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Unit(key) => format!("unit:{key}"),
            Self::Board => "board".to_owned(),
        }
    }

    /// Whom a form names, if they belong to the site.
    async fn read(scope: &mut Scope, tenant: &Tenant, word: &str) -> Result<Option<Self>> {
        let today = scope.db().clock.today();
        Ok(match word.split_once(':') {
            None if word == "board" => Some(Self::Board),
            Some(("account", id)) => {
                let held = appointments_in(scope).await?;
                let serves = |held: &crate::people::Appointment| {
                    held.account.as_str() == id && held.holds_on(today) && may_own(held.role)
                };
                held.iter().any(serves).then(|| Self::Account(id.into()))
            }
            Some(("unit", key)) => {
                let unit = tenant.profile.units_on(today).find(|unit| unit.key == key);
                unit.map(|unit| Self::Unit(unit.key.clone()))
            }
            _ => None,
        })
    }

    /// Whether a person of the site is to do it: themselves, for their unit, or on the board.
    pub fn is(&self, staff: &Staff) -> bool {
        match self {
            Self::Account(id) => *id == staff.account,
            Self::Unit(key) => staff.units().any(|own| own == key),
            Self::Board => staff.is(&[Role::BoardHead, Role::StandingDeputy, Role::Deputy, Role::Member]),
        }
    }
}

/// Whether who holds this role can be given a task: who may report on one.
pub fn may_own(role: Role) -> bool {
    crate::people::permissions::Relation::Own.allows(role, Action::OfficeReport, State::Any)
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: String,
    /// Of which year.
    pub year: i16,
    /// What it rests on and what it is for.
    pub aims: String,
    /// Who began it.
    pub drafted_by: AccountId,
    /// When.
    pub drafted_at: Millis,
    /// The number it was issued under, or "".
    pub number: String,
    /// Who approved it, and when; none as long as it is a draft.
    pub approved: Option<(AccountId, Millis)>,
    /// Since when readers see it.
    pub published_at: Option<Millis>,
    /// Counts the changes of what it says.
    pub version: i64,
}

impl Plan {
    /// What it is called.
    pub fn title(&self) -> String {
        format!("Kế hoạch duy trì, phát triển trang thông tin điện tử năm {}", self.year)
    }
}

/// A task of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Of which plan.
    pub plan: String,
    /// Its place there.
    pub place: i64,
    /// What is to be done.
    pub title: String,
    /// By whom.
    pub owner: Owner,
    /// Until the end of which day.
    pub due: Date,
    /// Where it stands.
    pub stage: Stage,
    /// What came of it, or how far it is.
    pub result: String,
    /// When it was done.
    pub done_on: Option<Date>,
    /// The last day of which its owner was told that it is near.
    pub soon_for: Option<Date>,
    /// The last day of which its owner was told that it has passed.
    pub late_for: Option<Date>,
    /// Counts its changes.
    pub version: i64,
}

impl Entry {
    /// Whether its day is over and it is not done.
    pub fn is_late(&self, today: Date) -> bool {
        self.stage.is_open() && self.due < today
    }

    /// Whether it was done after its day.
    pub fn was_late(&self) -> bool {
        self.done_on.is_some_and(|done| done > self.due)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Which step.
    pub step: Step,
    /// The task, or "" for the plan itself.
    pub entry: String,
    /// Whether it changed a plan that was approved already.
    pub afterwards: bool,
    /// What it was and what it is now.
    pub words: String,
    /// Why, or what was reported.
    pub reason: String,
    /// The day on which the task was done, as who reports says.
    pub done_on: Option<Date>,
    /// Who did it.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Millis,
}

/// Begins the plan of a year; its id.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn begin(desk: Desk<'_>, year: Option<i16>, aims: &str) -> Result<String> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let aims = tidy(aims);
    let year = year.filter(|year| YEARS.contains(year));
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let held = match year {
        Some(year) => store::of_year(&mut scope, year).await?,
        None => None,
    };
    let checks = [
        (year.is_none(), "nam", "Hãy ghi năm của kế hoạch, ví dụ 2017."),
        (held.is_some(), "nam", "Năm này đã có kế hoạch."),
        (!measures(&aims, 0, AIMS), "muc-dich", "Căn cứ, mục đích không quá 5.000 ký tự."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
    let plan = Plan {
        id: fresh(desk.db.clock.now(), &desk.db.entropy),
        year: year.ok_or(Error::NotFound)?,
        aims,
        drafted_by: desk.staff.account.clone(),
        drafted_at: desk.db.clock.now(),
        number: String::new(),
        approved: None,
        published_at: None,
        version: 1,
    };
    store::insert(&mut scope, &plan).await?;
    tell(&mut scope, desk, &plan, &Told::of(Step::Begun)).await?;
    scope.commit().await?;
    Ok(plan.id)
}

/// The plan of a year, or that there is none.
pub(super) async fn planned(scope: &mut Scope, year: i16) -> Result<Plan> {
    let held = store::of_year(scope, year).await?;
    held.ok_or_else(|| Error::refused("nam", "Năm này chưa có kế hoạch.", CLAUSE))
}

/// Writes what a plan rests on and what it is for.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when another was first.
pub async fn write_aims(desk: Desk<'_>, year: i16, version: i64, aims: &str, reason: &str) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let aims = tidy(aims);
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let plan = planned(&mut scope, year).await?;
    let mut refusals = work::against_reason(&plan, "ly-do-muc-dich", reason);
    if !measures(&aims, 0, AIMS) {
        refusals.push(Refusal::new("muc-dich", "Căn cứ, mục đích không quá 5.000 ký tự.", CLAUSE));
    }
    Error::unless_empty(refusals)?;
    store::set_aims(&mut scope, &Plan { version, ..plan.clone() }, &aims).await?;
    tell(&mut scope, desk, &plan, &Told { reason: &tidy(reason), ..Told::of(Step::Aims) }).await?;
    scope.commit().await
}

/// Approves a plan as it was seen; another than who wrote it.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when it changed meanwhile.
pub async fn approve(desk: Desk<'_>, year: i16, version: i64, number: &str) -> Result<()> {
    desk.staff.require(Action::OfficeApprove, State::Any)?;
    let number = tidy(number);
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let plan = planned(&mut scope, year).await?;
    let entries = store::entries(&mut scope, &plan.id).await?;
    let steps = store::steps(&mut scope, &plan.id).await?;
    let wrote = steps.iter().any(|one| one.step.writes() && one.account == desk.staff.account);
    let checks = [
        (plan.approved.is_some(), "so-ke-hoach", "Kế hoạch này đã được duyệt."),
        (wrote, "so-ke-hoach", "Người soạn không tự duyệt kế hoạch."),
        (entries.is_empty(), "so-ke-hoach", "Kế hoạch chưa có việc nào."),
        (!measures(&number, 0, 60), "so-ke-hoach", "Số, ký hiệu không quá 60 ký tự, ví dụ 12/KH-BBT."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
    store::approve(&mut scope, &Plan { version, ..plan.clone() }, &number, &desk.staff.account).await?;
    tell(&mut scope, desk, &plan, &Told { words: &number, ..Told::of(Step::Approved) }).await?;
    scope.commit().await
}

/// Shows an approved plan to readers, or no longer.
///
/// # Errors
/// [`Error::Refused`] for a draft.
pub async fn show(desk: Desk<'_>, year: i16, shown: bool) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let plan = planned(&mut scope, year).await?;
    if plan.approved.is_none() {
        return Err(Error::refused("cong-bo", "Chỉ công bố kế hoạch đã duyệt.", CLAUSE));
    }
    store::show(&mut scope, &plan, shown.then(|| desk.db.clock.now())).await?;
    let step = if shown { Step::Shown } else { Step::Hidden };
    // Readers see it from now on, or saw it until now.
    let seen = Plan { published_at: Some(desk.db.clock.now()), ..plan };
    tell(&mut scope, desk, &seen, &Told::of(step)).await?;
    scope.commit().await
}

/// A step as it is written down.
pub(super) struct Told<'a> {
    step: Step,
    entry: &'a str,
    words: &'a str,
    reason: &'a str,
    done_on: Option<Date>,
}

impl Told<'_> {
    fn of(step: Step) -> Self {
        Self { step, entry: "", words: "", reason: "", done_on: None }
    }
}

/// Writes a step down with its event and its change: readers' too where they see the plan.
pub(super) async fn tell(scope: &mut WriteScope, desk: Desk<'_>, plan: &Plan, told: &Told<'_>) -> Result<()> {
    let happened = Happened {
        step: told.step,
        entry: told.entry.to_owned(),
        afterwards: plan.approved.is_some() && told.step.alters(),
        words: told.words.to_owned(),
        reason: told.reason.to_owned(),
        done_on: told.done_on,
        account: desk.staff.account.clone(),
        name: desk.staff.name.clone(),
        at: desk.db.clock.now(),
    };
    store::insert_step(scope, &plan.id, &happened).await?;
    let reach = if plan.published_at.is_some() { Reach::Public } else { Reach::Staff };
    scope.changed(SUBJECT, &plan.id, reach);
    let action = match told.step {
        Step::Approved => Action::OfficeApprove.as_str(),
        Step::Progress | Step::Done => Action::OfficeReport.as_str(),
        _ => "plan.change",
    };
    let detail = json!({ "year": plan.year, "step": told.step.as_str(), "entry": told.entry,
        "afterwards": happened.afterwards });
    scope.audit(action, SUBJECT, &plan.id, detail);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_does_not_approve_and_what_alters_stays_visible() {
        let writes: Vec<&str> = Step::ALL.iter().filter(|one| one.writes()).map(|one| one.as_str()).collect();
        assert_eq!(writes, ["begun", "aims", "added", "changed", "removed"]);
        assert!(Step::Dropped.alters() && !Step::Progress.alters() && !Step::Approved.alters());
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(*stage));
        }
        assert!(may_own(Role::UnitHead) && !may_own(Role::Contributor) && !may_own(Role::Auditor));
    }
}
