//! What people do with letters: look at them, send one again, stop one, hold the queue, say that one came back.

mod store;

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{HOUR, Millis};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{MailId, TenantId};
use crate::base::scope::{Db, Platform, Reach, Scope, WriteScope};
use crate::people::{Action, Staff, State as Held};
use crate::tasks::{self, NewTask};

use super::{MailState, State, seal_context};

/// The kind of matter that lies in the sealed drawer.
const SEALED: &str = "sealed";
/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 500;
/// What waits longer without an attempt is late too.
const LATE_AFTER: Millis = HOUR;

/// Whether who asks may know of letters that go to who complains or denounces. For everybody else these are not there,
/// whichever id is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// They may ([`Action::SealedRead`]).
    Open,
    /// They may not.
    Shut,
}

impl Drawer {
    /// As a person's rights have it.
    pub fn of(staff: &Staff) -> Self {
        if staff.may(Action::SealedRead, Held::Any) { Self::Open } else { Self::Shut }
    }
}

/// One attempt of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptMade {
    /// Counting from 1.
    pub n: i64,
    /// When it began.
    pub began_at: Millis,
    /// When it ended; none while it runs.
    pub ended_at: Option<Millis>,
    /// How far it came.
    pub phase: String,
    /// What it came to, as a stable word; empty while it runs.
    pub came_to: String,
    /// The server's words, without addresses.
    pub reply: String,
}

/// Which letters are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this class: `unit`, `reader`, `reminder`.
    pub class: Option<String>,
    /// Only what has failed for an hour.
    pub late: bool,
}

/// Where a page of the list ended: the time and id of its last letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Written at.
    pub at: Millis,
    /// Its id.
    pub id: MailId,
}

impl Cursor {
    /// The cursor behind a letter.
    pub fn behind(letter: &MailState) -> Self {
        Self { at: letter.created_at, id: letter.id.clone() }
    }

    /// As it stands in an address.
    pub fn print(&self) -> String {
        format!("{}.{}", self.at, self.id)
    }

    /// Reads it; none for what is no cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self { at: at.parse().ok()?, id: id.into() })
    }
}

/// A queue that a person holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Why.
    pub reason: String,
    /// Who, by name.
    pub by: String,
    /// Since when.
    pub since: Millis,
}

/// Letters, latest first, from behind a cursor.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    scope: &mut Scope,
    filter: &Filter,
    after: Option<&Cursor>,
    most: i64,
) -> Result<Vec<MailState>> {
    store::list(scope, filter, after, most).await
}

/// How many letters are in each state.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(scope: &mut Scope) -> Result<Vec<(State, i64)>> {
    store::counts(scope).await
}

/// One letter. The lists never hold those of the sealed drawer; by its id its keepers find one.
///
/// # Errors
/// [`Error::NotFound`] when it is not here, or not for who asks.
pub async fn get(scope: &mut Scope, id: &MailId, drawer: Drawer) -> Result<MailState> {
    let letter = store::get(scope, id).await?;
    if letter.subject_kind == SEALED && drawer == Drawer::Shut { Err(Error::NotFound) } else { Ok(letter) }
}

/// Its attempts, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn attempts(scope: &mut Scope, id: &MailId) -> Result<Vec<AttemptMade>> {
    store::attempts(scope, id).await
}

/// How many open letters are late, and since when the oldest waits.
///
/// # Errors
/// When the database does not answer.
pub async fn late(scope: &mut Scope) -> Result<(i64, Option<Millis>)> {
    let before = scope.db().clock.now() - LATE_AFTER;
    store::late(scope, before).await
}

/// Who holds a tenant's queue.
///
/// # Errors
/// When the database does not answer.
pub async fn hold_of(platform: &mut Platform, tenant: &TenantId) -> Result<Option<Hold>> {
    store::hold_of(platform, tenant).await
}

/// A reason as it is kept.
fn reason(given: &str) -> Result<String> {
    let text = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let refusal = if text.is_empty() {
        "Hãy nêu lý do; lý do được ghi vào nhật ký."
    } else if text.chars().count() > LONGEST_REASON {
        "Lý do dài quá 500 ký tự. Hãy viết gọn lại."
    } else {
        return Ok(text);
    };
    Err(Error::Refused(vec![Refusal::new("reason", refusal, "")]))
}

fn moved_on() -> Error {
    Error::Conflict("Thư này vừa đổi trạng thái. Hãy tải lại trang để xem.".into())
}

/// Sends a letter again that will not go by itself: the same bytes as a new letter, once. The caller has asked whether the
/// person may ([`Action::MailResend`]).
///
/// # Errors
/// As [`get`]; [`Error::Conflict`] when it goes by itself or was sent again already, [`Error::Refused`] when its text is no
/// longer kept.
pub async fn resend(scope: &mut WriteScope, id: &MailId, drawer: Drawer) -> Result<MailId> {
    let letter = get(scope, id, drawer).await?;
    if !letter.may_be_resent() {
        return Err(moved_on());
    }
    let db = scope.db().clone();
    let fresh = MailId::fresh(&db.clock, &db.entropy);
    let (envelope, mime) = store::sealed(scope, id).await?;
    let (Some(envelope), Some(mime)) = (envelope, mime) else {
        return Err(Error::refused("", "Nội dung thư không còn được giữ nên không gửi lại được.", ""));
    };
    let (from, to) = (seal_context(scope.tenant(), id), seal_context(scope.tenant(), &fresh));
    let opened = (db.sealer.open(&from, &envelope), db.sealer.open(&from, &mime));
    let (Ok(envelope), Ok(mime)) = opened else {
        let text =
            "Dữ liệu của thư không mở được nên không gửi lại được. Hãy chuyển nội dung bằng cách khác.";
        return Err(Error::refused("", text, ""));
    };
    let (envelope, mime) = (db.sealer.seal(&to, &envelope)?, db.sealer.seal(&to, &mime)?);
    if !store::mark_resent(scope, id, &fresh).await? {
        return Err(moved_on());
    }
    store::copy(scope, id, &fresh, envelope, mime, db.clock.now()).await?;
    told(scope, Action::MailResend, &letter, json!({ "mail": fresh, "of": id }));
    Ok(fresh)
}

