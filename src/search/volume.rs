//! One generation of an index: its records, its only writer, and how far it has followed the feed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use tantivy::TantivyError;

use super::language::Language;
use super::{Index, IndexWriterHandle, OpenError, WriterSize};
use crate::base::error::Error;
use crate::base::id::TenantId;

/// A generation in use.
pub struct Volume {
    /// For searching.
    pub index: Index,
    pub(super) folder: PathBuf,
    /// Taken away when the generation ends.
    writer: Mutex<Option<IndexWriterHandle>>,
    /// Heads up to which nothing is left to take in, so that a quiet tenant costs no query.
    settled: Mutex<BTreeMap<TenantId, i64>>,
    /// How much of the feed is in it, in percent.
    progress: AtomicU8,
}

impl Volume {
    /// Opens or creates the generation in a folder.
    ///
    /// # Errors
    /// See [`Index::open`].
    pub fn open(folder: &Path, language: &Arc<Language>) -> Result<Self, OpenError> {
        Self::over(Index::open(folder)?, folder, language)
    }

    /// As [`Volume::open`], of whichever version.
    ///
    /// # Errors
    /// See [`Index::open_as_it_is`].
    pub fn open_as_it_is(folder: &Path, language: &Arc<Language>) -> Result<Self, OpenError> {
        Self::over(Index::open_as_it_is(folder)?, folder, language)
    }

    fn over(index: Index, folder: &Path, language: &Arc<Language>) -> Result<Self, OpenError> {
        let writer = index.writer(WriterSize::default())?;
        Ok(Self {
            index: index.asked_in(language.clone()),
            folder: folder.to_owned(),
            writer: Mutex::new(Some(writer)),
            settled: Mutex::default(),
            progress: AtomicU8::new(0),
        })
    }

    /// Works with the writer on a thread that may block.
    ///
    /// # Errors
    /// When the index cannot be written, or the generation has ended.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut IndexWriterHandle) -> Result<T, TantivyError> + Send + 'static,
    ) -> Result<T, Error> {
        let volume = self.clone();
        let done = tokio::task::spawn_blocking(move || volume.writer().as_mut().map(work)).await;
        done.map_err(|cause| Error::internal(cause.to_string()))?
            .ok_or_else(|| Error::internal("this generation of the index has ended"))?
            .map_err(|cause| Error::Internal(cause.into()))
    }

    fn writer(&self) -> MutexGuard<'_, Option<IndexWriterHandle>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends it: nothing is written any more, its files go. Searches under way still read them.
    pub(super) fn end(&self) {
        drop(self.writer().take());
        if let Err(cause) = std::fs::remove_dir_all(&self.folder) {
            let folder = self.folder.display();
            tracing::warn!(%folder, %cause, "an ended generation of the index stays until the next start");
        }
    }

    /// Whether a tenant's changes up to this head are in it, as far as is known without looking.
    pub fn has_settled(&self, tenant: &TenantId, head: i64) -> bool {
        let settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        settled.get(tenant).is_some_and(|seen| *seen >= head)
    }

    /// Nothing of a tenant up to this head is left to take in.
    pub fn settle(&self, tenant: &TenantId, head: i64) {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant.clone(), head);
    }

    /// How much of the feed is in it, in percent.
    pub fn progress(&self) -> u8 {
        self.progress.load(Ordering::Relaxed)
    }

    pub(super) fn set_progress(&self, percent: u8) {
        self.progress.store(percent.min(100), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::super::{Query, SearchDocument};
    use super::*;

    fn documents() -> Vec<SearchDocument> {
        let one = |n: usize| SearchDocument {
            tenant: "t".into(),
            item: n.to_string(),
            title: "Khai sinh".into(),
            ..SearchDocument::default()
        };
        (0..40).map(one).collect()
    }

    #[test]
    fn searches_find_everything_while_segments_come_and_merge() {
        let folder = tempfile::tempdir().unwrap();
        let volume = Volume::open(folder.path(), Language::shipped()).unwrap();
        let write = |some: &[SearchDocument]| {
            volume.writer().as_mut().unwrap().apply(some, &[], &BTreeMap::new()).unwrap();
        };
        write(&documents());
        let done = AtomicBool::new(false);
        let searches = std::thread::scope(|scope| {
            let searching = scope.spawn(|| {
                let query = Query {
                    text: "khai sinh".into(),
                    tenants: vec!["t".into()],
                    limit: 5,
                    ..Query::default()
                };
                let mut searches = 0;
                while !done.load(Ordering::Relaxed) {
                    assert_eq!(volume.index.search(&query).unwrap().total, 40);
                    searches += 1;
                }
                searches
            });
            for some in documents().chunks(3).cycle().take(60) {
                write(some);
            }
            done.store(true, Ordering::Relaxed);
            searching.join().unwrap()
        });
        assert!(searches > 0);
    }

    #[tokio::test]
    async fn an_ended_generation_is_written_no_more_and_leaves_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("g-1");
        let volume = Arc::new(Volume::open(&path, Language::shipped()).unwrap());
        volume.write(|writer| writer.apply(&documents(), &[], &BTreeMap::new())).await.unwrap();
        volume.end();
        assert!(!path.exists());
        assert!(volume.write(|writer| writer.apply(&[], &[], &BTreeMap::new())).await.is_err());
        let query =
            Query { text: "khai sinh".into(), tenants: vec!["t".into()], limit: 5, ..Query::default() };
        assert_eq!(volume.index.search(&query).unwrap().hits.len(), 5, "a search under way goes on");
    }
}
