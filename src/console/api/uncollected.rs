//! What people do not collect, over JSON: notices, answers, the move to the next year's fund, claims.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::royalties::store;
use crate::royalties::uncollected::{self, Carry, New, Way};

use super::call::{Answer, DONE, Done, List, Nothing, day, one_of};

/// Whose case.
#[derive(Default, Deserialize, JsonSchema)]
pub struct PersonQuery {
    /// By whom payments are added up, as the plan names them.
    #[serde(default)]
    person: String,
}

/// A notice.
#[derive(Serialize, JsonSchema)]
pub struct NoticeJson {
    /// Its number.
    no: i64,
    /// When.
    on: String,
    /// `letter`, `paper`, `phone` or `person`.
    way: &'static str,
    /// By which paper, at which number.
    note: String,
    /// What was to be collected, in đồng.
    amount: i64,
    /// Whether it was answered.
    answered: bool,
}

/// What went to a later fund.
#[derive(Serialize, JsonSchema)]
pub struct CarryJson {
    /// Its id.
    carry: String,
    /// By whom payments are added up.
    person: String,
    /// Their name.
    name: String,
    /// In đồng.
    amount: i64,
    /// The year it was moved in.
    from_year: i16,
    /// The year whose fund has it.
    to_year: i16,
    /// Whether it was asked for after all.
    claimed: bool,
    /// What of it runs have paid since, in đồng.
    paid: i64,
}

impl From<&Carry> for CarryJson {
    fn from(one: &Carry) -> Self {
        Self {
            carry: one.id.clone(),
            person: one.person.clone(),
            name: one.name.clone(),
            amount: one.amount,
            from_year: one.from_year,
            to_year: one.to_year,
            claimed: one.claimed_at.is_some(),
            paid: one.paid,
        }
    }
}

/// A person's case.
#[derive(Serialize, JsonSchema)]
pub struct CaseJson {
    /// What is to be collected, in đồng.
    amount: i64,
    /// The notices, the first first.
    notices: Vec<NoticeJson>,
    /// What went to later funds.
    carried: Vec<CarryJson>,
}

impl Answer for CaseJson {}

/// `GET …/royalties/uncollected`
pub async fn case(desk: Desk, query: PersonQuery) -> Result<CaseJson> {
    let case = uncollected::case(&desk.app, &desk.tenant, &query.person).await?;
    let notices = case.notices.iter().map(|one| NoticeJson {
        no: one.no,
        on: one.on.to_string(),
        way: one.way.as_str(),
        note: one.note.clone(),
        amount: one.amount,
        answered: one.answered,
    });
    Ok(CaseJson {
        amount: case.amount(),
        notices: notices.collect(),
        carried: case.carries.iter().map(CarryJson::from).collect(),
    })
}

/// `GET …/royalties/carries`
pub async fn carries(desk: Desk, _: Nothing) -> Result<List<CarryJson>> {
    let all = store::carries(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    Ok(List { rows: all.iter().map(CarryJson::from).collect(), after: None })
}

/// A notice to be recorded.
#[derive(Default, Deserialize, JsonSchema)]
pub struct NoticeBody {
    /// By whom payments are added up.
    #[serde(default)]
    person: String,
    /// When, as `2016-12-28`; today if not given.
    on: Option<String>,
    /// `letter`, `paper`, `phone` or `person`.
    way: Option<String>,
    /// By which paper, at which number.
    #[serde(default)]
    note: String,
}

/// `POST …/royalties/notices`
pub async fn tell(desk: Desk, body: NoticeBody) -> Result<Done> {
    let on = day("on", body.on.as_deref())?.unwrap_or_else(|| desk.app.db.clock.today());
    let way = one_of("way", body.way.as_deref(), Way::parse)?;
    let new = New { person: &body.person, on: Some(on), way, note: &body.note };
    uncollected::notice(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), &new).await?;
    Ok(DONE)
}

/// What was answered, or asked for.
#[derive(Default, Deserialize, JsonSchema)]
pub struct AnsweredBody {
    /// By whom payments are added up; for an answer.
    #[serde(default)]
    person: String,
    /// What went to a fund; for a claim.
    #[serde(default)]
    carry: String,
    /// How.
    #[serde(default)]
    note: String,
}

/// `POST …/royalties/responses`
pub async fn respond(desk: Desk, body: AnsweredBody) -> Result<Done> {
    let actor = desk.actor();
    uncollected::respond(&desk.app, &desk.tenant, &desk.staff, &actor, &body.person, &body.note).await?;
    Ok(DONE)
}

/// `POST …/royalties/claims`
pub async fn claim(desk: Desk, body: AnsweredBody) -> Result<Done> {
    let actor = desk.actor();
    uncollected::claim(&desk.app, &desk.tenant, &desk.staff, &actor, &body.carry, &body.note).await?;
    Ok(DONE)
}

/// What is moved.
#[derive(Default, Deserialize, JsonSchema)]
pub struct CarryBody {
    /// By whom payments are added up.
    #[serde(default)]
    person: String,
    /// What was to be collected when it was looked at, in đồng.
    #[serde(default)]
    amount: i64,
}

/// `POST …/royalties/carries`
pub async fn carry(desk: Desk, body: CarryBody) -> Result<Done> {
    let actor = desk.actor();
    uncollected::carry(&desk.app, &desk.tenant, &desk.staff, &actor, &body.person, body.amount).await?;
    Ok(DONE)
}
