//! The SQL of readings, and nobody else's.

use reader::{Page, Reading, Source, Status};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AssertSqlSafe;

use super::{Head, Kept, KeptPage, Work, is_picture, is_read};
use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, ItemId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Reach, Scope, WriteScope};
use crate::items::Attachment;
use crate::params;

/// A file that waits, with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whose it is.
    pub tenant: TenantId,
    /// Its bytes.
    pub sha256: String,
    /// A name it bears, for its ending.
    pub name: String,
    /// How often it was tried.
    pub tries: i64,
}

impl FromRow for Waiting {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.get::<String>("tenant_id")?.into(),
            sha256: row.get("sha256")?,
            name: row.get("name")?,
            tries: row.get("tries")?,
        })
    }
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        let head: String = row.get("head")?;
        Ok(Self {
            sha256: row.get("sha256")?,
            work: Work::parse(&row.get::<String>("work")?).unwrap_or(Work::Waiting),
            status: from_word(&row.get::<String>("status")?),
            note: row.get("note")?,
            head: serde_json::from_str(&head).unwrap_or_default(),
            updated_at: row.get("updated_at")?,
        })
    }
}

impl FromRow for KeptPage {
    fn from_row(row: &Row) -> Result<Self> {
        let page: Page = serde_json::from_str(&row.get::<String>("content")?)
            .map_err(|cause| Error::Internal(anyhow::Error::new(cause).context("a kept page")))?;
        Ok(Self { page, failed: row.get("failed")? })
    }
}

/// The word of one of the reader's choices, as its JSON writes it.
fn word(choice: impl Serialize) -> String {
    let json = serde_json::to_value(choice).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

fn from_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// Wishes that a file just taken in be read, if its kind is.
///
/// # Errors
/// When the database refuses.
pub async fn wish(scope: &mut WriteScope, file: &Attachment) -> Result<()> {
    if is_read(&file.media_type) { wish_bytes(scope, &file.sha256).await } else { Ok(()) }
}

/// Wishes that the pictures of pages that a document attaches be read.
///
/// # Errors
/// When the database refuses.
pub async fn wish_pictures(scope: &mut WriteScope, attachments: &[Attachment]) -> Result<()> {
    for picture in attachments.iter().filter(|attachment| is_picture(attachment)) {
        wish_bytes(scope, &picture.sha256).await?;
    }
    Ok(())
}

async fn wish_bytes(scope: &mut WriteScope, sha256: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "INSERT INTO readings (tenant_id, sha256, work, status, note, version, head, tries, due_at, updated_at) \
               VALUES ($1, $2, 'waiting', '', '', 0, '', 0, $3, $3) ON CONFLICT (tenant_id, sha256) DO NOTHING";
    scope.execute(sql, params![sha256, now]).await.map(drop)
}

/// Has a file read once more from the beginning.
///
/// # Errors
/// When the database refuses.
pub async fn wish_again(scope: &mut WriteScope, sha256: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE readings SET work = 'waiting', tries = 0, due_at = $3, updated_at = $3 \
               WHERE tenant_id = $1 AND sha256 = $2 AND work = 'done'";
    scope.execute(sql, params![sha256, now]).await.map(drop)
}

/// What was read from bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn find(scope: &mut Scope, sha256: &str) -> Result<Option<Kept>> {
    scope.optional("SELECT * FROM readings WHERE tenant_id = $1 AND sha256 = $2", params![sha256]).await
}

/// One page of it.
///
/// # Errors
/// When the database does not answer.
pub async fn page(scope: &mut Scope, sha256: &str, number: u32) -> Result<Option<KeptPage>> {
    let sql = "SELECT content, failed FROM reading_pages WHERE tenant_id = $1 AND sha256 = $2 AND page = $3";
    scope.optional(sql, params![sha256, i64::from(number)]).await
}

/// All of its pages.
///
/// # Errors
/// When the database does not answer.
pub async fn pages(scope: &mut Scope, sha256: &str) -> Result<Vec<KeptPage>> {
    let sql = "SELECT content, failed FROM reading_pages WHERE tenant_id = $1 AND sha256 = $2 ORDER BY page";
    scope.all(sql, params![sha256]).await
}

/// How many pages it has, and on how many of them there is no text yet.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(scope: &mut Scope, sha256: &str) -> Result<(usize, usize)> {
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    let all = "SELECT COUNT(*) AS n FROM reading_pages WHERE tenant_id = $1 AND sha256 = $2";
    let pictures =
        "SELECT COUNT(*) AS n FROM reading_pages WHERE tenant_id = $1 AND sha256 = $2 AND source = 'picture'";
    let all: i64 = scope.one(all, params![sha256]).await?;
    let pictures: i64 = scope.one(pictures, params![sha256]).await?;
    Ok((count(all), count(pictures)))
}

