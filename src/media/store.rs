//! The library's SQL.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::receive::Rendition;
use super::{Consent, Description, Entry, Readiness};
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Param, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, ItemId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope, WriteScope};
use crate::base::text::folded;
use crate::files::kind::Family;
use crate::items::rights::Sight;
use crate::items::{Attachment, Edition};
use crate::params;
use crate::people::State;
use crate::worker::image::{Format, Picture, Size};

const ENTRY: &str = "SELECT m.*, f.sha256, f.name, f.media_type, f.bytes, f.created_by, f.created_at \
                     FROM media m JOIN files f ON f.tenant_id = m.tenant_id AND f.file_id = m.file_id WHERE m.tenant_id = $1";

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        let (width, height): (Option<i64>, Option<i64>) = (row.get("width")?, row.get("height")?);
        let side = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok());
        let problem: Option<String> = row.get("problem")?;
        Ok(Self {
            file: Attachment::from_row(row)?,
            family: Family::parse(&row.get::<String>("family")?).unwrap_or(Family::File),
            description: Description {
                author: row.get("author")?,
                source: row.get("source")?,
                alt: row.get("alt")?,
                caption: row.get("caption")?,
                consent: consent(row)?,
            },
            dimensions: side(width).zip(side(height)),
            readiness: match row.get::<String>("state")?.as_str() {
                "ready" => Readiness::Ready,
                "failed" => Readiness::Failed(problem.unwrap_or_default()),
                _ => Readiness::Waiting,
            },
            shared: row.get("shared")?,
            version: row.get("version")?,
            created_by: row.get::<Option<String>>("created_by")?.map(Into::into),
            created_at: row.get("created_at")?,
            removed_at: row.get("removed_at")?,
        })
    }
}

fn consent(row: &Row) -> Result<Consent> {
    let on = row.date("consent_on")?;
    Ok(match (row.get::<String>("consent")?.as_str(), on) {
        ("not-needed", _) => Consent::NotNeeded,
        ("given", Some(on)) => Consent::Given { by: row.get("consent_by")?, on },
        ("children-without", _) => Consent::ChildrenWithout,
        _ => Consent::Unsaid,
    })
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this family only.
    pub family: Option<Family>,
    /// Holding all these words in name, author, source, alternative text or caption.
    pub words: String,
    /// Only what lacks something before it may be shown.
    pub lacking: bool,
    /// Only what this person brought.
    pub mine: Option<crate::base::id::AccountId>,
}

/// Conditions with their parameters, numbered from where the tenant's stands.
#[derive(Default)]
struct Conditions {
    sql: String,
    params: Vec<Param>,
}

impl Conditions {
    fn bind(&mut self, value: impl Into<Param>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len() + 1)
    }

    fn and(&mut self, condition: &str) {
        self.sql += " AND ";
        self.sql += condition;
    }

    /// What a person may see: the shared, the own, the public, and what the drafts hold that they may see.
    fn within(&mut self, sight: &Sight) {
        let Sight::Own { account, units, sent } = sight else { return };
        let account = self.bind(account);
        let mut drafts = format!("e.created_by = {account}");
        if *sent {
            drafts += " OR e.state <> 'draft'";
        }
        for unit in units {
            let unit = self.bind(unit);
            drafts += &format!(" OR e.unit_key = {unit}");
        }
        self.and(&format!(
            "(m.shared OR f.created_by = {account} \
             OR EXISTS (SELECT 1 FROM live_files l WHERE l.tenant_id = m.tenant_id AND l.file_id = m.file_id) \
             OR EXISTS (SELECT 1 FROM file_uses u JOIN editions e ON e.tenant_id = u.tenant_id AND e.edition_id = u.edition_id \
                        WHERE u.tenant_id = m.tenant_id AND u.file_id = m.file_id AND ({drafts})))"
        ));
    }

    fn of(&mut self, filter: &Filter) {
        if let Some(family) = filter.family {
            let family = self.bind(family.as_str());
            self.and(&format!("m.family = {family}"));
        }
        for word in folded(&filter.words).split_whitespace().take(8) {
            let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let word = self.bind(format!("%{escaped}%"));
            self.and(&format!("m.folded LIKE {word} ESCAPE '\\'"));
        }
        if filter.lacking {
            self.and(
                "m.family <> 'file' AND (m.author = '' OR m.source = '' OR (m.family = 'image' AND m.alt = '') \
                 OR (m.family <> 'audio' AND m.consent IN ('unsaid', 'children-without')))",
            );
        }
        if let Some(account) = &filter.mine {
            let account = self.bind(account);
            self.and(&format!("f.created_by = {account}"));
        }
    }
}

