//! The calendar over JSON: a week with what is withheld, entries written, changed, called off, published.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::people::{Action, State};
use crate::public::pages::schedule::WorkJson;
use crate::schedule::{self, Entry, Seen, Typed, Week, Work};

use super::call::{Answer, DONE, Done, List, day, one_of};

/// Which week.
#[derive(Deserialize, JsonSchema)]
pub struct WeekQuery {
    /// As `2016-W52` or a day in it; this week if not given.
    week: Option<String>,
}

fn week(desk: &Desk, asked: Option<&str>) -> Result<Week> {
    let found = one_of("week", asked, Week::parse)?;
    Ok(found.unwrap_or_else(|| Week::of(desk.app.db.clock.today())))
}

/// An entry as staff see it.
#[derive(Serialize, JsonSchema)]
pub struct EntryJson {
    /// What is done when.
    work: WorkJson,
    /// The key of the unit that prepares it.
    unit_key: String,
    /// Whether it is copied from week to week.
    regular: bool,
    /// Whether everybody reads it.
    public: bool,
    /// Send it with a change.
    version: i64,
}

impl Answer for EntryJson {}

fn entry(desk: &Desk, entry: &Entry) -> EntryJson {
    EntryJson {
        work: WorkJson::of(entry, &desk.tenant.profile),
        unit_key: entry.work.unit.clone(),
        regular: entry.work.regular,
        public: entry.public,
        version: entry.version,
    }
}

/// `GET …/schedule`
pub async fn list(desk: Desk, query: WeekQuery) -> Result<List<EntryJson>> {
    desk.staff.require(Action::ScheduleRead, State::Any)?;
    let week = week(&desk, query.week.as_deref())?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let entries = schedule::seen(&mut scope, &desk.staff, week).await?;
    Ok(List { rows: entries.iter().map(|one| entry(&desk, one)).collect(), after: None })
}

/// An entry to be written down.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
#[derive(Default)]
pub struct Written {
    /// The version seen; not for a new entry.
    version: i64,
    /// As `2016-12-28`.
    day: String,
    /// As `08:00`.
    begins: String,
    /// As `11:30`, or empty.
    ends: String,
    /// What is done.
    what: String,
    /// Where.
    place: String,
    /// Who presides, by post.
    presides: String,
    /// Who attends.
    attends: String,
    /// The key of the unit that prepares it.
    unit: String,
    /// Whether it is copied from week to week.
    regular: bool,
    /// What readers are told, where they read it already.
    note: String,
}

impl Written {
    fn work(&self, desk: &Desk) -> Result<Work> {
        let typed = Typed {
            day: day("day", Some(&self.day))?,
            begins: self.begins.clone(),
            ends: self.ends.clone(),
            what: self.what.clone(),
            place: self.place.clone(),
            presides: self.presides.clone(),
            attends: self.attends.clone(),
            unit: self.unit.clone(),
            regular: self.regular,
        };
        Work::parse(&typed, &desk.tenant.profile, desk.app.db.clock.today())
    }
}

/// The entry as it stands now.
async fn now(desk: &Desk, id: &str) -> Result<EntryJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    Ok(entry(desk, &schedule::find(&mut scope, &desk.staff, id).await?))
}

async fn asked_for(desk: &Desk) -> Result<Entry> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    schedule::find(&mut scope, &desk.staff, desk.asked.param("entry")).await
}

/// `POST …/schedule`
pub async fn add(desk: Desk, body: Written) -> Result<EntryJson> {
    desk.staff.require(Action::ScheduleSave, State::Any)?;
    let work = body.work(&desk)?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let id = schedule::add(&mut scope, &desk.staff, &work).await?;
    scope.commit().await?;
    now(&desk, &id).await
}

/// `PUT …/schedule/:entry`
pub async fn change(desk: Desk, body: Written) -> Result<EntryJson> {
    let known = asked_for(&desk).await?;
    let work = body.work(&desk)?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::change(&mut scope, &desk.staff, &known, body.version, &work, &body.note).await?;
    scope.commit().await?;
    now(&desk, &known.id).await
}

/// The version seen, and why.
#[derive(Deserialize, JsonSchema)]
pub struct CalledOff {
    /// The version seen.
    version: i64,
    /// Why; readers see it where the entry is public.
    #[serde(default)]
    reason: String,
}

/// `POST …/schedule/:entry/cancel`
pub async fn cancel(desk: Desk, body: CalledOff) -> Result<EntryJson> {
    let known = asked_for(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::cancel(&mut scope, &desk.staff, &known, body.version, &body.reason).await?;
    scope.commit().await?;
    now(&desk, &known.id).await
}

/// An entry as it was seen.
#[derive(Deserialize, JsonSchema)]
pub struct SeenJson {
    /// Its id.
    entry: String,
    /// The version seen.
    version: i64,
}

/// Which entries.
#[derive(Deserialize, JsonSchema)]
pub struct Published {
    /// Each with the version seen; where one was changed since, none is published.
    #[serde(default)]
    entries: Vec<SeenJson>,
    /// Who publishes declares that nothing in them is secret (Điều 4).
    #[serde(default)]
    no_secret: bool,
}

/// `POST …/schedule/publish`
pub async fn publish(desk: Desk, body: Published) -> Result<Done> {
    let seen = body.entries.into_iter().map(|one| Seen { id: one.entry, version: one.version });
    let seen: Vec<Seen> = seen.collect();
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::publish(&mut scope, &desk.staff, &seen, body.no_secret).await?;
    scope.commit().await?;
    Ok(DONE)
}

/// The version seen.
#[derive(Deserialize, JsonSchema)]
pub struct Version {
    /// The version seen.
    version: i64,
}

/// `POST …/schedule/:entry/withhold`
pub async fn withhold(desk: Desk, body: Version) -> Result<EntryJson> {
    let known = asked_for(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::withhold(&mut scope, &desk.staff, &known, body.version).await?;
    scope.commit().await?;
    now(&desk, &known.id).await
}

/// `POST …/schedule/copy`
pub async fn copy(desk: Desk, body: WeekQuery) -> Result<List<EntryJson>> {
    let week = week(&desk, body.week.as_deref())?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::copy_into(&mut scope, &desk.staff, &desk.tenant.profile, week).await?;
    let entries = schedule::seen(&mut scope, &desk.staff, week).await?;
    scope.commit().await?;
    Ok(List { rows: entries.iter().map(|one| entry(&desk, one)).collect(), after: None })
}
