//! The lock of a bucket: an object that only one can create, with a beat. Whoever finds it old by the store's own clock takes
//! it over; whoever misses a beat of theirs for as long as that writes no more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use object_store::aws::AmazonS3;
use object_store::path::Path as ObjectPath;
use object_store::{
    Error, ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions, PutResult, UpdateVersion,
};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::bucket::Bucket;
use super::{Guard, Medium as _, PARTS};
use crate::backup::Fault;
use crate::base::entropy::Entropy;

/// Held while a run writes.
#[derive(Debug)]
pub(super) struct Lease {
    bucket: Bucket,
    place: Place,
    beat: Arc<Mutex<Beat>>,
    lasts: Duration,
    renewing: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

/// Where the lock lies and what we write there.
#[derive(Clone, Debug)]
struct Place {
    store: Arc<AmazonS3>,
    path: ObjectPath,
    /// Ours alone.
    holder: String,
}

/// The last sign of life.
#[derive(Debug)]
struct Beat {
    number: u64,
    at: Instant,
    version: UpdateVersion,
    lost: bool,
}

impl Place {
    async fn put(&self, number: u64, mode: PutMode) -> object_store::Result<UpdateVersion> {
        // Another text at each beat, so that its tag is another too.
        let text = format!("{} {number}\n", self.holder);
        let options = PutOptions::from(mode);
        self.store.put_opts(&self.path, text.into(), options).await.map(version)
    }

    async fn create(&self) -> object_store::Result<UpdateVersion> {
        self.put(0, PutMode::Create).await
    }

    /// Takes the lock, where nobody alive has it.
    async fn take(&self, probe: ObjectPath, lasts: Duration) -> object_store::Result<UpdateVersion> {
        let held = match self.create().await {
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {
                self.take_over(probe, lasts).await
            }
            created => created,
        }?;
        // A store that does not know conditions takes a second one too.
        match self.create().await {
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(held),
            Err(cause) => Err(cause),
            Ok(_) => Err(Error::NotSupported { source: "If-None-Match".into() }),
        }
    }

    async fn take_over(&self, probe: ObjectPath, lasts: Duration) -> object_store::Result<UpdateVersion> {
        let found = match self.store.head(&self.path).await {
            Err(Error::NotFound { .. }) => return self.create().await,
            found => found?,
        };
        self.store.put(&probe, self.holder.clone().into()).await?;
        let now = self.store.head(&probe).await?.last_modified;
        self.store.delete(&probe).await?;
        let age = (now - found.last_modified).to_std().unwrap_or_default();
        if age <= lasts {
            return Err(Error::AlreadyExists { path: self.path.to_string(), source: "it is held".into() });
        }
        let seen = UpdateVersion { e_tag: found.e_tag, version: None };
        self.put(0, PutMode::Update(seen)).await
    }

    /// The version of the lock, if it is ours.
    async fn ours(&self) -> object_store::Result<Option<UpdateVersion>> {
        let found = match self.store.get(&self.path).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            found => found?,
        };
        let version = UpdateVersion { e_tag: found.meta.e_tag.clone(), version: None };
        let text = found.bytes().await?;
        Ok(text.starts_with(self.holder.as_bytes()).then_some(version))
    }

    async fn renew(&self, beat: &Mutex<Beat>) {
        let (number, seen) = {
            let mut beat = beat.lock().unwrap_or_else(PoisonError::into_inner);
            beat.number += 1;
            (beat.number, beat.version.clone())
        };
        // So old is what the store then knows of us at least.
        let at = Instant::now();
        let renewed = match self.put(number, PutMode::Update(seen)).await {
            // It may have been our own beat, whose answer was lost.
            Err(Error::Precondition { .. } | Error::NotFound { .. }) => self.ours().await,
            renewed => renewed.map(Some),
        };
        let mut beat = beat.lock().unwrap_or_else(PoisonError::into_inner);
        match renewed {
            Ok(Some(version)) => (beat.version, beat.at) = (version, at),
            Ok(None) => beat.lost = true,
            // The next beat tries again; without one it ends by itself.
            Err(cause) => tracing::warn!("the lock of the backups is not renewed: {cause}"),
        }
    }
}

fn version(put: PutResult) -> UpdateVersion {
    UpdateVersion { e_tag: put.e_tag, version: None }
}

impl Lease {
    /// Takes the lock, which then lasts so long after its last beat.
    ///
    /// # Errors
    /// [`Fault::Busy`] while another lives; when the store does not answer, or does not know conditions.
    pub(super) fn take(bucket: &Bucket, path: ObjectPath, lasts: Duration) -> Result<Self, Fault> {
        let holder = Entropy::system().token();
        let probe = bucket.path(&format!("{PARTS}/{holder}"));
        let place = Place { store: bucket.store(), path, holder };
        let (taking, at) = (place.clone(), Instant::now());
        let taken = bucket.wait(async move { taking.take(probe, lasts).await });
        let version = taken.map_err(|cause| match cause {
            Error::AlreadyExists { .. } | Error::Precondition { .. } => Fault::Busy,
            Error::NotSupported { .. } => Fault::NoConditions(bucket.told()),
            cause => bucket.fault(&cause),
        })?;
        let beat = Arc::new(Mutex::new(Beat { number: 0, at, version, lost: false }));
        let (stop, stopped) = oneshot::channel();
        let renewing = bucket.begin(renew(place.clone(), beat.clone(), lasts, stopped));
        Ok(Self { bucket: bucket.clone(), place, beat, lasts, renewing: Some((stop, renewing)) })
    }
}

async fn renew(place: Place, beat: Arc<Mutex<Beat>>, lasts: Duration, mut stopped: oneshot::Receiver<()>) {
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            () = tokio::time::sleep(lasts / 3) => place.renew(&beat).await,
        }
    }
}

impl Guard for Lease {
    fn holds(&self) -> Result<(), Fault> {
        let beat = self.beat.lock().unwrap_or_else(PoisonError::into_inner);
        if beat.lost || beat.at.elapsed() >= self.lasts {
            Err(Fault::LostLock(self.bucket.told()))
        } else {
            Ok(())
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some((stop, renewing)) = self.renewing.take() else { return };
        let _ = stop.send(());
        let (holds, place) = (self.holds().is_ok(), self.place.clone());
        let given_back = self.bucket.wait(async move {
            // A beat under way must not bring it back.
            let _ = renewing.await;
            if holds && place.ours().await?.is_some() {
                place.store.delete(&place.path).await?;
            }
            Ok(())
        });
        if let Err(cause) = given_back {
            tracing::warn!("the lock of the backups stands until its time is over: {cause}");
        }
    }
}
