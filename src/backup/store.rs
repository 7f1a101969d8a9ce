//! The SQL of backups, and nobody else's.

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::scope::{Platform, PlatformWrite};
use crate::params;

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Copies everything.
    Backup,
    /// Restores a copy beside, to prove it.
    Drill,
}

impl Kind {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Drill => "drill",
        }
    }

    /// The kind of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Backup, Self::Drill].into_iter().find(|kind| kind.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Backup => "Sao lưu",
            Self::Drill => "Diễn tập khôi phục",
        }
    }
}

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is at it.
    Running,
    /// All is well.
    Done,
    /// It is not.
    Failed,
}

impl Outcome {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id; for a backup also the name of its manifest.
    pub id: String,
    /// What for.
    pub kind: Kind,
    /// Since when.
    pub began_at: Millis,
    /// Until when.
    pub ended_at: Option<Millis>,
    /// How it went.
    pub outcome: Outcome,
    /// Where the copy lies.
    pub place: String,
    /// What belongs to it.
    pub figures: Figures,
    /// What came of it, as a sentence.
    pub detail: String,
}

/// How much a run copied or read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// All files of the copy.
    pub files: i64,
    /// Those that this run added.
    pub new_files: i64,
    /// All their bytes.
    pub bytes: i64,
    /// Those that this run added.
    pub new_bytes: i64,
    /// How many things were not right, though it went through: files lost or damaged, old copies that could not be cleared.
    pub flaws: i64,
}

impl FromRow for Run {
    fn from_row(row: &Row) -> Result<Self> {
        let (kind, outcome): (String, String) = (row.get("kind")?, row.get("outcome")?);
        Ok(Self {
            id: row.get("run_id")?,
            kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("a run of kind {kind}")))?,
            began_at: row.get("began_at")?,
            ended_at: row.get("ended_at")?,
            outcome: match outcome.as_str() {
                "running" => Outcome::Running,
                "done" => Outcome::Done,
                _ => Outcome::Failed,
            },
            place: row.get("place")?,
            figures: Figures {
                files: row.get("files")?,
                new_files: row.get("new_files")?,
                bytes: row.get("bytes")?,
                new_bytes: row.get("new_bytes")?,
                flaws: row.get("flaws")?,
            },
            detail: row.get("detail")?,
        })
    }
}

/// Writes down that a run began.
///
/// # Errors
/// When the database refuses.
pub async fn begin(platform: &mut PlatformWrite, run: &Run) -> Result<()> {
    let sql = "INSERT INTO backup_runs (run_id, kind, began_at, ended_at, outcome, place, files, new_files, bytes, new_bytes, \
               detail) VALUES ($1, $2, $3, NULL, 'running', $4, 0, 0, 0, 0, '')";
    platform.execute(sql, params![&run.id, run.kind.as_str(), run.began_at, &run.place]).await.map(drop)
}

/// Writes down how it ended.
///
/// # Errors
/// When the database refuses.
pub async fn end(platform: &mut PlatformWrite, run: &Run) -> Result<()> {
    let sql = "UPDATE backup_runs SET ended_at = $2, outcome = $3, files = $4, new_files = $5, bytes = $6, new_bytes = $7, \
               detail = $8, flaws = $9 WHERE run_id = $1";
    let figures = run.figures;
    let values = params![
        &run.id,
        run.ended_at,
        run.outcome.as_str(),
        figures.files,
        figures.new_files,
        figures.bytes,
        figures.new_bytes,
        &run.detail,
        figures.flaws,
    ];
    platform.execute(sql, values).await.map(drop)
}

/// Closes the runs of a kind that died: whoever calls holds what only one run can hold.
///
/// # Errors
/// When the database refuses.
pub async fn end_dead(platform: &mut PlatformWrite, kind: Kind, now: Millis, why: &str) -> Result<()> {
    let sql = "UPDATE backup_runs SET ended_at = $2, outcome = 'failed', detail = $3 WHERE kind = $1 AND outcome = 'running'";
    platform.execute(sql, params![kind.as_str(), now, why]).await.map(drop)
}

/// The latest runs of both kinds, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(platform: &mut Platform, limit: i64) -> Result<Vec<Run>> {
    platform
        .all("SELECT * FROM backup_runs ORDER BY began_at DESC, run_id DESC LIMIT $1", params![limit])
        .await
}

