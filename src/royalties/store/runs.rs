//! The SQL of runs of payment, across the sites of one payer; of standings, estimates and figures.

use jiff::civil::Date;
use royalties::tax::Standing;
use royalties::{Coefficient, Dong};
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row as DbRow};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, ItemId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::params;
use crate::royalties::estimate::Line;
use crate::royalties::mine::Year;
use crate::royalties::payees::Payee;
use crate::royalties::runs::{Payment, Run};
use crate::royalties::settings::Payer;
use crate::supply::month::Month;

use super::ledger::{INSERT, LEDGER, Ledger};
use super::uncollected::OPEN;

/// The sites that are paid by the one above them.
pub(in crate::royalties) async fn paid_above(platform: &mut Platform) -> Result<Vec<TenantId>> {
    let rows: Vec<String> = platform
        .all("SELECT tenant_id AS s FROM royalty_settings WHERE payer = $1", params![Payer::Above.as_str()])
        .await?;
    Ok(rows.into_iter().map(TenantId::from).collect())
}

/// A row of the ledger that no run has paid.
#[derive(Clone, Debug)]
pub struct Open {
    /// Whose ledger.
    pub tenant: TenantId,
    /// Its id; none for what the run itself will write.
    pub entry: Option<String>,
    /// The month it was approved in.
    pub month: Month,
    /// `royalty`, `remuneration` or `adjustment`.
    pub kind: String,
    /// The item.
    pub item: Option<ItemId>,
    /// Who gets it.
    pub payee: Payee,
    /// How much.
    pub amount: Dong,
    /// When the item was first seen.
    pub published_on: Option<Date>,
    /// Number of the assessment that it follows.
    pub assessment: i64,
    /// When its approval wrote it.
    pub written_at: Millis,
}

impl FromRow for Open {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            entry: Some(row.get("entry_id")?),
            month: super::word(row, "month", Month::parse)?,
            kind: row.get("kind")?,
            item: row.get::<Option<String>>("item_id")?.map(ItemId::from),
            payee: Payee::from_row(row)?,
            amount: row.get("amount")?,
            published_on: row.date("published_on")?,
            assessment: row.get("assessment")?,
            written_at: row.get("written_at")?,
        })
    }
}

/// What no run has paid of a site, up to a month.
pub(in crate::royalties) async fn open(
    platform: &mut Platform,
    tenant: &TenantId,
    through: Month,
) -> Result<Vec<Open>> {
    let sql = format!(
        "SELECT x.tenant_id, x.entry_id, x.month, x.kind, x.item_id, x.amount, x.published_on, x.assessment, x.written_at, {} FROM royalty_entries x \
         JOIN royalty_payees p ON p.tenant_id = x.tenant_id AND p.payee_id = x.payee_id WHERE x.tenant_id = $1 AND x.month <= $2 \
         AND {OPEN} ORDER BY x.entry_id",
        super::PAYEE
    );
    platform.all(AssertSqlSafe(sql), params![tenant, through.to_string()]).await
}

/// The items of a month of which something is not paid.
///
/// # Errors
/// When the database does not answer.
pub async fn unpaid_items(scope: &mut Scope, month: Month) -> Result<Vec<ItemId>> {
    let sql = format!(
        "SELECT DISTINCT x.item_id AS s FROM royalty_entries x WHERE x.tenant_id = $1 AND x.month = $2 AND x.item_id IS NOT NULL \
         AND {OPEN}"
    );
    let rows: Vec<String> = scope.all(AssertSqlSafe(sql), params![month.to_string()]).await?;
    Ok(rows.into_iter().map(ItemId::from).collect())
}

/// Whether a run has paid anything of an item: from then on its worth stays.
pub(in crate::royalties) async fn is_paid(scope: &mut Scope, item: &ItemId) -> Result<bool> {
    let paid: i64 = scope
        .one(
            "SELECT COUNT(*) AS n FROM royalty_paid d JOIN royalty_entries x ON x.tenant_id = d.tenant_id AND \
             x.entry_id = d.entry_id WHERE d.tenant_id = $1 AND x.item_id = $2",
            params![item],
        )
        .await?;
    Ok(paid > 0)
}

