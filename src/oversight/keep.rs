//! Keeps every site's figures: counted anew when its number moved, when the day began, and every few hours.

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{HOUR, plus_days};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::tenants::directory::{Directory, Tenant};

use super::score::Score;
use super::store::{self, Kept};
use super::{access, figures};

/// Sites of one turn, so that other duties wait no longer than for these.
const TURN: usize = 100;
/// What changes without moving the number is seen after this long.
const HOLDS: i64 = 6 * HOUR;
/// For how many days every day is kept; before that, the last of each month.
const DAILY: i64 = 62;

/// Counts the sites whose turn it is.
///
/// # Errors
/// When the database does not answer; a site that refuses is logged and counted again.
pub async fn work(app: App) -> Result<()> {
    turn(&app.db, &app.directory, TURN).await.map(drop)
}

/// Counts at most so many sites; how many it was.
///
/// # Errors
/// As [`work`].
pub async fn turn(db: &Db, directory: &Directory, most: usize) -> Result<usize> {
    let (today, now) = (db.clock.today(), db.clock.now());
    let ids: Vec<TenantId> = store::moved(&mut db.platform().await?, today, now - HOLDS, most).await?;
    let mut counted = Vec::with_capacity(ids.len());
    for tenant in ids.iter().filter_map(|id| directory.get(id)) {
        match count(db, &tenant).await {
            Ok(kept) => counted.push(kept),
            Err(cause) => tracing::error!(tenant = %tenant.id(), %cause, "its figures could not be counted"),
        }
    }
    let mut platform = db.platform_write(&Actor::system()).await?;
    for kept in &counted {
        let score = Score::of(&kept.figures).total;
        store::keep(&mut platform, today, plus_days(today, -DAILY), kept, score).await?;
    }
    platform.commit().await?;
    Ok(counted.len())
}

async fn count(db: &Db, tenant: &Tenant) -> Result<Kept> {
    let looked_at_all = access::look(db, tenant).await?;
    let mut scope = db.read(tenant.id()).await?;
    // The number is of the same snapshot; where texts are left to look at, it is none, and the site comes again.
    let seq = if looked_at_all { store::head(&mut scope).await? } else { -1 };
    let figures = figures::count(&mut scope, tenant).await?;
    Ok(Kept { tenant: tenant.id().clone(), seq, at: db.clock.now(), figures })
}
