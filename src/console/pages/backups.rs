//! Backups: how they stand and the latest runs, for everybody who answers for the site; asking for one at the top.

use poem::Response;
use poem::http::StatusCode;

use crate::backup::store::{self, Kind, Outcome, Run};
use crate::backup::watch::Standing;
use crate::base::clock::{Millis, date_vi, local, time_vi};
use crate::base::error::{Error, Result};
use crate::base::text::thousands;
use crate::config::Backup;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::backups::{BackupPlan, BackupRow, BackupsPage};
use crate::console::views::oversight::Copies;
use crate::people::{Action, State};
use crate::public::pages::item::size;
use crate::public::views::{Badge, Refusals, Tone};

use super::frame::{layout, post, shown, when};
use super::mail::is_top;

/// So many runs are shown.
const SHOWN: i64 = 60;

/// How backups stand, with the latest runs.
///
/// # Errors
/// When the database does not answer.
pub async fn read(desk: &Desk) -> Result<(Standing, Vec<Run>)> {
    let mut platform = desk.app.db.platform().await?;
    let standing = Standing::read(&mut platform, &desk.app.config.backup).await?;
    Ok((standing, store::latest(&mut platform, SHOWN).await?))
}

/// How the copies of the data stand and how the last drill went, at a glance; what is wrong in detail only for who may look
/// here.
///
/// # Errors
/// When the database does not answer.
pub async fn glance(desk: &Desk) -> Result<Copies> {
    let mut platform = desk.app.db.platform().await?;
    let standing = Standing::read(&mut platform, &desk.app.config.backup).await?;
    drop(platform);
    let may = desk.may(Action::BackupRead, State::Any);
    Ok(Copies {
        copied: copied(&standing),
        drilled: drilled(&standing),
        url: may.then(|| desk.url("/sao-luu")),
        wrong: if may { standing.sentences() } else { Vec::new() },
    })
}

fn copied(standing: &Standing) -> Badge {
    match &standing.backup {
        None => Badge::new("chưa có bản nào", Tone::Bad),
        Some(run) if standing.is_wrong(Kind::Backup) => {
            Badge::new(format!("không đạt yêu cầu, bản gần nhất {}", time_vi(run.began_at)), Tone::Bad)
        }
        Some(run) => Badge::new(format!("bản gần nhất {}", time_vi(run.began_at)), Tone::Good),
    }
}

fn drilled(standing: &Standing) -> Badge {
    let Some(run) = &standing.drill else { return Badge::new("chưa lần nào", Tone::Bad) };
    let wrong = standing.is_wrong(Kind::Drill);
    let result = match run.outcome {
        Outcome::Running => "đang chạy",
        Outcome::Done if wrong => "thành công, đã quá lịch",
        Outcome::Done => "thành công",
        Outcome::Failed => "không thành công",
    };
    let tone = if wrong { Tone::Bad } else { Tone::Good };
    Badge::new(format!("{}: {result}", date_vi(local(run.began_at).date())), tone)
}

/// `GET /:tenant/sao-luu`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let (standing, runs) = read(desk).await?;
    let now = desk.app.db.clock.now();
    let top = is_top(desk);
    let plan = if top { Some(plan(desk).await?) } else { None };
    let page = BackupsPage {
        layout: layout(desk, "Sao lưu").await?,
        copied: standing.backup.as_ref().map(|run| when(run.began_at, now)),
        proved: standing.proved.as_ref().map(|run| when(run.began_at, now)),
        wrong: standing.sentences(),
        plan,
        rows: runs.iter().map(|run| row(run, now)).collect(),
        refusals,
    };
    desk::html(status, &page)
}

