//! Trainings over JSON: the register of a year, who took part, whom none has reached, and one's own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::feedback::hand;
use crate::house::days_of;
use crate::house::training::{self as service, Joining, Participant, Served, Training, Typed};

use super::call::{Answer, DONE, Done, List, Nothing, day};
use super::feedback::YearQuery;
use super::office::StrikeJson;

/// A training.
#[derive(Serialize, JsonSchema)]
pub struct TrainingJson {
    /// Its id.
    training: String,
    /// What it was about.
    topic: String,
    /// Its first day.
    from: String,
    /// Its last day.
    until: String,
    /// How many hours all its days had.
    hours: i64,
    /// Where.
    place: String,
    /// By whom.
    trainer: String,
    /// What was taught, or "".
    content: String,
    /// Why it was struck out.
    struck: Option<String>,
    /// Counts the changes.
    version: i64,
}

impl From<Training> for TrainingJson {
    fn from(one: Training) -> Self {
        Self {
            training: one.id,
            topic: one.topic,
            from: one.from.to_string(),
            until: one.until.to_string(),
            hours: one.hours,
            place: one.place,
            trainer: one.trainer,
            content: one.content,
            struck: one.struck.map(|struck| struck.reason),
            version: one.version,
        }
    }
}

/// Trainings of a year with what they come to.
#[derive(Serialize, JsonSchema)]
pub struct TrainingsJson {
    /// Which year.
    year: i16,
    /// The trainings, the last first; after them those that were struck out and count no more.
    trainings: Vec<TrainingJson>,
    /// How many there were.
    courses: usize,
    /// How many hours they had.
    hours: i64,
    /// How often somebody took part.
    turns: usize,
    /// How many people that were.
    people: usize,
    /// For how many offices and units they came.
    bodies: usize,
}

impl Answer for TrainingsJson {}

/// `GET …/trainings`
pub async fn list(desk: Desk, query: YearQuery) -> Result<TrainingsJson> {
    let year = query.of(&desk);
    let (from, until) = days_of(year);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut held = service::between(&mut scope, from, until).await?;
    let people = service::people_of_all(&mut scope, from, until).await?;
    let figures = service::figures(&held, &people);
    held.extend(service::struck_between(&mut scope, from, until).await?);
    Ok(TrainingsJson {
        year,
        trainings: held.into_iter().map(TrainingJson::from).collect(),
        courses: figures.courses,
        hours: figures.hours,
        turns: figures.turns,
        people: figures.people,
        bodies: figures.bodies,
    })
}

/// Somebody who took part.
#[derive(Serialize, JsonSchema)]
pub struct ParticipantJson {
    /// The row's id.
    person: String,
    /// `account`, `person` or `unit`.
    kind: &'static str,
    /// Their name.
    name: String,
    /// For whom they came, or "".
    body: String,
}

impl From<Participant> for ParticipantJson {
    fn from(one: Participant) -> Self {
        Self { kind: one.kind.as_str(), person: one.id, name: one.name, body: one.body }
    }
}

/// A training with who took part.
#[derive(Serialize, JsonSchema)]
pub struct WholeTrainingJson {
    /// The training.
    training: TrainingJson,
    /// Who took part, by name.
    people: Vec<ParticipantJson>,
}

impl Answer for WholeTrainingJson {}

/// `GET …/trainings/:training`
pub async fn read(desk: Desk, _: Nothing) -> Result<WholeTrainingJson> {
    let id = desk.asked.param("training");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = service::find(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let people = service::people_of(&mut scope, id).await?.into_iter();
    Ok(WholeTrainingJson { training: one.into(), people: people.map(ParticipantJson::from).collect() })
}

/// A training to be written down, or as it is to be.
#[derive(Deserialize, JsonSchema)]
pub struct NewTrainingJson {
    /// What it was about.
    #[serde(default)]
    topic: String,
    /// Its first day, as 2016-12-28.
    from: Option<String>,
    /// Its last day; the first if not given.
    until: Option<String>,
    /// How many hours.
    hours: Option<i64>,
    /// Where.
    #[serde(default)]
    place: String,
    /// By whom.
    #[serde(default)]
    trainer: String,
    /// What was taught.
    #[serde(default)]
    content: String,
    /// The version that was seen, where one is put right.
    #[serde(default)]
    version: i64,
}

impl NewTrainingJson {
    fn typed(&self) -> Result<Typed<'_>> {
        Ok(Typed {
            topic: &self.topic,
            from: day("from", self.from.as_deref())?,
            until: day("until", self.until.as_deref())?,
            hours: self.hours,
            place: &self.place,
            trainer: &self.trainer,
            content: &self.content,
        })
    }
}

