//! What readers attach: looked at by a worker, sealed before it is kept, never public.

pub mod store;

use std::io::SeekFrom;
use std::path::Path;

use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis};
use crate::base::entropy::Entropy;
use crate::base::error::{Error, Result};
use crate::base::id::{QuestionId, TenantId, fresh};
use crate::base::scope::Db;
use crate::base::seal::sha256_hex;
use crate::base::web::form::{Spooled, Upload};
use crate::files::kind::{self, Family, Look};
use crate::files::{FileStore, tidy_name};
use crate::worker::image::{Format, LONGEST_SIDE, Picture};
use crate::worker::office::Office;
use crate::worker::{Failure, Job, Pool};

pub use store::Attached;

/// The most files of one question.
pub const MOST: usize = 5;
/// The largest picture, and the largest of other files, in bytes.
const PICTURE_BYTES: u64 = 8 * 1024 * 1024;
const FILE_BYTES: u64 = 10 * 1024 * 1024;
/// What a whole form with its files may weigh.
pub const FORM_BYTES: u64 = 56 * 1024 * 1024;
/// The largest picture that a worker is believed to have written.
const WRITTEN_BYTES: u64 = 32 * 1024 * 1024;
/// What is read of a file's end.
const TAIL_BYTES: u64 = 64 * 1024;
/// A form that nobody sent lets go of its files after so long.
const KEPT_FOR_A_FORM: Millis = DAY;
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const TAKEN: &str = "Chỉ nhận ảnh JPEG, PNG, WebP, tệp PDF và tệp Word (.docx).";
/// Endings for the browser's file chooser.
pub const ACCEPT: &str = ".jpg,.jpeg,.png,.webp,.pdf,.docx";

/// Whose a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A form that is still being filled in, by the digest of what makes it one.
    Form(String),
    /// A question.
    Question(QuestionId),
    /// A case of the sealed drawer.
    Sealed(String),
}

impl Owner {
    /// As it is stored.
    pub fn key(&self) -> String {
        match self {
            Self::Form(digest) => format!("form/{digest}"),
            Self::Question(id) => format!("question/{id}"),
            Self::Sealed(id) => format!("sealed/{id}"),
        }
    }
}

/// How large a reader's file may be that begins so, and what such files are called.
pub fn most(head: &[u8]) -> (u64, &'static str) {
    match Family::of_head(head) {
        Family::Image => (PICTURE_BYTES, "ảnh"),
        _ => (FILE_BYTES, "tệp đính kèm"),
    }
}

/// What takes readers' files in and gives them out.
#[derive(Clone, Debug)]
pub struct Drawer {
    db: Db,
    files: FileStore,
    workers: Pool,
}

/// A file in clear.
pub struct Opened {
    /// Its name.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file that a worker let through.
struct Clean {
    media_type: &'static str,
    bytes: Vec<u8>,
}

fn context(tenant: &TenantId, id: &str) -> String {
    format!("question-attachment/{tenant}/{id}")
}

impl Drawer {
    /// A drawer over a folder of its own.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(db: Db, folder: &Path, workers: Pool) -> anyhow::Result<Self> {
        Ok(Self { db, files: FileStore::open(folder)?, workers })
    }

    /// Takes the files of a form in, as many as there is room for; why others were not, one sentence each.
    ///
    /// # Errors
    /// When the database or the store does not answer.
    pub async fn take(&self, tenant: &TenantId, owner: &Owner, uploads: &[Upload]) -> Result<Vec<String>> {
        let mut told = Vec::new();
        let mut held = store::of(&mut self.db.read(tenant).await?, owner).await?.len();
        for upload in uploads {
            let name = tidy_name(&upload.name);
            if held >= MOST {
                told.push(format!("Tệp {name} chưa được nhận: mỗi lần gửi nhiều nhất {MOST} tệp."));
                continue;
            }
            match self.take_one(tenant, owner, upload, &name).await {
                Ok(()) => held += 1,
                Err(Error::Refused(refusals)) => {
                    told.extend(refusals.into_iter().map(|refusal| refusal.message))
                }
                Err(Error::TooLarge(why)) => told.push(why),
                Err(other) => return Err(other),
            }
        }
        Ok(told)
    }

    async fn take_one(&self, tenant: &TenantId, owner: &Owner, upload: &Upload, name: &str) -> Result<()> {
        let spooled = match &upload.spooled {
            Ok(spooled) => spooled,
            Err(Error::TooLarge(why)) => return Err(Error::TooLarge(why.clone())),
            Err(other) => return Err(Error::internal(format!("an upload was not kept: {other}"))),
        };
        let clean = self.clean(name, spooled).await?;
        let id = fresh(self.db.clock.now(), &self.db.entropy);
        let seal = |plain: &[u8]| self.db.sealer.seal(&context(tenant, &id), plain);
        let (sealed, sealed_name) =
            (seal(&clean.bytes)?, seal(kind::right_name(name, clean.media_type).as_bytes())?);
        let sha256 = sha256_hex(&sealed);
        self.files.put(&sha256, sealed.into()).await?;
        let row = store::New {
            id: &id,
            owner,
            name: sealed_name,
            media_type: clean.media_type,
            bytes: i64::try_from(clean.bytes.len()).unwrap_or(i64::MAX),
            sha256: &sha256,
        };
        let mut scope = self.db.write(tenant, &Actor::reader(None)).await?;
        store::insert(&mut scope, row).await?;
        scope.commit().await
    }

