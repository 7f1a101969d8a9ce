//! Mail that does not leave: told in the log, to the operator by mail, and as a task for a named person.

use anyhow::Context as _;

use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::Db;
use crate::config;
use crate::tasks::{self, NewTask};

use super::store::Attempt;
use super::{MailSettings, NewMail, desk, enqueue};

/// A task for the tenant's letters that have waited too long.
const LATE: &str = "mail.late";
/// A task for the operator's credentials.
const PAUSED: &str = "mail.paused";
/// A task for a mailbox that cannot be read.
const MAILBOX: &str = "mail.mailbox";
const MAILBOX_SUBJECT: &str = "mailbox";
/// A task for a backup that failed.
const BACKUP: &str = "backup.failed";
/// What tasks about letters in general are about.
const QUEUE: (&str, &str) = ("outbox", "queue");

/// A letter has failed for an hour, for the first time: one task a tenant as long as it is open, one letter a day to the
/// operator.
pub async fn of_letter(db: &Db, operator: Option<&(MailSettings, Address)>, attempt: &Attempt) {
    tracing::error!(tenant = %attempt.tenant, mail = %attempt.mail, "a letter has waited for an hour");
    let text = "Có thư gửi không đi được từ hơn một giờ nay. Đề nghị mở Sổ thư đi, xem lý do và báo người vận hành; \
                việc gấp xin gọi điện cho người nhận.";
    if let Err(cause) = task(db, &attempt.tenant, LATE, QUEUE, text).await {
        tracing::error!(%cause, "the task of late letters cannot be given");
    }
    let Some((settings, to)) = operator else { return };
    if attempt.tenant == TenantId::platform() {
        return;
    }
    let letter = Letter {
        key: "alarm",
        subject: "Thư chờ gửi quá một giờ",
        text: "Có thư chờ gửi quá một giờ chưa đi được. Đề nghị kiểm tra máy chủ thư và nhật ký hệ thống.",
    };
    if let Err(cause) = write_to_operator(db, settings, to.clone(), letter).await {
        tracing::error!(%cause, "the operator cannot be written to");
    }
}

/// A mailbox from which mail is taken cannot be read: one task as long as it is open, one letter a day to the operator.
/// `key` tells mailboxes apart, `address` is the office's own.
pub async fn of_mailbox(
    db: &Db,
    operator: Option<&(MailSettings, Address)>,
    tenant: &TenantId,
    key: &str,
    address: &str,
) {
    let text = format!(
        "Chưa đọc được hộp thư {address} nên thư gửi đến đó chưa vào hệ thống; thư còn nằm ở máy chủ thư. Đề nghị báo \
         người vận hành kiểm tra mật khẩu, máy chủ thư; việc gấp xin mở hộp thư đó xem trực tiếp."
    );
    if let Err(cause) = task(db, tenant, MAILBOX, (MAILBOX_SUBJECT, key), &text).await {
        tracing::error!(%cause, "the task of the unread mailbox cannot be given");
    }
    let Some((settings, to)) = operator else { return };
    let letter = Letter {
        key: &format!("alarm/{key}"),
        subject: "Chưa đọc được hộp thư nhận thư",
        text: &format!(
            "Chưa đọc được hộp thư {address}. Đề nghị chạy lệnh portal mail check và xem nhật ký hệ thống."
        ),
    };
    if let Err(cause) = write_to_operator(db, settings, to.clone(), letter).await {
        tracing::error!(%cause, "the operator cannot be written to");
    }
}

/// A mailbox can be read again: its task is done.
///
/// # Errors
/// When the database refuses.
pub async fn mailbox_is_well(db: &Db, tenant: &TenantId, key: &str) -> Result<()> {
    let mut scope = db.write(tenant, &Actor::system()).await?;
    let open = tasks::open(&mut scope).await?;
    for task in open.iter().filter(|task| task.kind == MAILBOX && task.subject_id == key) {
        tasks::done(&mut scope, &task.id).await?;
    }
    scope.commit().await
}

/// A backup or its drill failed: one task a root as long as it is open, one letter a day to the operator.
pub async fn of_backup(
    db: &Db,
    operator: Option<&(MailSettings, Address)>,
    tenant: &TenantId,
    kind: &'static str,
    text: &str,
) {
    tracing::error!(kind, text, "a backup failed");
    if let Err(cause) = task(db, tenant, BACKUP, ("backup", kind), text).await {
        tracing::error!(%cause, "the task of the failed backup cannot be given");
    }
    let Some((settings, to)) = operator else { return };
    let letter = Letter { key: &format!("alarm/{kind}"), subject: "Sao lưu không thành công", text };
    if let Err(cause) = write_to_operator(db, settings, to.clone(), letter).await {
        tracing::error!(%cause, "the operator cannot be written to");
    }
}

