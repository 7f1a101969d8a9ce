//! What editors and who runs the site get beside the royalties, line by line until the month is approved (Quy chế Điều 11).

use royalties::Dong;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Db, Reach};
use crate::people::store as people;
use crate::people::{Action, Staff, State};
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::payees::{self, Named, Payee};
use super::settings::Settings;
use super::{PAID, RULES, store, tidy};

/// One line.
#[derive(Clone, Debug)]
pub struct Remuneration {
    /// Its id.
    pub id: String,
    /// Who gets it.
    pub payee: Payee,
    /// What for.
    pub task: String,
    /// The genre whose author they helped; "" for none in particular.
    pub genre: String,
    /// How much.
    pub amount: Dong,
    /// Who proposed it; not kept in the ledger, which names who approved it.
    pub set_by: Option<AccountId>,
}

/// The most of one line.
const MOST: Dong = 100_000_000;

/// What is proposed.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// Who gets it.
    pub named: Option<Named>,
    /// What for.
    pub task: String,
    /// The genre whose author they helped; "" for none in particular.
    pub genre: String,
    /// How much; none for what is no sum.
    pub amount: Option<Dong>,
}

impl Proposed {
    fn refusals(&self, frame: &str, month: Month) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, PAID));
        if self.named.is_none() {
            refuse("payee", "Hãy chọn người nhận thù lao.");
        }
        if !(2..=120).contains(&tidy(&self.task).chars().count()) {
            refuse("task", "Hãy ghi công việc được trả thù lao, ví dụ: biên tập, quản trị.");
        }
        if !self.genre.is_empty() && RULES.genre(frame, &self.genre, month.last()).is_none() {
            refuse("helped", "Hãy chọn thể loại trong khung nhuận bút, hoặc để trống.");
        }
        if !self.amount.is_some_and(|amount| (1..=MOST).contains(&amount)) {
            refuse("amount", "Số tiền là một số đồng, từ 1 đến 100.000.000.");
        }
        refusals
    }
}

/// Proposes a line for a month that is not approved.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn propose(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    month: Month,
    proposed: &Proposed,
) -> Result<()> {
    staff.require(Action::RoyaltyAssess, State::Any)?;
    let settings = Settings::read(&mut db.read(tenant.id()).await?).await?;
    let frame = settings.frame(tenant.profile.level, month.last());
    Error::unless_empty(proposed.refusals(frame, month))?;
    let (Some(named), Some(amount)) = (&proposed.named, proposed.amount) else { return Err(Error::NotFound) };
    let accounts = people::accounts(&mut db.platform().await?).await?;
    let mut scope = db.write(tenant.id(), actor).await?;
    if store::approved(&mut scope, month).await?.is_some() {
        return Err(Error::refused(
            "month",
            "Tháng này đã duyệt chi và khóa. Hãy ghi vào tháng chưa duyệt.",
            PAID,
        ));
    }
    let payee = payees::settled(&mut scope, tenant, named, &accounts, staff).await?;
    if payee.account.as_ref() == Some(&staff.account) {
        let message = "Ông/bà không tự đề xuất thù lao cho mình: người khác trong Ban Biên tập đề xuất.";
        return Err(Error::refused("payee", message, PAID));
    }
    let task = tidy(&proposed.task);
    let line = (task.as_str(), proposed.genre.as_str(), amount);
    store::add_remuneration(&mut scope, month, &payee.id, line, &staff.account, db.clock.now()).await?;
    scope.changed("royalty", &month.to_string(), Reach::Staff);
    let detail = json!({ "month": month.to_string(), "payee": payee.id, "task": task, "genre": proposed.genre, "amount": amount });
    scope.audit("royalty.remunerate", "royalty", &month.to_string(), detail);
    scope.commit().await
}

/// Takes a line back while its month is not approved.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`], [`Error::Refused`] once the month is approved.
pub async fn take_back(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, id: &str) -> Result<Month> {
    staff.require(Action::RoyaltyAssess, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let month = store::remove_remuneration(&mut scope, id).await?;
    if store::approved(&mut scope, month).await?.is_some() {
        return Err(Error::refused("month", "Tháng này đã duyệt chi và khóa.", PAID));
    }
    scope.changed("royalty", &month.to_string(), Reach::Staff);
    let detail = json!({ "month": month.to_string(), "taken_back": true });
    scope.audit("royalty.remunerate", "royalty", &month.to_string(), detail);
    scope.commit().await?;
    Ok(month)
}
