//! Files that come with an answer: pictures, PDF and Word, known by their bytes, read by the worker, never in the server.

use std::io::SeekFrom;
use std::path::Path;

use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{FileId, QuestionId};
use crate::base::scope::WriteScope;
use crate::base::web::form::{Spooled, Upload};
use crate::files::kind::{self, Family, Look};
use crate::files::{note, tidy_name};
use crate::items::Attachment;
use crate::media::Library;
use crate::worker::Job;
use crate::worker::office::Office;

use super::{Writer, store};

/// The largest file that comes with an answer, in bytes.
const MOST_BYTES: u64 = 10 * 1024 * 1024;
/// The most files of one answer.
const MOST_FILES: usize = 5;
/// What is read of a file's end.
const TAIL_BYTES: u64 = 64 * 1024;
/// The only office files that are taken.
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The law behind what is asked of a file.
const CLAUSE: &str = "Quy chế Điều 10.1";

/// What is taken, in a sentence for beside the field.
pub const HINT: &str = "Ảnh JPEG, PNG, WebP; PDF; Word (.docx). Mỗi tệp không quá 10 MB, nhiều nhất 5 tệp.";

fn refused(message: impl Into<String>) -> Refusal {
    Refusal::new("tep", message, CLAUSE)
}

/// The files that may be kept, their bytes in the store already, and why the others may not.
///
/// # Errors
/// When the store or the disk does not answer.
pub async fn looked_at(library: &Library, uploads: &[Upload]) -> Result<(Vec<Attachment>, Vec<Refusal>)> {
    let (mut taken, mut refusals) = (Vec::new(), Vec::new());
    for upload in uploads.iter().filter(|upload| upload.field == "tep") {
        let name = tidy_name(&upload.name);
        match one(library, &name, &upload.spooled).await {
            Ok(file) => taken.push(file),
            Err(Error::Refused(why)) => refusals.extend(why.into_iter().map(|why| refused(why.message))),
            Err(Error::TooLarge(_)) => refusals.push(too_large(&name)),
            Err(other) => return Err(other),
        }
    }
    Ok((taken, refusals))
}

fn too_large(name: &str) -> Refusal {
    refused(format!(
        "Tệp {name} lớn hơn 10 MB nên không được nhận. Hãy giảm dung lượng hoặc tách tệp rồi gửi lại."
    ))
}

async fn one(library: &Library, name: &str, spooled: &Result<Spooled>) -> Result<Attachment> {
    let refuse = |message: String| Err(Error::refused("tep", message, CLAUSE));
    let spooled = match spooled {
        Ok(spooled) => spooled,
        Err(Error::TooLarge(_)) => return Err(Error::TooLarge(String::new())),
        Err(cause) => return refuse(format!("Tệp {name} chưa nhận được: {cause}.")),
    };
    if spooled.bytes > MOST_BYTES {
        return Err(Error::TooLarge(String::new()));
    }
    let look = kind::look(name, &spooled.head).map_err(|why| Error::refused("tep", why, CLAUSE))?;
    let tail = tail(&spooled.path, spooled.bytes).await?;
    if let Some(why) = two_faced(look_start(&look), &spooled.head, &tail) {
        return refuse(format!("Tệp {name} {why}"));
    }
    match look {
        Look::Is(media_type) if Family::of(media_type) == Family::Image => {
            picture(library, name, spooled).await
        }
        Look::Is("application/pdf") if !kind::pdf_ends(&tail) => refuse(format!(
            "Tệp {name} bị cắt giữa chừng: không có phần cuối của tệp PDF. Hãy gửi lại tệp gốc."
        )),
        Look::Is("application/pdf") => kept(library, name, spooled, "application/pdf").await,
        Look::Is(_) => refuse(format!("Tệp {name} không thuộc loại được nhận. {HINT}")),
        Look::Office => word(library, name, spooled).await,
    }
}

fn look_start(look: &Look) -> &'static str {
    match look {
        Look::Is("application/pdf") => "pdf",
        Look::Is(_) => "image",
        Look::Office => "office",
    }
}

/// Why a file is not what it says alone: it is also an archive, a PDF or a page, which another program would open.
fn two_faced(as_what: &str, head: &[u8], tail: &[u8]) -> Option<&'static str> {
    let holds = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    let lower: Vec<u8> = [head, tail].concat().to_ascii_lowercase();
    let archive = holds(tail, b"PK\x05\x06") && as_what != "office";
    let pdf = holds(&head[..head.len().min(1024)], b"%PDF-") && as_what != "pdf";
    let page = as_what == "image"
        && [b"<script".as_slice(), b"<html", b"<?php", b"<svg"].iter().any(|tag| holds(&lower, tag));
    (archive || pdf || page).then_some(
        "vừa là loại tệp này vừa là loại tệp khác, có dấu hiệu được tạo để đánh lừa máy nên không được nhận.",
    )
}

