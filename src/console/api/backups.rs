//! Backups over JSON: how they stand, the latest runs, and asking for one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::backup::store::{Kind, Run};
use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::backups;

use super::call::{Answer, DONE, Done, Nothing};

/// One run.
#[derive(Serialize, JsonSchema)]
pub struct BackupRunJson {
    /// Its id; for a backup also its name for `portal restore --run`.
    id: String,
    /// `backup` or `drill`.
    kind: String,
    /// When it began.
    began_at: String,
    /// When it ended; absent while it is at it.
    ended_at: Option<String>,
    /// `running`, `done` or `failed`.
    outcome: String,
    /// All files of the copy.
    files: i64,
    /// Those that this run added.
    new_files: i64,
    /// The bytes of all.
    bytes: i64,
    /// The bytes that this run added.
    new_bytes: i64,
    /// How many things were not right, though it went through.
    flaws: i64,
    /// What came of it, as a sentence.
    detail: String,
}

impl From<&Run> for BackupRunJson {
    fn from(run: &Run) -> Self {
        Self {
            id: run.id.clone(),
            kind: run.kind.as_str().to_owned(),
            began_at: iso(run.began_at),
            ended_at: run.ended_at.map(iso),
            outcome: run.outcome.as_str().to_owned(),
            files: run.figures.files,
            new_files: run.figures.new_files,
            bytes: run.figures.bytes,
            new_bytes: run.figures.new_bytes,
            flaws: run.figures.flaws,
            detail: run.detail.clone(),
        }
    }
}

/// How backups stand.
#[derive(Serialize, JsonSchema)]
pub struct BackupsJson {
    /// What is not as it should be, in sentences; empty when all is well.
    wrong: Vec<String>,
    /// The last backup that ended well.
    last_backup: Option<BackupRunJson>,
    /// The last drill that ended well.
    last_drill: Option<BackupRunJson>,
    /// The last drill, however it went.
    latest_drill: Option<BackupRunJson>,
    /// The latest runs, newest first.
    runs: Vec<BackupRunJson>,
}

impl Answer for BackupsJson {}

/// `GET …/backups`
pub async fn list(desk: Desk, _: Nothing) -> Result<BackupsJson> {
    let (standing, runs) = backups::read(&desk).await?;
    Ok(BackupsJson {
        last_backup: standing.backup.as_ref().map(BackupRunJson::from),
        last_drill: standing.proved.as_ref().map(BackupRunJson::from),
        latest_drill: standing.drill.as_ref().map(BackupRunJson::from),
        wrong: standing.sentences(),
        runs: runs.iter().map(BackupRunJson::from).collect(),
    })
}

/// What is wanted.
#[derive(Deserialize, JsonSchema)]
pub struct WishJson {
    /// `backup` or `drill`.
    kind: String,
}

/// `POST …/backups`
pub async fn ask(desk: Desk, wish: WishJson) -> Result<Done> {
    let kind = Kind::parse(&wish.kind);
    let kind = kind.ok_or_else(|| Error::refused("kind", "Hãy chọn backup hoặc drill.", ""))?;
    backups::ask(&desk, kind).await?;
    Ok(DONE)
}
