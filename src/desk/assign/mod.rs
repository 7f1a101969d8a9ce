//! Giving an edition to a person of the board or a contributor, until a day.

mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::{Platform, Reach, Scope, WriteScope};
use crate::base::working_days::Calendar;
use crate::items::rights::{require, require_sight};
use crate::items::store as items;
use crate::people::store::serving;
use crate::people::{Action, Staff, State, allows};
use crate::tenants::directory::Tenant;

/// The longest time that may be given, in working days.
pub const LONGEST: u32 = 60;

/// Who works on an edition, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which edition.
    pub edition: EditionId,
    /// Who.
    pub account: AccountId,
    /// The last day.
    pub due_on: Date,
    /// What they are asked to do.
    pub note: String,
    /// Who gave it to them.
    pub by: AccountId,
    /// When.
    pub at: Millis,
}

/// What a form asks for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// To whom; none takes it back.
    pub account: Option<AccountId>,
    /// In how many working days.
    pub days: &'a str,
    /// What they are asked to do.
    pub note: &'a str,
}

/// The people who can be given an edition here today: who may write to a draft.
///
/// # Errors
/// When the database does not answer.
pub async fn people(platform: &mut Platform, tenant: &Tenant, day: Date) -> Result<Vec<AccountId>> {
    let mut found = Vec::new();
    for held in serving(platform, tenant.id(), day).await? {
        if allows(held.role, Action::ItemSave, State::Draft) && !found.contains(&held.account) {
            found.push(held.account);
        }
    }
    Ok(found)
}

/// Gives an edition to somebody, or takes it back.
///
/// # Errors
/// [`Error::Refused`] for a person who does not serve here, or a time that is none.
pub async fn assign(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    wanted: Wanted<'_>,
) -> Result<()> {
    let db = scope.db().clone();
    let (now, today) = (db.clock.now(), db.clock.today());
    let edition = items::edition(scope, id).await?;
    require(staff, tenant.id(), today, Action::ItemAssign, edition.state)?;
    require_sight(staff, &edition)?;
    let Some(account) = wanted.account else {
        store::end(scope, id).await?;
        told(scope, &edition.item, json!({ "edition": id, "account": null }));
        return Ok(());
    };
    let serving = people(&mut db.platform().await?, tenant, today).await?;
    let mut refusals = Vec::new();
    if !serving.contains(&account) {
        refusals.push(Refusal::new(
            "nguoi",
            "Hãy chọn một người đang giữ nhiệm vụ ở trang này.",
            "Quy chế Điều 7.1",
        ));
    }
    let days = wanted.days.parse::<u32>().ok().filter(|days| (1..=LONGEST).contains(days));
    if days.is_none() {
        let message = format!("Hạn là số ngày làm việc, từ 1 đến {LONGEST}.");
        refusals.push(Refusal::new("so-ngay", message, ""));
    }
    if wanted.note.chars().count() > 500 {
        refusals.push(Refusal::new("loi-nhan", "Lời nhắn dài nhất 500 chữ.", ""));
    }
    Error::unless_empty(refusals)?;
    let due_on = Calendar::official().due(now, days.unwrap_or(1)).on;
    let given = Assignment {
        edition: id.clone(),
        account,
        due_on,
        note: wanted.note.to_owned(),
        by: staff.account.clone(),
        at: now,
    };
    store::put(scope, &given).await?;
    told(scope, &edition.item, json!({ "edition": id, "account": given.account, "due_on": due_on }));
    Ok(())
}

fn told(scope: &mut WriteScope, item: &crate::base::id::ItemId, detail: serde_json::Value) {
    scope.changed("item", item.as_str(), Reach::Staff);
    scope.audit(Action::ItemAssign.as_str(), "item", item.as_str(), detail);
}

/// Who works on an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, id: &EditionId) -> Result<Option<Assignment>> {
    store::of(scope, id).await
}

/// Ends what was given for editions on which nobody works any more.
///
/// # Errors
/// When the database refuses.
pub async fn end_finished(scope: &mut WriteScope, item: &crate::base::id::ItemId) -> Result<()> {
    store::end_finished(scope, item).await
}
