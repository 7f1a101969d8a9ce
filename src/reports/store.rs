//! The SQL of reports and of what they count, and nobody else's; of other capabilities' tables it only reads.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, TenantId};
use crate::base::scope::{Platform, Scope, WriteScope};
use crate::base::working_days::Calendar;
use crate::params;
use crate::tenants::SectionKey;

use super::figures::Figures;
use super::letterhead::Letterhead;
use super::recall::Recall;
use super::{Report, Stage, Texts, Version};

/// The most items that are counted or listed.
const MOST: usize = 50_000;

/// The instants of a span of days, the last day within it.
pub fn instants(from: Date, until: Date) -> (Millis, Millis) {
    (start_of(from), start_of(plus_days(until, 1)))
}

// What reports count.

/// An item as it first came before readers.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The edition that readers saw first.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// Its kind's word.
    pub kind: String,
    /// Its section.
    pub section: SectionKey,
    /// Its unit.
    pub unit: String,
    /// Who began it.
    pub by: Option<AccountId>,
    /// When readers first saw it.
    pub at: Millis,
    /// Whether it was brought in with many others.
    pub imported: bool,
    /// The genre of news, the type of a document; "" elsewhere.
    pub form: String,
}

/// Of what an edition says, what it is counted by.
#[derive(serde::Deserialize)]
struct Form {
    #[serde(default)]
    genre: String,
    #[serde(default)]
    doc_type: String,
}

impl FromRow for Shown {
    fn from_row(row: &Row) -> Result<Self> {
        let key: String = row.get("section_key")?;
        let kind: String = row.get("kind")?;
        let content: Option<String> = row.get("content")?;
        // What was purged says nothing any more, and is counted all the same.
        let form = content.and_then(|content| serde_json::from_str::<Form>(&content).ok());
        let form =
            form.map_or_else(String::new, |form| if kind == "document" { form.doc_type } else { form.genre });
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            section: SectionKey::parse(&key)
                .ok_or_else(|| Error::internal(format!("unknown section {key}")))?,
            unit: row.get("unit_key")?,
            by: row.get::<Option<String>>("created_by")?.map(AccountId::from),
            at: row.get("live_from")?,
            imported: row.get::<Option<String>>("batch_id")?.is_some(),
            form,
            kind,
        })
    }
}

/// What first came before readers between two days, the latest first.
pub async fn shown(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Shown>> {
    let (begin, end) = instants(from, until);
    let sql = format!(
        "SELECT e.edition_id, e.title, e.unit_key, e.created_by, e.batch_id, e.live_from, i.kind, i.section_key, \
         CASE WHEN e.batch_id IS NULL AND i.kind <> 'record' THEN r.content END AS content \
         FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id \
         JOIN revisions r ON r.tenant_id = e.tenant_id AND r.revision_id = e.revision_id \
         WHERE e.tenant_id = $1 AND e.live_from >= $2 AND e.live_from < $3 AND NOT EXISTS (SELECT 1 FROM editions f \
         WHERE f.tenant_id = e.tenant_id AND f.item_id = e.item_id AND f.live_from < e.live_from) \
         ORDER BY e.live_from DESC, e.edition_id LIMIT {MOST}"
    );
    scope.all(AssertSqlSafe(sql), params![begin, end]).await
}

/// A change of what readers saw: the edition and when.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The edition.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// When.
    pub at: Millis,
}

impl FromRow for Changed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            unit: row.get("unit_key")?,
            at: row.get("at")?,
        })
    }
}

