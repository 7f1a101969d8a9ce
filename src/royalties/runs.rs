//! Runs of payment: what is owed and not paid, over all sites of one payer, with the tax of the month's payment.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use royalties::Dong;
use royalties::tax::{Before, Standing, of_part};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{Millis, plus_days};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::{Db, Reach};
use crate::people::{Action, Staff, State};
use crate::supply::month::Month;
use crate::tenants::directory::{Directory, Tenant};

use super::list::Assessment;
use super::payees::{Known, Payee};
use super::same::{self, Namesake, Same};
use super::settings::{Settings, UnitDay};
use super::store::{self, Open, Revalued, Stated};
use super::{PAID, RULES, dong, tidy, year};

/// How far from today a payment may be dated.
const AROUND: i64 = 31;

/// Whether what was published on a day is paid too late if it is not paid yet.
pub fn is_late(published_on: Date, today: Date) -> bool {
    RULES.pay_within.is_late(published_on, today)
}

/// A run as it was made.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// Its number among those of the payer.
    pub no: i64,
    /// The day of payment, which decides the tax.
    pub pay_on: Date,
    /// How many people.
    pub people: i64,
    /// Before tax.
    pub gross: Dong,
    /// Withheld.
    pub tax: Dong,
    /// Who made it.
    pub made_by: AccountId,
    /// When.
    pub made_at: Millis,
}

/// What one person gets in a run.
#[derive(Clone, Debug)]
pub struct Payment {
    /// By whom payments are added up.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Their unit.
    pub unit: String,
    /// Before tax.
    pub gross: Dong,
    /// Withheld.
    pub tax: Dong,
    /// What was known of them.
    pub standing: Standing,
}

impl Payment {
    /// What they receive.
    pub fn net(&self) -> Dong {
        self.gross - self.tax
    }
}

/// One person in a run that is planned.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What they get.
    pub payment: Payment,
    /// What it is for.
    pub entries: Vec<Open>,
    /// Paid and withheld earlier in the same month, and what earlier months of the year could not withhold.
    pub before: Before,
    /// Tax that this payment cannot bear; later ones of the year do.
    pub short: Dong,
    /// Whether something of it is late.
    pub late: bool,
}

/// A run before it is made.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The day of payment.
    pub pay_on: Date,
    /// The last month whose approval is paid.
    pub through: Month,
    /// The number it will have.
    pub no: i64,
    /// Who gets something, by name.
    pub people: Vec<Planned>,
    /// Whose sums cancel out: the run closes them, no money moves.
    pub settled: Vec<Planned>,
    /// Who owes more than they get: nothing is paid, it stays to be counted against what comes.
    pub held: Vec<Planned>,
    /// Who was told and has not answered: nothing is paid until they do.
    pub waiting: Vec<Planned>,
    /// What the maker of the run would get: another makes the run that pays it.
    pub own: Vec<Planned>,
    /// Of whom the office has to say first whether they are somebody it pays already.
    pub undecided: Vec<Namesake>,
    same: Same,
    /// What the worth of the day of payment changes.
    changed: Vec<Changed>,
}

impl Plan {
    /// The run as a person may make it: nobody pays themselves (Quy chế Điều 7.2.c, 11), what is theirs stays for a run that
    /// another makes, so that no site is locked.
    #[must_use]
    pub fn made_by(mut self, maker: &AccountId) -> Self {
        let (own, people) = self.people.into_iter().partition(|one| one.payment.person == maker.as_str());
        (self.own, self.people) = (own, people);
        self
    }

    /// Before tax.
    pub fn gross(&self) -> Dong {
        self.people.iter().map(|one| one.payment.gross).sum()
    }

    /// Withheld.
    pub fn tax(&self) -> Dong {
        self.people.iter().map(|one| one.payment.tax).sum()
    }
}

/// The sites that a payer pays for: its own unless the one above pays, and those below that are paid from above.
///
/// # Errors
/// When the database does not answer.
pub async fn sources(db: &Db, directory: &Directory, payer: &Tenant) -> Result<Vec<Arc<Tenant>>> {
    let above = store::paid_above(&mut db.platform().await?).await?;
    let paid_by = |tenant: &Arc<Tenant>| {
        let mut at = tenant.clone();
        while above.contains(at.id()) {
            let Some(parent) = at.parent.as_ref().and_then(|id| directory.get(id)) else { break };
            at = parent;
        }
        at.id().clone()
    };
    Ok(directory.tree(payer.id()).into_iter().filter(|tenant| paid_by(tenant) == *payer.id()).collect())
}

