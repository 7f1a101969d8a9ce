//! How the office keeps house over JSON: awards with the top list, violations, how long the site was there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::feedback::hand;
use crate::house::awards::{self, Award, merits};
use crate::house::{outages, violations};

use super::call::{Answer, DONE, Done, List, day};
use super::feedback::YearQuery;

/// An award.
#[derive(Serialize, JsonSchema)]
pub struct AwardJson {
    /// Its id.
    award: String,
    /// The decision's number.
    decision: String,
    /// Its day.
    on: String,
    /// Which one.
    kind: String,
    /// For what.
    reason: String,
    /// Who received it, as `account:…` or `unit:…`.
    who: String,
    /// Why it was struck out.
    struck: Option<String>,
}

impl From<Award> for AwardJson {
    fn from(one: Award) -> Self {
        Self {
            award: one.id,
            decision: one.decision,
            on: one.on.to_string(),
            kind: one.kind,
            reason: one.reason,
            who: one.who.word(),
            struck: one.struck.map(|struck| struck.reason),
        }
    }
}

/// A person of the top list.
#[derive(Serialize, JsonSchema)]
pub struct PersonJson {
    /// The account, if they have one.
    account: Option<String>,
    /// Their name, where it is not the account's.
    name: String,
    /// Items that readers see and first saw in the year.
    items: i64,
}

/// A unit of the top list.
#[derive(Serialize, JsonSchema)]
pub struct UnitJson {
    /// Its key.
    unit: String,
    /// Items that first came before readers.
    items: i64,
    /// Questions answered in time.
    on_time: i64,
    /// Questions answered late, or overdue.
    late: i64,
}

/// Awards and the top list of a year.
#[derive(Serialize, JsonSchema)]
pub struct AwardsJson {
    /// Which year.
    year: i16,
    /// The awards, the last first.
    awards: Vec<AwardJson>,
    /// People, the most items first.
    people: Vec<PersonJson>,
    /// Units, the most items first.
    units: Vec<UnitJson>,
}

impl Answer for AwardsJson {}

/// `GET …/awards`
pub async fn awards(desk: Desk, query: YearQuery) -> Result<AwardsJson> {
    let year = query.of(&desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let held = awards::store::of_year(&mut scope, year).await?;
    let merits = merits::of_year(&mut scope, year).await?;
    let people = merits.people.into_iter();
    let units = merits.units.into_iter();
    Ok(AwardsJson {
        year,
        awards: held.into_iter().map(AwardJson::from).collect(),
        people: people
            .map(|one| PersonJson {
                account: one.author.account.map(|id| id.to_string()),
                name: one.author.name,
                items: one.items,
            })
            .collect(),
        units: units
            .map(|one| UnitJson { unit: one.unit, items: one.items, on_time: one.on_time, late: one.late })
            .collect(),
    })
}

/// An award to be written down.
#[derive(Deserialize, JsonSchema)]
pub struct NewAwardJson {
    /// The decision's number.
    #[serde(default)]
    decision: String,
    /// Its day, as 2016-12-28.
    on: Option<String>,
    /// Which one.
    #[serde(default)]
    kind: String,
    /// For what.
    #[serde(default)]
    reason: String,
    /// Who received it, as `account:…` or `unit:…`.
    #[serde(default)]
    who: String,
}

/// Its id.
#[derive(Serialize, JsonSchema)]
pub struct AwardedJson {
    /// Of the award.
    award: String,
}

impl Answer for AwardedJson {}

/// `POST …/awards`
pub async fn add_award(desk: Desk, body: NewAwardJson) -> Result<AwardedJson> {
    let typed = awards::Typed {
        decision: &body.decision,
        on: day("on", body.on.as_deref())?,
        kind: &body.kind,
        reason: &body.reason,
        who: &body.who,
    };
    Ok(AwardedJson { award: awards::add(hand(&desk, &desk.actor()), typed).await? })
}

/// A violation.
#[derive(Serialize, JsonSchema)]
pub struct ViolationJson {
    /// Its id.
    violation: String,
    /// Its number in the register.
    number: i64,
    /// Whose, as `account:…` or `unit:…`.
    who: String,
    /// When it was found.
    on: String,
    /// What it was.
    what: String,
    /// What was done.
    measure: String,
    /// Whether an account is suspended by it now.
    suspended: bool,
    /// The last day of that.
    until: Option<String>,
    /// Why it was struck out.
    struck: Option<String>,
}

/// `GET …/violations`: the look is written down.
pub async fn violations(desk: Desk, query: YearQuery) -> Result<List<ViolationJson>> {
    let year = query.of(&desk);
    let held = violations::look(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), year).await?;
    let json = |one: violations::Violation| ViolationJson {
        suspended: one.suspends(),
        violation: one.id,
        number: one.number,
        who: one.who.word(),
        on: one.on.to_string(),
        what: one.what,
        measure: one.measure,
        until: one.until.map(|day| day.to_string()),
        struck: one.struck.map(|struck| struck.reason),
    };
    Ok(List { rows: held.into_iter().map(json).collect(), after: None })
}

