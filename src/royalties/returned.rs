//! What a bank sent back of a run: recorded, seen by who pays and by who waits for it, until it is sent again.

use jiff::civil::Date;
use royalties::Dong;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Db, Reach, WriteScope};
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::{PAID, store, tidy};

/// A payment that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Of which run.
    pub run: String,
    /// The run's number.
    pub run_no: i64,
    /// Whose.
    pub person: String,
    /// Their name as the run has it.
    pub name: String,
    /// What they were to receive.
    pub net: Dong,
    /// Its number among those of the person in the run.
    pub no: i64,
    /// When it came back.
    pub on: Date,
    /// Why, as the bank says.
    pub note: String,
    /// When it was sent again.
    pub sent_on: Option<Date>,
}

impl Returned {
    /// Whether the person still waits for it.
    pub fn is_open(&self) -> bool {
        self.sent_on.is_none()
    }
}

/// That a payment came back.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// Of which run.
    pub run: &'a str,
    /// Whose.
    pub person: &'a str,
    /// When.
    pub on: Option<Date>,
    /// Why.
    pub note: &'a str,
}

/// Records that a payment came back.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`] for what is no run here, [`Error::Refused`] with every reason.
pub async fn record(db: &Db, payer: &Tenant, staff: &Staff, actor: &Actor, new: New<'_>) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let mut scope = db.write(payer.id(), actor).await?;
    let run = store::run(&mut scope, new.run).await?;
    let paid = store::payments(&mut scope, new.run).await?;
    let known = store::returned_of(&mut scope, new.run).await?;
    let mut own = known.iter().filter(|one| one.person == new.person);
    let (today, note) = (db.clock.today(), tidy(new.note));
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, PAID));
    if !paid.iter().any(|one| one.person == new.person) {
        refuse("returned", "Hãy chọn người nhận trong đợt này.");
    } else if own.clone().any(Returned::is_open) {
        refuse("returned", "Khoản này đã ghi bị trả lại và chưa chuyển lại.");
    }
    match new.on {
        None => refuse("returned_on", "Hãy ghi ngày ngân hàng trả lại, dạng 28/12/2016."),
        Some(day) if day < run.pay_on || day > today => {
            refuse("returned_on", "Ngày trả lại không trước ngày chi trả và không sau hôm nay.");
        }
        Some(day) if own.clone().any(|one| one.sent_on.is_some_and(|sent| day < sent)) => {
            refuse("returned_on", "Ngày trả lại không trước lần chuyển lại gần nhất.");
        }
        Some(_) => {}
    }
    if !(2..=200).contains(&note.chars().count()) {
        refuse("returned_note", "Hãy ghi lý do ngân hàng báo; từ 2 đến 200 ký tự.");
    }
    Error::unless_empty(refusals)?;
    let Some(on) = new.on else { return Err(Error::NotFound) };
    let no = own.next_back().map_or(0, |one| one.no) + 1;
    let now = db.clock.now();
    store::insert_returned(&mut scope, (new.run, new.person, no), (on, &note), &staff.account, now).await?;
    tell(
        &mut scope,
        "royalty.returned",
        new.run,
        &json!({ "person": new.person, "on": on.to_string(), "note": note }),
    );
    scope.commit().await
}

/// It was sent again today.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] where nothing of the person's came back.
pub async fn sent_again(
    db: &Db,
    payer: &Tenant,
    staff: &Staff,
    actor: &Actor,
    (run, person): (&str, &str),
) -> Result<()> {
    staff.require(Action::RoyaltyPay, State::Any)?;
    let mut scope = db.write(payer.id(), actor).await?;
    let known = store::returned_of(&mut scope, run).await?;
    let open = known.iter().find(|one| one.person == person && one.is_open());
    let open = open.ok_or_else(|| Error::refused("returned", "Không có khoản nào chờ chuyển lại.", PAID))?;
    let (today, by): (Date, &AccountId) = (db.clock.today(), &staff.account);
    store::sent_again(&mut scope, (run, person, open.no), today, by, db.clock.now()).await?;
    tell(&mut scope, "royalty.sent-again", run, &json!({ "person": person, "on": today.to_string() }));
    scope.commit().await
}

fn tell(scope: &mut WriteScope, action: &str, run: &str, detail: &serde_json::Value) {
    scope.changed("royalty", run, Reach::Staff);
    scope.audit(action, "royalty", run, detail.clone());
}