/// What lies in the library, newest first, from below an id on; one more than `limit` where there is more.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    scope: &mut Scope,
    sight: &Sight,
    filter: &Filter,
    before: Option<&FileId>,
    limit: usize,
) -> Result<Vec<Entry>> {
    let mut conditions = Conditions::default();
    conditions.and("m.removed_at IS NULL");
    conditions.of(filter);
    conditions.within(sight);
    if let Some(before) = before {
        let before = conditions.bind(before);
        conditions.and(&format!("m.file_id < {before}"));
    }
    let sql = format!("{ENTRY}{} ORDER BY m.file_id DESC LIMIT {}", conditions.sql, limit + 1);
    scope.all(AssertSqlSafe(sql), conditions.params).await
}

/// A file that a person may see, in the library or taken out of it.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(scope: &mut Scope, sight: &Sight, id: &FileId) -> Result<Entry> {
    let mut conditions = Conditions::default();
    let id = conditions.bind(id);
    conditions.and(&format!("m.file_id = {id}"));
    conditions.within(sight);
    scope.one(AssertSqlSafe(format!("{ENTRY}{}", conditions.sql)), conditions.params).await
}

/// A file of this tenant, whoever asks.
///
/// # Errors
/// When the database does not answer.
pub async fn any(scope: &mut Scope, id: &FileId) -> Result<Option<Entry>> {
    scope.optional(AssertSqlSafe(format!("{ENTRY} AND m.file_id = $2")), params![id]).await
}

/// Several files of this tenant at once, by their ids.
///
/// # Errors
/// When the database does not answer.
pub async fn several(scope: &mut Scope, ids: &[FileId]) -> Result<Vec<Entry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (marks, params) = marks(ids);
    scope.all(AssertSqlSafe(format!("{ENTRY} AND m.file_id IN ({marks})")), params).await
}

fn marks(ids: &[FileId]) -> (String, Vec<Param>) {
    let marks: Vec<String> = (0..ids.len()).map(|at| format!("${}", at + 2)).collect();
    (marks.join(", "), ids.iter().map(Param::from).collect())
}

/// The file with these bytes that a person may see, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn with_bytes(scope: &mut Scope, sight: &Sight, sha256: &str) -> Result<Option<Entry>> {
    let mut conditions = Conditions::default();
    let digest = conditions.bind(sha256);
    conditions.and(&format!("f.sha256 = {digest} AND m.removed_at IS NULL AND m.state <> 'failed'"));
    conditions.within(sight);
    let sql = format!("{ENTRY}{} ORDER BY m.file_id LIMIT 1", conditions.sql);
    scope.optional(AssertSqlSafe(sql), conditions.params).await
}

/// The editions that use a file as they stand now, last changed first.
///
/// # Errors
/// When the database does not answer.
pub async fn uses(scope: &mut Scope, id: &FileId) -> Result<Vec<Edition>> {
    scope
        .all(
            "SELECT e.* FROM file_uses u JOIN editions e ON e.tenant_id = u.tenant_id AND e.edition_id = u.edition_id \
             WHERE u.tenant_id = $1 AND u.file_id = $2 ORDER BY e.updated_at DESC, e.edition_id LIMIT 100",
            params![id],
        )
        .await
}

/// How many editions use each of some files.
///
/// # Errors
/// When the database does not answer.
pub async fn use_counts(scope: &mut Scope, ids: &[FileId]) -> Result<BTreeMap<FileId, usize>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (marks, params) = marks(ids);
    let sql = format!(
        "SELECT file_id AS s, COUNT(*) AS n FROM file_uses WHERE tenant_id = $1 AND file_id IN ({marks}) GROUP BY file_id"
    );
    let rows: Vec<Counted> = scope.all(AssertSqlSafe(sql), params).await?;
    Ok(rows.into_iter().map(|Counted(id, count)| (id, count)).collect())
}

