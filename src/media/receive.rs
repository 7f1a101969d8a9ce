//! How a file comes in: known by its bytes, looked for among what is there, read by a worker, kept, written down.

use std::io::SeekFrom;
use std::path::Path;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::{Description, Entry, Library, store};
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, TenantId};
use crate::base::seal::sha256_hex;
use crate::base::web::form::Spooled;
use crate::extract;
use crate::files::kind::{self, Family, Look};
use crate::files::{self, captions, tidy_name};
use crate::items::Attachment;
use crate::items::rights::Sight;
use crate::people::{Action, Staff, State};
use crate::worker::image::{Picture, Size, WIDTHS};
use crate::worker::office::Office;
use crate::worker::{Done, Failure, Job};

/// The largest rendition that is believed, in bytes.
const RENDITION_BYTES: u64 = 32 * 1024 * 1024;
/// What is read of a file's end.
const TAIL_BYTES: u64 = 64 * 1024;

/// A file at the door.
pub struct Arrival<'a> {
    /// Its bytes.
    pub spooled: &'a Spooled,
    /// The name it came under.
    pub name: &'a str,
    /// What is said of it.
    pub description: Description,
    /// Whether it is for everybody who sees the library, or came along with one draft.
    pub shared: bool,
}

/// What became of it.
#[derive(Debug)]
pub enum Received {
    /// It is new, and kept.
    New(Attachment),
    /// The same bytes are there already.
    Known(Box<Entry>),
}

impl Received {
    /// The file as texts attach it.
    pub fn into_attachment(self) -> Attachment {
        match self {
            Self::New(attachment) => attachment,
            Self::Known(entry) => entry.file,
        }
    }
}

/// A rendition as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// Its size and format.
    pub size: Size,
    /// The digest of its bytes.
    pub sha256: String,
    /// How many they are.
    pub bytes: u64,
}

