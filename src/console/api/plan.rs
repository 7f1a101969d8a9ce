//! The plan of a year over JSON: its tasks with how far they are, its changes, and the word on a task.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::feedback::hand;
use crate::house::plan::work::{self, Word};
use crate::house::plan::{self as service, Entry, Happened, store};

use super::call::{Answer, DONE, Done, day};
use super::feedback::YearQuery;

/// A task.
#[derive(Serialize, JsonSchema)]
pub struct EntryJson {
    /// Its id.
    entry: String,
    /// What is to be done.
    title: String,
    /// By whom: `account:…`, `unit:…` or `board`.
    owner: String,
    /// Until the end of which day.
    due: String,
    /// `open`, `doing`, `done` or `dropped`.
    stage: &'static str,
    /// Whether its day is over and it is not done.
    late: bool,
    /// What came of it, or how far it is.
    result: String,
    /// When it was done.
    done_on: Option<String>,
    /// Counts its changes.
    version: i64,
}

/// What happened.
#[derive(Serialize, JsonSchema)]
pub struct PlanStepJson {
    /// `added`, `changed`, `approved`, …
    step: &'static str,
    /// The task, or "" for the plan itself.
    entry: String,
    /// Whether it changed a plan that was approved already.
    afterwards: bool,
    /// What it was and what it is now.
    words: String,
    /// Why.
    reason: String,
    /// When.
    at: String,
}

impl From<Happened> for PlanStepJson {
    fn from(one: Happened) -> Self {
        Self {
            step: one.step.as_str(),
            entry: one.entry,
            afterwards: one.afterwards,
            words: one.words,
            reason: one.reason,
            at: iso(one.at),
        }
    }
}

/// The plan of a year.
#[derive(Serialize, JsonSchema)]
pub struct PlanJson {
    /// Of which year.
    year: i16,
    /// What it rests on and what it is for.
    aims: String,
    /// The number it was issued under, or "".
    number: String,
    /// Since when it is approved.
    approved_at: Option<String>,
    /// Since when readers see it.
    published_at: Option<String>,
    /// Counts the changes of what it says.
    version: i64,
    /// Tasks that are to be done or are.
    all: usize,
    /// Those that are.
    done: usize,
    /// The tasks.
    entries: Vec<EntryJson>,
    /// What happened, the first first.
    steps: Vec<PlanStepJson>,
}

impl Answer for PlanJson {}

/// `GET …/plan?year=`
pub async fn read(desk: Desk, query: YearQuery) -> Result<PlanJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let plan = store::of_year(&mut scope, query.of(&desk)).await?.ok_or(Error::NotFound)?;
    let entries = store::entries(&mut scope, &plan.id).await?;
    let steps = store::steps(&mut scope, &plan.id).await?;
    let today = desk.app.db.clock.today();
    let progress = service::Progress::of(&entries);
    let json = |one: Entry| EntryJson {
        late: one.is_late(today),
        owner: one.owner.word(),
        due: one.due.to_string(),
        stage: one.stage.as_str(),
        done_on: one.done_on.map(|day| day.to_string()),
        entry: one.id,
        title: one.title,
        result: one.result,
        version: one.version,
    };
    Ok(PlanJson {
        year: plan.year,
        aims: plan.aims,
        number: plan.number,
        approved_at: plan.approved.map(|(_, at)| iso(at)),
        published_at: plan.published_at.map(iso),
        version: plan.version,
        all: progress.all,
        done: progress.done,
        entries: entries.into_iter().map(json).collect(),
        steps: steps.into_iter().map(PlanStepJson::from).collect(),
    })
}

/// A plan to be begun, or what one rests on.
#[derive(Deserialize, JsonSchema)]
pub struct AimsJson {
    /// Of which year.
    year: Option<i16>,
    /// What it rests on and what it is for.
    #[serde(default)]
    aims: String,
    /// The version that was seen, where there is a plan.
    #[serde(default)]
    version: i64,
    /// Why, where it is approved already.
    #[serde(default)]
    reason: String,
}

/// `POST …/plan`
pub async fn begin(desk: Desk, body: AimsJson) -> Result<Done> {
    service::begin(hand(&desk, &desk.actor()), body.year, &body.aims).await?;
    Ok(DONE)
}

/// `PUT …/plan/aims`
pub async fn write_aims(desk: Desk, body: AimsJson) -> Result<Done> {
    let actor = desk.actor();
    service::write_aims(
        hand(&desk, &actor),
        body.year.unwrap_or_default(),
        body.version,
        &body.aims,
        &body.reason,
    )
    .await?;
    Ok(DONE)
}

