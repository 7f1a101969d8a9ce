//! One run: the database at a moment, the files it names, then the manifest. What is interrupted leaves objects behind that
//! the next run finds and need not copy again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::bufread::GzEncoder;
use serde_json::json;

use super::manifest::{Entry, FORMAT, Manifest};
use super::shelf::{Batch, Shelf};
use super::snapshot::{self, DATABASE, Snapshot};
use super::store::{self, Figures, Kind, Outcome, Run};
use super::stream::{self, Hashed, sealed_size};
use super::{Fault, Place, retention, work_folder};
use crate::app::BUILD;
use crate::base::audit::Actor;
use crate::base::entropy::Entropy;
use crate::base::id::fresh;
use crate::base::migrate;
use crate::base::scope::Db;
use crate::config::Config;
use crate::outbox::alarm;

/// Copies that live for the length of a run.
pub const WORK: &str = "backup-work";
/// What a restoration is at while it is at it; see [`super::restore`].
pub const RESTORING: &str = "restoring.json";
/// Not copied: the database is copied in its own way, the indexes are made anew, the rest lives for a moment.
const LEFT_OUT: [&str; 4] = ["index", "upload", WORK, RESTORING];
/// Folders in which a file's name is the digest of its bytes.
const BY_DIGEST: [&str; 2] = ["files", "questions"];
/// So often the database is copied anew because files that it names went away meanwhile.
const TRIES: usize = 3;
/// The most threads that copy.
const THREADS: usize = 4;

/// Makes a backup and writes down how it went.
///
/// # Errors
/// What stopped it, when a task and a letter have been written; [`Fault::Busy`] while another run is at it.
pub async fn take(config: &Config, db: &Db, actor: &Actor) -> Result<Run> {
    let place = Place::of(&config.backup);
    let shelf = place.and_then(|place| Shelf::begin(&place.folder, &place.key));
    let locked = shelf.and_then(|shelf| {
        let lock = shelf.lock()?;
        Ok((shelf, lock))
    });
    if matches!(locked, Err(Fault::Busy)) {
        return Err(Fault::Busy.into());
    }
    let mut run = begun(config, db, Kind::Backup, locked.is_ok()).await?;
    let done = match locked {
        Ok((shelf, _lock)) => copy(config, db, &shelf, &mut run).await,
        Err(fault) => Err(fault.into()),
    };
    ended(config, db, actor, run, done).await
}

/// Writes down that a run begins; `alone` where nobody else can be at it, so that what is still written down as running died.
///
/// # Errors
/// When the database refuses.
pub(super) async fn begun(config: &Config, db: &Db, kind: Kind, alone: bool) -> Result<Run> {
    let now = db.clock.now();
    let place = config.backup.place.as_ref().map(|place| place.display().to_string());
    let run = Run {
        id: fresh(now, &db.entropy),
        kind,
        began_at: now,
        ended_at: None,
        outcome: Outcome::Running,
        place: place.unwrap_or_default(),
        figures: Figures::default(),
        detail: String::new(),
    };
    let mut platform = db.platform_write(&Actor::system()).await?;
    if alone {
        store::end_dead(&mut platform, kind, now, "Bị ngắt giữa chừng; lượt sau đã làm tiếp.").await?;
    }
    store::begin(&mut platform, &run).await?;
    platform.commit().await?;
    Ok(run)
}

