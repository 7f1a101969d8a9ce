//! What is attached to a letter: pictures, PDF and DOCX are read by a worker and kept; of everything else the desk is
//! told why it was not, and the raw letter stays.

use std::collections::BTreeSet;
use std::io::Write as _;

use crate::app::App;
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, MailId};
use crate::base::mail::received::Attached;
use crate::base::scope::WriteScope;
use crate::base::seal::sha256_hex;
use crate::files::kind::{self, Family, Look};
use crate::files::{self, tidy_name};
use crate::items::Attachment;
use crate::worker::Job;
use crate::worker::office::Office;

use super::store;

/// So many attachments of a letter are kept; the rest stays in the raw letter.
const MOST: usize = 10;
/// The largest attachment kept.
const LARGEST: usize = 20 * 1024 * 1024;
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// An attachment after it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Its name, tidied.
    pub name: String,
    /// The file whose bytes are in the store, or why it is not kept.
    pub outcome: std::result::Result<Attachment, String>,
}

/// Looks at every attachment, and puts the bytes of those that are kept into the store.
///
/// # Errors
/// When a worker cannot be had now, so that the letter is read again later.
pub async fn look(app: &App, attached: &[Attached]) -> Result<Vec<Looked>> {
    let mut looked = Vec::with_capacity(attached.len());
    for (place, one) in attached.iter().enumerate() {
        let name = tidy_name(&one.name);
        let outcome = if place < MOST {
            match kept_as(app, &name, &one.bytes).await? {
                Ok(media_type) => Ok(keep(app, &name, media_type, &one.bytes).await?),
                Err(why) => Err(why),
            }
        } else {
            Err(format!("Chỉ nhận {MOST} tệp mỗi thư."))
        };
        looked.push(Looked { name, outcome });
    }
    Ok(looked)
}

async fn keep(app: &App, name: &str, media_type: String, bytes: &[u8]) -> Result<Attachment> {
    let sha256 = sha256_hex(bytes);
    app.files.put(&sha256, bytes.to_vec().into()).await?;
    Ok(Attachment {
        file_id: FileId::fresh(&app.db.clock, &app.db.entropy),
        sha256,
        name: kind::right_name(name, &media_type),
        media_type,
        bytes: bytes.len() as u64,
    })
}

/// The media type of what is kept, or a sentence why it is not.
async fn kept_as(app: &App, name: &str, bytes: &[u8]) -> Result<std::result::Result<String, String>> {
    if bytes.len() > LARGEST {
        return Ok(Err(format!("Tệp lớn hơn {} MB.", LARGEST / 1024 / 1024)));
    }
    match kind::look(name, bytes) {
        Ok(Look::Is(media_type)) if Family::of(media_type) == Family::Image => {
            Ok(read(app, Job::Image, name, bytes).await?.map(|_| media_type.to_owned()))
        }
        Ok(Look::Is("application/pdf")) if kind::pdf_ends(bytes) => Ok(Ok("application/pdf".to_owned())),
        Ok(Look::Is("application/pdf")) => Ok(Err("Tệp PDF bị cắt giữa chừng.".to_owned())),
        Ok(Look::Office) => Ok(read(app, Job::Office, name, bytes).await?.and_then(only_docx)),
        Err(_) | Ok(Look::Is(_)) => Ok(Err(ONLY.to_owned())),
    }
}

const ONLY: &str = "Chỉ nhận ảnh, PDF và DOCX.";
const UNREADABLE: &str = "Tệp hỏng hoặc không đọc được.";

fn only_docx(media_type: Option<String>) -> std::result::Result<String, String> {
    media_type.filter(|found| found == DOCX).ok_or_else(|| ONLY.to_owned())
}

/// Has a worker read the bytes; the office type it found, or why it refuses them.
async fn read(
    app: &App,
    job: Job,
    name: &str,
    bytes: &[u8],
) -> Result<std::result::Result<Option<String>, String>> {
    let folder = app.config.data.join("upload");
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| tempfile::NamedTempFile::new_in(&folder))
        .and_then(|mut file| file.write_all(bytes).map(|()| file));
    let file = written.map_err(|cause| Error::Internal(cause.into()))?;
    let failure = match app.library.workers.run(job, file.path()).await {
        Ok(_) if job == Job::Image => return Ok(Ok(None)),
        Ok(done) => match done.found::<Office>() {
            Ok(office) => return Ok(Ok(Some(office.media_type))),
            Err(failure) => failure,
        },
        Err(failure) => failure,
    };
    if failure.is_final() { Ok(Err(UNREADABLE.to_owned())) } else { Err(failure.refusal(name)) }
}

/// Writes down what came with a letter, in the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn note(scope: &mut WriteScope, letter: &MailId, looked: &[Looked]) -> Result<()> {
    for (place, one) in (0..).zip(looked) {
        if let Ok(attachment) = &one.outcome {
            files::note(scope, attachment).await?;
        }
        store::insert_file(scope, letter, place, one).await?;
    }
    Ok(())
}

/// How many could not be kept and why, as a sentence for the desk without their names; none where all were.
pub fn refused_words(looked: &[Looked]) -> Option<String> {
    let refused: BTreeSet<&str> =
        looked.iter().filter_map(|one| one.outcome.as_ref().err().map(String::as_str)).collect();
    let many = looked.iter().filter(|one| one.outcome.is_err()).count();
    (many > 0).then(|| {
        let reasons: Vec<&str> = refused.into_iter().collect();
        format!("{many} tệp gửi kèm không nhận được, còn nguyên trong thư gốc. {}", reasons.join(" "))
    })
}
