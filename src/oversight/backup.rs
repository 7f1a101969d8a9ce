//! When the deployment's data was last copied, and a copy last proved, as the server knows it.

use crate::backup::store::{self, Kind};
use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::scope::Platform;

/// When data was last copied away with success; none while it never was.
///
/// # Errors
/// When the database does not answer.
pub async fn last_backup(platform: &mut Platform) -> Result<Option<Millis>> {
    Ok(store::last(platform, Kind::Backup, true).await?.and_then(|run| run.ended_at))
}

/// When a drill last proved a copy; none while none did.
///
/// # Errors
/// When the database does not answer.
pub async fn last_drill(platform: &mut Platform) -> Result<Option<Millis>> {
    Ok(store::last(platform, Kind::Drill, true).await?.and_then(|run| run.ended_at))
}
