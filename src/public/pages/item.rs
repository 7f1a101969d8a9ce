//! One item's page: a news item or a document.

use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::extract;
use crate::items::kinds::{Attachment, Content, Genre, News};
use crate::items::store::{self as items, LiveItem};
use crate::items::{corrections, markup};
use crate::public::site::{Around, day, moment, topic_title};
use crate::public::views::news::{Correction, NewsPage};
use crate::public::views::{FileView, Html, Layout, Link, Notice};
use crate::public::visit::{Reply, Visit};
use crate::tenants::Section;

use super::home::encode;

/// `/:section/:slug`
///
/// # Errors
/// [`Error::NotFound`] when there is none; what was withdrawn answers for itself, see [`super::gone`].
pub async fn item(visit: Visit) -> Result<Reply> {
    let section =
        visit.tenant.profile.section_by_slug(visit.asked.param("section")).cloned().ok_or(Error::NotFound)?;
    if section.key == crate::tenants::SectionKey::Questions {
        return super::questions::one(visit).await;
    }
    let slug = visit.asked.param("slug");
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let Some(live) = items::live(&mut scope, slug).await? else {
        let farewell = items::farewell(&mut scope, slug).await?;
        drop(scope);
        return super::gone::answer(&visit.app, &visit.tenant, farewell).await;
    };
    drop(scope);
    if live.section != section.key {
        return Ok(Reply::SeeOther(super::item_url(&visit.tenant, live.section, slug)));
    }
    page(&visit, &section, &live).await
}

/// An item's page, also as a preview of what is not live yet.
///
/// # Errors
/// When the database does not answer.
pub async fn page(visit: &Visit, section: &Section, live: &LiveItem) -> Result<Reply> {
    match &live.content {
        Content::News(news) => news_page(visit, section, live, news).await,
        Content::Document(document) => super::document::page(visit, section, live, document).await,
        Content::Record(record) => super::records::page(visit, section, live, record).await,
    }
}

pub(super) async fn layout(
    visit: &Visit,
    section: &Section,
    live: &LiveItem,
    title: &str,
    summary: &str,
) -> Result<Layout> {
    let tenant = &visit.tenant;
    let path = super::item_path(tenant, live.section, &live.slug);
    let site = visit.on.as_ref().unwrap_or(tenant);
    let origin = super::issued::origin(visit, live).await?;
    let canonical = origin.as_ref().map_or_else(|| tenant.url(&path), |origin| origin.url.clone());
    let around = Around::of(&visit.app, site, &path, Some(section.key)).await?.at(canonical);
    let here = site.profile.section(section.key).filter(|section| !section.hidden);
    let way = here.map(|section| Link::new(section.title.clone(), site.section_url(section, "")));
    let mut layout = around.layout(title, summary, way.into_iter().collect());
    layout.banners = banners(visit, live, origin);
    layout.languages = super::translations::of(visit, live).await?;
    let common = live.content.common();
    if let Some(metadata) = &mut layout.metadata {
        metadata.creator.clone_from(&common.author);
        metadata.date = clock::iso(live.live_from);
        metadata.source = Some(common.source.clone());
        metadata.subject = Some(section.title.clone());
        metadata.language = Some(layout.languages.own.to_owned());
    }
    layout.for_print = visit.asked.query("in") == "1";
    Ok(layout)
}

/// What is said above the text: that it is no longer current, and whose it is where it is not this site's.
fn banners(visit: &Visit, live: &LiveItem, origin: Option<Link>) -> Vec<Notice> {
    let archived = live.archived_on.map(|since| Notice {
        kind: "Nội dung lưu trữ, không còn cập nhật".into(),
        text: format!("Lưu trữ từ ngày {}; giữ lại để tra cứu.", clock::date_vi(since)),
        link: None,
    });
    let issued = visit.on.as_ref().map(|_| Notice {
        kind: format!("Nội dung do {} phát hành", visit.tenant.identity().body),
        text: "Đăng nguyên văn theo bản gốc.".into(),
        link: Some(Link::new("Xem bản gốc", super::item_url(&visit.tenant, live.section, &live.slug))),
    });
    let taken = origin.map(|origin| Notice {
        kind: format!("Nguồn: {}", origin.title),
        text: "Nội dung do nơi này đề xuất và cung cấp.".into(),
        link: Some(Link::new("Xem bản gốc", origin.url)),
    });
    archived.into_iter().chain(issued).chain(taken).collect()
}

/// The corrections of an item as its page shows them; a document's lead to its history.
pub(super) async fn corrections(visit: &Visit, live: &LiveItem) -> Result<Vec<Correction>> {
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let all = corrections::of_item(&mut scope, &live.item_id).await?;
    let history = matches!(live.content, Content::Document(_))
        .then(|| format!("{}/lich-su", super::item_url(&visit.tenant, live.section, &live.slug)));
    Ok(all
        .into_iter()
        .map(|one| Correction {
            at: day(clock::local(one.at).date()),
            text: one.note,
            before_url: history.clone(),
        })
        .collect())
}