/// Stops a letter that waits. The caller has asked whether the person may ([`Action::MailStop`]).
///
/// # Errors
/// As [`get`]; [`Error::Refused`] without a reason, [`Error::Conflict`] when it does not wait any more.
pub async fn stop(scope: &mut WriteScope, id: &MailId, why: &str, drawer: Drawer) -> Result<()> {
    let letter = get(scope, id, drawer).await?;
    let why = reason(why)?;
    let by = scope.actor().label.clone();
    if !super::store::stop(scope, id, &by, &why).await? {
        return Err(moved_on());
    }
    told(scope, Action::MailStop, &letter, json!({ "mail": id, "reason": why }));
    Ok(())
}

/// A report of non-delivery came for a letter that the server had taken: it is kept as such, and a person is asked to reach
/// the recipient otherwise. `why` is the report's own words without addresses. The question it is about does not move.
/// False when the letter has left that state already, as by a second report.
///
/// # Errors
/// [`Error::NotFound`] when it is not here.
pub async fn bounced(scope: &mut WriteScope, id: &MailId, why: &str) -> Result<bool> {
    let letter = store::get(scope, id).await?;
    let by = scope.actor().label.clone();
    let why: String = why.chars().take(LONGEST_REASON).collect();
    if !store::bounced(scope, id, &by, &why).await? {
        return Ok(false);
    }
    let responsible = store::responsible(scope, id).await?;
    let task = NewTask {
        kind: "mail.bounced",
        text: format!(
            "Thư gửi {} bị trả lại sau khi máy chủ thư đã nhận. Đề nghị kiểm tra lại địa chỉ và liên hệ bằng điện thoại \
             hoặc cách khác.",
            letter.recipient_label
        ),
        subject_kind: &letter.subject_kind,
        subject_id: &letter.subject_id,
        responsible: responsible.as_ref(),
    };
    tasks::create(scope, task).await?;
    scope.audit("mail.bounced", "outbox", id.as_str(), json!({ "mail": id, "about": letter.subject_id }));
    changed(scope, &letter);
    Ok(true)
}

/// Holds the queue of the scope's tenant, or everybody's. The caller has asked whether the person may
/// ([`Action::MailPause`]).
///
/// # Errors
/// [`Error::Refused`] without a reason, [`Error::Conflict`] when it is held already.
pub async fn hold(scope: &mut WriteScope, why: &str, by: &str) -> Result<()> {
    let why = reason(why)?;
    if !store::hold(scope, &why, by).await? {
        return Err(Error::Conflict("Việc gửi thư đã được tạm dừng trước đó. Hãy tải lại trang.".into()));
    }
    scope.audit(Action::MailPause.as_str(), "outbox", "queue", json!({ "reason": why }));
    scope.changed("outbox", "queue", Reach::Staff);
    Ok(())
}

/// Lets the queue of the scope's tenant go on. The caller has asked whether the person may ([`Action::MailPause`]).
///
/// # Errors
/// [`Error::Conflict`] when nobody holds it.
pub async fn release(scope: &mut WriteScope) -> Result<()> {
    if !store::release(scope).await? {
        return Err(Error::Conflict("Việc gửi thư không bị tạm dừng. Hãy tải lại trang.".into()));
    }
    scope.audit("mail.resume", "outbox", "queue", json!({}));
    scope.changed("outbox", "queue", Reach::Staff);
    Ok(())
}

/// Has the system's account at the mail server tried again now, where it was refused. The caller has asked whether the person
/// may ([`Action::MailPause`]).
///
/// # Errors
/// [`Error::Conflict`] when it is not refused.
pub async fn try_credentials(db: &Db, actor: &Actor) -> Result<()> {
    if super::store::paused(&mut db.platform().await?).await?.is_none() {
        return Err(Error::Conflict("Tài khoản gửi thư không bị từ chối. Hãy tải lại trang.".into()));
    }
    super::store::resume(db).await?;
    let mut scope = db.write(&TenantId::platform(), actor).await?;
    scope.audit("mail.resume", "outbox", "credentials", json!({}));
    scope.changed("outbox", "queue", Reach::Staff);
    scope.commit().await
}

fn told(scope: &mut WriteScope, action: Action, letter: &MailState, detail: serde_json::Value) {
    scope.audit(action.as_str(), "outbox", letter.id.as_str(), detail);
    changed(scope, letter);
}

fn changed(scope: &mut WriteScope, letter: &MailState) {
    if letter.subject_kind == "question" {
        scope.changed("question", &letter.subject_id, Reach::Staff);
    }
    scope.changed("outbox", letter.id.as_str(), Reach::Staff);
}
