//! Backups: a consistent copy of everything while the portal serves, sealed, proved by restoring it (Điều 6.5; TT 12/2022).
//!
//! Files are copied once, by what they are; each run adds the database and a manifest that is written last.

pub mod check;
mod copying;
mod journal;
pub mod key;
pub mod manifest;
pub mod medium;
pub mod restore;
pub mod retention;
pub mod settler;
pub mod shelf;
pub mod snapshot;
mod sources;
pub mod store;
pub mod stream;
pub mod take;
mod unpacking;
pub mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use thiserror::Error;

use self::key::BackupKey;
use self::medium::Medium;
use self::medium::bucket::Bucket;
use self::medium::folder::Folder;
use crate::config::{Backup, BackupPlace, Config};

pub use self::copying::put;
pub use self::unpacking::{unpack, write};

/// What stops a backup or a restoration, in words for the operator.
#[derive(Debug, Error)]
pub enum Fault {
    /// `[backup]` names no place.
    #[error("Chưa thiết lập nơi lưu bản sao: ghi place trong mục [backup] của tệp cấu hình.")]
    NoPlace,
    /// No key is set, or it cannot be read.
    #[error("Không đọc được khóa sao lưu ({0}). Tạo khóa bằng lệnh portal backup key.")]
    NoKey(String),
    /// The text is no key.
    #[error("Khóa sao lưu chép không đúng: thiếu hoặc sai ký tự. Hãy so lại với bản giấy.")]
    UnreadableKey,
    /// The backups were made under another key.
    #[error("Khóa sao lưu không đúng: các bản sao ở đây được mã hóa bằng khóa khác.")]
    WrongKey,
    /// No key to the object store is set, or it cannot be read.
    #[error(
        "Chưa có khóa truy cập kho S3{0}: ghi access_key_id và secret_file trong mục [backup.s3] của tệp cấu hình."
    )]
    NoAccess(String),
    /// The object store does not take the key.
    #[error(
        "{place} từ chối khóa truy cập ({code}). Hãy xem lại access_key_id, khóa bí mật, quyền của khóa và giờ của máy chủ."
    )]
    Refused {
        /// The place.
        place: String,
        /// What the store calls it.
        code: String,
    },
    /// The object store has no such bucket.
    #[error("Không có kho {0}: hãy tạo bucket trước, hoặc sửa place và endpoint trong mục [backup].")]
    NoBucket(String),
    /// The object store cannot keep a lock.
    #[error("{0} không ghi có điều kiện (If-None-Match) nên không giữ được khóa ghi; hãy dùng kho khác.")]
    NoConditions(String),
    /// Another run took the lock over.
    #[error(
        "Khóa ghi ở {0} đã hết hạn vì không gia hạn kịp. Lượt này dừng, chưa ghi gì vào danh sách bản sao."
    )]
    LostLock(String),
    /// The folder holds no backups.
    #[error("Không có bản sao nào ở {0}.")]
    NothingThere(String),
    /// The folder holds something else.
    #[error("Nơi này không trống: có {0}. Hãy chọn một thư mục trống.")]
    NotEmpty(String),
    /// No finished run of this name.
    #[error("Không có bản sao {0}.")]
    NoRun(String),
    /// The folder cannot be reached or written.
    #[error("Không đọc, ghi được {0}.")]
    Unreachable(String),
    /// Another run is at it.
    #[error("Đang có một lượt sao lưu khác ghi vào nơi này.")]
    Busy,
    /// A file's bytes were changed.
    #[error("Tệp {0} trong bản sao bị hỏng: nội dung đã bị thay đổi.")]
    Damaged(String),
    /// A file is not there.
    #[error("Thiếu tệp {0} trong bản sao.")]
    Missing(String),
    /// Several files are changed or not there.
    #[error("{count} tệp trong bản sao bị hỏng hoặc thiếu: {named}")]
    Several {
        /// How many.
        count: usize,
        /// The first of them, each as a sentence.
        named: String,
    },
    /// A disk is full.
    #[error("Hết chỗ trên đĩa của thư mục dữ liệu {data} hoặc của nơi lưu bản sao {place}, khi ghi {what}.")]
    Full {
        /// The data folder, in which drills work.
        data: String,
        /// The place of the backups.
        place: String,
        /// What was being written.
        what: String,
    },
    /// The manifest was changed.
    #[error("Bảng kê của bản sao {0} bị hỏng hoặc đã bị thay đổi.")]
    DamagedManifest(String),
    /// Written in another way.
    #[error("Bản sao do phiên bản portal khác ghi, phiên bản này không đọc được.")]
    OtherFormat,
    /// Of another version's schema.
    #[error(
        "Bản sao có lược đồ dữ liệu {held}, phiên bản portal này dùng {own}. Hãy khôi phục bằng phiên bản đã sao lưu."
    )]
    OtherSchema {
        /// The backup's.
        held: i64,
        /// This portal's.
        own: i64,
    },
    /// An archive of one tenant where a backup of everything is wanted.
    #[error("Đây là gói chuyển một trang, không phải bản sao lưu. Hãy dùng lệnh portal tenant import.")]
    OneTenant,
    /// The other way round.
    #[error("Đây là bản sao lưu toàn bộ, không phải gói chuyển một trang. Hãy dùng lệnh portal restore.")]
    Everything,
    /// What was restored is not what was copied.
    #[error("Dữ liệu khôi phục không khớp bản sao: {0}")]
    Differs(String),
}

/// Where backups go and under which key.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder or bucket.
    pub medium: Arc<dyn Medium>,
    /// The key.
    pub key: BackupKey,
}

impl Place {
    /// As the settings say.
    ///
    /// # Errors
    /// When they name no place, or a key cannot be read.
    pub fn of(config: &Config) -> Result<Self, Fault> {
        let settings = &config.backup;
        let key = key_of(settings)?;
        match settings.place.as_ref().ok_or(Fault::NoPlace)? {
            BackupPlace::Folder(folder) => Ok(Self::folder(folder.clone(), key)),
            BackupPlace::Bucket { bucket, prefix } => {
                let bucket = Bucket::new(bucket, prefix, &settings.s3, &work_folder(config))?;
                Ok(Self { medium: Arc::new(bucket), key })
            }
        }
    }

    /// A folder.
    pub fn folder(folder: PathBuf, key: BackupKey) -> Self {
        Self { medium: Arc::new(Folder::new(folder)), key }
    }
}

/// Does what waits for a disk or a network on a thread that may wait.
///
/// # Errors
/// What `work` fails with.
pub(crate) async fn aside<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> anyhow::Result<T>
where
    T: Send + 'static,
    E: Into<anyhow::Error> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.context("a thread of the backup died")?.map_err(Into::into)
}

/// Whether another run is at it.
fn is_busy<T>(done: &anyhow::Result<T>) -> bool {
    matches!(done, Err(cause) if matches!(cause.downcast_ref(), Some(Fault::Busy)))
}

/// The key that the settings name: a file, or the variable.
///
/// # Errors
/// When there is none, or it is not one.
pub fn key_of(settings: &Backup) -> Result<BackupKey, Fault> {
    match (&settings.key_file, &settings.key) {
        (Some(file), _) => BackupKey::read(file),
        (None, Some(text)) => BackupKey::parse(text),
        (None, None) => Err(Fault::NoKey("key_file".to_owned())),
    }
}

/// The folder for copies that live for the length of one run; never backed up itself.
pub fn work_folder(config: &Config) -> PathBuf {
    config.data.join(take::WORK)
}