    /// What goes on of a file: pictures as a worker wrote them anew, the others once a worker has read them through.
    async fn clean(&self, name: &str, spooled: &Spooled) -> Result<Clean> {
        let look = kind::look(name, &spooled.head).map_err(refused)?;
        match look {
            Look::Is("image/jpeg" | "image/png" | "image/webp") => self.picture(name, spooled).await,
            Look::Is("application/pdf") => {
                if !kind::pdf_ends(&tail(&spooled.path, spooled.bytes).await?) {
                    return Err(refused(format!(
                        "Tệp {name} bị cắt giữa chừng: không có phần cuối của tệp PDF. Hãy chọn lại tệp gốc."
                    )));
                }
                self.workers.run(Job::Pdf, &spooled.path).await.map_err(|failure| failure.refusal(name))?;
                whole(spooled, "application/pdf").await
            }
            Look::Office => {
                let done = self.workers.run(Job::Office, &spooled.path).await;
                let found = done.and_then(|done| done.found::<Office>());
                let office = found.map_err(|failure| failure.refusal(name))?;
                if office.media_type != DOCX {
                    return Err(refused(format!("Tệp {name} không phải tệp Word (.docx). {TAKEN}")));
                }
                whole(spooled, DOCX).await
            }
            Look::Is(_) => Err(refused(format!("Tệp {name} không thuộc loại được nhận. {TAKEN}"))),
        }
    }

    async fn picture(&self, name: &str, spooled: &Spooled) -> Result<Clean> {
        let written = async {
            let done = self.workers.run(Job::Image, &spooled.path).await?;
            let picture: Picture = done.found()?;
            let side = |side: u32| (1..=LONGEST_SIDE).contains(&side);
            let largest =
                picture.sizes.iter().filter(|size| size.format != Format::Webp).max_by_key(|size| size.width);
            let largest =
                largest.filter(|size| side(size.width) && side(size.height)).ok_or(Failure::Died)?;
            let bytes = done.read(&largest.file(), WRITTEN_BYTES)?;
            let media_type = largest.format.media_type();
            if kind::look("", &bytes) == Ok(Look::Is(media_type)) {
                Ok(Clean { media_type, bytes })
            } else {
                Err(Failure::Died)
            }
        };
        written.await.map_err(|failure: Failure| failure.refusal(name))
    }

    /// A file in clear; the caller has asked whether it may be shown, and written the look down.
    ///
    /// # Errors
    /// When it is not there, or does not open.
    pub async fn read(&self, tenant: &TenantId, file: &Attached) -> Result<Opened> {
        use futures_util::TryStreamExt as _;
        let stream = self.files.stream_all(&file.sha256).await?;
        let parts: Vec<_> = stream.try_collect().await.map_err(|cause| Error::Internal(cause.into()))?;
        let bytes = self.db.sealer.open(&context(tenant, &file.id), &parts.concat())?;
        Ok(Opened { name: self.name(tenant, file)?, media_type: file.media_type.clone(), bytes })
    }

    /// A file's name.
    ///
    /// # Errors
    /// When it does not open.
    pub fn name(&self, tenant: &TenantId, file: &Attached) -> Result<String> {
        let name = self.db.sealer.open(&context(tenant, &file.id), &file.name)?;
        Ok(String::from_utf8_lossy(&name).into_owned())
    }

    /// Lets go of files for good: their rows are gone already.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn forget(&self, digests: &[String]) -> Result<()> {
        for sha256 in digests {
            self.files.forget(sha256).await?;
        }
        Ok(())
    }

    /// Takes single files of an owner out again.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn drop_of(&self, tenant: &TenantId, owner: &Owner, ids: &[&str]) -> Result<()> {
        let mut scope = self.db.write(tenant, &Actor::reader(None)).await?;
        let mut gone = Vec::new();
        for id in ids {
            gone.extend(store::remove_one(&mut scope, owner, id).await?);
        }
        scope.commit().await?;
        self.forget(&gone).await
    }
}

/// Lets go of what came with forms that nobody sent.
///
/// # Errors
/// When the database does not answer.
pub async fn tidy(app: App) -> Result<()> {
    let before = app.db.clock.now() - KEPT_FOR_A_FORM;
    for tenant in app.directory.all() {
        let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
        let gone = store::remove_stale(&mut scope, before).await?;
        scope.commit().await?;
        app.drawer.forget(&gone).await?;
    }
    Ok(())
}

/// What makes a form one.
pub fn fresh_form(entropy: &Entropy) -> String {
    entropy.token()
}

fn refused(why: String) -> Error {
    Error::refused("tep", why, "")
}

async fn whole(spooled: &Spooled, media_type: &'static str) -> Result<Clean> {
    let bytes = tokio::fs::read(&spooled.path).await.map_err(|cause| Error::Internal(cause.into()))?;
    Ok(Clean { media_type, bytes })
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
