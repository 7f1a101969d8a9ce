//! The SQL of what banks sent back.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row as DbRow};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;
use crate::royalties::returned::Returned;

const RETURNED: &str = "SELECT t.*, y.name, y.gross - y.tax AS net, r.no AS run_no FROM royalty_returns t JOIN royalty_payments y ON \
     y.tenant_id = t.tenant_id AND y.run_id = t.run_id AND y.person = t.person JOIN royalty_runs r ON r.tenant_id = t.tenant_id \
     AND r.run_id = t.run_id WHERE t.tenant_id = $1";

impl FromRow for Returned {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            run: row.get("run_id")?,
            run_no: row.get("run_no")?,
            person: row.get("person")?,
            name: row.get("name")?,
            net: row.get("net")?,
            no: row.get("no")?,
            on: row.date("returned_on")?.ok_or_else(|| Error::internal("returned on no day"))?,
            note: row.get("note")?,
            sent_on: row.date("sent_on")?,
        })
    }
}

/// What came back of a run, the first first.
///
/// # Errors
/// When the database does not answer.
pub async fn returned_of(scope: &mut Scope, run: &str) -> Result<Vec<Returned>> {
    let sql = format!("{RETURNED} AND t.run_id = $2 ORDER BY t.person, t.no");
    scope.all(AssertSqlSafe(sql), params![run]).await
}

/// What came back and was not sent again, of all runs.
///
/// # Errors
/// When the database does not answer.
pub async fn returned_open(scope: &mut Scope) -> Result<Vec<Returned>> {
    let sql = format!("{RETURNED} AND t.sent_on IS NULL ORDER BY t.returned_on, t.person");
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// The numbers of a payer's runs of which a person still waits for what came back.
pub(in crate::royalties) async fn returned_to(
    platform: &mut Platform,
    payer: &TenantId,
    person: &str,
) -> Result<Vec<i64>> {
    let sql = "SELECT r.no AS n FROM royalty_returns t JOIN royalty_runs r ON r.tenant_id = t.tenant_id AND r.run_id = t.run_id \
               WHERE t.tenant_id = $1 AND t.person = $2 AND t.sent_on IS NULL";
    platform.all(sql, params![payer, person]).await
}

pub(in crate::royalties) async fn insert_returned(
    scope: &mut WriteScope,
    (run, person, no): (&str, &str, i64),
    (on, note): (Date, &str),
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let sql = "INSERT INTO royalty_returns (tenant_id, run_id, person, no, returned_on, note, made_by, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    scope.execute_one(sql, params![run, person, no, on, note, by, now]).await
}

pub(in crate::royalties) async fn sent_again(
    scope: &mut WriteScope,
    (run, person, no): (&str, &str, i64),
    on: Date,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE royalty_returns SET sent_on = $5, sent_by = $6, sent_at = $7 WHERE tenant_id = $1 AND run_id = $2 \
               AND person = $3 AND no = $4 AND sent_on IS NULL";
    scope.execute_one(sql, params![run, person, no, on, by, now]).await
}
