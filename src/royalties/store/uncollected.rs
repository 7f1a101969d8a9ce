//! The SQL of notices, of what went to a fund, and of claims; rows of the ledger are named, never changed.

use royalties::Dong;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row as DbRow};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::params;
use crate::royalties::uncollected::{Carry, Notice, Way};

/// Of a row `x` of the ledger: it moved to a fund more often than it was asked for after all.
macro_rules! in_fund {
    () => {
        "((SELECT COUNT(*) FROM royalty_carried c WHERE c.tenant_id = x.tenant_id AND c.entry_id = x.entry_id) + \
         (SELECT COUNT(*) FROM royalty_carried_again g WHERE g.tenant_id = x.tenant_id AND g.entry_id = x.entry_id) > \
         (SELECT COUNT(*) FROM royalty_reopened k WHERE k.tenant_id = x.tenant_id AND k.entry_id = x.entry_id) + \
         (SELECT COUNT(*) FROM royalty_reopened_again o WHERE o.tenant_id = x.tenant_id AND o.entry_id = x.entry_id))"
    };
}

/// Of a row `x` of the ledger: no run has paid it, and it is in no fund.
pub(super) const OPEN: &str = concat!(
    "NOT EXISTS (SELECT 1 FROM royalty_paid d WHERE d.tenant_id = x.tenant_id AND d.entry_id = x.entry_id) AND NOT ",
    in_fund!()
);

/// Every move of a row of the ledger to a fund.
const MOVES: &str = "(SELECT tenant_id, entry_id, payer_id, carry_id FROM royalty_carried UNION ALL \
     SELECT tenant_id, entry_id, payer_id, carry_id FROM royalty_carried_again)";

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
            moved_again: false,
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
    let sql = format!(
        "SELECT c.carry_id, CAST(SUM(CASE WHEN l.entry_id IS NULL AND d.entry_id IS NOT NULL THEN x.amount ELSE 0 END) AS BIGINT) \
         AS paid, COUNT(l.entry_id) AS later FROM {MOVES} c \
         JOIN royalty_entries x ON x.tenant_id = c.tenant_id AND x.entry_id = c.entry_id \
         LEFT JOIN royalty_paid d ON d.tenant_id = c.tenant_id AND d.entry_id = c.entry_id \
         LEFT JOIN (SELECT tenant_id, entry_id, MAX(carry_id) AS carry_id FROM royalty_carried_again \
         GROUP BY tenant_id, entry_id) l ON l.tenant_id = c.tenant_id AND l.entry_id = c.entry_id AND l.carry_id > c.carry_id \
         WHERE c.payer_id = $1 GROUP BY c.carry_id"
    );
    let after: Vec<After> = scope.db().platform().await?.all(AssertSqlSafe(sql), params![&payer]).await?;
    for After { carry, paid, later } in after {
        if let Some(found) = carries.iter_mut().find(|one| one.id == carry) {
            (found.paid, found.moved_again) = (paid, later > 0);
        }
    }
    Ok(carries)
}

/// What came of what went with a carry: paid by runs, or moved again.
struct After {
    carry: String,
    paid: Dong,
    later: i64,
}

impl FromRow for After {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { carry: row.get("carry_id")?, paid: row.get("paid")?, later: row.get("later")? })
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
    let mut touched = 0;
    // The first move of a row, else a further one.
    for (table, times) in [("royalty_carried", "="), ("royalty_carried_again", ">")] {
        let sql = format!(
            "INSERT INTO {table} (tenant_id, entry_id, payer_id, carry_id) SELECT x.tenant_id, x.entry_id, $3, $4 \
             FROM royalty_entries x WHERE x.tenant_id = $1 AND x.entry_id = $2 AND {OPEN} AND (SELECT COUNT(*) FROM \
             royalty_carried m WHERE m.tenant_id = x.tenant_id AND m.entry_id = x.entry_id) {times} 0 ON CONFLICT DO NOTHING"
        );
        touched += platform.execute(AssertSqlSafe(sql), params![tenant, entry, payer, carry]).await?;
    }
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
        .await?;
    platform
        .execute(
            "INSERT INTO royalty_reopened_again (tenant_id, entry_id, carry_id) SELECT g.tenant_id, g.entry_id, g.carry_id \
             FROM royalty_carried_again g WHERE g.payer_id = $1 AND g.carry_id = $2",
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
    let sql = format!(
        "SELECT x.entry_id, MAX(y.to_year) AS to_year FROM royalty_entries x JOIN {MOVES} m ON m.tenant_id = x.tenant_id AND \
         m.entry_id = x.entry_id JOIN royalty_carries y ON y.tenant_id = m.payer_id AND y.carry_id = m.carry_id \
         WHERE x.tenant_id = $1 AND x.person = $2 AND {} GROUP BY x.entry_id",
        in_fund!()
    );
    let rows: Vec<Moved> = platform.all(AssertSqlSafe(sql), params![tenant, person]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// What of a site's ledger lies in a fund and was not asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn sum_in_fund(scope: &mut Scope) -> Result<Dong> {
    let sql = concat!(
        "SELECT CAST(COALESCE(SUM(x.amount), 0) AS BIGINT) AS n FROM royalty_entries x WHERE x.tenant_id = $1 AND ",
        in_fund!()
    );
    scope.one(sql, vec![]).await
}