async fn plan(desk: &Desk) -> Result<BackupPlan> {
    let settings = &desk.app.config.backup;
    let mut platform = desk.app.db.platform().await?;
    let mut waiting = false;
    for kind in [Kind::Backup, Kind::Drill] {
        waiting |= store::is_wished(&mut platform, kind).await?;
    }
    let may = desk.may(Action::BackupRun, State::Any) && settings.place.is_some();
    Ok(BackupPlan {
        place: settings.place.as_ref().map(ToString::to_string).unwrap_or_default(),
        schedule: schedule(settings),
        drills: format!("{} ngày một lần", settings.drill_days),
        post: may.then(|| post(desk, &desk.url("/sao-luu"))),
        waiting,
    })
}

fn schedule(settings: &Backup) -> String {
    format!(
        "{} hằng ngày; giữ bản cuối của {} ngày, {} tuần, {} tháng",
        settings.at.strftime("%H:%M"),
        settings.daily,
        settings.weekly,
        settings.monthly
    )
}

fn row(run: &Run, now: Millis) -> BackupRow {
    let state = match run.outcome {
        Outcome::Running => Badge::new("Đang chạy", Tone::Plain),
        Outcome::Done if run.figures.flaws > 0 => Badge::new("Chưa trọn vẹn", Tone::Warn),
        Outcome::Done => Badge::new("Thành công", Tone::Good),
        Outcome::Failed => Badge::new("Không thành công", Tone::Bad),
    };
    let counted = |files: i64, bytes: i64| {
        let number = thousands(usize::try_from(files).unwrap_or(0));
        format!("{number} tệp, {}", size(u64::try_from(bytes).unwrap_or(0)))
    };
    let figures = run.figures;
    BackupRow {
        kind: run.kind.vietnamese().to_owned(),
        began: when(run.began_at, now),
        took: run.ended_at.map(|ended| took(ended - run.began_at)).unwrap_or_default(),
        state,
        whole: if figures.files > 0 { counted(figures.files, figures.bytes) } else { String::new() },
        added: if run.kind == Kind::Backup && figures.files > 0 {
            format!("Thêm {}", counted(figures.new_files, figures.new_bytes))
        } else {
            String::new()
        },
        detail: run.detail.clone(),
    }
}

fn took(millis: Millis) -> String {
    let seconds = millis / 1000;
    match seconds {
        ..1 => "chưa đến 1 giây".to_owned(),
        1..60 => format!("{seconds} giây"),
        _ => format!("{} phút {} giây", seconds / 60, seconds % 60),
    }
}

/// Notes that a run is wanted now.
///
/// # Errors
/// [`Error::Refused`] below the top, or where nothing is set up.
pub async fn ask(desk: &Desk, kind: Kind) -> Result<()> {
    if !is_top(desk) {
        let text = "Trang này được sao lưu cùng trang cấp trên; hãy yêu cầu ở trang cấp trên.";
        return Err(Error::refused("viec", text, ""));
    }
    if desk.app.config.backup.place.is_none() {
        let text = "Chưa thiết lập nơi lưu bản sao; người vận hành cần ghi trong tệp cấu hình trước.";
        return Err(Error::refused("viec", text, ""));
    }
    let mut platform = desk.app.db.platform_write(&desk.actor()).await?;
    let now = desk.app.db.clock.now();
    store::wish(&mut platform, kind, now).await?;
    let detail = serde_json::json!({ "kind": kind.as_str() });
    platform.audit(desk.tenant.id(), Action::BackupRun.as_str(), "backup", kind.as_str(), detail);
    platform.commit().await
}

/// `POST /:tenant/sao-luu`
///
/// # Errors
/// When the database refuses.
pub async fn run(desk: Desk) -> Result<Response> {
    let asked = match Kind::parse(desk.asked.form.get("viec")) {
        Some(kind) => ask(&desk, kind).await,
        None => Err(Error::refused("viec", "Hãy chọn sao lưu hoặc diễn tập khôi phục.", "")),
    };
    match asked {
        Ok(()) => Ok(see_other(&desk.url("/sao-luu"))),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, str::to_owned)).await
        }
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_words() {
        assert_eq!(took(400), "chưa đến 1 giây");
        assert_eq!(took(59_900), "59 giây");
        assert_eq!(took(252_000), "4 phút 12 giây");
    }
}
