//! Publication at a set time: a duty makes it live at its minute, if the rule still lets it.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis, time_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::items::checks::NoCorpus;
use crate::items::rights::{require, require_sight};
use crate::items::{Edition, publishing, store as items};
use crate::people::{Action, Staff, State};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::{standing, store};

/// No time is set further ahead.
const FARTHEST: Millis = 366 * DAY;

/// When an edition goes live by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Which edition.
    pub edition: EditionId,
    /// When.
    pub at: Millis,
    /// Who set it.
    pub by: AccountId,
}

/// When an edition goes live by itself, if it does.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, id: &EditionId) -> Result<Option<Schedule>> {
    store::schedule(scope, id).await
}

/// Sets the time, or another one.
///
/// # Errors
/// [`Error::Refused`] for a time that is over or too far, and for whatever stands against publication now.
pub async fn schedule(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    version: i64,
    at: Millis,
) -> Result<()> {
    let db = scope.db().clone();
    let now = db.clock.now();
    let edition = items::edition(scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemSchedule, edition.state)?;
    require_sight(staff, &edition)?;
    let mut refusals = Vec::new();
    if at <= now {
        let message = format!("{} đã qua. Hãy chọn giờ sau lúc này, hoặc đăng ngay.", time_vi(at));
        refusals.push(Refusal::new("gio", message, ""));
    } else if at > now + FARTHEST {
        refusals.push(Refusal::new("gio", "Chỉ hẹn giờ trong vòng một năm.", ""));
    }
    let content = items::content(scope, &edition.revision).await?;
    refusals.extend(standing::of(scope, tenant, &edition, &content, &NoCorpus).await?.against_submission());
    Error::unless_empty(refusals)?;
    items::advance(scope, &edition, State::Scheduled, now, "", vec![]).await?;
    let set = Schedule { edition: id.clone(), at, by: staff.account.clone() };
    store::set_schedule(scope, &set, now).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    let detail = json!({ "edition": id, "publish_at": at });
    scope.audit(Action::ItemSchedule.as_str(), "item", edition.item.as_str(), detail);
    Ok(())
}

/// Takes the time back: it is approved and waits.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn unschedule(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    version: i64,
) -> Result<()> {
    let db = scope.db().clone();
    let edition = items::edition(scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemUnschedule, edition.state)?;
    require_sight(staff, &edition)?;
    items::advance(scope, &edition, State::Approved, db.clock.now(), "", vec![]).await?;
    store::end_schedule(scope, id).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(Action::ItemUnschedule.as_str(), "item", edition.item.as_str(), json!({ "edition": id }));
    Ok(())
}

/// Makes live whatever is due in every tenant; each in a transaction of its own, so that a kill leaves it due or done.
///
/// # Errors
/// The last tenant's trouble; the others are done all the same.
pub async fn publish_due(app: App) -> Result<()> {
    let due = store::scheduled(&mut app.db.platform().await?, app.db.clock.now()).await?;
    let mut trouble = Ok(());
    for one in due {
        let Some(tenant) = app.directory.get(&one.tenant) else { continue };
        if let Err(cause) = publish_one(&app, &tenant, &one.edition).await {
            tracing::error!(tenant = %one.tenant, edition = %one.edition, %cause, "a scheduled edition could not go live");
            trouble = Err(cause);
        }
    }
    trouble
}

async fn publish_one(app: &App, tenant: &Tenant, id: &EditionId) -> Result<()> {
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    let now = app.db.clock.now();
    let Some(set) = store::schedule(&mut scope, id).await?.filter(|set| set.at <= now) else { return Ok(()) };
    let edition = items::edition(&mut scope, id).await?;
    store::end_schedule(&mut scope, id).await?;
    // Returned or published by hand meanwhile: the time is set for nothing.
    if edition.state != State::Scheduled {
        return scope.commit().await;
    }
    let content = items::content(&mut scope, &edition.revision).await?;
    let standing = standing::of(&mut scope, tenant, &edition, &content, &NoCorpus).await?;
    let against = standing.against_submission();
    if against.is_empty() {
        publishing::go_live(&mut scope, &edition, &content, now).await?;
        let detail = json!({ "edition": id, "no": edition.no, "scheduled_by": set.by });
        scope.audit(Action::ItemPublish.as_str(), "item", edition.item.as_str(), detail);
    } else {
        hold_back(&mut scope, &edition, &set, &against, now).await?;
    }
    scope.commit().await
}

/// Something has come to stand against it: it waits, and who set the time is told what.
async fn hold_back(
    scope: &mut WriteScope,
    edition: &Edition,
    set: &Schedule,
    against: &[Refusal],
    now: Millis,
) -> Result<()> {
    items::advance(scope, edition, State::Approved, now, "", vec![]).await?;
    let why: Vec<&str> = against.iter().map(|refusal| refusal.message.as_str()).collect();
    let why = why.join(" ");
    let text = format!(
        "Bài “{}” hẹn đăng lúc {} chưa đăng được: {why} Hãy sửa rồi hẹn giờ lại hoặc đăng ngay.",
        edition.title,
        time_vi(set.at)
    );
    let task = NewTask {
        kind: "item.schedule-refused",
        text,
        subject_kind: "edition",
        subject_id: edition.id.as_str(),
        responsible: Some(&set.by),
    };
    tasks::create(scope, task).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    let detail = json!({ "edition": edition.id, "reason": why });
    scope.audit(Action::ItemUnschedule.as_str(), "item", edition.item.as_str(), detail);
    Ok(())
}
