//! Setting the time at which an approved edition goes live by itself.

use jiff::civil::{DateTime, Time};
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{HOUR, Millis, date_vi, instant, local, time_vi};
use crate::base::error::{Refusal, Result};
use crate::console::desk::{self, Desk};
use crate::console::pages::form::date;
use crate::console::pages::frame::{layout, post};
use crate::console::views::review::SchedulePage;
use crate::people::{Action, State};
use crate::public::views::Refusals;
use crate::review::schedule;

use super::{back, head, id, of_edition, refusals_of, refused, seen};

/// `GET …/hen-gio`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for what the person may not see.
pub async fn form(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, None).await
}

async fn show(desk: &Desk, status: StatusCode, refused: Option<Refusals>) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = seen(desk, &mut scope).await?;
    let set = schedule::of(&mut scope, &edition.id).await?.filter(|_| edition.state == State::Scheduled);
    drop(scope);
    let form = &desk.asked.form;
    let at = local(set.as_ref().map_or_else(|| desk.app.db.clock.now() + HOUR, |set| set.at));
    let typed = refused.is_some();
    let may_unset = set.is_some() && desk.may(Action::ItemUnschedule, edition.state);
    let page = SchedulePage {
        layout: layout(desk, "Hẹn giờ đăng").await?,
        head: head(desk, &edition),
        refusals: refused.unwrap_or_default(),
        post: post(desk, &of_edition(desk, &edition.id, "/hen-gio")),
        version: edition.version.to_string(),
        current: set.map(|set| format!("Bài tự đăng lúc {}.", time_vi(set.at))),
        day: if typed { form.get("ngay").to_owned() } else { date_vi(at.date()) },
        hour: if typed { form.get("gio").to_owned() } else { at.strftime("%H:00").to_string() },
        unset: may_unset.then(|| post(desk, &of_edition(desk, &edition.id, "/bo-hen-gio"))),
    };
    desk::html(status, &page)
}

/// "28/12/2016" and "14:30" (or "14h30", "14h") as an instant; what cannot be read is refused with its field.
fn moment(day: &str, hour: &str) -> std::result::Result<Millis, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let date = date(day);
    if date.is_none() {
        let message = format!("“{day}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2016.");
        refusals.push(Refusal::new("ngay", message, ""));
    }
    let time = time(hour);
    if time.is_none() {
        let message = format!("“{hour}” không phải là giờ. Viết giờ:phút, ví dụ 14:30.");
        refusals.push(Refusal::new("gio", message, ""));
    }
    match (date, time) {
        (Some(date), Some(time)) => Ok(instant(DateTime::from_parts(date, time))),
        _ => Err(refusals),
    }
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once([':', 'h', 'g'])?;
    let minute = if minute.trim().is_empty() { 0 } else { minute.trim().parse().ok()? };
    Time::new(hour.trim().parse().ok()?, minute, 0, 0).ok()
}

/// `POST …/hen-gio`
///
/// # Errors
/// [`crate::base::error::Error::Conflict`] when it changed since.
pub async fn set(desk: Desk) -> Result<Response> {
    let version = desk.version()?;
    let form = &desk.asked.form;
    let at = match moment(form.get("ngay"), form.get("gio")) {
        Ok(at) => at,
        Err(unread) => return show(&desk, StatusCode::UNPROCESSABLE_ENTITY, Some(refused(unread))).await,
    };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let done = schedule::schedule(&mut scope, &desk.tenant, &desk.staff, &id(&desk), version, at).await;
    match refusals_of(done)? {
        None => {
            scope.commit().await?;
            Ok(back(&desk, ""))
        }
        refused => {
            drop(scope);
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, refused).await
        }
    }
}

/// `POST …/bo-hen-gio`
///
/// # Errors
/// [`crate::base::error::Error::Conflict`] when it changed since.
pub async fn unset(desk: Desk) -> Result<Response> {
    let version = desk.version()?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::unschedule(&mut scope, &desk.tenant, &desk.staff, &id(&desk), version).await?;
    scope.commit().await?;
    Ok(back(&desk, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::iso;

    #[test]
    fn times_as_people_type_them() {
        for hour in ["14:30", " 14h30", "14g30"] {
            assert_eq!(moment("30/12/2016", hour).map(iso).as_deref(), Ok("2016-12-30T14:30:00+07:00"));
        }
        assert_eq!(moment("30/12/2016", "8h").map(iso).as_deref(), Ok("2016-12-30T08:00:00+07:00"));
        for (day, hour, wrong) in [("mai", "25:00", 2), ("30/12/2016", "14", 1), ("31/02/2017", "14:00", 1)] {
            assert_eq!(moment(day, hour).map_err(|refusals| refusals.len()), Err(wrong), "{day} {hour}");
        }
    }
}
