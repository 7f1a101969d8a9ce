//! The SQL of the calendar, and nobody else's.

use jiff::civil::{Date, Time};

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::{Entry, Work};

fn stored(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn read(text: &str) -> Result<Time> {
    super::time(text).ok_or_else(|| Error::internal(format!("no time: {text}")))
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        let ends: Option<String> = row.get("ends")?;
        Ok(Self {
            id: row.get("entry_id")?,
            work: Work {
                day: row.date("day")?.ok_or_else(|| Error::internal("an entry without a day"))?,
                begins: read(&row.get::<String>("begins")?)?,
                ends: ends.as_deref().map(read).transpose()?,
                what: row.get("what")?,
                place: row.get("place")?,
                presides: row.get("presides")?,
                attends: row.get("attends")?,
                unit: row.get("unit_key")?,
                regular: row.get("regular")?,
            },
            public: row.get("is_public")?,
            changed: row.get("change_note")?,
            cancelled: row.get("cancel_reason")?,
            version: row.get("version")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

/// The entries of some days, both included, in order of time; all of them, or what everybody reads.
///
/// # Errors
/// When the database does not answer.
pub async fn between(scope: &mut Scope, first: Date, last: Date, public_only: bool) -> Result<Vec<Entry>> {
    scope
        .all(
            "SELECT * FROM schedule_entries WHERE tenant_id = $1 AND day >= $2 AND day <= $3 AND (is_public OR NOT $4) \
             ORDER BY day, begins, entry_id LIMIT 2000",
            params![first.to_string(), last.to_string(), public_only],
        )
        .await
}

/// One entry.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get(scope: &mut Scope, id: &str) -> Result<Entry> {
    scope.one("SELECT * FROM schedule_entries WHERE tenant_id = $1 AND entry_id = $2", params![id]).await
}

/// The first and the last day of what everybody reads.
///
/// # Errors
/// When the database does not answer.
pub async fn public_span(scope: &mut Scope) -> Result<Option<(Date, Date)>> {
    struct Span(Option<Date>, Option<Date>);
    impl FromRow for Span {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.date("first_day")?, row.date("last_day")?))
        }
    }
    let sql = "SELECT MIN(day) AS first_day, MAX(day) AS last_day FROM schedule_entries WHERE tenant_id = $1 AND is_public";
    let Span(first, last) = scope.one(sql, vec![]).await?;
    Ok(first.zip(last))
}

/// Whether nobody has written anything down yet.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn is_empty(scope: &mut Scope) -> Result<bool> {
    let count: i64 =
        scope.one("SELECT COUNT(*) AS n FROM schedule_entries WHERE tenant_id = $1", vec![]).await?;
    Ok(count == 0)
}

/// Writes an entry down, withheld; none where the same was copied already, to whichever day it was moved since. How many came.
pub(super) async fn insert(
    scope: &mut WriteScope,
    id: &str,
    work: &Work,
    by: Option<&AccountId>,
    copied_from: Option<&str>,
) -> Result<u64> {
    let now = scope.db().clock.now();
    scope
        .execute(
            "INSERT INTO schedule_entries (tenant_id, entry_id, day, begins, ends, what, place, presides, attends, unit_key, \
             regular, is_public, copied_from, created_by, updated_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE, $12, $13, $14, 1) \
             ON CONFLICT (tenant_id, copied_from) DO NOTHING",
            params![
                id,
                work.day.to_string(),
                stored(work.begins),
                work.ends.map(stored),
                &work.what,
                &work.place,
                &work.presides,
                &work.attends,
                &work.unit,
                work.regular,
                copied_from,
                by,
                now
            ],
        )
        .await
}

pub(super) async fn save(
    scope: &mut WriteScope,
    id: &str,
    version: i64,
    work: &Work,
    note: Option<&str>,
) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE schedule_entries SET day = $4, begins = $5, ends = $6, what = $7, place = $8, presides = $9, attends = $10, \
             unit_key = $11, regular = $12, change_note = $13, updated_at = $14, version = version + 1 \
             WHERE tenant_id = $1 AND entry_id = $2 AND version = $3",
            params![
                id,
                version,
                work.day.to_string(),
                stored(work.begins),
                work.ends.map(stored),
                &work.what,
                &work.place,
                &work.presides,
                &work.attends,
                &work.unit,
                work.regular,
                note,
                now
            ],
        )
        .await
}

pub(super) async fn cancel(scope: &mut WriteScope, id: &str, version: i64, reason: &str) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE schedule_entries SET cancelled_at = $4, cancel_reason = $5, updated_at = $4, version = version + 1 \
             WHERE tenant_id = $1 AND entry_id = $2 AND version = $3 AND cancelled_at IS NULL",
            params![id, version, now, reason],
        )
        .await
}

pub(super) async fn publish(scope: &mut WriteScope, id: &str, version: i64, by: &AccountId) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE schedule_entries SET is_public = TRUE, published_by = $4, published_at = $5, updated_at = $5, \
             version = version + 1 WHERE tenant_id = $1 AND entry_id = $2 AND version = $3 AND NOT is_public",
            params![id, version, by, now],
        )
        .await
}

pub(super) async fn withhold(scope: &mut WriteScope, id: &str, version: i64) -> Result<()> {
    let now = scope.db().clock.now();
    scope
        .execute_one(
            "UPDATE schedule_entries SET is_public = FALSE, change_note = NULL, updated_at = $4, version = version + 1 \
             WHERE tenant_id = $1 AND entry_id = $2 AND version = $3 AND is_public",
            params![id, version, now],
        )
        .await
}