/// A draft to be thrown away.
#[derive(Deserialize, JsonSchema)]
pub struct DiscardJson {
    /// Of which year.
    year: Option<i16>,
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// `POST …/plan/discard`
pub async fn discard(desk: Desk, body: DiscardJson) -> Result<Done> {
    let actor = desk.actor();
    service::discard::discard(hand(&desk, &actor), body.year.unwrap_or_default(), body.version, &body.reason)
        .await?;
    Ok(DONE)
}

/// A task as it is to be.
#[derive(Deserialize, JsonSchema)]
pub struct NewEntryJson {
    /// Of which year's plan, where one is added.
    year: Option<i16>,
    /// What is to be done.
    #[serde(default)]
    title: String,
    /// By whom: `account:…`, `unit:…` or `board`.
    #[serde(default)]
    owner: String,
    /// Until the end of which day, as 2016-12-28.
    due: Option<String>,
    /// Why, where the plan is approved already.
    #[serde(default)]
    reason: String,
    /// The version that was seen, where one is changed.
    #[serde(default)]
    version: i64,
}

impl NewEntryJson {
    fn typed(&self) -> Result<work::Typed<'_>> {
        Ok(work::Typed {
            title: &self.title,
            owner: &self.owner,
            due: day("due", self.due.as_deref())?,
            reason: &self.reason,
        })
    }
}

/// Its id.
#[derive(Serialize, JsonSchema)]
pub struct AddedJson {
    /// Of the task.
    entry: String,
}

impl Answer for AddedJson {}

/// `POST …/plan/tasks`
pub async fn add(desk: Desk, body: NewEntryJson) -> Result<AddedJson> {
    let entry = work::add(hand(&desk, &desk.actor()), body.year.unwrap_or_default(), body.typed()?).await?;
    Ok(AddedJson { entry })
}

/// `PUT …/plan/tasks/:entry`
pub async fn change(desk: Desk, body: NewEntryJson) -> Result<Done> {
    let id = desk.asked.param("entry");
    work::change(hand(&desk, &desk.actor()), id, body.version, body.typed()?).await?;
    Ok(DONE)
}

/// A task to be taken out.
#[derive(Deserialize, JsonSchema)]
pub struct DropJson {
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// Why, where the plan is approved already.
    #[serde(default)]
    reason: String,
}

/// `POST …/plan/tasks/:entry/drop`
pub async fn let_go(desk: Desk, body: DropJson) -> Result<Done> {
    let id = desk.asked.param("entry");
    work::let_go(hand(&desk, &desk.actor()), id, body.version, &body.reason).await?;
    Ok(DONE)
}

/// A word on a task.
#[derive(Deserialize, JsonSchema)]
pub struct WordJson {
    /// Which task.
    #[serde(default)]
    entry: String,
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// `progress`, `done` or `returned`.
    #[serde(default)]
    step: String,
    /// What came of it.
    #[serde(default)]
    note: String,
    /// The day on which it was done, as 2016-12-28; today if not given.
    done_on: Option<String>,
}

/// `POST …/plan/report`
pub async fn report(desk: Desk, body: WordJson) -> Result<Done> {
    let word = Word {
        id: &body.entry,
        version: body.version,
        step: &body.step,
        note: &body.note,
        done_on: day("done_on", body.done_on.as_deref())?,
    };
    work::report(hand(&desk, &desk.actor()), word).await?;
    Ok(DONE)
}

/// An approval.
#[derive(Deserialize, JsonSchema)]
pub struct ApprovalJson {
    /// Of which year's plan.
    year: Option<i16>,
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// Number and symbol, or "".
    #[serde(default)]
    number: String,
}

/// `POST …/plan/approve`
pub async fn approve(desk: Desk, body: ApprovalJson) -> Result<Done> {
    service::approve(hand(&desk, &desk.actor()), body.year.unwrap_or_default(), body.version, &body.number)
        .await?;
    Ok(DONE)
}

/// Whether readers see it.
#[derive(Deserialize, JsonSchema)]
pub struct ShowJson {
    /// Of which year's plan.
    year: Option<i16>,
    /// Whether they do.
    #[serde(default)]
    shown: bool,
}

/// `PUT …/plan/publication`
pub async fn show(desk: Desk, body: ShowJson) -> Result<Done> {
    service::show(hand(&desk, &desk.actor()), body.year.unwrap_or_default(), body.shown).await?;
    Ok(DONE)
}