/// The number of a payer's last run; 0 where there is none.
pub(in crate::royalties) async fn last_run(platform: &mut Platform, payer: &TenantId) -> Result<i64> {
    let last: Option<i64> = platform
        .optional("SELECT COALESCE(MAX(no), 0) AS n FROM royalty_runs WHERE tenant_id = $1", params![payer])
        .await?;
    Ok(last.unwrap_or(0))
}

/// What is written of a run; another with its number may have been quicker.
pub(in crate::royalties) async fn insert_run(
    platform: &mut PlatformWrite,
    payer: &TenantId,
    run: &Run,
) -> Result<()> {
    let touched = platform
        .execute(
            "INSERT INTO royalty_runs (tenant_id, run_id, no, pay_on, people, gross, tax, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            params![
                payer,
                &run.id,
                run.no,
                run.pay_on,
                run.people,
                run.gross,
                run.tax,
                &run.made_by,
                run.made_at
            ],
        )
        .await?;
    one(touched)
}

/// The one row must have been written.
fn one(touched: u64) -> Result<()> {
    let message = "Người khác vừa lập một đợt chi trả. Hãy xem lại danh sách rồi lập tiếp.";
    if touched == 1 { Ok(()) } else { Err(Error::Conflict(message.into())) }
}

pub(in crate::royalties) async fn insert_payment(
    platform: &mut PlatformWrite,
    payer: &TenantId,
    run: &str,
    payment: &Payment,
) -> Result<()> {
    let Standing { committed, with_salary, on_request } = payment.standing;
    platform
        .execute(
            "INSERT INTO royalty_payments (tenant_id, run_id, person, name, unit, gross, tax, committed, with_salary, on_request) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                payer,
                run,
                &payment.person,
                &payment.name,
                &payment.unit,
                payment.gross,
                payment.tax,
                committed,
                with_salary,
                on_request,
            ],
        )
        .await
        .map(drop)
}

pub(in crate::royalties) async fn insert_paid(
    platform: &mut PlatformWrite,
    (tenant, entry): (&TenantId, &str),
    (payer, run): (&TenantId, &Run),
) -> Result<()> {
    let touched = platform
        .execute(
            "INSERT INTO royalty_paid (tenant_id, entry_id, payer_id, run_id, pay_on, run_no) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT DO NOTHING",
            params![tenant, entry, payer, &run.id, run.pay_on, run.no],
        )
        .await?;
    one(touched)
}

/// Why the worth of the day of payment added something.
const REVALUED: &str = "Giá trị đơn vị của ngày chi trả";

/// What the worth of the day of payment adds to a row, or takes from it.
pub(in crate::royalties) struct Revalued<'a> {
    pub open: &'a Open,
    pub genre: &'a str,
    pub coefficient: Coefficient,
    pub assessment: i64,
    pub worth_on: Date,
}

pub(in crate::royalties) async fn insert_revalued(
    platform: &mut PlatformWrite,
    id: &str,
    new: &Revalued<'_>,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let open = new.open;
    platform
        .execute(
            INSERT,
            params![
                &open.tenant,
                id,
                open.month.to_string(),
                &open.kind,
                open.item.as_ref(),
                &open.payee.id,
                open.payee.person(),
                &open.payee.name,
                "",
                new.genre,
                new.coefficient.as_hundredths(),
                new.assessment,
                new.worth_on,
                open.amount,
                REVALUED,
                open.published_on,
                by,
                now,
            ],
        )
        .await
        .map(drop)
}

impl FromRow for Run {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            id: row.get("run_id")?,
            no: row.get("no")?,
            pay_on: row.date("pay_on")?.ok_or_else(|| Error::internal("a run without a day"))?,
            people: row.get("people")?,
            gross: row.get("gross")?,
            tax: row.get("tax")?,
            made_by: row.get::<String>("made_by")?.into(),
            made_at: row.get("made_at")?,
        })
    }
}