/// A picture is kept only as the worker wrote it anew: nothing that a camera or an attacker put into it goes on.
async fn picture(library: &Library, name: &str, spooled: &Spooled) -> Result<Attachment> {
    let done =
        library.workers.run(Job::Image, &spooled.path).await.map_err(|failure| failure.refusal(name))?;
    let (_, renditions) = library.renditions(&done).await?.map_err(|failure| failure.refusal(name))?;
    let usual = |format: crate::worker::image::Format| format.media_type() != "image/webp";
    let largest = renditions.into_iter().max_by_key(|one| (one.size.width, usual(one.size.format)));
    let largest =
        largest.ok_or_else(|| Error::refused("tep", format!("Tệp {name} không đọc được."), CLAUSE))?;
    let media_type = largest.size.format.media_type();
    Ok(Attachment {
        file_id: FileId::fresh(&library.db.clock, &library.db.entropy),
        sha256: largest.sha256,
        name: kind::right_name(name, media_type),
        media_type: media_type.to_owned(),
        bytes: largest.bytes,
    })
}

async fn word(library: &Library, name: &str, spooled: &Spooled) -> Result<Attachment> {
    let done =
        library.workers.run(Job::Office, &spooled.path).await.map_err(|failure| failure.refusal(name))?;
    let office: Office = done.found().map_err(|failure| failure.refusal(name))?;
    if office.media_type != WORD {
        return Err(Error::refused("tep", format!("Tệp {name} không phải Word (.docx). {HINT}"), CLAUSE));
    }
    kept(library, name, spooled, WORD).await
}

async fn kept(library: &Library, name: &str, spooled: &Spooled, media_type: &str) -> Result<Attachment> {
    library.files.put_file(&spooled.sha256, &spooled.path).await?;
    Ok(Attachment {
        file_id: FileId::fresh(&library.db.clock, &library.db.entropy),
        sha256: spooled.sha256.clone(),
        name: kind::right_name(name, media_type),
        media_type: media_type.to_owned(),
        bytes: spooled.bytes,
    })
}

async fn tail(path: &Path, bytes: u64) -> Result<Vec<u8>> {
    let read = async {
        let mut file = tokio::fs::File::open(path).await?;
        file.seek(SeekFrom::Start(bytes.saturating_sub(TAIL_BYTES))).await?;
        let mut tail = Vec::new();
        file.take(TAIL_BYTES).read_to_end(&mut tail).await?;
        std::io::Result::Ok(tail)
    };
    read.await.map_err(|cause| Error::Internal(cause.into()))
}

/// Writes files down with a draft, as many as there is room for; why the others are not.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    scope: &mut WriteScope,
    question: &QuestionId,
    writer: &Writer,
    taken: Vec<Attachment>,
) -> Result<Vec<Refusal>> {
    let mut there = store::draft_files(scope, question, writer).await?;
    let mut refusals = Vec::new();
    for file in taken {
        if there.iter().any(|one| one.sha256 == file.sha256) {
            continue;
        }
        if there.len() >= MOST_FILES {
            refusals.push(refused(format!(
                "Tệp {} không được nhận: mỗi câu trả lời kèm nhiều nhất 5 tệp.",
                file.name
            )));
            continue;
        }
        note(scope, &file).await?;
        store::add_file(scope, question, writer, &file.file_id).await?;
        there.push(file);
    }
    Ok(refusals)
}

#[cfg(test)]
mod tests {
    use super::two_faced;

    #[test]
    fn what_is_two_kinds_at_once_is_told() {
        let zip = b"...PK\x05\x06\0\0";
        assert!(two_faced("pdf", b"%PDF-1.4", zip).is_some());
        assert!(two_faced("image", b"\x89PNG\r\n", zip).is_some());
        assert!(two_faced("image", b"GIF89a/*<ScRiPt>", b"").is_some());
        assert!(two_faced("office", b"PK\x03\x04%PDF-1.4", zip).is_some());
        assert!(two_faced("office", b"PK\x03\x04", zip).is_none());
        assert!(two_faced("pdf", b"%PDF-1.4", b"startxref\n0\n%%EOF").is_none());
        assert!(two_faced("image", b"\x89PNG\r\n", b"IEND").is_none());
    }
}