/// It went well again: its task is done.
///
/// # Errors
/// When the database refuses.
pub async fn backup_is_well(db: &Db, tenant: &TenantId, kind: &str) -> Result<()> {
    let mut scope = db.write(tenant, &Actor::system()).await?;
    let open = tasks::open(&mut scope).await?;
    for task in open.iter().filter(|task| task.kind == BACKUP && task.subject_id == kind) {
        tasks::done(&mut scope, &task.id).await?;
    }
    scope.commit().await
}

/// The mail server refuses our credentials: mail cannot say so, hence a task.
pub async fn of_pause(db: &Db) {
    let text = "Máy chủ thư không chấp nhận tài khoản của hệ thống nên mọi thư đang tạm dừng. Đề nghị sửa tên và mật khẩu \
                gửi thư trong cấu hình; thư sẽ tự đi tiếp.";
    if let Err(cause) = task(db, &TenantId::platform(), PAUSED, QUEUE, text).await {
        tracing::error!(%cause, "the task of the refused credentials cannot be given");
    }
}

async fn task(
    db: &Db,
    tenant: &TenantId,
    kind: &'static str,
    (subject_kind, subject_id): (&'static str, &str),
    text: &str,
) -> Result<()> {
    let mut scope = db.write(tenant, &Actor::system()).await?;
    // Holds off whoever alarms of the same at the same time, so that one of them sees the other's task.
    scope.next_number(kind).await?;
    let open = tasks::open(&mut scope).await?;
    if open.iter().any(|task| task.kind == kind && task.subject_id == subject_id) {
        return Ok(());
    }
    let task = NewTask { kind, text: text.to_owned(), subject_kind, subject_id, responsible: None };
    tasks::create(&mut scope, task).await?;
    scope.commit().await
}

/// A letter to the operator: one a day of each kind.
struct Letter<'a> {
    key: &'a str,
    subject: &'a str,
    text: &'a str,
}

async fn write_to_operator(db: &Db, settings: &MailSettings, to: Address, letter: Letter<'_>) -> Result<()> {
    let today = db.clock.today();
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("{}/{today}", letter.key),
        subject_kind: "outbox",
        subject_id: "alarm",
        responsible: None,
        recipient_label: "người quản trị hệ thống".to_owned(),
        to,
        subject: format!("{}, ngày {}", letter.subject, date_vi(today)),
        text: letter.text.to_owned(),
        bounces: false,
    };
    let mut scope = db.write(&TenantId::platform(), &Actor::system()).await?;
    enqueue(&mut scope, settings, mail).await?;
    scope.commit().await
}

/// Who hears of it by mail; nobody where no operator is configured, or their address cannot be used.
pub fn operator(mail: &config::Mail) -> Option<(MailSettings, Address)> {
    let found = || -> anyhow::Result<_> {
        let Some(to) = &mail.operator else { return Ok(None) };
        Ok(Some((MailSettings::of(mail)?, to.parse().context("mail.operator")?)))
    };
    found().unwrap_or_else(|cause| {
        tracing::error!(%cause, "the operator gets no mail");
        None
    })
}

/// How the queue stands, for the desk's banner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Letters that have failed for an hour, or have not been tried for one.
    pub late: i64,
    /// Since when the oldest of them waits.
    pub since: Option<Millis>,
    /// Who holds this tenant's queue, why and since when.
    pub held: Option<desk::Hold>,
    /// Who holds everybody's.
    pub all_held: Option<desk::Hold>,
    /// Since when our credentials are refused.
    pub refused_since: Option<Millis>,
}

impl Standing {
    /// Whether there is nothing to tell.
    pub fn is_well(&self) -> bool {
        *self == Self::default()
    }
}

/// How the tenant's queue stands.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(db: &Db, tenant: &TenantId) -> Result<Standing> {
    let (late, since) = desk::late(&mut db.read(tenant).await?).await?;
    let mut platform = db.platform().await?;
    let refused_since = super::store::paused(&mut platform).await?.map(|pause| pause.since);
    let held = desk::hold_of(&mut platform, tenant).await?;
    let all_held = desk::hold_of(&mut platform, &TenantId::platform()).await?;
    Ok(Standing { late, since, held, all_held, refused_since })
}
