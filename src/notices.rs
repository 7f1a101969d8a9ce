//! Planned outages: announced in time, shown on every page until they are over (Điều 6.5; TT 32/2017
//! Đ11.2.e; NĐ 224/2026 Đ13.1).

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::base::clock::{self, Millis};
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::base::working_days::Calendar;
use crate::legal;
use crate::params;

/// A planned outage.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its id in the tenant.
    pub id: String,
    /// What readers are told.
    pub text: String,
    /// When it begins.
    pub starts_at: Millis,
    /// When the site is expected back.
    pub ends_at: Millis,
    /// Why it could not be announced in time, if it could not.
    pub force_majeure: Option<String>,
    /// When it really began.
    pub began_at: Option<Millis>,
    /// When it really ended.
    pub ended_at: Option<Millis>,
    /// What is said of it afterwards, or "".
    pub report: String,
    /// When it was called off.
    pub cancelled_at: Option<Millis>,
}

impl FromRow for Notice {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("notice_id")?,
            text: row.get("text")?,
            starts_at: row.get("starts_at")?,
            ends_at: row.get("ends_at")?,
            force_majeure: row.get("force_majeure")?,
            began_at: row.get("began_at")?,
            ended_at: row.get("ended_at")?,
            report: row.get("report")?,
            cancelled_at: row.get("cancelled_at")?,
        })
    }
}

impl Notice {
    /// One sentence for the top of every page.
    pub fn sentence(&self) -> String {
        if let Some(at) = self.cancelled_at {
            let (from, until) = (clock::time_vi(self.starts_at), clock::time_vi(self.ends_at));
            return format!("Đã hủy lúc {}: không tạm ngừng từ {from} đến {until}.", clock::time_vi(at));
        }
        format!(
            "Trang tạm ngừng từ {} đến khoảng {}. {}",
            clock::time_vi(self.starts_at),
            clock::time_vi(self.ends_at),
            self.text
        )
    }
}

impl Notice {
    /// Whether it can still be called off: nothing is recorded of it.
    pub fn may_be_cancelled(&self) -> bool {
        self.cancelled_at.is_none() && self.ended_at.is_none()
    }

    /// Whether it is the same outage as another, perhaps of another site, and can be called off with it.
    pub fn goes_with(&self, other: &Self) -> bool {
        self.may_be_cancelled()
            && (&self.text, self.starts_at, self.ends_at) == (&other.text, other.starts_at, other.ends_at)
    }

    /// What really happened, once it was recorded.
    pub fn happened(&self) -> Option<String> {
        let (began, ended) = (self.began_at?, self.ended_at?);
        let report = if self.report.is_empty() { String::new() } else { format!(" {}", self.report) };
        Some(format!("Thực tế ngừng từ {} đến {}.{report}", clock::time_vi(began), clock::time_vi(ended)))
    }
}

/// The next or present outage, once announced.
///
/// # Errors
/// When the database does not answer.
pub async fn current(scope: &mut Scope, now: Millis) -> Result<Option<Notice>> {
    scope
        .optional("SELECT * FROM notices WHERE tenant_id = $1 AND cancelled_at IS NULL AND ends_at > $2 AND ended_at IS NULL ORDER BY starts_at", params![now])
        .await
}

/// All outages ever announced, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope) -> Result<Vec<Notice>> {
    scope.all("SELECT * FROM notices WHERE tenant_id = $1 ORDER BY starts_at DESC LIMIT 100", vec![]).await
}

/// The outages that were to begin between two instants and were not called off, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn between(scope: &mut Scope, from: Millis, until: Millis) -> Result<Vec<Notice>> {
    let sql = "SELECT * FROM notices WHERE tenant_id = $1 AND starts_at >= $2 AND starts_at < $3 AND cancelled_at IS NULL \
               ORDER BY starts_at DESC";
    scope.all(sql, params![from, until]).await
}

/// How long before an outage is announced.
#[derive(Clone, Copy, Debug)]
pub struct Ahead {
    /// Working days between the announcement and the begin.
    pub working_days: i64,
    /// The first day that keeps them.
    pub first: Date,
    /// Who asks for them.
    pub clause: &'static str,
}

impl Ahead {
    /// What the law of the day asks for.
    pub fn of(app: &App) -> Self {
        let law = legal::profile(app);
        let count = u32::try_from(law.outage_days).unwrap_or(1);
        let first = Calendar::official().due(app.db.clock.now(), count).on;
        Self { working_days: law.outage_days, first, clause: law.outage_clause }
    }
}

