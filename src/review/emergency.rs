//! Publication in an emergency: at once by the head or the standing deputy, then confirmed by another, or withdrawn.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{HOUR, Millis, time_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::mail::retry::Class;
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::items::checks::NoCorpus;
use crate::items::rights::{own_work, require, require_sight};
use crate::items::{Edition, publishing, store as items};
use crate::outbox::{self, NewMail};
use crate::params;
use crate::people::store::{account, serving};
use crate::people::{Action, Role, Staff, State};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::{standing, store};

/// How many hours a confirmation is waited for where the tenant has not said.
pub const HOURS: i64 = 24;
/// The longest that may be waited.
pub const MOST_HOURS: i64 = 72;
/// What is shown wherever such an edition is.
pub const UNCONFIRMED: &str = "Đăng khẩn, chờ xác nhận";

/// An emergency publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// Of which edition.
    pub edition: EditionId,
    /// Why it could not wait.
    pub reason: String,
    /// Who did it.
    pub by: AccountId,
    /// When.
    pub at: Millis,
    /// Until when somebody else must confirm it.
    pub confirm_before: Millis,
    /// Who confirmed it.
    pub confirmed_by: Option<AccountId>,
    /// When.
    pub confirmed_at: Option<Millis>,
    /// Since when nothing is waited for.
    pub closed_at: Option<Millis>,
}

/// The emergency publication of an edition, if it was one.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, id: &EditionId) -> Result<Option<Emergency>> {
    store::emergency(scope, id).await
}

/// How many hours this tenant waits for a confirmation.
///
/// # Errors
/// When the database does not answer.
pub async fn hours(scope: &mut Scope) -> Result<i64> {
    Ok(store::confirm_hours(scope).await?.unwrap_or(HOURS))
}

/// Sets how many hours are waited from now on.
///
/// # Errors
/// [`Error::Refused`] for none, or too many.
pub async fn set_hours(scope: &mut WriteScope, staff: &Staff, hours: &str) -> Result<()> {
    staff.require(Action::BoardRules, State::Any)?;
    let Some(hours) = hours.parse::<i64>().ok().filter(|hours| (1..=MOST_HOURS).contains(hours)) else {
        let message = format!("Thời hạn xác nhận là số giờ từ 1 đến {MOST_HOURS}.");
        return Err(Error::refused("so-gio", message, "Quy chế Điều 7.2"));
    };
    store::set_confirm_hours(scope, hours).await?;
    let tenant = scope.tenant().as_str().to_owned();
    scope.audit(Action::BoardRules.as_str(), "tenant", &tenant, json!({ "confirm_hours": hours }));
    Ok(())
}

/// Makes an edition live before it is approved.
///
/// # Errors
/// [`Error::Refused`] without reason or declaration, and for whatever stands against publication.
pub async fn publish(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    version: i64,
    reason: &str,
    no_secret: bool,
) -> Result<()> {
    let db = scope.db().clone();
    let now = db.clock.now();
    let edition = items::edition(scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemEmergency, edition.state)?;
    require_sight(staff, &edition)?;
    let reason = reason.trim();
    let mut refusals = Vec::new();
    if reason.chars().count() < 10 {
        let message = "Hãy nêu lý do phải đăng ngay, ít nhất 10 chữ cái.";
        refusals.push(Refusal::new("ly-do", message, "Quy chế Điều 7.2"));
    }
    if !no_secret {
        let message = "Người đăng khẩn phải xác nhận nội dung không chứa bí mật.";
        refusals.push(Refusal::new("cam-ket", message, "Quy chế Điều 4"));
    }
    let content = items::content(scope, &edition.revision).await?;
    refusals.extend(standing::of(scope, tenant, &edition, &content, &NoCorpus).await?.against_submission());
    Error::unless_empty(refusals)?;
    publishing::go_live(scope, &edition, &content, now).await?;
    store::declare_no_secret(scope, id).await?;
    let emergency = Emergency {
        edition: id.clone(),
        reason: reason.to_owned(),
        by: staff.account.clone(),
        at: now,
        confirm_before: now + hours(scope).await? * HOUR,
        confirmed_by: None,
        confirmed_at: None,
        closed_at: None,
    };
    store::insert_emergency(scope, &emergency).await?;
    let detail = json!({ "edition": id, "no": edition.no, "reason": reason, "no_secret": true });
    scope.audit(Action::ItemEmergency.as_str(), "item", edition.item.as_str(), detail);
    Ok(())
}

/// Why this person may not confirm: they did it, or wrote it (Điều 7.2).
///
/// # Errors
/// When the database does not answer.
pub async fn against_confirming(
    scope: &mut Scope,
    staff: &Staff,
    edition: &Edition,
    emergency: &Emergency,
) -> Result<Option<Refusal>> {
    if emergency.by == staff.account {
        let message = "Ông/bà là người đăng khẩn; phải do người khác trong Ban Biên tập xác nhận.";
        return Ok(Some(Refusal::new("", message, "Quy chế Điều 7.2")));
    }
    let authors = items::authors(scope, &edition.id).await?;
    Ok(own_work(&staff.account, edition, &authors))
}

