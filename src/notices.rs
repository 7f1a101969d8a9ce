//! Planned outages: announced in time, shown on every page until they are over (Điều 6.5; TT 32/2017
//! Đ11.2.e; NĐ 224/2026 Đ13.1).

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::{self, Millis};
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Reach, Scope, WriteScope};
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
}

impl FromRow for Notice {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("notice_id")?,
            text: row.get("text")?,
            starts_at: row.get("starts_at")?,
            ends_at: row.get("ends_at")?,
            force_majeure: row.get("force_majeure")?,
        })
    }
}

impl Notice {
    /// One sentence for the top of every page.
    pub fn sentence(&self) -> String {
        format!(
            "Trang tạm ngừng từ {} đến khoảng {}. {}",
            clock::time_vi(self.starts_at),
            clock::time_vi(self.ends_at),
            self.text
        )
    }
}

/// The next or present outage, once announced.
///
/// # Errors
/// When the database does not answer.
pub async fn current(scope: &mut Scope, now: Millis) -> Result<Option<Notice>> {
    scope
        .optional("SELECT * FROM notices WHERE tenant_id = $1 AND cancelled_at IS NULL AND ends_at > $2 ORDER BY starts_at", params![now])
        .await
}

/// All outages ever announced, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope) -> Result<Vec<Notice>> {
    scope.all("SELECT * FROM notices WHERE tenant_id = $1 ORDER BY starts_at DESC LIMIT 100", vec![]).await
}

/// Announces an outage. `working_days` is the notice that the law asks for, `earliest` the first day that keeps it.
///
/// # Errors
/// [`Error::Refused`] when it is too late, unless it is force majeure, or the times or the text are missing.
pub async fn announce(
    scope: &mut WriteScope,
    notice: NewNotice<'_>,
    earliest: Date,
    working_days: i64,
) -> Result<()> {
    let mut refusals = Vec::new();
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
    if notice.force_majeure.is_none() && clock::local(notice.starts_at).date() < earliest {
        let message = format!(
            "Phải báo trước ít nhất {working_days} ngày làm việc: sớm nhất là {}. Nếu bất khả kháng, hãy đánh dấu và nêu rõ trong nội dung.",
            clock::date_vi(earliest)
        );
        refusals.push(Refusal::new("bat-dau", message, "TT 32/2017 Đ11.2; NĐ 224/2026 Đ13.1"));
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
