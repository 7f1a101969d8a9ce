//! What units owe and sent over JSON: the month, its numbers and settings, delegations, the limits of an edition.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId};
use crate::board::confirming::{self, Delegation, Demand, NewDelegation, Settings};
use crate::board::store as board;
use crate::console::desk::Desk;
use crate::console::pages::supply::{headed, judged, report, sees_all};
use crate::items::rights::require_sight;
use crate::items::store as items;
use crate::supply::limits::Verdict;
use crate::supply::month::Month;
use crate::supply::quotas;
use crate::supply::report::{Clocked, Row};

use super::call::{Answer, DONE, Done, List, Nothing, day, one_of};

/// Which month.
#[derive(Deserialize, JsonSchema)]
pub struct MonthQuery {
    /// As `2016-12`; this month if not given.
    month: Option<String>,
}

fn month(desk: &Desk, asked: Option<&str>) -> Result<Month> {
    let found = one_of("month", asked, Month::parse)?;
    Ok(found.unwrap_or_else(|| Month::of(desk.app.db.clock.today())))
}

/// One unit's month.
#[derive(Serialize, JsonSchema)]
pub struct UnitJson {
    /// Its place: the same for the same figures.
    place: usize,
    /// Its key.
    unit: String,
    /// Its name.
    name: String,
    /// How many items it owes; absent where nothing is asked.
    quota: Option<i64>,
    /// How many it sent that were not taken back or returned.
    sent: i64,
    /// How many first came before readers.
    published: i64,
    /// How often something was returned.
    returned: i64,
    /// Published in time.
    on_time: i64,
    /// Published late.
    late: i64,
    /// Median of the working days from the event to the sending.
    median_delay: Option<i64>,
    /// Whether it sent less than it owes.
    behind: bool,
}

impl From<&Row> for UnitJson {
    fn from(row: &Row) -> Self {
        Self {
            place: row.place,
            unit: row.unit.clone(),
            name: row.name.clone(),
            quota: row.quota,
            sent: row.sent,
            published: row.published,
            returned: row.returned,
            on_time: row.on_time,
            late: row.late,
            median_delay: row.median_delay,
            behind: row.is_behind(),
        }
    }
}

/// An item that missed its limit.
#[derive(Serialize, JsonSchema)]
pub struct MissedJson {
    /// Its first edition.
    edition: String,
    /// Its heading.
    title: String,
    /// Its unit's name.
    unit: String,
    /// Which limit.
    limit: String,
    /// By how much, in words.
    standing: String,
}

impl From<&Clocked> for MissedJson {
    fn from(missed: &Clocked) -> Self {
        Self {
            edition: missed.edition.to_string(),
            title: missed.title.clone(),
            unit: missed.unit.clone(),
            limit: missed.limit.clone(),
            standing: missed.standing.vietnamese(),
        }
    }
}

/// How a site handles what its units supply.
#[derive(Serialize, JsonSchema)]
pub struct SettingsJson {
    /// What a unit's head must confirm.
    demand: &'static str,
    /// The unit of the office.
    office_unit: String,
    /// The day of the month on which units that are behind are reminded.
    remind_day: i64,
}

impl Answer for SettingsJson {}

impl From<Settings> for SettingsJson {
    fn from(settings: Settings) -> Self {
        let Settings { demand, office_unit, remind_day } = settings;
        Self { demand: demand.as_str(), office_unit, remind_day }
    }
}

/// A month; a unit's own people see their unit alone.
#[derive(Serialize, JsonSchema)]
pub struct MonthJson {
    /// As `2016-12`.
    month: String,
    /// Units in the order of the ranking; those with nothing come last.
    units: Vec<UnitJson>,
    /// The keys of units that sent nothing and had nothing published; empty for who sees one unit alone.
    silent: Vec<String>,
    /// What missed its limit, the longest delay first.
    missed: Vec<MissedJson>,
    /// How many items have no day to count from.
    undated: i64,
    /// How the site handles it.
    settings: SettingsJson,
}

impl Answer for MonthJson {}

/// `GET …/supply`
pub async fn read(desk: Desk, query: MonthQuery) -> Result<MonthJson> {
    let month = month(&desk, query.month.as_deref())?;
    let (report, settings) = report(&desk, month).await?;
    let silent = report.silent().map(|row| row.unit.clone());
    Ok(MonthJson {
        month: month.to_string(),
        units: report.rows.iter().map(UnitJson::from).collect(),
        silent: if sees_all(&desk) { silent.collect() } else { Vec::new() },
        missed: report.missed.iter().map(MissedJson::from).collect(),
        undated: report.undated,
        settings: settings.into(),
    })
}

/// How many items a unit owes each month.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct QuotasJson {
    /// From this month on, as `2016-12`.
    month: String,
    /// By the unit's key, 0 to 999.
    units: BTreeMap<String, i64>,
}

impl Answer for QuotasJson {}

async fn numbers(desk: &Desk, month: Month) -> Result<QuotasJson> {
    let units = quotas::read(&mut desk.app.db.read(desk.tenant.id()).await?, month).await?;
    Ok(QuotasJson { month: month.to_string(), units })
}

/// `GET …/supply/quotas`
pub async fn quotas(desk: Desk, query: MonthQuery) -> Result<QuotasJson> {
    let month = month(&desk, query.month.as_deref())?;
    numbers(&desk, month).await
}

