//! The reading of files as the server does it: what waits is read, then recognised page by page, each turn short, so
//! that a node that dies in it loses a page and nothing else.

use std::time::{Duration, Instant};

use reader::{Page, Reading, Source, Status};

use super::store::{self, Waiting};
use super::{Work, settled};
use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{HOUR, Millis, SECOND};
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::scope::WriteScope;
use crate::duties::Duty;
use crate::worker::Failure;

/// Reads what came in. Beside the list of duties: a large file must not hold up the mail.
pub const READING: Duty = Duty {
    name: "files.read",
    every: Duration::from_secs(1),
    work: |app| Box::pin(async move { turn(&app).await }),
};

/// Recognises pages, one at a time and so on one core at most. Beside the list of duties.
pub const RECOGNISING: Duty = Duty {
    name: "files.recognise",
    every: Duration::from_secs(1),
    work: |app| Box::pin(async move { recognising_turn(&app).await }),
};

/// Has what an older reader read, and what no recogniser could read, be tried anew.
pub const RENEWING: Duty = Duty {
    name: "files.renew",
    every: Duration::from_secs(3600),
    work: |app| Box::pin(async move { renew(&app).await }),
};

/// How many files one turn looks for at a time.
const FILES: i64 = 8;
/// After this a turn takes nothing new up: far less than the lease on a duty.
const TURN: Duration = Duration::from_secs(60);
/// How often a worker may come to no end with a file before that is the file's fault.
const TRIES: i64 = 2;
/// How long a file waits after that.
const PUT_OFF: Millis = 20 * SECOND;
/// How long it waits when no worker could be started at all.
const PUT_OFF_LONG: Millis = HOUR / 4;
/// After so many pages recognised the search learns of them, the last ones aside.
const PAGES_TOLD: u32 = 8;

/// Reads what waits, until nothing does or the turn is over.
///
/// # Errors
/// When the database does not answer; what is wrong with a file stands in its reading.
pub async fn turn(app: &App) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < TURN {
        let now = app.db.clock.now();
        let waiting = store::waiting(&mut app.db.platform().await?, Work::Waiting, now, FILES).await?;
        if waiting.is_empty() {
            break;
        }
        for file in waiting {
            read_one(app, &file).await?;
        }
    }
    Ok(())
}

/// Reads a file that just came in without waiting for a turn.
///
/// # Errors
/// As [`turn`].
pub async fn read_now(app: &App, tenant: &TenantId, sha256: &str, name: &str) -> Result<()> {
    let kept = store::find(&mut app.db.read(tenant).await?, sha256).await?;
    if kept.is_none_or(|kept| kept.work != Work::Waiting) {
        return Ok(());
    }
    let file = Waiting { tenant: tenant.clone(), sha256: sha256.to_owned(), name: name.to_owned(), tries: 0 };
    read_one(app, &file).await
}

async fn read_one(app: &App, file: &Waiting) -> Result<()> {
    let elsewhere = store::known_elsewhere(&mut app.db.platform().await?, file).await?;
    let known = match elsewhere {
        Some(tenant) => {
            let mut scope = app.db.read(&tenant).await?;
            store::whole(&mut scope, &file.sha256).await?
        }
        None => None,
    };
    if let Some(reading) = known {
        return keep(app, file, &reading, Work::Done).await;
    }
    let copy = match app.files.copied(&file.sha256, &ending(&file.name)).await {
        Ok(copy) => copy,
        Err(cause) => {
            tracing::error!(sha256 = file.sha256, %cause, "a file to be read is not in the store");
            return give_up(app, file, "Không còn tệp trong kho lưu trữ nên không đọc được chữ.").await;
        }
    };
    match super::read(&app.library.workers, copy.path()).await {
        Ok(reading) => {
            let pictures = reading.pages.iter().any(|page| page.source == Source::Picture);
            let more = pictures && app.library.workers.recognises().await;
            keep(app, file, &reading, if more { Work::Recognising } else { Work::Done }).await
        }
        Err(failure) if failure.is_final() && file.tries + 1 >= TRIES => {
            give_up(app, file, &failure.told(&file.name)).await
        }
        Err(failure) => put_off(app, file, &failure).await,
    }
}

/// The ending of a name, for the reader to compare with what the file is; none that could be anything but an ending.
fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let plain = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain { format!(".{}", ending.to_ascii_lowercase()) } else { String::new() }
}