/// A payer's runs, the last first.
///
/// # Errors
/// When the database does not answer.
pub async fn runs(scope: &mut Scope) -> Result<Vec<Run>> {
    scope.all("SELECT * FROM royalty_runs WHERE tenant_id = $1 ORDER BY no DESC LIMIT 200", vec![]).await
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn run(scope: &mut Scope, id: &str) -> Result<Run> {
    scope.one("SELECT * FROM royalty_runs WHERE tenant_id = $1 AND run_id = $2", params![id]).await
}

impl FromRow for Payment {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            person: row.get("person")?,
            name: row.get("name")?,
            unit: row.get("unit")?,
            gross: row.get("gross")?,
            tax: row.get("tax")?,
            standing: Standing::from_row(row)?,
        })
    }
}

/// What a run pays, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn payments(scope: &mut Scope, run: &str) -> Result<Vec<Payment>> {
    scope
        .all(
            "SELECT * FROM royalty_payments WHERE tenant_id = $1 AND run_id = $2 ORDER BY name, person",
            params![run],
        )
        .await
}

/// A year's payments with the day of each, by person and day.
///
/// # Errors
/// When the database does not answer.
pub async fn payments_of_year(scope: &mut Scope, year: i16) -> Result<Vec<(Date, Payment)>> {
    struct OfDay(Date, Payment);
    impl FromRow for OfDay {
        fn from_row(row: &DbRow) -> Result<Self> {
            let day = row.date("pay_on")?.ok_or_else(|| Error::internal("a run without a day"))?;
            Ok(Self(day, Payment::from_row(row)?))
        }
    }
    let rows: Vec<OfDay> = scope
        .all(
            "SELECT y.*, r.pay_on FROM royalty_payments y JOIN royalty_runs r ON r.tenant_id = y.tenant_id AND r.run_id = y.run_id \
             WHERE y.tenant_id = $1 AND r.pay_on >= $2 AND r.pay_on <= $3 ORDER BY y.name, y.person, r.no",
            params![format!("{year:04}-01-01"), format!("{year:04}-12-31")],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// A row of the ledger that a run paid, of whichever site.
#[derive(Clone, Debug)]
pub struct PaidEntry {
    /// Whose ledger.
    pub tenant: TenantId,
    /// The row.
    pub ledger: Ledger,
}

impl FromRow for PaidEntry {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { tenant: row.get::<String>("tenant_id")?.into(), ledger: Ledger::from_row(row)? })
    }
}

/// Everything that a run paid, site by site.
///
/// # Errors
/// When the database does not answer.
pub async fn paid_by(platform: &mut Platform, payer: &TenantId, run: &str) -> Result<Vec<PaidEntry>> {
    let sql = format!(
        "{LEDGER} JOIN royalty_paid d ON d.tenant_id = x.tenant_id AND d.entry_id = x.entry_id \
         WHERE d.payer_id = $1 AND d.run_id = $2 ORDER BY x.tenant_id, x.entry_id"
    );
    platform.all(AssertSqlSafe(sql), params![payer, run]).await
}

struct PaidOn(String, Date, i64);

impl FromRow for PaidOn {
    fn from_row(row: &DbRow) -> Result<Self> {
        let day = row.date("pay_on")?.ok_or_else(|| Error::internal("a run without a day"))?;
        Ok(Self(row.get("entry_id")?, day, row.get("run_no")?))
    }
}

/// When each row of a person's ledger was paid, and by which run; the run may be of the site above.
pub(in crate::royalties) async fn paid_on(
    platform: &mut Platform,
    tenant: &TenantId,
    person: &str,
) -> Result<Vec<(String, Date, i64)>> {
    let rows: Vec<PaidOn> = platform
        .all(
            "SELECT d.entry_id, d.pay_on, d.run_no FROM royalty_entries x JOIN royalty_paid d ON d.tenant_id = x.tenant_id AND \
             d.entry_id = x.entry_id WHERE x.tenant_id = $1 AND x.person = $2",
            params![tenant, person],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1, row.2)).collect())
}

impl FromRow for Year {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { gross: row.get("gross")?, tax: row.get("tax")? })
    }
}

