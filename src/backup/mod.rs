//! Backups: a consistent copy of everything while the portal serves, sealed, proved by restoring it (Điều 6.5; TT 12/2022).
//!
//! Files are copied once, by what they are; each run adds the database and a manifest that is written last.

pub mod check;
pub mod key;
pub mod manifest;
pub mod restore;
pub mod retention;
pub mod shelf;
pub mod snapshot;
pub mod store;
pub mod stream;
pub mod take;
pub mod watch;

use std::path::{Path, PathBuf};

use thiserror::Error;

use self::key::BackupKey;
use crate::config::{Backup, Config};

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

impl Fault {
    fn unreachable(place: &Path, cause: std::io::Error) -> Self {
        Self::Unreachable(format!("{}: {cause}", place.display()))
    }
}

/// Where backups go and under which key.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// The key.
    pub key: BackupKey,
}

impl Place {
    /// As the settings say.
    ///
    /// # Errors
    /// When they name no place, or the key cannot be read.
    pub fn of(settings: &Backup) -> Result<Self, Fault> {
        let folder = settings.place.clone().ok_or(Fault::NoPlace)?;
        Ok(Self { folder, key: key_of(settings)? })
    }
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
