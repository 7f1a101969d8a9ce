//! Publication in an emergency, its confirmation, and how long that is waited for.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::pages::frame::{Names, layout, post};
use crate::console::pages::item::NO_SECRET;
use crate::console::views::review::{Confirming, EmergencyPage, EmergencySettingsPage, Urging};
use crate::people::Action;
use crate::public::views::Refusals;
use crate::review::emergency::{self, HOURS, MOST_HOURS, against_confirming};

use super::{back, head, id, of_edition, refusals_of, seen, waiting_emergency};

/// `GET …/dang-khan`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn form(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let names = Names::read(desk).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = seen(desk, &mut scope).await?;
    let hours = emergency::hours(&mut scope).await?;
    let waiting = waiting_emergency(&mut scope, &edition).await?;
    let may_confirm = desk.may(Action::ItemEmergencyConfirm, edition.state);
    let confirming = match waiting {
        None => None,
        Some(found) => {
            let against = against_confirming(&mut scope, &desk.staff, &edition, &found).await?;
            let able = may_confirm && against.is_none();
            Some(Confirming {
                text: format!(
                    "{} đăng khẩn lúc {}. Lý do: {}. Nếu không có ai xác nhận trước {}, bài tự gỡ.",
                    names.of(Some(&found.by)),
                    time_vi(found.at),
                    found.reason,
                    time_vi(found.confirm_before)
                ),
                against: against.map(|refusal| refusal.message),
                post: able.then(|| post(desk, &of_edition(desk, &edition.id, "/xac-nhan-khan"))),
                declaration: NO_SECRET.into(),
            })
        }
    };
    drop(scope);
    let may_urge = desk.may(Action::ItemEmergency, edition.state);
    let page = EmergencyPage {
        layout: layout(desk, "Đăng khẩn").await?,
        head: head(desk, &edition),
        refusals,
        urging: may_urge.then(|| Urging {
            post: post(desk, &of_edition(desk, &edition.id, "/dang-khan")),
            version: edition.version.to_string(),
            reason: desk.asked.form.raw("ly-do").to_owned(),
            declared: desk.asked.form.ticked("cam-ket"),
            declaration: NO_SECRET.into(),
            text: format!(
                "Bài hiện trên trang công khai ngay, chưa qua duyệt. Một người khác trong Ban Biên tập, không phải người viết, phải xác nhận trong {hours} giờ; nếu không, bài tự gỡ."
            ),
        }),
        confirming,
    };
    desk::html(status, &page)
}

/// `POST …/dang-khan`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn publish(desk: Desk) -> Result<Response> {
    let version = desk.version()?;
    let form = &desk.asked.form;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let (reason, no_secret) = (form.get("ly-do"), form.ticked("cam-ket"));
    let done =
        emergency::publish(&mut scope, &desk.tenant, &desk.staff, &id(&desk), version, reason, no_secret)
            .await;
    match refusals_of(done)? {
        None => {
            scope.commit().await?;
            Ok(back(&desk, ""))
        }
        Some(refusals) => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals).await
        }
    }
}

/// `POST …/xac-nhan-khan`
///
/// # Errors
/// [`Error::Conflict`] when nothing waits any more.
pub async fn confirm(desk: Desk) -> Result<Response> {
    let no_secret = desk.asked.form.ticked("cam-ket");
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let done = emergency::confirm(&mut scope, &desk.tenant, &desk.staff, &id(&desk), no_secret).await;
    match refusals_of(done)? {
        None => {
            scope.commit().await?;
            Ok(back(&desk, ""))
        }
        Some(refusals) => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals).await
        }
    }
}

/// `GET /:tenant/dang-khan`
///
/// # Errors
/// When the database does not answer.
pub async fn settings(desk: Desk) -> Result<Response> {
    settings_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn settings_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let hours = emergency::hours(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let typed = desk.asked.form.get("so-gio");
    let page = EmergencySettingsPage {
        layout: layout(desk, "Thời hạn xác nhận bản đăng khẩn").await?,
        hours: if typed.is_empty() { hours.to_string() } else { typed.to_owned() },
        hint: format!("Từ 1 đến {MOST_HOURS} giờ; thông thường là {HOURS} giờ."),
        refusals,
        post: post(desk, &desk.url("/dang-khan")),
    };
    desk::html(status, &page)
}

/// `POST /:tenant/dang-khan`
///
/// # Errors
/// When the database refuses.
pub async fn set(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match emergency::set_hours(&mut scope, &desk.staff, desk.asked.form.get("so-gio")).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url("/dang-khan")))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            let refusals = super::refused(refusals);
            settings_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, refusals).await
        }
        Err(other) => Err(other),
    }
}
