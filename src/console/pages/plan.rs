//! The plan of a year at the desk: drafted task by task, approved by another, followed, shown to readers.

use std::fmt::Write;

use jiff::civil::Date;
use poem::Response;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::plan::{
    AimsForm, ApproveForm, DiscardForm, EntryForm, EntryRow, PlanBody, PlanPage, PlanStep, ShowForm,
};
use crate::house;
use crate::house::plan::progress::{Sieve, counted};
use crate::house::plan::store::Names;
use crate::house::plan::work::{self, owner_name};
use crate::house::plan::{
    self, Entry, Happened, Owner, Plan, Progress, Stage, discard as drafts, papers, store,
};
use crate::items::markup::paragraphs;
use crate::people::store::appointments_in;
use crate::people::{Action, State};
use crate::public::pages::plans::PUBLIC;
use crate::public::views::{Badge, Choice, Html, Link, Tone};
use crate::reports::planned;

use super::feedback::hand;
use super::form::date;
use super::frame::{Said, layout, post};
use super::house::years;
use super::regulation::xlsx;

/// Where the console has it.
pub const PATH: &str = "/ke-hoach";

/// The year that a form or an address names, or this one.
fn year(desk: &Desk) -> i16 {
    let typed = house::year(desk.asked.form.get("nam")).or_else(|| house::year(desk.asked.query("nam")));
    typed.unwrap_or_else(|| desk.app.db.clock.today().year())
}

fn of_year(year: i16) -> String {
    format!("{PATH}?nam={year}")
}

/// Where a task stands: red past its day.
pub(super) fn badge(entry: &Entry, today: Date) -> Badge {
    match entry.stage {
        Stage::Done if entry.was_late() => Badge::new("Đã hoàn thành, sau hạn", Tone::Warn),
        Stage::Done => Badge::new(entry.stage.vietnamese(), Tone::Good),
        Stage::Open | Stage::Doing if entry.is_late(today) => {
            let days = entry.due.until(today).map_or(0, |span| span.get_days());
            Badge::new(format!("{}, quá hạn {days} ngày", entry.stage.vietnamese()), Tone::Bad)
        }
        Stage::Doing => Badge::new(entry.stage.vietnamese(), Tone::Warn),
        Stage::Open | Stage::Dropped => Badge::new(entry.stage.vietnamese(), Tone::Plain),
    }
}

fn name(names: &Names, id: &AccountId) -> String {
    names.get(id).cloned().unwrap_or_default()
}

/// A step as it is told.
pub(super) fn step(one: &Happened) -> PlanStep {
    PlanStep {
        what: format!("{}, {}, {}", one.step.vietnamese(), time_vi(one.at), one.name),
        words: one.words.clone(),
        reason: one.reason.clone(),
    }
}

fn standing(plan: &Plan) -> Badge {
    match (&plan.approved, plan.published_at) {
        (None, _) => Badge::new("Dự thảo, chờ duyệt", Tone::Warn),
        (Some(_), None) => Badge::new("Đã duyệt, chưa công bố", Tone::Good),
        (Some(_), Some(_)) => Badge::new("Đã duyệt, đang công bố", Tone::Good),
    }
}

/// Who may be given a task: the board, units, people.
pub(super) async fn owners(desk: &Desk, names: &Names, chosen: &str) -> Result<Vec<Choice>> {
    let today = desk.app.db.clock.today();
    let held = appointments_in(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let own = held.into_iter().filter(|held| held.holds_on(today) && plan::may_own(held.role));
    let mut people: Vec<(String, String)> =
        own.map(|held| (name(names, &held.account), Owner::Account(held.account).word())).collect();
    people.sort();
    people.dedup();
    let units = desk.tenant.profile.units_on(desk.tenant.day);
    let units = units.map(|unit| (unit.name.clone(), Owner::Unit(unit.key.clone()).word()));
    let board = ("Ban Biên tập".to_owned(), Owner::Board.word());
    let all: Vec<(String, String)> = std::iter::once(board).chain(units).chain(people).collect();
    let all = all.iter().map(|(name, word)| (word.as_str(), name.clone()));
    Ok(super::items::choices("Chọn nơi thực hiện", chosen, all))
}

/// `GET /:tenant/ke-hoach?nam=&loc=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    page(&desk, Said::default()).await
}