/// What a payer paid to a person and withheld in a year.
pub(in crate::royalties) async fn payments_to(
    platform: &mut Platform,
    payer: &TenantId,
    person: &str,
    year: i16,
) -> Result<Year> {
    let found = platform
        .optional(
            "SELECT CAST(COALESCE(SUM(y.gross), 0) AS BIGINT) AS gross, CAST(COALESCE(SUM(y.tax), 0) AS BIGINT) AS tax \
             FROM royalty_payments y JOIN royalty_runs r ON r.tenant_id = y.tenant_id AND r.run_id = y.run_id \
             WHERE y.tenant_id = $1 AND y.person = $2 AND r.pay_on >= $3 AND r.pay_on <= $4",
            params![payer, person, Date::constant(year, 1, 1), Date::constant(year, 12, 31)],
        )
        .await?;
    Ok(found.unwrap_or_default())
}

impl FromRow for Standing {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            committed: row.get("committed")?,
            with_salary: row.get("with_salary")?,
            on_request: row.get("on_request")?,
        })
    }
}

/// What changes the tax of a person in a year, with the paper it rests on.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Whose.
    pub person: String,
    /// What holds.
    pub standing: Standing,
    /// The paper.
    pub paper: String,
}

impl FromRow for Stated {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { person: row.get("person")?, standing: Standing::from_row(row)?, paper: row.get("paper")? })
    }
}

struct Joined(String, String);

impl FromRow for Joined {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self(row.get("person")?, row.get("is_person")?))
    }
}

/// Who is whom at a payer.
pub(in crate::royalties) async fn same(scope: &mut Scope) -> Result<Vec<(String, String)>> {
    let sql = "SELECT person, is_person FROM royalty_same WHERE tenant_id = $1";
    let rows: Vec<Joined> = scope.all(sql, vec![]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

pub(in crate::royalties) async fn put_same(
    scope: &mut WriteScope,
    person: &str,
    is_person: &str,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let sql = "INSERT INTO royalty_same (tenant_id, person, is_person, set_by, set_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (tenant_id, person) DO UPDATE SET is_person = excluded.is_person, set_by = excluded.set_by, \
               set_at = excluded.set_at";
    scope.execute(sql, params![person, is_person, by, now]).await.map(drop)
}

/// What is stated for a year.
///
/// # Errors
/// When the database does not answer.
pub async fn standings(scope: &mut Scope, year: i16) -> Result<Vec<Stated>> {
    scope
        .all("SELECT * FROM royalty_standings WHERE tenant_id = $1 AND year = $2", params![i64::from(year)])
        .await
}

pub(in crate::royalties) async fn put_standing(
    scope: &mut WriteScope,
    stated: &Stated,
    year: i16,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    let Standing { committed, with_salary, on_request } = stated.standing;
    scope
        .execute(
            "INSERT INTO royalty_standings (tenant_id, person, year, committed, with_salary, on_request, paper, set_by, set_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, person, year) DO UPDATE SET \
             committed = excluded.committed, with_salary = excluded.with_salary, on_request = excluded.on_request, \
             paper = excluded.paper, set_by = excluded.set_by, set_at = excluded.set_at",
            params![
                &stated.person,
                i64::from(year),
                committed,
                with_salary,
                on_request,
                &stated.paper,
                by,
                now,
            ],
        )
        .await
        .map(drop)
}

impl FromRow for Line {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            id: row.get("line_id")?,
            title: row.get("title")?,
            amount: row.get("amount")?,
            note: row.get("note")?,
        })
    }
}

/// The lines of a year's estimate that people wrote.
///
/// # Errors
/// When the database does not answer.
pub async fn estimate_lines(scope: &mut Scope, year: i16) -> Result<Vec<Line>> {
    scope
        .all(
            "SELECT * FROM royalty_estimate_lines WHERE tenant_id = $1 AND year = $2 ORDER BY line_id",
            params![i64::from(year)],
        )
        .await
}

pub(in crate::royalties) async fn add_estimate_line(
    scope: &mut WriteScope,
    year: i16,
    line: &Line,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO royalty_estimate_lines (tenant_id, line_id, year, title, amount, note, set_by, set_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![&line.id, i64::from(year), &line.title, line.amount, &line.note, by, now],
        )
        .await
        .map(drop)
}

