//! A month on every site that the office above looks after: how far it is, what it costs, what of it is paid (Điều 6.4).

use std::sync::Arc;

use royalties::Dong;

use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::base::scope::{Db, Scope};
use crate::supply::month::Month;
use crate::tenants::directory::Tenant;

use super::list::List;
use super::runs::is_late;
use super::store::{self, Sums};

/// One site's month.
#[derive(Clone, Debug)]
pub struct Row {
    /// The site.
    pub tenant: Arc<Tenant>,
    /// How many items it published.
    pub items: usize,
    /// Of how many the worth is not said.
    pub waiting: usize,
    /// Whether its list is locked.
    pub approved: bool,
    /// What is owed, for a locked list as it was approved.
    pub total: Dong,
    /// What of the ledger is paid.
    pub sums: Sums,
    /// How many items should have been paid and are not.
    pub late: usize,
}

/// The month, site by site.
///
/// # Errors
/// When the database does not answer.
pub async fn read(db: &Db, tenants: &[Arc<Tenant>], month: Month) -> Result<Vec<Row>> {
    let mut rows = Vec::with_capacity(tenants.len());
    for tenant in tenants {
        let mut scope = db.read(tenant.id()).await?;
        let list = List::read(&mut scope, month).await?;
        rows.push(Row {
            items: list.rows.len(),
            waiting: list.waiting(),
            approved: list.approved.is_some(),
            total: list.total(),
            sums: store::sums(&mut scope, month).await?,
            late: late(&mut scope, &list).await?.len(),
            tenant: tenant.clone(),
        });
    }
    Ok(rows)
}

/// The items of a list that should have been paid and are not, by the rule that [`super::unpaid`] counts by: nothing of the
/// months before a site first said what an item is worth.
///
/// # Errors
/// When the database does not answer.
pub async fn late(scope: &mut Scope, list: &List) -> Result<Vec<ItemId>> {
    let today = scope.db().clock.today();
    let since = store::first_assessed(scope).await?;
    let is_counted = since.is_some_and(|since| since <= list.month);
    let open = store::open_items(scope).await?;
    let is_owed = |row: &super::list::Row| match list.approved {
        Some(_) => open.iter().any(|one| one.item == row.item),
        None => is_counted && (row.amount > 0 || row.waits()),
    };
    let late = list.rows.iter().filter(|row| is_owed(row) && is_late(row.published_on, today));
    Ok(late.map(|row| row.item.clone()).collect())
}
