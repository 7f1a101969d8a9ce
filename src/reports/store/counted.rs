//! The SQL of what reports count: what came before readers, consultations, openings, outages, runs of payment.

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::{Millis, plus_days, start_of};
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::Scope;
use crate::base::working_days::Calendar;
use crate::params;
use crate::tenants::SectionKey;

/// The instants of a span of days, the last day within it.
pub fn instants(from: Date, until: Date) -> (Millis, Millis) {
    (start_of(from), start_of(plus_days(until, 1)))
}

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

/// Of an edition `e`, that readers first saw its item with it.
pub(super) const FIRST: &str = "NOT EXISTS (SELECT 1 FROM editions f WHERE f.tenant_id = e.tenant_id AND f.item_id = e.item_id \
     AND f.live_from < e.live_from)";

async fn first_seen(scope: &mut Scope, from: Date, until: Date, batches: &str) -> Result<Vec<Shown>> {
    let (begin, end) = instants(from, until);
    let sql = format!(
        "SELECT e.edition_id, e.title, e.unit_key, e.created_by, e.batch_id, e.live_from, i.kind, i.section_key, \
         CASE WHEN e.batch_id IS NULL AND i.kind <> 'record' THEN r.content END AS content \
         FROM editions e JOIN items i ON i.tenant_id = e.tenant_id AND i.item_id = e.item_id \
         JOIN revisions r ON r.tenant_id = e.tenant_id AND r.revision_id = e.revision_id \
         WHERE e.tenant_id = $1 AND e.live_from >= $2 AND e.live_from < $3{batches} AND {FIRST} \
         ORDER BY e.live_from DESC, e.edition_id"
    );
    scope.all(AssertSqlSafe(sql), params![begin, end]).await
}

/// What first came before readers between two days, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Shown>> {
    first_seen(scope, from, until, "").await
}

/// The same one by one: without what was brought in with many others, of which there may be any number.
///
/// # Errors
/// When the database does not answer.
pub async fn fresh(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Shown>> {
    first_seen(scope, from, until, " AND e.batch_id IS NULL").await
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

/// What became of a comment `m` by an instant that stands in a place of the query.
pub(super) fn comment_state(end: &str) -> String {
    format!("CASE WHEN m.moderated_at < {end} THEN m.state ELSE 'waiting' END")
}

/// Consultations that were open on some day of a span, the earliest first, with the comments of these days alone.
///
/// # Errors
/// When the database does not answer.
pub async fn consulted(scope: &mut Scope, from: Date, until: Date) -> Result<Vec<Consulted>> {
    let (begin, end) = instants(from, until);
    let sql = format!(
        "SELECT c.consultation_id, c.title, COUNT(m.comment_id) AS received, \
         COUNT(CASE WHEN m.state = 'shown' THEN 1 END) AS shown, \
         COUNT(CASE WHEN m.state = 'withheld' THEN 1 END) AS withheld, \
         COUNT(CASE WHEN m.state = 'waiting' THEN 1 END) AS waiting \
         FROM consultations c LEFT JOIN (SELECT m.tenant_id, m.consultation_id, m.comment_id, {} AS state \
         FROM consultation_comments m WHERE m.tenant_id = $1 AND m.received_at >= $4 AND m.received_at < $5) m \
         ON m.tenant_id = c.tenant_id AND m.consultation_id = c.consultation_id \
         WHERE c.tenant_id = $1 AND c.approved_at < $5 AND c.begins_on <= $3 AND c.ends_on >= $2 \
         GROUP BY c.consultation_id, c.title, c.begins_on ORDER BY c.begins_on, c.consultation_id",
        comment_state("$5")
    );
    scope.all(AssertSqlSafe(sql), params![from, until, begin, end]).await
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
    let sql = "SELECT received_at, settled_on FROM questions WHERE tenant_id = $1 AND received_at >= $2 AND received_at < $3 \
         AND settled_on IS NOT NULL";
    let rows: Vec<Over> = scope.all(sql, params![begin, end]).await?;
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

/// What the runs between two days withheld.
///
/// # Errors
/// When the database does not answer.
pub async fn runs_tax(scope: &mut Scope, from: Date, until: Date) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(SUM(tax), 0) AS BIGINT) AS n FROM royalty_runs WHERE tenant_id = $1 AND pay_on >= $2 \
               AND pay_on <= $3";
    scope.one(sql, params![from, until]).await
}
