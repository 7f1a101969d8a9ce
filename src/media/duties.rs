//! What the library does by itself: makes sizes that are still missing, and lets go of what was taken out long ago.

use std::path::Path;

use serde_json::json;

use super::store::{self, Owned};
use super::{Library, reach};
use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::DAY;
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, TenantId};
use crate::base::scope::Reach;
use crate::duties::Work;
use crate::extract;
use crate::worker::{Failure, Job};

/// How many pictures one round makes.
const PICTURES: usize = 4;
/// How long what was taken out can be brought back.
pub const KEPT_DAYS: i64 = 30;
/// How many files one round lets go of.
const LET_GO: usize = 200;

/// Removes what uploads and workers left in the data folder when the server was killed amid them. Only for a
/// server that has not begun to serve.
pub fn clear_leftovers(data: &Path) {
    let left = std::fs::read_dir(data.join("upload")).into_iter().flatten().flatten();
    for entry in left {
        let path = entry.path();
        let removed =
            if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        if let Err(cause) = removed {
            tracing::warn!(path = %path.display(), %cause, "a leftover upload cannot be removed");
        }
    }
}

/// Makes the sizes of pictures that came in without them.
pub fn pictures(app: App) -> Work {
    Box::pin(async move { app.library.make_waiting().await })
}

/// Lets go of what was taken out of the library long ago.
pub fn sweep(app: App) -> Work {
    Box::pin(async move { app.library.let_go().await })
}

impl Library {
    async fn make_waiting(&self) -> Result<()> {
        let waiting = store::waiting(&mut self.db.platform().await?, PICTURES).await?;
        for file in waiting {
            match self.make(&file).await {
                Ok(()) => {}
                // Its bytes are not there, say; the others shall not wait for it.
                Err(cause) => tracing::error!(file = %file.id, %cause, "a picture's sizes cannot be made"),
            }
        }
        Ok(())
    }

    async fn make(&self, file: &Owned) -> Result<()> {
        let copy = self.files.copied(&file.sha256, "").await?;
        let made = match self.workers.run(Job::Image, copy.path()).await {
            Ok(done) => self.renditions(&done).await?,
            Err(failure) => Err(failure),
        };
        let mut scope = self.db.write(&file.tenant, &Actor::system()).await?;
        match made {
            Ok((picture, renditions)) => store::pictured(&mut scope, &file.id, &picture, &renditions).await?,
            Err(failure) if failure.is_final() => {
                store::failed(&mut scope, &file.id, &failure.told(&file.name)).await?;
            }
            Err(Failure::Unavailable(cause)) => return Err(Error::Internal(cause.into())),
            Err(_) => return Ok(()),
        }
        let reach = reach(&mut scope, &file.id).await?;
        scope.changed("file", file.id.as_str(), reach);
        scope.commit().await
    }

    async fn let_go(&self) -> Result<()> {
        let before = self.db.clock.now() - KEPT_DAYS * DAY;
        let out = store::removed_before(&mut self.db.platform().await?, before, LET_GO).await?;
        for file in out {
            self.forget(&Actor::system(), &file, "media.let-go").await?;
        }
        Ok(())
    }

    /// Removes a file for good: its rows, its sizes and its bytes; the trail keeps that it was there. For what must
    /// not exist any more, a secret say: wherever a text still names it, nothing is found.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, [`Error::Conflict`] while readers see it.
    pub async fn purge(&self, tenant: &TenantId, actor: &Actor, id: &FileId) -> Result<()> {
        let mut scope = self.db.read(tenant).await?;
        let entry = store::any(&mut scope, id).await?.ok_or(Error::NotFound)?;
        if crate::files::is_public(&mut scope, id).await? {
            return Err(Error::Conflict(
                "Tệp đang ở trên trang công khai. Hãy gỡ bài trước khi xóa hẳn tệp.".into(),
            ));
        }
        drop(scope);
        let (sha256, name) = (entry.file.sha256, entry.file.name);
        let file = Owned { tenant: tenant.clone(), id: id.clone(), sha256, name };
        self.forget(actor, &file, "media.purge").await
    }

    async fn forget(&self, actor: &Actor, file: &Owned, action: &'static str) -> Result<()> {
        let mut platform = self.db.platform_write(actor).await?;
        let digests = store::forget(&mut platform, file).await?;
        platform.changed(&file.tenant, "file", file.id.as_str(), Reach::Staff);
        platform.audit(&file.tenant, action, "file", file.id.as_str(), json!({ "sha256": file.sha256 }));
        extract::store::forget_unheld(&mut platform, &file.tenant, &file.sha256).await?;
        platform.commit().await?;
        for digest in digests {
            // Other tenants may have the same bytes.
            if !store::needs(&mut self.db.platform().await?, &digest).await? {
                self.files.forget(&digest).await?;
            }
        }
        Ok(())
    }
}
