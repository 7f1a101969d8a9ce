//! One task of the year's plan: what happened to it, the word of who is to do it, and its changes.

use poem::Response;

use crate::base::clock::{date_vi, weekday_date_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::plan::{DropForm, EntryForm, PlanEntryPage, ReportForm};
use crate::house::plan::store::Names;
use crate::house::plan::work::{self, Word, owner_name, steps_from};
use crate::house::plan::{Entry, Plan, Step, store};
use crate::people::{Action, State};
use crate::public::views::{Choice, Link};

use super::feedback::hand;
use super::frame::{Said, layout, post};
use super::house::typed_day;
use super::plan::{PATH, badge, owners, step, typed};

/// `GET /:tenant/ke-hoach/:entry`
///
/// # Errors
/// [`Error::NotFound`] for a task of another site.
pub async fn view(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("entry").to_owned();
    page(&desk, &id, Said::default()).await
}

async fn page(desk: &Desk, id: &str, said: Said) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let entry = store::entry(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let plan = store::get(&mut scope, &entry.plan).await?.ok_or(Error::NotFound)?;
    let steps = store::steps(&mut scope, &plan.id).await?;
    drop(scope);
    let names = store::names(&desk.app.db).await?;
    let may = desk.may(Action::OfficeSet, State::Any) && entry.stage.is_open();
    let at = desk.url(&format!("{PATH}/{id}"));
    let mut facts = vec![
        ("Thực hiện".to_owned(), owner_name(&desk.tenant, &names, &entry.owner)),
        ("Hạn hoàn thành".to_owned(), weekday_date_vi(entry.due)),
    ];
    if let Some(day) = entry.done_on {
        facts.push(("Hoàn thành".to_owned(), weekday_date_vi(day)));
    }
    if !entry.result.is_empty() {
        facts.push(("Kết quả".to_owned(), entry.result.clone()));
    }
    let page = PlanEntryPage {
        layout: layout(desk, "Việc của kế hoạch năm").await?,
        back: Link::new(
            format!("Kế hoạch năm {}", plan.year),
            desk.url(&format!("{PATH}?nam={}", plan.year)),
        ),
        title: entry.title.clone(),
        state: badge(&entry, desk.app.db.clock.today()),
        notice: said.notice,
        facts,
        steps: steps.iter().rev().filter(|one| one.entry == id).map(step).collect(),
        report: report_form(desk, &plan, &entry),
        change: if may { Some(change_form(desk, &names, &plan, &entry, &at).await?) } else { None },
        drop: may.then(|| DropForm {
            post: post(desk, &format!("{at}/thoi")),
            version: entry.version.to_string(),
            reason: plan.approved.is_some().then(|| desk.asked.form.get("ly-do-thoi").to_owned()),
        }),
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// The form of who is to do it, or of the office for anybody; a draft is not reported on.
fn report_form(desk: &Desk, plan: &Plan, entry: &Entry) -> Option<ReportForm> {
    let office = desk.may(Action::OfficeSet, State::Any);
    let own = entry.owner.is(&desk.staff) && desk.may(Action::OfficeReport, State::Any);
    let steps: Vec<&Step> =
        steps_from(entry.stage).iter().filter(|step| office || (own && **step != Step::Returned)).collect();
    let form = &desk.asked.form;
    let may_be_done = steps.contains(&&Step::Done);
    let choice = |step: &&Step| {
        let choice = Choice::new(step.as_str(), step.vietnamese());
        if step.as_str() == form.get("buoc") { choice.chosen() } else { choice }
    };
    (plan.approved.is_some() && !steps.is_empty()).then(|| ReportForm {
        post: post(desk, &desk.url(&format!("{PATH}/bao-cao"))),
        id: entry.id.clone(),
        version: entry.version.to_string(),
        steps: steps.iter().map(choice).collect(),
        done_on: may_be_done.then(|| form.get("ngay-xong").to_owned()),
        note: form.raw("ket-qua").into(),
    })
}

async fn change_form(desk: &Desk, names: &Names, plan: &Plan, entry: &Entry, at: &str) -> Result<EntryForm> {
    let form = &desk.asked.form;
    let typed = |name: &str, held: String| if form.has("viec") { form.get(name).to_owned() } else { held };
    Ok(EntryForm {
        post: post(desk, at),
        year: None,
        version: Some(entry.version.to_string()),
        title: typed("viec", entry.title.clone()),
        owners: owners(desk, names, &typed("ai", entry.owner.word())).await?,
        due: typed("han", date_vi(entry.due)),
        reason: plan.approved.is_some().then(|| form.get("ly-do").to_owned()),
    })
}

/// To the task, or to the form once more.
async fn settled(desk: &Desk, id: &str, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
        Err(refused @ (Error::Refused(_) | Error::Conflict(_))) => {
            page(desk, id, Said::of(refused, str::to_owned)?).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/ke-hoach/:entry`
///
/// # Errors
/// [`Error::NotFound`] for a task of another site.
pub async fn change(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("entry").to_owned();
    let done = work::change(hand(&desk, &desk.actor()), &id, desk.version()?, typed(&desk)).await;
    settled(&desk, &id, done).await
}

/// `POST /:tenant/ke-hoach/bao-cao`
///
/// # Errors
/// [`Error::Forbidden`] for another's task.
pub async fn report(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let id = form.get("ma").to_owned();
    let word = Word {
        id: &id,
        version: desk.version()?,
        step: form.get("buoc"),
        note: form.raw("ket-qua"),
        done_on: typed_day(form.get("ngay-xong")),
    };
    let done = work::report(hand(&desk, &desk.actor()), word).await;
    let known = store::entry(&mut desk.app.db.read(desk.tenant.id()).await?, &id).await?.is_some();
    if known { settled(&desk, &id, done).await } else { done.map(|()| see_other(&desk.url(PATH))) }
}

/// `POST /:tenant/ke-hoach/:entry/thoi`
///
/// # Errors
/// [`Error::NotFound`] for a task of another site.
pub async fn let_go(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("entry").to_owned();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let entry = store::entry(&mut scope, &id).await?.ok_or(Error::NotFound)?;
    let plan = store::get(&mut scope, &entry.plan).await?.ok_or(Error::NotFound)?;
    drop(scope);
    let reason = desk.asked.form.get("ly-do-thoi");
    let done = work::let_go(hand(&desk, &desk.actor()), &id, desk.version()?, reason).await;
    // Out of a draft it is gone, and so is its page.
    if done.is_ok() && plan.approved.is_none() {
        return Ok(see_other(&desk.url(&format!("{PATH}?nam={}", plan.year))));
    }
    settled(&desk, &id, done).await
}
