//! Keeps the list of links in step with what is live.

use url::Url;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::care::store::{self, Unread};
use crate::items::store as items;
use crate::public::pages::item_url;

use super::address;

/// How many texts are read in one turn.
const MOST: usize = 200;

/// Reads the links of what went live since the last turn, and forgets those of what is gone.
///
/// # Errors
/// When the database does not answer; a text that cannot be read is logged and tried again.
pub async fn gather(app: &App) -> Result<()> {
    let unread = store::unread(&mut app.db.platform().await?, MOST).await?;
    for one in unread {
        if let Err(cause) = read(app, &one).await {
            tracing::error!(tenant = %one.tenant, item = %one.item, %cause, "its links could not be read");
        }
    }
    Ok(())
}

async fn read(app: &App, unread: &Unread) -> Result<()> {
    let Some(tenant) = app.directory.get(&unread.tenant) else { return Ok(()) };
    let mut scope = app.db.write(&unread.tenant, &Actor::system()).await?;
    store::forget_links(&mut scope, &unread.item).await?;
    let live = items::live_by_id(&mut scope, &unread.item).await?;
    if let (Some(live), Some(edition)) = (live, &unread.edition) {
        let page = item_url(&tenant, live.section, &live.slug);
        let urls =
            page.parse().map(|page: Url| address::of_content(&live.content, &page)).unwrap_or_default();
        for url in urls {
            let host =
                url.parse::<Url>().ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
            store::add_link(&mut scope, &unread.item, &url, &host).await?;
        }
        store::mark_read(&mut scope, &unread.item, edition).await?;
    }
    store::drop_orphans(&mut scope).await?;
    scope.commit().await
}
