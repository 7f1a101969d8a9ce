//! The two indexes of a running server: what the public finds, and what staff find beside that.
//!
//! Each is served from one generation and built anew beside it, when the version changed or the operator asks.
//! Where no complete generation can be read, the one being built is served, and said to be incomplete. An index
//! found at the start answers once what was withdrawn while nobody followed the feed is out of it.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::{Notify, Semaphore, watch};

use super::generations::Generations;
use super::language::Language;
use super::suggest::Suggestion;
use super::volume::Volume;
use super::{Index, OpenError, Query, Results};
use crate::base::error::Error;

/// How long a search at the start waits until what was withdrawn is out of the index.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a file that cannot be read is looked at.
const LOOKS: usize = 4;
/// How long between the looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(300);

/// How many searches run at once for every core.
const SEARCHES_A_CORE: usize = 2;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Only what is public, so that no count or snippet can leak.
    Public,
    /// Drafts and the register of questions, filtered by who may read them.
    Staff,
}

impl Which {
    /// Both, in the order in which they follow the feed.
    pub const ALL: [Self; 2] = [Self::Public, Self::Staff];
}

/// One index with its generations.
#[derive(Clone)]
pub struct Shelf(Arc<Kept>);

struct Kept {
    place: Generations,
    language: Arc<Language>,
    volumes: RwLock<Volumes>,
}

#[derive(Clone)]
struct Volumes {
    /// What searches read.
    served: Arc<Volume>,
    /// Whether it has had the whole feed.
    complete: bool,
    /// What is built beside it.
    next: Option<Arc<Volume>>,
}

impl Shelf {
    fn open(folder: &Path, language: &Arc<Language>) -> Result<Self> {
        let place = Generations::claim(folder).context("the folder of the search index cannot be used")?;
        let found = place.current().and_then(|generation| readable(&generation, language));
        let volumes = match found {
            Some((served, true)) => Volumes { served: Arc::new(served), complete: true, next: None },
            Some((served, false)) => {
                let next = Some(Arc::new(Volume::open(&place.fresh()?, language)?));
                Volumes { served: Arc::new(served), complete: true, next }
            }
            None => {
                let served = Arc::new(Volume::open(&place.fresh()?, language)?);
                Volumes { served, complete: false, next: None }
            }
        };
        let used = std::iter::once(&volumes.served).chain(&volumes.next);
        place.sweep(&used.map(|volume| volume.folder.as_path()).collect::<Vec<_>>())?;
        Ok(Self(Arc::new(Kept { place, language: language.clone(), volumes: RwLock::new(volumes) })))
    }

    fn volumes(&self) -> Volumes {
        self.0.volumes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Volumes)) {
        change(&mut self.0.volumes.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// The index that is searched now.
    pub fn index(&self) -> Index {
        self.volumes().served.index.clone()
    }

    /// The generation that is searched now.
    pub fn served(&self) -> Arc<Volume> {
        self.volumes().served
    }

    /// The generation that is being built, if one is: beside the one served, or the one served itself.
    pub fn building(&self) -> Option<Arc<Volume>> {
        let volumes = self.volumes();
        volumes.next.or((!volumes.complete).then_some(volumes.served))
    }

    /// Begins to build it anew beside the one served; one that is being built goes on.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn rebuild(&self) -> Result<()> {
        if self.building().is_none() {
            let next = Arc::new(Volume::open(&self.0.place.fresh()?, &self.0.language)?);
            self.change(|volumes| volumes.next = Some(next));
        }
        Ok(())
    }

    /// What was built has had the whole feed: it is the index from now on, and the one before it ends.
    ///
    /// # Errors
    /// When the disk refuses; then the one before stays.
    pub fn complete(&self) -> Result<()> {
        let Some(built) = self.building() else { return Ok(()) };
        self.0.place.adopt(&built.folder)?;
        let before = self.served();
        self.change(|volumes| *volumes = Volumes { served: built.clone(), complete: true, next: None });
        if !Arc::ptr_eq(&before, &built) {
            before.end();
        }
        tracing::info!(folder = %built.folder.display(), "the index is complete");
        Ok(())
    }

    /// Gives up what is served, since it cannot be trusted, and begins anew.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn start_over(&self) -> Result<()> {
        let before = self.volumes();
        self.0.place.disown()?;
        let served = match before.next {
            Some(next) => next,
            None => Arc::new(Volume::open(&self.0.place.fresh()?, &self.0.language)?),
        };
        self.change(|volumes| *volumes = Volumes { served, complete: false, next: None });
        before.served.end();
        Ok(())
    }
}

/// The generation in a folder and whether it is of this version; none where it cannot be read at all.
fn readable(folder: &Path, language: &Arc<Language>) -> Option<(Volume, bool)> {
    let shown = folder.display();
    if !folder.join("meta.json").is_file() {
        tracing::error!(folder = %shown, "the index has lost its list of files: building it anew");
        return None;
    }
    let outdated = match Volume::open(folder, language) {
        Ok(volume) => return Some((volume, true)),
        Err(OpenError::Outdated { stored }) => {
            tracing::warn!(folder = %shown, ?stored, "the index is another version's: building it anew");
            Volume::open_as_it_is(folder, language)
        }
        Err(other) => Err(other),
    };
    match outdated {
        Ok(volume) => Some((volume, false)),
        Err(cause) => {
            tracing::error!(folder = %shown, %cause, "the index cannot be read: building it anew");
            None
        }
    }
}

