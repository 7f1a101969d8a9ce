//! How many items a unit owes a month; each number holds from its month on until another takes its place.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::{Db, Reach, Scope};
use crate::board::confirming::Settings;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::month::Month;
use super::{URGED, store};

/// The most that may be asked of a unit in a month.
pub const MOST: i64 = 999;

/// One number as it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Of which unit.
    pub unit: String,
    /// From which month on.
    pub from: Month,
    /// How many items a month.
    pub items: i64,
}

/// The numbers of a month by unit; a unit without one owes nothing.
pub fn in_month(quotas: &[Quota], month: Month) -> BTreeMap<String, i64> {
    let mut held: BTreeMap<String, (Month, i64)> = BTreeMap::new();
    for quota in quotas.iter().filter(|quota| quota.from <= month) {
        let known = held.entry(quota.unit.clone()).or_insert((quota.from, quota.items));
        if known.0 <= quota.from {
            *known = (quota.from, quota.items);
        }
    }
    held.into_iter().map(|(unit, (_, items))| (unit, items)).collect()
}

/// The numbers of a month by unit.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &mut Scope, month: Month) -> Result<BTreeMap<String, i64>> {
    Ok(in_month(&store::quotas(scope).await?, month))
}

/// The month whose quotas are judged on a day: this month from the day on which its units begin to be reminded, since they
/// have until its end; before that day the month before.
pub fn judged(settings: &Settings, today: Date) -> Month {
    let month = Month::of(today);
    if i64::from(today.day()) < settings.remind_day { month.previous() } else { month }
}

/// Sets numbers from a month on; what stays the same is left alone.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for a month that is over or a number out of bounds.
pub async fn set(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    from: Month,
    numbers: &[(String, i64)],
) -> Result<()> {
    staff.require(Action::SupplySet, State::Any)?;
    let today = db.clock.today();
    let mut refusals = Vec::new();
    if from < Month::of(today) {
        let message = "Chỉ tiêu không đặt ngược về tháng đã qua.";
        refusals.push(Refusal::new("month", message, URGED));
    }
    if numbers.iter().any(|(_, items)| !(0..=MOST).contains(items)) {
        refusals.push(Refusal::new("items", "Chỉ tiêu là một số từ 0 đến 999.", URGED));
    }
    if numbers.iter().any(|(unit, _)| tenant.profile.unit(unit).is_none()) {
        refusals.push(Refusal::new("items", "Có đơn vị không thuộc trang này.", URGED));
    }
    Error::unless_empty(refusals)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let before = read(&mut scope, from).await?;
    let mut changed = BTreeMap::new();
    for (unit, items) in numbers {
        if before.get(unit).copied().unwrap_or(0) != *items {
            store::put_quota(&mut scope, unit, from, *items, &staff.account, db.clock.now()).await?;
            changed.insert(unit.clone(), *items);
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    scope.changed("supply", "quotas", Reach::Staff);
    scope.audit(
        Action::SupplySet.as_str(),
        "supply",
        "quotas",
        json!({ "from": from.to_string(), "items": changed }),
    );
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_judged_from_the_day_on_which_its_units_are_reminded() {
        let settings = |remind_day| Settings {
            demand: crate::board::confirming::Demand::Nothing,
            office_unit: String::new(),
            remind_day,
        };
        let judged = |remind_day, day| judged(&settings(remind_day), date(2017, 1, day)).to_string();
        assert_eq!((judged(25, 1), judged(25, 24)), ("2016-12".to_owned(), "2016-12".to_owned()));
        assert_eq!((judged(25, 25), judged(1, 1)), ("2017-01".to_owned(), "2017-01".to_owned()));
    }

    #[test]
    fn the_latest_number_that_has_begun_holds() {
        let month = |m| Month::of(date(2017, m, 1));
        let quota = |m, items| Quota { unit: "tuphap".into(), from: month(m), items };
        let all = [quota(3, 4), quota(1, 2), quota(5, 0)];
        let held = |m| in_month(&all, month(m)).get("tuphap").copied();
        assert_eq!(held(1), Some(2));
        assert_eq!(held(2), Some(2));
        assert_eq!(held(4), Some(4));
        assert_eq!(held(6), Some(0));
        assert_eq!(in_month(&all[..1], month(1)).get("tuphap"), None);
    }
}
