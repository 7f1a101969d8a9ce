//! Uploads: bytes named by their SHA-256 in the file store, known to a tenant under an id of its own.

pub mod captions;
pub mod kind;
pub mod serve;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, TryStreamExt as _};
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use self::kind::Family;

use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::base::text::normalise;
use crate::base::web::form;
use crate::config::Uploads;
use crate::items::Attachment;
use crate::params;

/// How large a file may be that begins so, and what such files are called.
pub fn most(limits: &Uploads, head: &[u8]) -> (u64, &'static str) {
    let family = Family::of_head(head);
    (limits.megabytes(family) * 1024 * 1024, family.vietnamese())
}

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

    /// Keeps bytes under their digest.
    ///
    /// # Errors
    /// When the store does not take them.
    pub async fn put(&self, sha256: &str, bytes: Bytes) -> Result<()> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.0.put_opts(&Self::place(sha256), bytes.into(), options).await {
            // The same bytes are there already: their name is their digest.
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(cause) => Err(Error::Internal(anyhow::Error::new(cause).context("file store"))),
        }
    }

    /// Keeps a file under its digest, without holding it in memory.
    ///
    /// # Errors
    /// When the store does not take it; then nothing of it is there.
    pub async fn put_file(&self, sha256: &str, path: &Path) -> Result<()> {
        if self.holds(sha256).await? {
            return Ok(());
        }
        let mut source = tokio::fs::File::open(path).await.map_err(form::unkept)?;
        let mut target = BufWriter::new(self.0.clone(), Self::place(sha256));
        let copied = async {
            tokio::io::copy_buf(&mut tokio::io::BufReader::with_capacity(1 << 20, &mut source), &mut target)
                .await?;
            target.shutdown().await
        };
        if let Err(cause) = copied.await {
            let _ = target.abort().await;
            return Err(form::unkept(cause));
        }
        Ok(())
    }

    /// Whether it has the bytes of a digest.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn holds(&self, sha256: &str) -> Result<bool> {
        match self.0.head(&Self::place(sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(cause) => Err(Error::Internal(anyhow::Error::new(cause).context("file store"))),
        }
    }

    /// A stretch of the bytes of a digest, piece by piece.
    ///
    /// # Errors
    /// When the store does not have them.
    pub async fn stream(
        &self,
        sha256: &str,
        part: Range<u64>,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>> {
        let options = GetOptions::new().with_range(Some(part));
        let found = self.0.get_opts(&Self::place(sha256), options).await;
        let found =
            found.map_err(|cause| Error::Internal(anyhow::Error::new(cause).context("file store")))?;
        Ok(Box::pin(found.into_stream().map_err(std::io::Error::other)))
    }

    /// All the bytes of a digest, piece by piece.
    ///
    /// # Errors
    /// When the store does not have them.
    pub async fn stream_all(&self, sha256: &str) -> Result<BoxStream<'static, std::io::Result<Bytes>>> {
        let found = self.0.get(&Self::place(sha256)).await;
        let found =
            found.map_err(|cause| Error::Internal(anyhow::Error::new(cause).context("file store")))?;
        Ok(Box::pin(found.into_stream().map_err(std::io::Error::other)))
    }

    /// The bytes of a digest as a file of its own for a worker, named with this ending: the store need not lie on this
    /// disk. It is gone when it is dropped.
    ///
    /// # Errors
    /// When the store does not have them.
    pub async fn copied(&self, sha256: &str, ending: &str) -> Result<tempfile::NamedTempFile> {
        let failed = |cause: std::io::Error| Error::Internal(cause.into());
        let copy = tempfile::Builder::new().suffix(ending).tempfile().map_err(failed)?;
        let mut target = tokio::fs::File::create(copy.path()).await.map_err(failed)?;
        let mut source = self.stream_all(sha256).await?;
        while let Some(bytes) = source.try_next().await.map_err(failed)? {
            target.write_all(&bytes).await.map_err(failed)?;
        }
        target.flush().await.map_err(failed)?;
        Ok(copy)
    }

    /// Forgets the bytes of a digest.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn forget(&self, sha256: &str) -> Result<()> {
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

/// Writes down that the tenant has a file; its bytes are in the store already.
///
/// # Errors
/// When the database refuses.
pub async fn note(scope: &mut WriteScope, attachment: &Attachment) -> Result<()> {
    let (by, now) = (scope.actor().account.clone(), scope.db().clock.now());
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
        json!({ "sha256": attachment.sha256, "name": attachment.name, "bytes": attachment.bytes }),
    );
    Ok(())
}

/// A name as it is kept: the last part, on one line, not too long.
pub fn tidy_name(name: &str) -> String {
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
    note(scope, &own).await?;
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
