//! Forms as they come in: fields and files, read once, within limits.

use std::io;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use poem::http::header::CONTENT_TYPE;
use poem::{Body, FromRequest as _, Request, RequestBody, web::Multipart};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

use crate::base::entropy::Entropy;
use crate::base::error::{Error, Result};

/// The largest form without files.
pub const FORM_BYTES: usize = 2 * 1024 * 1024;
/// What is kept of a file's beginning, to tell what it is.
pub const HEAD_BYTES: usize = 64 * 1024;
/// Of a file that is too large, so much more is read and dropped, so that the browser hears why.
const DRAINED_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// The most parts a form may have.
const PARTS: usize = 200;

/// A file that came with a form.
#[derive(Debug)]
pub struct Upload {
    /// The form's field.
    pub field: String,
    /// The name the person's machine gave it.
    pub name: String,
    /// Its bytes, or why they were not kept.
    pub spooled: Result<Spooled>,
}

/// The bytes of an upload, kept in the upload folder until they are taken or the form is dropped.
#[derive(Debug)]
pub struct Spooled {
    /// Where they lie.
    pub path: PathBuf,
    /// How many they are.
    pub bytes: u64,
    /// Their digest.
    pub sha256: String,
    /// The first of them.
    pub head: Vec<u8>,
}

impl Spooled {
    /// A copy of a file of this machine in the upload folder, to be taken like one that was sent.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond what its kind may have; a sentence where it cannot be read.
    pub async fn copy_of(file: &Path, name: &str, intake: &Intake<'_>, most: Most<'_>) -> Result<Self> {
        let mut source = tokio::fs::File::open(file).await.map_err(unkept)?;
        let path = intake.folder.join(format!("upload-{}", intake.entropy.token()));
        let spooled = Self { path, bytes: 0, sha256: String::new(), head: Vec::new() };
        match keep(&mut source, name, intake.folder, spooled, most).await {
            Ok(spooled) => Ok(spooled),
            Err(Kept::BrokenOff) => Err(Error::BadRequest("Tệp không đọc được đến cuối.".into())),
            Err(Kept::Not(why)) => Err(why),
        }
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// How large a file may be, and what such files are called, by its first bytes.
pub type Most<'a> = &'a (dyn Fn(&[u8]) -> (u64, &'static str) + Send + Sync);

/// How files of a form are taken.
pub struct Intake<'a> {
    /// Where they are kept meanwhile.
    pub folder: &'a Path,
    /// Names them.
    pub entropy: &'a Entropy,
    /// How large they may be; none where the form takes no files.
    pub most: Option<Most<'a>>,
}

/// A form's fields, in order, and its files.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// Its files.
    pub uploads: Vec<Upload>,
}

impl Form {
    /// A form of these fields, without files.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Self { fields, uploads: Vec::new() }
    }

    /// A field's text, trimmed; "" if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field's text as it was sent.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Whether a field was sent, empty or not.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Every value of a field that may come several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// All fields, in order.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// A query string's or a form's fields.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    serde_html_form::from_str(text).unwrap_or_default()
}

/// Reads a form, URL-encoded or multipart.
///
/// # Errors
/// [`Error::TooLarge`] above a limit, [`Error::BadRequest`] when it cannot be read.
pub async fn read(request: &Request, body: Body, intake: &Intake<'_>) -> Result<Form> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        return multipart(request, body, intake).await;
    }
    let bytes = bytes(body, FORM_BYTES).await?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::BadRequest("Biểu mẫu không phải Unicode (UTF-8).".into()))?;
    Ok(Form { fields: pairs(&text), uploads: Vec::new() })
}

/// A body's bytes, up to a limit.
///
/// # Errors
/// [`Error::TooLarge`] above it, [`Error::BadRequest`] when it breaks off.
pub async fn bytes(body: Body, limit: usize) -> Result<Vec<u8>> {
    body.into_bytes_limit(limit).await.map(|bytes| bytes.to_vec()).map_err(|cause| match cause {
        poem::error::ReadBodyError::PayloadTooLarge => too_large(limit as u64),
        _ => Error::BadRequest("Nội dung gửi lên bị ngắt giữa chừng. Hãy gửi lại.".into()),
    })
}

