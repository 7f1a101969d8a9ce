//! The SQL of notices, of what went to a fund, and of claims; rows of the ledger are named, never changed.

use royalties::Dong;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row as DbRow};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::params;
use crate::royalties::uncollected::{Carry, Notice, Way};

/// Of a row `x` of the ledger: no run has paid it, and it is in no fund.
pub(super) const OPEN: &str = "NOT EXISTS (SELECT 1 FROM royalty_paid d WHERE d.tenant_id = x.tenant_id AND \
     d.entry_id = x.entry_id) AND NOT EXISTS (SELECT 1 FROM royalty_carried c WHERE c.tenant_id = x.tenant_id AND \
     c.entry_id = x.entry_id AND NOT EXISTS (SELECT 1 FROM royalty_reopened k WHERE k.tenant_id = c.tenant_id AND \
     k.entry_id = c.entry_id))";

impl FromRow for Notice {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            person: row.get("person")?,
            no: row.get("no")?,
            name: row.get("name")?,
            on: row.date("on_day")?.ok_or_else(|| Error::internal("a notice without a day"))?,
            way: super::word(row, "way", Way::parse)?,
            note: row.get("note")?,
            amount: row.get("amount")?,
            by: row.get::<String>("made_by")?.into(),
            answered: row.get::<i64>("answered")? > 0,
        })
    }
}

/// A person's notices, the first first.
///
/// # Errors
/// When the database does not answer.
pub async fn notices(scope: &mut Scope, person: &str) -> Result<Vec<Notice>> {
    scope
        .all(
            "SELECT n.*, (SELECT COUNT(*) FROM royalty_responses r WHERE r.tenant_id = n.tenant_id AND r.person = n.person \
             AND r.no >= n.no) AS answered FROM royalty_notices n WHERE n.tenant_id = $1 AND n.person = $2 ORDER BY n.no",
            params![person],
        )
        .await
}

struct Waiting(String, i64);

impl FromRow for Waiting {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(row.get("person")?, row.get("n")?))
    }
}

/// How many notices each person left unanswered at a payer.
pub(in crate::royalties) async fn unanswered(
    platform: &mut Platform,
    payer: &TenantId,
) -> Result<Vec<(String, i64)>> {
    let rows: Vec<Waiting> = platform
        .all(
            "SELECT n.person, COUNT(*) AS n FROM royalty_notices n WHERE n.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM \
             royalty_responses r WHERE r.tenant_id = n.tenant_id AND r.person = n.person AND r.no >= n.no) GROUP BY n.person",
            params![payer],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

pub(in crate::royalties) async fn insert_notice(
    scope: &mut WriteScope,
    notice: &Notice,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "INSERT INTO royalty_notices (tenant_id, person, no, name, on_day, way, note, amount, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            params![
                &notice.person,
                notice.no,
                &notice.name,
                notice.on,
                notice.way.as_str(),
                &notice.note,
                notice.amount,
                &notice.by,
                now
            ],
        )
        .await
}

pub(in crate::royalties) async fn insert_response(
    scope: &mut WriteScope,
    (person, no): (&str, i64),
    note: &str,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute_one(
            "INSERT INTO royalty_responses (tenant_id, person, no, note, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT DO NOTHING",
            params![person, no, note, by, now],
        )
        .await
}

/// The same across sites, with a claim.
pub(in crate::royalties) async fn answer_all(
    platform: &mut PlatformWrite,
    payer: &TenantId,
    (person, no): (&str, i64),
    note: &str,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    platform
        .execute(
            "INSERT INTO royalty_responses (tenant_id, person, no, note, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT DO NOTHING",
            params![payer, person, no, note, by, now],
        )
        .await
        .map(drop)
}

impl FromRow for Carry {
    fn from_row(row: &DbRow) -> Result<Self> {
        let year = |column: &str| -> Result<i16> {
            let year: i64 = row.get(column)?;
            i16::try_from(year).map_err(|_| Error::internal(format!("no year: {year}")))
        };
        Ok(Self {
            id: row.get("carry_id")?,
            person: row.get("person")?,
            name: row.get("name")?,
            from_year: year("from_year")?,
            to_year: year("to_year")?,
            amount: row.get("amount")?,
            notices: row.get("notices")?,
            by: row.get::<String>("approved_by")?.into(),
            at: row.get("approved_at")?,
            claimed_at: row.get("claimed_at")?,
            paid: 0,
        })
    }
}

