//! What offices find hard over JSON: filing, what became of one's own, the board's register and its steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::feedback::hand;
use crate::house::feedback::{self as service, Decision, Feedback, Standing, Step, Typed, store};

use super::call::{Answer, DONE, Done, List, Nothing};

/// Which year.
#[derive(Deserialize, JsonSchema)]
pub struct YearQuery {
    /// As 2016; this year if not given.
    year: Option<i16>,
}

impl YearQuery {
    /// The year asked for, or this one.
    pub fn of(&self, desk: &Desk) -> i16 {
        self.year.unwrap_or_else(|| desk.app.db.clock.today().year())
    }
}

/// A step of one.
#[derive(Serialize, JsonSchema)]
pub struct StepJson {
    /// Where it stands since.
    standing: &'static str,
    /// Why, or what was done.
    reason: String,
    /// When.
    at: String,
}

impl From<&Step> for StepJson {
    fn from(step: &Step) -> Self {
        Self { standing: step.standing.as_str(), reason: step.reason.clone(), at: iso(step.at) }
    }
}

/// One that was filed.
#[derive(Serialize, JsonSchema)]
pub struct FeedbackJson {
    /// Its id.
    feedback: String,
    /// Its number with the board.
    number: i64,
    /// The site it came from.
    source: String,
    /// Its unit there.
    unit: String,
    /// When it was filed.
    at: String,
    /// `portal` or `regulation`.
    about: &'static str,
    /// The article, or "".
    article: String,
    /// In a line.
    title: String,
    /// In full.
    body: String,
    /// Where it stands.
    standing: &'static str,
    /// Counts the changes.
    version: i64,
    /// What the board did; empty in the register's list.
    steps: Vec<StepJson>,
}

impl Answer for FeedbackJson {}

fn json(desk: &Desk, one: Feedback, steps: &[Step]) -> FeedbackJson {
    let source = desk.app.directory.get(&one.source);
    let own = steps.iter().filter(|step| step.feedback == one.id);
    FeedbackJson {
        steps: own.map(StepJson::from).collect(),
        feedback: one.id,
        number: one.number,
        source: source.map(|source| source.slug().to_owned()).unwrap_or_default(),
        unit: one.unit,
        at: iso(one.at),
        about: one.about.as_str(),
        article: one.article,
        title: one.title,
        body: one.body,
        standing: one.standing.as_str(),
        version: one.version,
    }
}

/// `GET …/feedback/mine`
pub async fn mine(desk: Desk, _: Nothing) -> Result<List<FeedbackJson>> {
    let to = service::receiver(&desk.app.directory, &desk.tenant);
    let mut scope = desk.app.db.read(&to).await?;
    let filed = store::filed_by(&mut scope, desk.tenant.id(), &desk.staff.account).await?;
    let steps = store::steps_for(&mut scope, desk.tenant.id(), &desk.staff.account).await?;
    Ok(List { rows: filed.into_iter().map(|one| json(&desk, one, &steps)).collect(), after: None })
}

/// A difficulty or a proposal.
#[derive(Deserialize, JsonSchema)]
pub struct FiledJson {
    /// `portal` or `regulation`.
    #[serde(default)]
    about: String,
    /// The article's number.
    #[serde(default)]
    article: String,
    /// In a line.
    #[serde(default)]
    title: String,
    /// In full.
    #[serde(default)]
    body: String,
}

/// Its number.
#[derive(Serialize, JsonSchema)]
pub struct NumberJson {
    /// With the board.
    number: i64,
}

impl Answer for NumberJson {}

/// `POST …/feedback`
pub async fn file(desk: Desk, body: FiledJson) -> Result<NumberJson> {
    let typed = Typed { about: &body.about, article: &body.article, title: &body.title, body: &body.body };
    Ok(NumberJson { number: service::file(hand(&desk, &desk.actor()), typed).await? })
}

/// How many stand so.
#[derive(Serialize, JsonSchema)]
pub struct CountJson {
    /// Where they stand.
    standing: &'static str,
    /// How many.
    count: usize,
}

/// A year of the register.
#[derive(Serialize, JsonSchema)]
pub struct RegisterJson {
    /// Which.
    year: i16,
    /// How many stand how.
    counts: Vec<CountJson>,
    /// What was filed, the first filed first.
    rows: Vec<FeedbackJson>,
}

impl Answer for RegisterJson {}

/// `GET …/feedback`
pub async fn register(desk: Desk, query: YearQuery) -> Result<RegisterJson> {
    let year = query.of(&desk);
    let found = service::for_year(&mut desk.app.db.read(desk.tenant.id()).await?, year).await?;
    let count = |standing: Standing| CountJson { standing: standing.as_str(), count: found.count(standing) };
    let counts = Standing::ALL.map(count).into_iter().collect();
    Ok(RegisterJson { year, counts, rows: found.rows.into_iter().map(|one| json(&desk, one, &[])).collect() })
}

/// `GET …/feedback/:feedback`
pub async fn read(desk: Desk, _: Nothing) -> Result<FeedbackJson> {
    let id = desk.asked.param("feedback");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let steps = store::steps(&mut scope, id).await?;
    Ok(json(&desk, one, &steps))
}

/// What the board decides.
#[derive(Deserialize, JsonSchema)]
pub struct DecisionJson {
    /// Of which.
    #[serde(default)]
    feedback: String,
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// `considered`, `accepted`, `declined` or `done`.
    #[serde(default)]
    standing: String,
    /// Why, or what was done.
    #[serde(default)]
    reason: String,
}

/// `POST …/feedback/decide`
pub async fn decide(desk: Desk, body: DecisionJson) -> Result<Done> {
    let decision = Decision {
        id: &body.feedback,
        version: body.version,
        standing: &body.standing,
        reason: &body.reason,
    };
    service::decide(hand(&desk, &desk.actor()), decision).await?;
    Ok(DONE)
}