fn too_large(limit: u64) -> Error {
    Error::TooLarge(format!("Nội dung gửi lên vượt quá {} MB.", limit / 1024 / 1024))
}

async fn multipart(request: &Request, body: Body, intake: &Intake<'_>) -> Result<Form> {
    let broken = |_| Error::BadRequest("Biểu mẫu kèm tệp không đọc được. Hãy gửi lại.".into());
    let mut parts = Multipart::from_request(request, &mut RequestBody::new(body))
        .await
        .map_err(|_| Error::BadRequest("Biểu mẫu kèm tệp không đọc được. Hãy gửi lại.".into()))?;
    let mut form = Form::default();
    let mut text_left = FORM_BYTES;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if form.fields.len() + form.uploads.len() >= PARTS {
            return Err(Error::TooLarge("Biểu mẫu có quá nhiều phần.".into()));
        }
        let field = part.name().unwrap_or_default().to_owned();
        match (part.file_name().map(str::to_owned), intake.most) {
            (Some(name), Some(most)) if !name.is_empty() => {
                let spooled = spool(part.into_async_read(), &name, intake, most).await?;
                form.uploads.push(Upload { field, name, spooled });
            }
            (Some(name), None) if !name.is_empty() => {
                return Err(Error::BadRequest("Biểu mẫu này không nhận tệp.".into()));
            }
            (Some(_), _) => {}
            (None, _) => {
                let mut value = Vec::new();
                let left = text_left as u64;
                part.into_async_read().take(left + 1).read_to_end(&mut value).await.map_err(broken_off)?;
                text_left = text_left.checked_sub(value.len()).ok_or_else(|| too_large(FORM_BYTES as u64))?;
                let value = String::from_utf8(value)
                    .map_err(|_| Error::BadRequest("Một phần của biểu mẫu không phải Unicode.".into()))?;
                form.fields.push((field, value));
            }
        }
    }
    Ok(form)
}

fn broken_off(_: io::Error) -> Error {
    Error::BadRequest("Tệp bị ngắt giữa chừng. Hãy gửi lại.".into())
}

/// Why a file could not be kept: no room is the person's to know, everything else ours.
pub fn unkept(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::TooLarge(
            "Máy chủ không còn chỗ chứa tệp, nên tệp chưa được nhận. Hãy báo người vận hành rồi tải lại sau."
                .into(),
        ),
        _ => Error::Internal(anyhow::Error::new(cause).context("upload folder")),
    }
}

/// Writes a file down while it comes; one that is too large, or finds no room, is read to its end and dropped,
/// so that the form around it is not lost. Only a broken connection is an error of the whole form.
async fn spool(
    mut part: impl AsyncRead + Unpin,
    name: &str,
    intake: &Intake<'_>,
    most: Most<'_>,
) -> Result<Result<Spooled>> {
    let path = intake.folder.join(format!("upload-{}", intake.entropy.token()));
    let spooled = Spooled { path, bytes: 0, sha256: String::new(), head: Vec::new() };
    let kept = keep(&mut part, name, intake.folder, spooled, most).await;
    match kept {
        Err(Kept::BrokenOff) => Err(Error::BadRequest("Tệp bị ngắt giữa chừng. Hãy gửi lại.".into())),
        Err(Kept::Not(why)) => {
            let mut rest = part.take(DRAINED_BYTES);
            tokio::io::copy(&mut rest, &mut tokio::io::sink()).await.map_err(broken_off)?;
            Ok(Err(why))
        }
        Ok(spooled) => Ok(Ok(spooled)),
    }
}

enum Kept {
    BrokenOff,
    Not(Error),
}

