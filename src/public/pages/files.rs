//! Files of live items, fetched by tenant and attachment, never by digest alone.

use poem::http::{HeaderMap, Method};

use crate::app::App;
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, TenantId};
use crate::consultations::store as consultations;
use crate::files;
use crate::files::kind::{CAPTIONS, Family, right_name};
use crate::files::serve::{Served, serve};
use crate::items::Attachment;
use crate::media::Entry;
use crate::media::dress::{Beside, Dressed, Wardrobe};
use crate::media::store::{self, renditions};
use crate::public::views::{Html, Picture};
use crate::public::visit::{Reply, Visit};
use crate::tenants::directory::Tenant;
use crate::worker::image::Format;

/// `/tep/:file/:name`
///
/// # Errors
/// [`Error::NotFound`] when no live item of this tenant, or shown on its site, and no draft open for views carries the file.
pub async fn file(visit: Visit) -> Result<Reply> {
    let (owner, entry) = live(&visit).await?;
    let asked = &visit.asked;
    shown(&visit.app, &owner, &entry, &asked.method, &asked.headers).await.map(Reply::Raw)
}

/// `/anh/:file/:name`: a picture in one size and format, `640.webp`.
///
/// # Errors
/// [`Error::NotFound`] when no live item of this tenant carries it, or not in this size.
pub async fn picture(visit: Visit) -> Result<Reply> {
    let (owner, entry) = live(&visit).await?;
    let asked = &visit.asked;
    let size = asked.param("name");
    sized(&visit.app, &owner, &entry, size, &asked.method, &asked.headers).await.map(Reply::Raw)
}

/// The file that was asked for, with the tenant whose it is.
///
/// # Errors
/// [`Error::NotFound`] when readers of this site do not see it.
pub async fn live(visit: &Visit) -> Result<(TenantId, Entry)> {
    let id = FileId::from(visit.asked.param("file"));
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    if files::is_public(&mut scope, &id).await? || consultations::shows_file(&mut scope, &id).await? {
        let entry = store::any(&mut scope, &id).await?.ok_or(Error::NotFound)?;
        return Ok((visit.tenant.id().clone(), entry));
    }
    drop(scope);
    let source = super::issued::source_of_file(visit, &id).await?.ok_or(Error::NotFound)?;
    let entry = store::any(&mut visit.app.db.read(&source).await?, &id).await?.ok_or(Error::NotFound)?;
    Ok((source, entry))
}

/// A file as everybody may see it: a picture only in its largest size, without what the camera wrote into it.
///
/// # Errors
/// [`Error::NotFound`] for a picture that is not ready.
pub async fn shown(
    app: &App,
    tenant: &TenantId,
    entry: &Entry,
    method: &Method,
    headers: &HeaderMap,
) -> Result<poem::Response> {
    if entry.family != Family::Image {
        return original(app, entry, method, headers).await;
    }
    let mut scope = app.db.read(tenant).await?;
    let of_file = renditions(&mut scope, std::slice::from_ref(entry.id())).await?.remove(entry.id());
    drop(scope);
    let largest = of_file.unwrap_or_default().into_iter().rfind(|it| it.size.format != Format::Webp);
    let largest = largest.ok_or(Error::NotFound)?;
    let media_type = largest.size.format.media_type();
    let name = right_name(&entry.file.name, media_type);
    let file = Served { sha256: &largest.sha256, bytes: largest.bytes, name: &name, media_type };
    serve(&app.files, &file, method, headers).await
}

/// A file as it was brought.
///
/// # Errors
/// When the store does not have it.
pub async fn original(
    app: &App,
    entry: &Entry,
    method: &Method,
    headers: &HeaderMap,
) -> Result<poem::Response> {
    let file = &entry.file;
    let served =
        Served { sha256: &file.sha256, bytes: file.bytes, name: &file.name, media_type: &file.media_type };
    serve(&app.files, &served, method, headers).await
}

