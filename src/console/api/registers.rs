//! The registers over JSON: tasks, people, imports, planned outages.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::registers::announce_below;
use crate::console::pages::searched::read;
use crate::import::batches::{self, Batch};
use crate::import::report::Standing;
use crate::notices::{self, Ahead, Happened, NewNotice};
use crate::people::store as people;
use crate::search_log::report::{Line, Period};
use crate::tasks;

use super::call::{Answer, DONE, Done, List, Nothing};

/// What a person must do.
#[derive(Serialize, JsonSchema)]
pub struct TaskJson {
    /// Its id.
    task: String,
    /// A stable word.
    kind: String,
    /// What to do.
    text: String,
    /// What it is about: `question`, …
    subject_kind: String,
    /// Which one.
    subject: String,
    /// Whose account; absent for the operator's.
    account: Option<String>,
    /// Since when.
    created_at: String,
}

/// `GET …/tasks`
pub async fn tasks(desk: Desk, _: Nothing) -> Result<List<TaskJson>> {
    let mut open = tasks::open(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    open.retain(|task| crate::console::pages::sealed::may_know(&desk.staff, task));
    let json = |task: tasks::Task| TaskJson {
        task: task.id.to_string(),
        kind: task.kind,
        text: task.text,
        subject_kind: task.subject_kind,
        subject: task.subject_id,
        account: task.account.map(|account| account.to_string()),
        created_at: iso(task.created_at),
    };
    Ok(List { rows: open.into_iter().map(json).collect(), after: None })
}

/// `POST …/tasks/:task/done`
pub async fn task_done(desk: Desk, _: Nothing) -> Result<Done> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    tasks::done(&mut scope, &desk.asked.param("task").into()).await?;
    scope.commit().await?;
    Ok(DONE)
}

/// An appointment.
#[derive(Serialize, JsonSchema)]
pub struct AppointmentJson {
    /// Its id.
    appointment: String,
    /// Whose account.
    account: String,
    /// Their login.
    login: String,
    /// Their name.
    name: String,
    /// To what: `board-head`, …
    role: &'static str,
    /// For which unit.
    unit: Option<String>,
    /// The first day.
    from: String,
    /// The first day without the right.
    until: Option<String>,
    /// The decision's number.
    decision: String,
    /// The site that lends this person, by its name in addresses.
    lent_by: Option<String>,
    /// Whether it holds today and the account is in use.
    holds: bool,
}