/// The last run of a kind, or the last that ended well.
///
/// # Errors
/// When the database does not answer.
pub async fn last(platform: &mut Platform, kind: Kind, well: bool) -> Result<Option<Run>> {
    let sql = "SELECT * FROM backup_runs WHERE kind = $1 AND ($2 = 0 OR outcome = 'done') ORDER BY began_at DESC, run_id DESC LIMIT 1";
    platform.optional(sql, params![kind.as_str(), i64::from(well)]).await
}

/// The sites that stand under no other: their offices answer for the deployment. The platform where there is none yet.
///
/// # Errors
/// When the database does not answer.
pub async fn roots(platform: &mut Platform) -> Result<Vec<TenantId>> {
    let sql = "SELECT tenant_id AS s FROM tenants t WHERE NOT EXISTS \
               (SELECT 1 FROM tenant_parents p WHERE p.tenant_id = t.tenant_id) ORDER BY tenant_id";
    let roots: Vec<String> = platform.all(sql, vec![]).await?;
    let roots: Vec<TenantId> = roots.into_iter().map(TenantId::from).collect();
    Ok(if roots.is_empty() { vec![TenantId::platform()] } else { roots })
}

/// Under which name somebody's wish for a run is kept until a node fulfils it.
fn wish_name(kind: Kind) -> String {
    format!("backup.wish.{}", kind.as_str())
}

/// Notes that somebody wants a run now.
///
/// # Errors
/// When the database refuses.
pub async fn wish(platform: &mut PlatformWrite, kind: Kind, now: Millis) -> Result<()> {
    let sql = "INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    platform.execute(sql, params![wish_name(kind), now.to_string()]).await.map(drop)
}

/// Whether somebody wants a run now.
///
/// # Errors
/// When the database does not answer.
pub async fn is_wished(platform: &mut Platform, kind: Kind) -> Result<bool> {
    let sql = "SELECT value AS s FROM deployment WHERE name = $1";
    Ok(platform.optional::<String>(sql, params![wish_name(kind)]).await?.is_some())
}

/// The wish is being fulfilled.
///
/// # Errors
/// When the database refuses.
pub async fn unwish(platform: &mut PlatformWrite, kind: Kind) -> Result<()> {
    platform.execute("DELETE FROM deployment WHERE name = $1", params![wish_name(kind)]).await.map(drop)
}

/// The digests that a table names.
///
/// # Errors
/// When the database does not answer.
pub async fn digests(platform: &mut Platform, table: Held) -> Result<Vec<String>> {
    platform.all(table.sql, vec![]).await
}

/// The digests of a tenant's files, of what was made from them and of its archive copies.
///
/// # Errors
/// When the database does not answer.
pub async fn digests_of(platform: &mut Platform, tenant: &TenantId) -> Result<Vec<String>> {
    let sql = "SELECT sha256 AS s FROM files WHERE tenant_id = $1 AND sha256 <> '' \
               UNION SELECT sha256 FROM renditions WHERE tenant_id = $1 AND sha256 <> '' \
               UNION SELECT c.sha256 FROM archive_copies c WHERE c.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM purges p \
               WHERE p.tenant_id = c.tenant_id AND p.item_id = c.item_id)";
    platform.all(sql, params![tenant]).await
}

/// A table that names bytes in a store by their digest.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The table.
    pub table: &'static str,
    /// The store's folder under the data folder.
    pub folder: &'static str,
    sql: &'static str,
}

/// Every table that names bytes in a store.
pub const HELD: [Held; 4] = [
    Held {
        table: "files",
        folder: "files",
        sql: "SELECT DISTINCT sha256 AS s FROM files WHERE sha256 <> ''",
    },
    Held {
        table: "renditions",
        folder: "files",
        sql: "SELECT DISTINCT sha256 AS s FROM renditions WHERE sha256 <> ''",
    },
    Held {
        table: "archive_copies",
        folder: "files",
        // What a purge took away is named on, and is not there.
        sql: "SELECT DISTINCT c.sha256 AS s FROM archive_copies c WHERE NOT EXISTS (SELECT 1 FROM purges p \
              WHERE p.tenant_id = c.tenant_id AND p.item_id = c.item_id)",
    },
    Held {
        table: "question_attachments",
        folder: "questions",
        sql: "SELECT DISTINCT sha256 AS s FROM question_attachments WHERE sha256 <> ''",
    },
];
