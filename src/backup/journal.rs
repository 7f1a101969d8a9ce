//! What is written down of a run: that it began, how it ended, and who is told.

use std::io;

use anyhow::{Error, Result};
use serde_json::json;

use super::Fault;
use super::store::{self, Figures, Kind, Outcome, Run};
use crate::base::audit::Actor;
use crate::base::id::fresh;
use crate::base::scope::Db;
use crate::config::Config;
use crate::outbox::alarm;

/// Writes down that a run begins; `alone` where nobody else can be at it, so that what is still written down as running died.
///
/// # Errors
/// When the database refuses.
pub(super) async fn begun(config: &Config, db: &Db, kind: Kind, alone: bool) -> Result<Run> {
    let now = db.clock.now();
    let place = config.backup.place.as_ref().map(ToString::to_string);
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
    let done = done.map_err(|cause| plain(config, cause));
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
    let alarming = alarming(&run);
    for root in &roots {
        match &alarming {
            None => alarm::backup_is_well(db, root, word).await?,
            Some(text) => alarm::of_backup(db, operator.as_ref(), root, word, text).await,
        }
    }
    done.map(|_| run)
}

/// What people are told of a run that did not go through, or not without a flaw.
fn alarming(run: &Run) -> Option<String> {
    let how = match run.outcome {
        Outcome::Failed => "không thành công",
        _ if run.figures.flaws > 0 => "chưa trọn vẹn",
        _ => return None,
    };
    Some(format!(
        "{} {how}: {} Đề nghị báo người vận hành xử lý ngay và chạy lại; xem trang Sao lưu.",
        run.kind.vietnamese(),
        sentence(&run.detail)
    ))
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
/// What stopped a run; a full disk in words, since who reads it knows no errors of the system.
fn plain(config: &Config, cause: Error) -> Error {
    let is_full = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|cause| {
            matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        })
    };
    if !cause.chain().any(is_full) {
        return cause;
    }
    let place = config.backup.place.as_ref().map(ToString::to_string).unwrap_or_default();
    Fault::Full { data: config.data.display().to_string(), place, what: cause.to_string() }.into()
}