struct Counted(FileId, usize);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("s")?.into(), usize::try_from(row.get::<i64>("n")?).unwrap_or(0)))
    }
}

/// Whether an edition or a draft open for views uses a file, or readers see it.
///
/// # Errors
/// When the database does not answer.
pub async fn is_used(scope: &mut Scope, id: &FileId) -> Result<bool> {
    let used: i64 = scope
        .one(
            "SELECT (SELECT COUNT(*) FROM file_uses WHERE tenant_id = $1 AND file_id = $2) \
             + (SELECT COUNT(*) FROM live_files WHERE tenant_id = $1 AND file_id = $2) \
             + (SELECT COUNT(*) FROM consultation_files WHERE tenant_id = $1 AND file_id = $2) AS n",
            params![id],
        )
        .await?;
    Ok(used > 0)
}

/// A new entry for a file that was just noted; a picture waits until its sizes are there.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    scope: &mut WriteScope,
    file: &Attachment,
    description: &Description,
    shared: bool,
) -> Result<()> {
    let family = Family::of(&file.media_type);
    let state = if family == Family::Image { "waiting" } else { "ready" };
    let (by, now) = (scope.actor().account.clone(), scope.db().clock.now());
    let (consent, consent_by, consent_on) = consent_params(&description.consent);
    scope
        .execute(
            "INSERT INTO media (tenant_id, file_id, family, author, source, alt, caption, consent, consent_by, consent_on, state, shared, \
             folded, version, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15)",
            params![
                &file.file_id,
                family.as_str(),
                &description.author,
                &description.source,
                &description.alt,
                &description.caption,
                consent,
                consent_by,
                consent_on,
                state,
                shared,
                description.folded(&file.name),
                now,
                by.as_ref(),
            ],
        )
        .await
        .map(drop)
}

fn consent_params(consent: &Consent) -> (&'static str, String, Option<jiff::civil::Date>) {
    match consent {
        Consent::Given { by, on } => (consent.as_str(), by.clone(), Some(*on)),
        other => (other.as_str(), String::new(), None),
    }
}

/// A picture's dimensions and renditions; with them it is ready.
///
/// # Errors
/// When the database refuses.
pub async fn pictured(
    scope: &mut WriteScope,
    id: &FileId,
    picture: &Picture,
    renditions: &[Rendition],
) -> Result<()> {
    scope.execute("DELETE FROM renditions WHERE tenant_id = $1 AND file_id = $2", params![id]).await?;
    for rendition in renditions {
        scope
            .execute(
                "INSERT INTO renditions (tenant_id, file_id, width, format, height, sha256, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                params![
                    id,
                    i64::from(rendition.size.width),
                    rendition.size.format.as_str(),
                    i64::from(rendition.size.height),
                    &rendition.sha256,
                    i64::try_from(rendition.bytes).unwrap_or(i64::MAX),
                ],
            )
            .await?;
    }
    scope
        .execute(
            "UPDATE media SET state = 'ready', problem = NULL, width = $3, height = $4 WHERE tenant_id = $1 AND file_id = $2",
            params![id, i64::from(picture.width), i64::from(picture.height)],
        )
        .await
        .map(drop)
}

/// A picture that cannot be read, and why.
///
/// # Errors
/// When the database refuses.
pub async fn failed(scope: &mut WriteScope, id: &FileId, problem: &str) -> Result<()> {
    scope
        .execute(
            "UPDATE media SET state = 'failed', problem = $3 WHERE tenant_id = $1 AND file_id = $2",
            params![id, problem],
        )
        .await
        .map(drop)
}

/// What people say of a file, if it is still at the version that was read.
///
/// # Errors
/// [`Error::Conflict`] when it is not.
pub async fn describe(
    scope: &mut WriteScope,
    entry: &Entry,
    version: i64,
    description: &Description,
) -> Result<()> {
    let (by, now) = (scope.actor().account.clone(), scope.db().clock.now());
    let (consent, consent_by, consent_on) = consent_params(&description.consent);
    scope
        .execute_one(
            "UPDATE media SET author = $4, source = $5, alt = $6, caption = $7, consent = $8, consent_by = $9, consent_on = $10, \
             folded = $11, updated_at = $12, updated_by = $13, version = version + 1 \
             WHERE tenant_id = $1 AND file_id = $2 AND version = $3 AND removed_at IS NULL",
            params![
                entry.id(),
                version,
                &description.author,
                &description.source,
                &description.alt,
                &description.caption,
                consent,
                consent_by,
                consent_on,
                description.folded(&entry.file.name),
                now,
                by.as_ref(),
            ],
        )
        .await
}