async fn keep(app: &App, file: &Waiting, reading: &Reading, work: Work) -> Result<()> {
    let mut scope = app.db.write(&file.tenant, &Actor::system()).await?;
    store::keep(&mut scope, &file.sha256, reading, work).await?;
    tell(&mut scope, &file.sha256).await?;
    scope.commit().await
}

async fn give_up(app: &App, file: &Waiting, why: &str) -> Result<()> {
    keep(app, file, &Reading::without_text(None, Status::Damaged, why), Work::Done).await
}

async fn put_off(app: &App, file: &Waiting, failure: &Failure) -> Result<()> {
    if let Failure::Unavailable(cause) = failure {
        tracing::error!(%cause, "the file worker cannot be started");
    }
    let wait = if matches!(failure, Failure::Unavailable(_)) { PUT_OFF_LONG } else { PUT_OFF };
    let mut scope = app.db.write(&file.tenant, &Actor::system()).await?;
    let until = app.db.clock.now() + wait;
    store::put_off(&mut scope, &file.sha256, until).await?;
    scope.commit().await
}

/// Tells the search, and who looks at the pages, that there is more to read in what carries the file.
async fn tell(scope: &mut WriteScope, sha256: &str) -> Result<()> {
    for (item, reach) in store::carriers(scope, sha256).await? {
        scope.changed("item", item.as_str(), reach);
    }
    Ok(())
}

/// Recognises pages until none waits or the turn is over.
///
/// # Errors
/// When the database or the store does not answer.
pub async fn recognising_turn(app: &App) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < TURN {
        let now = app.db.clock.now();
        let waiting = store::waiting(&mut app.db.platform().await?, Work::Recognising, now, 1).await?;
        let Some(file) = waiting.into_iter().next() else { break };
        recognise_file(app, &file, begun).await?;
    }
    Ok(())
}

/// The pages of one file, each committed by itself; what is left when the turn is over waits for the next.
async fn next_picture(app: &App, file: &Waiting) -> Result<Option<u32>> {
    store::next_picture(&mut app.db.read(&file.tenant).await?, &file.sha256).await
}

async fn recognise_file(app: &App, file: &Waiting, begun: Instant) -> Result<()> {
    let copy = match app.files.copied(&file.sha256, &ending(&file.name)).await {
        Ok(copy) => copy,
        Err(Error::NotFound) => return end(app, file).await,
        Err(cause) => {
            tracing::error!(sha256 = file.sha256, %cause, "a file to be recognised is not in the store");
            return put_off(app, file, &Failure::Busy).await;
        }
    };
    while let Some(page) = next_picture(app, file).await? {
        match super::recognise(&app.library.workers, copy.path(), page).await {
            Ok(read) => keep_page(app, file, &read).await?,
            Err(failure) if failure.is_final() => {
                let mut scope = app.db.write(&file.tenant, &Actor::system()).await?;
                store::page_failed(&mut scope, &file.sha256, page).await?;
                scope.commit().await?;
            }
            Err(failure) => return put_off(app, file, &failure).await,
        }
        if begun.elapsed() >= TURN {
            return Ok(());
        }
    }
    end(app, file).await
}

async fn keep_page(app: &App, file: &Waiting, page: &Page) -> Result<()> {
    let mut scope = app.db.write(&file.tenant, &Actor::system()).await?;
    store::keep_page(&mut scope, &file.sha256, page).await?;
    // The first page has what forms are filled from.
    if page.number == 1 || page.number.is_multiple_of(PAGES_TOLD) {
        tell(&mut scope, &file.sha256).await?;
    }
    scope.commit().await
}

async fn end(app: &App, file: &Waiting) -> Result<()> {
    let mut scope = app.db.write(&file.tenant, &Actor::system()).await?;
    let sources = store::sources(&mut scope, &file.sha256).await?;
    let status = settled(Status::NeedsRecognition, sources.iter().copied());
    let left = sources.iter().filter(|source| **source == Source::Picture).count();
    let note = if left == 0 {
        String::new()
    } else {
        format!("Còn {left} trang chưa nhận dạng được chữ.")
    };
    store::end(&mut scope, &file.sha256, status, &note).await?;
    tell(&mut scope, &file.sha256).await?;
    scope.commit().await
}

async fn renew(app: &App) -> Result<()> {
    let recognises = app.library.workers.recognises().await;
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    store::outdate(&mut platform).await?;
    if recognises {
        store::recognise_waiting(&mut platform).await?;
    }
    platform.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_letters_and_digits() {
        assert_eq!(ending("Quyết định 10.PDF"), ".pdf");
        assert_eq!(ending("a.b/../c"), "");
        assert_eq!(ending("không đuôi"), "");
    }
}
