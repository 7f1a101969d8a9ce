//! What files say: read by a worker as soon as they are here, recognised page by page where they are pictures, kept by
//! the digest of their bytes so that nothing is read twice.

pub mod duties;
pub mod passages;
pub mod store;

use std::path::Path;

use reader::{Format, Page, Reading, Signature, Source, Status};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::id::TenantId;
use crate::base::scope::{Db, Reach};
use crate::files::kind::{CAPTIONS, Family};
use crate::items::Attachment;
use crate::media::Entry;
use crate::people::{Action, Staff, State};
use crate::worker::read::WRITTEN;
use crate::worker::{Failure, Job, Pool};

/// The largest reading that a worker may write, in bytes.
const READING_BYTES: u64 = 64 * 1024 * 1024;

/// How far the work on a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It waits for a worker.
    Waiting,
    /// Its pages are being recognised, one after the other.
    Recognising,
    /// Nothing more will come.
    Done,
}

impl Work {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Recognising => "recognising",
            Self::Done => "done",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Recognising, Self::Done].into_iter().find(|work| work.as_str() == word)
    }
}

/// What a file is and says of itself, beside its pages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// What it is; none where no reader knows it.
    pub format: Option<Format>,
    /// What it says of itself.
    pub about: reader::model::About,
    /// The digital signatures in it.
    pub signatures: Vec<Signature>,
}

/// A reading as it is kept, without its pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The digest of the bytes it is of.
    pub sha256: String,
    /// How far the work is.
    pub work: Work,
    /// How far the file could be read; none while nobody has tried.
    pub status: Option<Status>,
    /// Why it is so, for people; may be empty.
    pub note: String,
    /// What the file is.
    pub head: Head,
    /// When it last moved.
    pub updated_at: Millis,
}

impl Kept {
    /// Whether all that will ever be read is there.
    pub fn is_done(&self) -> bool {
        self.work == Work::Done
    }
}

/// A page as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptPage {
    /// What was read.
    pub page: Page,
    /// Whether recognising it came to nothing.
    pub failed: bool,
}

/// Whether files of this type are read for their text as soon as they come in. Pictures are read only where a document
/// attaches them: nobody searches the letters on a photograph.
pub fn is_read(media_type: &str) -> bool {
    Family::of(media_type) == Family::File && media_type != CAPTIONS
}

/// Whether an attachment is a picture of a page.
pub fn is_picture(attachment: &Attachment) -> bool {
    Family::of(&attachment.media_type) == Family::Image
}

/// Has a worker read a file.
///
/// # Errors
/// The [`Failure`] of the worker; what is wrong with the file itself stands in the reading.
pub async fn read(workers: &Pool, path: &Path) -> Result<Reading, Failure> {
    let done = workers.run(Job::Read, path).await?;
    let bytes = done.read(WRITTEN, READING_BYTES)?;
    serde_json::from_slice(&bytes).map_err(|_| Failure::Died)
}

/// Has a worker recognise the letters on one page, counted from 1.
///
/// # Errors
/// The [`Failure`] of the worker.
pub async fn recognise(workers: &Pool, path: &Path, page: u32) -> Result<Page, Failure> {
    let done = workers.run(Job::Recognise(page), path).await?;
    let bytes = done.read(WRITTEN, READING_BYTES)?;
    let read: Page = serde_json::from_slice(&bytes).map_err(|_| Failure::Died)?;
    (read.number == page && read.source == Source::Recognised).then_some(read).ok_or(Failure::Died)
}

/// The whole of a file at once: read, and every page of it that is a picture recognised. For commands; the server does
/// the same in turns.
///
/// # Errors
/// The [`Failure`] of the first reading; a page that cannot be recognised stays a picture.
pub async fn read_whole(workers: &Pool, path: &Path) -> Result<Reading, Failure> {
    let mut reading = read(workers, path).await?;
    if !workers.recognises().await {
        return Ok(reading);
    }
    for page in reading.pages.iter_mut().filter(|page| page.source == Source::Picture) {
        if let Ok(read) = recognise(workers, path, page.number).await {
            *page = read;
        }
    }
    reading.status = settled(reading.status, reading.pages.iter().map(|page| page.source));
    Ok(reading)
}

/// The status of a file whose pages are these by now.
pub fn settled(status: Status, mut pages: impl Iterator<Item = Source>) -> Status {
    let recognised = status == Status::NeedsRecognition && !pages.any(|source| source == Source::Picture);
    if recognised { Status::Text } else { status }
}

/// Has a file read once more, for a person who doubts what was read or gave the server what it lacked.
///
/// # Errors
/// [`Error::Forbidden`](crate::base::error::Error::Forbidden) without the right.
pub async fn read_again(
    db: &Db,
    tenant: &TenantId,
    actor: &Actor,
    staff: &Staff,
    entry: &Entry,
) -> crate::base::error::Result<()> {
    staff.require(Action::MediaEdit, State::Any)?;
    let mut scope = db.write(tenant, actor).await?;
    store::wish_again(&mut scope, &entry.file.sha256).await?;
    scope.changed("file", entry.id().as_str(), Reach::Staff);
    scope.audit("file.read-again", "file", entry.id().as_str(), json!({ "sha256": entry.file.sha256 }));
    scope.commit().await
}

/// The status of a reading in a few words, for lists.
pub fn told(kept: &Kept) -> &'static str {
    match (kept.work, kept.status) {
        (Work::Waiting, _) | (_, None) => "đang chờ đọc",
        (Work::Recognising, _) => "đang nhận dạng chữ",
        (Work::Done, Some(Status::Text)) => "đã có chữ",
        (Work::Done, Some(Status::NeedsRecognition)) => "chưa có lớp chữ",
        (Work::Done, Some(Status::Empty)) => "không có chữ",
        (Work::Done, Some(Status::Locked)) => "có mật khẩu",
        (Work::Done, Some(Status::Damaged)) => "tệp hỏng",
        (Work::Done, Some(Status::TooLarge)) => "mở ra quá lớn",
        (Work::Done, Some(Status::Foreign)) => "không phải loại tệp đọc được",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_has_text_once_all_its_pages_are_recognised() {
        let half = [Source::Recognised, Source::Picture];
        assert_eq!(settled(Status::NeedsRecognition, half.into_iter()), Status::NeedsRecognition);
        let all = [Source::Recognised, Source::Layer];
        assert_eq!(settled(Status::NeedsRecognition, all.into_iter()), Status::Text);
        assert_eq!(settled(Status::Locked, all.into_iter()), Status::Locked);
    }

    #[test]
    fn captions_pictures_and_films_are_not_read_by_themselves() {
        assert!(
            is_read("application/pdf")
                && is_read("application/msword")
                && is_read("text/plain; charset=utf-8")
        );
        assert!(!is_read(CAPTIONS) && !is_read("image/png") && !is_read("video/mp4"));
    }
}
