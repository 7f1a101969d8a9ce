//! Before the month ends, a unit behind its quota gets one letter: once a month, whatever dies in between (Điều 6.3).

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::board::confirming::Settings;
use crate::outbox::{self, NewMail};
use crate::tenants::directory::Tenant;

use super::month::Month;
use super::report::{Report, Row};

/// Reminds the units of every tenant; what was written before is not written again.
///
/// # Errors
/// When the database does not answer; the other tenants were looked at all the same.
pub async fn work(app: App) -> Result<()> {
    let mut failure = None;
    for tenant in app.directory.all() {
        if let Err(cause) = of_tenant(&app, &tenant).await {
            tracing::error!(tenant = tenant.slug(), %cause, "the units of a tenant were not reminded");
            failure = Some(cause);
        }
    }
    failure.map_or(Ok(()), Err)
}

async fn of_tenant(app: &App, tenant: &Tenant) -> Result<()> {
    let today = app.db.clock.today();
    let month = Month::of(today);
    let mut scope = app.db.read(tenant.id()).await?;
    if super::quotas::read(&mut scope, month).await?.values().all(|items| *items == 0) {
        return Ok(());
    }
    let settings = Settings::read(&mut scope, &tenant.profile).await?;
    if super::quotas::judged(&settings, today) != month {
        return Ok(());
    }
    let report = Report::read(&mut scope, &tenant.profile, month).await?;
    drop(scope);
    for row in report.rows.iter().filter(|row| row.is_behind()) {
        remind(app, tenant, month, row).await?;
    }
    Ok(())
}

/// One letter in its own transaction; its key holds the month, so that a second one is never written.
async fn remind(app: &App, tenant: &Tenant, month: Month, row: &Row) -> Result<()> {
    let email = tenant.profile.unit(&row.unit).map(|unit| unit.email.clone()).unwrap_or_default();
    let Ok(to) = email.parse::<Address>() else {
        tracing::warn!(tenant = tenant.slug(), unit = row.unit, "a unit has no address to be reminded at");
        return Ok(());
    };
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    let settings = app.mail.named(&tenant.identity().full_name);
    let letter = letter(tenant, month, row, to);
    if outbox::enqueue(&mut scope, &settings, letter).await?.is_none() {
        return Ok(());
    }
    let detail = serde_json::json!({ "month": month.to_string(), "quota": row.quota, "sent": row.sent });
    scope.audit("supply.remind", "unit", &row.unit, detail);
    scope.commit().await
}

/// The key of the letter that reminds a unit of a month.
pub fn key(month: Month, unit: &str) -> String {
    format!("supply/{month}/{unit}")
}

fn letter<'a>(tenant: &Tenant, month: Month, row: &'a Row, to: Address) -> NewMail<'a> {
    let quota = row.quota.unwrap_or(0);
    let text = format!(
        "Kính gửi {name},\n\nTheo chỉ tiêu {month_text}, đơn vị cung cấp {quota} tin, bài cho Trang thông tin điện tử {site}. \
         Đến nay đơn vị đã gửi {sent}, còn thiếu {missing}.\n\nĐề nghị đơn vị gửi tin, bài trước hết ngày {last}. Nếu có khó khăn, \
         xin báo Ban Biên tập.\n\n--\n{body}\nĐiện thoại: {phone} - Thư điện tử: {email}\n",
        name = row.name,
        month_text = month.vietnamese(),
        site = tenant.identity().full_name,
        sent = row.sent,
        missing = quota - row.sent,
        last = date_vi(month.last()),
        body = tenant.identity().body,
        phone = tenant.profile.footer.phone,
        email = tenant.profile.footer.email,
    );
    NewMail {
        class: Class::Reminder,
        dedupe_key: key(month, &row.unit),
        subject_kind: "unit",
        subject_id: &row.unit,
        responsible: None,
        recipient_label: row.name.clone(),
        to,
        subject: format!("Nhắc cung cấp tin, bài {}", month.vietnamese()),
        text,
        bounces: true,
    }
}
