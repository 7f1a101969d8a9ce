//! The two indexes of a running server: what the public finds, and what staff find beside that.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};

use super::language::Language;
use super::suggest::Suggestion;
use super::{Index, IndexWriterHandle, OpenError, Query, Results, WriterSize};
use crate::base::error::Error;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Only what is public, so that no count or snippet can leak.
    Public,
    /// Drafts and the register of questions, filtered by who may read them.
    Staff,
}

/// One index with its only writer.
#[derive(Clone)]
pub struct Shelf {
    /// For searching.
    pub index: Index,
    writer: Arc<Mutex<IndexWriterHandle>>,
}

impl Shelf {
    fn open(folder: &Path, language: &Arc<Language>) -> Result<Self> {
        let index = match Index::open(folder) {
            Err(OpenError::Outdated { .. }) => {
                tracing::warn!(folder = %folder.display(), "the index is another version's: building it anew");
                std::fs::remove_dir_all(folder)
                    .with_context(|| format!("cannot remove {}", folder.display()))?;
                Index::open(folder)?
            }
            opened => opened?,
        }
        .asked_in(language.clone());
        let writer = Arc::new(Mutex::new(index.writer(WriterSize::default())?));
        Ok(Self { index, writer })
    }

    /// Works with the writer on a thread that may block.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut IndexWriterHandle) -> Result<T, tantivy::TantivyError> + Send + 'static,
    ) -> Result<T, Error> {
        let writer = self.writer.clone();
        let done = tokio::task::spawn_blocking(move || {
            work(&mut writer.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .await;
        done.map_err(|cause| Error::internal(cause.to_string()))?
            .map_err(|cause| Error::Internal(cause.into()))
    }
}

/// Both indexes.
#[derive(Clone)]
pub struct SearchService {
    public: Shelf,
    staff: Shelf,
}

impl SearchService {
    /// Opens both under `folder`, building anew what another version wrote. Questions are read in `language`.
    ///
    /// # Errors
    /// When the folder cannot be used, or another process holds the indexes.
    pub fn open(folder: &Path, language: &Arc<Language>) -> Result<Self> {
        let public = Shelf::open(&folder.join("public"), language)?;
        let mut staff = Shelf::open(&folder.join("staff"), language)?;
        staff.index = staff.index.with_marks_of(&public.index);
        Ok(Self { public, staff })
    }

    /// One of the two.
    pub fn shelf(&self, which: Which) -> &Shelf {
        match which {
            Which::Public => &self.public,
            Which::Staff => &self.staff,
        }
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
        let (index, typed) = (self.public.index.clone(), typed.to_owned());
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
        let index = self.shelf(which).index.clone();
        let found = tokio::task::spawn_blocking(move || index.search(&query)).await;
        found
            .map_err(|cause| Error::internal(cause.to_string()))?
            .map_err(|cause| Error::Internal(cause.into()))
    }
}
