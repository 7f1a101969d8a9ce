//! The registers: tasks, people, the audit trail, planned outages.

use jiff::civil::{DateTime, Time};
use poem::Response;
use poem::http::StatusCode;

use crate::base::audit::{Stored, verify};
use crate::base::clock::{self, date_vi, instant, start_of, time_vi};
use crate::base::error::{Error, Result};
use crate::base::working_days::Calendar;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::registers::{
    AuditPage, AuditRow, OutagePage, PeoplePage, PersonRow, TaskRow, TasksPage,
};
use crate::notices::{self, NewNotice};
use crate::params;
use crate::people::{Action, store as people};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Link, Pager, Refusals, Tone};
use crate::tasks;

use super::form::date;
use super::frame::{Names, layout, post, shown, when};
use super::items::choices;

/// Events on one page of the trail.
const PAGE: usize = 50;

/// `GET /:tenant/viec`
///
/// # Errors
/// When the database does not answer.
pub async fn tasks_list(desk: Desk) -> Result<Response> {
    let open = tasks::open(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let names = Names::read(&desk).await?;
    let now = desk.app.db.clock.now();
    let rows = open.iter().map(|task| TaskRow {
        title: format!("Giao cho {}", names.of(task.account.as_ref())),
        text: task.text.clone(),
        state: Badge::new("Chờ xử lý", Tone::Bad),
        since: when(task.created_at, now),
        about: match task.subject_kind.as_str() {
            "question" => Some(Link::new("Mở câu hỏi", desk.url(&format!("/hoi-dap/{}", task.subject_id)))),
            "edition" => Some(Link::new("Mở bài", desk.url(&format!("/tin-bai/{}", task.subject_id)))),
            _ => None,
        },
        settle: Some(post(&desk, &desk.url(&format!("/viec/{}/xong", task.id)))),
    });
    let rows = rows.collect();
    desk::page(&TasksPage { layout: layout(&desk, "Việc cần người xử lý").await?, tasks: rows })
}

/// `POST /:tenant/viec/:task/xong`
///
/// # Errors
/// [`Error::Conflict`] when it is done already.
pub async fn task_done(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    tasks::done(&mut scope, &desk.asked.param("task").into()).await?;
    scope.commit().await?;
    Ok(see_other(&desk.url("/viec")))
}

/// `GET /:tenant/nhan-su`
///
/// # Errors
/// When the database does not answer.
pub async fn people_list(desk: Desk) -> Result<Response> {
    let held = people::appointments_in(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let accounts = people::accounts(&mut desk.app.db.platform().await?).await?;
    let today = desk.app.db.clock.today();
    let now = desk.app.db.clock.now();
    let rows: Vec<PersonRow> = held
        .iter()
        .filter_map(|held| {
            accounts.iter().find(|account| account.id == held.account).map(|account| (held, account))
        })
        .map(|(held, account)| PersonRow {
            name: account.name.clone(),
            account: account.login.clone(),
            post: held.role.vietnamese().into(),
            unit: held
                .unit
                .as_ref()
                .and_then(|key| desk.tenant.profile.unit(key))
                .map_or_else(String::new, |unit| unit.name.clone()),
            term: match held.until {
                Some(until) => format!("từ {} đến trước {}", date_vi(held.from), date_vi(until)),
                None => format!("từ {}", date_vi(held.from)),
            },
            state: match (held.holds_on(today), account.disabled_at) {
                (_, Some(_)) => Badge::new("Tài khoản ngừng", Tone::Bad),
                (true, None) => Badge::new("Đang giữ", Tone::Good),
                (false, None) => Badge::new("Hết hạn hoặc chưa đến hạn", Tone::Plain),
            },
            seen: account.last_sign_in_at.map(|at| when(at, now)),
        })
        .collect();
    let page = PeoplePage {
        layout: layout(&desk, "Nhân sự").await?,
        count_text: format!("{} chức danh", rows.len()),
        people: rows,
    };
    desk::page(&page)
}

/// `GET /:tenant/nhat-ky`
///
/// # Errors
/// When the database does not answer.
pub async fn audit(desk: Desk) -> Result<Response> {
    let asked = &desk.asked;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let all: Vec<Stored> =
        scope.all("SELECT * FROM audit_events WHERE tenant_id = $1 ORDER BY seq", vec![]).await?;
    let head: String =
        scope.one("SELECT audit_hash AS s FROM tenant_heads WHERE tenant_id = $1", params![]).await?;
    drop(scope);
    let breaks = verify(&all, &head);
    let chain = if breaks.is_empty() {
        Badge::new("Chuỗi nhật ký toàn vẹn", Tone::Good)
    } else {
        Badge::new(format!("Chuỗi bị sửa: {} chỗ", breaks.len()), Tone::Bad)
    };
    let (from, to) = (
        date(asked.query("tu")).map(start_of),
        date(asked.query("den")).map(|day| start_of(day) + clock::DAY),
    );
    let wanted = |event: &&Stored| {
        let (who, what) = (asked.query("nguoi"), asked.query("viec"));
        (who.is_empty() || event.actor.contains(who))
            && (what.is_empty() || event.action == what)
            && from.is_none_or(|from| event.at >= from)
            && to.is_none_or(|to| event.at < to)
    };
    let found: Vec<&Stored> = all.iter().rev().filter(wanted).collect();
    let now = desk.app.db.clock.now();
    let kept: String = ["nguoi", "viec", "tu", "den"]
        .iter()
        .map(|name| format!("&{name}={}", encode(asked.query(name))))
        .collect();
    let page = AuditPage {
        layout: layout(&desk, "Nhật ký").await?,
        action: desk.url("/nhat-ky"),
        who: asked.query("nguoi").into(),
        kinds: choices(
            "Mọi việc",
            asked.query("viec"),
            Action::ALL.iter().map(|action| (action.as_str(), action.vietnamese().to_owned())),
        ),
        from: asked.query("tu").into(),
        to: asked.query("den").into(),
        chain,
        count_text: format!("{} sự kiện", found.len()),
        rows: found
            .iter()
            .skip((asked.page() - 1) * PAGE)
            .take(PAGE)
            .map(|event| row(&desk, event, now))
            .collect(),
        pager: Pager::over(found.len().div_ceil(PAGE).max(1), asked.page(), |page| {
            desk.url(&format!("/nhat-ky?trang={page}{kept}"))
        }),
    };
    desk::page(&page)
}

fn row(desk: &Desk, event: &Stored, now: i64) -> AuditRow {
    let contents: serde_json::Value =
        event.contents.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    AuditRow {
        number: u64::try_from(event.seq).unwrap_or(0),
        at: when(event.at, now),
        who: event.actor.clone(),
        address: contents[3].as_str().unwrap_or_default().to_owned(),
        what: Action::parse(&event.action)
            .map_or_else(|| event.action.clone(), |action| action.vietnamese().to_owned()),
        about: match event.subject_kind.as_str() {
            "question" => Some(Link::new("câu hỏi", desk.url(&format!("/hoi-dap/{}", event.subject_id)))),
            _ => None,
        },
    }
}

/// `GET /:tenant/tam-ngung`
///
/// # Errors
/// When the database does not answer.
pub async fn outage_form(desk: Desk) -> Result<Response> {
    outage_page(&desk, StatusCode::OK, Refusals::default()).await
}

/// The notice the law asks for, and the first day that keeps it.
fn earliest(desk: &Desk) -> (i64, jiff::civil::Date) {
    let days = crate::legal::profile(&desk.app).outage_days;
    let count = u32::try_from(days).unwrap_or(1);
    (days, Calendar::official().due(desk.app.db.clock.now(), count).on)
}

async fn outage_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let all = notices::all(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let (days, first) = earliest(desk);
    let form = &desk.asked.form;
    let now = desk.app.db.clock.now();
    let state = |notice: &notices::Notice| {
        let badge = if notice.ends_at <= now {
            Badge::new("Đã qua", Tone::Plain)
        } else {
            Badge::new("Đang báo", Tone::Warn)
        };
        (badge, notice.sentence())
    };
    let page = OutagePage {
        layout: layout(desk, "Báo tạm ngừng").await?,
        post: post(desk, &desk.url("/tam-ngung")),
        refusals,
        limit_text: format!("Báo trước ít nhất {days} ngày làm việc: sớm nhất là {}.", date_vi(first)),
        begins: form.get("bat-dau").into(),
        ends: form.get("ket-thuc").into(),
        text: form.get("noi-dung").into(),
        force_majeure: form.ticked("bat-kha-khang"),
        announced: all.iter().map(state).collect(),
    };
    desk::html(status, &page)
}

/// "30/12/2016 22:00" as an instant.
fn moment(text: &str) -> Option<i64> {
    let (day, hour) = text.trim().split_once(' ')?;
    let (hour, minute) = hour.trim().split_once(':')?;
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    Some(instant(DateTime::from_parts(date(day)?, time)))
}

/// `POST /:tenant/tam-ngung`
///
/// # Errors
/// When the database refuses.
pub async fn outage(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let (days, first) = earliest(&desk);
    let (Some(starts_at), Some(ends_at)) = (moment(form.get("bat-dau")), moment(form.get("ket-thuc"))) else {
        let message = format!("Hãy ghi ngày giờ như ví dụ: {}.", time_example(desk.app.db.clock.now()));
        let refusal = crate::base::error::Refusal::new("bat-dau", message, "");
        return outage_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(vec![refusal], str::to_owned))
            .await;
    };
    let force = form.ticked("bat-kha-khang").then(|| form.get("noi-dung"));
    let notice = NewNotice { text: form.get("noi-dung"), starts_at, ends_at, force_majeure: force };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match notices::announce(&mut scope, notice, first, days).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url("/tam-ngung")))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            outage_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, str::to_owned)).await
        }
        Err(other) => Err(other),
    }
}

fn time_example(now: i64) -> String {
    let text = time_vi(now);
    text.split_once(", ").map_or(text.clone(), |(time, day)| format!("{day} {time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_as_people_type_them() {
        assert_eq!(moment("30/12/2016 22:00").map(clock::iso).as_deref(), Some("2016-12-30T22:00:00+07:00"));
        assert_eq!(moment("30/12/2016"), None);
        assert_eq!(moment("30/12/2016 25:00"), None);
        assert_eq!(time_example(start_of(jiff::civil::date(2016, 12, 30))), "30/12/2016 00:00");
    }
}