async fn page(desk: &Desk, said: Said) -> Result<Response> {
    let year = year(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let held = store::of_year(&mut scope, year).await?;
    let read = match held {
        Some(plan) => {
            let entries = store::entries(&mut scope, &plan.id).await?;
            let steps = store::steps(&mut scope, &plan.id).await?;
            Some((plan, entries, steps))
        }
        None => None,
    };
    drop(scope);
    let may = desk.may(Action::OfficeSet, State::Any);
    let begin = (read.is_none() && may).then(|| aims_form(desk, year, None));
    let body = match &read {
        Some((plan, entries, steps)) => Some(body(desk, plan, entries, steps).await?),
        None => None,
    };
    let page = PlanPage {
        layout: layout(desk, "Kế hoạch năm").await?,
        year: year.to_string(),
        years: years(desk, PATH, year),
        notice: said.notice,
        body,
        begin,
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

fn facts(plan: &Plan, entries: &[Entry], names: &Names) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Tiến độ", Progress::of(entries).vietnamese()),
        ("Người lập", format!("{}, {}", name(names, &plan.drafted_by), time_vi(plan.drafted_at))),
    ];
    if let Some((by, at)) = &plan.approved {
        facts.push(("Người duyệt", format!("{}, {}", name(names, by), time_vi(*at))));
    }
    if !plan.number.is_empty() {
        facts.push(("Số, ký hiệu", plan.number.clone()));
    }
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn row(desk: &Desk, names: &Names, entry: &Entry, today: Date) -> EntryRow {
    EntryRow {
        place: entry.place.to_string(),
        link: Link::new(entry.title.clone(), desk.url(&format!("{PATH}/{}", entry.id))),
        owner: owner_name(&desk.tenant, names, &entry.owner),
        due: date_vi(entry.due),
        state: badge(entry, today),
        result: entry.result.clone(),
    }
}

async fn body(desk: &Desk, plan: &Plan, entries: &[Entry], steps: &[Happened]) -> Result<PlanBody> {
    let names = store::names(&desk.app.db).await?;
    let mut today = desk.app.db.clock.today();
    let sieve = Sieve::by_word(desk.asked.query("loc"));
    let mut address = of_year(plan.year);
    // The tasks of a report's span as they stood on its last day.
    let mut stood = None;
    if let (Some(from), Some(until)) = (date(desk.asked.query("tu-ngay")), date(desk.asked.query("den-ngay")))
    {
        stood = Some(planned::as_of(entries, steps, from, until));
        today = planned::seen_from(until, today);
        let _ = write!(address, "&tu-ngay={}&den-ngay={}", date_vi(from), date_vi(until));
    }
    let entries = stood.as_deref().unwrap_or(entries);
    let shown = entries.iter().filter(|entry| sieve.is_none_or(|sieve| sieve.admits(entry, today)));
    let all = (Link::new(format!("Tất cả: {}", entries.len()), desk.url(&address)), sieve.is_none());
    let others = counted(entries, today).into_iter().filter(|(one, count)| *count > 0 || sieve == Some(*one));
    let others = others.map(|(one, count)| {
        let url = desk.url(&format!("{address}&loc={}", one.word()));
        (Link::new(format!("{}: {count}", one.vietnamese()), url), sieve == Some(one))
    });
    let may = desk.may(Action::OfficeSet, State::Any);
    let is_draft = plan.approved.is_none();
    let year = plan.year.to_string();
    let form = &desk.asked.form;
    let wrote = steps.iter().any(|one| one.step.writes() && one.account == desk.staff.account);
    let approves = is_draft && !wrote && desk.may(Action::OfficeApprove, State::Any);
    Ok(PlanBody {
        state: standing(plan),
        facts: facts(plan, entries, &names),
        aims: Html::sanitised(paragraphs(&plan.aims)),
        sieves: if entries.is_empty() { Vec::new() } else { std::iter::once(all).chain(others).collect() },
        rows: shown.map(|entry| row(desk, &names, entry, today)).collect(),
        changes: steps.iter().rev().filter(|one| one.afterwards).map(step).collect(),
        files: vec![
            Link::new("Tải văn bản kế hoạch (DOCX)", desk.url(&format!("{PATH}/van-ban.docx?nam={year}"))),
            Link::new("Tải bảng theo dõi (XLSX)", desk.url(&format!("{PATH}/bang.xlsx?nam={year}"))),
        ],
        add: if may { Some(entry_form(desk, &names, plan).await?) } else { None },
        write_aims: may.then(|| aims_form(desk, plan.year, Some(plan))),
        approve: approves.then(|| ApproveForm {
            post: post(desk, &desk.url(&format!("{PATH}/duyet"))),
            year: year.clone(),
            version: plan.version.to_string(),
            number: form.get("so-ke-hoach").into(),
        }),
        show: (may && !is_draft).then(|| ShowForm {
            post: post(desk, &desk.url(&format!("{PATH}/cong-bo"))),
            year: year.clone(),
            shown: plan.published_at.is_some(),
            url: desk.tenant.url(&format!("{PUBLIC}?nam={year}")),
        }),
        discard: (may && is_draft).then(|| DiscardForm {
            post: post(desk, &desk.url(&format!("{PATH}/bo-du-thao"))),
            year: year.clone(),
            version: plan.version.to_string(),
            reason: form.get("ly-do-bo").into(),
        }),
    })
}

fn aims_form(desk: &Desk, year: i16, plan: Option<&Plan>) -> AimsForm {
    let form = &desk.asked.form;
    let path = if plan.is_some() { format!("{PATH}/muc-dich") } else { PATH.to_owned() };
    let held = plan.map(|plan| plan.aims.clone()).unwrap_or_default();
    let approved = plan.is_some_and(|plan| plan.approved.is_some());
    AimsForm {
        post: post(desk, &desk.url(&path)),
        year: year.to_string(),
        version: plan.map(|plan| plan.version.to_string()),
        aims: if form.has("muc-dich") { form.raw("muc-dich").to_owned() } else { held },
        reason: approved.then(|| form.get("ly-do-muc-dich").to_owned()),
    }
}

async fn entry_form(desk: &Desk, names: &Names, plan: &Plan) -> Result<EntryForm> {
    let form = &desk.asked.form;
    Ok(EntryForm {
        post: post(desk, &desk.url(&format!("{PATH}/viec"))),
        year: Some(plan.year.to_string()),
        version: None,
        title: form.get("viec").into(),
        owners: owners(desk, names, form.get("ai")).await?,
        due: form.get("han").into(),
        reason: plan.approved.is_some().then(|| form.get("ly-do").to_owned()),
    })
}

/// What a form of the plan came to.
async fn settled<T>(desk: &Desk, done: Result<T>) -> Result<Response> {
    match done {
        Ok(_) => Ok(see_other(&desk.url(&of_year(year(desk))))),
        Err(refused @ (Error::Refused(_) | Error::Conflict(_))) => {
            page(desk, Said::of(refused, str::to_owned)?).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/ke-hoach`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn begin(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let done =
        plan::begin(hand(&desk, &desk.actor()), house::year(form.get("nam")), form.raw("muc-dich")).await;
    settled(&desk, done).await
}

/// `POST /:tenant/ke-hoach/muc-dich`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn write_aims(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let (aims, reason) = (form.raw("muc-dich"), form.get("ly-do-muc-dich"));
    let done = plan::write_aims(hand(&desk, &desk.actor()), year(&desk), desk.version()?, aims, reason).await;
    settled(&desk, done).await
}

/// `POST /:tenant/ke-hoach/bo-du-thao`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn discard(desk: Desk) -> Result<Response> {
    let reason = desk.asked.form.get("ly-do-bo");
    let done = drafts::discard(hand(&desk, &desk.actor()), year(&desk), desk.version()?, reason).await;
    settled(&desk, done).await
}

/// What a form says of a task.
pub(super) fn typed(desk: &Desk) -> work::Typed<'_> {
    let form = &desk.asked.form;
    work::Typed {
        title: form.get("viec"),
        owner: form.get("ai"),
        due: date(form.get("han")),
        reason: form.get("ly-do"),
    }
}

/// `POST /:tenant/ke-hoach/viec`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn add(desk: Desk) -> Result<Response> {
    let done = work::add(hand(&desk, &desk.actor()), year(&desk), typed(&desk)).await;
    settled(&desk, done).await
}

/// `POST /:tenant/ke-hoach/duyet`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn approve(desk: Desk) -> Result<Response> {
    let number = desk.asked.form.get("so-ke-hoach");
    let done = plan::approve(hand(&desk, &desk.actor()), year(&desk), desk.version()?, number).await;
    settled(&desk, done).await
}

/// `POST /:tenant/ke-hoach/cong-bo`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn show(desk: Desk) -> Result<Response> {
    let shown = desk.asked.form.get("cong-bo") == "co";
    let done = plan::show(hand(&desk, &desk.actor()), year(&desk), shown).await;
    settled(&desk, done).await
}

async fn read(desk: &Desk) -> Result<(Plan, Vec<Entry>)> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let plan = store::of_year(&mut scope, year(desk)).await?.ok_or(Error::NotFound)?;
    let entries = store::entries(&mut scope, &plan.id).await?;
    Ok((plan, entries))
}

/// `GET /:tenant/ke-hoach/bang.xlsx?nam=`
///
/// # Errors
/// [`Error::NotFound`] where the year has no plan.
pub async fn table(desk: Desk) -> Result<Response> {
    let (plan, entries) = read(&desk).await?;
    let names = store::names(&desk.app.db).await?;
    let sheet = papers::table(&desk.tenant, &plan, &entries, &names, desk.app.db.clock.today());
    xlsx(&[sheet], &format!("ke-hoach-{}-{}", desk.tenant.slug(), plan.year))
}

/// `GET /:tenant/ke-hoach/van-ban.docx?nam=`
///
/// # Errors
/// [`Error::NotFound`] where the year has no plan.
pub async fn document(desk: Desk) -> Result<Response> {
    let (plan, entries) = read(&desk).await?;
    let names = store::names(&desk.app.db).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let paper = papers::paper(&mut scope, &desk.tenant, &plan, &entries, &names).await?;
    drop(scope);
    let bytes = paper::docx::write(&paper).map_err(|cause| Error::internal(cause.to_string()))?;
    let name = format!("ke-hoach-{}-{}.docx", desk.tenant.slug(), plan.year);
    Ok(desk::download(&name, paper::docx::MEDIA_TYPE, bytes))
}
