//! Royalties over JSON: the month's list, what an item is worth, approval, runs, one's own, the year, the estimate.

use std::collections::BTreeMap;
use std::sync::Arc;

use royalties::amount::Rounding;
use royalties::tax::Standing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, ItemId};
use crate::console::desk::Desk;
use crate::console::pages::royalties::sites::overseen;
use crate::contributors::profile::Payment as Bank;
use crate::royalties::approve::{self, Saw};
use crate::royalties::assess::{self, Said};
use crate::royalties::estimate::{self, Estimate};
use crate::royalties::list::List as MonthList;
use crate::royalties::mine;
use crate::royalties::payees::{self, Known, Named, Payee, Said as PayeeSaid};
use crate::royalties::remuneration::{self, Proposed};
use crate::royalties::runs::{self, Planned};
use crate::royalties::same::Namesake;
use crate::royalties::settings::{self, Payer, Settings, Treatment, UnitDay};
use crate::royalties::store::{self, Ledger, Stated};
use crate::royalties::{sites as overview, year};
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

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

/// Who shares an item.
#[derive(Serialize, JsonSchema)]
pub struct PartJson {
    /// Their id among those who are paid.
    payee: String,
    /// Their account, if they have one.
    account: Option<String>,
    /// Their name.
    name: String,
    /// Their weight among the others.
    weight: i64,
    /// What they get of the item, in đồng.
    amount: i64,
}

/// One item of a list.
#[derive(Serialize, JsonSchema)]
pub struct RowJson {
    /// The item.
    item: String,
    /// Its heading.
    title: String,
    /// Its genre in words.
    genre: String,
    /// The key of its royalty genre, where something is paid.
    genre_key: Option<String>,
    /// Its author, as readers see it.
    author: String,
    /// Key of its unit.
    unit: String,
    /// When readers first saw it.
    published_on: String,
    /// Where it stands.
    url: String,
    /// The coefficient, as `1,5`.
    coefficient: Option<String>,
    /// What is paid of the whole in the hundred; nothing for what was written here.
    share: Option<i64>,
    /// Whether readers see it no more.
    withdrawn: bool,
    /// What is added in the hundred, by the keys of the rules.
    supplements: BTreeMap<String, i64>,
    /// In đồng.
    amount: i64,
    /// Whether the board has still to say what it is worth.
    waits: bool,
    /// Why it is worth that.
    reason: Option<String>,
    /// Number of its assessment; send it back as `version`. 0: none yet.
    version: i64,
    /// Who is paid.
    parts: Vec<PartJson>,
}

/// What changes of an earlier month.
#[derive(Serialize, JsonSchema)]
pub struct AdjustmentJson {
    /// The item.
    item: String,
    /// Its heading.
    title: String,
    /// Who gets it, or gives it back.
    name: String,
    /// In đồng; negative where it is taken back.
    amount: i64,
    /// Why.
    reason: String,
    /// The month whose list holds the item.
    listed_in: String,
    /// The coefficient until now.
    before: String,
    /// From now on; nothing where the item is gone.
    after: Option<String>,
}

/// What somebody gets beside royalties.
#[derive(Serialize, JsonSchema)]
pub struct RemunerationJson {
    /// Its id.
    line: String,
    /// Their id among those who are paid.
    payee: String,
    /// Who gets it.
    name: String,
    /// What for.
    task: String,
    /// In đồng.
    amount: i64,
}

/// A month.
#[derive(Serialize, JsonSchema)]
pub struct MonthJson {
    /// As `2016-12`.
    month: String,
    /// Whether it is approved and locked.
    approved: bool,
    /// Everything that was published, once each.
    rows: Vec<RowJson>,
    /// What changes of earlier months.
    adjustments: Vec<AdjustmentJson>,
    /// What editors and who runs the site get.
    remunerations: Vec<RemunerationJson>,
    /// How many items wait for the board.
    waiting: usize,
    /// In đồng, all of it.
    total: i64,
}

impl Answer for MonthJson {}