/// Who pays for a site.
///
/// # Errors
/// When the database does not answer.
pub async fn payer_of(db: &Db, directory: &Directory, tenant: &Tenant) -> Result<TenantId> {
    let above = store::paid_above(&mut db.platform().await?).await?;
    let (mut id, mut parent) = (tenant.id().clone(), tenant.parent.clone());
    while let Some(next) = parent.filter(|_| above.contains(&id)).and_then(|id| directory.get(&id)) {
        (id, parent) = (next.id().clone(), next.parent.clone());
    }
    Ok(id)
}

/// What would be paid on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn plan(
    db: &Db,
    directory: &Directory,
    payer: &Tenant,
    pay_on: Date,
    through: Month,
) -> Result<Plan> {
    let (month, today) = (Month::of(pay_on), db.clock.today());
    let sources = sources(db, directory, payer).await?;
    let mut open = Vec::new();
    let mut platform = db.platform().await?;
    for source in &sources {
        open.extend(store::open(&mut platform, source.id(), through).await?);
    }
    let no = store::last_run(&mut platform, payer.id()).await? + 1;
    let told = store::unanswered(&mut platform, payer.id()).await?;
    drop(platform);
    let changed = revalued(db, &sources, &open, pay_on).await?;
    open.extend(changed.iter().map(|one| one.open.clone()));
    let mut scope = db.read(payer.id()).await?;
    let stated = store::standings(&mut scope, pay_on.year()).await?;
    let paid = store::payments_of_year(&mut scope, pay_on.year()).await?;
    let same = Same::read(&mut scope).await?;
    drop(scope);
    let known = known(db, directory, payer).await?;
    let mut people: BTreeMap<String, Vec<Open>> = BTreeMap::new();
    for entry in open {
        people.entry(same.of(&entry.payee.person()).to_owned()).or_default().push(entry);
    }
    let mut planned: Vec<Planned> = people
        .into_iter()
        .map(|(person, entries)| {
            let standing = stated.iter().find(|one| same.of(&one.person) == person);
            let standing = standing.map(|one| one.standing).unwrap_or_default();
            let own: Vec<&(Date, Payment)> =
                paid.iter().filter(|one| same.of(&one.1.person) == person).collect();
            let before = year::before(&own, month, standing);
            one(person, entries, before, standing, (pay_on, today))
        })
        .collect();
    planned.sort_by(|a, b| (&a.payment.name, &a.payment.person).cmp(&(&b.payment.name, &b.payment.person)));
    let (due, rest): (Vec<Planned>, Vec<Planned>) =
        planned.into_iter().partition(|one| one.payment.gross > 0);
    let (settled, held) = rest.into_iter().partition(|one| one.payment.gross == 0);
    let (waiting, people): (Vec<Planned>, Vec<Planned>) = due
        .into_iter()
        .partition(|one: &Planned| told.iter().any(|(person, _)| same.of(person) == one.payment.person));
    let is_due = |person: &str| people.iter().any(|one: &Planned| one.payment.person == same.of(person));
    let mut undecided = same::undecided(&known, &same);
    undecided.retain(|one| one.people().any(|payee| is_due(&payee.person())));
    Ok(Plan {
        pay_on,
        through,
        no,
        people,
        settled,
        held,
        waiting,
        own: Vec::new(),
        undecided,
        same,
        changed,
    })
}

fn one(
    person: String,
    entries: Vec<Open>,
    before: Before,
    standing: Standing,
    (pay_on, today): (Date, Date),
) -> Planned {
    let gross = entries.iter().map(|entry| entry.amount).sum();
    let withheld = of_part(gross, before, RULES.tax(pay_on), standing);
    let first = &entries[0].payee;
    let payment = Payment {
        name: first.name.clone(),
        unit: first.unit.clone(),
        person,
        gross,
        tax: withheld.tax,
        standing,
    };
    let late = has_late(&entries, today);
    Planned { payment, entries, before, short: withheld.short, late }
}

/// Whether of some item something is still to be given, and should have been: what is taken back is nobody's claim.
fn has_late(entries: &[Open], today: Date) -> bool {
    let late = |entry: &&Open| entry.published_on.is_some_and(|day| is_late(day, today));
    entries.iter().filter(late).any(|one| {
        let own = entries.iter().filter(|entry| entry.item == one.item && entry.tenant == one.tenant);
        own.map(|entry| entry.amount).sum::<Dong>() > 0
    })
}

