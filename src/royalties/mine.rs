//! What one person sees of their own: what was written for them, what of it was paid, what was withheld.

use jiff::civil::Date;
use royalties::Dong;
use royalties::tax::Before;

use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::Db;
use crate::tenants::directory::{Directory, Tenant};

use super::runs::{self, is_late};
use super::store::{self, Ledger};

/// One row with its payment.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was written.
    pub ledger: Ledger,
    /// When it was paid, and by which run.
    pub paid: Option<(Date, i64)>,
    /// Whether it should have been paid.
    pub late: bool,
    /// The year whose fund has it, as nobody collected it.
    pub fund: Option<i64>,
}

impl Row {
    /// Whether it is neither paid nor in a fund.
    pub fn is_open(&self) -> bool {
        self.paid.is_none() && self.fund.is_none()
    }

    /// Whether it is to be given back, by what comes next.
    pub fn takes_back(&self) -> bool {
        self.is_open() && self.ledger.amount < 0
    }
}

/// Somebody's own.
#[derive(Clone, Debug)]
pub struct Mine {
    /// The last first.
    pub rows: Vec<Row>,
    /// What the payer paid and withheld this year, over all its sites.
    pub year: Before,
}

impl Mine {
    /// What is not paid yet.
    pub fn unpaid(&self) -> Dong {
        self.rows.iter().filter(|row| row.paid.is_none()).map(|row| row.ledger.amount).sum()
    }
}

/// A person's own rows on a site.
///
/// # Errors
/// When the database does not answer.
pub async fn read(db: &Db, directory: &Directory, tenant: &Tenant, account: &AccountId) -> Result<Mine> {
    let today = db.clock.today();
    let rows = store::entries_of(&mut db.read(tenant.id()).await?, account.as_str()).await?;
    let payer = runs::payer_of(db, directory, tenant).await?;
    let mut platform = db.platform().await?;
    let paid = store::paid_on(&mut platform, tenant.id(), account.as_str()).await?;
    let moved = store::in_fund(&mut platform, tenant.id(), account.as_str()).await?;
    let year = store::payments_to(&mut platform, &payer, account.as_str(), today.year()).await?;
    let rows = rows.into_iter().map(|ledger| {
        let paid = paid.iter().find(|one| one.0 == ledger.id).map(|one| (one.1, one.2));
        let fund = moved.iter().find(|one| one.0 == ledger.id).map(|one| one.1);
        let is_open = paid.is_none() && fund.is_none();
        let late = is_open && ledger.published_on.is_some_and(|day| is_late(day, today));
        Row { ledger, paid, late, fund }
    });
    let mut rows: Vec<Row> = rows.collect();
    // What is taken back of an item counts against what is to be paid for it, and is no debt to its author.
    let net: Vec<Dong> = rows
        .iter()
        .map(|row| rows.iter().filter(|one| one.is_open() && one.ledger.item == row.ledger.item))
        .map(|own| own.map(|one| one.ledger.amount).sum())
        .collect();
    for (row, net) in rows.iter_mut().zip(net) {
        row.late &= net > 0 && row.ledger.amount > 0;
    }
    Ok(Mine { rows, year })
}