/// What a list says of a file that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// How many pages it has, if they were counted.
    pub pages: Option<usize>,
    /// The first page on which there is text.
    pub first_with_text: Option<u32>,
    /// Whether a machine recognised any of it.
    pub recognised: bool,
}

/// What is known of a file in short.
///
/// # Errors
/// When the database does not answer.
pub async fn outlined(scope: &mut Scope, sha256: &str) -> Result<Outline> {
    let sources = sources(scope, sha256).await?;
    let with_text = sources.iter().position(|source| *source != Source::Picture);
    Ok(Outline {
        pages: (!sources.is_empty()).then_some(sources.len()),
        first_with_text: with_text.and_then(|at| u32::try_from(at + 1).ok()),
        recognised: sources.contains(&Source::Recognised),
    })
}

/// The whole reading, as the reader gave it; none while nobody has read it.
///
/// # Errors
/// When the database does not answer.
pub async fn whole(scope: &mut Scope, sha256: &str) -> Result<Option<Reading>> {
    let Some(kept) = find(scope, sha256).await? else { return Ok(None) };
    let Some(status) = kept.status else { return Ok(None) };
    let pages = pages(scope, sha256).await?.into_iter().map(|kept| kept.page).collect();
    let Head { format, about, signatures } = kept.head;
    Ok(Some(Reading { format, status, note: kept.note, about, pages, signatures }))
}

/// Keeps what was read, in the place of what was there.
///
/// # Errors
/// When the database refuses.
pub async fn keep(scope: &mut WriteScope, sha256: &str, reading: &Reading, work: Work) -> Result<()> {
    let now = scope.db().clock.now();
    let head =
        Head { format: reading.format, about: reading.about.clone(), signatures: reading.signatures.clone() };
    let head = serde_json::to_string(&head).map_err(|cause| Error::Internal(cause.into()))?;
    let sql = "UPDATE readings SET work = $3, status = $4, note = $5, version = $6, head = $7, tries = 0, due_at = $8, updated_at = $8 \
               WHERE tenant_id = $1 AND sha256 = $2";
    let told = params![
        sha256,
        work.as_str(),
        word(reading.status),
        &reading.note,
        i64::from(reader::VERSION),
        head,
        now
    ];
    scope.execute(sql, told).await?;
    let sql = "DELETE FROM reading_pages WHERE tenant_id = $1 AND sha256 = $2";
    scope.execute(sql, params![sha256]).await?;
    for page in &reading.pages {
        insert_page(scope, sha256, page).await?;
    }
    Ok(())
}

async fn insert_page(scope: &mut WriteScope, sha256: &str, page: &Page) -> Result<()> {
    let content = serde_json::to_string(page).map_err(|cause| Error::Internal(cause.into()))?;
    let sql = "INSERT INTO reading_pages (tenant_id, sha256, page, source, content, failed) VALUES ($1, $2, $3, $4, $5, FALSE)";
    scope.execute(sql, params![sha256, i64::from(page.number), word(page.source), content]).await.map(drop)
}

/// Keeps a page that was recognised.
///
/// # Errors
/// When the database refuses.
pub async fn keep_page(scope: &mut WriteScope, sha256: &str, page: &Page) -> Result<()> {
    let content = serde_json::to_string(page).map_err(|cause| Error::Internal(cause.into()))?;
    let sql = "UPDATE reading_pages SET source = $4, content = $5, failed = FALSE \
               WHERE tenant_id = $1 AND sha256 = $2 AND page = $3";
    let told = params![sha256, i64::from(page.number), word(page.source), content];
    scope.execute(sql, told).await.map(drop)
}

/// Writes down that a page cannot be recognised.
///
/// # Errors
/// When the database refuses.
pub async fn page_failed(scope: &mut WriteScope, sha256: &str, page: u32) -> Result<()> {
    let sql = "UPDATE reading_pages SET failed = TRUE WHERE tenant_id = $1 AND sha256 = $2 AND page = $3";
    scope.execute(sql, params![sha256, i64::from(page)]).await.map(drop)
}