/// Takes a file out of the library.
///
/// # Errors
/// [`Error::Conflict`] when it is out already.
pub async fn remove(scope: &mut WriteScope, id: &FileId) -> Result<()> {
    let (by, now) = (scope.actor().account.clone(), scope.db().clock.now());
    scope
        .execute_one(
            "UPDATE media SET removed_at = $3, removed_by = $4 WHERE tenant_id = $1 AND file_id = $2 AND removed_at IS NULL",
            params![id, now, by.as_ref()],
        )
        .await
}

/// Brings it back.
///
/// # Errors
/// [`Error::Conflict`] when it is not out.
pub async fn restore(scope: &mut WriteScope, id: &FileId) -> Result<()> {
    scope
        .execute_one(
            "UPDATE media SET removed_at = NULL, removed_by = NULL WHERE tenant_id = $1 AND file_id = $2 AND removed_at IS NOT NULL",
            params![id],
        )
        .await
}

/// A rendition of a file.
struct Kept(FileId, Rendition);

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        let side = |column| row.get::<i64>(column).map(|side| u32::try_from(side).unwrap_or(0));
        let format: String = row.get("format")?;
        let size = Size {
            width: side("width")?,
            height: side("height")?,
            format: Format::parse(&format)
                .ok_or_else(|| Error::internal(format!("a rendition in format {format}")))?,
        };
        Ok(Self(
            row.get::<String>("file_id")?.into(),
            Rendition {
                size,
                sha256: row.get("sha256")?,
                bytes: u64::try_from(row.get::<i64>("bytes")?).unwrap_or(0),
            },
        ))
    }
}

/// The renditions of some files, smallest first.
///
/// # Errors
/// When the database does not answer.
pub async fn renditions(scope: &mut Scope, ids: &[FileId]) -> Result<BTreeMap<FileId, Vec<Rendition>>> {
    let mut by_file: BTreeMap<FileId, Vec<Rendition>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(by_file);
    }
    let (marks, params) = marks(ids);
    let sql = format!(
        "SELECT * FROM renditions WHERE tenant_id = $1 AND file_id IN ({marks}) ORDER BY width, format"
    );
    for Kept(id, rendition) in scope.all(AssertSqlSafe(sql), params).await? {
        by_file.entry(id).or_default().push(rendition);
    }
    Ok(by_file)
}

/// The first picture that came with each of some live items, of those that have one.
///
/// # Errors
/// When the database does not answer.
pub async fn first_pictures(scope: &mut Scope, items: &[ItemId]) -> Result<BTreeMap<ItemId, FileId>> {
    if items.is_empty() {
        return Ok(BTreeMap::new());
    }
    let marks: Vec<String> = (0..items.len()).map(|at| format!("${}", at + 2)).collect();
    let sql = format!(
        "SELECT l.item_id, MIN(l.file_id) AS file_id FROM live_files l \
         JOIN media m ON m.tenant_id = l.tenant_id AND m.file_id = l.file_id \
         WHERE l.tenant_id = $1 AND m.family = 'image' AND m.state = 'ready' AND l.item_id IN ({}) GROUP BY l.item_id",
        marks.join(", ")
    );
    let rows: Vec<First> = scope.all(AssertSqlSafe(sql), items.iter().map(Param::from).collect()).await?;
    Ok(rows.into_iter().map(|First(item, file)| (item, file)).collect())
}

struct First(ItemId, FileId);

impl FromRow for First {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("item_id")?.into(), row.get::<String>("file_id")?.into()))
    }
}

/// A file of some tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub id: FileId,
    /// The digest of its bytes.
    pub sha256: String,
    /// Its name.
    pub name: String,
}

impl FromRow for Owned {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            id: row.get::<String>("file_id")?.into(),
            sha256: row.get("sha256")?,
            name: row.get("name")?,
        })
    }
}

