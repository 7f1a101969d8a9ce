//! What one person sees of their own: what was written for them, what of it was paid, what was withheld.

use jiff::civil::Date;
use royalties::Dong;

use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::Db;
use crate::tenants::directory::{Directory, Tenant};

use super::runs::{self, is_late};
use super::same::Same;
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
    /// Whether a bank sent its run's payment back, and it was not sent again.
    pub returned: bool,
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

/// What a payer paid to somebody in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Before tax.
    pub gross: Dong,
    /// Withheld.
    pub tax: Dong,
}

/// Somebody's own.
#[derive(Clone, Debug)]
pub struct Mine {
    /// The last first.
    pub rows: Vec<Row>,
    /// What the payer paid and withheld this year, over all its sites.
    pub year: Year,
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
    let payer = runs::payer_of(db, directory, tenant).await?;
    let same = Same::read(&mut db.read(&payer).await?).await?;
    let people = same.all(account.as_str());
    let mut scope = db.read(tenant.id()).await?;
    let mut rows = Vec::new();
    for person in &people {
        rows.extend(store::entries_of(&mut scope, person).await?);
    }
    drop(scope);
    rows.sort_by(|a, b| b.id.cmp(&a.id));
    let mut platform = db.platform().await?;
    let (mut paid, mut moved, mut returned, mut year) = (Vec::new(), Vec::new(), Vec::new(), Year::default());
    for person in &people {
        paid.extend(store::paid_on(&mut platform, tenant.id(), person).await?);
        moved.extend(store::in_fund(&mut platform, tenant.id(), person).await?);
        returned.extend(store::returned_to(&mut platform, &payer, person).await?);
        let part = store::payments_to(&mut platform, &payer, person, today.year()).await?;
        year = Year { gross: year.gross + part.gross, tax: year.tax + part.tax };
    }
    drop(platform);
    let rows = rows.into_iter().map(|ledger| {
        let paid = paid.iter().find(|one| one.0 == ledger.id).map(|one| (one.1, one.2));
        let fund = moved.iter().find(|one| one.0 == ledger.id).map(|one| one.1);
        let is_open = paid.is_none() && fund.is_none();
        let late = is_open && ledger.published_on.is_some_and(|day| is_late(day, today));
        let returned = paid.is_some_and(|(_, no)| returned.contains(&no));
        Row { ledger, paid, late, returned, fund }
    });
    let mut rows: Vec<Row> = rows.collect();
    // What is taken back of an item counts against what is to be paid for it, and is no debt to its author.
    let net: Vec<Dong> = rows
        .iter()
        .map(|row| rows.iter().filter(|one| one.is_open() && one.ledger.item == row.ledger.item))
        .map(|own| own.map(|one| one.ledger.amount).sum())
        .collect();
    let open: Dong = rows.iter().filter(|row| row.is_open()).map(|row| row.ledger.amount).sum();
    for (row, net) in rows.iter_mut().zip(net) {
        row.late &= open > 0 && net > 0 && row.ledger.amount > 0;
    }
    Ok(Mine { rows, year })
}