/// Writes down how a run ended: its row and an event in one transaction, then the alarm or its end.
///
/// # Errors
/// What stopped the run, and when the database refuses.
pub(super) async fn ended(
    config: &Config,
    db: &Db,
    actor: &Actor,
    mut run: Run,
    done: Result<String>,
) -> Result<Run> {
    run.ended_at = Some(db.clock.now());
    (run.outcome, run.detail) = match &done {
        Ok(told) => (Outcome::Done, told.clone()),
        Err(cause) => (Outcome::Failed, format!("{cause:#}")),
    };
    let mut platform = db.platform_write(actor).await?;
    store::end(&mut platform, &run).await?;
    let roots = store::roots(&mut platform).await?;
    let action = match run.kind {
        Kind::Backup => "backup.made",
        Kind::Drill => "backup.drilled",
    };
    let detail = json!({
        "outcome": run.outcome.as_str(),
        "files": run.figures.files,
        "new_files": run.figures.new_files,
        "bytes": run.figures.bytes,
        "new_bytes": run.figures.new_bytes,
        "detail": run.detail,
    });
    for root in &roots {
        platform.audit(root, action, "backup", &run.id, detail.clone());
    }
    platform.commit().await?;
    let word = match run.kind {
        Kind::Backup => "backup",
        Kind::Drill => "drill",
    };
    let operator = alarm::operator(&config.mail);
    for root in &roots {
        if done.is_ok() {
            alarm::backup_is_well(db, root, word).await?;
        } else {
            let text = format!(
                "{} không thành công: {} Đề nghị báo người vận hành xử lý ngay và chạy lại; xem trang Sao lưu.",
                run.kind.vietnamese(),
                sentence(&run.detail)
            );
            alarm::of_backup(db, operator.as_ref(), root, word, &text).await;
        }
    }
    done.map(|_| run)
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

async fn copy(config: &Config, db: &Db, shelf: &Shelf, run: &mut Run) -> Result<String> {
    let work = work_folder(config);
    clear(&work)?;
    shelf.clear_parts()?;
    let known = known(shelf)?;
    let mut tried = 0;
    let (snapshot, copied, absent) = loop {
        tried += 1;
        clear(&work)?;
        let at = db.clock.now();
        let snapshot = snapshot::take(db, &config.data, &work).await?;
        let sources = sources(&config.data, &snapshot)?;
        let (shelf, known, entropy) = (shelf.clone(), known.clone(), db.entropy.clone());
        let copying = tokio::task::spawn_blocking(move || copy_all(&shelf, &known, &entropy, sources));
        let copied = copying.await.context("the copying died")??;
        let there: BTreeSet<&str> = copied.entries.iter().map(|(_, entry)| entry.path.as_str()).collect();
        let named = snapshot.facts.files.iter();
        let absent: Vec<String> = named.filter(|path| !there.contains(path.as_str())).cloned().collect();
        run.figures.new_files += copied.new_files;
        run.figures.new_bytes += copied.new_bytes;
        if absent.is_empty() || tried == TRIES {
            break ((snapshot, at), copied, absent);
        }
    };
    let (snapshot, at) = snapshot;
    let (database, files): (Vec<_>, Vec<_>) =
        copied.entries.into_iter().partition(|(kind, _)| *kind == Of::Database);
    let bare = |entries: Vec<(Of, Entry)>| entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>();
    let manifest = Manifest {
        format: FORMAT,
        run: run.id.clone(),
        version: BUILD.to_owned(),
        schema: migrate::version(),
        engine: snapshot.engine,
        at,
        counts: snapshot.facts.counts,
        heads: snapshot.facts.heads,
        database: bare(database),
        files: bare(files),
        absent,
        damaged: copied.damaged,
        tenant: None,
    };
    run.figures.files = i64::try_from(manifest.entries().count()).unwrap_or(i64::MAX);
    run.figures.bytes = manifest.entries().map(|entry| i64::try_from(entry.bytes).unwrap_or(0)).sum();
    shelf.finish(&manifest, &db.entropy)?;
    clear(&work)?;
    let forgotten = retention::apply(shelf, &config.backup);
    Ok(told(&manifest, &forgotten))
}

fn told(manifest: &Manifest, forgotten: &Result<usize>) -> String {
    let mut text = "Đã sao lưu đủ.".to_owned();
    if !manifest.absent.is_empty() {
        text = format!(
            "Đã sao lưu; {} tệp mà cơ sở dữ liệu nhắc đến không còn trên đĩa, ví dụ {}.",
            manifest.absent.len(),
            manifest.absent[0]
        );
    }
    if !manifest.damaged.is_empty() {
        text += &format!(
            " {} tệp trên đĩa đã bị hỏng từ trước, ví dụ {}.",
            manifest.damaged.len(),
            manifest.damaged[0]
        );
    }
    match forgotten {
        Ok(0) => {}
        Ok(runs) => text += &format!(" Đã bỏ {runs} bản cũ quá hạn giữ."),
        Err(cause) => text += &format!(" Chưa dọn được các bản cũ: {cause:#}"),
    }
    text
}

/// An empty folder for the length of a run.
pub(super) fn clear(work: &Path) -> Result<()> {
    if work.exists() {
        fs::remove_dir_all(work).with_context(|| format!("cannot clear {}", work.display()))?;
    }
    fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    Ok(())
}

/// What the last run knew of files, so that they need not be read again.
type Known = BTreeMap<String, Entry>;

fn known(shelf: &Shelf) -> Result<Known, Fault> {
    let Some(last) = shelf.runs()?.pop() else { return Ok(Known::new()) };
    let manifest = match shelf.manifest(&last) {
        Ok(manifest) => manifest,
        // A former copy that is no good must not keep the next from being made.
        Err(Fault::DamagedManifest(_)) => return Ok(Known::new()),
        Err(other) => return Err(other),
    };
    Ok(manifest.files.into_iter().map(|entry| (entry.path.clone(), entry)).collect())
}

/// What a file is to the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Part of the database: compressed.
    Database,
    /// Named by its digest: once copied it never changes.
    Digest,
    /// Small and may change: the key, say.
    Other,
}

