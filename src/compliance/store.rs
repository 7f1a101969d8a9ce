//! The SQL of compliance, and nobody else's.

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::{Scope, WriteScope};
use crate::params;

use super::Word;

impl FromRow for Word {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            check: row.get("check_id")?,
            met: row.get("met")?,
            words: row.get("words")?,
            name: row.get("said_name")?,
            at: row.get("said_at")?,
        })
    }
}

/// What people said.
///
/// # Errors
/// When the database does not answer.
pub async fn words(scope: &mut Scope) -> Result<Vec<Word>> {
    scope.all("SELECT * FROM compliance_words WHERE tenant_id = $1", vec![]).await
}

/// A person's word takes the place of the one before; the trail keeps both.
///
/// # Errors
/// When the database refuses.
pub async fn put_word(scope: &mut WriteScope, word: &Word, by: &AccountId) -> Result<()> {
    let sql = "INSERT INTO compliance_words (tenant_id, check_id, met, words, said_by, said_name, said_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, check_id) DO UPDATE SET met = excluded.met, \
               words = excluded.words, said_by = excluded.said_by, said_name = excluded.said_name, said_at = excluded.said_at";
    scope.execute(sql, params![&word.check, word.met, &word.words, by, &word.name, word.at]).await.map(drop)
}

/// Whether readers see the summary.
///
/// # Errors
/// When the database does not answer.
pub async fn is_published(scope: &mut Scope) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM compliance_settings WHERE tenant_id = $1 AND published";
    let n: i64 = scope.one(sql, vec![]).await?;
    Ok(n > 0)
}

/// Sets whether they do.
///
/// # Errors
/// When the database refuses.
pub async fn set_published(scope: &mut WriteScope, shown: bool, by: &AccountId) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO compliance_settings (tenant_id, published, set_by, set_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (tenant_id) DO UPDATE SET published = excluded.published, set_by = excluded.set_by, \
               set_at = excluded.set_at";
    scope.execute(sql, params![shown, by, now]).await.map(drop)
}

/// What lives of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its key.
    pub section: String,
    /// The part of it, where it has parts.
    pub topic: Option<String>,
    /// How many.
    pub count: i64,
    /// When the latest came.
    pub last: Option<Millis>,
}

impl FromRow for Held {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            section: row.get("section_key")?,
            topic: row.get("topic")?,
            count: row.get("n")?,
            last: row.get("last_at")?,
        })
    }
}

/// What lives, by section and part.
///
/// # Errors
/// When the database does not answer.
pub async fn held(scope: &mut Scope) -> Result<Vec<Held>> {
    let sql = "SELECT i.section_key, i.topic, COUNT(*) AS n, MAX(e.live_from) AS last_at FROM items i JOIN editions e \
               ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
               WHERE i.tenant_id = $1 AND i.archived_on IS NULL GROUP BY i.section_key, i.topic";
    scope.all(sql, vec![]).await
}

/// What lives of a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    /// How many.
    pub all: i64,
    /// Those of them that lack a fact.
    pub lacking: i64,
    /// When the latest came before readers.
    pub last: Option<Millis>,
}

impl FromRow for Entries {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { all: row.get("n")?, lacking: row.get("lacking")?, last: row.get("last_at")? })
    }
}

/// How many entries of a register live, how many of them lack a fact, and when the latest came.
///
/// # Errors
/// When the database does not answer.
pub async fn register(scope: &mut Scope, register: &str, lacking: &str) -> Result<Entries> {
    let sql = "SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN g.item_id IS NULL THEN 1 ELSE 0 END), 0) AS lacking, \
               MAX(e.live_from) AS last_at \
               FROM record_facts f JOIN items i ON i.tenant_id = f.tenant_id AND i.item_id = f.item_id \
               JOIN editions e ON e.tenant_id = i.tenant_id AND e.edition_id = i.live_edition_id \
               LEFT JOIN record_facts g ON g.tenant_id = f.tenant_id AND g.item_id = f.item_id AND g.fact_key = $3 \
               AND g.value <> '' WHERE f.tenant_id = $1 AND f.fact_key = 'register' AND f.value = $2 \
               AND i.archived_on IS NULL";
    scope.one(sql, params![register, lacking]).await
}

/// The different values that a fact has in a register.
///
/// # Errors
/// When the database does not answer.
pub async fn values(scope: &mut Scope, register: &str, fact: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT g.value AS s FROM record_facts f JOIN items i ON i.tenant_id = f.tenant_id \
               AND i.item_id = f.item_id JOIN record_facts g ON g.tenant_id = f.tenant_id AND g.item_id = f.item_id \
               AND g.fact_key = $3 WHERE f.tenant_id = $1 AND f.fact_key = 'register' AND f.value = $2 \
               AND i.live_edition_id IS NOT NULL AND i.archived_on IS NULL";
    scope.all(sql, params![register, fact]).await
}

/// Live documents, and those of them that lack one of the seven facts of the law.
///
/// # Errors
/// When the database does not answer.
pub async fn documents(scope: &mut Scope) -> Result<(i64, i64)> {
    struct Both(i64, i64);
    impl FromRow for Both {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("n")?, row.get("lacking")?))
        }
    }
    let sql = "SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN d.number = '' OR d.doc_type = '' OR d.issuer = '' \
               OR d.issued_on IS NULL OR d.effective_on IS NULL OR NOT EXISTS (SELECT 1 FROM live_files l \
               WHERE l.tenant_id = d.tenant_id AND l.item_id = d.item_id) THEN 1 ELSE 0 END), 0) AS lacking \
               FROM documents d JOIN items i ON i.tenant_id = d.tenant_id AND i.item_id = d.item_id \
               WHERE d.tenant_id = $1 AND i.live_edition_id IS NOT NULL AND i.archived_on IS NULL";
    let both: Both = scope.one(sql, vec![]).await?;
    Ok((both.0, both.1))
}

/// Items marked in some way.
///
/// # Errors
/// When the database does not answer.
pub async fn marked(scope: &mut Scope, mark: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM item_marks WHERE tenant_id = $1 AND mark = $2";
    scope.one(sql, params![mark]).await
}

/// Consultations whose account is overdue, and those that are or were before readers.
///
/// # Errors
/// When the database does not answer.
pub async fn consultations(scope: &mut Scope, ended_before: Date) -> Result<(i64, i64)> {
    struct Both(i64, i64);
    impl FromRow for Both {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("n")?, row.get("late")?))
        }
    }
    let sql = "SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN stage <> 'accounted' AND ends_on < $2 THEN 1 ELSE 0 END), 0) AS late \
               FROM consultations WHERE tenant_id = $1 AND taken_down_at IS NULL \
               AND stage IN ('approved', 'account-submitted', 'accounted')";
    let both: Both = scope.one(sql, params![ended_before]).await?;
    Ok((both.0, both.1))
}