/// What a worker made of a file.
enum Read {
    /// Nothing had to be opened.
    Plain(&'static str),
    /// An office file of this type.
    Office(String),
    /// A picture with its renditions, which are in the store already.
    Picture(&'static str, Picture, Vec<Rendition>),
}

impl Read {
    fn media_type(&self) -> &str {
        match self {
            Self::Plain(media_type) | Self::Picture(media_type, ..) => media_type,
            Self::Office(media_type) => media_type,
        }
    }
}

impl Library {
    /// Takes a file in.
    ///
    /// # Errors
    /// [`Error::Refused`] in the field `tep` when it is not taken, saying why.
    pub async fn receive(
        &self,
        tenant: &TenantId,
        staff: &Staff,
        actor: &Actor,
        arrival: Arrival<'_>,
    ) -> Result<Received> {
        staff.require(Action::MediaAdd, State::Any)?;
        let description = arrival.description.tidied();
        Error::unless_empty(description.refusals(self.db.clock.today()))?;
        let (spooled, name) = (arrival.spooled, tidy_name(arrival.name));
        let look = kind::look(&name, &spooled.head).map_err(refused)?;
        let mut scope = self.db.read(tenant).await?;
        let known = store::with_bytes(&mut scope, &Sight::of(staff), &spooled.sha256).await?;
        drop(scope);
        if let Some(known) = known {
            return Ok(Received::Known(Box::new(known)));
        }
        let read = self.read(look, &name, &spooled.path, spooled.bytes).await?;
        self.files.put_file(&spooled.sha256, &spooled.path).await?;
        let attachment = Attachment {
            file_id: FileId::fresh(&self.db.clock, &self.db.entropy),
            sha256: spooled.sha256.clone(),
            name: kind::right_name(&name, read.media_type()),
            media_type: read.media_type().to_owned(),
            bytes: spooled.bytes,
        };
        let mut scope = self.db.write(tenant, actor).await?;
        files::note(&mut scope, &attachment).await?;
        store::insert(&mut scope, &attachment, &description, arrival.shared).await?;
        extract::store::wish(&mut scope, &attachment).await?;
        if let Read::Picture(_, picture, renditions) = &read {
            store::pictured(&mut scope, &attachment.file_id, picture, renditions).await?;
        }
        let detail = json!({ "name": attachment.name, "shared": arrival.shared });
        scope.audit(Action::MediaAdd.as_str(), "file", attachment.file_id.as_str(), detail);
        scope.commit().await?;
        // The sweep may have taken the same bytes of somebody else's file between our look and our row.
        self.files.put_file(&spooled.sha256, &spooled.path).await?;
        Ok(Received::New(attachment))
    }

    /// Whether a file would be taken in, without taking it; a picture is not opened for that.
    ///
    /// # Errors
    /// As [`Library::receive`], for what is wrong with the file.
    pub async fn examine(&self, spooled: &Spooled, name: &str) -> Result<()> {
        let name = tidy_name(name);
        match kind::look(&name, &spooled.head).map_err(refused)? {
            Look::Is(media_type) if Family::of(media_type) == Family::Image => Ok(()),
            look => self.read(look, &name, &spooled.path, spooled.bytes).await.map(drop),
        }
    }

    async fn read(&self, look: Look, name: &str, path: &Path, bytes: u64) -> Result<Read> {
        match look {
            Look::Is(media_type) if Family::of(media_type) == Family::Image => {
                let (picture, renditions) = self.picture(name, path).await?;
                Ok(Read::Picture(media_type, picture, renditions))
            }
            Look::Is(media_type) => {
                if media_type == "application/pdf" && !kind::pdf_ends(&tail(path, bytes).await?) {
                    return Err(refused(format!(
                        "Tệp {name} bị cắt giữa chừng: không có phần cuối của tệp PDF. Hãy tải lại tệp gốc."
                    )));
                }
                if media_type == kind::CAPTIONS {
                    readable_captions(path, bytes).await?;
                }
                Ok(Read::Plain(media_type))
            }
            Look::Office => {
                let done =
                    self.workers.run(Job::Office, path).await.map_err(|failure| failure.refusal(name))?;
                let office: Office = done.found().map_err(|failure| failure.refusal(name))?;
                Ok(Read::Office(office.media_type))
            }
        }
    }

    /// Has a picture read, and keeps its renditions.
    async fn picture(&self, name: &str, path: &Path) -> Result<(Picture, Vec<Rendition>)> {
        let done = self.workers.run(Job::Image, path).await.map_err(|failure| failure.refusal(name))?;
        self.renditions(&done).await?.map_err(|failure| failure.refusal(name))
    }

    /// Keeps what a worker wrote, as far as it is what it says.
    pub(crate) async fn renditions(
        &self,
        done: &Done,
    ) -> Result<std::result::Result<(Picture, Vec<Rendition>), Failure>> {
        let picture: Picture = match done.found() {
            Ok(picture) => picture,
            Err(failure) => return Ok(Err(failure)),
        };
        if !believable(&picture) {
            return Ok(Err(Failure::Died));
        }
        let mut renditions = Vec::with_capacity(picture.sizes.len());
        for size in &picture.sizes {
            let bytes = match done.read(&size.file(), RENDITION_BYTES) {
                Ok(bytes) => bytes,
                Err(failure) => return Ok(Err(failure)),
            };
            if kind::look("", &bytes) != Ok(Look::Is(size.format.media_type())) {
                return Ok(Err(Failure::Died));
            }
            let rendition = Rendition { size: *size, sha256: sha256_hex(&bytes), bytes: bytes.len() as u64 };
            self.files.put(&rendition.sha256, bytes.into()).await?;
            renditions.push(rendition);
        }
        Ok(Ok((picture, renditions)))
    }
}

/// Whether a worker's word about a picture can be true.
fn believable(picture: &Picture) -> bool {
    use crate::worker::image::LONGEST_SIDE;
    let side = |side: u32| (1..=LONGEST_SIDE).contains(&side);
    let most = 2 * WIDTHS.len();
    (1..=most).contains(&picture.sizes.len())
        && side(picture.width)
        && side(picture.height)
        && picture
            .sizes
            .iter()
            .all(|size| size.width <= picture.width && side(size.width) && side(size.height))
}

fn refused(why: String) -> Error {
    Error::refused("tep", why, "TT 32/2017 Đ7")
}

/// Reads captions through.
async fn readable_captions(path: &Path, bytes: u64) -> Result<()> {
    if bytes > captions::MOST_BYTES {
        return Err(refused("Tệp phụ đề lớn hơn 1 MB. Hãy chia chương trình thành nhiều phần.".to_owned()));
    }
    let read = tokio::fs::read(path).await.map_err(|cause| Error::Internal(cause.into()))?;
    captions::check(&read).map(drop).map_err(refused)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::image::Format;

    #[test]
    fn a_worker_is_not_believed_everything() {
        let size = |width| Size { width, height: 10, format: Format::Webp };
        let picture = |width, sizes| Picture { width, height: 10, sizes };
        assert!(believable(&picture(700, vec![size(320), size(700)])));
        assert!(!believable(&picture(700, vec![])));
        assert!(!believable(&picture(300, vec![size(320)])));
        assert!(!believable(&picture(70_000, vec![size(320)])));
        assert!(!believable(&picture(700, vec![size(0)])));
        assert!(!believable(&picture(700, vec![size(320); 9])));
    }
}