/// Corrections that came before readers between two days, the latest first.
pub async fn corrected(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Changed>> {
    let (begin, end) = instants(from, until);
    let sql = format!(
        "SELECT e.edition_id, e.title, e.unit_key, e.live_from AS at FROM editions e WHERE e.tenant_id = $1 AND e.live_from >= $2 \
         AND e.live_from < $3 AND EXISTS (SELECT 1 FROM editions f WHERE f.tenant_id = e.tenant_id AND f.item_id = e.item_id \
         AND f.live_from < e.live_from) ORDER BY e.live_from DESC, e.edition_id LIMIT {MOST}"
    );
    scope.all(AssertSqlSafe(sql), params![begin, end]).await
}

/// What was taken from readers between two days, the latest first: once for every time that it was.
pub async fn withdrawn(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Changed>> {
    let (begin, end) = instants(from, until);
    let sql = format!(
        "SELECT e.edition_id, e.title, e.unit_key, a.at FROM audit_events a JOIN editions e ON e.tenant_id = a.tenant_id AND \
         e.item_id = a.subject_id AND e.no = 1 WHERE a.tenant_id = $1 AND a.action = 'item.withdraw' AND \
         a.subject_kind = 'item' AND a.at >= $2 AND a.at < $3 ORDER BY a.seq DESC LIMIT {MOST}"
    );
    scope.all(AssertSqlSafe(sql), params![begin, end]).await
}

/// A consultation with what became of its comments.
#[derive(Clone, Debug)]
pub struct Consulted {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Comments received, shown, withheld, waiting.
    pub counts: [i64; 4],
}

impl FromRow for Consulted {
    fn from_row(row: &Row) -> Result<Self> {
        let counts = [row.get("received")?, row.get("shown")?, row.get("withheld")?, row.get("waiting")?];
        Ok(Self { id: row.get("consultation_id")?, title: row.get("title")?, counts })
    }
}

/// Consultations that were open on some day of a span, the earliest first.
pub async fn consulted(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Consulted>> {
    scope
        .all(
            "SELECT c.consultation_id, c.title, COUNT(m.comment_id) AS received, \
             COUNT(CASE WHEN m.state = 'shown' THEN 1 END) AS shown, \
             COUNT(CASE WHEN m.state = 'withheld' THEN 1 END) AS withheld, \
             COUNT(CASE WHEN m.state = 'waiting' THEN 1 END) AS waiting \
             FROM consultations c LEFT JOIN consultation_comments m ON m.tenant_id = c.tenant_id AND \
             m.consultation_id = c.consultation_id WHERE c.tenant_id = $1 AND c.approved_at IS NOT NULL AND \
             c.begins_on <= $3 AND c.ends_on >= $2 GROUP BY c.consultation_id, c.title, c.begins_on \
             ORDER BY c.begins_on, c.consultation_id",
            params![from, until],
        )
        .await
}

/// How often the ways out of procedures were opened in the months between two days.
pub async fn openings(scope: &mut Scope, from: Date, until: Date) -> Result<i64> {
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    let sql = "SELECT CAST(COALESCE(SUM(openings), 0) AS BIGINT) AS n FROM record_openings WHERE tenant_id = $1 \
               AND month >= $2 AND month <= $3";
    scope.one(sql, params![month(from), month(until)]).await
}

/// How many working days each question took that was received between two days and is over, in order.
pub async fn waited(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<i64>> {
    struct Over(Millis, Option<Date>);
    impl FromRow for Over {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("received_at")?, row.date("settled_on")?))
        }
    }
    let (begin, end) = instants(from, until);
    let sql = format!(
        "SELECT received_at, settled_on FROM questions WHERE tenant_id = $1 AND received_at >= $2 AND received_at < $3 \
         AND settled_on IS NOT NULL LIMIT {MOST}"
    );
    let rows: Vec<Over> = scope.all(AssertSqlSafe(sql), params![begin, end]).await?;
    let days = rows.into_iter().filter_map(|Over(at, on)| {
        Some(Calendar::official().between(crate::base::clock::local(at).date(), on?).max(0))
    });
    let mut days: Vec<i64> = days.collect();
    days.sort_unstable();
    Ok(days)
}

/// How many planned outages began between two days.
pub async fn outages(scope: &mut Scope, from: Date, until: Date) -> Result<i64> {
    let (begin, end) = instants(from, until);
    let planned = crate::notices::between(scope, begin, end).await?.len();
    Ok(i64::try_from(planned).unwrap_or(i64::MAX))
}

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
