//! When a backup and a drill are due, and the duty that makes them.

use std::time::Duration;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, HOUR, Millis, instant, local, start_of};
use crate::base::error::{Error, Result};
use crate::base::scope::Platform;
use crate::config::Backup;
use crate::duties::Duty;

use super::store::{self, Kind, Outcome, Run};
use super::{Fault, check, take};

/// Makes what is due. Beside the list of duties: it takes its time.
pub const BACKING_UP: Duty = Duty {
    name: "backup",
    every: Duration::from_secs(30),
    work: |app| Box::pin(async move { turn(&app).await }),
};

/// After a run that failed, the next try comes this much later.
const AGAIN: Millis = HOUR;
/// So long after its time a backup may be late before it shows as such.
const GRACE: Millis = 3 * HOUR;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// With the copies, or with the drills that prove them.
    pub about: Kind,
    /// As a sentence.
    pub said: String,
}

/// How backups stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last backup that ended well.
    pub backup: Option<Run>,
    /// The last drill, however it went.
    pub drill: Option<Run>,
    /// The last drill that ended well.
    pub proved: Option<Run>,
    /// What is not as it should be.
    pub wrong: Vec<Wrong>,
}

/// The last moment at which a backup was due.
fn due_since(settings: &Backup, now: Millis) -> Millis {
    let today = instant(local(now).date().to_datetime(settings.at));
    if today <= now { today } else { today - DAY }
}

impl Standing {
    /// As it is now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(platform: &mut Platform, settings: &Backup) -> Result<Self> {
        let now = platform.db().clock.now();
        let backup = store::last(platform, Kind::Backup, true).await?;
        let latest = store::last(platform, Kind::Backup, false).await?;
        let drill = store::last(platform, Kind::Drill, false).await?;
        let proved = store::last(platform, Kind::Drill, true).await?;
        let wrong = wrong(settings, now, backup.as_ref(), latest.as_ref(), drill.as_ref(), proved.as_ref());
        Ok(Self { backup, drill, proved, wrong })
    }

    /// Whether something is wrong with the copies, or with the drills.
    pub fn is_wrong(&self, about: Kind) -> bool {
        self.wrong.iter().any(|one| one.about == about)
    }

    /// What is not as it should be, as sentences.
    pub fn sentences(self) -> Vec<String> {
        self.wrong.into_iter().map(|one| one.said).collect()
    }
}

fn wrong(
    settings: &Backup,
    now: Millis,
    backup: Option<&Run>,
    latest: Option<&Run>,
    drill: Option<&Run>,
    proved: Option<&Run>,
) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut say = |about, said: String| wrong.push(Wrong { about, said });
    if settings.place.is_none() {
        let said = "Chưa thiết lập sao lưu: người vận hành cần ghi nơi lưu và khóa trong tệp cấu hình.";
        say(Kind::Backup, said.to_owned());
        return wrong;
    }
    if let Some(failed) = latest.filter(|run| run.outcome == Outcome::Failed) {
        say(Kind::Backup, format!("Lượt sao lưu gần nhất không thành công: {}", failed.detail));
    }
    if let Some(flawed) = backup.filter(|run| run.figures.flaws > 0) {
        say(Kind::Backup, format!("Bản sao gần nhất chưa trọn vẹn: {}", flawed.detail));
    }
    let due = due_since(settings, now);
    let limit = if now - due < GRACE { due - DAY } else { due };
    if backup.is_none_or(|run| run.began_at < limit) {
        let said = "Chưa có bản sao nào đúng lịch: bản gần nhất cũ hơn một ngày hoặc chưa có.";
        say(Kind::Backup, said.to_owned());
    }
    if let Some(failed) = drill.filter(|run| run.outcome == Outcome::Failed) {
        say(Kind::Drill, format!("Lần diễn tập khôi phục gần nhất không thành công: {}", failed.detail));
    }
    if backup.is_some() && proved.is_none_or(|run| now - run.began_at > (settings.drill_days + 1) * DAY) {
        let days = settings.drill_days;
        say(Kind::Drill, format!("Chưa diễn tập khôi phục thành công trong {days} ngày gần đây."));
    }
    wrong
}

/// Whether a run of this kind shall begin now.
fn is_due(settings: &Backup, now: Millis, kind: Kind, last: Option<&Run>, done: Option<&Run>) -> bool {
    let since = match kind {
        Kind::Backup => due_since(settings, now),
        Kind::Drill => start_of(local(now).date()) - (settings.drill_days - 1) * DAY,
    };
    let tried = last.is_some_and(|run| run.outcome != Outcome::Done && now - run.began_at < AGAIN);
    !tried && done.is_none_or(|run| run.began_at < since)
}

/// Makes a backup and a drill where they are due or wished for.
///
/// # Errors
/// When the database does not answer; what stops a run is written down by itself.
pub async fn turn(app: &App) -> Result<()> {
    for kind in [Kind::Backup, Kind::Drill] {
        if wanted(app, kind).await? {
            run(app, kind).await?;
        }
    }
    Ok(())
}