/// A violation to be written down.
#[derive(Deserialize, JsonSchema)]
pub struct NewViolationJson {
    /// Whose, as `account:…` or `unit:…`.
    #[serde(default)]
    who: String,
    /// An edition's id, an event's number, or "".
    #[serde(default)]
    about: String,
    /// When it was found, as 2016-12-28.
    on: Option<String>,
    /// What it was.
    #[serde(default)]
    what: String,
    /// What was done.
    #[serde(default)]
    measure: String,
    /// The decision's number.
    #[serde(default)]
    decision: String,
    /// Whether the account is suspended.
    #[serde(default)]
    suspend: bool,
    /// The last day of that.
    until: Option<String>,
}

/// Its number.
#[derive(Serialize, JsonSchema)]
pub struct RecordedJson {
    /// In the register.
    number: i64,
}

impl Answer for RecordedJson {}

/// `POST …/violations`
pub async fn record_violation(desk: Desk, body: NewViolationJson) -> Result<RecordedJson> {
    let typed = violations::Typed {
        who: &body.who,
        about: &body.about,
        on: day("on", body.on.as_deref())?,
        what: &body.what,
        measure: &body.measure,
        decision: &body.decision,
        suspend: body.suspend,
        until: day("until", body.until.as_deref())?,
    };
    Ok(RecordedJson { number: violations::record(hand(&desk, &desk.actor()), typed).await? })
}

/// An entry that is struck out.
#[derive(Deserialize, JsonSchema)]
pub struct StrikeJson {
    /// Its id.
    #[serde(default)]
    pub(super) entry: String,
    /// Why.
    #[serde(default)]
    pub(super) reason: String,
}

/// `POST …/awards/strike`
pub async fn strike_award(desk: Desk, body: StrikeJson) -> Result<Done> {
    awards::strike(hand(&desk, &desk.actor()), &body.entry, &body.reason).await?;
    Ok(DONE)
}

/// `POST …/violations/strike`
pub async fn strike_violation(desk: Desk, body: StrikeJson) -> Result<Done> {
    violations::strike(hand(&desk, &desk.actor()), &body.entry, &body.reason).await?;
    Ok(DONE)
}

/// Which suspension.
#[derive(Deserialize, JsonSchema)]
pub struct LiftJson {
    /// Of which violation.
    #[serde(default)]
    violation: String,
}

/// `POST …/violations/lift`
pub async fn lift(desk: Desk, body: LiftJson) -> Result<Done> {
    violations::lift(hand(&desk, &desk.actor()), &body.violation).await?;
    Ok(DONE)
}

/// A stretch in which the server was not there.
#[derive(Serialize, JsonSchema)]
pub struct GapJson {
    /// The last beat before it.
    began_at: String,
    /// The first beat after it.
    ended_at: String,
}

/// How long the site was there in a year.
#[derive(Serialize, JsonSchema)]
pub struct UptimeJson {
    /// Which year.
    year: i16,
    /// In thousandths of a percent; absent where it was not watched.
    share: Option<i64>,
    /// Since when it was watched.
    from: Option<String>,
    /// The gaps.
    gaps: Vec<GapJson>,
}

impl Answer for UptimeJson {}

/// `GET …/uptime`
pub async fn uptime(desk: Desk, query: YearQuery) -> Result<UptimeJson> {
    let year = query.of(&desk);
    let found = outages::for_year(&mut desk.app.db.platform().await?, year).await?;
    let gap = |gap: &outages::Gap| GapJson { began_at: iso(gap.began_at), ended_at: iso(gap.ended_at) };
    Ok(UptimeJson {
        year,
        share: found.share(),
        from: found.from.map(iso),
        gaps: found.gaps.iter().map(gap).collect(),
    })
}