/// Its id.
#[derive(Serialize, JsonSchema)]
pub struct TrainedJson {
    /// Of the training.
    training: String,
}

impl Answer for TrainedJson {}

/// `POST …/trainings`
pub async fn record(desk: Desk, body: NewTrainingJson) -> Result<TrainedJson> {
    Ok(TrainedJson { training: service::record(hand(&desk, &desk.actor()), body.typed()?).await? })
}

/// `PUT …/trainings/:training`
pub async fn correct(desk: Desk, body: NewTrainingJson) -> Result<Done> {
    let id = desk.asked.param("training");
    service::correct(hand(&desk, &desk.actor()), id, body.version, body.typed()?).await?;
    Ok(DONE)
}

/// `POST …/trainings/strike`
pub async fn strike(desk: Desk, body: StrikeJson) -> Result<Done> {
    service::strike(hand(&desk, &desk.actor()), &body.entry, &body.reason).await?;
    Ok(DONE)
}

/// Somebody without an account.
#[derive(Deserialize, JsonSchema)]
pub struct OutsiderJson {
    /// Their name.
    name: String,
    /// For whom they came.
    #[serde(default)]
    body: String,
}

/// Who is to be added.
#[derive(Deserialize, JsonSchema)]
pub struct JoiningJson {
    /// Accounts of this site and of those below.
    #[serde(default)]
    accounts: Vec<String>,
    /// People without one.
    #[serde(default)]
    people: Vec<OutsiderJson>,
    /// Units as a whole.
    #[serde(default)]
    units: Vec<String>,
}

/// How many were added.
#[derive(Serialize, JsonSchema)]
pub struct JoinedJson {
    /// Who was there already is not counted.
    added: usize,
}

impl Answer for JoinedJson {}

/// `POST …/trainings/:training/people`
pub async fn join(desk: Desk, body: JoiningJson) -> Result<JoinedJson> {
    let people = body.people.into_iter().map(|one| (one.name, one.body)).collect();
    let joining = Joining { accounts: body.accounts, people, units: body.units };
    let added = service::join(hand(&desk, &desk.actor()), desk.asked.param("training"), joining).await?;
    Ok(JoinedJson { added })
}

/// Who is taken out.
#[derive(Deserialize, JsonSchema)]
pub struct LeavingJson {
    /// The row's id.
    person: String,
}

/// `POST …/trainings/:training/people/remove`
pub async fn leave(desk: Desk, body: LeavingJson) -> Result<Done> {
    service::leave(hand(&desk, &desk.actor()), desk.asked.param("training"), &body.person).await?;
    Ok(DONE)
}

/// `GET …/trainings/mine`
pub async fn mine(desk: Desk, _: Nothing) -> Result<List<TrainingJson>> {
    let held = service::of_account(&mut desk.app.db.platform().await?, &desk.staff.account).await?;
    Ok(List { rows: held.into_iter().map(|(_, one)| one.into()).collect(), after: None })
}

/// Somebody whom no training has reached.
#[derive(Serialize, JsonSchema)]
pub struct UntrainedJson {
    /// Their account.
    account: String,
    /// Their name.
    name: String,
    /// What they are.
    role: &'static str,
    /// Of which unit and site.
    body: String,
}

/// `GET …/trainings/untrained`
pub async fn untrained(desk: Desk, _: Nothing) -> Result<List<UntrainedJson>> {
    let held = service::untrained(&mut desk.app.db.platform().await?, desk.tenant.id()).await?;
    let json = |one: &Served| UntrainedJson {
        account: one.account.to_string(),
        name: one.name.clone(),
        role: one.role.as_str(),
        body: one.body(&desk.app.directory),
    };
    Ok(List { rows: held.iter().map(json).collect(), after: None })
}
