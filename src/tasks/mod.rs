//! What a named person must do, because a machine could not.

mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::{AccountId, TaskId, TenantId};
use crate::base::scope::{Platform, Reach, Scope, WriteScope};
use crate::people::store::serving;
use crate::people::{Action, Role};
use crate::tenants::store::parent_on;

/// Above a commune stand a district or province and no more; the bound keeps a circle in the data from hanging us.
const LEVELS: usize = 4;
/// Who is asked where the one responsible no longer serves.
const OWN: [Role; 3] = [Role::StandingDeputy, Role::BoardHead, Role::DistrictOffice];
/// Who is asked in the tenants above.
const ABOVE: [Role; 3] = [Role::DistrictOffice, Role::StandingDeputy, Role::BoardHead];

/// A task to be given to somebody.
#[derive(Clone, Debug)]
pub struct NewTask<'a> {
    /// A stable word: `mail.dead`, `question.phone`.
    pub kind: &'a str,
    /// What to do, as a Vietnamese sentence; no personal data of readers.
    pub text: String,
    /// What it is about: `question`, …
    pub subject_kind: &'a str,
    /// Which one.
    pub subject_id: &'a str,
    /// Who began what went wrong.
    pub responsible: Option<&'a AccountId>,
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Where.
    pub tenant: TenantId,
    /// Its id.
    pub id: TaskId,
    /// A stable word.
    pub kind: String,
    /// What to do.
    pub text: String,
    /// What it is about.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Whose it is; none is the operator's.
    pub account: Option<AccountId>,
    /// Since when.
    pub created_at: Millis,
}

/// Gives a task to a named person: the one responsible while they serve in the tenant, else its standing deputy, its
/// head of board, its office, else those of the tenant above. With nobody at all it is the operator's, and logged.
///
/// # Errors
/// When the database refuses.
pub async fn create(scope: &mut WriteScope, task: NewTask<'_>) -> Result<TaskId> {
    let day = scope.db().clock.today();
    let tenant = scope.tenant().clone();
    let account = somebody(&mut scope.db().platform().await?, &tenant, task.responsible, day).await?;
    if account.is_none() {
        tracing::error!(%tenant, kind = task.kind, subject = task.subject_id, "a task falls to the operator: nobody is appointed");
    }
    let id = TaskId::fresh(&scope.db().clock, &scope.db().entropy);
    let now = scope.db().clock.now();
    store::insert(scope, &id, &task, account.as_ref(), now).await?;
    scope.audit(
        "task.create",
        "task",
        id.as_str(),
        json!({ "kind": task.kind, "about": task.subject_id, "account": account }),
    );
    scope.changed("task", id.as_str(), Reach::Staff);
    Ok(id)
}

async fn somebody(
    platform: &mut Platform,
    tenant: &TenantId,
    wanted: Option<&AccountId>,
    day: Date,
) -> Result<Option<AccountId>> {
    let mut here = Some(tenant.clone());
    for level in 0..LEVELS {
        let Some(at) = here else { break };
        let people = serving(platform, &at, day).await?;
        if level == 0
            && let Some(wanted) = wanted.filter(|wanted| people.iter().any(|p| p.account == **wanted))
        {
            return Ok(Some(wanted.clone()));
        }
        let order = if level == 0 { OWN } else { ABOVE };
        if let Some(found) = order.iter().find_map(|role| people.iter().find(|p| p.role == *role)) {
            return Ok(Some(found.account.clone()));
        }
        here = parent_on(platform, &at, day).await?;
    }
    Ok(None)
}

/// The tenant's unfinished tasks, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn open(scope: &mut Scope) -> Result<Vec<Task>> {
    store::open(scope).await
}

/// One person's unfinished tasks in every tenant, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_person(platform: &mut Platform, account: &AccountId) -> Result<Vec<Task>> {
    store::of_person(platform, account).await
}

/// How many unfinished tasks of a kind one person has in the tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn count_of(scope: &mut Scope, kind: &str, account: &AccountId) -> Result<i64> {
    store::count_of(scope, kind, account).await
}

/// Tasks that nobody could be named for: the operator's, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_operator(platform: &mut Platform) -> Result<Vec<Task>> {
    store::of_operator(platform).await
}

/// Ticks a task off. The caller has asked whether the person may ([`Action::TaskDone`]).
///
/// # Errors
/// [`crate::base::error::Error::Conflict`] when it is done already.
pub async fn done(scope: &mut WriteScope, id: &TaskId) -> Result<()> {
    let by = scope.actor().label.clone();
    let now = scope.db().clock.now();
    store::finish(scope, id, &by, now).await?;
    scope.audit(Action::TaskDone.as_str(), "task", id.as_str(), json!({}));
    scope.changed("task", id.as_str(), Reach::Staff);
    Ok(())
}

/// Ticks off whatever is open about something that has come to its end by itself.
///
/// # Errors
/// When the database refuses.
pub async fn done_about(scope: &mut WriteScope, subject_kind: &str, subject_id: &str) -> Result<()> {
    let open = store::open(scope).await?;
    let about = |task: &Task| task.subject_kind == subject_kind && task.subject_id == subject_id;
    for task in open.into_iter().filter(about) {
        done(scope, &task.id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
