//! Forms as they come in: fields and files, read once, within limits.

use std::path::{Path, PathBuf};

use poem::http::header::CONTENT_TYPE;
use poem::{Body, FromRequest as _, Request, RequestBody, web::Multipart};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::base::entropy::Entropy;
use crate::base::error::{Error, Result};

/// The largest form without files.
pub const FORM_BYTES: usize = 2 * 1024 * 1024;
/// The largest single file.
pub const FILE_BYTES: u64 = 50 * 1024 * 1024;
/// The most parts a form may have.
const PARTS: usize = 200;

/// A file that came with a form, kept in the upload folder until it is taken or the form is dropped.
#[derive(Debug)]
pub struct Upload {
    /// The form's field.
    pub field: String,
    /// The name the person's machine gave it.
    pub name: String,
    /// Where its bytes lie.
    pub path: PathBuf,
    /// How many they are.
    pub bytes: u64,
}

impl Drop for Upload {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A form's fields, in order, and its files.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// Its files.
    pub uploads: Vec<Upload>,
}

impl Form {
    /// A field's text, trimmed; "" if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field's text as it was sent.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
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

/// Reads a form, URL-encoded or multipart; files go to `folder`.
///
/// # Errors
/// [`Error::TooLarge`] above a limit, [`Error::BadRequest`] when it cannot be read.
pub async fn read(request: &Request, body: Body, folder: &Path, entropy: &Entropy) -> Result<Form> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        return multipart(request, body, folder, entropy).await;
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

async fn multipart(request: &Request, body: Body, folder: &Path, entropy: &Entropy) -> Result<Form> {
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
        match part.file_name().map(str::to_owned) {
            Some(name) if !name.is_empty() => {
                form.uploads.push(spool(part, field, name, folder, entropy).await?)
            }
            Some(_) => {}
            None => {
                let value = part
                    .text()
                    .await
                    .map_err(|_| Error::BadRequest("Một phần của biểu mẫu không phải Unicode.".into()))?;
                text_left = text_left.checked_sub(value.len()).ok_or_else(|| too_large(FORM_BYTES as u64))?;
                form.fields.push((field, value));
            }
        }
    }
    Ok(form)
}

async fn spool(
    part: poem::web::Field,
    field: String,
    name: String,
    folder: &Path,
    entropy: &Entropy,
) -> Result<Upload> {
    let failed = |cause: std::io::Error| Error::Internal(anyhow::Error::new(cause).context("upload folder"));
    tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    let path = folder.join(format!("upload-{}", entropy.token()));
    let mut upload = Upload { field, name, path: path.clone(), bytes: 0 };
    let mut file = tokio::fs::File::create(&path).await.map_err(failed)?;
    let mut limited = part.into_async_read().take(FILE_BYTES + 1);
    upload.bytes = tokio::io::copy(&mut limited, &mut file)
        .await
        .map_err(|_| Error::BadRequest("Tệp bị ngắt giữa chừng. Hãy gửi lại.".into()))?;
    if upload.bytes > FILE_BYTES {
        return Err(Error::TooLarge(format!(
            "Tệp {} lớn hơn mức {} MB.",
            upload.name,
            FILE_BYTES / 1024 / 1024
        )));
    }
    file.flush().await.map_err(failed)?;
    Ok(upload)
}