fn month_json(desk: &Desk, list: &MonthList) -> MonthJson {
    let rows = list.rows.iter().map(|row| RowJson {
        item: row.item.to_string(),
        title: row.title.clone(),
        genre: row.genre().to_owned(),
        genre_key: row.assessment.as_ref().filter(|one| one.pays()).map(|one| one.genre.clone()),
        author: row.author.clone(),
        unit: row.unit.clone(),
        published_on: row.published_on.to_string(),
        url: crate::royalties::export::url(&desk.tenant, row),
        coefficient: row.coefficient().map(|one| one.to_string()),
        share: row.share,
        withdrawn: row.gone.is_some(),
        supplements: row
            .assessment
            .iter()
            .flat_map(|one| one.supplements.iter())
            .map(|(key, percent)| (key.to_owned(), percent))
            .collect(),
        amount: row.amount,
        waits: row.waits(),
        reason: row.assessment.as_ref().map(|one| one.reason.clone()),
        version: row.assessment.as_ref().map_or(0, |one| one.no),
        parts: row
            .assessment
            .iter()
            .flat_map(|one| &one.parts)
            .zip(row.shares())
            .map(|(part, (_, amount))| PartJson {
                payee: part.payee.id.clone(),
                account: part.payee.account.as_ref().map(ToString::to_string),
                name: part.payee.name.clone(),
                weight: part.weight,
                amount,
            })
            .collect(),
    });
    MonthJson {
        month: list.month.to_string(),
        approved: list.approved.is_some(),
        rows: rows.collect(),
        adjustments: list
            .adjustments
            .iter()
            .map(|one| AdjustmentJson {
                item: one.item.to_string(),
                title: one.title.clone(),
                name: one.payee.name.clone(),
                amount: one.amount,
                reason: one.reason.clone(),
                listed_in: one.listed_in.to_string(),
                before: one.before.to_string(),
                after: one.after.map(|after| after.to_string()),
            })
            .collect(),
        remunerations: list
            .remunerations
            .iter()
            .map(|one| RemunerationJson {
                line: one.id.clone(),
                payee: one.payee.id.clone(),
                name: one.payee.name.clone(),
                task: one.task.clone(),
                amount: one.amount,
            })
            .collect(),
        waiting: list.waiting(),
        total: list.total(),
    }
}

/// `GET …/royalties`
pub async fn list(desk: Desk, query: MonthQuery) -> Result<MonthJson> {
    let month = month(&desk, query.month.as_deref())?;
    let list = MonthList::read(&mut desk.app.db.read(desk.tenant.id()).await?, month).await?;
    Ok(month_json(&desk, &list))
}

/// Who is paid: by id, by account, or by name where nobody knows them yet.
#[derive(Deserialize, JsonSchema)]
pub struct PartBody {
    /// Their id among those who are paid.
    payee: Option<String>,
    /// Their account.
    account: Option<String>,
    /// Their name.
    name: Option<String>,
    /// Their weight among the others.
    #[serde(default)]
    weight: i64,
}

fn named(part: &PartBody) -> Option<Named> {
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let payee = filled(&part.payee).map(Named::Payee);
    let account = filled(&part.account).map(|account| Named::Account(AccountId::from(account)));
    payee.or(account).or_else(|| filled(&part.name).map(Named::New))
}

/// What an item is worth.
#[derive(Deserialize, JsonSchema)]
pub struct AssessBody {
    /// Key of the royalty genre; empty: nothing is paid.
    #[serde(default)]
    genre: String,
    /// As `1,5`.
    #[serde(default)]
    coefficient: String,
    /// `original`, `translation`, `subtitles`, `repost` or `duty`.
    treatment: Option<String>,
    /// What is paid of the whole in the hundred, for translations and subtitles where the site has set nothing.
    share: Option<i64>,
    /// What is added in the hundred, by the keys of the rules: `thieu-nhi`, `kho-khan`, …
    #[serde(default)]
    supplements: BTreeMap<String, i64>,
    /// Why.
    #[serde(default)]
    reason: String,
    /// Who is paid.
    #[serde(default)]
    parts: Vec<PartBody>,
    /// The item's version as the list shows it.
    #[serde(default)]
    version: i64,
}