#[derive(Debug)]
struct Source {
    of: Of,
    path: String,
    file: PathBuf,
    bytes: u64,
}

fn sources(data: &Path, snapshot: &Snapshot) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for (path, file) in &snapshot.parts {
        let bytes = fs::metadata(file)?.len();
        sources.push(Source { of: Of::Database, path: path.clone(), file: file.clone(), bytes });
    }
    walk(data, String::new(), &mut sources)?;
    Ok(sources)
}

fn walk(folder: &Path, under: String, found: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let at_top = under.is_empty();
        if at_top && (LEFT_OUT.contains(&name.as_str()) || name.starts_with(DATABASE)) {
            continue;
        }
        let path = if at_top { name.clone() } else { format!("{under}/{name}") };
        // What goes away under our hands was not named by anything.
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_dir() {
            walk(&entry.path(), path, found)?;
        } else if meta.is_file() {
            let by_digest =
                name.len() == 64 && BY_DIGEST.iter().any(|store| path == snapshot::place_of(store, &name));
            // What is being written beside the files has no name yet.
            if !by_digest && BY_DIGEST.iter().any(|store| path.starts_with(&format!("{store}/"))) {
                continue;
            }
            let of = if by_digest { Of::Digest } else { Of::Other };
            found.push(Source { of, path, file: entry.path(), bytes: meta.len() });
        }
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Copied {
    entries: Vec<(Of, Entry)>,
    damaged: Vec<String>,
    new_files: i64,
    new_bytes: i64,
}

/// What copies side by side share.
struct Copier<'a> {
    shelf: &'a Shelf,
    known: &'a Known,
    entropy: &'a Entropy,
    next: AtomicUsize,
    new_files: AtomicI64,
    new_bytes: AtomicI64,
    done: Mutex<Noted>,
}

#[derive(Default)]
struct Noted {
    entries: Vec<(Of, Entry)>,
    damaged: Vec<String>,
}