/// What a payer moved to later funds, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn carries(scope: &mut Scope) -> Result<Vec<Carry>> {
    let mut carries: Vec<Carry> = scope
        .all(
            "SELECT c.*, k.made_at AS claimed_at FROM royalty_carries c LEFT JOIN royalty_claims k ON k.tenant_id = c.tenant_id \
             AND k.carry_id = c.carry_id WHERE c.tenant_id = $1 ORDER BY c.approved_at DESC, c.carry_id LIMIT 1000",
            vec![],
        )
        .await?;
    let payer = scope.tenant().clone();
    // The rows may be of the sites that it pays for.
    let paid: Vec<PaidOf> = scope
        .db()
        .platform()
        .await?
        .all(
            "SELECT c.carry_id, CAST(SUM(x.amount) AS BIGINT) AS n FROM royalty_carried c JOIN royalty_paid d ON \
             d.tenant_id = c.tenant_id AND d.entry_id = c.entry_id JOIN royalty_entries x ON x.tenant_id = c.tenant_id AND \
             x.entry_id = c.entry_id WHERE c.payer_id = $1 GROUP BY c.carry_id",
            params![&payer],
        )
        .await?;
    for PaidOf(id, sum) in paid {
        if let Some(carry) = carries.iter_mut().find(|carry| carry.id == id) {
            carry.paid = sum;
        }
    }
    Ok(carries)
}

/// What runs have paid of what went with a carry.
struct PaidOf(String, Dong);

impl FromRow for PaidOf {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(row.get("carry_id")?, row.get("n")?))
    }
}

pub(in crate::royalties) async fn insert_carry(
    platform: &mut PlatformWrite,
    payer: &TenantId,
    carry: &Carry,
) -> Result<()> {
    platform
        .execute(
            "INSERT INTO royalty_carries (tenant_id, carry_id, person, name, from_year, to_year, amount, notices, approved_by, \
             approved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                payer,
                &carry.id,
                &carry.person,
                &carry.name,
                i64::from(carry.from_year),
                i64::from(carry.to_year),
                carry.amount,
                carry.notices,
                &carry.by,
                carry.at
            ],
        )
        .await
        .map(drop)
}

/// The one row must have been written: a run may have been quicker, or another hand.
fn one(touched: u64) -> Result<()> {
    let message = "Khoản này vừa được chi hoặc chuyển quỹ. Hãy xem lại.";
    if touched == 1 { Ok(()) } else { Err(Error::Conflict(message.into())) }
}

pub(in crate::royalties) async fn insert_carried(
    platform: &mut PlatformWrite,
    (tenant, entry): (&TenantId, &str),
    (payer, carry): (&TenantId, &str),
) -> Result<()> {
    let touched = platform
        .execute(
            "INSERT INTO royalty_carried (tenant_id, entry_id, payer_id, carry_id) SELECT x.tenant_id, x.entry_id, $3, $4 \
             FROM royalty_entries x WHERE x.tenant_id = $1 AND x.entry_id = $2 AND NOT EXISTS (SELECT 1 FROM royalty_paid d \
             WHERE d.tenant_id = x.tenant_id AND d.entry_id = x.entry_id) ON CONFLICT DO NOTHING",
            params![tenant, entry, payer, carry],
        )
        .await?;
    one(touched)
}

pub(in crate::royalties) async fn insert_claim(
    platform: &mut PlatformWrite,
    payer: &TenantId,
    carry: &str,
    note: &str,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let touched = platform
        .execute(
            "INSERT INTO royalty_claims (tenant_id, carry_id, note, made_by, made_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
            params![payer, carry, note, by, now],
        )
        .await?;
    one(touched)
}

/// The rows of the ledger that went with it are to be paid again.
pub(in crate::royalties) async fn reopen(
    platform: &mut PlatformWrite,
    payer: &TenantId,
    carry: &str,
) -> Result<()> {
    platform
        .execute(
            "INSERT INTO royalty_reopened (tenant_id, entry_id) SELECT c.tenant_id, c.entry_id FROM royalty_carried c \
             WHERE c.payer_id = $1 AND c.carry_id = $2",
            params![payer, carry],
        )
        .await
        .map(drop)
}

struct Moved(String, i64);

impl FromRow for Moved {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(row.get("entry_id")?, row.get("to_year")?))
    }
}

/// Which rows of a person's ledger lie in which year's fund.
pub(in crate::royalties) async fn in_fund(
    platform: &mut Platform,
    tenant: &TenantId,
    person: &str,
) -> Result<Vec<(String, i64)>> {
    let rows: Vec<Moved> = platform
        .all(
            "SELECT c.entry_id, y.to_year FROM royalty_entries x JOIN royalty_carried c ON c.tenant_id = x.tenant_id AND \
             c.entry_id = x.entry_id JOIN royalty_carries y ON y.tenant_id = c.payer_id AND y.carry_id = c.carry_id \
             WHERE x.tenant_id = $1 AND x.person = $2 AND NOT EXISTS (SELECT 1 FROM royalty_reopened k \
             WHERE k.tenant_id = c.tenant_id AND k.entry_id = c.entry_id)",
            params![tenant, person],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// What of a site's ledger lies in a fund and was not asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn sum_in_fund(scope: &mut Scope) -> Result<Dong> {
    scope
        .one(
            "SELECT CAST(COALESCE(SUM(x.amount), 0) AS BIGINT) AS n FROM royalty_entries x JOIN royalty_carried c ON \
             c.tenant_id = x.tenant_id AND c.entry_id = x.entry_id WHERE x.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM \
             royalty_reopened k WHERE k.tenant_id = c.tenant_id AND k.entry_id = c.entry_id)",
            vec![],
        )
        .await
}
