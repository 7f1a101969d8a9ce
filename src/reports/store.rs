//! The SQL of reports and of what they count, and nobody else's; of other capabilities' tables it only reads.

mod counted;
mod listing;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::params;

use super::figures::Figures;
use super::letterhead::Letterhead;
use super::numbers::Given;
use super::recall::Recall;
use super::{Report, Stage, Texts, Version};

pub use counted::{Consulted, Shown, consulted, fresh, instants, openings, outages, runs_tax, shown, waited};
pub use listing::{Listing, Row as Listed};

// Reports.

impl FromRow for Report {
    fn from_row(row: &Row) -> Result<Self> {
        let stage: String = row.get("stage")?;
        let year: i64 = row.get("year")?;
        let account = |column: &str| Ok::<_, Error>(row.get::<Option<String>>(column)?.map(AccountId::from));
        Ok(Self {
            id: row.get("report_id")?,
            kind: row.get("kind")?,
            year: i16::try_from(year).map_err(|_| Error::internal(format!("no year: {year}")))?,
            stage: Stage::parse(&stage).ok_or_else(|| Error::internal(format!("unknown stage {stage}")))?,
            no: row.get("no")?,
            version: row.get("version")?,
            returned: row.get("returned_reason")?,
            submitted_by: account("submitted_by")?,
            number: row.get("number")?,
            symbol: row.get::<Option<String>>("symbol")?.unwrap_or_default(),
            signed: row.date("signed_on")?,
            approved_by: account("approved_by")?,
            reminded: row.get("reminded")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

impl FromRow for Version {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            no: row.get("no")?,
            texts: row.json("texts")?,
            figures: row.json("figures")?,
            letterhead: row.json("letterhead")?,
            by: row.get::<Option<String>>("saved_by")?.map(AccountId::from),
            at: row.get("saved_at")?,
        })
    }
}

/// One report.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Report> {
    scope.one("SELECT * FROM reports WHERE tenant_id = $1 AND report_id = $2", params![id]).await
}

/// The report of a kind and year, if it was begun.
///
/// # Errors
/// When the database does not answer.
pub async fn of(scope: &mut Scope, kind: &str, year: i16) -> Result<Option<Report>> {
    let sql = "SELECT * FROM reports WHERE tenant_id = $1 AND kind = $2 AND year = $3";
    scope.optional(sql, params![kind, i64::from(year)]).await
}

/// Every report of a site, the latest years first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(scope: &mut Scope) -> Result<Vec<Report>> {
    scope.all("SELECT * FROM reports WHERE tenant_id = $1 ORDER BY year DESC, kind", vec![]).await
}

/// The reports that nobody signed yet.
///
/// # Errors
/// When the database does not answer.
pub async fn unsigned(scope: &mut Scope) -> Result<Vec<Report>> {
    let sql = "SELECT * FROM reports WHERE tenant_id = $1 AND stage <> 'approved' ORDER BY year, kind";
    scope.all(sql, vec![]).await
}

/// A version of a report.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn version(scope: &mut Scope, report: &str, no: i64) -> Result<Version> {
    let sql = "SELECT * FROM report_versions WHERE tenant_id = $1 AND report_id = $2 AND no = $3";
    scope.one(sql, params![report, no]).await
}

/// A version without what it says: its number, who saved it and when.
#[derive(Clone, Debug)]
pub struct Saved {
    /// Its number.
    pub no: i64,
    /// Who; none is the server.
    pub by: Option<AccountId>,
    /// When.
    pub at: Millis,
}

impl FromRow for Saved {
    fn from_row(row: &Row) -> Result<Self> {
        let by = row.get::<Option<String>>("saved_by")?.map(AccountId::from);
        Ok(Self { no: row.get("no")?, by, at: row.get("saved_at")? })
    }
}

/// The versions of a report, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(scope: &mut Scope, report: &str) -> Result<Vec<Saved>> {
    let sql = "SELECT no, saved_by, saved_at FROM report_versions WHERE tenant_id = $1 AND report_id = $2 ORDER BY no DESC";
    scope.all(sql, params![report]).await
}

pub(super) async fn insert(scope: &mut WriteScope, report: &Report, now: Millis) -> Result<()> {
    scope
        .execute(
            "INSERT INTO reports (tenant_id, report_id, kind, year, stage, no, version, reminded, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $8)",
            params![
                &report.id,
                &report.kind,
                i64::from(report.year),
                report.stage.as_str(),
                report.no,
                report.version,
                now
            ],
        )
        .await
        .map(drop)
}

pub(super) async fn insert_version(
    scope: &mut WriteScope,
    report: &Report,
    (texts, figures, letterhead): (&Texts, &Figures, &Letterhead),
    by: Option<&AccountId>,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO report_versions (tenant_id, report_id, no, texts, figures, letterhead, saved_by, saved_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                &report.id,
                report.no,
                serde_json::to_string(texts)?,
                serde_json::to_string(figures)?,
                serde_json::to_string(letterhead)?,
                by,
                now
            ],
        )
        .await
        .map(drop)
}

/// Writes a report as it is now over the one that was read.
pub(super) async fn advance(scope: &mut WriteScope, was: &Report, is: &Report, now: Millis) -> Result<()> {
    let params: Vec<Param> = params![
        &was.id,
        was.version,
        is.stage.as_str(),
        is.no,
        is.returned.as_deref(),
        is.submitted_by.as_ref(),
        is.number,
        Some(is.symbol.as_str()).filter(|symbol| !symbol.is_empty()),
        is.signed,
        is.approved_by.as_ref(),
        is.approved_by.as_ref().map(|_| now),
        now
    ];
    scope
        .execute_one(
            "UPDATE reports SET version = version + 1, stage = $4, no = $5, returned_reason = $6, submitted_by = $7, \
             number = $8, symbol = $9, signed_on = $10, approved_by = $11, approved_at = $12, updated_at = $13 WHERE tenant_id = $1 AND report_id = $2 AND version = $3",
            params,
        )
        .await
}