/// What the worth of the day of payment changes, with what it is written with.
#[derive(Clone, Debug)]
struct Changed {
    open: Open,
    assessment: Assessment,
}

/// On sites where the day of payment decides: what its worth adds to the items of which nothing is paid yet.
async fn revalued(db: &Db, sources: &[Arc<Tenant>], open: &[Open], pay_on: Date) -> Result<Vec<Changed>> {
    let mut found = Vec::new();
    for source in sources {
        let mut scope = db.read(source.id()).await?;
        let settings = Settings::read(&mut scope).await?;
        if settings.unit_day != UnitDay::Payment {
            continue;
        }
        let mut items: BTreeMap<_, Vec<&Open>> = BTreeMap::new();
        for entry in open.iter().filter(|entry| entry.tenant == *source.id()) {
            if let Some(item) = &entry.item {
                items.entry(item).or_default().push(entry);
            }
        }
        for (item, entries) in items {
            let net: Dong = entries.iter().map(|entry| entry.amount).sum();
            if net == 0 || store::is_paid(&mut scope, item).await? {
                continue;
            }
            // The one that was approved, not one that waits for the next list.
            let applied = entries.iter().map(|entry| entry.assessment).max().unwrap_or(0);
            let Some(assessment) = store::assessment_no(&mut scope, item, applied).await? else { continue };
            let settings = settings.as_approved(store::terms(&mut scope, item).await?);
            let should: Vec<(String, Dong)> = assessment
                .shares(&settings, pay_on)
                .into_iter()
                .map(|(payee, sum)| (payee.id, sum))
                .collect();
            let stands: Vec<(String, Dong)> =
                entries.iter().map(|entry| (entry.payee.id.clone(), entry.amount)).collect();
            for (payee, amount) in royalties::adjust::adjust(&should, &stands) {
                let Some(like) = entries.iter().find(|entry| entry.payee.id == payee) else { continue };
                let open = Open {
                    entry: None,
                    kind: "adjustment".into(),
                    month: Month::of(pay_on),
                    amount,
                    ..(*like).clone()
                };
                found.push(Changed { open, assessment: assessment.clone() });
            }
        }
    }
    Ok(found)
}

/// What stands against paying a plan.
pub fn refusals(plan: &Plan, today: Date) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if plan.pay_on < plus_days(today, -AROUND) || plan.pay_on > plus_days(today, AROUND) {
        let message = "Ngày chi trả cách hôm nay không quá 31 ngày.";
        refusals.push(Refusal::new("pay_on", message, PAID));
    }
    for namesake in &plan.undecided {
        let message = format!(
            "{}: hãy cho biết là một người hay hai người trùng tên, ở mục “Trùng tên”, rồi lập đợt; thuế tính trên tổng số chi cho \
             một người.",
            namesake.vietnamese()
        );
        refusals.push(Refusal::new("through", message, PAID));
    }
    let is_empty = plan.people.is_empty() && plan.settled.is_empty();
    if is_empty && !plan.own.is_empty() {
        let message = "Chỉ còn khoản chi cho chính ông/bà (Quy chế Điều 7.2.c): người khác có quyền chi trả lập đợt này.";
        refusals.push(Refusal::new("through", message, "Quy chế Điều 7.2.c, 11"));
    } else if is_empty {
        let message = "Không có khoản nào đã duyệt mà chưa chi đến tháng này.";
        refusals.push(Refusal::new("through", message, PAID));
    }
    refusals
}

