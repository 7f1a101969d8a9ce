//! What a file is and says, before anything is written.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use reader::{Reading, Status};

use crate::base::id::TenantId;
use crate::base::scope::Db;
use crate::base::web::form::{Intake, Spooled};
use crate::config::Uploads;
use crate::extract::{self, Work};
use crate::files::kind::{self, Family};
use crate::files::most;
use crate::import::site::files::{Keeping, why};
use crate::worker::{Failure, Pool};

use super::key;
use super::walk::File;

/// How often a worker is asked that has no time.
const TRIES: usize = 4;

/// What was found of a file.
pub(super) enum Looked {
    /// An item carries these bytes.
    Carried(String),
    /// It is not taken.
    Refused(String),
    /// It was read.
    Read(Box<(Spooled, Reading)>),
}

/// Who looks at files.
#[derive(Clone)]
pub(super) struct Looker {
    db: Db,
    tenant: TenantId,
    workers: Pool,
    upload: PathBuf,
    limits: Uploads,
}

impl Looker {
    /// For the library of a tenant.
    pub fn new(db: &Db, tenant: &TenantId, keeping: Keeping<'_>) -> Self {
        Self {
            db: db.clone(),
            tenant: tenant.clone(),
            workers: keeping.library.workers.clone(),
            upload: keeping.upload.to_owned(),
            limits: keeping.limits.clone(),
        }
    }

    /// Looks whether an item carries a file, what it is, what it says.
    pub async fn look(self, file: File) -> Result<Looked> {
        let most = |head: &[u8]| most(&self.limits, head);
        let intake = Intake { folder: &self.upload, entropy: &self.db.entropy, most: Some(&most) };
        let spooled = match Spooled::copy_of(&file.place, file.short(), &intake, &most).await {
            Ok(spooled) => spooled,
            Err(cause) => return Ok(Looked::Refused(why(cause)?)),
        };
        let mut scope = self.db.read(&self.tenant).await?;
        if key::is_carried(&mut scope, &spooled.sha256).await? {
            return Ok(Looked::Carried(spooled.sha256.clone()));
        }
        if let Err(refused) = document(&file, &spooled) {
            return Ok(Looked::Refused(refused));
        }
        // A server beside may have read it already.
        let kept = extract::store::find(&mut scope, &spooled.sha256).await?;
        let whole = match kept {
            Some(kept) if kept.work != Work::Waiting => {
                extract::store::whole(&mut scope, &spooled.sha256).await?
            }
            _ => None,
        };
        drop(scope);
        let reading = match whole {
            Some(reading) => reading,
            None => read(&self.workers, &file).await?,
        };
        Ok(Looked::Read(Box::new((spooled, reading))))
    }
}

/// Refuses by the first bytes what is no document at all, before a worker reads it.
fn document(file: &File, spooled: &Spooled) -> std::result::Result<(), String> {
    let played = |media_type| matches!(Family::of(media_type), Family::Audio | Family::Video);
    match kind::look(file.short(), &spooled.head)? {
        kind::Look::Is(media_type) if played(media_type) || media_type == kind::CAPTIONS => {
            Err(format!("Tệp {} là âm thanh, video hoặc phụ đề, không phải văn bản.", file.short()))
        }
        _ => Ok(()),
    }
}

/// Has a worker read a file; what no worker comes to an end with is damaged.
async fn read(workers: &Pool, file: &File) -> Result<Reading> {
    let mut busy = 0;
    loop {
        match extract::read(workers, &file.place).await {
            Ok(reading) => return Ok(reading),
            Err(Failure::Busy) if busy < TRIES => busy += 1,
            Err(failure) if failure.is_final() => {
                let told = failure.told(file.short());
                return Ok(Reading::without_text(None, Status::Damaged, &told));
            }
            Err(failure) => return Err(anyhow!("{}", failure.told(file.short()))),
        }
    }
}
