//! Sample files, kept and described as if they had been brought to the library.

use bytes::Bytes;

use super::{Description, store};
use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::Db;
use crate::extract;
use crate::files::{self, FileStore};
use crate::items::Attachment;
use crate::tenants::directory::Tenant;

/// A sample file.
#[derive(Clone, Debug)]
pub struct SampleFile {
    /// As texts attach it.
    pub attachment: Attachment,
    /// What is said of it.
    pub description: Description,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Keeps a sample file, unless it is there already; sizes of a picture are made by the library's duty.
///
/// # Errors
/// When the store or the database refuses.
pub async fn keep(db: &Db, kept: &FileStore, tenant: &Tenant, file: &SampleFile) -> Result<()> {
    kept.put(&file.attachment.sha256, file.bytes.clone()).await?;
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    if files::find(&mut scope, &file.attachment.file_id).await?.is_some() {
        return Ok(());
    }
    files::note(&mut scope, &file.attachment).await?;
    store::insert(&mut scope, &file.attachment, &file.description, true).await?;
    extract::store::wish(&mut scope, &file.attachment).await?;
    scope.commit().await
}
