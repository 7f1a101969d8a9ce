//! What the server does by itself: copies what went live, and looks at every copy again.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis};
use crate::base::error::Result;
use crate::base::scope::Reach;
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::{Copy, SUBJECT, build, keep, store};

/// How many editions one turn copies for a site.
const MOST: usize = 50;
/// How often a copy is looked at again.
const EVERY: Millis = 30 * DAY;
/// How many copies of a site one turn looks at.
const LOOKED_AT: usize = 20;

/// Copies the documents that went live of late and have no copy yet.
///
/// # Errors
/// When the database does not answer; one that cannot be copied is logged and tried again.
pub async fn copy_new(app: App) -> Result<()> {
    let since = app.db.clock.now() - DAY;
    copy_since(&app, since).await
}

/// Copies whatever was missed, and what was live before there were copies.
///
/// # Errors
/// As [`copy_new`].
pub async fn copy_missed(app: App) -> Result<()> {
    copy_since(&app, 0).await
}

async fn copy_since(app: &App, since: Millis) -> Result<()> {
    for tenant in app.directory.all() {
        let waiting = store::uncopied(&mut app.db.read(tenant.id()).await?, since, MOST).await?;
        for edition in waiting {
            if let Err(cause) = keep(app, tenant.id(), &edition).await {
                tracing::error!(%edition, %cause, "a document has no archive copy yet; it is tried again");
            }
        }
    }
    Ok(())
}

/// Looks at the copies that were not looked at for long.
///
/// # Errors
/// When the database does not answer.
pub async fn look_again(app: App) -> Result<()> {
    for tenant in app.directory.all() {
        let before = app.db.clock.now() - EVERY;
        let due = store::unchecked(&mut app.db.read(tenant.id()).await?, before, LOOKED_AT).await?;
        for copy in due {
            look(&app, &tenant, &copy).await?;
        }
    }
    Ok(())
}

/// What is wrong with the stored object of a copy, or "".
async fn fault(app: &App, copy: &Copy) -> Result<&'static str> {
    if !app.files.holds(&copy.sha256).await? {
        return Ok("không còn tệp lưu");
    }
    let held = app.files.copied(&copy.sha256, "").await?;
    let path = held.path().to_owned();
    let read = tokio::task::spawn_blocking(move || build::digest_of(path)).await;
    let same = matches!(read, Ok(Ok((sha256, _))) if sha256 == copy.sha256);
    Ok(if same { "" } else { "mã kiểm tra không khớp" })
}

async fn look(app: &App, tenant: &Arc<Tenant>, copy: &Copy) -> Result<()> {
    let fault = fault(app, copy).await?;
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    store::checked(&mut scope, copy, app.db.clock.now(), fault).await?;
    if !fault.is_empty() && copy.fault.is_empty() {
        let task = NewTask {
            kind: "archive.fault",
            text: format!("Bản lưu “{}” có lỗi: {fault}. Hãy khôi phục kho tệp từ bản sao lưu.", copy.title),
            subject_kind: SUBJECT,
            subject_id: &copy.id,
            responsible: None,
        };
        tasks::create(&mut scope, task).await?;
        scope.audit("archive.fault", SUBJECT, &copy.id, json!({ "sha256": copy.sha256, "fault": fault }));
        scope.changed(SUBJECT, &copy.id, Reach::Staff);
    }
    scope.commit().await
}