impl From<io::Error> for Kept {
    fn from(cause: io::Error) -> Self {
        Self::Not(unkept(cause))
    }
}

async fn keep(
    part: &mut (impl AsyncRead + Unpin),
    name: &str,
    folder: &Path,
    mut spooled: Spooled,
    most: Most<'_>,
) -> Result<Spooled, Kept> {
    tokio::fs::create_dir_all(folder).await?;
    let mut file = tokio::fs::File::create(&spooled.path).await?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = part.read(&mut chunk).await.map_err(|_| Kept::BrokenOff)?;
        if read == 0 {
            break;
        }
        let bytes = &chunk[..read];
        let room = HEAD_BYTES.saturating_sub(spooled.head.len());
        spooled.head.extend_from_slice(&bytes[..read.min(room)]);
        spooled.bytes += read as u64;
        let (limit, kind) = most(&spooled.head);
        if spooled.bytes > limit {
            let megabytes = limit / 1024 / 1024;
            let why = format!(
                "Tệp {name} lớn hơn mức {megabytes} MB dành cho {kind}. Hãy giảm dung lượng rồi tải lại."
            );
            return Err(Kept::Not(Error::TooLarge(why)));
        }
        digest.update(bytes);
        file.write_all(bytes).await?;
    }
    file.flush().await?;
    spooled.sha256 = HEXLOWER.encode(&digest.finalize());
    Ok(spooled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn most(head: &[u8]) -> (u64, &'static str) {
        if head.starts_with(b"big") { (200_000, "video") } else { (100_000, "ảnh") }
    }

    async fn spooled(bytes: &[u8], folder: &Path) -> Result<Result<Spooled>> {
        let entropy = Entropy::seeded(1);
        let intake = Intake { folder, entropy: &entropy, most: Some(&most) };
        spool(bytes, "a.png", &intake, &most).await
    }

    fn left(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[tokio::test]
    async fn a_file_is_written_down_with_its_digest_and_goes_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = vec![b'x'; 90_000];
        let kept = spooled(&bytes, folder.path()).await.unwrap().unwrap();
        assert_eq!((kept.bytes, kept.head.len()), (90_000, HEAD_BYTES));
        assert_eq!(kept.sha256, crate::base::seal::sha256_hex(&bytes));
        assert_eq!(left(folder.path()), 1);
        drop(kept);
        assert_eq!(left(folder.path()), 0);
    }

    #[tokio::test]
    async fn the_limit_is_that_of_the_files_own_kind_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut film = vec![b'x'; 150_000];
        let refused = spooled(&film, folder.path()).await.unwrap().unwrap_err();
        assert!(refused.to_string().contains("dành cho ảnh"), "{refused}");
        film[..3].copy_from_slice(b"big");
        assert!(spooled(&film, folder.path()).await.unwrap().is_ok());
        assert_eq!(left(folder.path()), 0);
    }

    /// Gives some bytes, then fails, as a connection that breaks.
    struct Breaking(AtomicUsize);

    impl AsyncRead for Breaking {
        fn poll_read(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            buffer: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<io::Result<()>> {
            if self.0.fetch_add(1, Ordering::Relaxed) > 3 {
                return std::task::Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            buffer.put_slice(b"bytes");
            std::task::Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn a_broken_connection_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let entropy = Entropy::seeded(1);
        let intake = Intake { folder: folder.path(), entropy: &entropy, most: Some(&most) };
        let broken = spool(Breaking(AtomicUsize::new(0)), "a", &intake, &most).await;
        assert!(matches!(broken, Err(Error::BadRequest(_))));
        assert_eq!(left(folder.path()), 0);
    }

    #[test]
    fn a_full_disk_is_told_as_such() {
        assert!(unkept(io::ErrorKind::StorageFull.into()).to_string().contains("không còn chỗ"));
        assert!(matches!(unkept(io::ErrorKind::PermissionDenied.into()), Error::Internal(_)));
    }
}