/// Takes away a draft that nobody was sent.
pub(super) async fn delete(scope: &mut WriteScope, report: &Report) -> Result<()> {
    let sql = "DELETE FROM report_versions WHERE tenant_id = $1 AND report_id = $2";
    scope.execute(sql, params![&report.id]).await?;
    let sql =
        "DELETE FROM reports WHERE tenant_id = $1 AND report_id = $2 AND version = $3 AND stage = 'draft'";
    scope.execute_one(sql, params![&report.id, report.version]).await
}

impl FromRow for Recall {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            no: row.get("no")?,
            number: row.get("number")?,
            symbol: row.get("symbol")?,
            signed: row.date("signed_on")?.ok_or_else(|| Error::internal("signed on no day"))?,
            signed_by: row.get::<String>("signed_by")?.into(),
            reason: row.get("reason")?,
            by: row.get::<String>("recalled_by")?.into(),
            name: row.get("recalled_name")?,
            at: row.get("recalled_at")?,
        })
    }
}

/// The papers of a report that were taken back, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn recalls(scope: &mut Scope, report: &str) -> Result<Vec<Recall>> {
    let sql = "SELECT * FROM report_recalls WHERE tenant_id = $1 AND report_id = $2 ORDER BY no DESC";
    scope.all(sql, params![report]).await
}

pub(super) async fn insert_recall(scope: &mut WriteScope, report: &str, recall: &Recall) -> Result<()> {
    let sql = "INSERT INTO report_recalls (tenant_id, report_id, no, number, symbol, signed_on, signed_by, reason, recalled_by, \
               recalled_name, recalled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = params![
        report,
        recall.no,
        recall.number,
        &recall.symbol,
        recall.signed,
        &recall.signed_by,
        &recall.reason,
        &recall.by,
        &recall.name,
        recall.at
    ];
    scope.execute(sql, values).await.map(drop)
}

pub(super) async fn set_reminded(scope: &mut WriteScope, id: &str, step: &str) -> Result<()> {
    let sql = "UPDATE reports SET reminded = $3 WHERE tenant_id = $1 AND report_id = $2";
    scope.execute(sql, params![id, step]).await.map(drop)
}

// The series of papers.

impl FromRow for Given {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            symbol: row.get("symbol")?,
            on: row.date("signed_on")?.ok_or_else(|| Error::internal("signed on no day"))?,
        })
    }
}

pub(super) async fn insert_number(
    scope: &mut WriteScope,
    given: &Given,
    (kind, id): (&str, &str),
) -> Result<()> {
    let sql = "INSERT INTO paper_numbers (tenant_id, year, number, symbol, signed_on, subject_kind, subject_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![i64::from(given.on.year()), given.number, &given.symbol, given.on, kind, id];
    scope.execute(sql, values).await.map(drop)
}

pub(super) async fn number_of(scope: &mut Scope, (kind, id): (&str, &str)) -> Result<Option<Given>> {
    let sql = "SELECT number, symbol, signed_on FROM paper_numbers WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3 \
               ORDER BY year DESC, number DESC LIMIT 1";
    scope.optional(sql, params![kind, id]).await
}

// How papers look.

struct Head(Letterhead);

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.json("letterhead")?))
    }
}

pub(super) async fn letterhead(scope: &mut Scope, day: Date) -> Result<Option<Letterhead>> {
    let sql = "SELECT letterhead FROM paper_settings WHERE tenant_id = $1 AND from_on <= $2 ORDER BY from_on DESC LIMIT 1";
    Ok(scope.optional::<Head>(sql, params![day]).await?.map(|head| head.0))
}

pub(super) async fn set_letterhead(
    scope: &mut WriteScope,
    from: Date,
    letterhead: &Letterhead,
    by: &AccountId,
    now: Millis,
) -> Result<()> {
    scope
        .execute(
            "INSERT INTO paper_settings (tenant_id, from_on, letterhead, set_by, set_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (tenant_id, from_on) DO UPDATE SET letterhead = excluded.letterhead, set_by = excluded.set_by, \
             set_at = excluded.set_at",
            params![from, serde_json::to_string(letterhead)?, by, now],
        )
        .await
        .map(drop)
}

/// The day on which a site came into being: that of its first name, or the one on which it was opened, if later.
pub(super) async fn came_into_being(platform: &mut Platform, tenant: &TenantId) -> Result<Option<Date>> {
    struct First(Option<Date>);
    impl FromRow for First {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.date("first_on")?))
        }
    }
    let sql = "SELECT MIN(from_on) AS first_on FROM tenant_identities WHERE tenant_id = $1";
    let first = platform.optional::<First>(sql, params![tenant]).await?.and_then(|first| first.0);
    let sql = "SELECT opened_at AS n FROM tenant_preparations WHERE tenant_id = $1 AND opened_at IS NOT NULL";
    let opened: Option<i64> = platform.optional(sql, params![tenant]).await?;
    Ok(first.max(opened.map(|at| crate::base::clock::local(at).date())))
}

struct Body(String, String);

impl FromRow for Body {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("tenant_id")?, row.get("body")?))
    }
}

/// What the body behind every site is called, by the site's id: the latest name.
pub(super) async fn bodies(platform: &mut Platform) -> Result<BTreeMap<String, String>> {
    let sql = "SELECT tenant_id, body FROM tenant_identities ORDER BY from_on";
    Ok(platform.all::<Body>(sql, vec![]).await?.into_iter().map(|body| (body.0, body.1)).collect())
}
