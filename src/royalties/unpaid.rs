//! What is not paid when its sixty days end, month by month, and with whom it waits (Nghị định 18/2014/NĐ-CP Điều 4.10).

use jiff::civil::Date;
use royalties::Dong;
use royalties::due::Step;

use crate::base::clock::plus_days;
use crate::base::error::Result;
use crate::base::id::{ItemId, TenantId};
use crate::base::scope::Scope;
use crate::supply::month::Month;

use super::list::List;
use super::{RULES, store};

/// How many months back lists are looked through that nobody approved.
const BACK: usize = 24;

/// What it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// The board has still to say what items are worth, or the deputy to approve the month.
    Approval,
    /// A run of payment.
    Payment,
}

impl Waits {
    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Approval => "chưa chấm xong hoặc chưa duyệt chi",
            Self::Payment => "đã duyệt, chưa chi",
        }
    }
}

/// The items of a month that are not paid and must be soon, or should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Whose list.
    pub site: TenantId,
    /// Which.
    pub month: Month,
    /// What it waits for.
    pub waits: Waits,
    /// The items, each with the day readers first saw it.
    pub items: Vec<(ItemId, Date)>,
    /// What is owed for them as far as it is known.
    pub sum: Dong,
}

impl Matter {
    /// The last day of the item that came first.
    pub fn last_day(&self) -> Date {
        let first = self.items.iter().map(|item| item.1).min().unwrap_or(Date::MAX);
        RULES.pay_within.last_day(first)
    }

    /// The step that has come.
    pub fn step(&self, today: Date) -> Step {
        RULES.pay_within.step(self.last_day(), today)
    }

    /// How many of its items should have been paid.
    pub fn late(&self, today: Date) -> usize {
        self.items.iter().filter(|item| RULES.pay_within.is_late(item.1, today)).count()
    }
}

/// What a site has not paid and must pay soon, or should have: nothing where it never said what an item is worth, as
/// then it pays in another way.
///
/// # Errors
/// When the database does not answer.
pub async fn of_site(scope: &mut Scope) -> Result<Vec<Matter>> {
    let Some(since) = store::first_assessed(scope).await? else { return Ok(Vec::new()) };
    let today = scope.db().clock.today();
    let within = &RULES.pay_within;
    let near = |published_on: Date| within.step(within.last_day(published_on), today) != Step::Early;
    let site = scope.tenant().clone();
    let mut matters: Vec<Matter> = Vec::new();
    for open in store::open_items(scope).await?.into_iter().filter(|open| near(open.published_on)) {
        let item = (open.item, open.published_on);
        match matters.iter_mut().find(|matter| matter.month == open.month) {
            Some(matter) => {
                matter.items.push(item);
                matter.sum += open.amount;
            }
            None => matters.push(Matter {
                site: site.clone(),
                month: open.month,
                waits: Waits::Payment,
                items: vec![item],
                sum: open.amount,
            }),
        }
    }
    let approved = store::approved_months(scope).await?;
    let last = Month::of(plus_days(today, within.ahead - within.days));
    let months = std::iter::successors(Some(last), |month| Some(month.previous())).take(BACK);
    for month in months.take_while(|month| *month >= since).filter(|month| !approved.contains(month)) {
        let list = List::read(scope, month).await?;
        let owed: Vec<_> = list
            .rows
            .iter()
            .filter(|row| (row.amount > 0 || row.waits()) && near(row.published_on))
            .collect();
        if !owed.is_empty() {
            matters.push(Matter {
                site: site.clone(),
                month,
                waits: Waits::Approval,
                items: owed.iter().map(|row| (row.item.clone(), row.published_on)).collect(),
                sum: owed.iter().map(|row| row.amount).sum(),
            });
        }
    }
    matters.sort_by_key(Matter::last_day);
    Ok(matters)
}

/// How many items of a site should have been paid and are not.
///
/// # Errors
/// When the database does not answer.
pub async fn count_late(scope: &mut Scope) -> Result<i64> {
    let today = scope.db().clock.today();
    let late: usize = of_site(scope).await?.iter().map(|matter| matter.late(today)).sum();
    Ok(i64::try_from(late).unwrap_or(i64::MAX))
}