/// `PUT …/supply/quotas`
pub async fn set_quotas(desk: Desk, body: QuotasJson) -> Result<QuotasJson> {
    let month = month(&desk, Some(&body.month))?;
    let wanted: Vec<(String, i64)> = body.units.into_iter().collect();
    quotas::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), month, &wanted).await?;
    numbers(&desk, month).await
}

/// What is to hold; what is absent stays as it is.
#[derive(Deserialize, JsonSchema)]
pub struct SettingsBody {
    /// What a unit's head must confirm, as the month's settings write it.
    demand: Option<String>,
    /// The unit of the office.
    office_unit: Option<String>,
    /// The day of the month on which units that are behind are reminded.
    remind_day: Option<i64>,
}

/// `PUT …/supply/settings`
pub async fn set(desk: Desk, body: SettingsBody) -> Result<SettingsJson> {
    let db = &desk.app.db;
    let now = Settings::read(&mut db.read(desk.tenant.id()).await?, &desk.tenant.profile).await?;
    let wanted = Settings {
        demand: one_of("demand", body.demand.as_deref(), Demand::parse)?.unwrap_or(now.demand),
        office_unit: body.office_unit.unwrap_or(now.office_unit),
        remind_day: body.remind_day.unwrap_or(now.remind_day),
    };
    confirming::set(db, &desk.tenant, &desk.staff, &desk.actor(), &wanted).await?;
    Ok(wanted.into())
}

/// A head's leave for an officer to confirm.
#[derive(Serialize, JsonSchema)]
pub struct DelegationJson {
    /// Its id.
    delegation: String,
    /// For which unit.
    unit: String,
    /// Whose account.
    account: String,
    /// The first day.
    from: String,
    /// The first day without it.
    until: String,
    /// The paper it rests on.
    paper: String,
    /// Whether it holds today.
    holds: bool,
}

/// `GET …/supply/delegations`: of the units that the person heads.
pub async fn delegations(desk: Desk, _: Nothing) -> Result<List<DelegationJson>> {
    let (units, today) = (headed(&desk), desk.app.db.clock.today());
    let given = board::delegations(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let json = |one: Delegation| DelegationJson {
        holds: one.holds_on(today),
        delegation: one.id,
        unit: one.unit,
        account: one.account.to_string(),
        from: one.from.to_string(),
        until: one.until.to_string(),
        paper: one.paper,
    };
    let own = given.into_iter().filter(|one| units.contains(&one.unit));
    Ok(List { rows: own.map(json).collect(), after: None })
}

/// Whom a head lets confirm.
#[derive(Deserialize, JsonSchema)]
pub struct DelegationBody {
    /// For which unit.
    #[serde(default)]
    unit: String,
    /// The account of an officer of the unit.
    #[serde(default)]
    account: String,
    /// The first day, as `2016-12-28`.
    from: Option<String>,
    /// The first day without it.
    until: Option<String>,
    /// The paper it rests on.
    #[serde(default)]
    paper: String,
}

/// `POST …/supply/delegations`
pub async fn delegate(desk: Desk, body: DelegationBody) -> Result<Done> {
    let account = AccountId::from(body.account.as_str());
    let new = NewDelegation {
        unit: &body.unit,
        account: &account,
        from: day("from", body.from.as_deref())?,
        until: day("until", body.until.as_deref())?,
        paper: &body.paper,
    };
    confirming::delegate(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &new).await?;
    Ok(DONE)
}

/// `POST …/supply/delegations/:delegation/end`
pub async fn take_back(desk: Desk, _: Nothing) -> Result<Done> {
    let id = desk.asked.param("delegation");
    confirming::take_back(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(DONE)
}

/// A limit that holds for an edition's content.
#[derive(Serialize, JsonSchema)]
pub struct LimitJson {
    /// `U-1` to `U-13`.
    limit: String,
    /// What it is about.
    name: String,
    /// How long there is, in words.
    span: String,
    /// The day it is counted from, where it is known.
    start: Option<String>,
    /// The last day.
    due: Option<String>,
    /// Whether it was missed.
    missed: bool,
    /// How it stands, in words.
    standing: String,
    /// The clause.
    clause: String,
}

impl From<&Verdict> for LimitJson {
    fn from(verdict: &Verdict) -> Self {
        let limit = verdict.limit;
        Self {
            limit: limit.id.clone(),
            name: limit.name.clone(),
            span: limit.span(),
            start: verdict.start.map(|day| day.to_string()),
            due: verdict.due.map(|day| day.to_string()),
            missed: verdict.standing.is_missed(),
            standing: verdict.standing.vietnamese(),
            clause: limit.clause.clone(),
        }
    }
}

/// `GET …/editions/:edition/limits`
pub async fn limits(desk: Desk, _: Nothing) -> Result<List<LimitJson>> {
    let id = EditionId::from(desk.asked.param("edition"));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = items::edition(&mut scope, &id).await?;
    require_sight(&desk.staff, &edition)?;
    let content = items::content(&mut scope, &edition.revision).await?;
    let verdicts = judged(&desk, &mut scope, &edition, &content).await?;
    Ok(List { rows: verdicts.iter().map(LimitJson::from).collect(), after: None })
}
