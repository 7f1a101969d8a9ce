//! Uploads: bytes named by their SHA-256 in the file store, known to a tenant under an id of its own.

pub mod kind;

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode, PutOptions};
use serde_json::json;

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::base::seal::sha256_hex;
use crate::base::text::normalise;
use crate::items::Attachment;
use crate::params;

/// The longest name kept, in characters.
const LONGEST_NAME: usize = 160;

/// Where the bytes lie.
#[derive(Clone, Debug)]
pub struct FileStore(Arc<dyn ObjectStore>);

impl FileStore {
    /// A store in a folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    fn place(sha256: &str) -> ObjectPath {
        ObjectPath::from(format!("{}/{sha256}", &sha256[..2.min(sha256.len())]))
    }

    async fn put(&self, sha256: &str, bytes: Bytes) -> Result<()> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.0.put_opts(&Self::place(sha256), bytes.into(), options).await {
            // The same bytes are there already: their name is their digest.
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(cause) => Err(Error::Internal(anyhow::Error::new(cause).context("file store"))),
        }
    }

    /// The bytes of a digest.
    ///
    /// # Errors
    /// When the store does not have them.
    pub async fn read(&self, sha256: &str) -> Result<Bytes> {
        let failed =
            |cause: object_store::Error| Error::Internal(anyhow::Error::new(cause).context("file store"));
        self.0.get(&Self::place(sha256)).await.map_err(failed)?.bytes().await.map_err(failed)
    }
}

impl FileStore {
    /// Removes the bytes of a digest; nothing, where they are gone already.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn remove(&self, sha256: &str) -> Result<()> {
        match self.0.delete(&Self::place(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(Error::Internal(anyhow::Error::new(cause).context("file store"))),
        }
    }
}

impl FromRow for Attachment {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            file_id: row.get::<String>("file_id")?.into(),
            sha256: row.get("sha256")?,
            name: row.get("name")?,
            media_type: row.get("media_type")?,
            bytes: u64::try_from(row.get::<i64>("bytes")?).unwrap_or(0),
        })
    }
}

/// Takes a file in: known by its bytes, not by its name.
///
/// # Errors
/// [`Error::Refused`] when its kind is not one of those taken, saying why.
pub async fn take_in(
    scope: &mut WriteScope,
    store: &FileStore,
    name: &str,
    bytes: Bytes,
) -> Result<Attachment> {
    let name = tidy_name(name);
    let media_type = kind::of(&name, &bytes).map_err(|why| Error::refused("tep", why, "TT 32/2017 Đ7"))?;
    let db = scope.db().clone();
    let attachment = Attachment {
        file_id: FileId::fresh(&db.clock, &db.entropy),
        sha256: sha256_hex(&bytes),
        name,
        media_type: media_type.to_owned(),
        bytes: bytes.len() as u64,
    };
    store.put(&attachment.sha256, bytes).await?;
    know(scope, &attachment).await?;
    Ok(attachment)
}

/// A file's row, told to the followers and the audit.
async fn know(scope: &mut WriteScope, attachment: &Attachment) -> Result<()> {
    let now = scope.db().clock.now();
    let by = scope.actor().account.clone();
    scope
        .execute(
            "INSERT INTO files (tenant_id, file_id, sha256, name, media_type, bytes, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                &attachment.file_id,
                &attachment.sha256,
                &attachment.name,
                &attachment.media_type,
                i64::try_from(attachment.bytes).unwrap_or(i64::MAX),
                by.as_ref(),
                now,
            ],
        )
        .await?;
    scope.changed("file", attachment.file_id.as_str(), Reach::Staff);
    scope.audit(
        "file.add",
        "file",
        attachment.file_id.as_str(),
        json!({ "sha256": attachment.sha256, "name": attachment.name }),
    );
    Ok(())
}

fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = normalise(last).chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if clean.trim().is_empty() { "tep".to_owned() } else { clean.trim().to_owned() }
}

/// A file of this tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn find(scope: &mut Scope, id: &FileId) -> Result<Option<Attachment>> {
    let sql = "SELECT * FROM files WHERE tenant_id = $1 AND file_id = $2 AND sha256 <> ''";
    scope.optional(sql, params![id]).await
}

/// The same bytes as a file of this tenant's own.
///
/// # Errors
/// When the database refuses.
pub async fn adopt(scope: &mut WriteScope, file: &Attachment) -> Result<Attachment> {
    let db = scope.db().clone();
    let own = Attachment { file_id: FileId::fresh(&db.clock, &db.entropy), ..file.clone() };
    know(scope, &own).await?;
    Ok(own)
}

/// Forgets what a file was; its row stays, so that whatever points to it finds nothing rather than something else.
///
/// # Errors
/// When the database refuses.
pub async fn forget(scope: &mut WriteScope, id: &FileId) -> Result<()> {
    let sql = "UPDATE files SET sha256 = '', name = '', bytes = 0 WHERE tenant_id = $1 AND file_id = $2";
    scope.execute(sql, params![id]).await.map(drop)
}

/// Whether a live item of this tenant carries the file.
///
/// # Errors
/// When the database does not answer.
pub async fn is_public(scope: &mut Scope, id: &FileId) -> Result<bool> {
    let found: i64 = scope
        .one("SELECT COUNT(*) AS n FROM live_files WHERE tenant_id = $1 AND file_id = $2", params![id])
        .await?;
    Ok(found > 0)
}
