//! The personal rules that stand within the permission table: own drafts, own unit, nobody's own approval.

use jiff::civil::Date;

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId};
use crate::people::{Action, Relation, Role, Staff, State, allows};

use super::{Content, Edition};

/// Refuses a person who holds nothing here today, or whose rights may not do this in this state.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require(staff: &Staff, tenant: &TenantId, day: Date, action: Action, state: State) -> Result<()> {
    let here = staff.appointments.iter().all(|held| held.tenant == *tenant && held.holds_on(day));
    if here { staff.require(action, state) } else { Err(Error::Forbidden) }
}

/// How much of a tenant's unpublished matter a person may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Everything,
    /// What they began, and what their units supply.
    Own {
        /// Who.
        account: AccountId,
        /// Their units.
        units: Vec<String>,
        /// And all that has left its writer's hands, for who looks on from above.
        sent: bool,
    },
}

impl Sight {
    /// What this person may see.
    pub fn of(staff: &Staff) -> Self {
        let narrow = |role| matches!(role, Role::Contributor | Role::UnitOfficer | Role::UnitHead);
        let wide = staff
            .appointments
            .iter()
            .any(|held| !narrow(held.role) && allows(held.role, Action::ItemRead, State::Any));
        if wide {
            Self::Everything
        } else {
            Self::Own { account: staff.account.clone(), units: units(staff), sent: looks_on(staff) }
        }
    }

    /// Whether an edition is within it.
    pub fn covers(&self, edition: &Edition) -> bool {
        match self {
            Self::Everything => true,
            Self::Own { account, units, sent } => {
                edition.created_by.as_ref() == Some(account)
                    || units.contains(&edition.unit_key)
                    || (*sent && edition.state != State::Draft)
            }
        }
    }
}

/// Whether a person reads from above what was sent to the board here.
fn looks_on(staff: &Staff) -> bool {
    let reads = |role| Relation::Above.allows(role, Action::ItemRead, State::Submitted);
    staff.above.iter().any(|held| reads(held.role))
}

/// The units a person acts for as their officer or head; a contributor's unit gives no sight of others' drafts.
fn units(staff: &Staff) -> Vec<String> {
    let acts =
        staff.appointments.iter().filter(|held| matches!(held.role, Role::UnitOfficer | Role::UnitHead));
    acts.filter_map(|held| held.unit.clone()).collect()
}

/// Refuses an edition that this person may not see, as if it were not there.
///
/// # Errors
/// [`Error::NotFound`].
pub fn require_sight(staff: &Staff, edition: &Edition) -> Result<()> {
    if Sight::of(staff).covers(edition) { Ok(()) } else { Err(Error::NotFound) }
}

/// Refuses writing to an edition that is neither the person's own nor their unit's, unless they are of the board.
///
/// # Errors
/// [`Error::NotFound`] where they may not even see it, [`Error::Forbidden`] where they may only look.
pub fn require_hand(staff: &Staff, edition: &Edition) -> Result<()> {
    require_sight(staff, edition)?;
    let own = edition.created_by.as_ref() == Some(&staff.account) || units(staff).contains(&edition.unit_key);
    if !staff.only_own_drafts() || own { Ok(()) } else { Err(Error::Forbidden) }
}

/// Refuses matter of another unit from a person bound to their own (Quy chế Điều 12.3).
///
/// # Errors
/// [`Error::Refused`] naming the unit field.
pub fn require_unit(staff: &Staff, content: &Content) -> Result<()> {
    let own: Vec<&str> = staff.units().collect();
    let bound = staff.only_own_drafts() && !own.is_empty();
    if !bound || own.contains(&content.common().unit_key.as_str()) {
        return Ok(());
    }
    Err(Error::refused("unit_key", "Ông/bà chỉ được cung cấp tin, bài của đơn vị mình.", "Quy chế Điều 12.3"))
}

/// What of the approver stands against approving an edition: own work (Điều 7.2), no declaration (Điều 4).
pub fn against_approver(
    approver: &AccountId,
    edition: &Edition,
    authors: &[AccountId],
    no_secret: bool,
) -> Vec<Refusal> {
    let undeclared = (!no_secret).then(|| {
        let message = "Người duyệt phải xác nhận nội dung không chứa bí mật.";
        Refusal::new("no_secret", message, "Quy chế Điều 4")
    });
    own_work(approver, edition, authors).into_iter().chain(undeclared).collect()
}

/// Why this person may not approve this edition: it is their own work (Điều 7.2).
pub fn own_work(approver: &AccountId, edition: &Edition, authors: &[AccountId]) -> Option<Refusal> {
    let refuse = |message: &str| Some(Refusal::new("", message, "Quy chế Điều 7.2"));
    if edition.created_by.as_ref() == Some(approver) {
        refuse(
            "Ông/bà là người tạo bản này nên không được tự duyệt; phải do người khác trong Ban Biên tập duyệt.",
        )
    } else if edition.submitted_by.as_ref() == Some(approver) {
        refuse(
            "Ông/bà là người gửi duyệt bản này nên không được tự duyệt; phải do người khác trong Ban Biên tập duyệt.",
        )
    } else if authors.contains(approver) {
        refuse(
            "Ông/bà đã sửa nội dung bản này nên không được tự duyệt; phải do người khác trong Ban Biên tập duyệt.",
        )
    } else {
        None
    }
}
