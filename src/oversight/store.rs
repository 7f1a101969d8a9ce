//! The SQL of figures, lists and reminders, and nobody else's.

mod behind;

use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, ItemId, RevisionId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::items::kinds::record::PROCEDURES;
use crate::params;

use super::Figures;

pub use behind::{
    Text, Undelivered, Written, drafts_by_unit, emergencies, inaccessible, letters, tasked,
    unconfirmed_procedures, undelivered, waiting,
};

// What is counted of one site.

/// How many there are, how many of them lie for long, and since when the oldest does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lying {
    /// All.
    pub all: i64,
    /// Those that lie for long.
    pub old: i64,
    /// Since when the oldest lies.
    pub oldest: Option<Millis>,
}

impl FromRow for Lying {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { all: row.get("n_all")?, old: row.get("n_old")?, oldest: row.get("oldest")? })
    }
}

/// Since when an edition stands as it does.
const SINCE: &str =
    "CASE WHEN e.state = 'submitted' THEN COALESCE(e.submitted_at, e.updated_at) ELSE e.updated_at END";

/// The number in the site's head.
///
/// # Errors
/// When the database does not answer.
pub async fn head(scope: &mut Scope) -> Result<i64> {
    scope.one("SELECT seq AS n FROM tenant_heads WHERE tenant_id = $1", vec![]).await
}

/// Editions in one state.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(scope: &mut Scope, state: &str, since: Millis) -> Result<Lying> {
    let sql = format!(
        "SELECT COUNT(*) AS n_all, COALESCE(SUM(CASE WHEN {SINCE} < $3 THEN 1 ELSE 0 END), 0) AS n_old, \
         MIN({SINCE}) AS oldest FROM editions e WHERE e.tenant_id = $1 AND e.state = $2"
    );
    scope.one(AssertSqlSafe(sql), params![state, since]).await
}

/// What is before readers.
///
/// # Errors
/// When the database does not answer.
pub async fn count_live(scope: &mut Scope) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM items WHERE tenant_id = $1 AND live_edition_id IS NOT NULL AND archived_on IS NULL";
    scope.one(sql, vec![]).await
}

/// What first came before readers since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn count_first_seen(scope: &mut Scope, since: Millis) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM editions WHERE tenant_id = $1 AND no = 1 AND live_from >= $2";
    scope.one(sql, params![since]).await
}

/// Letters to units and offices that did not arrive and were not sent again.
const UNDELIVERED: &str = "o.class IN ('unit', 'reminder') AND o.state IN ('bounced', 'dead') AND o.resent_as IS NULL \
     AND o.subject_kind <> 'sealed' AND o.created_at >= $2";

/// How many there are since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn count_undelivered(scope: &mut Scope, since: Millis) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) AS n FROM outbox o WHERE o.tenant_id = $1 AND {UNDELIVERED}");
    scope.one(AssertSqlSafe(sql), params![since]).await
}

/// Emergency publications that wait for a confirmation.
///
/// # Errors
/// When the database does not answer.
pub async fn count_unconfirmed(scope: &mut Scope) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM emergencies WHERE tenant_id = $1 AND closed_at IS NULL";
    scope.one(sql, vec![]).await
}

/// Live texts in which a check of access finds something.
const INACCESSIBLE: &str = "FROM item_access a JOIN items i ON i.tenant_id = a.tenant_id AND i.item_id = a.item_id \
     JOIN editions e ON e.tenant_id = a.tenant_id AND e.edition_id = a.edition_id \
     WHERE a.tenant_id = $1 AND a.found <> '' AND i.live_edition_id = a.edition_id AND i.archived_on IS NULL";

/// How many there are.
///
/// # Errors
/// When the database does not answer.
pub async fn count_inaccessible(scope: &mut Scope) -> Result<i64> {
    scope.one(AssertSqlSafe(format!("SELECT COUNT(*) AS n {INACCESSIBLE}")), vec![]).await
}

/// Procedures before readers, each with the moment when somebody last confirmed it: `$2` is their register.
const CONFIRMED: &str = "SELECT e.edition_id, e.title, e.unit_key, CASE WHEN COALESCE(t.reviewed_at, 0) > COALESCE(e.live_from, 0) \
     THEN t.reviewed_at ELSE COALESCE(e.live_from, 0) END AS at FROM record_facts f \
     JOIN items i ON i.tenant_id = f.tenant_id AND i.item_id = f.item_id \
     JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
     LEFT JOIN terms t ON t.tenant_id = i.tenant_id AND t.item_id = i.item_id \
     WHERE f.tenant_id = $1 AND f.fact_key = 'register' AND f.value = $2 AND i.archived_on IS NULL";

/// Procedures, and those that nobody confirmed since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn procedures(scope: &mut Scope, since: Millis) -> Result<Lying> {
    let sql = format!(
        "SELECT COUNT(*) AS n_all, COALESCE(SUM(CASE WHEN c.at < $3 THEN 1 ELSE 0 END), 0) AS n_old, MIN(c.at) AS oldest \
         FROM ({CONFIRMED}) c"
    );
    scope.one(AssertSqlSafe(sql), params![PROCEDURES.key, since]).await
}

