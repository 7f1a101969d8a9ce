//! When a published text ceases to be current by itself, and when a person looks at it again.

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::EditionId;
use crate::base::scope::{Db, Reach, WriteScope};
use crate::items::rights::{require, require_sight};
use crate::items::withdrawal::{Withdrawal, take_down};
use crate::items::{Edition, store as items};
use crate::people::{Action, Staff, State};
use crate::tasks::{self, NewTask};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::introduction;
use super::letters::{self, ToBoard};
use super::store::{self, DueTerm};

/// The task of a text that is to be looked at again.
pub const REVIEW_TASK: &str = "item.review";
/// How many texts are handled in one turn.
const MOST: usize = 500;

/// What was set for an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The first day on which it is no longer current.
    pub expires_on: Option<Date>,
    /// The day on which a person looks at it again.
    pub review_on: Option<Date>,
    /// When that was last done.
    pub reviewed_at: Option<i64>,
    /// By whose login.
    pub reviewed_by: Option<String>,
}

/// Sets both days of an item; none takes a day away.
///
/// # Errors
/// [`Error::Refused`] for days that are not to come.
pub async fn set(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    expires_on: Option<Date>,
    review_on: Option<Date>,
) -> Result<()> {
    let today = db.clock.today();
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = items::edition(&mut scope, id).await?;
    require(staff, tenant.id(), today, Action::ItemTerm, edition.state)?;
    require_sight(staff, &edition)?;
    let mut refusals = Vec::new();
    if expires_on.is_some_and(|day| day <= today) {
        refusals.push(Refusal::new("term_ends", "Ngày hết thời hạn phải sau hôm nay.", ""));
    }
    refusals.extend(not_to_come(review_on, today));
    Error::unless_empty(refusals)?;
    store::set_term(&mut scope, &edition.item, expires_on, review_on).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        Action::ItemTerm.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "expires_on": expires_on, "review_on": review_on }),
    );
    scope.commit().await
}

fn not_to_come(review_on: Option<Date>, today: Date) -> Option<Refusal> {
    let past = review_on.is_some_and(|day| day <= today);
    past.then(|| Refusal::new("review_on", "Ngày rà soát phải sau hôm nay.", ""))
}

/// Says that what is live was looked at again and still holds, and when it is looked at next.
///
/// # Errors
/// [`Error::Refused`] for a next day that is not to come.
pub async fn reviewed(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    next: Option<Date>,
) -> Result<()> {
    let today = db.clock.today();
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = items::edition(&mut scope, id).await?;
    require(staff, tenant.id(), today, Action::ItemReviewed, edition.state)?;
    require_sight(staff, &edition)?;
    Error::unless_empty(not_to_come(next, today).into_iter().collect())?;
    store::set_reviewed(&mut scope, &edition.item, next).await?;
    settle_tasks(&mut scope, &edition).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        Action::ItemReviewed.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": id, "next": next }),
    );
    scope.commit().await
}

async fn settle_tasks(scope: &mut WriteScope, edition: &Edition) -> Result<()> {
    let open = tasks::open(scope).await?;
    for task in
        open.iter().filter(|task| task.kind == REVIEW_TASK && task.subject_id == edition.item.as_str())
    {
        tasks::done(scope, &task.id).await?;
    }
    Ok(())
}

/// Archives what has reached its last day.
///
/// # Errors
/// When the database does not answer; an item that refuses is logged and tried again.
pub async fn archive_due(app: App) -> Result<()> {
    let due = store::expired(&mut app.db.platform().await?, app.db.clock.today(), MOST).await?;
    for term in due {
        if let Err(cause) = archive(&app, &term).await {
            tracing::error!(tenant = %term.tenant, item = %term.item, %cause, "could not be archived at its term");
        }
    }
    Ok(())
}

async fn archive(app: &App, due: &DueTerm) -> Result<()> {
    let mut scope = app.db.write(&due.tenant, &Actor::system()).await?;
    let edition = items::edition(&mut scope, &due.edition).await?;
    if edition.state == State::Live {
        take_down(&mut scope, &edition, &Withdrawal::Expired, "Hết thời hạn đã đặt.").await?;
        store::clear_expiry(&mut scope, &due.item).await?;
    }
    scope.commit().await
}

/// Reminds somebody of what is to be looked at again: a task and a letter, once for each day that was set.
///
/// # Errors
/// When the database does not answer; an item that refuses is logged and tried again.
pub async fn remind_due(app: App) -> Result<()> {
    introduction::set_days(&app).await?;
    let due = store::to_review(&mut app.db.platform().await?, app.db.clock.today(), MOST).await?;
    for term in due {
        if let Err(cause) = remind(&app, &term).await {
            tracing::error!(tenant = %term.tenant, item = %term.item, %cause, "nobody could be reminded");
        }
    }
    Ok(())
}

async fn remind(app: &App, due: &DueTerm) -> Result<()> {
    let Some(tenant) = app.directory.get(&due.tenant) else { return Ok(()) };
    let to = letters::board(&app.db, &tenant).await?;
    let mut scope = app.db.write(&due.tenant, &Actor::system()).await?;
    let edition = items::edition(&mut scope, &due.edition).await?;
    let day = date_vi(due.day);
    let task = NewTask {
        kind: REVIEW_TASK,
        text: format!(
            "Rà soát “{}”: đến hạn {day}. Mở nội dung, kiểm tra còn đúng không, rồi chọn “Đã rà soát” hoặc đính chính.",
            edition.title
        ),
        subject_kind: "item",
        subject_id: edition.item.as_str(),
        responsible: edition.approved_by.as_ref(),
    };
    tasks::create(&mut scope, task).await?;
    let place = format!("{}/{}/tin-bai/{}", app.config.console_url(), tenant.slug(), edition.id);
    let letter = ToBoard {
        key: format!("review/{}/{}", due.item, due.day),
        subject_kind: "item",
        subject_id: edition.item.as_str(),
        subject: format!("Đến hạn rà soát: {}", edition.title),
        text: format!("Nội dung “{}” đến hạn rà soát ngày {day}.\n\nMở nội dung: {place}", edition.title),
    };
    letters::write(&mut scope, &app.mail, &tenant, &to, &letter).await?;
    if items::item(&mut scope, &due.item).await?.section == SectionKey::About {
        letters::to_owner(&mut scope, &app.mail, &tenant, &edition.unit_key, &letter).await?;
    }
    store::set_reminded(&mut scope, &due.item, due.day).await?;
    scope.commit().await
}