/// `PUT …/royalties/items/:item`
pub async fn assess(desk: Desk, body: AssessBody) -> Result<MonthJson> {
    let treatment = one_of("treatment", body.treatment.as_deref(), Treatment::parse)?;
    let said = Said {
        genre: body.genre,
        coefficient: body.coefficient,
        treatment: treatment.unwrap_or(Treatment::Original),
        share: body.share.map(|share| share.to_string()).unwrap_or_default(),
        supplements: body.supplements.into_iter().map(|(key, percent)| (key, percent.to_string())).collect(),
        reason: body.reason,
        parts: body.parts.iter().filter_map(|part| Some((named(part)?, part.weight))).collect(),
        version: body.version,
    };
    let item = ItemId::from(desk.asked.param("item"));
    let db = &desk.app.db;
    let month = assess::assess(db, &desk.tenant, &desk.staff, &desk.actor(), &item, &said).await?;
    let list = MonthList::read(&mut db.read(desk.tenant.id()).await?, month).await?;
    Ok(month_json(&desk, &list))
}

/// A line of remuneration.
#[derive(Deserialize, JsonSchema)]
pub struct RemunerationBody {
    /// As `2016-12`.
    month: Option<String>,
    /// Who gets it; their weight counts for nothing.
    to: Option<PartBody>,
    /// What for.
    #[serde(default)]
    task: String,
    /// Key of the royalty genre whose author they helped.
    #[serde(default)]
    genre: String,
    /// In đồng.
    amount: Option<i64>,
}

/// `POST …/royalties/remunerations`
pub async fn propose(desk: Desk, body: RemunerationBody) -> Result<Done> {
    let month = month(&desk, body.month.as_deref())?;
    let to = body.to.as_ref().and_then(named);
    let proposed = Proposed { named: to, task: body.task, genre: body.genre, amount: body.amount };
    remuneration::propose(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), month, &proposed).await?;
    Ok(DONE)
}

/// `POST …/royalties/remunerations/:line/remove`
pub async fn take_back(desk: Desk, _: Nothing) -> Result<Done> {
    let id = desk.asked.param("line");
    remuneration::take_back(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(DONE)
}

/// The list as it was seen.
#[derive(Deserialize, JsonSchema)]
pub struct ApproveBody {
    /// As `2016-12`.
    month: Option<String>,
    /// How many rows it had.
    #[serde(default)]
    items: usize,
    /// What it came to, in đồng.
    #[serde(default)]
    total: i64,
}

/// `POST …/royalties/approve`
pub async fn approve(desk: Desk, body: ApproveBody) -> Result<Done> {
    let month = month(&desk, body.month.as_deref())?;
    let saw = Saw { items: body.items, total: body.total };
    approve::approve(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), month, saw).await?;
    Ok(DONE)
}

/// Which day and months.
#[derive(Deserialize, JsonSchema)]
pub struct PlanQuery {
    /// The day of payment, as `2016-12-30`; today if not given.
    pay_on: Option<String>,
    /// The last month whose approval is paid; this month if not given.
    through: Option<String>,
    /// Only to make a run: what was to be paid before tax when it was looked at.
    total: Option<i64>,
}

/// What a person would get.
#[derive(Serialize, JsonSchema)]
pub struct PlannedJson {
    /// By whom payments are added up: an account, or who is paid without one.
    person: String,
    /// Their name.
    name: String,
    /// Before tax, in đồng.
    gross: i64,
    /// Withheld.
    tax: i64,
    /// Tax that this payment cannot bear; later ones of the year do.
    short: i64,
    /// Paid earlier in the same month.
    before: i64,
    /// Whether something of it should have been paid already.
    late: bool,
}

impl From<&Planned> for PlannedJson {
    fn from(one: &Planned) -> Self {
        Self {
            person: one.payment.person.clone(),
            name: one.payment.name.clone(),
            gross: one.payment.gross,
            tax: one.payment.tax,
            short: one.short,
            before: one.before.gross,
            late: one.late,
        }
    }
}

/// Somebody of whom the office has to say whether they are one of the others.
#[derive(Serialize, JsonSchema)]
pub struct NamesakeJson {
    /// Who was named last.
    person: String,
    /// Their name.
    name: String,
    /// Whom they may be.
    others: Vec<String>,
}

impl From<&Namesake> for NamesakeJson {
    fn from(one: &Namesake) -> Self {
        let (_, payee) = &one.one;
        let others = one.others.iter().map(|(_, other)| other.person());
        Self { person: payee.person(), name: payee.name.clone(), others: others.collect() }
    }
}

