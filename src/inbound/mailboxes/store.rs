//! The SQL of mailboxes, and nobody else's.

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::Result;
use crate::base::scope::{Db, Platform};
use crate::params;

/// How far a mailbox was read, and how the last looks went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Every message up to this number is kept.
    pub taken: u32,
    /// Every message up to this number was marked or moved.
    pub marked: u32,
    /// Looks that failed in a row.
    pub failures: u32,
    /// Since when they fail.
    pub failing_since: Option<Millis>,
    /// When the next look is due.
    pub next_at: Millis,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> Result<Self> {
        let number = |name: &str| -> Result<u32> {
            Ok(u32::try_from(row.get::<i64>(name)?).map_err(anyhow::Error::new)?)
        };
        Ok(Self {
            taken: number("taken")?,
            marked: number("marked")?,
            failures: number("failures")?,
            failing_since: row.get("failing_since")?,
            next_at: row.get("next_at")?,
        })
    }
}

/// How a mailbox stands; none before its first look.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(platform: &mut Platform, place: &str) -> Result<Option<Standing>> {
    let sql = "SELECT taken, marked, failures, failing_since, next_at FROM mailboxes WHERE place = $1";
    platform.optional(sql, params![place]).await
}

async fn change(db: &Db, sql: &'static str, params: Vec<Param>) -> Result<()> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    platform.execute(sql, params).await?;
    platform.commit().await
}

/// Makes sure that a mailbox has its row.
///
/// # Errors
/// When the database refuses.
pub async fn know(db: &Db, place: &str) -> Result<()> {
    let sql = "INSERT INTO mailboxes (place, validity, taken, marked, tries, failures, next_at) \
               VALUES ($1, 0, 0, 0, 0, 0, 0) ON CONFLICT (place) DO NOTHING";
    change(db, sql, params![place]).await
}

/// The folder was opened: under another validity than before, its numbers mean other messages.
///
/// # Errors
/// When the database refuses.
pub async fn opened(db: &Db, place: &str, validity: u32) -> Result<()> {
    let sql = "UPDATE mailboxes SET validity = $2, taken = 0, marked = 0, tries = 0 WHERE place = $1 AND validity <> $2";
    change(db, sql, params![place, i64::from(validity)]).await
}

/// A message is kept, and everything before it.
///
/// # Errors
/// When the database refuses.
pub async fn taken(db: &Db, place: &str, validity: u32, uid: u32) -> Result<()> {
    let sql = "UPDATE mailboxes SET taken = $3, tries = 0 WHERE place = $1 AND validity = $2 AND taken < $3";
    change(db, sql, params![place, i64::from(validity), i64::from(uid)]).await
}

/// A message was marked, and everything before it.
///
/// # Errors
/// When the database refuses.
pub async fn marked(db: &Db, place: &str, validity: u32, uid: u32) -> Result<()> {
    let sql = "UPDATE mailboxes SET marked = $3 WHERE place = $1 AND validity = $2 AND marked < $3";
    change(db, sql, params![place, i64::from(validity), i64::from(uid)]).await
}

/// Counts one more try of a message that could not be fetched.
///
/// # Errors
/// When the database refuses.
pub async fn tried(db: &Db, place: &str) -> Result<i64> {
    let mut platform = db.platform_write(&Actor::system()).await?;
    platform.execute("UPDATE mailboxes SET tries = tries + 1 WHERE place = $1", params![place]).await?;
    let tries: Option<i64> =
        platform.optional("SELECT tries AS n FROM mailboxes WHERE place = $1", params![place]).await?;
    platform.commit().await?;
    Ok(tries.unwrap_or_default())
}

/// A look went well.
///
/// # Errors
/// When the database refuses.
pub async fn well(db: &Db, place: &str, next_at: Millis) -> Result<()> {
    let sql = "UPDATE mailboxes SET failures = 0, failing_since = NULL, next_at = $2 WHERE place = $1";
    change(db, sql, params![place, next_at]).await
}

/// A look failed.
///
/// # Errors
/// When the database refuses.
pub async fn failed(db: &Db, place: &str, since: Millis, next_at: Millis) -> Result<()> {
    let sql =
        "UPDATE mailboxes SET failures = failures + 1, failing_since = $2, next_at = $3 WHERE place = $1";
    change(db, sql, params![place, since, next_at]).await
}