pub(super) fn print_url(visit: &Visit, live: &LiveItem) -> Option<String> {
    Some(format!("{}?in=1", super::item_url(&visit.tenant, live.section, &live.slug)))
}

pub(super) fn mail_url(title: &str, layout: &Layout) -> Option<String> {
    Some(format!("mailto:?subject={}&body={}", encode(title), encode(&layout.canonical)))
}

async fn news_page(visit: &Visit, section: &Section, live: &LiveItem, news: &News) -> Result<Reply> {
    let tenant = &visit.tenant;
    let layout = layout(visit, section, live, &news.title, &news.summary).await?;
    let topic = news.topic.map(|topic| {
        let url = format!("{}?loai={}", tenant.section_url(section, ""), topic.as_str());
        Link::new(topic_title(tenant, topic.as_str()), url)
    });
    let wardrobe = super::files::wardrobe(&visit.app, tenant, &live.content.file_ids()).await?;
    let picture = super::files::lead(&wardrobe, visit.site(), &news.common.attachments, &news.body_html);
    Reply::page(&NewsPage {
        title: news.title.clone(),
        summary: news.summary.clone(),
        topic,
        pictures: (news.aspects.genre == Genre::PhotoStory).then(|| markup::pictures_of(&news.body_html)),
        themes: themes(visit, news),
        published: news.published_on.map_or_else(|| moment(live.first_live_at), day),
        changed: (live.live_from > live.first_live_at).then(|| moment(live.live_from)),
        author: news.common.author.clone(),
        source: news.common.source.clone(),
        unit: unit_name(visit, &news.common.unit_key),
        corrections: corrections(visit, live).await?,
        picture,
        body: Html::sanitised(super::files::dressed(&wardrobe, visit.site(), &news.body_html)),
        players: super::files::players(&wardrobe, visit.site(), &news.common.attachments),
        files: files(visit, &news.common.attachments).await?,
        introduces: super::introduced::documents(visit, &news.aspects.introduces).await?,
        related: related(visit, section, live).await?,
        mail_url: mail_url(&news.title, &layout),
        print_url: print_url(visit, live),
        layout,
    })
}

/// The themes of a news item that the site has.
fn themes(visit: &Visit, news: &News) -> Vec<Link> {
    let known = news.aspects.themes.iter().filter_map(|key| visit.tenant.profile.news_theme(key));
    known.map(|theme| Link::new(theme.title.clone(), super::themes::url(&visit.tenant, &theme.key))).collect()
}

pub(super) fn unit_name(visit: &Visit, key: &str) -> String {
    visit.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

/// The attached files as links of this site, with where their text is read.
///
/// # Errors
/// When the database does not answer.
pub async fn files(visit: &Visit, attachments: &[Attachment]) -> Result<Vec<FileView>> {
    let mut views = Vec::with_capacity(attachments.len());
    if attachments.is_empty() {
        return Ok(views);
    }
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    for attached in attachments {
        let read = extract::store::outlined(&mut scope, &attached.sha256).await?;
        let text_url = read
            .first_with_text
            .map(|page| visit.site().url(&format!("/chu-trong-tep/{}/{page}", attached.file_id)));
        views.push(FileView {
            pages: read.pages,
            text_url,
            recognised: read.recognised,
            ..file(visit, attached)
        });
    }
    Ok(views)
}

fn file(visit: &Visit, file: &Attachment) -> FileView {
    FileView {
        title: file.name.clone(),
        url: visit.site().url(&format!("/tep/{}/{}", file.file_id, encode(&file.name))),
        format: file.name.rsplit('.').next().unwrap_or_default().to_uppercase(),
        size: size(file.bytes),
        // What readers fetch of a picture is not the very file that was brought.
        fingerprint: (!file.media_type.starts_with("image/")).then(|| file.sha256.chars().take(16).collect()),
        ..FileView::default()
    }
}

/// A file's size in words.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} byte"),
        1_024..1_048_576 => format!("{} KB", bytes / 1024),
        1_048_576..1_073_741_824 => {
            format!("{},{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576)
        }
        _ => format!("{},{} GB", bytes / 1_073_741_824, bytes % 1_073_741_824 * 10 / 1_073_741_824),
    }
}

async fn related(visit: &Visit, section: &Section, live: &LiveItem) -> Result<Vec<Link>> {
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let latest = items::live_titles(&mut scope, Some(section.key), 5).await?;
    let others = latest.iter().filter(|item| item.slug != live.slug).take(4);
    Ok(others
        .map(|item| Link::new(item.title.clone(), super::item_url(&visit.tenant, item.section, &item.slug)))
        .collect())
}