/// What is to be paid.
#[derive(Serialize, JsonSchema)]
pub struct PlanJson {
    /// Who would get something.
    people: Vec<PlannedJson>,
    /// Whose sums cancel out: the run closes them, no money moves.
    settled: Vec<PlannedJson>,
    /// Who owes more than they get.
    held: Vec<PlannedJson>,
    /// What is one's own: another makes the run that pays it.
    own: Vec<PlannedJson>,
    /// Of whom the office has to say first whether they are one of the others.
    undecided: Vec<NamesakeJson>,
    /// Before tax, in đồng; send it back as `total` to make the run.
    total: i64,
    /// Withheld.
    tax: i64,
}

impl Answer for PlanJson {}

fn wanted(desk: &Desk, query: &PlanQuery) -> Result<(jiff::civil::Date, Month)> {
    let pay_on = day("pay_on", query.pay_on.as_deref())?;
    let through = month(desk, query.through.as_deref())?;
    Ok((pay_on.unwrap_or_else(|| desk.app.db.clock.today()), through))
}

/// `GET …/royalties/plan`
pub async fn plan(desk: Desk, query: PlanQuery) -> Result<PlanJson> {
    let (pay_on, through) = wanted(&desk, &query)?;
    let plan = runs::plan(&desk.app.db, &desk.app.directory, &desk.tenant, pay_on, through).await?;
    let plan = plan.made_by(&desk.staff.account);
    Ok(PlanJson {
        people: plan.people.iter().map(PlannedJson::from).collect(),
        settled: plan.settled.iter().map(PlannedJson::from).collect(),
        held: plan.held.iter().map(PlannedJson::from).collect(),
        own: plan.own.iter().map(PlannedJson::from).collect(),
        undecided: plan.undecided.iter().map(NamesakeJson::from).collect(),
        total: plan.gross(),
        tax: plan.tax(),
    })
}

/// A run.
#[derive(Serialize, JsonSchema)]
pub struct RunJson {
    /// Its id.
    run: String,
    /// Its number.
    no: i64,
    /// The day of payment.
    pay_on: String,
    /// How many people.
    people: i64,
    /// Before tax, in đồng.
    gross: i64,
    /// Withheld.
    tax: i64,
}

impl Answer for RunJson {}

impl From<runs::Run> for RunJson {
    fn from(run: runs::Run) -> Self {
        Self {
            run: run.id,
            no: run.no,
            pay_on: run.pay_on.to_string(),
            people: run.people,
            gross: run.gross,
            tax: run.tax,
        }
    }
}

