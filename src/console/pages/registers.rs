//! The registers: tasks, planned outages.

use jiff::civil::{DateTime, Time};
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, instant, time_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::registers::{OutagePage, TaskRow, TasksPage};
use crate::notices::{self, Ahead, Happened, NewNotice};
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::tasks;

use super::form::date;
use super::frame::{Names, layout, post, shown, when};

/// `GET /:tenant/viec`
///
/// # Errors
/// When the database does not answer.
pub async fn tasks_list(desk: Desk) -> Result<Response> {
    let mut open = tasks::open(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    open.retain(|task| super::sealed::may_know(&desk.staff, task));
    let names = Names::read(&desk).await?;
    let now = desk.app.db.clock.now();
    let rows = open.iter().map(|task| TaskRow {
        title: format!("Giao cho {}", names.of(task.account.as_ref())),
        text: task.text.clone(),
        state: Badge::new("Chờ xử lý", Tone::Bad),
        since: when(task.created_at, now),
        about: match task.subject_kind.as_str() {
            "question" => Some(Link::new("Mở câu hỏi", desk.url(&format!("/hoi-dap/{}", task.subject_id)))),
            "letter" => Some(Link::new("Mở thư đến", desk.url("/thu-den"))),
            "outbox" => Some(Link::new("Mở sổ thư đi", desk.url("/thu-di"))),
            "plan" => {
                Some(Link::new("Mở việc trong kế hoạch", desk.url(&format!("/ke-hoach/{}", task.subject_id))))
            }
            "report" => Some(Link::new("Mở báo cáo", desk.url(&format!("/bao-cao/{}", task.subject_id)))),
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

/// `GET /:tenant/tam-ngung`
///
/// # Errors
/// When the database does not answer.
pub async fn outage_form(desk: Desk) -> Result<Response> {
    outage_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn outage_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let all = notices::all(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let ahead = Ahead::of(&desk.app);
    let form = &desk.asked.form;
    let now = desk.app.db.clock.now();
    let state = |notice: &notices::Notice| {
        let badge = if notice.ends_at <= now {
            Badge::new("Đã qua", Tone::Plain)
        } else {
            Badge::new("Đang báo", Tone::Warn)
        };
        let badge = match (notice.cancelled_at, notice.ended_at) {
            (Some(_), _) => Badge::new("Đã hủy", Tone::Plain),
            (None, Some(_)) => Badge::new("Đã ghi kết quả", Tone::Good),
            (None, None) => badge,
        };
        let happened = notice.happened().map(|text| format!(" {text}")).unwrap_or_default();
        (badge, format!("{}{happened}", notice.sentence()))
    };
    let page = OutagePage {
        layout: layout(desk, "Báo tạm ngừng").await?,
        post: post(desk, &desk.url("/tam-ngung")),
        refusals,
        limit_text: format!(
            "Báo trước ít nhất {} ngày làm việc ({}): sớm nhất là {}.",
            ahead.working_days,
            ahead.clause,
            date_vi(ahead.first)
        ),
        begins: form.get("bat-dau").into(),
        ends: form.get("ket-thuc").into(),
        text: form.get("noi-dung").into(),
        force_majeure: form.ticked("bat-kha-khang"),
        force_reason: form.get("ly-do-bat-kha-khang").into(),
        announced: all.iter().map(state).collect(),
        below: !desk.tenant.children.is_empty(),
        everywhere: form.ticked("cap-duoi"),
        record: post(desk, &desk.url("/tam-ngung/ket-qua")),
        unrecorded: all
            .iter()
            .filter(|notice| notice.starts_at <= now && notice.may_be_cancelled())
            .map(|notice| {
                let choice = Choice::new(notice.id.clone(), notice.sentence());
                if notice.id == form.get("ma") { choice.chosen() } else { choice }
            })
            .collect(),
        cancel: post(desk, &desk.url("/tam-ngung/huy")),
        cancellable: all
            .iter()
            .filter(|notice| notice.may_be_cancelled() && notice.ends_at > now)
            .map(|notice| {
                let choice = Choice::new(notice.id.clone(), notice.sentence());
                if notice.id == form.get("ma-huy") { choice.chosen() } else { choice }
            })
            .collect(),
        why_cancelled: form.get("ly-do-huy").into(),
        began: form.get("da-bat-dau").into(),
        ended: form.get("da-ket-thuc").into(),
        report: form.get("ket-qua").into(),
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
    let ahead = Ahead::of(&desk.app);
    let (Some(starts_at), Some(ends_at)) = (moment(form.get("bat-dau")), moment(form.get("ket-thuc"))) else {
        let message = format!("Hãy ghi ngày giờ như ví dụ: {}.", time_example(desk.app.db.clock.now()));
        let refusal = crate::base::error::Refusal::new("bat-dau", message, "");
        return outage_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(vec![refusal], str::to_owned))
            .await;
    };
    let force = form.ticked("bat-kha-khang").then(|| form.get("ly-do-bat-kha-khang"));
    let notice = NewNotice { text: form.get("noi-dung"), starts_at, ends_at, force_majeure: force };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match notices::announce(&mut scope, notice, ahead).await {
        Ok(()) => {
            scope.commit().await?;
            if form.ticked("cap-duoi") {
                announce_below(&desk, notice, ahead).await?;
            }
            Ok(see_other(&desk.url("/tam-ngung")))
        }
        Err(Error::Refused(refusals)) => {
            drop(scope);
            outage_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, str::to_owned)).await
        }
        Err(other) => Err(other),
    }
}

/// Announces the same on every site below that does not say so yet: they stand on the same servers.
///
/// # Errors
/// As [`notices::announce`].
pub async fn announce_below(desk: &Desk, notice: NewNotice<'_>, ahead: Ahead) -> Result<()> {
    for site in crate::between::issues::below(&desk.app.directory, &desk.tenant) {
        let mut scope = desk.app.db.write(site.id(), &desk.actor()).await?;
        if !notices::is_announced(&mut scope, &notice).await? {
            notices::announce(&mut scope, notice, ahead).await?;
        }
        scope.commit().await?;
    }
    Ok(())
}

/// `POST /:tenant/tam-ngung/huy`
///
/// # Errors
/// When the database refuses.
pub async fn outage_cancel(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    match call_off(&desk, form.get("ma-huy"), form.get("ly-do-huy"), form.ticked("cap-duoi-huy")).await {
        Ok(()) => Ok(see_other(&desk.url("/tam-ngung"))),
        Err(Error::Refused(refusals)) => {
            outage_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, str::to_owned)).await
        }
        Err(other) => Err(other),
    }
}

/// Calls an outage off, and the same one on the sites below where that is wanted.
///
/// # Errors
/// As [`notices::cancel`].
pub async fn call_off(desk: &Desk, id: &str, reason: &str, everywhere: bool) -> Result<()> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let held = notices::all(&mut scope).await?.into_iter().find(|notice| notice.id == id);
    notices::cancel(&mut scope, id, reason).await?;
    scope.commit().await?;
    let Some(held) = held.filter(|_| everywhere) else { return Ok(()) };
    for site in crate::between::issues::below(&desk.app.directory, &desk.tenant) {
        let mut scope = desk.app.db.write(site.id(), &desk.actor()).await?;
        for same in notices::all(&mut scope).await?.iter().filter(|notice| notice.goes_with(&held)) {
            notices::cancel(&mut scope, &same.id, reason).await?;
        }
        scope.commit().await?;
    }
    Ok(())
}

/// `POST /:tenant/tam-ngung/ket-qua`
///
/// # Errors
/// When the database refuses.
pub async fn outage_record(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let happened = Happened {
        id: form.get("ma"),
        began_at: moment(form.get("da-bat-dau")),
        ended_at: moment(form.get("da-ket-thuc")),
        report: form.get("ket-qua"),
    };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match notices::record(&mut scope, happened).await {
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
    use crate::base::clock::{self, start_of};

    #[test]
    fn moments_as_people_type_them() {
        assert_eq!(moment("30/12/2016 22:00").map(clock::iso).as_deref(), Some("2016-12-30T22:00:00+07:00"));
        assert_eq!(moment("30/12/2016"), None);
        assert_eq!(moment("30/12/2016 25:00"), None);
        assert_eq!(time_example(start_of(jiff::civil::date(2016, 12, 30))), "30/12/2016 00:00");
    }
}