/// Whether a file is missing or not what was written. A file that a merge has just replaced cannot be read
/// either, so what cannot be read is looked at again.
fn is_damaged(shelf: &Shelf) -> bool {
    for _ in 0..LOOKS {
        match shelf.index().is_damaged() {
            Ok(damaged) => return damaged,
            Err(cause) => tracing::warn!(%cause, "a file of the index cannot be read: looking again"),
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    true
}

/// Both indexes.
#[derive(Clone)]
pub struct SearchService {
    public: Shelf,
    staff: Shelf,
    /// Whether what was withdrawn is out of the public index.
    cleared: Arc<watch::Sender<bool>>,
    suspected: Arc<Notify>,
    /// So many searches run at once; the others wait their turn, so that a rush leaves the follower its share.
    turns: Arc<Semaphore>,
}

impl SearchService {
    /// Opens both under `folder`. Questions are read in `language`. What another version wrote, or what cannot
    /// be read, is built anew by the follower.
    ///
    /// # Errors
    /// When the folder cannot be used, or another process holds the indexes.
    pub fn open(folder: &Path, language: &Arc<Language>) -> Result<Self> {
        let public = Shelf::open(&folder.join("public"), language)?;
        let cleared = Arc::new(watch::Sender::new(!public.volumes().complete));
        let staff = Shelf::open(&folder.join("staff"), language)?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let turns = Arc::new(Semaphore::new(SEARCHES_A_CORE * cores));
        Ok(Self { public, staff, cleared, suspected: Arc::default(), turns })
    }

    /// The language questions are read in.
    pub fn language(&self) -> &Language {
        &self.public.0.language
    }

    /// One of the two.
    pub fn shelf(&self, which: Which) -> &Shelf {
        match which {
            Which::Public => &self.public,
            Which::Staff => &self.staff,
        }
    }

    /// How much of what there is the index holds, in percent, while no complete one can be searched.
    pub fn incomplete(&self, which: Which) -> Option<u8> {
        let volumes = self.shelf(which).volumes();
        (!volumes.complete).then(|| volumes.served.progress().min(99))
    }

    /// Begins to build both anew beside those served.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn rebuild(&self) -> Result<()> {
        self.public.rebuild()?;
        self.staff.rebuild()
    }

    /// Whether one of them is being built.
    pub fn is_building(&self) -> bool {
        Which::ALL.iter().any(|which| self.shelf(*which).building().is_some())
    }

    /// What was withdrawn is out of the public index: searches need wait no longer.
    pub fn clear(&self) {
        self.cleared.send_replace(true);
    }

    /// The index to ask, once what was withdrawn is out of it.
    ///
    /// # Errors
    /// When that does not come about in time.
    pub async fn index(&self, which: Which) -> Result<Index, Error> {
        if which == Which::Public {
            self.wait_until_cleared().await?;
        }
        // What staff alone may read teaches nobody how words are spelt.
        Ok(match which {
            Which::Public => self.public.index(),
            Which::Staff => self.staff.index().with_marks_of(&self.public.index()),
        })
    }

    /// What a person may be about to type, of what is public, on a thread that may block.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn suggest(
        &self,
        typed: &str,
        tenants: Vec<String>,
        limit: usize,
    ) -> Result<Vec<Suggestion>, Error> {
        let (index, typed) = (self.index(Which::Public).await?, typed.to_owned());
        let found = tokio::task::spawn_blocking(move || index.suggest(&typed, &tenants, limit)).await;
        found
            .map_err(|cause| Error::internal(cause.to_string()))?
            .map_err(|cause| Error::Internal(cause.into()))
    }

    /// Searches on a thread that may block.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn search(&self, which: Which, query: Query) -> Result<Results, Error> {
        let index = self.index(which).await?;
        let turn = self.turns.acquire().await.map_err(|cause| Error::Internal(cause.into()))?;
        let found = tokio::task::spawn_blocking(move || index.search(&query)).await;
        drop(turn);
        let found = found.map_err(|cause| Error::internal(cause.to_string()));
        let found = found.and_then(|found| found.map_err(|cause| Error::Internal(cause.into())));
        if found.is_err() {
            self.suspected.notify_one();
        }
        found
    }

    async fn wait_until_cleared(&self) -> Result<(), Error> {
        if *self.cleared.borrow() {
            return Ok(());
        }
        let mut cleared = self.cleared.subscribe();
        let waited = tokio::time::timeout(PATIENCE, cleared.wait_for(|cleared| *cleared)).await;
        match waited {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Error::internal("the index has not caught up with what was withdrawn")),
        }
    }

    /// Resolves when a search has failed in a way that a damaged file may explain.
    pub async fn suspicion(&self) {
        self.suspected.notified().await;
    }

    /// Compares every file with what was written, and starts over where one is damaged; whether one was.
    ///
    /// # Errors
    /// When a new generation cannot be begun.
    pub async fn check(&self) -> Result<bool, Error> {
        let mut damaged = false;
        for which in Which::ALL {
            let shelf = self.shelf(which).clone();
            let found = tokio::task::spawn_blocking(move || {
                let bad = is_damaged(&shelf);
                if bad {
                    tracing::error!(?which, "a file of the index is damaged: building it anew");
                    shelf.start_over()?;
                }
                anyhow::Ok(bad)
            });
            damaged |= found.await.map_err(|cause| Error::internal(cause.to_string()))??;
        }
        Ok(damaged)
    }
}