/// Announces an outage, so long before as it is asked for.
///
/// # Errors
/// [`Error::Refused`] when it is too late, unless it is force majeure, or the times or the text are missing.
pub async fn announce(scope: &mut WriteScope, notice: NewNotice<'_>, ahead: Ahead) -> Result<()> {
    let mut refusals = Vec::new();
    if is_announced(scope, &notice).await? {
        let message = "Lần tạm ngừng này đã được báo. Muốn sửa, hãy hủy lần đã báo rồi báo lại.";
        refusals.push(Refusal::new("bat-dau", message, "Quy chế Điều 6.5"));
    }
    if notice.text.trim().is_empty() {
        refusals.push(Refusal::new(
            "noi-dung",
            "Hãy ghi lý do và phần dịch vụ bị ảnh hưởng.",
            "Quy chế Điều 6.5",
        ));
    }
    if notice.ends_at <= notice.starts_at {
        refusals.push(Refusal::new("ket-thuc", "Thời điểm trở lại phải sau thời điểm tạm ngừng.", ""));
    }
    if notice.force_majeure.is_some_and(|reason| !(3..=500).contains(&reason.trim().chars().count())) {
        let message = "Hãy ghi lý do bất khả kháng, từ 3 đến 500 ký tự.";
        refusals.push(Refusal::new("ly-do-bat-kha-khang", message, "NĐ 224/2026 Đ13.1"));
    }
    if notice.force_majeure.is_none() && clock::local(notice.starts_at).date() < ahead.first {
        let message = format!(
            "Phải báo trước ít nhất {} ngày làm việc: sớm nhất là {}. Nếu bất khả kháng, hãy đánh dấu và nêu lý do.",
            ahead.working_days,
            clock::date_vi(ahead.first)
        );
        refusals.push(Refusal::new("bat-dau", message, ahead.clause));
    }
    Error::unless_empty(refusals)?;
    let db = scope.db().clone();
    let id = fresh(db.clock.now(), &db.entropy);
    let by = scope.actor().label.clone();
    scope
        .execute(
            "INSERT INTO notices (tenant_id, notice_id, text, announced_at, starts_at, ends_at, force_majeure, created_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![&id, notice.text, db.clock.now(), notice.starts_at, notice.ends_at, notice.force_majeure, by],
        )
        .await?;
    scope.changed("notice", &id, Reach::Public);
    scope.audit(
        "notice.write",
        "notice",
        &id,
        json!({ "starts_at": notice.starts_at, "ends_at": notice.ends_at }),
    );
    Ok(())
}

/// Whether an outage of these times is announced already.
///
/// # Errors
/// When the database does not answer.
pub async fn is_announced(scope: &mut Scope, notice: &NewNotice<'_>) -> Result<bool> {
    let is_same = |held: &Notice| {
        held.may_be_cancelled() && (held.starts_at, held.ends_at) == (notice.starts_at, notice.ends_at)
    };
    Ok(all(scope).await?.iter().any(is_same))
}

/// Calls an outage off: it is no longer told on the pages, and stays in the list as what it is.
///
/// # Errors
/// [`Error::Refused`] when there is none, when it is over, or without a reason.
pub async fn cancel(scope: &mut WriteScope, id: &str, reason: &str) -> Result<()> {
    const CLAUSE: &str = "Quy chế Điều 6.5";
    let reason = reason.trim();
    let held = all(scope).await?.into_iter().find(|notice| notice.id == id);
    let mut refusals = Vec::new();
    if !held.is_some_and(|notice| notice.may_be_cancelled()) {
        let message = "Lần tạm ngừng này không có, đã hủy hoặc đã ghi kết quả.";
        refusals.push(Refusal::new("ma-huy", message, CLAUSE));
    }
    if !(3..=500).contains(&reason.chars().count()) {
        refusals.push(Refusal::new("ly-do-huy", "Hãy ghi lý do hủy, từ 3 đến 500 ký tự.", CLAUSE));
    }
    Error::unless_empty(refusals)?;
    let sql = "UPDATE notices SET cancelled_at = $3 WHERE tenant_id = $1 AND notice_id = $2";
    let now = scope.db().clock.now();
    scope.execute(sql, params![id, now]).await?;
    scope.changed("notice", id, Reach::Public);
    scope.audit("notice.cancel", "notice", id, json!({ "reason": reason }));
    Ok(())
}

/// What really happened.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    /// Of which outage.
    pub id: &'a str,
    /// When it began.
    pub began_at: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// What is said of it, or "".
    pub report: &'a str,
}

/// Records what an outage really came to; what was announced stays.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn record(scope: &mut WriteScope, happened: Happened<'_>) -> Result<()> {
    const CLAUSE: &str = "Quy chế Điều 6.5";
    let now = scope.db().clock.now();
    let is_it = |notice: &Notice| notice.id == happened.id && notice.cancelled_at.is_none();
    let known = all(scope).await?.iter().any(is_it);
    let (began, ended) = (happened.began_at.unwrap_or(i64::MAX), happened.ended_at.unwrap_or(i64::MAX));
    let checks = [
        (!known, "ma", "Không có lần tạm ngừng này."),
        (
            began > now,
            "da-bat-dau",
            "Hãy ghi lúc thực tế bắt đầu, không sau lúc này, ví dụ 30/12/2016 22:00.",
        ),
        (ended > now, "da-ket-thuc", "Hãy ghi lúc thực tế hoạt động lại, không sau lúc này."),
        (began >= ended && ended <= now, "da-ket-thuc", "Lúc hoạt động lại phải sau lúc bắt đầu."),
        (happened.report.chars().count() > 1_000, "ket-qua", "Kết quả ghi không quá 1.000 ký tự."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
    let sql = "UPDATE notices SET began_at = $3, ended_at = $4, report = $5 WHERE tenant_id = $1 AND notice_id = $2";
    scope.execute(sql, params![happened.id, began, ended, happened.report.trim()]).await?;
    scope.changed("notice", happened.id, Reach::Public);
    scope.audit("notice.record", "notice", happened.id, json!({ "began_at": began, "ended_at": ended }));
    Ok(())
}

/// What is announced.
#[derive(Clone, Copy, Debug)]
pub struct NewNotice<'a> {
    /// What readers are told.
    pub text: &'a str,
    /// When it begins.
    pub starts_at: Millis,
    /// When the site is expected back.
    pub ends_at: Millis,
    /// Set when it could not be announced in time.
    pub force_majeure: Option<&'a str>,
}
