//! What a unit asks for by the link of its mail: more from the reader, or more time. Looking changes nothing.

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::public::site::{Around, day};
use crate::public::views::clock::{TrackClock, UnitClock, UnitClockPage};
use crate::public::views::{Refusal, Refusals, Stamp};
use crate::public::visit::{Reply, Visit};
use crate::questions::clock::link::{Key, Speaker, ask_reader, ask_time};
use crate::questions::clock::shown::{self, Clock};
use crate::questions::{self, Link, UnitQuestion};

use super::home::encode;
use super::typed_day;

fn url(visit: &Visit, rest: &str) -> String {
    let path = format!("/tra-loi/{}{rest}", visit.asked.param("dispatch"));
    format!("{}?khoa={}", visit.tenant.url(&path), encode(visit.asked.query("khoa")))
}

/// The clock on the page behind the link.
///
/// # Errors
/// When the database does not answer.
pub async fn beside(visit: &Visit) -> Result<UnitClock> {
    let found = shown::by_dispatch(&visit.app.db, &visit.tenant, visit.asked.param("dispatch")).await?;
    let Some(clock) = found else { return Ok(UnitClock::default()) };
    let assigned = clock.state == crate::people::State::Assigned;
    Ok(UnitClock {
        waits: waits(&clock),
        replies: clock
            .replies
            .iter()
            .map(|pause| (pause.request.clone(), pause.reply.clone().unwrap_or_default()))
            .collect(),
        asked: clock.request.as_ref().map(|request| day(request.wanted)),
        clarify_url: assigned.then(|| url(visit, "/hoi-lai")),
        time_url: (assigned && clock.request.is_none() && clock.latest.is_some())
            .then(|| url(visit, "/xin-gia-han")),
    })
}

fn waits(clock: &Clock) -> Option<(String, Stamp)> {
    clock.pause.as_ref().map(|pause| (pause.request.clone(), day(pause.until)))
}

/// The clock on the reader's own page.
///
/// # Errors
/// When the database does not answer.
pub async fn tracked(visit: &Visit, code: &str) -> Result<TrackClock> {
    let rule_url = visit.tenant.url(super::deadlines::PATH);
    let Some(clock) = shown::by_code(&visit.app.db, &visit.tenant, code).await? else {
        return Ok(TrackClock { rule_url, ..TrackClock::default() });
    };
    let open = questions::clock::is_open(clock.state);
    Ok(TrackClock {
        waits: waits(&clock),
        provisional: clock.provisional && open,
        changes: clock
            .changes
            .iter()
            .map(|(words, at)| (words.clone(), crate::public::site::moment(*at)))
            .collect(),
        rule_url,
    })
}

/// `GET /tra-loi/:dispatch/hoi-lai?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn clarify_form(visit: Visit) -> Result<Reply> {
    form(&visit, false).await
}

/// `GET /tra-loi/:dispatch/xin-gia-han?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn time_form(visit: Visit) -> Result<Reply> {
    form(&visit, true).await
}

async fn form(visit: &Visit, for_time: bool) -> Result<Reply> {
    match valid(visit).await? {
        Some(question) => Reply::private(&page(visit, &question, for_time, Refusals::default()).await?),
        // What the link is worth is said on its own page.
        None => Ok(Reply::SeeOther(url(visit, ""))),
    }
}

async fn valid(visit: &Visit) -> Result<Option<UnitQuestion>> {
    let (dispatch, token) = (visit.asked.param("dispatch"), visit.asked.query("khoa"));
    match questions::open_link(&visit.app.db, &visit.tenant, dispatch, token).await? {
        Link::Valid(question) => Ok(Some(*question)),
        Link::Unknown => Err(Error::NotFound),
        _ => Ok(None),
    }
}

async fn page(
    visit: &Visit,
    question: &UnitQuestion,
    for_time: bool,
    refusals: Refusals,
) -> Result<UnitClockPage> {
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap", None).await?;
    let clock = shown::by_dispatch(&visit.app.db, &visit.tenant, visit.asked.param("dispatch")).await?;
    let latest = clock.and_then(|clock| clock.latest);
    let key = &question.unit_key;
    let typed = |name: &str| visit.asked.form.get(name).to_owned();
    let title =
        if for_time { "Đề nghị gia hạn trả lời" } else { "Đề nghị người hỏi bổ sung" };
    let explanation = if for_time {
        "Ban Biên tập quyết định; hạn chưa thay đổi cho đến khi được đồng ý."
    } else {
        "Người hỏi được báo ngay; thời hạn tạm dừng đến khi họ bổ sung hoặc hết thời hạn bổ sung."
    };
    Ok(UnitClockPage {
        layout: around.unlisted(title, vec![]),
        unit: visit.tenant.profile.unit(key).map_or_else(|| key.clone(), |unit| unit.name.clone()),
        number: question.number.to_string(),
        subject: question.subject.clone(),
        due: question.due_on.map_or_else(Stamp::default, day),
        action: url(visit, if for_time { "/xin-gia-han" } else { "/hoi-lai" }),
        back: url(visit, ""),
        csrf: visit.app.db.entropy.token(),
        refusals,
        for_time,
        explanation: explanation.into(),
        request: typed("noi-dung"),
        until: typed("den-ngay"),
        until_hint: latest.map_or_else(
            || "Loại việc này không được gia hạn thêm.".into(),
            |latest| format!("Dạng 25/01/2017, chậm nhất {}.", date_vi(latest)),
        ),
        reason: typed("ly-do"),
        name: typed("ho-ten"),
        post: typed("chuc-vu"),
    })
}

/// `POST /tra-loi/:dispatch/hoi-lai?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn clarify(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let app = &visit.app;
    let done =
        ask_reader(&app.db, &app.mail, &visit.tenant, key(&visit), speaker(&visit), form.get("noi-dung"))
            .await;
    after(&visit, false, done).await
}

/// `POST /tra-loi/:dispatch/xin-gia-han?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn time(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let until = typed_day::day(form.get("den-ngay"));
    let db = &visit.app.db;
    let done = ask_time(db, &visit.tenant, key(&visit), speaker(&visit), until, form.get("ly-do")).await;
    after(&visit, true, done).await
}

fn key(visit: &Visit) -> Key<'_> {
    Key { dispatch: visit.asked.param("dispatch"), token: visit.asked.query("khoa") }
}

fn speaker(visit: &Visit) -> Speaker<'_> {
    let form = &visit.asked.form;
    Speaker { name: form.get("ho-ten"), post: form.get("chuc-vu"), client: Some(visit.asked.address()) }
}

async fn after(visit: &Visit, for_time: bool, done: Result<()>) -> Result<Reply> {
    let refusals = match done {
        // The link's own page says what holds now.
        Ok(()) | Err(Error::Conflict(_)) => return Ok(Reply::SeeOther(url(visit, ""))),
        Err(Error::Refused(refusals)) => refusals,
        Err(other) => return Err(other),
    };
    let Some(question) = valid(visit).await? else { return Ok(Reply::SeeOther(url(visit, ""))) };
    let refusals = refusals.into_iter().map(|refusal| Refusal {
        field: refusal.field.to_owned(),
        message: refusal.message,
        clause: Some(refusal.clause.to_owned()).filter(|clause| !clause.is_empty()),
    });
    Reply::refused(&page(visit, &question, for_time, Refusals(refusals.collect())).await?)
}