/// Writes down that all is read that will be.
///
/// # Errors
/// When the database refuses.
pub async fn end(scope: &mut WriteScope, sha256: &str, status: Status, note: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let sql = "UPDATE readings SET work = 'done', status = $3, note = $4, version = $5, tries = 0, updated_at = $6 \
               WHERE tenant_id = $1 AND sha256 = $2";
    let told = params![sha256, word(status), note, i64::from(reader::VERSION), now];
    scope.execute(sql, told).await.map(drop)
}

/// Puts a file off: a worker came to no end with it, through no fault of its own perhaps.
///
/// # Errors
/// When the database refuses.
pub async fn put_off(scope: &mut WriteScope, sha256: &str, until: Millis) -> Result<()> {
    let sql = "UPDATE readings SET tries = tries + 1, due_at = $3 WHERE tenant_id = $1 AND sha256 = $2";
    scope.execute(sql, params![sha256, until]).await.map(drop)
}

/// Files that wait for this work now. Tenants take turns: of each the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(platform: &mut Platform, work: Work, now: Millis, limit: i64) -> Result<Vec<Waiting>> {
    let sql = "SELECT r.tenant_id, r.sha256, r.tries, \
               COALESCE((SELECT MIN(f.name) FROM files f WHERE f.tenant_id = r.tenant_id AND f.sha256 = r.sha256), '') AS name \
               FROM (SELECT tenant_id, sha256, tries, updated_at, \
                            ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY updated_at, sha256) AS turn \
                     FROM readings WHERE work = $1 AND due_at <= $2) r \
               ORDER BY r.turn, r.updated_at, r.sha256 LIMIT $3";
    platform.all(sql, params![work.as_str(), now, limit]).await
}

/// The first page of a file that still is a picture and may be recognised.
///
/// # Errors
/// When the database does not answer.
pub async fn next_picture(scope: &mut Scope, sha256: &str) -> Result<Option<u32>> {
    let sql = "SELECT page AS n FROM reading_pages \
               WHERE tenant_id = $1 AND sha256 = $2 AND source = 'picture' AND NOT failed ORDER BY page LIMIT 1";
    let page: Option<i64> = scope.optional(sql, params![sha256]).await?;
    Ok(page.and_then(|page| u32::try_from(page).ok()))
}

/// Where its pages come from.
///
/// # Errors
/// When the database does not answer.
pub async fn sources(scope: &mut Scope, sha256: &str) -> Result<Vec<Source>> {
    let sql = "SELECT source AS s FROM reading_pages WHERE tenant_id = $1 AND sha256 = $2 ORDER BY page";
    let words: Vec<String> = scope.all(sql, params![sha256]).await?;
    Ok(words.iter().filter_map(|word| from_word(word)).collect())
}

/// The tenant of a whole reading of the same bytes by the reader of today, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn known_elsewhere(platform: &mut Platform, waiting: &Waiting) -> Result<Option<TenantId>> {
    let sql = "SELECT tenant_id AS s FROM readings WHERE sha256 = $1 AND work = 'done' AND version = $2 \
               AND tenant_id <> $3 ORDER BY tenant_id LIMIT 1";
    let told = params![&waiting.sha256, i64::from(reader::VERSION), &waiting.tenant];
    let found: Option<String> = platform.optional(sql, told).await?;
    Ok(found.map(TenantId::from))
}

/// The items of this tenant that carry a file of these bytes, and whether readers see them so.
///
/// # Errors
/// When the database does not answer.
pub async fn carriers(scope: &mut Scope, sha256: &str) -> Result<Vec<(ItemId, Reach)>> {
    let live = "SELECT DISTINCT l.item_id AS s FROM live_files l JOIN files f ON f.tenant_id = l.tenant_id AND f.file_id = l.file_id \
                WHERE l.tenant_id = $1 AND f.sha256 = $2";
    let drafts = "SELECT DISTINCT e.item_id AS s FROM file_uses u \
                  JOIN files f ON f.tenant_id = u.tenant_id AND f.file_id = u.file_id \
                  JOIN editions e ON e.tenant_id = u.tenant_id AND e.edition_id = u.edition_id \
                  WHERE u.tenant_id = $1 AND f.sha256 = $2";
    let live: Vec<String> = scope.all(live, params![sha256]).await?;
    let drafts: Vec<String> = scope.all(drafts, params![sha256]).await?;
    let drafts = drafts.into_iter().filter(|item| !live.contains(item)).map(|item| (item, Reach::Staff));
    let drafts: Vec<_> = drafts.collect();
    let live = live.into_iter().map(|item| (item, Reach::Public));
    Ok(live.chain(drafts).map(|(item, reach)| (item.into(), reach)).collect())
}