async fn wanted(app: &App, kind: Kind) -> Result<bool> {
    let settings = &app.config.backup;
    if settings.place.is_none() {
        return Ok(false);
    }
    let mut platform = app.db.platform().await?;
    if store::is_wished(&mut platform, kind).await? {
        return Ok(true);
    }
    let last = store::last(&mut platform, kind, false).await?;
    let done = store::last(&mut platform, kind, true).await?;
    // Nothing to prove before something was copied.
    if kind == Kind::Drill && store::last(&mut platform, Kind::Backup, true).await?.is_none() {
        return Ok(false);
    }
    Ok(is_due(settings, app.db.clock.now(), kind, last.as_ref(), done.as_ref()))
}

async fn run(app: &App, kind: Kind) -> Result<()> {
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    store::unwish(&mut platform, kind).await?;
    platform.commit().await?;
    let (config, db, actor) = (&app.config, &app.db, Actor::system());
    let done = match kind {
        Kind::Backup => take::take(config, db, &actor).await,
        Kind::Drill => check::drill(config, db, &actor, None).await,
    };
    match done {
        Ok(run) => tracing::info!(kind = kind.as_str(), run = run.id, "{}", run.detail),
        // Another process is at it; its word is written down by itself.
        Err(cause) if matches!(cause.downcast_ref(), Some(Fault::Busy)) => {}
        Err(cause) => return Err(Error::Internal(cause)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::backup::store::Figures;
    use jiff::civil::date;

    fn run(kind: Kind, began_at: Millis, outcome: Outcome) -> Run {
        Run {
            id: "r".into(),
            kind,
            began_at,
            ended_at: None,
            outcome,
            place: "/sao-luu".into(),
            figures: Figures::default(),
            detail: "Đĩa đầy.".into(),
        }
    }

    fn settings() -> Backup {
        Backup { place: Some(PathBuf::from("/sao-luu").into()), ..Backup::default() }
    }

    #[test]
    fn a_backup_is_due_once_a_day_after_its_time() {
        let day = start_of(date(2016, 12, 30));
        let due =
            |now, last: Option<&Run>, done: Option<&Run>| is_due(&settings(), now, Kind::Backup, last, done);
        assert!(due(day, None, None));
        let yesterday = run(Kind::Backup, day - 22 * HOUR, Outcome::Done);
        assert!(!due(day + HOUR, Some(&yesterday), Some(&yesterday)));
        assert!(due(day + 2 * HOUR, Some(&yesterday), Some(&yesterday)));
        let failed = run(Kind::Backup, day + 2 * HOUR, Outcome::Failed);
        assert!(!due(day + 2 * HOUR + AGAIN / 2, Some(&failed), Some(&yesterday)));
        assert!(due(day + 2 * HOUR + AGAIN, Some(&failed), Some(&yesterday)));
    }

    #[test]
    fn a_drill_is_due_after_its_days() {
        let day = start_of(date(2016, 12, 30));
        let due = |done: &Run| is_due(&settings(), day, Kind::Drill, Some(done), Some(done));
        assert!(!due(&run(Kind::Drill, day - 28 * DAY, Outcome::Done)));
        assert!(due(&run(Kind::Drill, day - 30 * DAY, Outcome::Done)));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let now = start_of(date(2016, 12, 30)) + 8 * HOUR;
        let well = run(Kind::Backup, now - 6 * HOUR, Outcome::Done);
        let old = run(Kind::Backup, now - 2 * DAY, Outcome::Done);
        let failed = run(Kind::Backup, now, Outcome::Failed);
        let proved = run(Kind::Drill, now - 3 * DAY, Outcome::Done);
        let said = |backup, latest, drill, proved| wrong(&settings(), now, backup, latest, drill, proved);
        assert!(said(Some(&well), Some(&well), Some(&proved), Some(&proved)).is_empty());
        assert_eq!(said(Some(&old), Some(&failed), Some(&proved), Some(&proved)).len(), 2);
        assert_eq!(said(Some(&well), Some(&well), None, None).len(), 1);
        let broken = run(Kind::Drill, now, Outcome::Failed);
        let told = said(Some(&well), Some(&well), Some(&broken), Some(&proved));
        assert!(told.len() == 1 && told[0].said.contains("Đĩa đầy.") && told[0].about == Kind::Drill);
        assert_eq!(wrong(&Backup::default(), now, None, None, None, None).len(), 1);
        let flawed = Run { figures: Figures { flaws: 1, ..Figures::default() }, ..well.clone() };
        let told = said(Some(&flawed), Some(&flawed), Some(&proved), Some(&proved));
        assert!(told.len() == 1 && told[0].said.starts_with("Bản sao gần nhất chưa trọn vẹn"));
    }
}
