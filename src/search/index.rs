//! The index on disk or in memory: opening, the one writer, and the cursors kept inside each commit.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::indexer::LogMergePolicy;
use tantivy::indexer::UserOperation;
use tantivy::{Executor, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError};

use super::SearchDocument;
use super::analyser::Reading;
use super::language::Language;
use super::learning::Accents;
use super::schema::{Fields, VERSION};
use super::shelf::Shelves;
use super::tidy::Tidy;

/// How often a writer's lock is asked for.
const LOCK_TRIES: u32 = 40;

/// For how long it is waited for between two tries.
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// How many segments of like size are merged into one.
const SEGMENTS_TO_MERGE: usize = 4;

/// The share of removed records above which a segment is rewritten.
const REMOVED_SHARE: f32 = 0.2;

/// Segments of so many records are merged no further, so that threads can share the reading.
const LARGEST_SEGMENT: usize = 40_000;

/// The most threads that read for one question.
const MOST_READERS: usize = 8;

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It was written by another version: delete the folder and rebuild.
    #[error("the search index has version {stored:?}, this program writes {VERSION}")]
    Outdated {
        /// The version found, if any.
        stored: Option<u32>,
    },
    /// The folder cannot be created.
    #[error("the folder of the search index cannot be used")]
    Folder(#[from] std::io::Error),
    /// The engine refuses it.
    #[error("the search index cannot be opened")]
    Engine(#[from] TantivyError),
}

/// What each commit carries beside its records.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    version: u32,
    cursors: BTreeMap<String, i64>,
}

/// The search index. Cheap to clone; searching needs no lock.
#[derive(Clone)]
pub struct Index {
    engine: tantivy::Index,
    reader: IndexReader,
    /// Which version's reading of texts built it.
    version: u32,
    pub(super) fields: Fields,
    pub(super) language: Arc<Language>,
    pub(super) shelves: Arc<Shelves>,
    pub(super) accents: Arc<Accents>,
    pub(super) threads: Arc<Executor>,
    /// How many threads read passages.
    pub(super) readers: usize,
}

impl Index {
    /// Opens the index in a folder, creating both where they are missing.
    ///
    /// # Errors
    /// [`OpenError::Outdated`] when the caller should build it anew; else when the folder or the files in it
    /// are unusable.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        std::fs::create_dir_all(folder)?;
        let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
        if tantivy::Index::exists(&directory).map_err(TantivyError::from)? {
            return Self::existing(folder, true);
        }
        let (schema, _) = Fields::build();
        Ok(Self::created(tantivy::Index::open_or_create(directory, schema)?)?)
    }

    /// Opens an index of whichever version, to be asked until a new one is built: its texts may have been read
    /// otherwise than questions are now.
    ///
    /// # Errors
    /// [`OpenError::Outdated`] when its fields are other ones; else when its files are unusable.
    pub fn open_as_it_is(folder: &Path) -> Result<Self, OpenError> {
        Self::existing(folder, false)
    }

    fn existing(folder: &Path, of_this_version: bool) -> Result<Self, OpenError> {
        let engine = tantivy::Index::open(MmapDirectory::open(folder).map_err(TantivyError::from)?)?;
        let stored = payload(&engine)?.map(|payload| payload.version);
        match stored {
            Some(version)
                if engine.schema() == Fields::build().0 && (version == VERSION || !of_this_version) =>
            {
                Ok(Self::over(engine, version)?)
            }
            _ => Err(OpenError::Outdated { stored }),
        }
    }

    /// An empty index in memory.
    ///
    /// # Errors
    /// When the engine has no memory for it.
    pub fn in_ram() -> Result<Self, TantivyError> {
        let (schema, _) = Fields::build();
        Self::created(tantivy::Index::create_in_ram(schema))
    }

    /// A new index: its first commit is empty but bears the version.
    fn created(engine: tantivy::Index) -> Result<Self, TantivyError> {
        let index = Self::over(engine, VERSION)?;
        index.writer(WriterSize::default())?.apply(&[], &[], &BTreeMap::new())?;
        Ok(index)
    }

    fn over(engine: tantivy::Index, version: u32) -> Result<Self, TantivyError> {
        for reading in Reading::ALL {
            engine.tokenizers().register(reading.name(), reading);
        }
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let (_, fields) = Fields::build();
        let accents = Arc::new(Accents::of(&reader, fields.text));
        let readers = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_READERS);
        let threads =
            if readers > 1 { Executor::multi_thread(readers, "search-")? } else { Executor::single_thread() };
        let index = Self {
            engine,
            reader,
            version,
            fields,
            language: Language::shipped().clone(),
            shelves: Arc::default(),
            accents,
            threads: Arc::new(threads),
            readers,
        };
        index.shelves.follow(&index.searcher())?;
        index.accents.follow();
        Ok(index)
    }

    /// The same index, asked in another language than the shipped one.
    #[must_use]
    pub fn asked_in(self, language: Arc<Language>) -> Self {
        Self { language, ..self }
    }

    /// The only writer; a second one is refused while it lives.
    ///
    /// # Errors
    /// When another writer holds the index, or the size is below what the engine needs.
    pub fn writer(&self, size: WriterSize) -> Result<IndexWriterHandle, TantivyError> {
        let writer = self.locked(size)?;
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(SEGMENTS_TO_MERGE);
        policy.set_max_docs_before_merge(LARGEST_SEGMENT);
        writer.set_merge_policy(Box::new(Tidy::new(policy, REMOVED_SHARE)));
        Ok(IndexWriterHandle { writer, index: self.clone() })
    }

    /// A process that is just being started holds for an instant what its parent had open, the lock of a writer that is gone
    /// among it.
    fn locked(&self, size: WriterSize) -> Result<IndexWriter, TantivyError> {
        for _ in 0..LOCK_TRIES {
            match self.engine.writer_with_num_threads(size.threads, size.heap_bytes) {
                Err(TantivyError::LockFailure(..)) => std::thread::sleep(LOCK_PAUSE),
                other => return other,
            }
        }
        self.engine.writer_with_num_threads(size.threads, size.heap_bytes)
    }

    /// How far each tenant's changes are in the index.
    ///
    /// # Errors
    /// When the files of the index cannot be read.
    pub fn cursors(&self) -> Result<BTreeMap<String, i64>, TantivyError> {
        Ok(payload(&self.engine)?.map(|payload| payload.cursors).unwrap_or_default())
    }

    /// Whether a file of it is not what was written. Reads all of them.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn is_damaged(&self) -> Result<bool, TantivyError> {
        Ok(!self.engine.validate_checksum()?.is_empty())
    }

    /// Shows searches what was committed.
    fn reload(&self) -> Result<(), TantivyError> {
        self.reader.reload()?;
        self.shelves.follow(&self.searcher())?;
        self.accents.follow();
        Ok(())
    }

    /// The same index, its marks restored as another one has learnt them: what staff alone may read teaches
    /// nothing that others are shown.
    #[must_use]
    pub fn with_marks_of(self, other: &Self) -> Self {
        Self { accents: other.accents.clone(), ..self }
    }

    /// The text with the marks that its bare words most likely have by the texts of this index, as far as they are
    /// learnt. A moment after the index was opened nothing may be learnt yet: then the text stays.
    #[must_use]
    pub fn restored(&self, text: &str) -> String {
        self.accents.model().map_or_else(|| text.to_owned(), |model| model.restore(text))
    }

    /// Learns the marks of syllables now instead of in the background, as measurements need it.
    ///
    /// # Errors
    /// When the files of the index cannot be read.
    pub fn learn_marks(&self) -> Result<(), TantivyError> {
        self.accents.learn_now()
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }
}