/// A picture in one size and format.
///
/// # Errors
/// [`Error::NotFound`] when there is none like it.
pub async fn sized(
    app: &App,
    tenant: &TenantId,
    entry: &Entry,
    size: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<poem::Response> {
    let mut scope = app.db.read(tenant).await?;
    let of_file = renditions(&mut scope, std::slice::from_ref(entry.id())).await?.remove(entry.id());
    drop(scope);
    let found = of_file.unwrap_or_default().into_iter().find(|it| it.size.file() == size);
    let found = found.ok_or(Error::NotFound)?;
    let media_type = found.size.format.media_type();
    let file = Served { sha256: &found.sha256, bytes: found.bytes, name: size, media_type };
    serve(&app.files, &file, method, headers).await
}

/// What dresses the texts of a tenant's page, for these files.
///
/// # Errors
/// When the database does not answer.
pub async fn wardrobe(app: &App, tenant: &Tenant, ids: &[FileId]) -> Result<Wardrobe> {
    if ids.is_empty() {
        return Ok(Wardrobe::default());
    }
    Wardrobe::of(&mut app.db.read(tenant.id()).await?, ids).await
}

/// A stored text as the tenant's pages show it. A wide table scrolls on a phone, so the keyboard must reach it (WCAG 2.1.1);
/// stored texts have attributes on no table.
pub fn dressed(wardrobe: &Wardrobe, tenant: &Tenant, html: &str) -> String {
    wardrobe.dress(html, &|path| tenant.url(path)).replace("<table>", "<table tabindex=\"0\">")
}

/// The first picture that an item attaches, unless its text shows it already or its film does: what stands above the text.
pub fn lead(wardrobe: &Wardrobe, tenant: &Tenant, attached: &[Attachment], html: &str) -> Option<Picture> {
    let first = first_picture(wardrobe, attached)?;
    let shown = html.contains(&format!("{}{first}/", crate::items::markup::FILES));
    if shown || films(attached) == 1 {
        return None;
    }
    wardrobe.picture(first.as_str(), &|path| tenant.url(path)).map(view)
}

fn first_picture<'a>(wardrobe: &Wardrobe, attached: &'a [Attachment]) -> Option<&'a FileId> {
    attached.iter().map(|file| &file.file_id).find(|id| wardrobe.family(id) == Some(Family::Image))
}

/// A picture as pages show it; where nobody said what it shows, its credit at least names it.
pub fn view(picture: Dressed) -> Picture {
    Picture {
        url: picture.src,
        srcset: picture.srcset,
        webp: picture.webp,
        sizes: picture.sizes.to_owned(),
        alt: if picture.alt.is_empty() { picture.credit.clone() } else { picture.alt },
        credit: picture.credit,
        width: picture.width,
        height: picture.height,
    }
}

/// Players for the sound and film that an item attaches; a film stands with the picture and the captions attached to it.
pub fn players(wardrobe: &Wardrobe, tenant: &Tenant, attached: &[Attachment]) -> Vec<Html> {
    let url = |path: &str| tenant.url(path);
    let alone = films(attached) == 1;
    let poster = || wardrobe.picture(first_picture(wardrobe, attached)?.as_str(), &url);
    let player = |file: &Attachment| {
        let captions = captions_of(file, attached, alone);
        let beside = Beside {
            poster: alone.then(poster).flatten(),
            captions: captions.and_then(|captions| wardrobe.address(&captions.file_id, &url)),
        };
        wardrobe.player_with(file.file_id.as_str(), &file.name, &beside, &url).map(Html::sanitised)
    };
    attached.iter().filter_map(player).collect()
}

fn is_film(file: &Attachment) -> bool {
    Family::of(&file.media_type) == Family::Video
}

fn films(attached: &[Attachment]) -> usize {
    attached.iter().filter(|file| is_film(file)).count()
}

/// The captions of a film: those of its own name, else the first ones where it is the only film.
fn captions_of<'a>(film: &Attachment, attached: &'a [Attachment], alone: bool) -> Option<&'a Attachment> {
    let stem = |file: &Attachment| file.name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
    let mut captions = attached.iter().filter(|file| is_film(film) && file.media_type == CAPTIONS);
    captions.clone().find(|file| stem(file) == stem(film)).or_else(|| captions.next().filter(|_| alone))
}
