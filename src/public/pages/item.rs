//! One item's page: a news item or a document.

use crate::base::clock;
use crate::base::error::{Error, Result};
use crate::items::kinds::document::{Article, Document};
use crate::items::kinds::{Attachment, Content, News};
use crate::items::store::{self as items, LiveItem};
use crate::public::site::{Around, day, moment, topic_title};
use crate::public::views::document::{Article as ArticleView, DocumentPage, Fact};
use crate::public::views::news::NewsPage;
use crate::public::views::{FileView, Html, Layout, Link};
use crate::public::visit::{Reply, Visit};
use crate::tenants::Section;

use super::cards;
use super::home::encode;

/// `/:section/:slug`
///
/// # Errors
/// [`Error::NotFound`] when there is none, [`Error::Gone`] when it was withdrawn.
pub async fn item(visit: Visit) -> Result<Reply> {
    let section =
        visit.tenant.profile.section_by_slug(visit.asked.param("section")).cloned().ok_or(Error::NotFound)?;
    if section.key == crate::tenants::SectionKey::Questions {
        return super::questions::one(visit).await;
    }
    let slug = visit.asked.param("slug");
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let Some(live) = items::live(&mut scope, slug).await? else {
        let once = items::was_live(&mut scope, slug).await?;
        return Err(if once { Error::Gone } else { Error::NotFound });
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
        Content::Document(document) => document_page(visit, section, live, document).await,
    }
}

async fn layout(
    visit: &Visit,
    section: &Section,
    live: &LiveItem,
    title: &str,
    summary: &str,
) -> Result<Layout> {
    let tenant = &visit.tenant;
    let path = super::item_path(tenant, live.section, &live.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(section.key)).await?;
    let way = vec![Link::new(section.title.clone(), tenant.section_url(section, ""))];
    let mut layout = around.layout(title, summary, way);
    let common = live.content.common();
    if let Some(metadata) = &mut layout.metadata {
        metadata.creator.clone_from(&common.author);
        metadata.date = clock::iso(live.live_from);
        metadata.source = Some(common.source.clone());
        metadata.subject = Some(section.title.clone());
    }
    layout.for_print = visit.asked.query("in") == "1";
    Ok(layout)
}

fn print_url(visit: &Visit, live: &LiveItem) -> Option<String> {
    Some(format!("{}?in=1", super::item_url(&visit.tenant, live.section, &live.slug)))
}

fn mail_url(title: &str, layout: &Layout) -> Option<String> {
    Some(format!("mailto:?subject={}&body={}", encode(title), encode(&layout.canonical)))
}

async fn news_page(visit: &Visit, section: &Section, live: &LiveItem, news: &News) -> Result<Reply> {
    let tenant = &visit.tenant;
    let layout = layout(visit, section, live, &news.title, &news.summary).await?;
    let topic = news.topic.map(|topic| {
        let url = format!("{}?loai={}", tenant.section_url(section, ""), topic.as_str());
        Link::new(topic_title(tenant, topic.as_str()), url)
    });
    Reply::page(&NewsPage {
        title: news.title.clone(),
        summary: news.summary.clone(),
        topic,
        published: news.published_on.map_or_else(|| moment(live.first_live_at), day),
        changed: (live.live_from > live.first_live_at).then(|| moment(live.live_from)),
        author: news.common.author.clone(),
        source: news.common.source.clone(),
        unit: unit_name(visit, &news.common.unit_key),
        corrections: Vec::new(),
        picture: None,
        body: Html::sanitised(news.body_html.clone()),
        files: files(visit, &news.common.attachments),
        cited: Vec::new(),
        related: related(visit, section, live).await?,
        mail_url: mail_url(&news.title, &layout),
        print_url: print_url(visit, live),
        layout,
    })
}

async fn document_page(
    visit: &Visit,
    section: &Section,
    live: &LiveItem,
    document: &Document,
) -> Result<Reply> {
    let layout = layout(visit, section, live, &document.title(), &document.summary).await?;
    let (status, status_text) = cards::validity(document.effective_on, document.expires_on, visit.tenant.day);
    Reply::page(&DocumentPage {
        name: document.name(),
        summary: document.summary.clone(),
        status,
        status_text,
        replaced_by: None,
        facts: facts(visit, document),
        corrections: Vec::new(),
        preamble: Html::sanitised(document.preamble_html.clone()),
        articles: document.articles.iter().map(article).collect(),
        relations: Vec::new(),
        cited_by: Vec::new(),
        files: files(visit, &document.common.attachments),
        published: moment(live.first_live_at),
        changed: (live.live_from > live.first_live_at).then(|| moment(live.live_from)),
        mail_url: mail_url(&document.name(), &layout),
        print_url: print_url(visit, live),
        alike: Vec::new(),
        layout,
    })
}

fn article(article: &Article) -> ArticleView {
    let body = article.text.html().into_owned();
    ArticleView {
        anchor: article.anchor.clone(),
        heading: article.label(),
        chapter: body.is_empty(),
        body: Html::sanitised(body),
    }
}

fn facts(visit: &Visit, document: &Document) -> Vec<Fact> {
    let date =
        |date: Option<jiff::civil::Date>| date.map_or_else(|| "chưa rõ".to_owned(), |date| day(date).text);
    let signer: Vec<&str> = [&document.signer_authority, &document.signer_post, &document.signer_name]
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let mut facts = vec![
        Fact::new("Số, ký hiệu", document.number.clone()),
        Fact::new("Hình thức", document.doc_type.clone()),
        Fact::new("Cơ quan ban hành", document.issuer.clone()),
        Fact::new("Người ký", signer.join(", ")),
        Fact::new("Ngày ban hành", date(document.issued_on)),
        Fact::new("Ngày hiệu lực", date(document.effective_on)),
    ];
    if document.expires_on.is_some() {
        facts.push(Fact::new("Ngày hết hiệu lực", date(document.expires_on)));
    }
    facts.push(Fact::new("Lĩnh vực", document.fields.join("; ")));
    facts.push(Fact::new("Đơn vị cung cấp", unit_name(visit, &document.common.unit_key)));
    facts.push(Fact::new("Nguồn", document.common.source.clone()));
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

fn unit_name(visit: &Visit, key: &str) -> String {
    visit.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

/// The attached files as links of this site.
pub fn files(visit: &Visit, attachments: &[Attachment]) -> Vec<FileView> {
    let view = |file: &Attachment| FileView {
        title: file.name.clone(),
        url: visit.tenant.url(&format!("/tep/{}/{}", file.file_id, encode(&file.name))),
        format: file.name.rsplit('.').next().unwrap_or_default().to_uppercase(),
        size: size(file.bytes),
        pages: None,
        fingerprint: Some(file.sha256.chars().take(16).collect()),
    };
    attachments.iter().map(view).collect()
}

/// A file's size in words.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} byte"),
        1_024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{},{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
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