pub(in crate::royalties) async fn remove_estimate_line(
    scope: &mut WriteScope,
    year: i16,
    id: &str,
) -> Result<()> {
    let touched = scope
        .execute(
            "DELETE FROM royalty_estimate_lines WHERE tenant_id = $1 AND line_id = $2 AND year = $3",
            params![id, i64::from(year)],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Approved coefficients of one genre and month, added up.
#[derive(Clone, Debug)]
pub struct Coefficients {
    /// The month.
    pub month: Month,
    /// The genre.
    pub genre: String,
    /// How many items.
    pub items: i64,
    /// What they were paid with, in hundredths of the whole unit.
    pub sum: Coefficient,
}

impl FromRow for Coefficients {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            month: super::word(row, "month", Month::parse)?,
            genre: row.get("genre")?,
            items: row.get("items")?,
            sum: Coefficient::hundredths(row.get("total")?),
        })
    }
}

/// The coefficients of approved lists between two months, both counted.
///
/// # Errors
/// When the database does not answer.
pub async fn coefficients(scope: &mut Scope, from: Month, until: Month) -> Result<Vec<Coefficients>> {
    scope
        .all(
            "SELECT month, genre, COUNT(*) AS items, CAST(SUM(coefficient) AS BIGINT) AS total FROM royalty_listed \
             WHERE tenant_id = $1 AND month >= $2 AND month <= $3 AND genre <> '' GROUP BY month, genre ORDER BY genre, month",
            params![from.to_string(), until.to_string()],
        )
        .await
}

/// What the approvals of a month wrote for a genre with the worth of one day, added up.
#[derive(Clone, Debug)]
pub struct Spent {
    /// The month.
    pub month: Month,
    /// `royalty`, `remuneration` or `adjustment`.
    pub kind: String,
    /// The genre.
    pub genre: String,
    /// The day that decided what a unit is worth; none for remuneration.
    pub worth_on: Option<Date>,
    /// How much.
    pub amount: Dong,
}

impl FromRow for Spent {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self {
            month: super::word(row, "month", Month::parse)?,
            kind: row.get("kind")?,
            genre: row.get("genre")?,
            worth_on: row.date("worth_on")?,
            amount: row.get("amount")?,
        })
    }
}

/// What was approved between two months, both counted; what only a later day's worth added to it is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn spent(scope: &mut Scope, from: Month, until: Month) -> Result<Vec<Spent>> {
    scope
        .all(
            "SELECT x.month, x.kind, x.genre, x.worth_on, CAST(SUM(x.amount) AS BIGINT) AS amount FROM royalty_entries x \
             WHERE x.tenant_id = $1 AND x.month >= $2 AND x.month <= $3 AND x.reason <> $4 \
             GROUP BY x.month, x.kind, x.genre, x.worth_on ORDER BY x.genre, x.month, x.worth_on",
            params![from.to_string(), until.to_string(), REVALUED],
        )
        .await
}

/// How the ledger of a site stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// Written in all.
    pub written: Dong,
    /// Paid by runs.
    pub paid: Dong,
}

impl FromRow for Sums {
    fn from_row(row: &DbRow) -> Result<Self> {
        Ok(Self { written: row.get("written")?, paid: row.get("paid")? })
    }
}

/// What a site's ledger says of one month, and what of it is paid.
///
/// # Errors
/// When the database does not answer.
pub async fn sums(scope: &mut Scope, month: Month) -> Result<Sums> {
    scope
        .one(
            "SELECT CAST(COALESCE(SUM(x.amount), 0) AS BIGINT) AS written, \
             CAST(COALESCE(SUM(CASE WHEN d.entry_id IS NULL THEN 0 ELSE x.amount END), 0) AS BIGINT) AS paid \
             FROM royalty_entries x LEFT JOIN royalty_paid d ON d.tenant_id = x.tenant_id AND d.entry_id = x.entry_id \
             WHERE x.tenant_id = $1 AND x.month = $2",
            params![month.to_string()],
        )
        .await
}
