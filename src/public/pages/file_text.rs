//! The text of a file, page by page: what a search found in it, to be read where the file itself cannot be opened.

use reader::{Format, Role, Source};

use crate::base::error::{Error, Result};
use crate::base::text::normalise;
use crate::extract::{self, Kept, KeptPage};
use crate::items::store as items;
use crate::media::Entry;
use crate::public::site::Around;
use crate::public::views::document::Found;
use crate::public::views::file_text::{FileTextPage, Part};
use crate::public::views::{Html, Link, Pager};
use crate::public::visit::{Reply, Visit};
use crate::search::InFile;
use crate::search::language::Language;
use crate::search::marking::Marker;
use crate::tenants::directory::Tenant;

/// The longest words to mark, in characters.
const MARKED: usize = 200;

/// `/chu-trong-tep/:file/:page?tim=`
///
/// # Errors
/// [`Error::NotFound`] for a file that readers do not see, one that was not read, and a page that it does not have.
pub async fn page(visit: Visit) -> Result<Reply> {
    let (owner, entry) = super::files::live(&visit).await?;
    let number = visit.asked.param("page").parse().map_err(|_| Error::NotFound)?;
    let mut scope = visit.app.db.read(&owner).await?;
    let kept = extract::store::find(&mut scope, &entry.file.sha256).await?.ok_or(Error::NotFound)?;
    let shown = extract::store::page(&mut scope, &entry.file.sha256, number).await?.ok_or(Error::NotFound)?;
    let (pages, _) = extract::store::counted(&mut scope, &entry.file.sha256).await?;
    let carriers = carriers(&visit, &mut scope, &entry).await?;
    drop(scope);
    let tenant = &visit.tenant;
    let words: String = visit.asked.query("tim").trim().chars().take(MARKED).collect();
    let marker = marker(&words, &shown, visit.app.search.language());
    let (parts, places) = parts(&shown, marker.as_ref());
    let place = place(&shown, pages);
    let path = |page: usize| tenant.url(&format!("/chu-trong-tep/{}/{page}", entry.id()));
    let around =
        Around::of(&visit.app, tenant, &format!("/chu-trong-tep/{}/{number}", entry.id()), None).await?;
    let layout = around.unlisted(&format!("{}: {place}", entry.file.name), carriers.clone());
    let in_file = in_file(&entry, &kept, &shown);
    Reply::page(&FileTextPage {
        found: marker.map(|_| Found { words, places, plain_url: layout.canonical.clone() }),
        layout,
        name: entry.file.name.clone(),
        place,
        recognised: in_file.recognised,
        file_url: tenant.url(&in_file.path()),
        opens_at_page: in_file.opens_at_page,
        carriers,
        nothing: nothing(&shown, parts.is_empty()),
        parts,
        pager: Pager::over(pages, usize::try_from(number).unwrap_or(usize::MAX), path),
    })
}

/// What carries the file, as readers see it.
async fn carriers(visit: &Visit, scope: &mut crate::base::scope::Scope, entry: &Entry) -> Result<Vec<Link>> {
    let owner: Option<std::sync::Arc<Tenant>> = visit.app.directory.get(scope.tenant());
    let mut links = Vec::new();
    for (item, _) in extract::store::carriers(scope, &entry.file.sha256).await? {
        let (Some(live), Some(owner)) = (items::live_by_id(scope, &item).await?, owner.as_ref()) else {
            continue;
        };
        if live.content.file_ids().contains(entry.id()) {
            links.push(Link::new(live.content.title(), super::item_url(owner, live.section, &live.slug)));
        }
    }
    Ok(links)
}

/// Where a kept page stands in its file.
pub fn in_file(entry: &Entry, kept: &Kept, shown: &KeptPage) -> InFile {
    InFile {
        file: entry.id().as_str().to_owned(),
        name: entry.file.name.clone(),
        page: shown.page.number,
        opens_at_page: kept.head.format == Some(Format::Pdf),
        recognised: shown.page.source == Source::Recognised,
    }
}

