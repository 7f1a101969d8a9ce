//! Leaders' instructions over JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::instructions::{find, given, received};
use crate::instructions::{self, Instruction, Move, New, Word, store};

use super::call::{Answer, DONE, Done, List, Nothing, day};

/// One in a list.
#[derive(Serialize, JsonSchema)]
pub struct InstructionJson {
    /// Its id.
    id: String,
    /// What is to be done.
    title: String,
    /// In full.
    body: String,
    /// The slug of the site whose leader gave it.
    from: String,
    /// The slug of the site that is to do it.
    site: String,
    /// The unit's key; absent for the board.
    unit: Option<String>,
    /// The last day.
    due: String,
    /// `given`, `reported`, `accepted`, `withdrawn`.
    state: &'static str,
    /// Whether it is late.
    late: bool,
    /// Send it back with what you do.
    version: i64,
}

fn json(desk: &Desk, one: &Instruction) -> InstructionJson {
    let slug = |id| desk.app.directory.get(id).map_or_else(String::new, |site| site.slug().to_owned());
    InstructionJson {
        id: one.id.clone(),
        title: one.title.clone(),
        body: one.body.clone(),
        from: slug(&one.giver),
        site: slug(&one.site),
        unit: one.unit.clone(),
        due: one.due.to_string(),
        state: one.stage.as_str(),
        late: one.is_late(desk.app.db.clock.today()),
        version: one.version,
    }
}

/// What was received and given.
#[derive(Serialize, JsonSchema)]
pub struct InstructionsJson {
    /// What the board and units of this site are to do.
    received: Vec<InstructionJson>,
    /// What its leaders gave.
    given: Vec<InstructionJson>,
}

impl Answer for InstructionsJson {}

/// `GET …/instructions`
pub async fn list(desk: Desk, _: Nothing) -> Result<InstructionsJson> {
    let received = received(&desk).await?;
    let given = given(&desk).await?.unwrap_or_default();
    Ok(InstructionsJson {
        received: received.iter().map(|one| json(&desk, one)).collect(),
        given: given.iter().map(|one| json(&desk, one)).collect(),
    })
}

/// A step of one.
#[derive(Serialize, JsonSchema)]
pub struct StepJson {
    /// What happened.
    step: &'static str,
    /// Who did it.
    by: String,
    /// When.
    at: String,
    /// The words.
    note: String,
}

/// `GET …/instructions/:instruction/steps`
pub async fn steps(desk: Desk, _: Nothing) -> Result<List<StepJson>> {
    let one = find(&desk, desk.asked.param("instruction")).await?;
    let steps = store::steps(&mut desk.app.db.platform().await?, &one).await?;
    let row = |step: instructions::Step| StepJson {
        step: step.step.as_str(),
        by: step.name,
        at: iso(step.at),
        note: step.note,
    };
    Ok(List { rows: steps.into_iter().map(row).collect(), after: None })
}

/// One to be given.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct NewInstructionJson {
    /// In a line.
    #[serde(default)]
    title: String,
    /// In full.
    #[serde(default)]
    body: String,
    /// The site's slug.
    #[serde(default)]
    site: String,
    /// The unit's key; absent for the board.
    #[serde(default)]
    unit: String,
    /// The last day, as `2017-01-25`.
    #[serde(default)]
    due: Option<String>,
}

/// The id of what was given.
#[derive(Serialize, JsonSchema)]
pub struct GivenJson {
    /// Its id.
    id: String,
}

impl Answer for GivenJson {}

/// `POST …/instructions`
pub async fn give(desk: Desk, body: NewInstructionJson) -> Result<GivenJson> {
    let new = New {
        title: &body.title,
        body: &body.body,
        site: &body.site,
        unit: &body.unit,
        due: day("due", body.due.as_deref())?,
    };
    let id = instructions::give(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), &new).await?;
    Ok(GivenJson { id })
}

/// A step to be made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct StepToJson {
    /// Which instruction.
    #[serde(default)]
    instruction: String,
    /// The version that was read.
    #[serde(default)]
    version: Option<i64>,
    /// To report: `progress`, `reported`; to settle: `accepted`, `extended`, `returned`, `withdrawn`.
    #[serde(default)]
    step: String,
    /// The words.
    #[serde(default)]
    note: String,
    /// The new last day, where it gets one, as `2017-01-25`.
    #[serde(default)]
    due: Option<String>,
}

impl StepToJson {
    fn word(&self) -> Result<Word<'_>> {
        Ok(Word {
            id: &self.instruction,
            version: self.version,
            step: Move::parse(&self.step),
            note: &self.note,
            due: day("due", self.due.as_deref())?,
        })
    }
}

/// `POST …/instructions/report`
pub async fn report(desk: Desk, body: StepToJson) -> Result<Done> {
    instructions::report(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), body.word()?).await?;
    Ok(DONE)
}

/// `POST …/instructions/settle`
pub async fn settle(desk: Desk, body: StepToJson) -> Result<Done> {
    instructions::settle(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), body.word()?).await?;
    Ok(DONE)
}