/// Confirms what another made live: the approval that it lacked.
///
/// # Errors
/// [`Error::Refused`] for who did or wrote it and without the declaration, [`Error::Conflict`] when nothing waits.
pub async fn confirm(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    no_secret: bool,
) -> Result<()> {
    let db = scope.db().clone();
    let now = db.clock.now();
    let edition = items::edition(scope, id).await?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemEmergencyConfirm, edition.state)?;
    require_sight(staff, &edition)?;
    let waiting = store::emergency(scope, id).await?.filter(|found| found.closed_at.is_none());
    let Some(emergency) = waiting else {
        return Err(Error::Conflict("Bản này không còn chờ xác nhận. Hãy tải lại trang.".into()));
    };
    let mut refusals: Vec<Refusal> =
        against_confirming(scope, staff, &edition, &emergency).await?.into_iter().collect();
    if !no_secret {
        let message = "Người xác nhận phải xác nhận nội dung không chứa bí mật.";
        refusals.push(Refusal::new("cam-ket", message, "Quy chế Điều 4"));
    }
    Error::unless_empty(refusals)?;
    store::close_emergency(scope, id, Some(&staff.account), now).await?;
    store::approve_after(scope, id, &staff.account, now).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    let detail = json!({ "edition": id, "no_secret": true });
    scope.audit(Action::ItemEmergencyConfirm.as_str(), "item", edition.item.as_str(), detail);
    Ok(())
}

/// Takes down what nobody confirmed in time, in every tenant.
///
/// # Errors
/// The last tenant's trouble; the others are done all the same.
pub async fn withdraw_unconfirmed(app: App) -> Result<()> {
    let due = store::unconfirmed(&mut app.db.platform().await?, app.db.clock.now()).await?;
    let mut trouble = Ok(());
    for one in due {
        let Some(tenant) = app.directory.get(&one.tenant) else { continue };
        if let Err(cause) = withdraw_one(&app, &tenant, &one.edition).await {
            tracing::error!(tenant = %one.tenant, edition = %one.edition, %cause, "an unconfirmed edition could not be withdrawn");
            trouble = Err(cause);
        }
    }
    trouble
}

async fn withdraw_one(app: &App, tenant: &Tenant, id: &EditionId) -> Result<()> {
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    let now = app.db.clock.now();
    let waiting = store::emergency(&mut scope, id).await?;
    let due = waiting.filter(|found| found.closed_at.is_none() && found.confirm_before <= now);
    let Some(emergency) = due else { return Ok(()) };
    let edition = items::edition(&mut scope, id).await?;
    store::close_emergency(&mut scope, id, None, now).await?;
    // Withdrawn or corrected by hand meanwhile: four eyes have seen it.
    if edition.state != State::Live {
        return scope.commit().await;
    }
    let reason = format!("Đăng khẩn không được xác nhận trước {}.", time_vi(emergency.confirm_before));
    let set = ", live_until = $6, reason = $7";
    items::advance(&mut scope, &edition, State::Withdrawn, now, set, params![now, &reason]).await?;
    publishing::fall_silent(&mut scope, &edition).await?;
    items::make_unseen(&mut scope, &edition.item).await?;
    scope.changed("item", edition.item.as_str(), Reach::Public);
    let detail = json!({ "edition": id, "reason": reason });
    scope.audit(Action::ItemWithdraw.as_str(), "item", edition.item.as_str(), detail);
    tell(app, &mut scope, tenant, &edition, &emergency).await?;
    scope.commit().await
}

/// A task for who published it, and mail to them, to the author, and to the heads who could have seen to it.
async fn tell(
    app: &App,
    scope: &mut WriteScope,
    tenant: &Tenant,
    edition: &Edition,
    emergency: &Emergency,
) -> Result<()> {
    let text = format!(
        "Bài “{}” đăng khẩn lúc {} đã được gỡ vì không ai xác nhận trước {}. Hãy gửi duyệt lại nếu vẫn cần đăng.",
        edition.title,
        time_vi(emergency.at),
        time_vi(emergency.confirm_before)
    );
    let task = NewTask {
        kind: "item.emergency-withdrawn",
        text,
        subject_kind: "edition",
        subject_id: edition.id.as_str(),
        responsible: Some(&emergency.by),
    };
    tasks::create(scope, task).await?;
    let heads = serving(&mut app.db.platform().await?, tenant.id(), app.db.clock.today()).await?;
    let heads = heads.into_iter().filter(|held| matches!(held.role, Role::BoardHead | Role::StandingDeputy));
    let mut who: Vec<AccountId> = vec![emergency.by.clone()];
    who.extend(edition.created_by.clone());
    who.extend(heads.map(|held| held.account));
    who.sort();
    who.dedup();
    for person in who {
        mail(app, scope, tenant, edition, emergency, &person).await?;
    }
    Ok(())
}

async fn mail(
    app: &App,
    scope: &mut WriteScope,
    tenant: &Tenant,
    edition: &Edition,
    emergency: &Emergency,
    person: &AccountId,
) -> Result<()> {
    let held = account(&mut app.db.platform().await?, person).await?;
    let Some(to) = held.filter(|held| held.disabled_at.is_none()).and_then(|held| held.email.parse().ok())
    else {
        return Ok(());
    };
    let text = format!(
        "Kính gửi ông/bà,\n\nMột bản đăng khẩn lúc {} trên Trang thông tin điện tử {} đã được gỡ vì không ai xác nhận trước {}.\n\n\
         Xem tại: {}/{}/tin-bai/{}\n",
        time_vi(emergency.at),
        tenant.identity().full_name,
        time_vi(emergency.confirm_before),
        app.config.console_url(),
        tenant.slug(),
        edition.id
    );
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("emergency/{}/{person}", edition.id),
        subject_kind: "edition",
        subject_id: edition.id.as_str(),
        responsible: Some(&emergency.by),
        recipient_label: "cán bộ".into(),
        to,
        subject: "Bản đăng khẩn đã được gỡ vì không ai xác nhận".into(),
        text,
        bounces: true,
    };
    match outbox::enqueue(scope, &app.mail, mail).await {
        Err(Error::Refused(refusals)) => {
            tracing::warn!(?refusals, "a notice has no address to go to");
            Ok(())
        }
        other => other.map(drop),
    }
}
