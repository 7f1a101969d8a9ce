//! A draft that was begun by mistake is thrown away, as of a wrong year; the trail keeps that it was there.

use serde_json::json;

use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::Reach;
use crate::house::feedback::Desk;
use crate::house::{measures, tidy};
use crate::people::{Action, State};

use super::{CLAUSE, Plan, SUBJECT, planned, store};

/// Throws away a draft that was begun by mistake, with its tasks: what is approved stays.
///
/// # Errors
/// [`Error::Refused`] for an approved plan or without a reason, [`Error::Conflict`] when another was first.
pub async fn discard(desk: Desk<'_>, year: i16, version: i64, reason: &str) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let reason = tidy(reason);
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let plan = planned(&mut scope, year).await?;
    let checks = [
        (plan.approved.is_some(), "ly-do-bo", "Kế hoạch đã duyệt thì không bỏ được nữa."),
        (!measures(&reason, 3, 500), "ly-do-bo", "Hãy ghi lý do bỏ dự thảo, từ 3 đến 500 ký tự."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
    let tasks = store::entries(&mut scope, &plan.id).await?.len();
    store::discard(&mut scope, &Plan { version, ..plan.clone() }).await?;
    scope.changed(SUBJECT, &plan.id, Reach::Staff);
    let detail = json!({ "year": plan.year, "tasks": tasks, "reason": reason });
    scope.audit("plan.discard", SUBJECT, &plan.id, detail);
    scope.commit().await
}