/// What the last commit carries; `None` where it is missing or another program's.
fn payload(engine: &tantivy::Index) -> Result<Option<Payload>, TantivyError> {
    let payload = engine.load_metas()?.payload;
    Ok(payload.and_then(|json| serde_json::from_str(&json).ok()))
}

/// How much the writer may use. The default suits a machine that also serves.
#[derive(Debug, Clone, Copy)]
pub struct WriterSize {
    /// Memory for records not yet on disk, over all threads; at least 15 MB a thread.
    pub heap_bytes: usize,
    /// Threads that read texts.
    pub threads: usize,
}

impl Default for WriterSize {
    fn default() -> Self {
        Self { heap_bytes: 64 << 20, threads: 1 }
    }
}

/// The writer of an index.
pub struct IndexWriterHandle {
    writer: IndexWriter,
    index: Index,
}

impl IndexWriterHandle {
    /// Brings items in, replacing what was there under the same tenant and id, takes items out, and moves the
    /// cursors: all in one commit, visible to searches when this returns.
    ///
    /// # Errors
    /// When the commit fails; then nothing of it is in the index.
    pub fn apply(
        &mut self,
        upserts: &[SearchDocument],
        deletes: &[(String, String)],
        cursors: &BTreeMap<String, i64>,
    ) -> Result<(), TantivyError> {
        let mut all = self.index.cursors()?;
        all.extend(cursors.iter().map(|(tenant, cursor)| (tenant.clone(), *cursor)));
        self.undone_on_error(|handle| {
            handle.stage(upserts, deletes)?;
            handle.commit(all)
        })
    }

    /// Waits until the merges under way are done, as after a bulk import, and gives the writer back.
    ///
    /// # Errors
    /// When a merge fails.
    pub fn settle(self) -> Result<(), TantivyError> {
        self.writer.wait_merging_threads()?;
        self.index.reload()
    }

    fn stage(&self, upserts: &[SearchDocument], deletes: &[(String, String)]) -> Result<(), TantivyError> {
        let fields = &self.index.fields;
        for (tenant, item) in deletes {
            self.writer.delete_term(fields.item_term(tenant, item));
        }
        for document in upserts {
            self.writer.delete_term(fields.item_term(&document.tenant, &document.item));
            // As one operation the records of an item come to stand next to each other in one segment.
            let records: Vec<UserOperation> = fields.records(document).map(UserOperation::Add).collect();
            self.writer.run(records)?;
        }
        Ok(())
    }

    fn commit(&mut self, cursors: BTreeMap<String, i64>) -> Result<(), TantivyError> {
        let payload = serde_json::to_string(&Payload { version: self.index.version, cursors })?;
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.index.reload()
    }

    /// Forgets staged records when a change fails half-way.
    fn undone_on_error(
        &mut self,
        change: impl FnOnce(&mut Self) -> Result<(), TantivyError>,
    ) -> Result<(), TantivyError> {
        let outcome = change(self);
        if outcome.is_err() {
            self.writer.rollback()?;
        }
        outcome
    }
}