/// Pays what is planned; `saw` is what was to be paid before tax when the person looked.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason, [`Error::Conflict`] when what is owed is
/// no longer what was seen.
pub async fn pay(
    db: &Db,
    directory: &Directory,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    (pay_on, through): (Date, Month),
    saw: Dong,
) -> Result<String> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let plan = plan(db, directory, payer, pay_on, through).await?.made_by(&staff.account);
    Error::unless_empty(refusals(&plan, db.clock.today()))?;
    if plan.gross() != saw {
        let message = format!(
            "Số phải chi nay là {}, khác lúc ông/bà mở trang. Hãy xem lại rồi lập đợt.",
            dong(plan.gross())
        );
        return Err(Error::Conflict(message));
    }
    let now = db.clock.now();
    let run = Run {
        id: fresh(now, &db.entropy),
        no: plan.no,
        pay_on,
        people: i64::try_from(plan.people.len()).unwrap_or(i64::MAX),
        gross: plan.gross(),
        tax: plan.tax(),
        made_by: staff.account.clone(),
        made_at: now,
    };
    let closed = || plan.people.iter().chain(&plan.settled);
    let person = |open: &Open| plan.same.of(&open.payee.person()).to_owned();
    let paid = |open: &Open| closed().any(|one| one.payment.person == person(open));
    let mut platform = db.platform_write(actor).await?;
    store::insert_run(&mut platform, payer.id(), &run).await?;
    for planned in &plan.people {
        store::insert_payment(&mut platform, payer.id(), &run.id, &planned.payment).await?;
    }
    for entry in closed().flat_map(|one| &one.entries) {
        if let Some(id) = &entry.entry {
            store::insert_paid(&mut platform, (&entry.tenant, id), (payer.id(), &run)).await?;
        }
    }
    for Changed { open, assessment } in plan.changed.iter().filter(|changed| paid(&changed.open)) {
        let id = fresh(now, &db.entropy);
        let new = Revalued {
            open,
            genre: &assessment.genre,
            coefficient: assessment.coefficient,
            assessment: assessment.no,
            worth_on: pay_on,
        };
        store::insert_revalued(&mut platform, &id, &new, &staff.account, now).await?;
        store::insert_paid(&mut platform, (&open.tenant, &id), (payer.id(), &run)).await?;
    }
    platform.changed(payer.id(), "royalty", &run.id, Reach::Staff);
    let detail = json!({
        "no": run.no,
        "pay_on": pay_on.to_string(),
        "people": run.people,
        "gross": run.gross,
        "tax": run.tax,
    });
    platform.audit(payer.id(), Action::RoyaltyPay.as_str(), "royalty", &run.id, detail);
    platform.commit().await?;
    Ok(run.id)
}

/// Writes down what changes a person's tax in a year.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn state(
    db: &Db,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    year: i16,
    stated: &Stated,
) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let mut refusals = Vec::new();
    let Standing { committed, with_salary, on_request } = stated.standing;
    let paper = tidy(&stated.paper);
    if (committed || with_salary || on_request) && !(2..=200).contains(&paper.chars().count()) {
        let message = "Hãy ghi giấy tờ làm căn cứ: bản cam kết, hợp đồng hoặc đề nghị, kèm ngày.";
        refusals.push(Refusal::new("paper", message, PAID));
    }
    if committed && on_request {
        let message = "Không thể vừa cam kết không khấu trừ vừa đề nghị khấu trừ.";
        refusals.push(Refusal::new("committed", message, PAID));
    }
    if stated.person.is_empty() {
        refusals.push(Refusal::new("person", "Hãy chọn người.", PAID));
    }
    let this = db.clock.today().year();
    if !(this - 1..=this + 1).contains(&year) {
        refusals.push(Refusal::new("year", "Năm là năm nay, năm trước hoặc năm sau.", PAID));
    }
    Error::unless_empty(refusals)?;
    let mut scope = db.write(payer.id(), actor).await?;
    let stated = Stated { paper, ..stated.clone() };
    store::put_standing(&mut scope, &stated, year, &staff.account, db.clock.now()).await?;
    scope.changed("royalty", &stated.person, Reach::Staff);
    let detail = json!({
        "year": year,
        "committed": committed,
        "with_salary": with_salary,
        "on_request": on_request,
        "paper": stated.paper,
    });
    scope.audit("royalty.state", "royalty", &stated.person, detail);
    scope.commit().await
}

/// Everybody that a payer's sites ever named, once each, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn known(db: &Db, directory: &Directory, payer: &Tenant) -> Result<Vec<(Arc<Tenant>, Payee)>> {
    let mut found: Vec<(Arc<Tenant>, Payee)> = Vec::new();
    for source in sources(db, directory, payer).await? {
        for payee in store::payees(&mut db.read(source.id()).await?).await? {
            if !found.iter().any(|(_, known)| known.person() == payee.person()) {
                found.push((source.clone(), payee));
            }
        }
    }
    found.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    Ok(found)
}

/// What is known of the bank and tax data of each of them, in their order; nothing is opened.
///
/// # Errors
/// When the database does not answer.
pub async fn data(db: &Db, known: &[(Arc<Tenant>, Payee)]) -> Result<Vec<Known>> {
    let mut found = Vec::with_capacity(known.len());
    for (tenant, payee) in known {
        found.push(Known::of(&mut db.read(tenant.id()).await?, payee).await?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn unpaid_61_days_after_publication_is_red() {
        let published = date(2016, 10, 1);
        assert!(!is_late(published, plus_days(published, 60)));
        assert!(is_late(published, plus_days(published, 61)));
    }
}