/// `GET …/royalties/runs`
pub async fn runs(desk: Desk, _: Nothing) -> Result<List<RunJson>> {
    let runs = store::runs(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    Ok(List { rows: runs.into_iter().map(RunJson::from).collect(), after: None })
}

/// `POST …/royalties/runs`
pub async fn pay(desk: Desk, body: PlanQuery) -> Result<RunJson> {
    let wanted = wanted(&desk, &body)?;
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let saw = body.total.unwrap_or(i64::MIN);
    let id = runs::pay(db, directory, &desk.tenant, &desk.staff, &desk.actor(), wanted, saw).await?;
    Ok(store::run(&mut db.read(desk.tenant.id()).await?, &id).await?.into())
}

/// Somebody in a run.
#[derive(Serialize, JsonSchema)]
pub struct PaymentJson {
    /// By whom payments are added up.
    person: String,
    /// Their name.
    name: String,
    /// Before tax, in đồng.
    gross: i64,
    /// Withheld.
    tax: i64,
    /// What they receive.
    net: i64,
    /// Whether they had given a written commitment.
    committed: bool,
}

/// `GET …/royalties/runs/:run`
pub async fn run(desk: Desk, _: Nothing) -> Result<List<PaymentJson>> {
    let id = desk.asked.param("run");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    store::run(&mut scope, id).await?;
    let rows = store::payments(&mut scope, id).await?;
    let json = |one: runs::Payment| PaymentJson {
        net: one.net(),
        person: one.person,
        name: one.name,
        gross: one.gross,
        tax: one.tax,
        committed: one.standing.committed,
    };
    Ok(List { rows: rows.into_iter().map(json).collect(), after: None })
}

/// What changes a person's tax in a year.
#[derive(Deserialize, JsonSchema)]
pub struct StandingBody {
    /// By whom payments are added up, as the plan names them.
    #[serde(default)]
    person: String,
    /// The year.
    #[serde(default)]
    year: i16,
    /// A written commitment: nothing is withheld.
    #[serde(default)]
    committed: bool,
    /// Taxed with the salary: nothing is withheld here.
    #[serde(default)]
    with_salary: bool,
    /// On request also below the threshold.
    #[serde(default)]
    on_request: bool,
    /// The paper it rests on.
    #[serde(default)]
    paper: String,
}

/// `PUT …/royalties/standings`
pub async fn state(desk: Desk, body: StandingBody) -> Result<Done> {
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let known = runs::known(db, directory, &desk.tenant).await?;
    if !body.person.is_empty() && !known.iter().any(|(_, payee)| payee.person() == body.person) {
        return Err(Error::NotFound);
    }
    let StandingBody { person, year, committed, with_salary, on_request, paper } = body;
    let stated = Stated { person, standing: Standing { committed, with_salary, on_request }, paper };
    runs::state(db, &desk.tenant, &desk.staff, &desk.actor(), year, &stated).await?;
    Ok(DONE)
}

/// Whether two namesakes are one person.
#[derive(Deserialize, JsonSchema)]
pub struct SameBody {
    /// By whom payments are added up.
    #[serde(default)]
    person: String,
    /// Who they are; absent: nobody else.
    is: Option<String>,
}

/// `PUT …/royalties/same`
pub async fn same(desk: Desk, body: SameBody) -> Result<Done> {
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let said = (body.person.as_str(), body.is.as_deref());
    crate::royalties::same::say(db, directory, &desk.tenant, &desk.staff, &desk.actor(), said).await?;
    Ok(DONE)
}

/// One who is paid.
#[derive(Serialize, JsonSchema)]
pub struct PayeeJson {
    /// Their id among those who are paid; empty data are written under it.
    payee: String,
    /// Part of the console's addresses of the site that knows them.
    site: String,
    /// Their account, if they have one.
    account: Option<String>,
    /// Their name.
    name: String,
    /// Where they work.
    unit: String,
    /// Whose word is kept of how they are paid: `own`, `office` or nothing; the data are not shown.
    payment: Option<&'static str>,
    /// Send it back to change it.
    version: i64,
}

/// `GET …/royalties/payees`
pub async fn payees(desk: Desk, _: Nothing) -> Result<List<PayeeJson>> {
    let known = runs::known(&desk.app.db, &desk.app.directory, &desk.tenant).await?;
    let data = runs::data(&desk.app.db, &known).await?;
    let json = |((tenant, payee), data): ((Arc<Tenant>, Payee), Known)| PayeeJson {
        payee: payee.id,
        site: tenant.slug().to_owned(),
        account: payee.account.map(|account| account.to_string()),
        name: payee.name,
        unit: payee.unit,
        payment: match data {
            Known::Own => Some("own"),
            Known::Office => Some("office"),
            Known::Nothing => None,
        },
        version: payee.version,
    };
    Ok(List { rows: known.into_iter().zip(data).map(json).collect(), after: None })
}

/// How one is paid.
#[derive(Deserialize, JsonSchema)]
pub struct PayeeBody {
    /// Their name; of who has an account it stays as the account says.
    #[serde(default)]
    name: String,
    /// Where they work.
    #[serde(default)]
    unit: String,
    /// Bank and branch.
    #[serde(default)]
    bank: String,
    /// Number of the account.
    #[serde(default)]
    account_number: String,
    /// In whose name.
    #[serde(default)]
    holder: String,
    /// Personal tax code.
    #[serde(default)]
    tax_code: String,
    /// The version as the list shows it.
    #[serde(default)]
    version: i64,
}

/// `PUT …/royalties/payees/:payee`
pub async fn put_payee(desk: Desk, body: PayeeBody) -> Result<Done> {
    let typed = Bank::of(&body.bank, &body.account_number, &body.holder, &body.tax_code);
    let said = PayeeSaid {
        name: &body.name,
        unit: &body.unit,
        payment: (typed != Bank::default()).then_some(typed),
        version: body.version,
    };
    let id = desk.asked.param("payee");
    payees::save(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id, &said).await?;
    Ok(DONE)
}

/// A row of one's own.
#[derive(Serialize, JsonSchema)]
pub struct OwnJson {
    /// The month whose approval wrote it.
    month: String,
    /// `royalty`, `remuneration` or `adjustment`.
    kind: String,
    /// What for.
    title: String,
    /// In đồng.
    amount: i64,
    /// When it was paid.
    paid_on: Option<String>,
    /// Whether it should have been paid already.
    late: bool,
}

fn own_json(ledger: Ledger, paid_on: Option<String>, late: bool) -> OwnJson {
    let Ledger { month, kind, title, amount, .. } = ledger;
    OwnJson { month: month.to_string(), kind, title, amount, paid_on, late }
}

/// `GET …/royalties/mine`
pub async fn own(desk: Desk, _: Nothing) -> Result<List<OwnJson>> {
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    let mine = mine::read(db, directory, &desk.tenant, &desk.staff.account).await?;
    let rows = mine.rows.into_iter();
    let rows = rows.map(|row| own_json(row.ledger, row.paid.map(|(day, _)| day.to_string()), row.late));
    Ok(List { rows: rows.collect(), after: None })
}

/// Which year.
#[derive(Deserialize, JsonSchema)]
pub struct YearQuery {
    /// As `2016`; this year if not given, the next for an estimate.
    year: Option<i16>,
}

/// One person's year.
#[derive(Serialize, JsonSchema)]
pub struct YearJson {
    /// By whom payments are added up.
    person: String,
    /// Their name.
    name: String,
    /// How many payments.
    payments: usize,
    /// Before tax, in đồng.
    gross: i64,
    /// Withheld.
    tax: i64,
    /// What should have been withheld and could not be.
    short: i64,
    /// Whether they had given a written commitment.
    committed: bool,
}

/// `GET …/royalties/year`
pub async fn year(desk: Desk, query: YearQuery) -> Result<List<YearJson>> {
    let asked = query.year.unwrap_or_else(|| desk.app.db.clock.today().year());
    let rows = year::read(&mut desk.app.db.read(desk.tenant.id()).await?, asked).await?;
    let json = |row: year::Row| YearJson {
        person: row.person,
        name: row.name,
        payments: row.payments,
        gross: row.gross,
        tax: row.tax,
        short: row.short,
        committed: row.standing.committed,
    };
    Ok(List { rows: rows.into_iter().map(json).collect(), after: None })
}

/// A line of an estimate.
#[derive(Serialize, JsonSchema)]
pub struct EstimateLineJson {
    /// Its id, where a person wrote it.
    line: Option<String>,
    /// What for.
    title: String,
    /// In đồng.
    amount: i64,
}

/// A year's estimate.
#[derive(Serialize, JsonSchema)]
pub struct EstimateJson {
    /// The year.
    year: i16,
    /// The forecast of royalties by genre, then what people wrote.
    lines: Vec<EstimateLineJson>,
    /// The sum of the lines.
    total: i64,
}

impl Answer for EstimateJson {}

async fn estimate_json(desk: &Desk, year: i16) -> Result<EstimateJson> {
    let estimate = Estimate::read(&desk.app.db, &desk.app.directory, &desk.tenant, year).await?;
    let forecast = estimate.forecast.iter().map(|one| EstimateLineJson {
        line: None,
        title: one.name().to_owned(),
        amount: one.amount,
    });
    let written = estimate.lines.iter().map(|line| EstimateLineJson {
        line: Some(line.id.clone()),
        title: line.title.clone(),
        amount: line.amount,
    });
    Ok(EstimateJson { year, lines: forecast.chain(written).collect(), total: estimate.total() })
}

/// `GET …/royalties/estimate`
pub async fn estimate(desk: Desk, query: YearQuery) -> Result<EstimateJson> {
    let next = desk.app.db.clock.today().year() + 1;
    estimate_json(&desk, query.year.unwrap_or(next)).await
}

/// A line that a person writes.
#[derive(Deserialize, JsonSchema)]
pub struct EstimateBody {
    /// The year.
    #[serde(default)]
    year: i16,
    /// What for.
    #[serde(default)]
    title: String,
    /// In đồng.
    amount: Option<i64>,
    /// How it was counted.
    #[serde(default)]
    note: String,
}

/// `POST …/royalties/estimate`
pub async fn add_line(desk: Desk, body: EstimateBody) -> Result<EstimateJson> {
    let line = (body.title.as_str(), body.amount, body.note.as_str());
    estimate::add(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), body.year, line).await?;
    estimate_json(&desk, body.year).await
}