fn copy_all(shelf: &Shelf, known: &Known, entropy: &Entropy, mut sources: Vec<Source>) -> Result<Copied> {
    // The large ones first, so that the threads end together.
    sources.sort_by_key(|source| std::cmp::Reverse(source.bytes));
    let copier = Copier {
        shelf,
        known,
        entropy,
        next: AtomicUsize::new(0),
        new_files: AtomicI64::new(0),
        new_bytes: AtomicI64::new(0),
        done: Mutex::default(),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    std::thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(|| copier.work(&sources))).collect();
        working.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a copying thread died")))
        })
    })?;
    let Noted { mut entries, damaged } = copier.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    entries.sort_by(|a, b| a.1.path.cmp(&b.1.path));
    Ok(Copied {
        entries,
        damaged,
        new_files: copier.new_files.into_inner(),
        new_bytes: copier.new_bytes.into_inner(),
    })
}

/// Seals bytes into the backup, compressed where that is worth it; they have their name once the batch is settled.
///
/// # Errors
/// When reading fails, or the place does not take them.
pub(crate) fn put(
    shelf: &Shelf,
    entropy: &Entropy,
    batch: &mut Batch<'_>,
    path: &str,
    source: impl io::Read,
    packed: bool,
) -> Result<Entry> {
    let part = shelf.part(entropy);
    let mut target = io::BufWriter::with_capacity(1 << 20, File::create(&part)?);
    let salt = entropy.bytes();
    let mut hashed = Hashed::new(source);
    if packed {
        let buffered = io::BufReader::with_capacity(1 << 20, &mut hashed);
        stream::seal(shelf.key(), salt, &mut GzEncoder::new(buffered, Compression::fast()), &mut target)?;
    } else {
        stream::seal(shelf.key(), salt, &mut hashed, &mut target)?;
    }
    drop(target);
    let (sha256, bytes) = (hashed.sha256(), hashed.bytes);
    let object = shelf.key().name_of(&sha256, bytes);
    let written = fs::metadata(&part)?.len();
    batch.add(part, object.clone(), written)?;
    Ok(Entry { path: path.to_owned(), bytes, sha256, object, packed })
}

impl Copier<'_> {
    fn work(&self, sources: &[Source]) -> Result<()> {
        let mut batch = Batch::new(self.shelf);
        while let Some(source) = sources.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            self.one(source, &mut batch).with_context(|| source.path.clone())?;
        }
        batch.settle()?;
        Ok(())
    }

    fn one(&self, source: &Source, batch: &mut Batch<'_>) -> Result<()> {
        if let Some(entry) = self.there_already(source) {
            self.note(source, entry);
            return Ok(());
        }
        let file = match File::open(&source.file) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(cause) => return Err(cause.into()),
        };
        let entry = put(self.shelf, self.entropy, batch, &source.path, file, source.of == Of::Database)?;
        self.new_files.fetch_add(1, Ordering::Relaxed);
        self.new_bytes.fetch_add(i64::try_from(entry.bytes).unwrap_or(0), Ordering::Relaxed);
        self.note(source, entry);
        Ok(())
    }

    /// The entry of a file whose bytes lie in the backup.
    fn there_already(&self, source: &Source) -> Option<Entry> {
        let sha256 = match source.of {
            Of::Database => return None,
            Of::Digest => {
                let known = self.known.get(&source.path).filter(|known| known.bytes == source.bytes);
                known.map_or_else(
                    || source.path.rsplit('/').next().unwrap_or_default().to_owned(),
                    |known| known.sha256.clone(),
                )
            }
            Of::Other => {
                let mut hashed = Hashed::new(File::open(&source.file).ok()?);
                io::copy(&mut hashed, &mut io::sink()).ok()?;
                hashed.sha256()
            }
        };
        let object = self.shelf.key().name_of(&sha256, source.bytes);
        let whole = self.shelf.size(&object) == Some(sealed_size(source.bytes));
        let entry = Entry { path: source.path.clone(), bytes: source.bytes, sha256, object, packed: false };
        whole.then_some(entry)
    }

    fn note(&self, source: &Source, entry: Entry) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if source.of == Of::Digest && !entry.path.ends_with(&entry.sha256) {
            done.damaged.push(entry.path.clone());
        }
        done.entries.push((source.of, entry));
    }
}