struct Counted(String, i64);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get("word")?, row.get("n")?))
    }
}

fn pairs(rows: Vec<Counted>) -> Vec<(String, i64)> {
    rows.into_iter().map(|row| (row.0, row.1)).collect()
}

/// What each unit sent to the board between two instants that was not returned; what was imported many at once is no supply.
///
/// # Errors
/// When the database does not answer.
pub async fn sent_by_unit(scope: &mut Scope, from: Millis, until: Millis) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT unit_key AS word, COUNT(*) AS n FROM editions WHERE tenant_id = $1 AND no = 1 AND batch_id IS NULL \
               AND state <> 'draft' AND submitted_at >= $2 AND submitted_at < $3 GROUP BY unit_key";
    scope.all(sql, params![from, until]).await.map(pairs)
}

// What is kept of every site.

/// A site's figures of a day.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Whose.
    pub tenant: TenantId,
    /// The head's number when they were counted.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// They.
    pub figures: Figures,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            seq: row.get("seq")?,
            at: row.get("counted_at")?,
            figures: row.json("figures")?,
        })
    }
}

/// The sites whose figures of a day are not there, are of another number, or were counted before an instant; what was
/// counted longest ago first.
///
/// # Errors
/// When the database does not answer.
pub async fn moved(
    platform: &mut Platform,
    today: Date,
    before: Millis,
    most: usize,
) -> Result<Vec<TenantId>> {
    let sql = format!(
        "SELECT t.tenant_id AS s FROM tenants t JOIN tenant_heads h ON h.tenant_id = t.tenant_id \
         LEFT JOIN tenant_figures f ON f.tenant_id = t.tenant_id AND f.on_day = $1 \
         WHERE f.tenant_id IS NULL OR f.seq <> h.seq OR f.counted_at < $2 \
         ORDER BY COALESCE(f.counted_at, 0), t.position, t.tenant_id LIMIT {most}"
    );
    let ids: Vec<String> = platform.all(AssertSqlSafe(sql), params![today, before]).await?;
    Ok(ids.into_iter().map(TenantId::from).collect())
}

/// Keeps a site's figures of a day; days long past are kept by the last of their month only.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    platform: &mut PlatformWrite,
    day: Date,
    thin: Date,
    kept: &Kept,
    score: i64,
) -> Result<()> {
    let sql = "INSERT INTO tenant_figures (tenant_id, on_day, seq, counted_at, score, figures) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (tenant_id, on_day) DO UPDATE SET seq = excluded.seq, counted_at = excluded.counted_at, \
               score = excluded.score, figures = excluded.figures";
    let figures = serde_json::to_string(&kept.figures)?;
    platform.execute(sql, params![&kept.tenant, day, kept.seq, kept.at, score, figures]).await?;
    let sql = "DELETE FROM tenant_figures WHERE tenant_id = $1 AND on_day < $2 AND EXISTS (SELECT 1 FROM tenant_figures g \
               WHERE g.tenant_id = $1 AND g.on_day > tenant_figures.on_day \
               AND SUBSTR(g.on_day, 1, 7) = SUBSTR(tenant_figures.on_day, 1, 7))";
    platform.execute(sql, params![&kept.tenant, thin]).await.map(drop)
}

/// The last figures of every site.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(platform: &mut Platform) -> Result<Vec<Kept>> {
    let sql = "SELECT f.* FROM tenants t JOIN tenant_figures f ON f.tenant_id = t.tenant_id AND f.on_day = \
               (SELECT MAX(g.on_day) FROM tenant_figures g WHERE g.tenant_id = t.tenant_id)";
    platform.all(sql, vec![]).await
}

/// A day's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayScore {
    /// The day.
    pub day: Date,
    /// The score.
    pub score: i64,
}

impl FromRow for DayScore {
    fn from_row(row: &Row) -> Result<Self> {
        let day = row.date("on_day")?.ok_or_else(|| Error::internal("a score without a day"))?;
        Ok(Self { day, score: row.get("score")? })
    }
}

/// A site's scores since a day, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn scores(scope: &mut Scope, since: Date) -> Result<Vec<DayScore>> {
    let sql =
        "SELECT on_day, score FROM tenant_figures WHERE tenant_id = $1 AND on_day >= $2 ORDER BY on_day";
    scope.all(sql, params![since]).await
}

/// What must be of this minute, of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Whose.
    pub tenant: TenantId,
    /// Questions that wait for somebody.
    pub open: i64,
    /// Of these, those past their last day.
    pub overdue: i64,
    /// The latest last day among them.
    pub newest: Option<Date>,
}

impl FromRow for Live {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            newest: row.date("newest_on")?,
            tenant: row.get::<String>("tenant_id")?.into(),
            open: row.get("n_open")?,
            overdue: row.get("n_overdue")?,
        })
    }
}

