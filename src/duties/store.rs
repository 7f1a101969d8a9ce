//! The SQL of duties, and nobody else's.

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::scope::PlatformWrite;
use crate::params;

/// Makes sure that a duty has its row; a new one is due at once.
///
/// # Errors
/// When the database refuses.
pub async fn know(platform: &mut PlatformWrite, name: &str) -> Result<()> {
    let sql =
        "INSERT INTO duties (name, due_at, leased_until) VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING";
    platform.execute(sql, params![name]).await.map(drop)
}

/// Takes a due duty that nobody is doing; whether it was taken.
///
/// # Errors
/// When the database refuses.
pub async fn lease(platform: &mut PlatformWrite, name: &str, now: Millis, until: Millis) -> Result<bool> {
    let sql = "UPDATE duties SET leased_until = $3 WHERE name = $1 AND due_at <= $2 AND leased_until <= $2";
    Ok(platform.execute(sql, params![name, now, until]).await? == 1)
}

/// Done, or failed with a cause; when it is due again.
///
/// # Errors
/// When the database refuses.
pub async fn release(
    platform: &mut PlatformWrite,
    name: &str,
    now: Millis,
    due: Millis,
    failure: Option<&str>,
) -> Result<()> {
    let sql = "UPDATE duties SET leased_until = 0, done_at = $2, due_at = $3, failure = $4 WHERE name = $1";
    platform.execute(sql, params![name, now, due, failure]).await.map(drop)
}