/// Pictures of all tenants whose sizes are not made yet.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(platform: &mut Platform, limit: usize) -> Result<Vec<Owned>> {
    let sql = format!(
        "SELECT m.tenant_id, m.file_id, f.sha256, f.name FROM media m \
         JOIN files f ON f.tenant_id = m.tenant_id AND f.file_id = m.file_id \
         WHERE m.state = 'waiting' ORDER BY m.tenant_id, m.file_id LIMIT {limit}"
    );
    platform.all(AssertSqlSafe(sql), vec![]).await
}

/// Files of all tenants that were taken out before a moment, and that nothing uses.
///
/// # Errors
/// When the database does not answer.
pub async fn removed_before(platform: &mut Platform, moment: Millis, limit: usize) -> Result<Vec<Owned>> {
    let sql = format!(
        "SELECT m.tenant_id, m.file_id, f.sha256, f.name FROM media m \
         JOIN files f ON f.tenant_id = m.tenant_id AND f.file_id = m.file_id WHERE m.removed_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM file_uses u WHERE u.tenant_id = m.tenant_id AND u.file_id = m.file_id) \
         AND NOT EXISTS (SELECT 1 FROM live_files l WHERE l.tenant_id = m.tenant_id AND l.file_id = m.file_id) \
         AND NOT EXISTS (SELECT 1 FROM consultation_files c WHERE c.tenant_id = m.tenant_id AND c.file_id = m.file_id) \
         ORDER BY m.removed_at LIMIT {limit}"
    );
    platform.all(AssertSqlSafe(sql), params![moment]).await
}

/// Forgets a file of one tenant; the digests of the bytes that it had.
///
/// # Errors
/// When the database refuses.
pub async fn forget(platform: &mut PlatformWrite, file: &Owned) -> Result<Vec<String>> {
    let mut digests: Vec<String> = platform
        .all(
            "SELECT sha256 AS s FROM renditions WHERE tenant_id = $1 AND file_id = $2",
            params![&file.tenant, &file.id],
        )
        .await?;
    digests.push(file.sha256.clone());
    for sql in [
        "DELETE FROM file_uses WHERE tenant_id = $1 AND file_id = $2",
        "DELETE FROM renditions WHERE tenant_id = $1 AND file_id = $2",
        "DELETE FROM media WHERE tenant_id = $1 AND file_id = $2",
        "DELETE FROM files WHERE tenant_id = $1 AND file_id = $2",
    ] {
        platform.execute(sql, params![&file.tenant, &file.id]).await?;
    }
    Ok(digests)
}

/// Empties what is said of a file whose content is purged; the digests of its renditions. Its row stays.
///
/// # Errors
/// When the database refuses.
pub async fn empty(scope: &mut WriteScope, id: &FileId) -> Result<Vec<String>> {
    let now = scope.db().clock.now();
    let of_renditions = "SELECT sha256 AS s FROM renditions WHERE tenant_id = $1 AND file_id = $2";
    let digests = scope.all(of_renditions, params![id]).await?;
    for sql in [
        "DELETE FROM renditions WHERE tenant_id = $1 AND file_id = $2",
        "DELETE FROM file_uses WHERE tenant_id = $1 AND file_id = $2",
    ] {
        scope.execute(sql, params![id]).await?;
    }
    let sql = "UPDATE media SET author = '', source = '', alt = '', caption = '', consent_by = '', problem = NULL, folded = '', \
               state = 'failed', version = version + 1, updated_at = $3, removed_at = COALESCE(removed_at, $3) \
               WHERE tenant_id = $1 AND file_id = $2";
    scope.execute(sql, params![id, now]).await?;
    Ok(digests)
}

/// Whether any tenant still has a file or a rendition with these bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn needs(platform: &mut Platform, sha256: &str) -> Result<bool> {
    let rows: Option<i64> = platform
        .optional(
            "SELECT (SELECT COUNT(*) FROM files WHERE sha256 = $1) + (SELECT COUNT(*) FROM renditions WHERE sha256 = $1) AS n",
            params![sha256],
        )
        .await?;
    Ok(rows.unwrap_or(0) > 0)
}

/// Whether an edition is before readers.
pub fn is_live(edition: &Edition) -> bool {
    edition.state == State::Live
}