/// `GET …/people`
pub async fn people(desk: Desk, _: Nothing) -> Result<List<AppointmentJson>> {
    let held = people::appointments_in(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let accounts = people::accounts(&mut desk.app.db.platform().await?).await?;
    let today = desk.app.db.clock.today();
    let json = |held: crate::people::Appointment| {
        let account = accounts.iter().find(|account| account.id == held.account)?;
        let lender = held.lent_by.as_ref().and_then(|id| desk.app.directory.get(id));
        Some(AppointmentJson {
            appointment: held.id.clone(),
            lent_by: lender.map(|lender| lender.slug().to_owned()),
            account: held.account.to_string(),
            login: account.login.clone(),
            name: account.name.clone(),
            role: held.role.as_str(),
            unit: held.unit.clone(),
            from: held.from.to_string(),
            until: held.until.map(|day| day.to_string()),
            holds: held.holds_on(today) && account.disabled_at.is_none(),
            decision: held.decision,
        })
    };
    Ok(List { rows: held.into_iter().filter_map(json).collect(), after: None })
}

/// An import batch.
#[derive(Serialize, JsonSchema)]
pub struct BatchJson {
    /// Its id.
    batch: String,
    /// What was imported.
    source: String,
    /// Whether everything in it is live.
    approved: bool,
    /// What becomes of what it brought.
    standing: &'static str,
    /// Who imported it.
    imported_by: String,
    /// When it began.
    started_at: String,
    /// How many came to what.
    counts: Value,
    /// What was not taken.
    refused: Value,
}

impl Answer for BatchJson {}

impl BatchJson {
    fn of(batch: &Batch) -> Result<Self> {
        Ok(Self {
            batch: batch.id.clone(),
            source: batch.source.clone(),
            approved: batch.standing == Standing::Approved,
            standing: batch.standing.as_str(),
            imported_by: batch.imported_by.to_string(),
            started_at: iso(batch.started_at),
            counts: serde_json::to_value(&batch.counts)?,
            refused: serde_json::to_value(&batch.refused)?,
        })
    }
}

/// `GET …/imports`
pub async fn imports(desk: Desk, _: Nothing) -> Result<List<BatchJson>> {
    let all = batches::all(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    Ok(List { rows: all.iter().map(BatchJson::of).collect::<Result<_>>()?, after: None })
}

async fn batch(desk: &Desk) -> Result<BatchJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    BatchJson::of(&batches::find(&mut scope, desk.asked.param("batch")).await?)
}

/// `GET …/imports/:batch`
pub async fn import(desk: Desk, _: Nothing) -> Result<BatchJson> {
    batch(&desk).await
}

/// The approver's declaration.
#[derive(Deserialize, JsonSchema)]
pub struct Declared {
    /// The approver declares that nothing in it is secret (Điều 4).
    #[serde(default)]
    no_secret: bool,
}

/// `POST …/imports/:batch/approve`
pub async fn approve_import(desk: Desk, body: Declared) -> Result<BatchJson> {
    let id = desk.asked.param("batch").to_owned();
    batches::approve(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, body.no_secret).await?;
    batch(&desk).await
}

/// Which period.
#[derive(Deserialize, JsonSchema)]
pub struct PeriodQuery {
    /// 7, 30, 90 or 365 days; 30 if not given.
    days: Option<u16>,
}

/// Words that many share, with their counts.
#[derive(Serialize, JsonSchema)]
pub struct SearchJson {
    /// The words.
    words: String,
    /// How often they were looked for.
    searches: i64,
    /// How often nothing was found.
    empty: i64,
    /// How often a result was opened.
    clicks: i64,
}

/// `GET …/searches`
pub async fn searches(desk: Desk, query: PeriodQuery) -> Result<List<SearchJson>> {
    let days = query.days.map(|days| days.to_string()).unwrap_or_default();
    let (report, _) = read(&desk, Period::of_days(&days)).await?;
    let json = |line: &Line| SearchJson {
        words: line.words.clone(),
        searches: line.searches,
        empty: line.empty,
        clicks: line.clicks,
    };
    Ok(List { rows: report.lines.iter().map(json).collect(), after: None })
}

/// A planned outage.
#[derive(Serialize, JsonSchema)]
pub struct NoticeJson {
    /// What readers are told.
    text: String,
    /// When it begins.
    starts_at: String,
    /// When the site is expected back.
    ends_at: String,
    /// Why it could not be announced in time, if it could not.
    force_majeure: Option<String>,
    /// Its id.
    notice: String,
    /// When it really began.
    began_at: Option<String>,
    /// When it really ended.
    ended_at: Option<String>,
    /// What is said of it, or "".
    report: String,
    /// When it was called off.
    cancelled_at: Option<String>,
}

/// `GET …/notices`
pub async fn notices(desk: Desk, _: Nothing) -> Result<List<NoticeJson>> {
    let all = notices::all(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let json = |notice: notices::Notice| NoticeJson {
        text: notice.text,
        starts_at: iso(notice.starts_at),
        ends_at: iso(notice.ends_at),
        force_majeure: notice.force_majeure,
        notice: notice.id,
        began_at: notice.began_at.map(iso),
        ended_at: notice.ended_at.map(iso),
        report: notice.report,
        cancelled_at: notice.cancelled_at.map(iso),
    };
    Ok(List { rows: all.into_iter().map(json).collect(), after: None })
}

/// A planned outage to be announced.
#[derive(Deserialize, JsonSchema)]
pub struct Announced {
    /// What readers are told.
    text: String,
    /// When it begins, like 2016-12-30T22:00:00+07:00.
    starts_at: String,
    /// When the site is expected back.
    ends_at: String,
    /// Why it could not be announced in time.
    force_majeure: Option<String>,
    /// Whether it is announced on the sites below too.
    #[serde(default)]
    below: bool,
}

fn instant(text: &str, field: &str) -> Result<i64> {
    let read: Result<Timestamp, _> = text.parse();
    read.map(Timestamp::as_millisecond)
        .map_err(|_| Error::BadRequest(format!("{field}: hãy ghi như 2016-12-30T22:00:00+07:00")))
}

/// What an outage really came to.
#[derive(Deserialize, JsonSchema)]
pub struct HappenedJson {
    /// Of which.
    #[serde(default)]
    notice: String,
    /// When it began, like 2016-12-30T22:00:00+07:00.
    began_at: String,
    /// When it ended.
    ended_at: String,
    /// What is said of it.
    #[serde(default)]
    report: String,
}

/// `POST …/notices/record`
pub async fn record_notice(desk: Desk, body: HappenedJson) -> Result<Done> {
    let happened = Happened {
        id: &body.notice,
        began_at: Some(instant(&body.began_at, "began_at")?),
        ended_at: Some(instant(&body.ended_at, "ended_at")?),
        report: &body.report,
    };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    notices::record(&mut scope, happened).await?;
    scope.commit().await?;
    Ok(DONE)
}

/// An outage that is called off.
#[derive(Deserialize, JsonSchema)]
pub struct CancelledJson {
    /// Which.
    #[serde(default)]
    notice: String,
    /// Why.
    #[serde(default)]
    reason: String,
    /// Whether the same is called off on the sites below too.
    #[serde(default)]
    below: bool,
}

/// `POST …/notices/cancel`
pub async fn cancel_notice(desk: Desk, body: CancelledJson) -> Result<Done> {
    crate::console::pages::registers::call_off(&desk, &body.notice, &body.reason, body.below).await?;
    Ok(DONE)
}

/// `POST …/notices`
pub async fn announce(desk: Desk, body: Announced) -> Result<Done> {
    let (starts_at, ends_at) = (instant(&body.starts_at, "starts_at")?, instant(&body.ends_at, "ends_at")?);
    let ahead = Ahead::of(&desk.app);
    let force_majeure = body.force_majeure.as_deref();
    let notice = NewNotice { text: &body.text, starts_at, ends_at, force_majeure };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    notices::announce(&mut scope, notice, ahead).await?;
    scope.commit().await?;
    if body.below {
        announce_below(&desk, notice, ahead).await?;
    }
    Ok(DONE)
}
