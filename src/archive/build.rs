//! The object itself: a ZIP that holds the text, the content as it is stored, every file, and a list of their digests.

use std::io::{Read as _, Seek as _, Write as _};
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::seal::sha256_hex;
use crate::files::FileStore;
use crate::items::{Attachment, Content, Edition};

/// An object on its way into the store.
pub(super) struct Object {
    /// Its bytes.
    pub file: NamedTempFile,
    /// Their digest.
    pub sha256: String,
    /// How many they are.
    pub bytes: i64,
}

/// A file with its bytes; none where the store has lost them, which the list then says.
struct Part {
    name: String,
    copy: Option<NamedTempFile>,
}

/// The object of an edition.
pub(super) async fn object(
    store: &FileStore,
    edition: &Edition,
    content: &Content,
    attached: &[Attachment],
) -> Result<Object> {
    let mut parts = Vec::new();
    for (at, file) in attached.iter().enumerate() {
        let held = store.holds(&file.sha256).await?;
        let copy = if held { Some(store.copied(&file.sha256, "").await?) } else { None };
        parts.push(Part { name: format!("tep/{:02}-{}", at + 1, file.name), copy });
    }
    let (stored, digest) = content.canonical()?;
    let text = format!("{}\n\n{}\n", content.title(), content.plain_text());
    let list = list(edition, &digest, &text, attached, &parts);
    tokio::task::spawn_blocking(move || packed(&text, &stored, &list, &parts))
        .await
        .map_err(|cause| Error::Internal(cause.into()))?
        .map_err(Error::Internal)
}

fn list(edition: &Edition, digest: &str, text: &str, attached: &[Attachment], parts: &[Part]) -> Value {
    let files: Vec<Value> = attached
        .iter()
        .zip(parts)
        .map(|(file, part)| {
            json!({
                "path": part.name, "name": file.name, "media_type": file.media_type, "bytes": file.bytes,
                "sha256": file.sha256, "held": part.copy.is_some(),
            })
        })
        .collect();
    json!({
        "item": edition.item, "edition": edition.id, "revision": edition.revision, "no": edition.no,
        "live_from": edition.live_from.map(iso), "content_sha256": digest,
        "text_sha256": sha256_hex(text.as_bytes()), "files": files,
    })
}

fn packed(text: &str, stored: &str, list: &Value, parts: &[Part]) -> anyhow::Result<Object> {
    let mut writer = ZipWriter::new(NamedTempFile::new()?);
    let options = SimpleFileOptions::default().large_file(true);
    let whole = serde_json::to_string_pretty(list)?;
    for (name, words) in
        [("danh-muc.json", whole.as_str()), ("noi-dung.txt", text), ("noi-dung.json", stored)]
    {
        writer.start_file(name, options)?;
        writer.write_all(words.as_bytes())?;
    }
    for part in parts {
        if let Some(copy) = &part.copy {
            writer.start_file(part.name.as_str(), options)?;
            std::io::copy(&mut std::fs::File::open(copy.path())?, &mut writer)?;
        }
    }
    let mut file = writer.finish()?;
    file.flush()?;
    file.rewind()?;
    let (sha256, bytes) = digest_of(file.path().to_owned())?;
    Ok(Object { file, sha256, bytes })
}

/// The digest and the size of a file.
pub(super) fn digest_of(path: PathBuf) -> std::io::Result<(String, i64)> {
    let (mut file, mut hash) = (std::fs::File::open(path)?, Sha256::new());
    let (mut chunk, mut bytes) = (vec![0; 256 * 1024], 0_i64);
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok((data_encoding::HEXLOWER.encode(&hash.finalize()), bytes));
        }
        hash.update(&chunk[..read]);
        bytes += i64::try_from(read).unwrap_or(0);
    }
}
