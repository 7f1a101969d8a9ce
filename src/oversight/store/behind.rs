//! The SQL of the lists behind figures: what lies there, which letters were written, who has a task.

use sqlx::AssertSqlSafe;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::Result;
use crate::base::id::{EditionId, MailId};
use crate::base::scope::Scope;
use crate::items::kinds::record::PROCEDURES;
use crate::params;

use super::super::lists::Stretch;
use super::{CONFIRMED, INACCESSIBLE, Lying, SINCE, UNDELIVERED};

fn limit(stretch: Stretch) -> String {
    format!("LIMIT {} OFFSET {}", stretch.take, stretch.skip)
}

/// A text with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Which edition.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// Key of its unit.
    pub unit: String,
    /// Since when.
    pub at: Millis,
    /// What is said of it, where something is.
    pub said: String,
}

impl FromRow for Text {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            title: row.get("title")?,
            unit: row.get("unit_key")?,
            at: row.get("at")?,
            said: row.get("said")?,
        })
    }
}

/// Texts that wait for the board since before an instant, the longest first.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(scope: &mut Scope, since: Millis, stretch: Stretch) -> Result<Vec<Text>> {
    let sql = format!(
        "SELECT e.edition_id, e.title, e.unit_key, {SINCE} AS at, '' AS said FROM editions e \
         WHERE e.tenant_id = $1 AND e.state = 'submitted' AND {SINCE} < $2 ORDER BY at, e.edition_id {}",
        limit(stretch)
    );
    scope.all(AssertSqlSafe(sql), params![since]).await
}

/// Drafts that nobody touched since before an instant, by unit: how many, and since when the oldest. Never their words.
///
/// # Errors
/// When the database does not answer.
pub async fn drafts_by_unit(scope: &mut Scope, since: Millis) -> Result<Vec<(String, Lying)>> {
    struct OfUnit(String, Lying);
    impl FromRow for OfUnit {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("unit_key")?, Lying::from_row(row)?))
        }
    }
    let sql = "SELECT unit_key, COUNT(*) AS n_all, COUNT(*) AS n_old, MIN(updated_at) AS oldest FROM editions \
               WHERE tenant_id = $1 AND state = 'draft' AND updated_at < $2 GROUP BY unit_key ORDER BY 2 DESC, 1";
    let rows: Vec<OfUnit> = scope.all(sql, params![since]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// What was made live in an emergency and waits for a confirmation.
///
/// # Errors
/// When the database does not answer.
pub async fn emergencies(scope: &mut Scope, stretch: Stretch) -> Result<Vec<(Text, Millis)>> {
    struct Urgent(Text, Millis);
    impl FromRow for Urgent {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(Text::from_row(row)?, row.get("confirm_before")?))
        }
    }
    let sql = format!(
        "SELECT e.edition_id, e.title, e.unit_key, g.published_at AS at, g.reason AS said, g.confirm_before FROM emergencies g \
         JOIN editions e ON e.tenant_id = g.tenant_id AND e.edition_id = g.edition_id \
         WHERE g.tenant_id = $1 AND g.closed_at IS NULL ORDER BY g.confirm_before, e.edition_id {}",
        limit(stretch)
    );
    let rows: Vec<Urgent> = scope.all(AssertSqlSafe(sql), vec![]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}

/// Live texts that not everybody can read.
///
/// # Errors
/// When the database does not answer.
pub async fn inaccessible(scope: &mut Scope, stretch: Stretch) -> Result<Vec<Text>> {
    let sql = format!(
        "SELECT e.edition_id, e.title, e.unit_key, COALESCE(e.live_from, e.updated_at) AS at, a.found AS said {INACCESSIBLE} \
         ORDER BY a.item_id DESC {}",
        limit(stretch)
    );
    scope.all(AssertSqlSafe(sql), vec![]).await
}

/// Procedures that nobody confirmed since an instant, the longest first.
///
/// # Errors
/// When the database does not answer.
pub async fn unconfirmed_procedures(scope: &mut Scope, since: Millis, stretch: Stretch) -> Result<Vec<Text>> {
    let sql = format!(
        "SELECT c.edition_id, c.title, c.unit_key, c.at, '' AS said FROM ({CONFIRMED}) c WHERE c.at < $3 \
         ORDER BY c.at, c.edition_id {}",
        limit(stretch)
    );
    scope.all(AssertSqlSafe(sql), params![PROCEDURES.key, since]).await
}

/// A letter that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Which.
    pub mail: MailId,
    /// To whom, in a word.
    pub label: String,
    /// The pattern that tells what it is.
    pub key: String,
    /// Its state's word.
    pub state: String,
    /// When it was written.
    pub at: Millis,
}

impl FromRow for Undelivered {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            mail: row.get::<String>("mail_id")?.into(),
            label: row.get("recipient_label")?,
            key: row.get("dedupe_key")?,
            state: row.get("state")?,
            at: row.get("created_at")?,
        })
    }
}

/// Letters to units that did not arrive, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn undelivered(scope: &mut Scope, since: Millis, stretch: Stretch) -> Result<Vec<Undelivered>> {
    let sql = format!(
        "SELECT o.mail_id, o.recipient_label, o.dedupe_key, o.state, o.created_at FROM outbox o \
         WHERE o.tenant_id = $1 AND {UNDELIVERED} ORDER BY o.created_at DESC, o.mail_id {}",
        limit(stretch)
    );
    scope.all(AssertSqlSafe(sql), params![since]).await
}

/// A letter as it fares, by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its key.
    pub key: String,
    /// To whom, in a word.
    pub label: String,
    /// When it was written.
    pub at: Millis,
    /// The word of its state, or of that of the letter that repeats it.
    pub state: String,
}

impl FromRow for Written {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            key: row.get("dedupe_key")?,
            label: row.get("recipient_label")?,
            at: row.get("created_at")?,
            state: row.get("state")?,
        })
    }
}

/// Those of these letters that were written.
///
/// # Errors
/// When the database does not answer.
pub async fn letters(scope: &mut Scope, keys: &[String]) -> Result<Vec<Written>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..keys.len()).map(|n| format!("${}", n + 2)).collect();
    let sql = format!(
        "SELECT o.dedupe_key, o.recipient_label, o.created_at, COALESCE(n.state, o.state) AS state FROM outbox o \
         LEFT JOIN outbox n ON n.tenant_id = o.tenant_id AND n.mail_id = o.resent_as \
         WHERE o.tenant_id = $1 AND o.dedupe_key IN ({}) ORDER BY o.created_at",
        places.join(", ")
    );
    scope.all(AssertSqlSafe(sql), keys.iter().map(Param::from).collect()).await
}

/// Who has a task of one of these kinds, and since when.
///
/// # Errors
/// When the database does not answer.
pub async fn tasked(scope: &mut Scope, kind: &str) -> Result<Vec<(String, Millis)>> {
    struct Tasked(String, Millis);
    impl FromRow for Tasked {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("account_id")?, row.get("created_at")?))
        }
    }
    let sql = "SELECT account_id, created_at FROM tasks WHERE tenant_id = $1 AND kind = $2 AND done_at IS NULL \
               ORDER BY created_at DESC LIMIT 20";
    let rows: Vec<Tasked> = scope.all(sql, params![kind]).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}