/// Forgets what was read from bytes, unless a file of the tenant still has them.
const FORGET_UNHELD: [&str; 2] = [
    "DELETE FROM reading_pages WHERE tenant_id = $1 AND sha256 = $2 \
     AND NOT EXISTS (SELECT 1 FROM files f WHERE f.tenant_id = $1 AND f.sha256 = $2)",
    "DELETE FROM readings WHERE tenant_id = $1 AND sha256 = $2 \
     AND NOT EXISTS (SELECT 1 FROM files f WHERE f.tenant_id = $1 AND f.sha256 = $2)",
];

/// Forgets what was read from bytes that no file of a tenant has any more.
///
/// # Errors
/// When the database refuses.
pub async fn forget_unheld(platform: &mut PlatformWrite, tenant: &TenantId, sha256: &str) -> Result<()> {
    for sql in FORGET_UNHELD {
        platform.execute(sql, params![tenant, sha256]).await?;
    }
    Ok(())
}

/// As [`forget_unheld`], within a tenant.
///
/// # Errors
/// When the database refuses.
pub async fn forget_unheld_here(scope: &mut WriteScope, sha256: &str) -> Result<()> {
    for sql in FORGET_UNHELD {
        scope.execute(sql, params![sha256]).await?;
    }
    Ok(())
}

/// Has everything that an older reader read be read anew.
///
/// # Errors
/// When the database refuses.
pub async fn outdate(platform: &mut PlatformWrite) -> Result<()> {
    let sql = "UPDATE readings SET work = 'waiting', tries = 0 WHERE work = 'done' AND version <> $1";
    platform.execute(sql, params![i64::from(reader::VERSION)]).await.map(drop)
}

/// Has the scans be recognised that came in while there was no recogniser.
///
/// # Errors
/// When the database refuses.
pub async fn recognise_waiting(platform: &mut PlatformWrite) -> Result<()> {
    let sql = "UPDATE readings SET work = 'recognising', tries = 0 WHERE work = 'done' AND status = 'needs_recognition' \
               AND EXISTS (SELECT 1 FROM reading_pages p WHERE p.tenant_id = readings.tenant_id \
                           AND p.sha256 = readings.sha256 AND p.source = 'picture' AND NOT p.failed)";
    platform.execute(sql, params![]).await.map(drop)
}

/// A file that is used and of which there is no text, or not all.
#[derive(Clone, Debug, PartialEq)]
pub struct Textless {
    /// The file.
    pub file: FileId,
    /// Its name.
    pub name: String,
    /// Whether readers see it.
    pub public: bool,
    /// How far it could be read.
    pub kept: Kept,
}

impl FromRow for Textless {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            file: row.get::<String>("file_id")?.into(),
            name: row.get("name")?,
            public: row.get::<i64>("public")? > 0,
            kept: Kept::from_row(row)?,
        })
    }
}

/// What is used and has no text: the file of one name where several have the same bytes.
const TEXTLESS: &str = "FROM readings r JOIN files f ON f.tenant_id = r.tenant_id AND f.sha256 = r.sha256 \
     WHERE r.tenant_id = $1 AND (r.work <> 'done' OR r.status <> 'text') \
     AND f.file_id = (SELECT MIN(g.file_id) FROM files g WHERE g.tenant_id = r.tenant_id AND g.sha256 = r.sha256 \
         AND (EXISTS (SELECT 1 FROM live_files l WHERE l.tenant_id = g.tenant_id AND l.file_id = g.file_id) \
              OR EXISTS (SELECT 1 FROM file_uses u WHERE u.tenant_id = g.tenant_id AND u.file_id = g.file_id)))";

/// How many files are used and have no text, or not all of it; counted no further than `most`.
///
/// # Errors
/// When the database does not answer.
pub async fn count_textless(scope: &mut Scope, most: i64) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) AS n FROM (SELECT 1 AS one {TEXTLESS} LIMIT $2) counted");
    scope.one(AssertSqlSafe(sql), params![most]).await
}

/// Some of them, those before readers first.
///
/// # Errors
/// When the database does not answer.
pub async fn textless(scope: &mut Scope, offset: i64, limit: i64) -> Result<Vec<Textless>> {
    let sql = format!(
        "SELECT r.*, f.file_id, f.name, \
         (SELECT COUNT(*) FROM live_files l WHERE l.tenant_id = f.tenant_id AND l.file_id = f.file_id) AS public \
         {TEXTLESS} ORDER BY public DESC, r.updated_at DESC, f.file_id LIMIT $2 OFFSET $3"
    );
    scope.all(AssertSqlSafe(sql), params![limit, offset]).await
}
