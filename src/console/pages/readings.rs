//! What was read in files: the text of a page, the files without text, and reading one again.

use poem::Response;
use reader::{Signature, Status};

use crate::base::clock::time_vi;
use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::readings::{FileTextPage, TextlessPage, TextlessRow};
use crate::extract::{self, Kept, store};
use crate::items::rights::Sight;
use crate::media::{Entry, store as media};
use crate::people::{Action, State};
use crate::public::pages::file_text::{in_file, marker, nothing, parts, place};
use crate::public::views::document::Found;
use crate::public::views::{Badge, Link, Pager, Tone};

use super::frame::{layout, post, when};

/// Rows of the list.
const PAGE: i64 = 50;
/// How far the list goes.
const MOST: i64 = 10_000;
/// The longest words to mark, in characters.
const MARKED: usize = 200;

/// `GET /:tenant/chu-trong-tep/:file/:page?tim=`
///
/// # Errors
/// [`Error::NotFound`] for a file that the person may not see, one not read, and a page that it does not have.
pub async fn text(desk: Desk) -> Result<Response> {
    let number = desk.asked.param("page").parse().map_err(|_| Error::NotFound)?;
    let entry = seen(&desk).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let kept = store::find(&mut scope, &entry.file.sha256).await?.ok_or(Error::NotFound)?;
    let shown = store::page(&mut scope, &entry.file.sha256, number).await?.ok_or(Error::NotFound)?;
    let (pages, _) = store::counted(&mut scope, &entry.file.sha256).await?;
    drop(scope);
    let words: String = desk.asked.query("tim").trim().chars().take(MARKED).collect();
    let marker = marker(&words, &shown, desk.app.search.language());
    let (parts, places) = parts(&shown, marker.as_ref());
    let path = |page: usize| desk.url(&format!("/chu-trong-tep/{}/{page}", entry.id()));
    let at = in_file(&entry, &kept, &shown);
    let place = place(&shown, pages);
    let current = usize::try_from(number).unwrap_or(usize::MAX);
    desk::page(&FileTextPage {
        layout: layout(&desk, &format!("{}: {place}", entry.file.name)).await?,
        name: entry.file.name.clone(),
        place,
        recognised: at.recognised,
        file: Link::new("Mở tệp gốc", at.path()),
        about: Link::new("Về tệp này", desk.url(&format!("/thu-vien/{}", entry.id()))),
        found: marker.map(|_| Found { words, places, plain_url: path(current) }),
        nothing: nothing(&shown, parts.is_empty()),
        parts,
        pager: Pager::over(pages, current, path),
    })
}

/// The file of the address, for those who may see it.
async fn seen(desk: &Desk) -> Result<Entry> {
    let id = FileId::from(desk.asked.param("file"));
    media::find(&mut desk.app.db.read(desk.tenant.id()).await?, &Sight::of(&desk.staff), &id).await
}

/// `GET /:tenant/tep-chua-co-chu?trang=`
///
/// # Errors
/// When the database does not answer.
pub async fn textless(desk: Desk) -> Result<Response> {
    let page: i64 = desk.asked.query("trang").parse().unwrap_or(1).clamp(1, 10_000);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let total = store::count_textless(&mut scope, MOST).await?;
    let rows = store::textless(&mut scope, (page - 1) * PAGE, PAGE).await?;
    drop(scope);
    let pages = usize::try_from(total).unwrap_or(0).div_ceil(PAGE.unsigned_abs() as usize);
    let url = |n: usize| desk.url(&format!("/tep-chua-co-chu?trang={n}"));
    desk::page(&TextlessPage {
        layout: layout(&desk, "Tệp chưa có chữ").await?,
        recognises: desk.app.library.workers.recognises().await,
        rows: rows.iter().map(|row| textless_row(&desk, row)).collect(),
        pager: Pager::over(pages, usize::try_from(page).unwrap_or(1), url),
    })
}

fn textless_row(desk: &Desk, row: &store::Textless) -> TextlessRow {
    let file = desk.url(&format!("/thu-vien/{}", row.file));
    let again = row.kept.is_done() && desk.may(Action::MediaEdit, State::Any);
    TextlessRow {
        link: Link::new(row.name.clone(), file.clone()),
        state: state(&row.kept),
        note: row.kept.note.clone(),
        public: row.public,
        changed: when(row.kept.updated_at, desk.app.db.clock.now()),
        again: again.then(|| post(desk, &format!("{file}/doc-lai"))),
    }
}

/// How far a file could be read, as a badge.
pub fn state(kept: &Kept) -> Badge {
    let tone = match (kept.is_done(), kept.status) {
        (true, Some(Status::Text)) => Tone::Good,
        (true, Some(Status::Locked | Status::Damaged | Status::TooLarge)) => Tone::Bad,
        (true, _) => Tone::Warn,
        (false, _) => Tone::Plain,
    };
    Badge::new(crate::base::text::capitalised(extract::told(kept)), tone)
}

/// When a digital signature was made, as people here write it; none where it does not say.
pub fn signed_at(signature: &Signature) -> Option<String> {
    let at: jiff::Timestamp = signature.at.parse().ok()?;
    Some(format!("ký lúc {}", time_vi(at.as_millisecond())))
}

/// `POST /:tenant/thu-vien/:file/doc-lai`
///
/// # Errors
/// [`Error::NotFound`] for a file that the person may not see.
pub async fn again(desk: Desk) -> Result<Response> {
    let entry = seen(&desk).await?;
    extract::read_again(&desk.app.db, desk.tenant.id(), &desk.actor(), &desk.staff, &entry).await?;
    Ok(see_other(&desk.url(&format!("/thu-vien/{}", entry.id()))))
}