/// `POST …/royalties/estimate/:line/remove`
pub async fn remove_line(desk: Desk, body: YearQuery) -> Result<Done> {
    let id = desk.asked.param("line");
    let year = body.year.unwrap_or(0);
    estimate::remove(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), year, id).await?;
    Ok(DONE)
}

/// How a site counts and pays; what is absent stays empty.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct SettingsJson {
    /// Which day decides what a unit is worth: `publication`, `approval` or `payment`.
    unit_day: String,
    /// To which đồng sums are rounded: 1, 10, 100 or 1000.
    rounding: i64,
    /// Who pays: `own` or `above`.
    payer: String,
    /// What is paid of the whole for a translation, in the hundred.
    translation: Option<i64>,
    /// For what was taken from elsewhere.
    repost: Option<i64>,
    /// For what was written on duty.
    duty: Option<i64>,
    /// The most that remuneration may be of a month's royalties.
    remuneration: Option<i64>,
    /// Whose ranges of coefficients hold; absent: those made for the site's level.
    frame: Option<String>,
}

impl Answer for SettingsJson {}

impl From<Settings> for SettingsJson {
    fn from(settings: Settings) -> Self {
        Self {
            unit_day: settings.unit_day.as_str().into(),
            rounding: settings.rounding.dong(),
            payer: settings.payer.as_str().into(),
            translation: settings.translation,
            repost: settings.repost,
            duty: settings.duty,
            remuneration: settings.remuneration,
            frame: settings.frame,
        }
    }
}

