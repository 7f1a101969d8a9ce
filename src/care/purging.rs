//! What follows a recorded purge: bytes that nobody else holds leave the file store, and the indexes are built anew,
//! since what was deleted in them stays on the disk until then.

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::media;
use crate::server::REINDEX;

use super::store::{self, OpenPurge};

/// How many purges are finished at once.
const MOST: usize = 50;

/// Finishes the purges that were recorded; can be done again at any time.
///
/// # Errors
/// When the database or the file store refuses; what is left is done the next time.
pub async fn finish(app: App) -> Result<()> {
    let open = store::open_purges(&mut app.db.platform().await?, MOST).await?;
    for purge in open {
        finish_one(&app, &purge).await?;
    }
    Ok(())
}

async fn finish_one(app: &App, purge: &OpenPurge) -> Result<()> {
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    for sha256 in store::purged_digests(&mut platform, purge).await? {
        if !media::store::needs(&mut platform, &sha256).await? {
            app.files.forget(&sha256).await?;
        }
    }
    store::finish_purge(&mut platform, purge, app.db.clock.now()).await?;
    store::wish_for_new_indexes(&mut platform, REINDEX, app.db.clock.now()).await?;
    platform.commit().await?;
    app.pages.clear();
    Ok(())
}
