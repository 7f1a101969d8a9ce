//! Mail that does not leave: told in the log, to the operator by mail, and as a task for a named person.

use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::{Db, Scope};
use crate::tasks::{self, NewTask};

use super::store::Attempt;
use super::{MailSettings, NewMail, desk, enqueue};

/// A task for the tenant's letters that have waited too long.
const LATE: &str = "mail.late";
/// A task for the operator's credentials.
const PAUSED: &str = "mail.paused";

/// A letter has failed for an hour, for the first time: one task a tenant as long as it is open, one letter a day to the
/// operator.
pub async fn of_letter(db: &Db, operator: Option<&(MailSettings, Address)>, attempt: &Attempt) {
    tracing::error!(tenant = %attempt.tenant, mail = %attempt.mail, "a letter has waited for an hour");
    let text = "Có thư gửi không đi được từ hơn một giờ nay. Đề nghị mở Sổ thư đi, xem lý do và báo người vận hành; \
                việc gấp xin gọi điện cho người nhận.";
    if let Err(cause) = task(db, &attempt.tenant, LATE, text).await {
        tracing::error!(%cause, "the task of late letters cannot be given");
    }
    let Some((settings, to)) = operator else { return };
    if attempt.tenant == TenantId::platform() {
        return;
    }
    if let Err(cause) = write_to_operator(db, settings, to.clone()).await {
        tracing::error!(%cause, "the operator cannot be written to");
    }
}

/// The mail server refuses our credentials: mail cannot say so, hence a task.
pub async fn of_pause(db: &Db) {
    let text = "Máy chủ thư không chấp nhận tài khoản của hệ thống nên mọi thư đang tạm dừng. Đề nghị sửa tên và mật khẩu \
                gửi thư trong cấu hình; thư sẽ tự đi tiếp.";
    if let Err(cause) = task(db, &TenantId::platform(), PAUSED, text).await {
        tracing::error!(%cause, "the task of the refused credentials cannot be given");
    }
}

async fn task(db: &Db, tenant: &TenantId, kind: &'static str, text: &str) -> Result<()> {
    let mut scope = db.write(tenant, &Actor::system()).await?;
    // Holds off whoever alarms of the same at the same time, so that one of them sees the other's task.
    scope.next_number(kind).await?;
    if tasks::open(&mut scope).await?.iter().any(|task| task.kind == kind) {
        return Ok(());
    }
    let task = NewTask {
        kind,
        text: text.to_owned(),
        subject_kind: "outbox",
        subject_id: "queue",
        responsible: None,
    };
    tasks::create(&mut scope, task).await?;
    scope.commit().await
}

async fn write_to_operator(db: &Db, settings: &MailSettings, to: Address) -> Result<()> {
    let today = db.clock.today();
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("alarm/{today}"),
        subject_kind: "outbox",
        subject_id: "alarm",
        responsible: None,
        recipient_label: "người quản trị hệ thống".to_owned(),
        to,
        subject: format!("Thư chờ gửi quá một giờ, ngày {}", date_vi(today)),
        text: "Có thư chờ gửi quá một giờ chưa đi được. Đề nghị kiểm tra máy chủ thư và nhật ký hệ thống."
            .to_owned(),
        bounces: false,
    };
    let mut scope = db.write(&TenantId::platform(), &Actor::system()).await?;
    enqueue(&mut scope, settings, mail).await?;
    scope.commit().await
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
pub async fn standing(scope: &mut Scope) -> Result<Standing> {
    let (late, since) = desk::late(scope).await?;
    let db = scope.db().clone();
    let mut platform = db.platform().await?;
    let refused_since = super::store::paused(&mut platform).await?.map(|pause| pause.since);
    let held = desk::hold_of(&mut platform, scope.tenant()).await?;
    let all_held = desk::hold_of(&mut platform, &TenantId::platform()).await?;
    Ok(Standing { late, since, held, all_held, refused_since })
}