/// `GET …/royalties/settings`
pub async fn settings(desk: Desk, _: Nothing) -> Result<SettingsJson> {
    Ok(Settings::read(&mut desk.app.db.read(desk.tenant.id()).await?).await?.into())
}

/// `PUT …/royalties/settings`
pub async fn set(desk: Desk, body: SettingsJson) -> Result<SettingsJson> {
    let usual = Settings::default();
    let unit_day = one_of("unit_day", Some(&body.unit_day), UnitDay::parse)?;
    let payer = one_of("payer", Some(&body.payer), Payer::parse)?;
    let rounding = Rounding::to(body.rounding);
    let wanted = Settings {
        unit_day: unit_day.unwrap_or(usual.unit_day),
        rounding: rounding.ok_or_else(|| Error::BadRequest("rounding: 1, 10, 100, 1000".into()))?,
        payer: payer.unwrap_or(usual.payer),
        translation: body.translation,
        repost: body.repost,
        duty: body.duty,
        remuneration: body.remuneration,
        frame: body.frame,
    };
    settings::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &wanted).await?;
    Ok(wanted.into())
}

/// One site's month.
#[derive(Serialize, JsonSchema)]
pub struct SiteJson {
    /// Its part of the console's addresses.
    site: String,
    /// Its name.
    name: String,
    /// How many items it published.
    items: usize,
    /// Of how many the worth is not said.
    waiting: usize,
    /// Whether its list is locked.
    approved: bool,
    /// In đồng, what is owed.
    total: i64,
    /// What of it is paid.
    paid: i64,
    /// How many items should have been paid and are not.
    late: usize,
}

/// `GET …/royalties/sites`
pub async fn sites(desk: Desk, query: MonthQuery) -> Result<List<SiteJson>> {
    let month = month(&desk, query.month.as_deref())?;
    let rows = overview::read(&desk.app.db, &overseen(&desk), month).await?;
    let json = |row: overview::Row| SiteJson {
        site: row.tenant.slug().to_owned(),
        name: row.tenant.identity().full_name.clone(),
        items: row.items,
        waiting: row.waiting,
        approved: row.approved,
        total: row.total,
        paid: row.sums.paid,
        late: row.late,
    };
    Ok(List { rows: rows.into_iter().map(json).collect(), after: None })
}