/// A marker of what a reader searched for, on this page; none where nothing was.
pub fn marker(words: &str, shown: &KeptPage, language: &Language) -> Option<Marker> {
    (!words.is_empty()).then(|| Marker::new(words, &shown.page.text(), language))
}

/// Which page of how many, or the name of a sheet.
pub fn place(shown: &KeptPage, pages: usize) -> String {
    let page = &shown.page;
    if page.name.is_empty() { format!("Trang {} trong {pages}", page.number) } else { normalise(&page.name) }
}

/// What is said of a page on which there is nothing to read.
pub fn nothing(shown: &KeptPage, empty: bool) -> Option<String> {
    let why = match (shown.page.source, shown.failed) {
        _ if !empty => return None,
        (Source::Picture, false) => "Trang này là ảnh chụp, chưa có lớp chữ. Xin mở tệp gốc để xem.",
        (Source::Picture, true) => {
            "Trang này là ảnh chụp, máy không nhận dạng được chữ. Xin mở tệp gốc để xem."
        }
        _ => "Trang này không có chữ.",
    };
    Some(why.to_owned())
}

/// The parts of a page with what was searched for marked, and in how many places that is. Rows that follow each other
/// make a table.
pub fn parts(shown: &KeptPage, marker: Option<&Marker>) -> (Vec<Part>, usize) {
    let (mut parts, mut places) = (Vec::new(), 0);
    let mut marked = |text: &str| {
        let text = normalise(text);
        let (html, found) =
            marker.map_or_else(|| (super::about::escape(&text), 0), |marker| marker.mark_plain(&text));
        places += found;
        Html::sanitised(html)
    };
    for paragraph in &shown.page.paragraphs {
        match paragraph.role {
            Role::Margin => {}
            Role::Row => {
                let cells = paragraph.text.split('\t').map(&mut marked).collect();
                match parts.last_mut() {
                    Some(Part::Table(rows)) => rows.push(cells),
                    _ => parts.push(Part::Table(vec![cells])),
                }
            }
            Role::Heading => parts.push(Part::Heading(marked(&paragraph.text))),
            Role::Body | Role::Note => parts.push(Part::Text(marked(&paragraph.text))),
        }
    }
    (parts, places)
}

#[cfg(test)]
mod tests {
    use reader::{Page, Paragraph};

    use super::*;

    fn shown(paragraphs: Vec<Paragraph>) -> KeptPage {
        let page = Page { number: 2, name: String::new(), size: None, source: Source::Layer, paragraphs };
        KeptPage { page, failed: false }
    }

    #[test]
    fn rows_make_a_table_margins_are_left_out_and_everything_is_escaped() {
        let paragraph = |role, text: &str| Paragraph { role, text: text.into(), ..Paragraph::default() };
        let read = shown(vec![
            paragraph(Role::Margin, "2"),
            paragraph(Role::Body, "a < b"),
            paragraph(Role::Row, "Tin\t50.000"),
            paragraph(Role::Row, "Bài\t<b>150.000</b>"),
        ]);
        let (parts, places) = parts(&read, None);
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0].text().unwrap().to_string(), "a &lt; b");
        let rows = parts[1].table().unwrap();
        assert_eq!((rows.len(), rows[1][1].to_string()), (2, "&lt;b&gt;150.000&lt;/b&gt;".to_owned()));
        assert_eq!(places, 0);
        assert_eq!(place(&read, 5), "Trang 2 trong 5");
    }

    #[test]
    fn a_page_without_text_says_why() {
        let picture =
            |failed| KeptPage { page: Page { source: Source::Picture, ..shown(Vec::new()).page }, failed };
        assert!(nothing(&picture(false), true).unwrap().contains("chưa có lớp chữ"));
        assert!(nothing(&picture(true), true).unwrap().contains("không nhận dạng được"));
        assert_eq!(nothing(&picture(false), false), None);
    }
}