/// The open questions of every site that has some.
///
/// # Errors
/// When the database does not answer.
pub async fn live(platform: &mut Platform, today: Date) -> Result<Vec<Live>> {
    let sql = "SELECT q.tenant_id, MAX(CASE WHEN q.state <> 'clarification' AND q.due_on < $1 THEN q.due_on END) AS newest_on, \
               COUNT(*) AS n_open, COALESCE(SUM(CASE WHEN q.state <> 'clarification' AND q.due_on < $1 \
               THEN 1 ELSE 0 END), 0) AS n_overdue FROM questions q WHERE q.settled_at IS NULL GROUP BY q.tenant_id";
    platform.all(sql, params![today]).await
}

/// The emergency publications that wait for a confirmation, by site.
///
/// # Errors
/// When the database does not answer.
pub async fn unconfirmed(platform: &mut Platform) -> Result<Vec<(String, i64)>> {
    let sql =
        "SELECT tenant_id AS word, COUNT(*) AS n FROM emergencies WHERE closed_at IS NULL GROUP BY tenant_id";
    platform.all(sql, vec![]).await.map(pairs)
}

// Access.

/// An item whose live text was not looked at, or that has none any more.
#[derive(Clone, Debug)]
pub struct Unlooked {
    /// Which.
    pub item: ItemId,
    /// What is live of it, with its words.
    pub live: Option<(EditionId, RevisionId)>,
}

impl FromRow for Unlooked {
    fn from_row(row: &Row) -> Result<Self> {
        let edition: Option<String> = row.get("edition_id")?;
        let revision: Option<String> = row.get("revision_id")?;
        Ok(Self {
            item: row.get::<String>("item_id")?.into(),
            live: edition.zip(revision).map(|(edition, revision)| (edition.into(), revision.into())),
        })
    }
}

/// Some of them.
///
/// # Errors
/// When the database does not answer.
pub async fn unlooked(scope: &mut Scope, most: usize) -> Result<Vec<Unlooked>> {
    let sql = format!(
        "SELECT i.item_id, e.edition_id, e.revision_id FROM items i \
         LEFT JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
         LEFT JOIN item_access a ON a.tenant_id = i.tenant_id AND a.item_id = i.item_id WHERE i.tenant_id = $1 AND \
         ((i.live_edition_id IS NOT NULL AND (a.edition_id IS NULL OR a.edition_id <> i.live_edition_id OR a.again)) \
         OR (i.live_edition_id IS NULL AND a.edition_id IS NOT NULL)) LIMIT {most}"
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// Up to which change the pictures were followed, and the site's number now.
///
/// # Errors
/// When the database does not answer.
pub async fn access_cursor(scope: &mut Scope) -> Result<(i64, i64)> {
    let sql = "SELECT seq AS n FROM access_cursors WHERE tenant_id = $1";
    let followed: Option<i64> = scope.optional(sql, vec![]).await?;
    Ok((followed.unwrap_or(0), head(scope).await?))
}

/// How often files changed between two numbers.
///
/// # Errors
/// When the database does not answer.
pub async fn count_changed_files(scope: &mut Scope, from: i64, until: i64) -> Result<i64> {
    let sql =
        "SELECT COUNT(*) AS n FROM changes WHERE tenant_id = $1 AND seq > $2 AND seq <= $3 AND kind = 'file'";
    scope.one(sql, params![from, until]).await
}

/// Has the texts that use a file which changed between two numbers looked at again.
///
/// # Errors
/// When the database refuses.
pub async fn look_again(scope: &mut WriteScope, from: i64, until: i64) -> Result<()> {
    let sql = "UPDATE item_access SET again = TRUE WHERE tenant_id = $1 AND item_id IN (SELECT e.item_id FROM changes c \
               JOIN file_uses u ON u.tenant_id = c.tenant_id AND u.file_id = c.entity_id \
               JOIN editions e ON e.tenant_id = u.tenant_id AND e.edition_id = u.edition_id \
               WHERE c.tenant_id = $1 AND c.seq > $2 AND c.seq <= $3 AND c.kind = 'file')";
    scope.execute(sql, params![from, until]).await.map(drop)
}

/// Moves the cursor.
///
/// # Errors
/// When the database refuses.
pub async fn move_access_cursor(scope: &mut WriteScope, seq: i64) -> Result<()> {
    let sql = "INSERT INTO access_cursors (tenant_id, seq) VALUES ($1, $2) \
               ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq";
    scope.execute(sql, params![seq]).await.map(drop)
}

/// What the checks found in an edition.
///
/// # Errors
/// When the database refuses.
pub async fn put_found(
    scope: &mut WriteScope,
    item: &ItemId,
    edition: &EditionId,
    found: &str,
) -> Result<()> {
    let sql = "INSERT INTO item_access (tenant_id, item_id, edition_id, found) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (tenant_id, item_id) DO UPDATE SET edition_id = excluded.edition_id, found = excluded.found, \
               again = FALSE";
    scope.execute(sql, params![item, edition, found]).await.map(drop)
}

/// Nothing is live of an item.
///
/// # Errors
/// When the database refuses.
pub async fn forget_found(scope: &mut WriteScope, item: &ItemId) -> Result<()> {
    let sql = "DELETE FROM item_access WHERE tenant_id = $1 AND item_id = $2";
    scope.execute(sql, params![item]).await.map(drop)
}
